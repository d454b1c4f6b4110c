"""Which facts a rule asks for, and in what words: what a form shows, and what an explanation may change."""

from __future__ import annotations

from tracker import countries
from tracker.codes import Code, Condition, Election, Employer, FixedBase, Kind, Reason, Worker
from tracker.rules.model import Provision

DAYS_PRESENT = "days_present"
"""Not a column: the engine counts these days from the trips."""

QUESTIONS: dict[str, tuple[str, str]] = {
    "worker": (
        "How do you work here?",
        "Employees and the self-employed have different rules in every agreement.",
    ),
    "nationalities": (
        "Your nationalities",
        "Some rules depend on them, for example in Italy, and on the way by which some employees may be sent.",
    ),
    "residence": (
        "Where do you live?",
        "Here the self-employed belong to the country where they live, wherever they work.",
    ),
    "business_in_us": (
        "Are you normally self-employed in the US, and did you move that business here for a while?",
        "The rule is for people who normally work for themselves in the US. A business that was started for the move, "
        "or abroad, is outside it.",
    ),
    "works_in_both_countries": (
        "Do you do this work in both the US and this country?",
        "Here the rule reaches only people who work in both countries.",
    ),
    "fixed_base": (
        "In which country do you keep an office or workshop for more than 183 days of the tax year?",
        "Work that is normally done in both countries belongs where its principal activity is, and a fixed base in "
        "only one of the two settles that.",
    ),
    DAYS_PRESENT: (
        "How many days of this tax year were spent in each country?",
        "Without a fixed base in only one of the two countries, the one with more days decides: log all of the year.",
    ),
    "employer": (
        "Who employs you while you are there?",
        "US law covers work abroad only for an American employer, or for its affiliate with a section 3121(l) "
        "agreement. Most rules also ask that the employer sent you.",
    ),
    "us_covered_before": (
        "Were you under US Social Security coverage up to the start?",
        "The rule for sent workers carries US coverage on; it cannot begin abroad.",
    ),
    "sent_from": (
        "In which country did you work just before?",
        "Not every agreement lets a worker be sent by way of a third country.",
    ),
    "second_job_first_day": (
        "On which day did you start to work for another employer of this country too, if you did?",
        "Here employment with another local employer ends US coverage for both jobs from its first day.",
    ),
    "health_insurance": (
        "Is there private health insurance for you and the family that comes along?",
        "In France coverage depends on it, because the exemption takes away the public health cover.",
    ),
    "election": (
        "Which system did you choose?",
        "Italian and dual nationals choose one of the two systems; the choice has a deadline.",
    ),
    "temporary": (
        "Is this work there meant to end?",
        "The rule is for temporary work. Work that is meant to be for good is outside it, whatever end is entered.",
    ),
    "host": (
        "Which country is the expected end for?",
        "With work in several countries, each has its own clock.",
    ),
    "expected_last_day": (
        "On which day did you expect this work to end, when it began?",
        "The limit is tested against what was expected at the start, not against how it turned out.",
    ),
}
"""Every fact that a rule can ask for: the question in plain words, and why it matters. In the order of a form."""

ANSWER_CODES: dict[str, type[Code]] = {
    "worker": Worker,
    "employer": Employer,
    "election": Election,
    "fixed_base": FixedBase,
}
"""The facts whose answer is one of a few codes."""

COUNTRY_ANSWERS = ("residence", "sent_from", "host")
"""The facts whose answer is a country code."""

DAY_ANSWERS = ("second_job_first_day", "expected_last_day")
"""The facts whose answer is a day."""


def answer_words(column: str, value: str) -> str:
    """An answer as it is stored → in words; "" (not known) stays ""."""
    if column in ANSWER_CODES and value in map(str, ANSWER_CODES[column]):
        return ANSWER_CODES[column](value).sentence
    if column in COUNTRY_ANSWERS or column == "nationalities":
        return " and ".join(countries.name(code) for code in value.split("+") if code)
    return {"yes": "Yes", "no": "No"}.get(value, value)


def reason_sentence(reason: str) -> str:
    """Why a day has its verdict, as a sentence. ``fact_missing:<column>`` ends with the question to answer."""
    code, _, column = reason.partition(":")
    try:
        sentence = Reason(code).sentence
    except ValueError:  # a code added after this version: shown as it is rather than hidden
        return reason
    if not column:
        return sentence
    ask, why = QUESTIONS.get(column, (column, ""))
    # No form asks for days of presence: the reason itself says what to do.
    return f"{sentence.removesuffix('.')}: {f'{ask} {why}' if column == DAYS_PRESENT else ask}"


def facts_of(provision: Provision) -> set[str]:
    """The columns that this rule reads (docs/contract.md, rule 9)."""
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
        columns |= {"temporary", "expected_last_day"}
    return columns
