"""Every table once: its columns, what they mean, what they may hold. Loaded only when a table is read or described.

Input tables are checked as text, exactly as a file or a form gives them: every column is ``str``, empty is ``""``.
``DAY`` columns then become ``datetime64[s]`` (missing: NaT), all others stay text. Output tables carry the dtypes that
the engine gives. ``tracker/help/data-model.md`` is written from here.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import pandera.pandas as pa

from tracker import codes, countries

DAY, CODE, COUNTRY, COUNTRIES, YES_NO, TEXT = "day", "code", "country", "countries", "yes_no", "text"

_ISO_DAY = r"^(\d{4}-\d{2}-\d{2})?$"


def _column(kind: str, meaning: str, *, required: bool = False, checks: Any = (), **metadata: Any) -> pa.Column:
    rules = list(checks)
    if required:
        rules.append(pa.Check.str_length(min_value=1, error="empty"))
    return pa.Column(str, checks=rules, description=meaning, metadata={"kind": kind, "required": required, **metadata})


def _day(meaning: str, *, required: bool = False) -> pa.Column:
    return _column(DAY, meaning, required=required, checks=[pa.Check.str_matches(_ISO_DAY, error="day")])


def _code(
    meaning: str, allowed: type[codes.Code], *, default: str = "", required: bool = False, decisive: bool = False
) -> pa.Column:
    values = [str(member) for member in allowed]
    check = pa.Check.isin([*values, ""], error="code")
    facts = {"allowed": values, "default": default, "decisive": decisive}
    return _column(CODE, meaning, required=required, checks=[check], **facts)


def _country(meaning: str, *, required: bool = False, default: str = "", decisive: bool = False) -> pa.Column:
    """``decisive``: a value that is no country makes the row unusable, because the default would say the opposite."""
    known = pa.Check(countries.are_known, error="country")
    return _column(COUNTRY, meaning, required=required, checks=[known], default=default, decisive=decisive)


def _countries(meaning: str) -> pa.Column:
    return _column(COUNTRIES, meaning, checks=[pa.Check(countries.are_known_lists, error="country")])


def _yes_no(meaning: str) -> pa.Column:
    check = pa.Check.isin(["yes", "no", ""], error="code")
    return _column(YES_NO, meaning, checks=[check], allowed=["yes", "no"])


def _text(meaning: str, *, required: bool = False, default: str = "") -> pa.Column:
    return _column(TEXT, meaning, required=required, default=default)


def _table(meaning: str, columns: dict[str, pa.Column]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, description=meaning, strict=False)


WORKSPACE: dict[str, pa.DataFrameSchema] = {
    "trips": _table(
        "Where you were, and whether you worked there. One row per place and window.",
        {
            "trip": _text("Id of the trip. Without one: row-N, where N is the data row."),
            "traveler": _text("Whose trip it is.", default="me"),
            "country": _country(
                "Country: ISO code of two letters; three letters and English names are understood. "
                "Puerto Rico, Guam, the US Virgin Islands, American Samoa and the Northern Marianas count as US.",
                required=True,
            ),
            "place": _text("City or site, for your own use."),
            "first_day": _day("First day there, counted.", required=True),
            "last_day": _day("Last day there, counted. Empty: ongoing."),
            "activity": _code("What the trip was for.", codes.Activity, default="work", decisive=True),
            "assignment": _text("Id of the assignment that the work belongs to."),
            "certainty": _code("How sure the dates are.", codes.Certainty, default="confirmed"),
            "source": _text("The record that the dates come from: ticket, stamp, contract."),
            "source_kind": _text("The import format that brought the trip. Empty: entered by hand."),
            "source_ref": _text("The stable id of that record in its own system."),
            "note": _text("Your own note."),
        },
    ),
    "travelers": _table(
        "The people.",
        {
            "traveler": _text("Id of the person, as used in trips.", required=True),
            "name": _text("Full legal name, as on the Social Security card."),
            "nationalities": _countries("Nationalities as country codes joined by +, for example US or US+IT."),
            "residence": _country("Country where the person lives."),
            "other_surnames": _text("Maiden name or second surname, where the agreement's request asks for it."),
            "place_of_birth": _text("Town and country of birth. The date of birth is never kept."),
            "address": _text("Postal address at home."),
        },
    ),
    "residences": _table(
        "Where a person lived, when it changed. Wins over travelers on its days.",
        {
            "traveler": _text("Id of the person.", required=True),
            "country": _country("Country of residence.", required=True),
            "first_day": _day("First day of living there.", required=True),
            "last_day": _day("Last day of living there. Empty: still."),
        },
    ),
    "assignments": _table(
        "Engagements, and the facts that the rules ask for.",
        {
            "assignment": _text("Id of the assignment, as used in trips.", required=True),
            "traveler": _text("Whose assignment it is.", required=True),
            "host": _country("Country of the work that expected_last_day belongs to."),
            "worker": _code("How the person works.", codes.Worker),
            "employer": _code("Employees: who the employer is while abroad.", codes.Employer),
            "residence": _country("Country of residence for this assignment; overrides the person's."),
            "first_day": _day("First day of the assignment, as agreed."),
            "expected_last_day": _day("Last day as expected when the work in host began."),
            "sent_from": _country("Country where the person worked just before."),
            "temporary": _yes_no("Is the work there meant to end? no: it is for good."),
            "us_covered_before": _yes_no("Was the person under US Social Security coverage up to the start?"),
            "business_in_us": _yes_no(
                "Is the person normally self-employed in the US, and is it that activity which is moved?"
            ),
            "works_in_both_countries": _yes_no(
                "Is the self-employed work normally done in both the US and host (Belgium, France)?"
            ),
            "fixed_base": _code(
                "Where a fixed base is kept for more than 183 days of the tax year, if the work is normally done in "
                "both countries (France).",
                codes.FixedBase,
            ),
            "second_job_first_day": _day(
                "First day of employment with another employer of the host country (Netherlands)."
            ),
            "health_insurance": _yes_no("Private health insurance for the worker and the accompanying family?"),
            "election": _code("The choice made where a nationality rule gives one (Italy).", codes.Election),
            "business_name": _text("Legal name of the US business, or own name for a sole proprietor."),
            "activity_description": _text("The specific nature of the work."),
            "client_name": _text("Client or customer abroad."),
            "client_address": _text("Address of the client."),
            "client_country": _country("Country where the client sits: context, never proof."),
            "business_address": _text("Address of the US business or employer."),
            "host_business_name": _text("Employer, affiliate or own business in the country of the work."),
            "host_business_address": _text("Its address there."),
            "hired_on": _day("Employees: day of hire by the company that did the sending."),
            "place_of_hire": _text("Employees: place of that hire."),
            "section_3121l_from": _day("First day of the section 3121(l) agreement with the IRS for the affiliate."),
        },
    ),
    "certificates": _table(
        "Certificates of Coverage that were requested or are held, from the US and from other countries.",
        {
            "certificate": _text("Your id for the certificate.", required=True),
            "traveler": _text("Whose certificate it is.", required=True),
            "issuer": _country(
                "Country whose agency issued it, or was asked to. Empty: the United States (SSA).",
                default="US",
                decisive=True,
            ),
            "host": _country("Agreement country it is for.", required=True),
            "assignment": _text("Engagement it is for. Empty: any."),
            "first_day": _day("First day on the certificate.", required=True),
            "last_day": _day("Last day on the certificate. Empty: no end date."),
            "state": _code("How far it has come. Only issued and delivered cover days.", codes.CertificateState),
            "control_number": _text("The control number on it (SSA's), or the number that another agency gave it."),
            "submitted_on": _day("Day on which it was requested."),
            "issued_on": _day("Day on which the agency issued it."),
            "delivered_on": _day("Day on which it was delivered."),
            "receipt": _text("Proof of the delivery."),
            "note": _text("Your own note."),
            "request": _code("What is requested.", codes.RequestKind),
            "refers_to": _text("Extension or correction: id of the earlier certificate."),
            "requested_first_day": _day("Beginning date as it was requested."),
            "requested_last_day": _day("Ending date as it was requested. Empty: none was given."),
            "channel": _code("How it was requested.", codes.Channel),
            "confirmation": _text("Confirmation of the request: number, e-mail or fax report."),
        },
    ),
    "clarifications": _table(
        "What was found out about a mixed or doubtful case, by whom and when.",
        {
            "traveler": _text("Whose case it is.", required=True),
            "assignment": _text("Engagement; or give first_day and last_day."),
            "first_day": _day("First day of the days it is about."),
            "last_day": _day("Last day of the days it is about."),
            "clarified_on": _day("Day of the answer.", required=True),
            "by": _text("Who gave the answer.", required=True),
            "note": _text("What the answer was."),
        },
    ),
    "exceptions": _table(
        "Special exceptions and extensions that were granted.",
        {
            "assignment": _text("Engagement it is for.", required=True),
            "host": _country("Agreement country it is for.", required=True),
            "until": _day("Last day that it allows.", required=True),
            "granted_on": _day("Day on which it was granted.", required=True),
            "reference": _text("Reference of the grant."),
        },
    ),
    "verifications": _table(
        "Your own checks of a rule or of an agreement's start.",
        {
            "host": _country("Agreement country.", required=True),
            "provision": _text("Id of the provision that was checked. Empty: the agreement."),
            "in_force_from": _day("Start of the agreement, as found."),
            "checked_on": _day("Day of the check.", required=True),
            "source": _text("Where it was checked.", required=True),
            "note": _text("Your own note."),
        },
    ),
    "records": _table(
        "Where a fact of a filing was looked up, and what stood there.",
        {
            "traveler": _text("Whose filing it is for.", required=True),
            "assignment": _text("Engagement. Empty: a fact of the person."),
            "field": _text("Column of travelers or assignments, such as name or business_name.", required=True),
            "record": _text("The record: passport, signed contract of a date, register entry.", required=True),
            "value": _text("What stands in the record, letter by letter. Empty: the same as entered."),
            "checked_on": _day("Day on which it was compared."),
            "note": _text("Your own note."),
        },
    ),
    "deliveries": _table(
        "Certificates that were delivered: to whom, how, and what proves it. One row per recipient.",
        {
            "delivery": _text("Your id for the delivery.", required=True),
            "certificate": _text("Id of the certificate.", required=True),
            "purpose": _code("Whom it was delivered to.", codes.Purpose, required=True),
            "recipient": _text("Who received it.", required=True),
            "sent_on": _day("Day on which it was sent or given to the recipient."),
            "channel": _code("How it was sent.", codes.Channel),
            "evidence": _code("What proves that it arrived.", codes.Evidence),
            "receipt": _text("The proof: number of the receipt, date and sender of the reply."),
            "received_on": _day("Day on which the recipient confirmed it."),
            "note": _text("Your own note."),
        },
    ),
    "steps": _table(
        "Steps of a filing that were done, such as those of the checklist after the request.",
        {
            "certificate": _text("Id of the request or certificate.", required=True),
            "step": _text("Code of the step, as the checklist names it.", required=True),
            "done_on": _day("Day on which it was done.", required=True),
            "proof": _text("What shows it."),
            "note": _text("Your own note."),
        },
    ),
    "deadlines": _table(
        "Your own deadlines.",
        {
            "traveler": _text("Whose deadline it is.", required=True),
            "day": _day("Last day on which it can be done.", required=True),
            "action": _text("What to do by then.", required=True),
            "certificate": _text("Certificate it is about. Empty: none."),
            "done_on": _day("Day on which it was done. Empty: still open."),
            "note": _text("Your own note."),
        },
    ),
    "attachments": _table(
        "Files of the proof file. CSV, Excel and JSON files hold these rows only: the files themselves are in the "
        "ledger, in its backups and in the proof ZIP.",
        {
            "attachment": _text("Id of the attachment.", required=True),
            "about": _text(
                "Table that the file belongs to: certificates, assignments, travelers or trips.", required=True
            ),
            "subject": _text("Id of that row.", required=True),
            "kind": _code("What the file is.", codes.Attached, default="other"),
            "file_name": _text("Its name when it was attached.", required=True),
            "media_type": _text("Type of the file, from its content."),
            "size": _text("Its size in bytes."),
            "sha256": _text("SHA-256 of its content, 64 hexadecimal digits.", required=True),
            "added_on": _day("Day on which it was attached."),
            "note": _text("Your own note."),
        },
    ),
}

KEYS: dict[str, tuple[str, ...]] = {
    "trips": ("trip",),
    "travelers": ("traveler",),
    "assignments": ("assignment", "traveler"),
    "certificates": ("certificate",),
    "deliveries": ("delivery",),
    "attachments": ("attachment",),
}
"""Columns that name a row; two rows with the same key and other content cannot both hold. Other tables have no key."""

ROW_ID, VERSION, OWN_COLUMNS = HIDDEN = ("row_id", "version", "own_columns")
"""Columns that a workspace frame may have beside the documented ones; no file has them and no page shows them.

Of a ledger ``row_id`` (text) and ``version`` (int64), which an edit must name; ``own_columns``: see
``itinerary.own_columns``.
"""

TRIP_IDENTITY = ("traveler", "country", "place", "first_day", "last_day", "activity", "assignment")
"""Two trips that agree in these are the same trip (docs/contract.md): importing one again changes nothing."""


def _out(dtype: Any, meaning: str, allowed: type[codes.Code] | None = None, *, nullable: bool = False) -> pa.Column:
    checks = [pa.Check.isin([*map(str, allowed), ""])] if allowed else []
    facts = {"kind": "output", "allowed": [str(code) for code in allowed or ()]}
    return pa.Column(dtype, checks=checks, nullable=nullable, description=meaning, metadata=facts)


_DAYS = "datetime64[s]"

RESULTS: dict[str, pa.DataFrameSchema] = {
    "segments": _table(
        "Every day from a traveler's first to last logged day, without overlap or hole.",
        {
            "traveler": _out(str, "Whose days."),
            "first_day": _out(_DAYS, "First day, counted."),
            "last_day": _out(_DAYS, "Last day, counted."),
            "days": _out("int64", "Number of days from first_day to last_day, both counted."),
            "countries": _out(str, "Countries of the work (of the stay on days without work), joined by +."),
            "status": _out(str, "What the segment is.", codes.Status),
        },
    ),
    "periods": _table(
        "Runs of work that would be filed as one request.",
        {
            "traveler": _out(str, "Whose work."),
            "period": _out("int64", "1, 2, … per traveler."),
            "assignment": _out(str, "The assignment; empty for trips without one."),
            "first_day": _out(_DAYS, "First foreign work day (of US-only work: first work day)."),
            "last_day": _out(_DAYS, "Last foreign work day (of US-only work: last work day)."),
            "work_days": _out("int64", "Number of different foreign work days."),
            "countries": _out(str, "Foreign work countries, joined by +."),
            "case": _out(str, "What the period is as a whole.", codes.Case),
            "causes": _out(str, "Trips that make a mixed case mixed, joined by +."),
            "decision": _out(str, "What to do now.", codes.Decision),
        },
    ),
    "coverage": _table(
        "The verdict for every day and, on foreign work days, for every host.",
        {
            "traveler": _out(str, "Whose days."),
            "period": _out("Int64", "The work period; empty on days without foreign work.", nullable=True),
            "host": _out(str, "Country of the work; empty on days without foreign work."),
            "first_day": _out(_DAYS, "First day, counted."),
            "last_day": _out(_DAYS, "Last day, counted."),
            "days": _out("int64", "Number of days from first_day to last_day, both counted."),
            "verdict": _out(str, "Whether a certificate covers or would cover these days.", codes.Verdict),
            "reason": _out(str, "Why: a code of the list Reason. A missing fact is `fact_missing:<column>`."),
            "provision": _out(str, "Id of the rule that was applied."),
            "certificate": _out(str, "The certificate, on covered and covered_by_host rows."),
            "mixed": _out(str, "yes when the work period is mixed, else no."),
            "jurisdiction": _out(str, "The agreement partner that the host belongs to; empty without foreign work."),
            "assignment": _out(str, "The assignment of the work period; empty for trips without one."),
            "worker": _out(str, "How the person works, as judged. Empty: not known, or no foreign work.", codes.Worker),
            "residence": _out(str, "Where the person lives on the first of these days, as judged. Empty: not known."),
        },
    ),
    "findings": _table(
        "Problems and hints about what was entered.",
        {
            "severity": _out(str, "How much it matters.", codes.Severity),
            "code": _out(str, "What it is about: a code of the list Finding."),
            "subject": _out(str, "The trip, period, certificate or other row."),
            "first_day": _out(_DAYS, "First day it is about.", nullable=True),
            "last_day": _out(_DAYS, "Last day it is about.", nullable=True),
            "message": _out(str, "What is wrong, and what to do."),
            "file": _out(str, "File of an unusable row."),
            "row": _out("int64", "Data row in that file, from 1. Empty where there is none (0 in the Python frame)."),
            "column": _out(str, "Column of an unusable row."),
        },
    ),
}


def cell_checks(table: str, of: Set[str]) -> pa.DataFrameSchema:
    """Only what a cell of text can break in these columns: the rules of their own, without a look at dtypes."""
    columns = ((name, column) for name, column in WORKSPACE[table].columns.items() if name in of)
    return pa.DataFrameSchema({name: pa.Column(checks=column.checks) for name, column in columns if column.checks})


def column_names(table: str) -> list[str]:
    """The documented columns of a workspace table, in order."""
    return list(WORKSPACE[table].columns)


def day_columns(table: str) -> list[str]:
    """Its columns that hold days."""
    return [name for name, column in WORKSPACE[table].columns.items() if _kind(column) == DAY]


def columns_of_kind(table: str, kind: str) -> list[str]:
    """Its columns of one kind: DAY, CODE, COUNTRY, COUNTRIES, YES_NO or TEXT."""
    return [name for name, column in WORKSPACE[table].columns.items() if _kind(column) == kind]


def default_values(table: str) -> dict[str, str]:
    """What an empty cell stands for, where it stands for something."""
    metadata = {name: column.metadata or {} for name, column in WORKSPACE[table].columns.items()}
    return {name: facts["default"] for name, facts in metadata.items() if facts.get("default")}


def allowed_values(table: str, column: str) -> list[str]:
    """The codes that a CODE or YES_NO column may hold."""
    metadata = WORKSPACE[table].columns[column].metadata or {}
    return list(metadata.get("allowed", []))


def required_columns(table: str) -> list[str]:
    """Columns that every row must fill."""
    return [name for name, column in WORKSPACE[table].columns.items() if (column.metadata or {}).get("required")]


def decisive_columns(table: str) -> set[str]:
    """Columns in which a value that cannot be read makes the whole row unusable."""
    decisive = {name for name, column in WORKSPACE[table].columns.items() if (column.metadata or {}).get("decisive")}
    return decisive.union(required_columns(table), day_columns(table))


def kind(table: str, column: str) -> str:
    """The kind of a documented column."""
    return _kind(WORKSPACE[table].columns[column])


def _kind(column: pa.Column) -> str:
    return str((column.metadata or {})["kind"])
