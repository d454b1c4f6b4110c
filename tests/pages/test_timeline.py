"""The Timeline page, started at app.py: it opens in every state and shows the engine's numbers."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import tracker
from tests.pages.conftest import TODAY, ReadSample
from tests.pages.ledgers import fill, fill_with_sample, opened, texts
from tracker.charts import words
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.explain import explain, what_would_change
from tracker.store import Ledger
from tracker.ui import session
from tracker.ui.samples import SAMPLES
from tracker.words.days import with_day_texts


def totals(app: AppTest) -> list[int]:
    """The day totals on the cards, in the order shown."""
    (cards,) = (element.proto.body for element in app.get("html") if "day-totals" in element.proto.body)
    return [int(number.replace(",", "")) for number in re.findall(r"<b>([\d,]+)</b>", cards)]


def analyzed(ledger: Ledger) -> tracker.Analysis:
    return tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=TODAY)


def figure(app: AppTest) -> dict[str, Any]:
    (chart,) = app.get("plotly_chart")
    spec: dict[str, Any] = json.loads(chart.proto.spec)
    return spec


def totals_of(analysis: tracker.Analysis) -> list[int]:
    """Days per card: delivered or not is one card, and rare answers have one only where they occur."""
    per_answer = analysis.answers.groupby("answer")["days"].sum().to_dict()
    per_answer["covered"] = per_answer.get("covered", 0) + per_answer.pop("covered_not_delivered", 0)
    rare = ("covered_by_host", "requested")
    cards = [answer for answer in words.ANSWERS if answer not in (*rare, "covered_not_delivered")]
    return [
        int(per_answer.get(answer, 0))
        for answer in words.ANSWERS
        if answer in cards or (answer in rare and answer in per_answer)
    ]


def table(app: AppTest) -> pd.DataFrame:
    """The table below the chart: it is made when its section is opened."""
    app.session_state["timeline.table"] = True
    app.run()
    shown: pd.DataFrame = app.dataframe[0].value
    return shown


def test_an_empty_ledger_offers_a_first_trip_and_every_sample(ledger: Ledger) -> None:
    app = opened("timeline")
    assert [button.key for button in app.button if button.key and button.key.startswith("timeline.")] == [
        "timeline.first.save",
        *(f"timeline.sample.{sample.name}" for sample in SAMPLES),
    ]
    assert "Certificate of Coverage" in texts(app)


@pytest.mark.parametrize("sample", [sample.name for sample in SAMPLES])
def test_a_sample_opens_with_one_click_and_shows_the_numbers_of_the_engine(ledger: Ledger, sample: str) -> None:
    app = opened("timeline")
    app.button(key=f"timeline.sample.{sample}").click().run()
    assert not app.exception
    assert not app.error
    analysis = analyzed(ledger)
    assert totals(app) == totals_of(analysis)


def test_undo_of_a_sample_empties_the_ledger_again(ledger: Ledger) -> None:
    app = opened("timeline")
    app.button(key="timeline.sample.nomad").click().run()
    app.button(key="shell.undo_button").click().run()
    assert ledger.is_empty()
    assert app.button(key="shell.undo_button").label == "Redo"


def test_first_trip_is_logged_on_the_spot(ledger: Ledger) -> None:
    app = opened("timeline")
    app.selectbox(key="timeline.first.country").select("FR").run()
    app.date_input(key="timeline.first.first_day").set_value(TODAY.replace(month=3, day=1)).run()
    app.date_input(key="timeline.first.last_day").set_value(TODAY.replace(month=3, day=1)).run()
    app.button(key="timeline.first.save").click().run()
    assert not app.exception
    (trip,) = ledger.rows("trips").to_dict("records")
    assert (trip["country"], trip["first_day"], trip["last_day"]) == ("FR", "2026-03-01", "2026-03-01")
    assert sum(totals(app)) == 1
    assert "What to do next" in texts(app)


def test_a_hole_is_listed_with_its_days_and_can_be_logged(ledger: Ledger) -> None:
    fill(
        ledger,
        {
            "trips": [
                {"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"},
                {"trip": "b", "country": "FR", "first_day": "2026-01-14", "last_day": "2026-01-20"},
            ]
        },
    )
    app = opened("timeline")
    assert "Jan 11 – 13, 2026 · 3 days" in texts(app)
    assert "3 days so far have no entry" in texts(app)
    app.button(key="timeline.point.unlogged.0").click().run()
    assert str(app.date_input(key="timeline.gap.first_day").value) == "2026-01-11"
    assert str(app.date_input(key="timeline.gap.last_day").value) == "2026-01-13"


def test_a_range_cuts_the_totals_to_its_days(ledger: Ledger) -> None:
    fill(ledger, {"trips": [{"trip": "a", "country": "TH", "first_day": "2025-12-30", "last_day": "2026-01-02"}]})
    app = opened("timeline")
    assert sum(totals(app)) == 4
    app.segmented_control(key="timeline.range").set_value("This year").run()
    assert sum(totals(app)) == 2


def test_table_below_the_chart_holds_every_coverage_row(read_sample: ReadSample) -> None:
    analysis = read_sample("nomad")
    app = opened("timeline")
    assert not app.dataframe
    shown = table(app)
    assert shown.loc[shown["Kind"] == "Days", "Days"].tolist() == analysis.answers["days"].tolist()
    assert shown.loc[shown["Kind"] == "Date to keep", "Answer"].tolist() == [
        "Certificate ends",
        *["Request the certificate"] * 3,
    ]
    assert shown.loc[shown["Kind"] == "Certificate", "Answer"].tolist() == [
        "US certificate requested",
        "US certificate issued",
    ]


def test_everybody_is_shown_first_and_a_button_leads_to_one_person(read_sample: ReadSample) -> None:
    analysis = read_sample("program")
    app = opened("timeline")
    assert app.selectbox(key="timeline.traveler").value == ""
    assert len(table(app)) == len(analysis.answers)
    bands = [shape for shape in figure(app)["layout"]["shapes"] if shape["type"] == "rect"]
    assert len(bands) == 8
    assert "6 of 8 people have something to do" in texts(app)
    app.button(key="timeline.person.eve").click().run()
    assert not app.exception
    assert app.selectbox(key="timeline.traveler").value == "eve"
    assert sum(totals(app)) == analysis.coverage.loc[analysis.coverage["traveler"] == "eve", "days"].sum()


def test_some_of_the_people_can_be_shown_alone(read_sample: ReadSample) -> None:
    analysis = read_sample("program")
    app = opened("timeline")
    app.multiselect(key="timeline.people").select("ada").select("gus").run()
    rows = analysis.coverage
    assert sum(totals(app)) == rows.loc[rows["traveler"].isin(["ada", "gus"]), "days"].sum()
    assert [note["hovertext"] for note in figure(app)["layout"]["annotations"] if "hovertext" in note] == [
        "Gus Guesswork",  # has something to do
        "Ada Anybody",
    ]


def test_a_program_of_many_people_is_turned_over_like_a_book(ledger: Ledger) -> None:
    trips = [
        {"trip": f"t{n}", "traveler": f"p{n:02}", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-31"}
        for n in range(30)
    ]
    fill(ledger, {"trips": trips})
    app = opened("timeline")
    assert len([shape for shape in figure(app)["layout"]["shapes"] if shape["type"] == "rect"]) == 25
    assert "1 – 25 of 30 people" in texts(app)
    assert sum(totals(app)) == 30 * 31


def test_a_tax_year_and_a_trip_can_be_chosen(ledger: Ledger) -> None:
    fill(
        ledger,
        {
            "trips": [
                {"trip": "a", "country": "FR", "place": "Lyon", "first_day": "2023-12-30", "last_day": "2024-01-03"},
                {"trip": "b", "country": "GB", "first_day": "2026-01-01", "last_day": "2026-01-20"},
            ]
        },
    )
    app = opened("timeline")
    app.segmented_control(key="timeline.range").set_value("Tax year").run()
    assert app.selectbox(key="timeline.tax_year").options == ["2026", "2025", "2024", "2023"]
    app.selectbox(key="timeline.tax_year").set_value(2024).run()
    assert sum(totals(app)) == 366
    app.segmented_control(key="timeline.range").set_value("Around a trip").run()
    assert app.selectbox(key="timeline.trip").value == "b"
    app.selectbox(key="timeline.trip").set_value("a").run()
    assert not app.exception
    assert sum(totals(app)) == 5 + 366  # the trip, and the days without an entry up to 3 January 2025


def test_the_days_around_a_trip_are_left_when_everybody_is_chosen(read_sample: ReadSample) -> None:
    analysis = read_sample("program")
    app = opened("timeline")
    app.selectbox(key="timeline.traveler").set_value("eve").run()
    app.segmented_control(key="timeline.range").set_value("Around a trip").run()
    app.selectbox(key="timeline.traveler").set_value("").run()
    assert not app.exception
    assert sum(totals(app)) == analysis.coverage["days"].sum()


def test_a_crowded_log_is_drawn_as_months_and_its_table_turned_over(ledger: Ledger) -> None:
    start = dt.date(2015, 1, 1)
    days = [str(start + dt.timedelta(days=3 * n)) for n in range(600)]
    fill(
        ledger,
        {
            "trips": [
                {"trip": f"t{n}", "country": "TH", "first_day": day, "last_day": day} for n, day in enumerate(days)
            ]
        },
    )
    app = opened("timeline")
    assert "too many to draw one by one. Each column is 1 month" in texts(app)
    assert len(table(app)) == 200
    assert "1 – 200 of 1,199 rows" in texts(app)
    shown = [custom[0] for trace in figure(app)["data"] for custom in trace.get("customdata", [])]
    assert set(shown) == {"month"}

    def buttons() -> int:
        return sum(str(button.key).startswith("timeline.point.unlogged") for button in app.button)

    assert buttons() == 6
    app.session_state["timeline.point.unlogged.more"] = True
    app.run()
    assert buttons() == 36
    app.segmented_control(key="timeline.range").set_value("Tax year").run()
    app.selectbox(key="timeline.tax_year").set_value(2016).run()
    assert "too many to draw" not in texts(app)
    assert sum(totals(app)) == 366


def test_what_the_user_typed_is_never_markup(ledger: Ledger) -> None:
    place = "<b>x</b> ![i](http://example.com/leak.png) %{x}"
    fill(
        ledger,
        {
            "trips": [
                {"trip": "a", "country": "FR", "place": place, "first_day": "2026-01-01", "last_day": "2026-06-01"}
            ]
        },
    )
    app = opened("timeline")
    assert not any("![i](" in element.value for element in app.markdown)
    assert "<b>x</b>" not in json.dumps(figure(app))


def test_every_page_says_that_it_is_no_advice_and_names_rules_and_day(ledger: Ledger) -> None:
    for page in ("timeline", "calendar", "trips", "cases", "deadlines", "people", "agreements", "help"):
        app = opened(page)
        assert len(app.title) == 1
        assert NOT_LEGAL_ADVICE in texts(app)
        assert tracker.load_rules().digest in texts(app)
        assert "as of Nov 22, 2026" in texts(app)


def test_a_store_that_cannot_be_opened_is_said_in_words(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERLINE_DATABASE_URL", "nonsense://")
    app = opened("timeline")
    assert len(app.error) == 1
    assert NOT_LEGAL_ADVICE in texts(app)


def test_where_the_entries_are_is_said_truly(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "your entries stay on this computer" in texts(opened("timeline"))
    monkeypatch.setenv("COVERLINE_DATABASE_URL", "postgresql://nobody@127.0.0.1:no-port/nothing")
    app = opened("timeline")
    assert len(app.error) == 1
    assert "your entries lie on a server" in texts(app)
    assert "this computer" not in texts(app)


def test_one_day_is_explained_as_the_engine_judges_it(read_sample: ReadSample) -> None:
    analysis = read_sample("nomad")
    app = opened("timeline")
    assert "Which day?" not in [field.label for field in app.date_input]
    app.session_state["timeline.explain"] = True
    app.run()
    day = app.date_input(key="timeline.explain_day.nora.day")
    assert day.value == TODAY
    assert "The work was done in the United States." in texts(app)
    day.set_value(TODAY.replace(month=3, day=5)).run()
    assert not app.exception
    explained = explain(analysis, "nora", TODAY.replace(month=3, day=5))
    [answer] = explained.answers
    assert answer.rule is not None
    for text in (answer.sentence, answer.rule.rule, answer.rule.section, answer.rule.sources[0].href):
        assert with_day_texts(text) in texts(app)
    app.button(key="timeline.explain_day.nora.what_if").click().run()
    assert not app.exception
    for change in what_would_change(analysis, explained).changes:
        assert with_day_texts(f"**{change.question}** {change.words.removesuffix('.')}: ") in texts(app)


def test_a_log_that_ended_is_asked_about_its_last_day(ledger: Ledger) -> None:
    fill(ledger, {"trips": [{"trip": "t1", "country": "TH", "first_day": "2026-01-03", "last_day": "2026-01-09"}]})
    app = opened("timeline")
    app.session_state["timeline.explain"] = True
    app.run()
    assert app.date_input(key="timeline.explain_day.me.day").value == TODAY.replace(month=1, day=9)
    assert "The United States has no totalization agreement with this country." in texts(app)


def test_one_banner_says_what_nobody_read_for_a_year(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_with_sample(ledger, "program")
    assert "last read more than a year ago**" not in texts(opened("timeline"))
    later = dt.date(2027, 12, 1)
    monkeypatch.setattr(session, "today", lambda: later)
    stale = tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=later).summary["stale_sources"]
    assert len({one["host"] for one in stale}) > 1
    app = opened("timeline")
    assert texts(app).count(f"**{len(stale)} rules that decide your days were last read more than a year ago**") == 1
    app.button(key="timeline.stale").click().run()
    assert not app.exception
    assert app.text_input(key="agreements.search").value == ""


def test_an_open_trip_under_a_later_one_is_ended_with_one_click(ledger: Ledger) -> None:
    fill(
        ledger,
        {
            "trips": [
                {"trip": "o", "country": "ES", "first_day": "2026-02-01"},
                {"trip": "p", "country": "PT", "first_day": "2026-09-10", "last_day": "2026-09-24"},
            ]
        },
    )
    app = opened("timeline")
    assert "Trip to check" in texts(app)
    assert app.button(key="timeline.point.trip.0").label == "Open the trip"
    app.button(key="timeline.point.trip.0.cut").click().run()
    assert not app.exception
    ends = {row["trip"]: row["last_day"] for row in ledger.rows("trips").to_dict("records")}
    assert ends["o"] in ("2026-09-09", "2026-09-10")
    assert "Trip to check" not in texts(app)


def test_the_trip_to_check_opens_with_a_click(ledger: Ledger) -> None:
    fill(
        ledger,
        {
            "trips": [
                {"trip": "a", "country": "FR", "first_day": "2026-03-01", "last_day": "2026-03-31"},
                {"trip": "b", "country": "FR", "first_day": "2026-03-10", "last_day": "2026-04-05"},
            ]
        },
    )
    app = opened("timeline")
    app.button(key="timeline.point.trip.0").click().run()
    assert not app.exception
    assert str(app.date_input(key="timeline.edit.first_day").value) == "2026-03-10"


def test_days_are_logged_for_the_person_who_is_shown(ledger: Ledger) -> None:
    spans = [("2026-01-01", "2026-01-10"), ("2026-01-14", "2026-01-20")]
    trips = [
        {"trip": f"{who}{first}", "traveler": who, "country": "FR", "first_day": first, "last_day": last}
        for who in ("ann", "bob")
        for first, last in spans
    ]
    fill(ledger, {"trips": trips})
    app = opened("timeline")
    app.selectbox(key="timeline.traveler").set_value("bob").run()
    app.button(key="timeline.point.unlogged.0").click().run()
    assert app.selectbox(key="timeline.gap.traveler").value == "bob"


def test_a_request_that_waits_says_so_and_asks_for_nothing(ledger: Ledger) -> None:
    work = {"first_day": "2026-03-01", "last_day": "2026-06-30"}
    fill(
        ledger,
        {
            "trips": [{"trip": "t", "country": "GB", "assignment": "w"} | work],
            "assignments": [
                {"assignment": "w", "traveler": "me", "host": "GB", "worker": "self_employed", "residence": "US"}
            ],
            "certificates": [{"certificate": "C", "traveler": "me", "host": "GB", "state": "submitted"} | work],
        },
    )
    app = opened("timeline")
    assert "1 requested certificate waits for an agency's answer." in texts(app)
    assert "Requested, no answer yet" in texts(app)
    assert not app.warning
    assert totals(app) == [0, 122, 0, 0, 0, 0, 0]
