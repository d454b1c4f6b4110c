"""The demo workspaces: readable without an error, and together they show every answer there is."""

from __future__ import annotations

import datetime as dt

import pytest

import tracker
from tracker.codes import Case, CertificateState, Decision, Severity, Status, Verdict
from tracker.paths import data_folder

AS_OF = dt.date(2026, 11, 22)
FOLDER = data_folder() / "samples"
NAMES = ("nomad", "employee", "mixed", "program")


@pytest.fixture(scope="module")
def analyses() -> dict[str, tracker.Analysis]:
    rules = tracker.load_rules()
    return {name: tracker.analyze(tracker.read_workspace(FOLDER / name), rules, as_of=AS_OF) for name in NAMES}


def test_there_are_four_and_each_says_what_it_is_about() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(NAMES)
    for name in NAMES:
        about = (FOLDER / name / "about.txt").read_text(encoding="utf-8")
        assert about.count("\n") == 1
        assert "invented" in about


@pytest.mark.parametrize("name", NAMES)
def test_sample_has_no_error_and_no_reference_to_nothing(name: str, analyses: dict[str, tracker.Analysis]) -> None:
    found = analyses[name].findings
    wrong = found[(found["severity"] == Severity.ERROR) | found["code"].isin(["unknown_reference", "unknown_value"])]
    assert wrong["message"].tolist() == []
    assert len(analyses[name].workspace.trips) > 0


def test_together_they_show_every_answer(analyses: dict[str, tracker.Analysis]) -> None:
    shown = analyses.values()
    assert {verdict for a in shown for verdict in a.coverage["verdict"]} == set(Verdict)
    assert {case for a in shown for case in a.periods["case"]} == set(Case) - {Case.DOMESTIC}
    assert {decision for a in shown for decision in a.periods["decision"]} == set(Decision) - {
        Decision.NOT_NEEDED,
        Decision.ASK_US_LETTER,  # Australia only
    }
    assert {status for a in shown for status in a.segments["status"]} == set(Status) - {Status.MULTI_COUNTRY}
    states = {state for a in shown for state in a.workspace.certificates["state"]}
    assert states == set(CertificateState) - {CertificateState.WITHDRAWN}


def test_nomad_has_the_parts_of_the_story(analyses: dict[str, tracker.Analysis]) -> None:
    nomad = analyses["nomad"]
    decisions = dict(zip(nomad.periods["countries"], nomad.periods["decision"], strict=True))
    assert decisions == {"GB": "on_file", "FR": "request", "DE": "clarify", "PT": "request", "IT": "request"}
    assert {"certificate_not_delivered", "shared_travel_day", "neighboring_period"} <= set(nomad.findings["code"])
    assert "TH" in set(nomad.segments.loc[nomad.segments["status"] == "non_work", "countries"])


def test_mixed_names_its_causes(analyses: dict[str, tracker.Analysis]) -> None:
    (period,) = analyses["mixed"].periods.to_dict("records")
    assert (period["case"], period["causes"], period["decision"]) == ("mixed", "m03+m05", "clarify")


def test_program_shows_why_people_are_not_covered(analyses: dict[str, tracker.Analysis]) -> None:
    program = analyses["program"]
    assert len(program.workspace.travelers) == 8
    reasons = {
        "affiliate_without_3121l",
        "over_limit",
        "no_agreement",
        "agreement_unverified",
        "host_coverage_assigned",
    }
    assert reasons <= set(program.coverage["reason"])
