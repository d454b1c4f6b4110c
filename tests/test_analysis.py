"""The one call: decisions in their order, clarifications, the summary, and options that cannot be used."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import tracker
from tests.scenario_files import plain_rows, text_tables
from tracker.errors import BadOption
from tracker.itinerary import Workspace, workspace_from_text

AS_OF = dt.date(2026, 6, 1)
KNOWN = {
    "worker": "self_employed",
    "business_in_us": "yes",
    "health_insurance": "yes",
    "residence": "US",
    "expected_last_day": "2024-12-31",
}
Row = dict[str, str]


def _trip(country: str, first: str, last: str, **more: str) -> Row:
    named = {"trip": f"{country}{first}{more.get('assignment', 'x')}", "traveler": "me", "assignment": "x"}
    return named | {"country": country, "first_day": first, "last_day": last} | more


def _certificate(**cells: str) -> Row:
    usual = {"certificate": "c", "traveler": "me", "host": "FR", "first_day": "2024-03-01", "state": "submitted"}
    return usual | cells


def _analysis(trips: list[Row], certificates: list[Row] | None = None, **more: Any) -> tracker.Analysis:
    facts = more.pop("facts", {})
    names = dict.fromkeys(trip["assignment"] for trip in trips if trip["assignment"])
    tables = {
        "trips": trips,
        "assignments": [KNOWN | {"assignment": name, "traveler": "me"} | facts for name in names],
        "certificates": certificates or [],
        "clarifications": more.pop("clarifications", []),
        "verifications": more.pop("verifications", []),
    }
    settings = {"as_of": AS_OF} | more
    return tracker.analyze(workspace_from_text(text_tables(tables)), tracker.load_rules(), **settings)


def _decisions(*args: Any, **more: Any) -> list[str]:
    return list(_analysis(*args, **more).periods["decision"])


FRANCE = _trip("FR", "2024-03-01", "2024-03-10")
AUSTRALIA = _trip("AU", "2024-03-01", "2024-03-10")
THAILAND = _trip("TH", "2024-03-12", "2024-03-13")
HOME = _trip("US", "2024-03-10", "2024-03-12")
BESIDE = _trip("DE", "2024-03-05", "2024-03-05")
ISSUED_FOR_A_PART = _certificate(certificate="d", state="issued", last_day="2024-03-05")


@pytest.mark.parametrize(
    ("trips", "certificates", "facts", "decision"),
    [
        ([HOME], [], {}, "not_needed"),
        ([FRANCE, THAILAND], [], {}, "clarify"),
        ([FRANCE, THAILAND], [_certificate(state="issued")], {}, "clarify"),
        ([FRANCE, _trip("US", "2024-03-05", "2024-03-05")], [], {}, "clarify"),
        ([FRANCE], [], {"business_in_us": ""}, "clarify"),
        ([_trip("YT", "2024-03-01", "2024-03-10")], [], {}, "clarify"),
        ([FRANCE], [_certificate()], {}, "pending"),
        ([FRANCE], [_certificate(), ISSUED_FOR_A_PART], {}, "pending"),
        ([FRANCE], [], {}, "request"),
        ([FRANCE], [_certificate(state="draft")], {}, "request"),
        ([FRANCE], [_certificate(state="issued", last_day="2024-03-09")], {}, "request"),
        ([FRANCE], [_certificate(state="issued")], {}, "on_file"),
        ([FRANCE], [_certificate(state="delivered")], {"business_in_us": "no"}, "on_file"),
        ([FRANCE], [_certificate(state="issued", last_day="2024-03-09")], {"business_in_us": "no"}, "ask_host"),
        ([FRANCE], [], {"business_in_us": "no"}, "ask_host"),
        ([FRANCE], [_certificate()], {"business_in_us": "no"}, "ask_host"),
        ([FRANCE], [_certificate(state="submitted", issuer="FR")], {"business_in_us": "no"}, "ask_host"),
        ([FRANCE], [_certificate(state="delivered", issuer="FR")], {"business_in_us": "no"}, "on_file"),
        ([FRANCE], [_certificate(issuer="FR")], {}, "request"),
        ([AUSTRALIA], [], {"residence": "AU"}, "ask_us_letter"),
        ([THAILAND], [], {}, "stop"),
    ],
)  # fmt: skip
def test_the_first_decision_that_holds(trips: list[Row], certificates: list[Row], facts: Row, decision: str) -> None:
    assert _decisions(trips, certificates, facts=facts) == [decision]


@pytest.mark.parametrize(
    ("certificates", "decision"),
    [
        ([{"last_day": "2024-03-05"}, {"first_day": "2024-03-06"}], "pending"),
        ([{"last_day": "2024-03-06"}, {"first_day": "2024-03-04"}], "pending"),
        ([{"last_day": "2024-03-05"}, {"first_day": "2024-03-07"}], "request"),
        ([{"last_day": "2024-03-05"}], "request"),
        ([{"last_day": "2024-03-05"}, {"first_day": "2024-03-06", "state": "draft"}], "request"),
        ([{"last_day": "2024-03-05"}, {"first_day": "2024-03-06", "host": "DE"}], "request"),
        ([{"last_day": "2024-03-05"}, {"first_day": "2024-03-06", "assignment": "y"}], "request"),
        ([{"last_day": "2024-03-05"}, {"first_day": "2024-03-06", "traveler": "ann"}], "request"),
        ([{"last_day": "2024-03-05"}, {"first_day": "2024-03-06", "host": "RE"}], "pending"),
    ],
)
def test_pending_asks_that_every_day_lies_in_some_submitted_certificate(certificates: list[Row], decision: str) -> None:
    held = [_certificate(certificate=f"c{n}", **cells) for n, cells in enumerate(certificates)]
    assert _decisions([FRANCE], held) == [decision]


def test_a_neighboring_period_is_clarified_first() -> None:
    assert _decisions([FRANCE, _trip("DE", "2024-03-20", "2024-03-25", assignment="y")]) == ["clarify", "clarify"]
    assert _decisions([FRANCE, _trip("DE", "2024-06-20", "2024-06-25", assignment="y")]) == ["request", "request"]


def _clarified(**cells: str) -> Row:
    return {"traveler": "me", "assignment": "x", "clarified_on": "2024-02-01", "by": "SSA"} | cells


def _days(first: str, last: str) -> Row:
    return _clarified(assignment="", first_day=first, last_day=last)


@pytest.mark.parametrize(
    ("clarification", "holds"),
    [
        (_clarified(), True),
        (_clarified(clarified_on="2026-06-01"), True),
        (_clarified(clarified_on="2026-06-02"), False),
        (_clarified(assignment="y"), False),
        (_clarified(traveler="ann"), False),
        (_days("2024-03-01", "2024-03-13"), True),
        (_days("2024-02-01", "2024-12-31"), True),
        (_days("2024-03-02", "2024-03-13"), False),
        (_days("2024-03-01", "2024-03-12"), False),
        (_days("2024-03-01", ""), False),
        (_days("", "2024-03-13"), False),
        (_days("", ""), False),
    ],
)
def test_a_clarification_lifts_the_question_of_a_mixed_case(clarification: Row, holds: bool) -> None:
    found = _decisions([FRANCE, THAILAND], clarifications=[clarification])
    assert found == ["request" if holds else "clarify"]


def test_us_work_of_the_assignment_need_not_be_in_the_clarified_days() -> None:
    trips = [_trip("US", "2024-01-01", "2024-01-05"), FRANCE, THAILAND]
    assert _decisions(trips, clarifications=[_days("2024-03-01", "2024-03-13")]) == ["request"]


def test_a_clarification_lifts_a_day_in_several_countries() -> None:
    assert _decisions([FRANCE, BESIDE], clarifications=[_clarified()]) == ["request"]


def test_when_only_such_days_are_left_the_case_stays_open() -> None:
    trips = [_trip("FR", "2024-03-05", "2024-03-05"), BESIDE]
    assert _decisions(trips, clarifications=[_clarified()]) == ["clarify"]


def test_a_clarification_lifts_a_neighboring_period_of_its_own_only() -> None:
    trips = [FRANCE, _trip("DE", "2024-03-20", "2024-03-25", assignment="y")]
    assert _decisions(trips, clarifications=[_clarified()]) == ["request", "clarify"]


def test_no_clarification_lifts_another_unclear_day() -> None:
    trips = [FRANCE, _trip("YT", "2024-03-12", "2024-03-12")]
    assert _decisions(trips, clarifications=[_clarified()]) == ["clarify"]


def test_covered_days_beside_would_not_cover_days_are_on_file() -> None:
    issued = _certificate(state="issued")
    assert _decisions([FRANCE, THAILAND], [issued], clarifications=[_clarified()]) == ["on_file"]


# Summary and settings ------------------------------------------------------------------------------------------------


def test_summary_totals_equal_the_frames() -> None:
    analysis = _analysis([FRANCE, THAILAND, BESIDE, _trip("US", "2024-04-01", "2024-04-05")])
    summary = analysis.summary
    per_status, per_verdict = summary["calendar_days_per_status"], summary["host_days_per_verdict"]
    assert sum(per_status.values()) == analysis.segments["days"].sum() == 36
    assert sum(per_verdict.values()) == analysis.coverage["days"].sum() == 37  # one day has two hosts
    assert per_status == {"agreement": 9, "multi_country": 1, "non_agreement": 2, "home": 5, "unlogged": 19}
    assert per_verdict == {"would_cover": 9, "unclear": 2, "would_not_cover": 2, "not_needed": 5, "unlogged": 19}


def test_the_summary_says_what_the_answer_depends_on() -> None:
    analysis = _analysis([FRANCE], join_gap_days=5, worker="employee", residence="US", buffer_days=30)
    assert analysis.summary["version"] == tracker.__version__
    assert analysis.summary["rules_digest"] == tracker.load_rules().digest
    assert analysis.summary["as_of"] == "2026-06-01"
    told = {"join_gap_days": 5, "worker": "employee", "residence": "US", "buffer_days": 30}
    assert analysis.summary["settings"] == told
    assert (analysis.settings.as_of, analysis.settings.join_gap_days) == (AS_OF, 5)


def test_the_summary_lists_own_checks_and_stale_sources() -> None:
    check = {"host": "GP", "provision": "FR.employee.detached", "checked_on": "2027-01-02", "source": "SSA's page"}
    told = _analysis([FRANCE], verifications=[check], as_of=dt.date(2027, 12, 1)).summary
    assert told["verifications"] == [
        {
            "host": "FR",
            "provision": "FR.employee.detached",
            "in_force_from": None,
            "checked_on": "2027-01-02",
            "source": "SSA's page",
            "note": "",
        }
    ]
    rule = {"host": "FR", "provision": "FR.self_employed.transfer", "read_on": "2026-11-22"}
    assert told["stale_sources"] == [rule]
    assert _analysis([FRANCE]).summary["stale_sources"] == []


def test_an_empty_workspace_has_an_empty_answer() -> None:
    analysis = tracker.analyze(Workspace(), tracker.load_rules(), as_of=AS_OF)
    for frame in (analysis.segments, analysis.periods, analysis.coverage, analysis.findings, analysis.stays):
        assert len(frame) == 0
    assert analysis.summary["calendar_days_per_status"] == {}
    assert analysis.summary["host_days_per_verdict"] == {}


def test_facts_without_a_single_trip_are_no_problem() -> None:
    analysis = _analysis([], [_certificate(state="issued")], clarifications=[_clarified()])
    assert len(analysis.coverage) == len(analysis.periods) == 0


def test_rest_alone_is_no_period() -> None:
    analysis = _analysis([FRANCE | {"activity": "non_work", "assignment": ""}], [_certificate(state="issued")])
    assert len(analysis.periods) == 0
    assert analysis.coverage["reason"].tolist() == ["no_work"]


@pytest.mark.parametrize(
    "option",
    [
        {"join_gap_days": -1},
        {"worker": "boss"},
        {"worker": ""},
        {"worker": "Employee"},
        {"residence": "Atlantis"},
        {"residence": "XX"},
    ],
)
def test_an_option_that_cannot_be_used_is_refused(option: dict[str, Any]) -> None:
    with pytest.raises(BadOption):
        _analysis([FRANCE], **option)


def test_the_workspace_is_left_alone_and_the_same_question_has_the_same_answer() -> None:
    one = _analysis([FRANCE, THAILAND, BESIDE], [_certificate(state="issued")])
    before = {name: frame.copy(deep=True) for name, frame in one.workspace.tables().items()}
    other = tracker.analyze(one.workspace, one.rules, as_of=AS_OF)
    for name, frame in one.workspace.tables().items():
        assert frame.equals(before[name]), name
    for name in ("segments", "periods", "coverage", "findings"):
        assert getattr(one, name).equals(getattr(other, name)), name


def test_stays_tell_the_clock_of_each_period_and_jurisdiction() -> None:
    stays = plain_rows(_analysis([FRANCE, THAILAND]).stays)
    assert [(row["jurisdiction"], row["clock_first_day"], row["limit_last_day"]) for row in stays] == [
        ("FR", dt.date(2024, 3, 1), dt.date(2026, 2, 28)),
        ("TH", None, None),
    ]
