"""Problems and hints about what the user entered: values that are shown, never exceptions.

A findings frame has one row per finding: severity, code, subject (the trip, period, certificate … it is about),
first_day and last_day (inclusive, may be missing), message, and for rows of a file: file, row, column.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from tracker.codes import Code, Severity

Values: TypeAlias = Any  # a sequence, a column or an array: one value per finding

COLUMNS = ("severity", "code", "subject", "first_day", "last_day", "message", "file", "row", "column")


class FindingCode(Code):
    """What a finding is about: its severity, then a sentence with places for the facts of the case."""

    severity: Severity

    def __new__(cls, value: str, severity: Severity, sentence: str) -> FindingCode:
        member = str.__new__(cls, value)
        member._value_ = value
        member.severity = severity
        member.sentence = sentence
        return member

    # What was read
    UNUSABLE_ROW = "unusable_row", Severity.ERROR, "{problem} The row was left out."
    DUPLICATE_ID = (
        "duplicate_id",
        Severity.ERROR,
        "The id {subject} is used by an earlier row with other content. Give it an id of its own; it was left out.",
    )
    DUPLICATE_TRIP = (
        "duplicate_trip",
        Severity.INFO,
        "Trip {subject} says the same as trip {other}, so it was counted once.",
    )
    UNKNOWN_REFERENCE = (
        "unknown_reference",
        Severity.WARNING,
        "{column} {value!r} does not exist in {table}. Add it there or correct the spelling; the row was used.",
    )
    UNKNOWN_VALUE = (
        "unknown_value",
        Severity.WARNING,
        "{column}: {value!r} is not one of {allowed}. It was treated as not known.",
    )
    ASSUMED_READING = "assumed_reading", Severity.INFO, "{problem}"
    COLUMN_NOT_USED = "column_not_used", Severity.INFO, "{problem}"
    PART_NOT_USED = "part_not_used", Severity.WARNING, "{problem}"
    HEADING_NOT_KNOWN = "heading_not_known", Severity.WARNING, "{problem}"
    MIXED_DATES = "mixed_dates", Severity.WARNING, "{problem}"
    YEAR_DOUBTFUL = "year_doubtful", Severity.WARNING, "{problem}"
    ANSWER_NEEDED = "answer_needed", Severity.WARNING, "{problem}"
    # What the trips say
    TRIP_VERY_LONG = (
        "trip_very_long",
        Severity.WARNING,
        "Trip {subject} lasts {days} or begins before the first agreement. Check the year of its dates.",
    )
    SHARED_TRAVEL_DAY = (
        "shared_travel_day",
        Severity.INFO,
        "Trip {subject} ends on the day on which the next one begins in another country. The day was counted for the "
        "next one. If you worked in both on that day, log it as a one-day trip.",
    )
    HOME_TRIP_OVERLAPS = (
        "home_trip_overlaps",
        Severity.WARNING,
        "Work in the United States (trip {subject}) is logged on days that trip {other} spends abroad. Cut the US trip "
        "around it unless you worked in both on the same days.",
    )
    OPEN_TRIP_UNDER_LATER_TRIPS = (
        "open_trip_under_later_trips",
        Severity.WARNING,
        "Trip {subject} has no last day, and trip {other} begins later in another country. Until you end trip "
        "{subject}, its days count as work in both countries. End it on the day you left, unless you worked in both.",
    )
    OVERLAPPING_TRIPS = (
        "overlapping_trips",
        Severity.WARNING,
        "Work trips {other} and {subject} are in the same country on the same days. Each day is counted once. Correct "
        "the dates, or delete one of the two.",
    )
    ONGOING_NOT_BEGUN = (
        "ongoing_not_begun",
        Severity.INFO,
        "Trip {subject} has no last day and begins after the as-of day, so one day was counted.",
    )
    ESTIMATED_DATES = (
        "estimated_dates",
        Severity.INFO,
        "The dates of trip {subject} are marked {certainty}. Check them against a record before you file.",
    )
    # What the periods say
    ASSUMED_WORKER = (
        "assumed_worker",
        Severity.INFO,
        "Work of {subject} without an assignment was treated as {worker}. Enter how you work.",
    )
    EXPECTED_END_ASSUMED = (
        "expected_end_assumed",
        Severity.INFO,
        "No expected end is known for {host} in {subject}, so the last logged work day is used. The rule depends on "
        "what was expected when the work began: enter it.",
    )
    NON_AGREEMENT_WORK = (
        "non_agreement_work",
        Severity.WARNING,
        "No agreement is in force for work in {host} on these days, so no US certificate can cover it.",
    )
    AGREEMENT_STARTS_INSIDE = (
        "agreement_starts_inside",
        Severity.INFO,
        "The agreement with {host} starts on {start}, after this work began. Days before it cannot be covered.",
    )
    NEIGHBORING_PERIOD = (
        "neighboring_period",
        Severity.WARNING,
        "Self-employed work in {other_countries} (work period {other}) overlaps this work or is within {gap} "
        "days of it. "
        "Find out first whether both are one assignment, and record the answer.",
    )
    ASSIGNMENT_WITHOUT_TRIPS = (
        "assignment_without_trips",
        Severity.INFO,
        "No work is logged for assignment {subject}, so there is nothing to decide.",
    )
    CLIENT_ELSEWHERE = (
        "client_elsewhere",
        Severity.INFO,
        "The client of {subject} is in {client}, the work is logged in {host}. The country where the work is done "
        "decides; where the client sits is context only.",
    )
    # Facts and rules
    US_LAW_MAY_NOT_REACH = (
        "us_law_may_not_reach",
        Severity.WARNING,
        "{subject}: an agreement keeps people in the US system only if US Social Security covers them, which for work "
        "abroad means US citizens and US residents. Neither is entered here ({nationalities}, living in {residence}). "
        "Ask SSA whether US law covers this work at all.",
    )
    HOST_MAY_COUNT_AS_RESIDENT = (
        "host_may_count_as_resident",
        Severity.WARNING,
        "{subject}: this stay in {host} is planned for longer than {months} months. {host} itself may then count you "
        "as living there from the first day, and the agreement's rule turns on where you live. {rule} Ask both "
        "agencies.",
    )
    REPEAT_RULE_UNREAD = (
        "repeat_rule_unread",
        Severity.WARNING,
        "{subject} is not the first stay in {host}. There is a rule on repeated assignments ({section}), but no copy "
        "of its text could be read, so these days stay unclear. Ask SSA before you rely on a certificate.",
    )
    REPEAT_RULE_UNKNOWN = (
        "repeat_rule_unknown",
        Severity.INFO,
        "{subject} is not the first stay in {host}. No rule on repeated assignments was found in the sources read, so "
        "none was applied. Ask SSA.",
    )
    HEALTH_INSURANCE_ADVISED = (
        "health_insurance_advised",
        Severity.INFO,
        "In {host} the exemption from public health insurance depends on private health insurance for the worker and "
        "every accompanying family member. Coverage itself does not depend on it.",
    )
    THIRD_COUNTRY_RULE_UNKNOWN = (
        "third_country_rule_unknown",
        Severity.INFO,
        "{subject}: the person came to {host} by way of {came_from}. The sources read do not say whether this rule "
        "allows that route. Ask SSA.",
    )
    SECOND_JOB_RULE = (
        "second_job_rule",
        Severity.INFO,
        "{subject}: employment with another employer established in {host} ends US coverage for both jobs from its "
        "first day. If that happens, enter the day. Self-employed work on the side does not count.",
    )
    ELECTION_DUE = (
        "election_due",
        Severity.WARNING,
        "{subject}: choose one system by {deadline}, by requesting that country's certificate, and record the "
        "choice. It is due by the end of the third month after the month in which the work in {host} began.",
    )
    ELECTION_LATE = (
        "election_late",
        Severity.WARNING,
        "{subject}: the time to choose a system for the work in {host} ended on {deadline} and no choice is recorded. "
        "Someone who paid into only one system is treated as having chosen it; ask SSA what applies to you.",
    )
    ELECTION_CHANGE = (
        "election_change",
        Severity.INFO,
        "{subject}: the choice of a system for {host} is recorded. {again}",
    )
    EXTENSION_NEEDED = (
        "extension_needed",
        Severity.WARNING,
        "{subject}: work in {host} is logged or expected beyond {limit}, the last day that the rule allows. {how} "
        "When it is granted, record it as an exception.",
    )
    EXPECTED_END_CONTRADICTS_LOG = (
        "expected_end_contradicts_log",
        Severity.WARNING,
        "{subject}: work in {host} is logged after {expected}, the end that was expected. Correct the trips or the "
        "expected end: until they agree, the dates cannot be filed.",
    )
    EXCEPTION_BEYOND_LONGEST = (
        "exception_beyond_longest",
        Severity.WARNING,
        "{subject}: an exception for {host} is recorded until {until}, later than {longest}, the longest extension "
        "found in the sources. Check its date.",
    )
    LONG_ABSENCE = (
        "long_absence",
        Severity.INFO,
        "{subject}: no day in the United States is logged on these days, more than {months} months. {guidance} This "
        "decides nothing here: keep the evidence, or enter where you lived.",
    )
    SHORT_RESIDENCE = (
        "short_residence",
        Severity.INFO,
        "{subject}: living in {country} on these days lasted {months} months or less. {guidance} This decides nothing "
        "here: the residence that you entered counts. Make sure that the residence really changed.",
    )
    BOTH_COUNTRIES_RULE = (
        "both_countries_rule",
        Severity.INFO,
        "{subject}: if this work is normally done in both the United States and {host}, another rule decides, by the "
        "principal activity. Say whether it is.",
    )
    DAYS_PRESENT = (
        "days_present",
        Severity.INFO,
        "{subject}: in {year}, {in_us} days in the United States and {in_host} days in {host} are logged; {open} days "
        "have no entry. {outcome}",
    )
    UNDERSTANDING_APPLIES = (
        "understanding_applies",
        Severity.INFO,
        "{subject}: work in {places} is under the {name}: a certificate for it exempts the work from {plan}. "
        "Name the place in "
        "the request. {authorities}",
    )
    UNDERSTANDING_POSSIBLE = (
        "understanding_possible",
        Severity.INFO,
        "{subject}: no place is logged for some work in {host}. If it was in the territory of the {name}, the "
        "certificate must exempt the work from {plan}: log the place.",
    )
    STALE_SOURCE = (
        "stale_source",
        Severity.WARNING,
        "A source for {subject} was last read on {read_on}, more than a year before the day asked about. Read it again "
        "and record your own check.",
    )
    SOURCES_CONFLICT = (
        "sources_conflict",
        Severity.INFO,
        "{subject}: the sources behind {provision} leave a doubt: {doubt}",
    )
    # Certificates
    LATE_REQUEST = (
        "late_request",
        Severity.WARNING,
        "Work in {host} began on {began}, before a certificate was requested. Request it as soon as the open questions "
        "are answered; SSA decides whether it can cover the days that are past.",
    )
    REQUEST_PENDING = (
        "request_pending",
        Severity.INFO,
        "Certificate {subject} for {host} was requested and is not issued yet. Do not rely on it.",
    )
    CERTIFICATE_REFUSED = (
        "certificate_refused",
        Severity.WARNING,
        "Certificate {subject} for {host} was refused. Its days are judged as if it did not exist. Days logged within "
        "its dates and left without a certificate: {days}. Read the reason, correct what it names and request "
        "again, referring "
        "to {control_number}.",
    )
    CERTIFICATE_NOT_DELIVERED = (
        "certificate_not_delivered",
        Severity.WARNING,
        "Certificate {subject} for {host} is issued but not delivered yet. Send it to everyone who must have it, and "
        "keep the receipt.",
    )
    CERTIFICATE_ISSUER_UNKNOWN = (
        "certificate_issuer_unknown",
        Severity.WARNING,
        "Certificate {subject} for {host} was issued by {issuer}, which is neither the United States nor {host}. It "
        "decides nothing here. Check who issued it.",
    )
    CERTIFICATE_OPEN_END = (
        "certificate_open_end",
        Severity.INFO,
        "Certificate {subject} for {host} has no last day: it stays valid for the employer or the activity that it "
        "names. It covers {days} that you logged. Check it again whenever employer, activity or country change.",
    )
    CERTIFICATE_CONTRADICTS_RULE = (
        "certificate_contradicts_rule",
        Severity.WARNING,
        "Certificate {subject} covers {days} in {host} that the rule {provision} would not assign to {system} "
        "({reason}). Compare the facts it was issued on with what you logged: correct what is wrong here, or tell "
        "{agency} what changed, referring to {control_number}.",
    )
    CERTIFICATE_WITHOUT_AGREEMENT = (
        "certificate_without_agreement",
        Severity.ERROR,
        "Certificate {subject} names {host}, where no agreement is in force on {days} logged inside its dates. It "
        "covers nothing there. Check the country and the dates on it, and find out what {host} requires of you.",
    )
    OUTSIDE_CERTIFICATE = (
        "outside_certificate",
        Severity.WARNING,
        "Certificate {subject} {begins_or_ends} on {edge} and leaves {days} in {host} {before_or_after} that "
        "uncovered. Ask {agency} to {correct_or_extend} it, referring to {control_number}, or check the dates you "
        "logged.",
    )
    CERTIFICATE_OTHER_ASSIGNMENT = (
        "certificate_other_assignment",
        Severity.WARNING,
        "Certificate {subject} is for the assignment {named}, so it does not cover {days} in {host} inside its dates "
        "that you logged for {other}. Ask {agency} about a certificate for {other}, or correct the assignment of the "
        "trips or of the certificate.",
    )
    CERTIFICATE_OTHER_HOST = (
        "certificate_other_host",
        Severity.WARNING,
        "Certificate {subject} is for {host} only, so it does not cover {days} in {other} inside its dates. One "
        "certificate never covers two countries: {what_to_do}.",
    )
    CERTIFICATE_ON_MIXED_PERIOD = (
        "certificate_on_mixed_period",
        Severity.WARNING,
        "Work period {period} is mixed, so certificate {subject} may not be taken to cover all of it. Of "
        "{total} abroad it "
        "covers {days} in {host}; on {rest} there is work that it does not cover. Find out first what the certificate "
        "was issued for, and do not rely on it for the rest.",
    )
    CERTIFICATE_COVERS_NO_WORK = (
        "certificate_covers_no_work",
        Severity.INFO,
        "No work in {host} that certificate {subject} could cover is logged inside its dates; logged before or after "
        "them without a certificate: {days}. Log the trips it is for, or check its country, dates and assignment; to "
        "have it corrected, refer to {control_number}.",
    )
    GAP_BESIDE_CERTIFICATE = (
        "gap_beside_certificate",
        Severity.WARNING,
        "Some days within the dates of certificate {subject} are not logged. Log where you were.",
    )
    OVERLAPPING_CERTIFICATES = (
        "overlapping_certificates",
        Severity.WARNING,
        "Certificates {subject} and {other} for {host} overlap; logged on the days that both claim: {days}. Ask "
        "{agency} which one is valid, referring to {control_number}, then correct the dates of the other one "
        "or mark it "
        "withdrawn.",
    )

    # Filings
    REQUEST_DATES_CHANGED = (
        "request_dates_changed",
        Severity.WARNING,
        "The itinerary has changed since certificate {subject} for {host} was requested. {difference} Check again "
        "whether you can request a certificate for the new dates; then correct the draft, or tell SSA.",
    )
    ISSUED_DATES_DIFFER = (
        "issued_dates_differ",
        Severity.WARNING,
        "Certificate {subject} for {host} was issued with other dates than requested. {difference} It covers what is "
        "printed on it: have it corrected, quoting the control number, if the printed dates are wrong.",
    )
    DELIVERY_UNPROVEN = (
        "delivery_unproven",
        Severity.WARNING,
        "Delivery {subject} of certificate {certificate} to {recipient} is not proven. {strength}",
    )
    RECORD_DIFFERS = (
        "record_differs",
        Severity.WARNING,
        "{subject}: {field} is entered as {entered}, and {record} says {value}. Find out which one is right before "
        "you file: names, addresses and dates must be the same everywhere.",
    )

    def message(self, **facts: Any) -> str:
        """The sentence with the facts of one case."""
        return self.sentence.format(**facts)


@lru_cache(maxsize=1)
def none() -> pd.DataFrame:
    """An empty findings frame."""
    return _frame(0, {})


LEFT_OUT = (FindingCode.UNUSABLE_ROW, FindingCode.DUPLICATE_ID)
"""Findings about rows that no table has: nothing says for sure whose each is."""


def findings(
    code: FindingCode,
    subjects: Values,
    *,
    first_days: Any = None,
    last_days: Any = None,
    file: str = "",
    rows: Any = None,
    column: str = "",
    **facts: Values,
) -> pd.DataFrame:
    """One finding of this code per subject; ``facts`` are sequences that fill the places of its sentence.

    ``first_days`` and ``last_days`` are inclusive ``datetime64`` values, or None where a finding has no days.
    """
    count = len(subjects)
    if not count:
        return none()
    told = {"subject": subjects, **facts} if "{subject" in code.sentence else dict(facts)
    said: dict[tuple[Any, ...], str] = {}  # a program of many travelers repeats itself
    messages = []
    for values in zip(*(list(column_of_facts) for column_of_facts in told.values()), strict=True):
        if values not in said:
            said[values] = code.message(column=column, **dict(zip(told, values, strict=True)))
        messages.append(said[values])
    if not told:
        messages = [code.message(column=column)] * count
    return _frame(
        count,
        {
            "severity": [str(code.severity)] * count,
            "code": [str(code)] * count,
            "subject": [str(subject) for subject in subjects],
            "first_day": first_days,
            "last_day": last_days,
            "message": messages,
            "file": [file] * count,
            "row": rows,
            "column": [column] * count,
        },
    )


def _frame(count: int, values: dict[str, Any]) -> pd.DataFrame:
    none_days = np.full(count, np.datetime64("NaT"), dtype="datetime64[s]")
    frame = {}
    for column in COLUMNS:
        value = values.get(column)
        if column in ("first_day", "last_day"):
            days = none_days if value is None else np.asarray(value, dtype="datetime64[s]")
            frame[column] = pd.Series(days)
        elif column == "row":
            frame[column] = pd.Series(np.zeros(count, int) if value is None else np.asarray(value, int), dtype="int64")
        else:
            frame[column] = pd.Series([] if value is None else value, dtype="str")
    return pd.DataFrame(frame)


def joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All findings in one frame, as they come."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else none()


def together(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Every finding once: errors first, then warnings, then hints; each by day, code and subject."""
    if not any(map(len, frames)):
        return none()
    whole = joined(frames).drop_duplicates(ignore_index=True)
    rank = whole["severity"].map({str(severity): n for n, severity in enumerate(Severity)})
    order = whole.assign(rank=rank).sort_values(["rank", "first_day", "code", "subject"], kind="stable").index
    return whole.loc[order].reset_index(drop=True)
