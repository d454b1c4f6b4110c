"""When the documents behind a rule were last read."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.scenario_files import text_tables
from tracker.itinerary import workspace_from_text
from tracker.rules import load_rules, readings
from tracker.rules.tables import Law

AS_OF = dt.date(2027, 12, 1)
RULES = load_rules()
FRANCE = RULES.agreements["FR"]
SENT = RULES.provision("FR.employee.detached")


def _law(**check: str) -> Law:
    row = {"host": "FR", "checked_on": "2027-03-01", "source": "SSA's page"} | check
    return Law(RULES, workspace_from_text(text_tables({"trips": [], "verifications": [row]})).verifications)


def test_of_several_documents_the_one_read_longest_ago_counts() -> None:
    oldest = min(RULES.sources[source].read_on for source in SENT.sources)
    assert readings.of_rule(SENT, Law(RULES), AS_OF).read_on == oldest


@pytest.mark.parametrize(("later", "is_stale"), [(365, False), (366, True)])
def test_a_reading_is_good_for_a_year(later: int, is_stale: bool) -> None:
    reading = readings.Reading("FR", "", dt.date(2026, 3, 1))
    assert reading.is_stale(dt.date(2026, 3, 1) + dt.timedelta(days=later)) is is_stale


def test_a_check_of_the_whole_agreement_reads_all_its_rules() -> None:
    checked = dt.date(2027, 3, 1)
    assert readings.of_rule(SENT, _law(), AS_OF).read_on == checked
    assert readings.of_agreement(FRANCE, _law(), AS_OF).read_on == checked


def test_a_check_of_one_rule_reads_nothing_else() -> None:
    law = _law(provision=SENT.id)
    assert readings.of_rule(SENT, law, AS_OF).read_on == dt.date(2027, 3, 1)
    assert readings.of_agreement(FRANCE, law, AS_OF).read_on < dt.date(2027, 1, 1)
    other = RULES.provision("FR.self_employed.transfer")
    assert readings.of_rule(other, law, AS_OF).read_on < dt.date(2027, 1, 1)


def test_stale_ones_come_by_rule() -> None:
    law = Law(RULES)
    every = [readings.of_rule(p, law, AS_OF) for p in reversed(FRANCE.provisions)]
    found = readings.stale([*every, readings.of_agreement(FRANCE, law, AS_OF)], AS_OF)
    assert [one.subject for one in found] == ["FR", *sorted(p.id for p in FRANCE.provisions)]
    assert readings.stale(every, dt.date(2027, 1, 1)) == []
