"""The Cases page, started at app.py."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

import tracker
from tests.pages.conftest import ReadSample
from tests.pages.ledgers import fill, opened, texts
from tracker.codes import Employer
from tracker.filing.host_certificate import host_steps
from tracker.paths import PACKAGE
from tracker.store import Ledger, RowChange
from tracker.ui import session
from tracker.ui.case_view import decision_word, period_views
from tracker.ui.host_path import GRADES
from tracker.words.days import with_day_texts

MIXED = {
    "trips": [
        {"trip": "t1", "country": "FR", "first_day": "2026-01-03", "last_day": "2026-05-01"},
        {"trip": "t2", "country": "TH", "first_day": "2026-05-03", "last_day": "2026-05-05"},
        {"trip": "t3", "country": "FR", "first_day": "2026-05-08", "last_day": "2026-06-30"},
    ]
}
ONE_FACT_MISSING = {
    "trips": [{"trip": "t1", "country": "DE", "first_day": "2026-01-03", "last_day": "2026-03-01"}],
}
BY_TRIP = "cases.fact.me/t1.new.new"


def engine(ledger: Ledger) -> tracker.Analysis:
    return tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=session.today())


def titles(app: AppTest) -> list[str]:
    """Of the cards."""
    return [element.value.replace("\\", "") for element in app.header if "Period " in element.value]


def opened_section(app: AppTest, name: str) -> AppTest:
    """A section of the first card is opened: its content is made only then."""
    app.session_state[f"cases.{name}"] = True
    return app.run()


def test_an_empty_ledger_teaches_what_a_work_period_is(ledger: Ledger) -> None:
    app = opened("cases")
    assert "No work abroad is logged yet" in texts(app)
    assert "work period" in texts(app)


@pytest.mark.parametrize("sample", ["nomad", "employee", "mixed", "program"])
def test_cards_say_what_the_engine_says(sample: str, read_sample: ReadSample) -> None:
    analysis = read_sample(sample)
    app = opened("cases")
    periods = analysis.periods.sort_values("first_day", ascending=False)
    assert len(titles(app)) == len(periods)
    for row in periods.itertuples():
        shown = [title for title in titles(app) if f"Period {row.period} ·" in title]
        if row.case != "domestic":
            assert any(f" {row.work_days:,} work day" in title for title in shown)
    badges = [element.value for element in app.markdown if element.value.startswith(":") and element.value[-1] == "]"]
    for view in period_views(analysis):
        assert any(f"[{decision_word(view).text}]" in badge for badge in badges)


def test_a_mixed_card_names_the_causes_and_what_remains(ledger: Ledger) -> None:
    fill(ledger, MIXED)
    shown = texts(opened("cases"))
    assert "Without Thailand, May 3 – 5, 2026, the rest is a single-agreement case." in shown
    assert "- France, Jan 3 – Jun 30, 2026" in shown
    assert "no certificate covers all of a mixed period" in shown


def test_an_answered_fact_changes_the_verdict_and_undo_takes_it_back(ledger: Ledger) -> None:
    fill(ledger, ONE_FACT_MISSING)
    app = opened("cases")
    assert "? Not known yet" in texts(app)
    assert "Saving makes an assignment of 1 trip (t1)" in texts(app)
    app.selectbox(key=f"{BY_TRIP}.worker").select("self_employed")
    app.selectbox(key=f"{BY_TRIP}.business_in_us").select("yes")
    app.button(key=f"{BY_TRIP}.save").click().run()
    assert not app.exception
    assert "✓ Yes, from SSA" in texts(app)
    after = engine(ledger)
    assert list(after.periods["decision"]) == ["request"]
    assert list(ledger.rows("trips")["assignment"]) == ["germany-2026"]
    app.button(key="shell.undo_button").click().run()
    assert not len(ledger.rows("assignments"))
    assert list(ledger.rows("trips")["assignment"]) == [""]
    assert "? Not known yet" in texts(app)


def test_an_unknown_answer_stays_unknown(ledger: Ledger) -> None:
    fill(ledger, ONE_FACT_MISSING)
    app = opened("cases")
    app.selectbox(key=f"{BY_TRIP}.worker").select("self_employed")
    app.button(key=f"{BY_TRIP}.save").click().run()
    assert list(engine(ledger).coverage["reason"]) == ["fact_missing:business_in_us"]
    assert "? Not known yet" in texts(app)


def test_a_certificate_is_entered_and_covers_its_days(ledger: Ledger) -> None:
    fill(ledger, ONE_FACT_MISSING)
    app = opened_section(opened("cases"), "certificates.me/t1")
    form = "cases.certificate.me/t1.C1.new"
    app.date_input(key=f"{form}.last_day").set_value(dt.date(2026, 3, 1))
    app.selectbox(key=f"{form}.state").select("issued")
    app.text_input(key=f"{form}.control_number").input("CN-1")
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert "✓ No, it is on file" in texts(app)
    assert list(ledger.rows("certificates")["control_number"]) == ["CN-1"]
    assert set(engine(ledger).coverage["verdict"]) == {"covered"}


ISSUER = "cases.certificate.me/t1.issuer.C1"


def test_the_form_asks_first_who_issued_the_certificate_and_the_words_follow(ledger: Ledger) -> None:
    fill(ledger, ONE_FACT_MISSING)
    app = opened_section(opened("cases"), "certificates.me/t1")
    form = "cases.certificate.me/t1.C1.new"
    assert app.radio(key=ISSUER).options == ["United States (SSA)", "Germany", "Another country"]
    assert app.radio(key=ISSUER).value == "US"
    assert "It says that the work stays in the US system." in texts(app)
    assert app.text_input(key=f"{form}.control_number").label == "SSA's control number"
    app.radio(key=ISSUER).set_value("DE").run()
    assert "It says that the work is in the system of Germany" in texts(app)
    assert "attach a copy of the certificate to Form 1040" in texts(app)
    label = app.text_input(key=f"{form}.control_number").label
    assert label == "Number of the certificate, if Germany gave it one"
    app.date_input(key=f"{form}.last_day").set_value(dt.date(2026, 3, 1))
    app.selectbox(key=f"{form}.state").select("issued")
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert list(ledger.rows("certificates")["issuer"]) == ["DE"]
    assert set(engine(ledger).coverage["verdict"]) == {"covered_by_host"}
    app = opened_section(opened("cases"), "certificates.me/t1")
    assert app.radio(key=ISSUER).value == "DE"
    assert app.dataframe[0].value["Issued by"].tolist() == ["Germany"]


def test_a_certificate_of_a_third_country_is_kept_and_warned_about(ledger: Ledger) -> None:
    fill(ledger, ONE_FACT_MISSING)
    app = opened_section(opened("cases"), "certificates.me/t1")
    form = "cases.certificate.me/t1.C1.new"
    app.radio(key=ISSUER).set_value("another").run()
    app.selectbox(key=f"{form}.state").select("issued")
    app.button(key=f"{form}.save").click().run()
    assert "Not saved. Say which country issued it." in texts(app)
    assert not len(ledger.rows("certificates"))
    app.selectbox(key=f"{ISSUER}.country").select("FR").run()
    assert "It decides nothing here" in texts(app)
    app.button(key=f"{form}.save").click().run()
    assert list(ledger.rows("certificates")["issuer"]) == ["FR"]
    analysis = engine(ledger)
    assert set(analysis.coverage["verdict"]) == {"unclear"}
    assert "certificate_issuer_unknown" in set(analysis.findings["code"])


def test_an_issuer_that_somebody_else_corrected_is_not_overwritten(ledger: Ledger) -> None:
    certificate = {"certificate": "C1", "traveler": "me", "host": "DE", "first_day": "2026-01-03", "state": "issued"}
    fill(ledger, ONE_FACT_MISSING | {"certificates": [certificate]})
    app = opened_section(opened("cases"), "certificates.me/t1")
    row = ledger.rows("certificates").iloc[0]
    ledger.save("certificates", changed=[RowChange(row["row_id"], int(row["version"]), {"issuer": "DE"})])
    form = f"cases.certificate.me/t1.C1.{row['version']}"
    app.text_input(key=f"{form}.note").set_value("typed")
    app.button(key=f"{form}.save").click().run()
    assert app.radio(key=ISSUER).value == "DE"
    version = ledger.rows("certificates")["version"].iloc[0]
    app.button(key=f"cases.certificate.me/t1.C1.{version}.save").click().run()
    assert ledger.rows("certificates").iloc[0][["issuer", "note"]].tolist() == ["DE", "typed"]


OPEN_ENDED = {
    "trips": [{"trip": "t1", "country": "ES", "first_day": "2026-01-03", "assignment": "a"}],
    "assignments": [{"assignment": "a", "traveler": "me", "host": "ES", "worker": "employee", "employer": "us"}],
}


def test_open_ended_work_is_asked_whether_it_is_meant_to_end_and_when(ledger: Ledger) -> None:
    fill(ledger, OPEN_ENDED)
    app = opened_section(opened("cases"), "facts.me/a")
    form = f"cases.fact.me/a.{ledger.rows('assignments')['version'].iloc[0]}.new"
    employers = app.selectbox(key=f"{form}.employer").options
    assert employers[1:] == [employer.sentence for employer in Employer]
    labels = [widget.label for widget in (*app.selectbox, *app.date_input) if str(widget.key).startswith(form)]
    assert "Is this work there meant to end?" in labels
    asked = app.date_input(key=f"{form}.expected_last_day").label
    assert asked.startswith("Your trip has no last day. On which day do you expect this work to end?")
    app.selectbox(key=f"{form}.temporary").select("no")
    app.selectbox(key=f"{form}.us_covered_before").select("yes")
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert ledger.rows("assignments")["temporary"].tolist() == ["no"]
    assert set(engine(ledger).coverage["reason"]) == {"not_temporary"}


LONDON = {
    "trips": [{"trip": "t1", "country": "GB", "first_day": "2026-01-03", "last_day": "2026-03-01"}],
    "travelers": [{"traveler": "me", "residence": "US"}],
}


def verdicts(ledger: Ledger) -> list[tuple[str, str]]:
    rows = engine(ledger).coverage
    return list(zip(rows["first_day"].dt.strftime("%F"), rows["verdict"], strict=True))


def test_a_move_inside_a_period_changes_the_verdict_on_that_day(ledger: Ledger) -> None:
    fill(ledger, LONDON)
    assert verdicts(ledger) == [("2026-01-03", "would_cover")]
    app = opened_section(opened("cases"), "residences.me/t1")
    assert "On days without a row: United States, as entered for the person." in texts(app)
    form = "cases.residence.me/t1.new.0"
    app.selectbox(key=f"{form}.country").select("GB")
    app.date_input(key=f"{form}.first_day").set_value(dt.date(2026, 2, 1))
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert verdicts(ledger) == [("2026-01-03", "would_cover"), ("2026-02-01", "would_not_cover")]
    assert list(app.dataframe[0].value["Days"]) == ["since Feb 1, 2026"]
    app.button(key="shell.undo_button").click().run()
    assert verdicts(ledger) == [("2026-01-03", "would_cover")]


def test_a_residence_is_changed_and_deleted(ledger: Ledger) -> None:
    moved = {"traveler": "me", "country": "GB", "first_day": "2026-02-01"}
    somebody = {"traveler": "other", "country": "FR", "first_day": "2026-02-01"}
    fill(ledger, LONDON | {"residences": [moved, somebody]})
    app = opened_section(opened("cases"), "residences.me/t1")
    row = ledger.rows("residences").iloc[0]
    which = app.selectbox(key="cases.residence.me/t1.which")
    assert which.options == ["Add a new residence", "United Kingdom, since Feb 1, 2026"]
    which.select(row["row_id"]).run()
    form = f"cases.residence.me/t1.{row['row_id']}"
    app.date_input(key=f"{form}.{row['version']}.first_day").set_value(dt.date(2026, 2, 10))
    app.button(key=f"{form}.{row['version']}.save").click().run()
    assert not app.exception
    assert verdicts(ledger)[1] == ("2026-02-10", "would_not_cover")
    app.button(key=f"{form}.{ledger.rows('residences')['version'].iloc[0]}.delete").click().run()
    assert not app.exception
    assert list(ledger.rows("residences")["traveler"]) == ["other"]
    assert verdicts(ledger) == [("2026-01-03", "would_cover")]


def test_a_residence_that_cannot_be_is_refused_and_stays_as_typed(ledger: Ledger) -> None:
    fill(ledger, LONDON | {"residences": [{"traveler": "me", "country": "GB", "first_day": "2026-02-01"}]})
    app = opened_section(opened("cases"), "residences.me/t1")
    form = "cases.residence.me/t1.new.1"
    app.date_input(key=f"{form}.first_day").set_value(dt.date(2026, 3, 1))
    app.button(key=f"{form}.save").click().run()
    assert [error.value for error in app.error] == ["Not saved\\. Choose the country where you lived\\."]
    app.selectbox(key=f"{form}.country").select("US")
    app.button(key=f"{form}.save").click().run()
    [refused] = app.error
    assert "United Kingdom, since Feb 1, 2026, is entered for some of the same days." in refused.value.replace("\\", "")
    assert app.date_input(key=f"{form}.first_day").value == dt.date(2026, 3, 1)
    assert len(ledger.rows("residences")) == 1


def test_the_residence_of_the_assignment_is_said_to_win(ledger: Ledger) -> None:
    trips = [LONDON["trips"][0] | {"assignment": "a"}]
    facts = {"assignment": "a", "traveler": "me", "worker": "self_employed", "residence": "US"}
    fill(ledger, {"trips": trips, "assignments": [facts]})
    app = opened_section(opened("cases"), "residences.me/a")
    assert "This work's own facts name United States as residence" in texts(app)


def test_where_you_lived_is_asked_only_where_a_rule_asks(ledger: Ledger) -> None:
    fill(ledger, ONE_FACT_MISSING)
    labels = [section.label for section in opened("cases").expander]
    assert not [label for label in labels if label.startswith("Where you lived")]


SENT = {
    "trips": [
        {"trip": "t1", "country": "PT", "first_day": "2020-01-01", "last_day": "2025-12-31", "assignment": "a"},
        {"trip": "t2", "country": "TH", "first_day": "2026-01-02", "last_day": "2026-01-02", "assignment": "a"},
    ],
    "assignments": [
        {
            "assignment": "a",
            "traveler": "me",
            "worker": "employee",
            "employer": "us",
            "us_covered_before": "yes",
            "host": "PT",
            "expected_last_day": "2025-12-31",
        }
    ],
}


def test_a_granted_extension_moves_the_limit_and_undo_takes_it_back(ledger: Ledger) -> None:
    fill(ledger, SENT)
    assert verdicts(ledger)[0] == ("2020-01-01", "would_not_cover")
    app = opened_section(opened("cases"), "exceptions.me/a")
    form = "cases.exception.me/a.new.0"
    assert app.selectbox(key=f"{form}.host").options == ["Portugal"]  # Thailand has no agreement
    app.button(key=f"{form}.save").click().run()
    assert [error.value for error in app.error] == ["Not saved\\. Give the last day that was granted\\."]
    app.date_input(key=f"{form}.until").set_value(dt.date(2025, 12, 31))
    app.date_input(key=f"{form}.granted_on").set_value(dt.date(2024, 11, 5))
    app.text_input(key=f"{form}.reference").input("SSA letter 7")
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert verdicts(ledger)[0] == ("2020-01-01", "would_cover")
    assert app.dataframe[0].value.iloc[0].to_dict() == {
        "Country": "Portugal",
        "Until": "Dec 31, 2025",
        "Granted on": "Nov 5, 2024",
        "Reference": "SSA letter 7",
    }
    app.button(key="shell.undo_button").click().run()
    assert not len(ledger.rows("exceptions"))


def test_staying_longer_says_what_the_law_file_says_for_this_worker(ledger: Ledger) -> None:
    fill(ledger, SENT)
    shown = texts(opened_section(opened("cases"), "exceptions.me/a"))
    rules = tracker.load_rules()
    extension = rules.agreements["PT"].extension
    assert f"Employees: {extension.employee}" in shown
    assert extension.self_employed not in shown
    assert "for employees: at most 1 year beyond the limit, to be requested before the limit is reached." in shown
    assert all(rules.sources[source].href in shown for source in extension.sources)


def test_without_an_assignment_an_exception_waits_for_one(ledger: Ledger) -> None:
    fill(ledger, ONE_FACT_MISSING)
    app = opened_section(opened("cases"), "exceptions.me/t1")
    assert "this work has none yet. Answer the facts about this work first" in texts(app)
    assert not [button for button in app.button if str(button.key).startswith("cases.exception.")]


def test_all_of_the_year_is_asked_for_where_days_of_presence_decide(ledger: Ledger) -> None:
    trip = {"trip": "t1", "country": "FR", "first_day": "2026-01-03", "last_day": "2026-03-01", "assignment": "a"}
    facts = {"worker": "self_employed", "business_in_us": "no", "works_in_both_countries": "yes"}
    fill(ledger, {"trips": [trip], "assignments": [{"assignment": "a", "traveler": "me"} | facts]})
    app = opened("cases")
    form = f"cases.fact.me/a.{ledger.rows('assignments')['version'].iloc[0]}.new"
    app.selectbox(key=f"{form}.fixed_base").select("neither")
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert list(ledger.rows("assignments")["fixed_base"]) == ["neither"]
    assert "**Log all of 2026** on the Trips page" in texts(app)


def test_a_second_job_is_entered_as_a_day(ledger: Ledger) -> None:
    trip = {"trip": "t1", "country": "NL", "first_day": "2026-01-03", "last_day": "2026-03-01", "assignment": "a"}
    facts = {"worker": "employee", "employer": "us", "us_covered_before": "yes", "expected_last_day": "2026-03-01"}
    fill(ledger, {"trips": [trip], "assignments": [{"assignment": "a", "traveler": "me"} | facts]})
    app = opened_section(opened("cases"), "facts.me/a")
    form = f"cases.fact.me/a.{ledger.rows('assignments')['version'].iloc[0]}.new"
    app.date_input(key=f"{form}.second_job_first_day").set_value(dt.date(2026, 2, 1))
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert verdicts(ledger) == [("2026-01-03", "would_cover"), ("2026-02-01", "would_not_cover")]


def test_one_banner_counts_what_nobody_read_for_a_year(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(ledger, MIXED)
    assert "last read more than a year ago**" not in texts(opened("cases"))
    monkeypatch.setattr(session, "today", lambda: dt.date(2027, 12, 1))
    banner = "1 rule that decides your days was last read more than a year ago** (Nov 22, 2026): France."
    app = opened("cases")
    assert texts(app).count(banner) == 1
    app.button(key="cases.stale").click().run()
    assert not app.exception
    assert app.text_input(key="agreements.search").value == "France"
    check = {"host": "FR", "checked_on": "2027-11-30", "source": "SSA's page"}
    ledger.save("verifications", added=[check])
    assert "last read more than a year ago**" not in texts(opened("cases"))


def test_a_card_says_what_rests_on_an_own_check(ledger: Ledger) -> None:
    trip = {"trip": "t1", "country": "RO", "first_day": "2026-10-01", "last_day": "2026-10-31", "assignment": "a"}
    facts = {"assignment": "a", "traveler": "me", "worker": "self_employed", "business_in_us": "yes"}
    checks = [
        {"host": "RO", "in_force_from": "2026-09-01", "checked_on": "2026-11-01", "source": "SSA's list"},
        {"host": "RO", "provision": "RO.self_employed.transfer", "checked_on": "2026-11-02", "source": "POMS"},
    ]
    fill(ledger, {"trips": [trip], "assignments": [facts], "verifications": checks})
    app = opened_section(opened("cases"), "days.me/a")
    start = "yes, in force since Sep 1, 2026, verified by your own check of Nov 1, 2026: SSA's list."
    assert start in texts(app)
    assert "The rule is verified by your own check of Nov 2, 2026: POMS." in texts(app)
    assert "Verified by your own check of Nov 2, 2026: POMS." in texts(app)
    assert "Not verified" not in texts(app)


def test_a_recorded_clarification_lifts_mixed(ledger: Ledger) -> None:
    facts = {"assignment": "a", "traveler": "me", "worker": "self_employed", "host": "FR"}
    answers = {"business_in_us": "yes", "health_insurance": "yes", "expected_last_day": "2026-06-30"}
    trips = [trip | {"assignment": "a"} for trip in MIXED["trips"]]
    fill(ledger, {"trips": trips, "assignments": [facts | answers]})
    app = opened_section(opened("cases"), "clarifications.me/a")
    assert "? Not yet" in texts(app)
    app.text_input(key="cases.clarification.me/a.by").input("SSA, by phone")
    app.button(key="cases.clarification.me/a.save").click().run()
    assert not app.exception
    assert list(engine(ledger).periods["decision"]) == ["request"]
    assert "✓ Yes, from SSA" in texts(app)


def test_a_clarification_by_nobody_is_refused_in_words(ledger: Ledger) -> None:
    fill(ledger, MIXED)
    app = opened_section(opened("cases"), "clarifications.me/t1")
    app.text_area(key="cases.clarification.me/t1.note").input("kept")
    app.button(key="cases.clarification.me/t1.save").click().run()
    assert [error.value for error in app.error if "Not saved" in error.value]
    assert not len(ledger.rows("clarifications"))


def test_days_name_their_rule_section_and_source(ledger: Ledger) -> None:
    fill(ledger, ONE_FACT_MISSING)
    app = opened_section(opened("cases"), "days.me/t1")
    rule = tracker.load_rules().provision("DE.self_employed.transfer")
    assert with_day_texts(rule.rule) in texts(app)
    assert with_day_texts(rule.section) in texts(app)
    assert tracker.load_rules().sources[rule.sources[0]].href in texts(app)


def test_an_assignment_that_nobody_described_can_be_described_here(ledger: Ledger) -> None:
    trip = ONE_FACT_MISSING["trips"][0] | {"assignment": "ghost"}
    fill(ledger, {"trips": [trip], "assignments": []})
    app = opened("cases")
    form = "cases.fact.me/ghost.new.new"
    app.selectbox(key=f"{form}.worker").select("self_employed")
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert list(ledger.rows("assignments")["assignment"]) == ["ghost"]
    assert list(ledger.rows("trips")["assignment"]) == ["ghost"]


def test_another_page_can_ask_for_one_period(read_sample: ReadSample) -> None:
    read_sample("nomad")
    app = opened("cases")
    all_of_them = len(titles(app))
    app.session_state["cases.period"] = 1
    app.run()
    assert [title.partition(" ·")[0] for title in titles(app)] == ["Period 1"]
    app.button(key="cases.show_all").click().run()
    assert len(titles(app)) == all_of_them


def test_a_card_explains_its_first_open_day_and_what_would_change_it(ledger: Ledger) -> None:
    trips = [{"trip": "t1", "country": "RO", "first_day": "2026-08-20", "last_day": "2026-09-20"}]
    fill(ledger, {"trips": trips})
    app = opened_section(opened("cases"), "explain.me/t1")
    key = "cases.explain_day.me/t1"
    assert app.date_input(key=f"{key}.day").value == dt.date(2026, 8, 20)
    assert "The agreement with Romania had not started on this day" in texts(app)
    app.date_input(key=f"{key}.day").set_value(dt.date(2026, 9, 1)).run()
    assert "is reported to be in force from Sep 1, 2026" in texts(app)
    assert "If just one answer were different" not in texts(app)
    app.button(key=f"{key}.what_if").click().run()
    assert not app.exception
    assert "If just one answer were different" in texts(app)
    assert "Did you find the start of the agreement with Romania confirmed by SSA" in texts(app)
    app.date_input(key=f"{key}.day").set_value(dt.date(2026, 9, 2)).run()
    assert "If just one answer were different" not in texts(app)


def test_text_of_the_user_is_never_read_as_markdown(ledger: Ledger) -> None:
    evil = "![x](http://example.invalid/leak.png)"
    trips = [{"trip": "t1", "country": "DE", "first_day": "2026-01-03", "last_day": "2026-03-01", "assignment": evil}]
    trips[0]["place"] = evil
    fill(ledger, {"trips": trips, "assignments": [{"assignment": evil, "traveler": "me"}]})
    app = opened_section(opened("cases"), f"explain.me/{evil}")
    assert evil in texts(app)
    assert not [element for element in app.markdown if evil in element.value]


def test_a_name_in_the_table_of_exposure_is_never_read_as_markdown(ledger: Ledger) -> None:
    evil = "![x](http://example.invalid/leak.png)"
    work = {"country": "DE", "first_day": "2026-01-03", "last_day": "2026-03-01"}
    fill(ledger, {"trips": [work | {"trip": "t1", "traveler": evil}, work | {"trip": "t2", "traveler": "bob"}]})
    shown = opened("cases").table[-1].value["Person"]
    assert evil not in set(shown)
    assert {name.replace("\\", "") for name in shown} == {evil, "bob"}


def test_a_cause_opens_its_trip_to_edit(ledger: Ledger) -> None:
    fill(ledger, MIXED)
    app = opened("cases")
    app.button(key="cases.cause.me/t1.t2").click().run()
    assert not app.exception
    assert app.selectbox(key="cases.edit.country").value == "TH"
    assert app.date_input(key="cases.edit.first_day").value == dt.date(2026, 5, 3)
    assert app.button(key="cases.edit.save")


def test_a_card_says_step_by_step_what_to_do(ledger: Ledger) -> None:
    fill(ledger, MIXED)
    shown = texts(opened("cases"))
    assert "Partly without an agreement: Thailand." in shown
    assert "Get advice from a professional who knows both systems" in shown


def test_a_recorded_clarification_says_what_it_did(ledger: Ledger) -> None:
    fill(ledger, MIXED)
    app = opened_section(opened("cases"), "clarifications.me/t1")
    app.text_input(key="cases.clarification.me/t1.by").input("SSA, by phone")
    app.button(key="cases.clarification.me/t1.save").click().run()
    assert not app.exception
    assert "Clarification recorded. The case stays at “Resolve first”. Still open:" in texts(app)


def exposure_table(app: AppTest) -> list[list[str]]:
    return app.table[-1].value.astype("str").values.tolist()


def test_the_exposure_sums_to_the_work_days(ledger: Ledger) -> None:
    fill(ledger, MIXED)
    app = opened("cases")
    assert "Both systems may charge 3 of 176 work days abroad as things stand. 173 more days are unclear." in texts(app)
    assert exposure_table(app) == [["France", "2026", "173", "0", "173"], ["Thailand", "2026", "3", "3", "0"]]
    assert int(engine(ledger).coverage["days"].sum()) >= 176


def test_the_estimate_is_off_until_figures_and_sources_are_typed_and_nothing_is_stored(ledger: Ledger) -> None:
    fill(ledger, MIXED)
    before = ledger.revision()
    app = opened("cases")
    assert "percent of the earnings" not in str(app.number_input)
    app.toggle(key="cases.estimate").set_value(True).run()
    app.selectbox(key="cases.estimate.which").set_value(1).run()
    key = "cases.estimate.me/TH/2026"
    assert "Nothing that you type here is saved" in texts(app)
    assert app.number_input(key=f"{key}.us.rate").value == pytest.approx(14.12955)
    app.number_input(key=f"{key}.earnings").set_value(3000.0).run()
    app.number_input(key=f"{key}.host.rate").set_value(5.0).run()
    assert "Thailand: name the source of the rate to see the estimate." in texts(app)
    assert "United States: 3,000.00 × 3 of 3 work days × 14.12955 % = 423.89." in texts(app)
    app.text_area(key=f"{key}.host.source").input("A page of that country").run()
    assert not app.exception
    assert "Thailand: 3,000.00 × 3 of 3 work days × 5 % = 150.00." in texts(app)
    assert ledger.revision() == before
    app.selectbox(key="cases.estimate.which").set_value(0).run()
    app.number_input(key="cases.estimate.me/FR/2026.earnings").set_value(17300.0).run()
    assert "× 0 of 173 work days × 14.12955 % = 0.00. If 173 unclear days are charged too: 2,444.41." in texts(app)


OF_HOST = {
    "trips": [{"trip": "t1", "country": "DE", "first_day": "2026-01-03", "last_day": "2026-03-01", "assignment": "a"}],
    "assignments": [{"assignment": "a", "traveler": "me", "worker": "self_employed", "business_in_us": "no"}],
}
HOST_FORM = "cases.host_record.me.1.DE.new"


def test_work_in_the_hosts_system_shows_the_way_to_its_certificate(ledger: Ledger) -> None:
    fill(ledger, OF_HOST)
    app = opened("cases")
    shown = texts(app)
    assert "[Request the certificate of Germany]" in shown
    assert "✓ Yes, from Germany" in shown
    steps = host_steps("DE", "self_employed", (2026,))
    assert len(steps) == 6
    for number, step in enumerate(steps, 1):
        assert f"**{number}. {step.title}**" in shown
        assert GRADES[step.evidence][1] in shown
        for fact in step.facts:
            assert fact.text in shown


def test_the_hosts_certificate_is_recorded_from_request_to_delivery(ledger: Ledger) -> None:
    fill(ledger, OF_HOST)
    app = opened("cases")
    app.button(key=f"{HOST_FORM}.save").click().run()
    assert [error.value.replace("\\", "") for error in app.error] == [
        "Not saved. Enter the day on which you requested it."
    ]
    app.date_input(key=f"{HOST_FORM}.submitted_on").set_value(dt.date(2026, 3, 5))
    app.button(key=f"{HOST_FORM}.save").click().run()
    assert not app.exception
    row = ledger.rows("certificates").iloc[0]
    assert row[["issuer", "host", "assignment", "state", "first_day", "last_day"]].tolist() == [
        "DE", "DE", "a", "submitted", "2026-01-03", "2026-03-01",
    ]  # fmt: skip
    assert "[Requested: wait]" in texts(app)
    form = f"cases.host_record.me.1.DE.{row['version']}"
    app.selectbox(key=f"{form}.state").select("issued")
    app.date_input(key=f"{form}.issued_on").set_value(dt.date(2026, 4, 1))
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert set(engine(ledger).coverage["verdict"]) == {"covered_by_host"}
    assert "[On file]" in texts(app)


def test_a_special_exception_is_rare_and_the_sources_say_how_to_request_one(ledger: Ledger) -> None:
    fill(ledger, OF_HOST)
    app = opened_section(opened("cases"), "host.me/a.DE")
    app.session_state["host.exception.me.1.DE"] = True
    shown = texts(app.run())
    assert "Only a special exception agreed by both agencies could keep this work in the US system" in shown
    extension = tracker.load_rules().agreements["DE"].extension
    assert with_day_texts(extension.self_employed) in shown
    assert with_day_texts(extension.who_agrees) in shown


def test_official_texts_that_differ_stand_side_by_side_with_their_dates(ledger: Ledger) -> None:
    trips = [OF_HOST["trips"][0] | {"country": "ES"}]
    facts = {"worker": "self_employed", "business_in_us": "yes", "residence": "ES", "temporary": "yes", "host": "ES"}
    facts |= {"assignment": "a", "traveler": "me", "expected_last_day": "2026-03-01"}
    fill(ledger, {"trips": trips, "assignments": [facts]})
    texts_of_spain = tracker.load_rules().agreements["ES"].texts
    app = opened("cases")
    on_card = texts(app)
    in_panel = texts(opened_section(app, "explain.me/a"))
    for text in texts_of_spain:
        for part in map(with_day_texts, (text.name, text.dated, text.says)):
            assert part in on_card
            assert in_panel.count(part) > on_card.count(part)


def test_another_page_leads_to_the_case_of_the_right_person_and_there_is_a_way_back(read_sample: ReadSample) -> None:
    analysis = read_sample("program")
    app = opened("deadlines")
    app.button(key="deadlines.case.dan.1.").click().run()
    assert not app.exception
    assert app.title[0].value == "Cases"
    [title] = titles(app)
    assert title.startswith("Dan Dummy · Period 1")
    app.switch_page(str(PACKAGE / "pages" / "cases.py")).run()  # a test app does not stay where a script sent it
    app.button(key="cases.show_all").click().run()
    assert not app.exception
    assert len(titles(app)) == len(analysis.periods)


def test_days_that_are_not_logged_are_those_of_the_person_shown(read_sample: ReadSample) -> None:
    read_sample("program")
    app = opened("cases")
    assert "between the trips are not logged" in texts(app)
    app.selectbox(key="cases.traveler").set_value("dan").run()
    assert "not logged" not in texts(app)
