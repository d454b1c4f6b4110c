"""The People page, started at app.py."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import tracker
from tests.pages.conftest import TODAY
from tests.pages.ledgers import fill, fill_with_sample, opened, texts
from tracker.filing import people
from tracker.store import Ledger
from tracker.ui.bulk_facts import Fact

EMPLOYER = Fact("assignments", "employer")


def shown(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["Person"])


def chosen(app: AppTest, *who: str) -> AppTest:
    app.multiselect(key="people.chosen").set_value(list(who)).run()
    assert not app.exception
    return app


def test_an_empty_ledger_says_what_the_page_is_for(ledger: Ledger) -> None:
    app = opened("people")
    assert "This page is for programs" in texts(app)
    app.button(key="people.sample.program").click().run()
    assert len(shown(app)) == 8


def test_one_person_is_told_how_others_get_here(ledger: Ledger) -> None:
    fill_with_sample(ledger, "mixed")
    app = opened("people")
    assert "With a second person in the log" in texts(app)
    assert not app.dataframe
    app.button(key="people.own_timeline").click().run()
    assert app.title[0].value == "Timeline"


def test_the_table_has_the_engines_numbers(ledger: Ledger) -> None:
    fill_with_sample(ledger, "program")
    app = opened("people")
    table = app.dataframe[0].value.set_index("Person")
    expected = people(tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=TODAY)).set_index("name")
    assert sorted(table.index) == sorted(expected.index)
    for answer, column in (("would_not_cover", "Days ✕ Not US system"), ("covered", "Days ✓ Covered")):
        assert table[column].to_dict() == expected[f"days_{answer}"].to_dict()
    assert table["Open questions"].to_dict() == expected["open_questions"].to_dict()


def test_filters_narrow_the_table_and_say_so_when_nobody_is_left(ledger: Ledger) -> None:
    fill_with_sample(ledger, "program")
    app = opened("people")
    app.button_group(key="people.answers").set_value(["would_not_cover"]).run()
    app.toggle(key="people.needs_action").set_value(True).run()
    app.multiselect(key="people.hosts").set_value(["RO", "NL", "FR"]).run()
    assert not app.exception
    assert sorted(shown(app)) == ["Eve Example", "Finn Fictional"]
    assert "2 people of 8. 2 people need action now." in texts(app)
    app.text_input(key="people.name").input("nobody").run()
    assert not app.exception
    assert "Nobody matches these filters" in texts(app)


def test_the_only_person_left_leads_to_the_timeline_and_the_cases(ledger: Ledger) -> None:
    fill_with_sample(ledger, "program")
    app = opened("people")
    assert app.button(key="people.to_cases").disabled
    app.text_input(key="people.name").input("hana").run()
    app.button(key="people.to_cases").click().run()
    assert not app.exception
    assert app.title[0].value == "Cases"
    assert app.selectbox(key="cases.traveler").value == "hana"
    assert "2 work periods, newest first." in texts(app)


def test_the_person_chosen_is_the_one_on_the_timeline(ledger: Ledger) -> None:
    fill_with_sample(ledger, "program")
    app = chosen(opened("people"), "eve")
    app.button(key="people.to_timeline").click().run()
    assert not app.exception
    assert app.title[0].value == "Timeline"
    assert app.selectbox(key="timeline.traveler").value == "eve"


def test_the_requests_are_those_of_the_people_chosen_or_of_everybody_shown(ledger: Ledger) -> None:
    fill_with_sample(ledger, "program")
    app = opened("people")
    assert "For all 8 people shown." in texts(app)
    labels = [button.label for button in app.get("download_button") if button.key.startswith("people.requests")]
    assert labels == ["List and request pages (PDF)", "List (Excel workbook)"]
    app.multiselect(key="people.decisions").set_value(["on_file", "pending"]).run()
    assert sorted(shown(app)) == ["Ada Anybody", "Ben Bogus"]
    assert "For all 2 people shown." in texts(app)
    assert "For the 1 person chosen." in texts(chosen(app, "ben"))


def test_one_fact_for_several_people_is_one_change_with_one_undo(ledger: Ledger) -> None:
    fill_with_sample(ledger, "program")
    app = opened("people")
    assert "Choose people first" in texts(app)
    chosen(app, "hana", "ada")
    app.selectbox(key="people.fact").set_value(EMPLOYER).run()
    app.selectbox(key="people.bulk.assignments.employer.value").set_value("us").run()
    assert "1 assignment changes to “An American employer sent the person there" in texts(app)
    app.button(key=f"people.bulk.save.{ledger.revision()}").click().run()
    assert not app.exception
    rows = ledger.rows("assignments").set_index("assignment")["employer"]
    assert (rows["hana-es"], rows["hana-ch"], rows["dan-gb"]) == ("us", "us", "affiliate")
    assert "1 assignment changed to “An American employer sent the person there" in texts(app)
    app.button(key="shell.undo_button").click().run()
    assert ledger.rows("assignments").set_index("assignment").loc["hana-es", "employer"] == "host"


def test_a_fact_can_be_emptied_for_some_of_the_assignments(ledger: Ledger) -> None:
    fill_with_sample(ledger, "program")
    app = chosen(opened("people"), "hana", "gus")
    app.selectbox(key="people.fact").set_value(Fact("assignments", "us_covered_before")).run()
    stored = ledger.rows("assignments").set_index("assignment")
    app.multiselect(key="people.bulk.rows").set_value([stored.loc["gus-sg", "row_id"]]).run()
    app.checkbox(key="people.bulk.assignments.us_covered_before.empty").check().run()
    app.button(key=f"people.bulk.save.{ledger.revision()}").click().run()
    assert not app.exception
    values = ledger.rows("assignments").set_index("assignment")["us_covered_before"]
    assert [name for name in values.index if values[name] == ""] == ["gus-sg"]


def test_people_without_an_assignment_are_left_out_in_words(ledger: Ledger) -> None:
    trips = [
        {"trip": who, "traveler": who, "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-05"}
        for who in ("ann", "bob")
    ]
    fill(ledger, {"trips": trips})
    app = chosen(opened("people"), "ann", "bob")
    app.selectbox(key="people.fact").set_value(EMPLOYER).run()
    assert "Without an assignment, so left out: ann, bob." in texts(app)
    app.selectbox(key="people.fact").set_value(Fact("travelers", "residence")).run()
    app.selectbox(key="people.bulk.travelers.residence.value").set_value("US").run()
    app.button(key=f"people.bulk.save.{ledger.revision()}").click().run()
    assert not app.exception
    assert ledger.rows("travelers").set_index("traveler")["residence"].to_dict() == {"ann": "US", "bob": "US"}


@pytest.mark.parametrize("evil", ["![x](http://example.invalid/leak.png)", "<b>x</b> `$\\x$`"])
def test_a_name_is_never_read_as_markdown(evil: str, ledger: Ledger) -> None:
    trips = [
        {"trip": who, "traveler": who, "country": "TH", "first_day": "2026-01-01", "last_day": "2026-01-05"}
        for who in (evil, "bob")
    ]
    fill(ledger, {"trips": trips})
    app = chosen(opened("people"), evil)
    app.selectbox(key="people.fact").set_value(EMPLOYER).run()
    assert not app.exception
    assert not [element for element in (*app.markdown, *app.info, *app.button) if evil in str(element)]


def test_a_requested_host_certificate_is_requested_here_too(ledger: Ledger) -> None:
    trips = [
        {"trip": who, "traveler": who, "assignment": who, "country": "DE", "first_day": "2026-01-03"}
        | {"last_day": "2026-03-01"}
        for who in ("ann", "bob")
    ]
    facts = {"worker": "self_employed", "business_in_us": "no"}
    sent = {"certificate": "C1", "traveler": "ann", "issuer": "DE", "host": "DE", "state": "submitted"}
    sent |= {"first_day": "2026-01-03", "last_day": "2026-03-01", "submitted_on": "2026-01-02"}
    jobs = [{"assignment": who, "traveler": who} | facts for who in ("ann", "bob")]
    fill(ledger, {"trips": trips, "assignments": jobs, "certificates": [sent]})
    app = opened("people")
    to_do = app.dataframe[0].value.set_index("Person")["What to do"].to_dict()
    assert to_do == {"ann": "1 requested: wait", "bob": "1 request the other country's certificate"}
    assert "2 people. 1 person needs action now." in texts(app)
