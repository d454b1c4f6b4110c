"""The columns of the filing dates, in order, and what each of them says."""

from __future__ import annotations

from tracker.codes import Decision, RequestKind
from tracker.filing.dates import Ask
from tracker.words.described import COUNTRY, DAY, IDS, NUMBER, TEXT, US_DAY, YES_NO, Described

_AS_SSA = "The same day as SSA writes it."

FILING: dict[str, Described] = {
    "traveler": Described(TEXT, "Id of the person."),
    "name": Described(TEXT, "Full legal name, as entered. Empty: not entered."),
    "period": Described(NUMBER, "Number of the work period: 1, 2, … per person."),
    "assignment": Described(TEXT, "Id of the assignment. Empty: trips without one."),
    "agreement_country": Described(COUNTRY, "Agreement partner that the places of work belong to."),
    "agreement_country_name": Described(TEXT, "Its English name."),
    "beginning_date": Described(DAY, "First work day there, or the start of the agreement if that is later."),
    "beginning_date_us": Described(US_DAY, _AS_SSA),
    "anticipated_end": Described(
        DAY,
        "The end that was expected when the work began, else the last logged work day; never past the limit of the "
        "rule. Counted. Empty: you must state it.",
    ),
    "anticipated_end_us": Described(US_DAY, _AS_SSA),
    "end_note": Described(TEXT, "Where the end comes from, when it is not the last logged work day."),
    "work_days": Described(
        NUMBER, "Different days of these work trips from beginning_date on, weekends inside a trip included."
    ),
    "trips": Described(IDS, "The trips that the row was made from."),
    "certificate": Described(IDS, "Your ids of the certificates on file for days of it."),
    "decision": Described("code", "What to do about the whole work period.", Decision),
    "request_now": Described(
        YES_NO, "yes: the decision is `request`, no question is open and the dates hold. It may still lack a name."
    ),
    "open_question": Described(TEXT, "Why request_now is no. Empty where it is yes."),
    "provision": Described(IDS, "Ids of the rules that were applied."),
    "source": Described(TEXT, "Section and address of each rule, joined by `; `."),
}

CHECKS: dict[str, Described] = {
    "own_checks": Described(TEXT, "Your own checks of these rules, joined by `; `."),
    "stale_sources": Described(TEXT, "Rules that were last read more than a year ago, with the day, joined by `; `."),
}
"""What the user checked of the rules behind a row, and which of these were last read more than a year ago."""

GATE: dict[str, Described] = {
    "ask": Described("code", "Whose paper the work still needs. Empty: nobody's, or not known yet.", Ask),
    "ready_to_file": Described(YES_NO, "Whether the request can be sent as it is; the packet says the same."),
    "what_is_open": Described(TEXT, "Everything that keeps it from being sent, in sentences. Empty where it is ready."),
    "request_kind": Described("code", "What is requested. Empty: nothing now.", RequestKind),
    "refers_to": Described(TEXT, "Extension or correction: your id of the earlier certificate."),
    "control_number": Described(TEXT, "Its control number. Empty: not entered, or a first request."),
    "uncovered_first_day": Described(DAY, "First work day without a certificate, where one exists for other days."),
    "uncovered_first_day_us": Described(US_DAY, _AS_SSA),
    "uncovered_last_day": Described(DAY, "Last day without a certificate, counted. Empty: you must state it."),
    "uncovered_last_day_us": Described(US_DAY, _AS_SSA),
    "begin_note": Described(TEXT, "Where the beginning comes from, when it is not the first logged work day."),
    "limit_last_day": Described(DAY, "Last day that the rule's limit allows, counted. Empty: no limit is known."),
    "limit_last_day_us": Described(US_DAY, _AS_SSA),
    "file_by": Described(DAY, "Last day on which the request is in time. Empty: none can be made now."),
    "file_by_us": Described(US_DAY, _AS_SSA),
    "certificate_issuer": Described(
        "countries joined by `+`", "Who issued the certificates of the column certificate, in the same order."
    ),
    "other_uncovered_days": Described(
        "days joined by `+`",
        "What else has no certificate and needs a request of its own: `2025-07-01/2025-07-14`, both counted.",
    ),
}
"""Whose paper is needed, whether the request can be sent, what it is for, and the days that belong to it."""
