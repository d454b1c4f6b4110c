"""A file about chosen people: nobody else is in it, and nothing tells how many others there are."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.exchange import marked
from tests.exchange.files import analysis_of
from tracker.analysis import Analysis
from tracker.exchange.about import about_lines, workspace_digest
from tracker.exchange.chosen_people import of_people
from tracker.exchange.exporters import ANNEX_PDF, EXPORTERS, REQUEST_EXPORTERS, Choice, Exporter, exporter_for
from tracker.exchange.redaction import Redaction, redacted
from tracker.itinerary import read_workspace, workspace_from_text
from tracker.paths import data_folder

FIRST, SECOND = (marked.mark("travelers", "traveler", person) for person in (0, 1))
FILES = [
    *((exporter, Choice("ann")) for exporter in (*EXPORTERS, ANNEX_PDF) if exporter.narrows),
    *((exporter, Choice(requests=True, travelers=("ann",))) for exporter in REQUEST_EXPORTERS),
]


@pytest.fixture(scope="module")
def two() -> Analysis:
    return analysis_of(marked.marked_workspace())


@pytest.mark.parametrize("ending", [".ics", ".html"])
def test_no_mark_of_another_person_is_in_it(ending: str, two: Analysis) -> None:
    content = exporter_for(f"x{ending}").to_bytes(two, Choice(traveler=FIRST))
    checks = [("verifications", "source")]  # of a rule: they are about nobody
    others = [text for text in marked.all_marks(1) if text not in marked.marks_of(checks, 1)]
    assert marked.held(content, ending, others) == []
    notes = [marked.mark("verifications", "note", person) for person in (0, 1)]
    assert marked.held(content, ending, notes) == []


@pytest.mark.parametrize(("exporter", "choice"), FILES, ids=lambda value: getattr(value, "title", ""))
def test_every_format_that_narrows_shows_one_person(exporter: Exporter, choice: Choice) -> None:
    """The other one is written in Greek, so that the letters of a PDF tell."""
    rows = [("ann", "FR", "Lyon"), ("ζωη", "DE", "ψαξξ")]
    trips = pd.DataFrame(rows, columns=["traveler", "country", "place"]).assign(
        trip=["lyon", "ξενο"], first_day="2026-03-01", last_day="2026-05-20", certainty="planned"
    )
    content = exporter.to_bytes(analysis_of(workspace_from_text({"trips": trips})), choice)
    assert marked.held(content, exporter.ending, ["France"])
    others = ["ζωη", "ψαξξ", "ξενο", *(() if exporter.ending == ".pdf" else ("Germany", "trips 2"))]
    assert marked.held(content, exporter.ending, others) == []


def test_answers_are_those_of_the_whole() -> None:
    whole = analysis_of(read_workspace(data_folder() / "samples" / "program"))
    for traveler in sorted(set(whole.workspace.trips["traveler"])):
        alone = of_people(whole, [traveler])
        for name in ("segments", "periods", "coverage"):
            before, after = getattr(whole, name), getattr(alone, name)
            of_person = before[before["traveler"] == traveler].reset_index(drop=True)
            pd.testing.assert_frame_equal(of_person, after)


def test_rows_are_counted_over_the_person(two: Analysis) -> None:
    alone = of_people(two, [FIRST])
    assert {name: len(table) for name, table in alone.workspace.frames().items()} == {
        "trips": 3, "travelers": 1, "residences": 1, "assignments": 1, "certificates": 1, "clarifications": 1,
        "exceptions": 1, "verifications": 2, "records": 1, "deliveries": 1, "steps": 1, "deadlines": 1,
        "attachments": 1,
    }  # fmt: skip
    assert dict(about_lines(two, (), FIRST))["Rows"] == dict(about_lines(alone, (), FIRST))["Rows"]


def test_new_ids_do_not_tell_how_many_others_there_are() -> None:
    trips = pd.DataFrame(
        {
            "trip": [f"t{n}" for n in range(30)],
            "traveler": [f"p{n}" for n in range(30)],
            "country": "FR",
            "first_day": "2026-03-01",
            "last_day": "2026-03-20",
        }
    )
    whole = analysis_of(workspace_from_text({"trips": trips}))
    lean, people = redacted(of_people(whole, ["p17"]), [Redaction.NAMES])
    assert people["p17"] == "person 1"
    assert lean.workspace.trips["trip"].tolist() == ["trip 1"]
    some, people = redacted(of_people(whole, ["p17", "p3"]), [Redaction.NAMES])
    assert (people["p17"], people["p3"], len(some.workspace.trips)) == ("person 1", "person 2", 2)


def test_a_workspace_about_one_person_stays_as_it_is(two: Analysis) -> None:
    alone = of_people(two, [SECOND])
    assert of_people(alone, [SECOND]) is alone


def test_the_file_is_matched_to_the_json_of_everybody(two: Analysis) -> None:
    html = exporter_for("x.html")
    digest = workspace_digest(two.workspace)
    assert digest in html.to_bytes(two, Choice(traveler=FIRST)).decode()
    assert digest not in html.to_bytes(two, Choice(traveler=FIRST, redact=(Redaction.NOTES,))).decode()


def test_no_finding_about_a_row_of_somebody_else_is_in_it_whose_id_is_the_same() -> None:
    """Numbers are the ids of many tables, and a row that was left out may have the id of a row of another person."""
    trips = [("1", "ann", "FR", "planned"), ("1", "bob", "Nirgends", ""), ("2", "ann", "IT", "may be")]
    certificates = [("2", "bob", "DE", "lost"), ("3", "ann", "FR", "sent?"), ("1", "bob", "Keinland", "")]
    days = {"first_day": "2026-03-01", "last_day": "2026-03-20"}
    tables = {
        "trips": pd.DataFrame(trips, columns=["trip", "traveler", "country", "certainty"]).assign(**days),
        "certificates": pd.DataFrame(certificates, columns=["certificate", "traveler", "host", "state"]).assign(**days),
    }
    alone = of_people(analysis_of(workspace_from_text(tables)), ["ann"])
    assert alone.workspace.problems["column"].tolist() == ["certainty", "state"]
    assert alone.workspace.problems["subject"].tolist() == ["2", "3"]


def test_a_check_for_a_country_of_nobody_elses_is_left_out() -> None:
    tables = {
        "trips": [{"trip": n, "traveler": n, "country": c} for n, c in (("ann", "FR"), ("bob", "GG"))],
        "verifications": [{"host": host, "checked_on": "2026-01-01", "source": host} for host in ("FR", "GB")],
    }
    frames = {name: pd.DataFrame(rows, dtype="str") for name, rows in tables.items()}
    frames["trips"] = frames["trips"].assign(first_day="2026-03-01", last_day="2026-03-20")
    whole = analysis_of(workspace_from_text(frames))
    checks = {who: of_people(whole, [who]).workspace.verifications["host"].tolist() for who in ("ann", "bob")}
    assert checks == {"ann": ["FR"], "bob": ["GB"]}
