"""Which facts a rule asks for: what a form shows, and what an explanation may change."""

from __future__ import annotations

from tracker.codes import Condition, Kind
from tracker.rules.model import Provision


def facts_of(provision: Provision) -> set[str]:
    """The columns that this rule reads (contract, rule 9)."""
    asked = set(provision.conditions)
    columns: set[str] = set()
    match provision.kind:
        case Kind.DETACHED_EMPLOYEE:
            columns.add("employer")
        case Kind.RESIDENCE:
            columns.add("residence")
        case Kind.TEMPORARY_TRANSFER:
            columns.add("business_in_us")
        case Kind.NATIONALITY:
            columns |= {"nationalities", "election"}
        case Kind.PRINCIPAL_ACTIVITY:
            columns.add("fixed_base")
    if provision.kind == Kind.NATIONALITY and Condition.SECTION_3121L in asked:
        columns.add("employer")
    if Condition.US_COVERED_BEFORE in asked:
        columns.add("us_covered_before")
    if Condition.THIRD_COUNTRY_ROUTE in asked:
        columns |= {"sent_from", "nationalities"}
    if Condition.HEALTH_INSURANCE in asked:
        columns.add("health_insurance")
    if Condition.BOTH_COUNTRIES in asked:
        columns.add("works_in_both_countries")
    if Condition.SECOND_JOB in asked:
        columns.add("second_job_first_day")
    if provision.limit_months is not None or provision.not_permanent:
        columns.add("expected_last_day")
    return columns
