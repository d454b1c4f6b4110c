"""Every finding code: a log that gives it, a near miss that does not, and how findings are kept."""

from __future__ import annotations

import datetime as dt
import string
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker import findings
from tracker.codes import Severity
from tracker.filing.hints import filing_findings
from tracker.findings import FindingCode
from tracker.itinerary import workspace_from_text

Tables = dict[str, list[dict[str, str]]]


def _trip(country: str, first: str, last: str, **more: str) -> dict[str, str]:
    named = {"trip": more.get("trip", f"{country}{first}"), "traveler": "me", "assignment": "x"}
    return named | {"country": country, "first_day": first, "last_day": last} | more


KNOWN = {
    "worker": "self_employed",
    "employer": "us",
    "us_covered_before": "yes",
    "business_in_us": "yes",
    "health_insurance": "yes",
    "sent_from": "US",
    "residence": "US",
    "expected_last_day": "2024-12-31",
}


def _log(*trips: dict[str, str], certificates: list[dict[str, str]] | None = None, **facts: str) -> Tables:
    """Work under assignment x about which everything is known, except what ``facts`` changes."""
    named = {"certificate": "c", "traveler": "me", "host": "FR", "first_day": "2024-03-01", "state": "delivered"}
    return {
        "trips": list(trips),
        "assignments": [KNOWN | {"assignment": name, "traveler": "me"} | facts for name in ("x", "y")][
            : 2 if any(trip["assignment"] == "y" for trip in trips) else 1
        ],
        "certificates": [named | row for row in certificates or []],
    }


def _dual(trip: dict[str, str], **facts: str) -> Tables:
    """Work of somebody who is a national of the United States and of Italy."""
    return _log(trip, **facts) | {"travelers": [{"traveler": "me", "nationalities": "US+IT"}]}


def _extended(until: str) -> Tables:
    """Five years in Portugal and an exception; the sources know of one more year at most."""
    given = _log(_trip("PT", "2021-03-01", "2021-03-10"), worker="employee", host="PT", expected_last_day="2026-02-28")
    return given | {"exceptions": [{"assignment": "x", "host": "PT", "until": until, "granted_on": "2025-01-01"}]}


def _lived(country: str, first: str, last: str) -> dict[str, str]:
    return {"traveler": "me", "country": country, "first_day": first, "last_day": last}


FRANCE = _trip("FR", "2024-03-01", "2024-03-10")
GERMANY = _trip("DE", "2024-03-01", "2024-03-10")
GERMANY_AGAIN = _trip("DE", "2025-03-01", "2025-03-10", assignment="y")
FRANCE_AGAIN = _trip("FR", "2025-06-01", "2025-06-10", assignment="y")


class Case(NamedTuple):
    severity: str
    subject: str
    given: Tables
    near_miss: Tables
    as_of: str = "2026-12-01"
    near_miss_as_of: str = ""


def _with(tables: Tables, **more: list[dict[str, str]]) -> Tables:
    return tables | more


ASKED = {"requested_first_day": "2024-03-01", "requested_last_day": "2024-12-31", "last_day": "2024-12-31"}
SENT = {"delivery": "d", "certificate": "c", "purpose": "foreign_authority", "recipient": "The fund"}
CONTRACT = {"traveler": "me", "assignment": "x", "field": "business_name", "record": "contract"}

CASES: dict[str, Case] = {
    "unusable_row": Case("error", "t", _log(_trip("Atlantis", "2024-03-01", "", trip="t")), _log(FRANCE)),
    "duplicate_id": Case(
        "error", "t", _log(FRANCE | {"trip": "t"}, GERMANY | {"trip": "t"}), _log(FRANCE | {"trip": "t"}, GERMANY)
    ),
    "duplicate_trip": Case(
        "info", "u", _log(FRANCE, FRANCE | {"trip": "u"}), _log(FRANCE, FRANCE | {"trip": "u", "place": "Nice"})
    ),
    "unknown_reference": Case("warning", "FR2024-03-01", {"trips": [FRANCE]}, _log(FRANCE)),
    "unknown_value": Case("warning", "x", _log(FRANCE, worker="boss"), _log(FRANCE, worker="Self-Employed")),
    "shared_travel_day": Case(
        "info",
        "FR2024-03-01",
        _log(FRANCE, _trip("DE", "2024-03-10", "2024-03-11")),
        _log(FRANCE, _trip("DE", "2024-03-10", "2024-03-10")),
    ),
    "home_trip_overlaps": Case(
        "warning",
        "US2024-02-01",
        _log(_trip("US", "2024-02-01", ""), FRANCE),
        _log(_trip("US", "2024-02-01", "2024-03-09"), FRANCE),
    ),
    "ongoing_not_begun": Case(
        "info",
        "FR2026-12-02",
        _log(_trip("FR", "2026-12-02", "")),
        _log(_trip("FR", "2026-12-01", ""), _trip("FR", "2027-01-01", "2027-01-02")),
    ),
    "estimated_dates": Case(
        "info",
        "FR2024-03-01",
        _log(FRANCE | {"certainty": "estimated"}),
        _log(
            FRANCE | {"certainty": "planned"}, _trip("DE", "2024-05-01", "", activity="non_work", certainty="inferred")
        ),
    ),
    "assumed_worker": Case("info", "me", _log(FRANCE | {"assignment": ""}), _log(FRANCE)),
    "expected_end_assumed": Case("info", "me/1", _log(FRANCE, expected_last_day=""), _log(FRANCE)),
    "non_agreement_work": Case(
        "warning",
        "me/1",
        _log(FRANCE, _trip("TH", "2024-03-12", "2024-03-12")),
        _log(FRANCE, _trip("TH", "2024-03-12", "2024-03-12", activity="non_work")),
    ),
    "agreement_starts_inside": Case(
        "info", "me/1", _log(_trip("FR", "1988-06-30", "1988-07-01")), _log(_trip("FR", "1988-07-01", "1988-07-02"))
    ),
    "neighboring_period": Case(
        "warning",
        "me/1",
        _log(FRANCE, _trip("DE", "2024-04-10", "2024-04-11", assignment="y")),
        _log(FRANCE, _trip("DE", "2024-04-11", "2024-04-12", assignment="y")),
    ),
    "assignment_without_trips": Case(
        "info", "x", _log(FRANCE | {"activity": "non_work"}), _log(_trip("US", "2024-03-01", "2024-03-02"))
    ),
    "client_elsewhere": Case("info", "me/1", _log(FRANCE, client_country="JP"), _log(FRANCE, client_country="Reunion")),
    "repeat_rule_unknown": Case("info", "me/2", _log(GERMANY, GERMANY_AGAIN), _log(FRANCE, FRANCE_AGAIN)),
    "health_insurance_advised": Case(
        "info",
        "me/1",
        _log(_trip("JP", "2024-03-01", "2024-03-10"), health_insurance=""),
        _log(_trip("JP", "2024-03-01", "2024-03-10"), health_insurance="yes"),
    ),
    "open_trip_under_later_trips": Case(
        "warning",
        "ES2026-01-10",
        _log(_trip("ES", "2026-01-10", ""), _trip("US", "2026-05-01", "2026-05-20")),
        _log(_trip("ES", "2026-01-10", ""), _trip("US", "2026-01-10", "2026-01-20")),
    ),
    "trip_very_long": Case(
        "warning",
        "FR1926-03-01",
        _log(_trip("FR", "1926-03-01", "2026-03-10")),
        _log(_trip("FR", "2016-03-02", "2026-03-01")),
    ),
    "overlapping_trips": Case(
        "warning",
        "FR2024-03-10",
        _log(FRANCE, _trip("FR", "2024-03-10", "2024-03-12", place="Nice")),
        _log(FRANCE, _trip("FR", "2024-03-11", "2024-03-12", place="Nice")),
    ),
    "us_law_may_not_reach": Case(
        "warning",
        "me/1",
        _log(GERMANY, residence="DE") | {"travelers": [{"traveler": "me", "nationalities": "IN"}]},
        _log(GERMANY, residence="US") | {"travelers": [{"traveler": "me", "nationalities": "IN"}]},
    ),
    "host_may_count_as_resident": Case(
        "warning",
        "me/1",
        _log(_trip("NO", "2024-03-01", "2025-03-01"), expected_last_day=""),
        _log(_trip("NO", "2024-03-01", "2025-02-28"), expected_last_day=""),
    ),
    "repeat_rule_unread": Case(
        "warning",
        "me/2",
        _log(GERMANY, GERMANY_AGAIN, worker="employee"),
        _log(GERMANY, GERMANY_AGAIN),
    ),
    "certificate_issuer_unknown": Case(
        "warning",
        "c",
        _log(FRANCE, certificates=[{"first_day": "2024-03-01", "issuer": "DE"}]),
        _log(FRANCE, certificates=[{"first_day": "2024-03-01", "issuer": "FR"}]),
    ),
    "third_country_rule_unknown": Case(
        "info",
        "me/1",
        _log(_trip("AT", "2024-03-01", "2024-03-10"), worker="employee", sent_from="TH"),
        _log(_trip("AT", "2024-03-01", "2024-03-10"), worker="employee", sent_from="US"),
    ),
    "second_job_rule": Case(
        "info",
        "me/1",
        _log(_trip("NL", "2024-03-01", "2024-03-10"), worker="employee"),
        _log(_trip("NL", "2024-03-01", "2024-03-10"), worker="employee", second_job_first_day="2024-03-10"),
    ),
    "election_due": Case(
        "warning",
        "me/1",
        _dual(_trip("IT", "2020-01-31", "2020-02-10")),
        _dual(_trip("IT", "2020-01-31", "2020-02-10"), election="us"),
        "2020-04-30",
    ),
    "election_late": Case(
        "warning",
        "me/1",
        _dual(_trip("IT", "2020-01-31", "2020-02-10")),
        _dual(_trip("IT", "2020-01-31", "2020-02-10")),
        "2020-05-01",
        "2020-04-30",
    ),
    "election_change": Case(
        "info",
        "me/1",
        _dual(_trip("IT", "2020-01-31", "2020-02-10"), election="us"),
        _dual(_trip("IT", "2020-01-31", "2020-02-10")),
    ),
    "extension_needed": Case(
        "warning",
        "me/1",
        _log(_trip("DE", "2021-03-01", "2026-03-01"), expected_last_day="2026-02-28"),
        _log(_trip("DE", "2021-03-01", "2026-02-28"), expected_last_day="2026-02-28"),
    ),
    "expected_end_contradicts_log": Case(
        "warning",
        "me/1",
        _log(_trip("DE", "2024-03-01", "2024-03-10"), expected_last_day="2024-03-09"),
        _log(_trip("DE", "2024-03-01", "2024-03-10"), expected_last_day="2024-03-10"),
    ),
    "exception_beyond_longest": Case("warning", "me/1", _extended("2027-03-01"), _extended("2027-02-28")),
    "long_absence": Case(
        "info",
        "me/1",
        _log(_trip("GB", "2024-03-01", "2024-09-01")),
        _log(_trip("GB", "2024-03-01", "2024-08-31")),
    ),
    "short_residence": Case(
        "info",
        "me",
        _with(_log(FRANCE), residences=[_lived("FR", "2024-03-01", "2024-08-31")]),
        _with(_log(FRANCE), residences=[_lived("FR", "2024-03-01", "2024-09-01")]),
    ),
    "both_countries_rule": Case("info", "me/1", _log(FRANCE, business_in_us="no"), _log(FRANCE, business_in_us="yes")),
    "days_present": Case(
        "info",
        "me/1",
        _log(FRANCE, works_in_both_countries="yes", fixed_base="neither"),
        _log(FRANCE, works_in_both_countries="yes", fixed_base="us"),
    ),
    "understanding_applies": Case(
        "info",
        "me/1",
        _log(_trip("CA", "2024-03-01", "2024-03-10", place="Old Montréal, QC")),
        _log(_trip("CA", "2024-03-01", "2024-03-10", place="Toronto")),
    ),
    "understanding_possible": Case(
        "info",
        "me/1",
        _log(_trip("CA", "2024-03-01", "2024-03-10")),
        _log(_trip("CA", "2024-03-01", "2024-03-10", place="Toronto")),
    ),
    "stale_source": Case(
        "warning", "FR.self_employed.transfer", _log(FRANCE), _log(FRANCE), "2029-01-01", "2026-12-01"
    ),
    "sources_conflict": Case("info", "France", _log(FRANCE), _log(_trip("GB", "2024-03-01", "2024-03-10"), worker="")),
    "late_request": Case(
        "warning",
        "me/1",
        _log(FRANCE, certificates=[{"state": "submitted", "submitted_on": "2024-03-02"}]),
        _log(FRANCE, certificates=[{"state": "submitted", "submitted_on": "2024-03-01"}]),
    ),
    "request_pending": Case(
        "info",
        "c",
        _log(FRANCE, certificates=[{"state": "submitted"}]),
        _log(FRANCE, certificates=[{"state": "draft"}]),
    ),
    "certificate_refused": Case(
        "warning",
        "c",
        _log(FRANCE, certificates=[{"state": "refused"}]),
        _log(FRANCE, certificates=[{"state": "withdrawn"}]),
    ),
    "certificate_not_delivered": Case(
        "warning", "c", _log(FRANCE, certificates=[{"state": "issued"}]), _log(FRANCE, certificates=[{}])
    ),
    "certificate_open_end": Case(
        "info", "c", _log(FRANCE, certificates=[{}]), _log(FRANCE, certificates=[{"last_day": "2024-12-31"}])
    ),
    "certificate_contradicts_rule": Case(
        "warning",
        "c",
        _log(FRANCE, certificates=[{}], business_in_us="no"),
        _log(FRANCE, certificates=[{}], business_in_us=""),
    ),
    "certificate_without_agreement": Case(
        "error",
        "c",
        _log(_trip("TH", "2024-03-01", "2024-03-02"), certificates=[{"host": "TH"}]),
        _log(_trip("TH", "2024-03-01", "2024-03-02"), certificates=[{"host": "TH", "state": "draft"}]),
    ),
    "outside_certificate": Case(
        "warning",
        "c",
        _log(FRANCE, certificates=[{"last_day": "2024-03-09"}]),
        _log(FRANCE, certificates=[{"last_day": "2024-03-10"}]),
    ),
    "certificate_other_assignment": Case(
        "warning",
        "c",
        _log(FRANCE, certificates=[{"assignment": "y"}]),
        _log(FRANCE, certificates=[{"assignment": "x"}]),
    ),
    "certificate_other_host": Case(
        "warning",
        "c",
        _log(FRANCE, GERMANY | {"first_day": "2024-03-12", "last_day": "2024-03-12"}, certificates=[{}]),
        _log(
            FRANCE,
            GERMANY | {"first_day": "2024-03-12", "last_day": "2024-03-12"},
            certificates=[{"last_day": "2024-03-11"}],
        ),
    ),
    "certificate_on_mixed_period": Case(
        "warning",
        "c",
        _log(FRANCE, _trip("TH", "2024-05-01", "2024-05-01"), certificates=[{}]),
        _log(FRANCE, _trip("TH", "2024-05-01", "2024-05-01", activity="non_work"), certificates=[{}]),
    ),
    "certificate_covers_no_work": Case(
        "info",
        "c",
        _log(FRANCE, certificates=[{"first_day": "2024-03-11"}]),
        _log(FRANCE, certificates=[{"first_day": "2024-03-10"}]),
    ),
    "gap_beside_certificate": Case(
        "warning",
        "c",
        _log(FRANCE, _trip("FR", "2024-03-12", "2024-03-13"), certificates=[{"last_day": "2024-03-11"}]),
        _log(FRANCE, _trip("FR", "2024-03-12", "2024-03-13"), certificates=[{"last_day": "2024-03-10"}]),
    ),
    "overlapping_certificates": Case(
        "warning",
        "c",
        _log(FRANCE, certificates=[{"last_day": "2024-03-05"}, {"certificate": "d", "first_day": "2024-03-05"}]),
        _log(FRANCE, certificates=[{"last_day": "2024-03-05"}, {"certificate": "d", "first_day": "2024-03-06"}]),
    ),
    "request_dates_changed": Case(
        "warning",
        "c",
        _log(FRANCE, certificates=[ASKED | {"requested_first_day": "2024-02-28"}]),
        _log(FRANCE, certificates=[ASKED]),
    ),
    "issued_dates_differ": Case(
        "warning",
        "c",
        _log(FRANCE, certificates=[ASKED | {"last_day": "2024-12-30"}]),
        _log(FRANCE, certificates=[ASKED]),
    ),
    "delivery_unproven": Case(
        "warning",
        "d",
        _log(FRANCE, certificates=[ASKED]) | {"deliveries": [SENT | {"evidence": "postal_receipt", "receipt": "RR1"}]},
        _log(FRANCE, certificates=[ASKED]) | {"deliveries": [SENT | {"evidence": "portal_receipt", "receipt": "RR1"}]},
    ),
    "record_differs": Case(
        "warning",
        "x",
        _log(FRANCE, business_name="Ann Inc") | {"records": [CONTRACT | {"value": "Ann Inc."}]},
        _log(FRANCE, business_name="Ann Inc") | {"records": [CONTRACT | {"value": "Ann Inc"}]},
    ),
}

OF_READING = {
    *("assumed_reading", "column_not_used", "part_not_used", "heading_not_known", "answer_needed", "mixed_dates"),
    "year_doubtful",
}
"""Said about files, not about rows: tests/reading and tests/itinerary/test_read.py meet them."""

CONTRACT_CODES = """
shared_travel_day duplicate_trip duplicate_id unusable_row home_trip_overlaps ongoing_not_begun
estimated_dates assumed_worker expected_end_assumed non_agreement_work agreement_starts_inside neighboring_period
assignment_without_trips client_elsewhere late_request request_pending certificate_refused certificate_not_delivered
certificate_contradicts_rule certificate_without_agreement outside_certificate unknown_reference gap_beside_certificate
overlapping_certificates repeat_rule_unknown stale_source sources_conflict us_law_may_not_reach
open_trip_under_later_trips overlapping_trips certificate_issuer_unknown host_may_count_as_resident
"""


def _found(tables: Tables, as_of: str) -> pd.DataFrame:
    read = workspace_from_text(text_tables(tables))
    analysis = tracker.analyze(read, tracker.load_rules(), as_of=dt.date.fromisoformat(as_of))
    return findings.together([analysis.findings, filing_findings(analysis)])


def test_every_code_of_the_contract_exists() -> None:
    assert set(CONTRACT_CODES.split()) <= {str(code) for code in FindingCode}


def test_every_code_is_exercised_here() -> None:
    assert set(CASES) == {str(code) for code in FindingCode} - OF_READING


@pytest.mark.parametrize("code", CASES)
def test_a_finding_and_its_near_miss(code: str) -> None:
    case = CASES[code]
    found = _found(case.given, case.as_of)
    mine = found[found["code"] == code]
    assert case.subject in mine["subject"].tolist()
    assert set(mine["severity"]) == {case.severity}
    assert not mine["message"].str.contains(r"[{}]").any()
    assert code not in _found(case.near_miss, case.near_miss_as_of or case.as_of)["code"].tolist()


@pytest.mark.parametrize("code", FindingCode)
def test_every_code_speaks_in_sentences(code: FindingCode) -> None:
    assert code.severity in Severity
    places = {name for _, name, _, _ in string.Formatter().parse(code.sentence) if name}
    told: dict[str, Any] = dict.fromkeys(places, "word")
    message = code.message(**told)
    assert message.endswith((".", "word"))
    assert message[0].isupper() or message.startswith("word")


def test_no_finding_is_an_empty_frame_with_all_columns() -> None:
    assert list(findings.none().columns) == list(findings.COLUMNS)
    assert len(findings.none()) == 0
    assert len(findings.findings(FindingCode.STALE_SOURCE, [], read_on=[])) == 0
    assert len(findings.together([])) == 0


def test_findings_are_filled_one_per_subject() -> None:
    frame = findings.findings(
        FindingCode.STALE_SOURCE,
        ["a", "b"],
        first_days=np.array(["2024-03-01", "NaT"], dtype="datetime64[s]"),
        read_on=["2020-01-01", "2021-01-01"],
    )
    assert frame["subject"].tolist() == ["a", "b"]
    assert "2021-01-01" in frame["message"].iloc[1]
    assert frame["first_day"].isna().tolist() == [False, True]
    assert frame["last_day"].isna().all()
    assert frame["row"].tolist() == [0, 0]
    assert frame["first_day"].dtype == "datetime64[s]"


def test_together_errors_come_first_then_days_and_nothing_is_said_twice() -> None:
    later, earlier = (
        findings.findings(FindingCode.STALE_SOURCE, ["c"], first_days=np.array([day], "M8[s]"), read_on=["x"])
        for day in ("2024-03-02", "2024-03-01")
    )
    hint = findings.findings(FindingCode.REQUEST_PENDING, ["c"], host=["x"])
    error = findings.findings(FindingCode.UNUSABLE_ROW, ["row 1"], problem=["Bad."])
    whole = findings.together([hint, later, findings.none(), earlier, error, later])
    assert whole["severity"].tolist() == ["error", "warning", "warning", "info"]
    assert whole["first_day"].dt.day.tolist()[1:3] == [1, 2]
    assert isinstance(whole.index, pd.RangeIndex)
