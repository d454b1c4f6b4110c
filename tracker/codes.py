"""Every code that a file, a screen or an export may show, each with a sentence that a lay person understands.

The member values are public interface (docs/contract.md): add freely, never rename.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """A code whose ``sentence`` explains it."""

    sentence: str

    def __new__(cls, value: str, sentence: str = "") -> Code:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member


class Activity(Code):
    """What a trip was for."""

    WORK = "work", "You worked there. Only work decides coverage."
    NON_WORK = "non_work", "Vacation, sick leave or a visit: no work was done."
    TRANSIT = "transit", "Only passing through."


class Certainty(Code):
    """How sure a logged date is."""

    CONFIRMED = "confirmed", "Checked against a record such as a ticket, a stamp or a contract."
    PLANNED = "planned", "Has not happened yet."
    ESTIMATED = "estimated", "Written down from memory."
    INFERRED = "inferred", "Worked out from something else."


class Worker(Code):
    """How the person works."""

    EMPLOYEE = "employee", "Employee: works for an employer."
    SELF_EMPLOYED = "self_employed", "Self-employed, for example a sole proprietor."


class Employer(Code):
    """Who employs an employee while abroad."""

    US = "us", "An American employer sent the person there and stays the employer."
    US_OWN_CHOICE = (
        "us_own_choice",
        "An American employer; the person chose to work from there and was not sent.",
    )
    AFFILIATE_3121L = (
        "affiliate_3121l",
        "Works for the American employer's foreign affiliate, for which the employer has a section 3121(l) agreement "
        "with the IRS (it pays US Social Security for the people there).",
    )
    AFFILIATE = (
        "affiliate",
        "Works for a foreign affiliate of the American employer without a section 3121(l) agreement.",
    )
    HOST = "host", "An employer of the country of the work, wherever the person was hired."


class Election(Code):
    """The choice that a nationality rule gives to some people."""

    US = "us", "Chose US coverage."
    HOST = "host", "Chose the host country's coverage."


class FixedBase(Code):
    """Where somebody who normally works in both countries keeps an office or workshop for most of the tax year."""

    US = "us", "A fixed base is kept for more than 183 days of the tax year in the United States only."
    HOST = "host", "A fixed base is kept for more than 183 days of the tax year in the host country only."
    BOTH = "both", "A fixed base is kept for more than 183 days of the tax year in both countries."
    NEITHER = "neither", "No fixed base is kept for more than 183 days of the tax year in either country."


class CertificateState(Code):
    """How far a certificate has come. Only ``issued`` and ``delivered`` cover days."""

    DRAFT = "draft", "Being prepared; nothing was sent."
    SUBMITTED = "submitted", "Requested; the agency has not decided yet."
    ISSUED = "issued", "Issued by the agency; not delivered yet to the people who must have it."
    DELIVERED = "delivered", "Issued, and delivered to the people who must have it."
    REFUSED = "refused", "The agency refused it."
    WITHDRAWN = "withdrawn", "The request was withdrawn."

    @property
    def is_issued(self) -> bool:
        """Whether the certificate exists, so that its days count."""
        return self in (CertificateState.ISSUED, CertificateState.DELIVERED)


class Issuer(Code):
    """Whose agency issued a certificate, seen from the country of the work."""

    US = "us", "Issued by the United States: the work stays in the US system."
    HOST = "host", "Issued by the country of the work: the work is in that country's system."
    OTHER = "other", "Issued by another country: it decides nothing here."


class RequestKind(Code):
    """What is asked of SSA."""

    NEW = "new", "A first certificate for this work."
    EXTENSION = "extension", "More time than an earlier certificate gives; its control number is quoted."
    CORRECTION = "correction", "A mistake or a change in an earlier certificate; its control number is quoted."


class Channel(Code):
    """How something was sent."""

    ONLINE = "online", "Through a website or portal."
    MAIL = "mail", "By mail."
    FAX = "fax", "By fax."
    EMAIL = "email", "By email."
    IN_PERSON = "in_person", "Delivered in person."
    OTHER = "other", "In another way."


class Purpose(Code):
    """Why a certificate is delivered. Each purpose is a delivery of its own, with its own proof."""

    FOREIGN_AUTHORITY = "foreign_authority", "For the authority of the country of the work."
    TAX_FILE = "tax_file", "For the US tax return, or for the file kept with it."
    EMPLOYER = "employer", "For the employer or the payroll, here or abroad."
    OTHER = "other", "For someone else."


class Evidence(Code):
    """What proves that something reached its recipient, the weakest first."""

    NOTHING = "nothing", "No proof yet."
    OWN_WORD = "own_word", "Weak: only your own note that you sent it."
    POSTAL_RECEIPT = "postal_receipt", "Fair: a postal receipt or a fax report shows that it was sent."
    PORTAL_RECEIPT = "portal_receipt", "Strong: the recipient's portal confirmed it."
    WRITTEN_REPLY = "written_reply", "Strong: the recipient answered in writing."
    PAYROLL_NOTE = "payroll_note", "Strong: the payroll or employer noted that it is on file."

    @property
    def is_strong(self) -> bool:
        """Whether the recipient itself confirms it."""
        return self in (Evidence.PORTAL_RECEIPT, Evidence.WRITTEN_REPLY, Evidence.PAYROLL_NOTE)


class Attached(Code):
    """What an attached file is."""

    REQUEST = "request", "The request as it was sent."
    CONFIRMATION = "confirmation", "The confirmation that it was received."
    CERTIFICATE = "certificate", "The certificate itself."
    RECEIPT = "receipt", "Proof that something was delivered."
    CORRESPONDENCE = "correspondence", "A letter or an email."
    RECORD = "record", "A record that facts were taken from, such as a contract or a ticket."
    OTHER = "other", "Another file."


class Backing(Code):
    """How well a fact about a filing is supported."""

    OFFICIAL = "official", "Read on the official page itself, in part."
    OFFICIAL_COPY = "official_copy", "Official text, read in an archive or on a copy of the page."
    WEAK = "weak", "Weak: read only in a reworded or commercial copy. The idea holds, the wording may not."
    REPORTED = "reported", "Reported by others; no official text was read."


class Status(Code):
    """What a segment of days is."""

    HOME = "home", "Work in the United States: no US certificate is needed."
    AGREEMENT = "agreement", "Work in one country that has an agreement with the United States."
    NON_AGREEMENT = "non_agreement", "Work in a country where no agreement is known to be in force that day."
    MULTI_COUNTRY = "multi_country", "Work in two or more countries on the same day."
    NON_WORK = "non_work", "Logged, but no work was done."
    UNLOGGED = "unlogged", "Nothing is logged for these days."


class Case(Code):
    """What a work period is as a whole."""

    DOMESTIC = "domestic", "All the work is in the United States."
    SINGLE_AGREEMENT = "single_agreement", "All the foreign work is in one agreement country."
    SINGLE_NON_AGREEMENT = (
        "single_non_agreement",
        "All the foreign work is in one country where no agreement is known to be in force.",
    )
    MIXED = "mixed", "Work in more than one foreign country: pause and clarify before filing."


class Decision(Code):
    """What to do about a work period now."""

    NOT_NEEDED = "not_needed", "Nothing to request: the work is in the United States."
    CLARIFY = "clarify", "Answer the open question first; do not file yet."
    PENDING = "pending", "A request is with SSA: wait for the decision."
    REQUEST = "request", "You can request a US certificate now."
    ASK_HOST = (
        "ask_host",
        "This work belongs to the other country's system: request that country's own certificate.",
    )
    ASK_US_LETTER = (
        "ask_us_letter",
        "This work is not under the US system, and the other country issues no certificate for it: request a letter of "
        "exemption from SSA.",
    )
    ON_FILE = "on_file", "A certificate is on file."
    STOP = (
        "stop",
        "No agreement covers this work, so no certificate exists for it. Get professional advice on both systems.",
    )


class Verdict(Code):
    """Whether a certificate covers, or would cover, the work in one country on one day."""

    COVERED = "covered", "A US certificate for this work and this day is on file."
    COVERED_BY_HOST = (
        "covered_by_host",
        "A certificate of the country of the work is on file: the work is in that country's system, and no US Social "
        "Security taxes are due on it.",
    )
    WOULD_COVER = "would_cover", "You can request a US certificate; until it is issued you are not covered."
    WOULD_NOT_COVER = (
        "would_not_cover",
        "No US certificate covers this work under the agreement's rules, or no agreement reaches it.",
    )
    UNCLEAR = "unclear", "Cannot be decided from what is known."
    NOT_NEEDED = "not_needed", "No foreign work, so no US certificate is needed."
    UNLOGGED = "unlogged", "Nothing is logged."


class DayAnswer(Code):
    """What a person is told about a day: the verdict, and how far its certificate has come. The most urgent first."""

    WOULD_NOT_COVER = "would_not_cover", Verdict.WOULD_NOT_COVER.sentence
    UNCLEAR = "unclear", Verdict.UNCLEAR.sentence
    WOULD_COVER = "would_cover", Verdict.WOULD_COVER.sentence
    REQUESTED = "requested", "A certificate for these days was requested. Until it is issued you are not covered."
    COVERED_NOT_DELIVERED = (
        "covered_not_delivered",
        "A US certificate is issued for these days. It still has to be delivered.",
    )
    COVERED = "covered", Verdict.COVERED.sentence
    COVERED_BY_HOST = "covered_by_host", Verdict.COVERED_BY_HOST.sentence
    NOT_NEEDED = "not_needed", Verdict.NOT_NEEDED.sentence
    UNLOGGED = "unlogged", Verdict.UNLOGGED.sentence


class Reason(Code):
    """Why a day has its verdict. A missing fact is written ``fact_missing:<column>``."""

    US_WORK = "us_work", "The work was done in the United States."
    NO_WORK = "no_work", "No work was done."
    NOTHING_LOGGED = "nothing_logged", "Nothing is logged for this day: log where you were, even if you did not work."
    CERTIFICATE_ON_FILE = (
        "certificate_on_file",
        "A certificate issued by the United States for this country and this work covers the day.",
    )
    HOST_CERTIFICATE_ON_FILE = (
        "host_certificate_on_file",
        "A certificate issued by the country of the work covers the day: the work is in that country's system.",
    )
    CERTIFICATES_DISAGREE = (
        "certificates_disagree",
        "A US certificate and a certificate of the country of the work both name this day. Only one of them can be "
        "right: ask both agencies which one holds.",
    )
    US_COVERAGE_ASSIGNED = (
        "us_coverage_assigned",
        "The agreement assigns this work to the US system, so you can request a US certificate.",
    )
    NO_AGREEMENT = "no_agreement", "The United States has no totalization agreement with this country."
    AGREEMENT_NOT_IN_FORCE = "agreement_not_in_force", "The agreement with this country had not started on this day."
    HOST_COVERAGE_ASSIGNED = (
        "host_coverage_assigned",
        "The agreement assigns this work to the host country's system, not to the US one.",
    )
    AFFILIATE_WITHOUT_3121L = (
        "affiliate_without_3121l",
        "Work for a foreign affiliate stays under US coverage only if the American employer has a section 3121(l) "
        "agreement with the IRS for it.",
    )
    NOT_SENT_FROM_US = (
        "not_sent_from_us",
        "The rule for sent workers is for people who were under US coverage up to the start and came by a route that "
        "the agreement allows.",
    )
    HEALTH_INSURANCE_MISSING = (
        "health_insurance_missing",
        "This agreement requires private health insurance for the worker and the accompanying family.",
    )
    REPEAT_TOO_SOON = (
        "repeat_too_soon",
        "This stay follows an earlier one too closely for the agreement's rule on repeated assignments.",
    )
    NOT_TEMPORARY = (
        "not_temporary",
        "The agreement's rule is for temporary work, and this work is meant to be permanent.",
    )
    OVER_LIMIT = "over_limit", "The stay is, or is expected to be, longer than the agreement allows."
    AGREEMENT_UNVERIFIED = (
        "agreement_unverified",
        "The agreement is reported to be in force, but no official source read confirms it. "
        "Check SSA's page and record what you found.",
    )
    SEVERAL_COUNTRIES_SAME_DAY = (
        "several_countries_same_day",
        "Work in more than one country is logged on the same day; no rule read says which agreement decides.",
    )
    NOT_SENT_BY_EMPLOYER = (
        "not_sent_by_employer",
        "The rule is for workers whose employer sends them. You chose to work from there yourself: users and advisers "
        "report that SSA refuses such requests, but no agreement text that was read says so. Ask SSA.",
    )
    OFFICIAL_SOURCES_DISAGREE = (
        "official_sources_disagree",
        "Two official texts give different answers for these facts. Both are shown with their dates: ask SSA.",
    )
    RULE_UNVERIFIED = (
        "rule_unverified",
        "The rule that would decide this day, or a part of it, was not read in an official text. Ask SSA before you "
        "rely on it.",
    )
    ELECTION_NEEDED = (
        "election_needed",
        "Italian and dual nationals choose one system; the choice must be recorded first.",
    )
    SPECIAL_EXCEPTION_NEEDED = (
        "special_exception_needed",
        "A resident of a third country is outside the rule: only a special exception agreed by both agencies, which is "
        "rare, could bring the work under the US system.",
    )
    FACT_MISSING = "fact_missing", "A fact that the rule needs is not known yet."


class Kind(Code):
    """The kinds of provision; one function each in tracker/coverage."""

    DETACHED_EMPLOYEE = "detached_employee", "An employee sent for a limited time stays under US coverage."
    RESIDENCE = "residence", "The country where the self-employed person lives decides."
    TEMPORARY_TRANSFER = "temporary_transfer", "A US business moved for a limited time stays under US coverage."
    NATIONALITY = "nationality", "The person's nationality, and for some a choice, decides."
    PRINCIPAL_ACTIVITY = (
        "principal_activity",
        "Self-employed work normally done in both countries belongs where its principal activity is.",
    )


class Condition(Code):
    """Facts that a provision asks for beyond its kind."""

    SECTION_3121L = "section_3121l", "Affiliates count only with a section 3121(l) agreement."
    US_COVERED_BEFORE = "us_covered_before", "The person was under US coverage up to the start."
    THIRD_COUNTRY_ROUTE = "third_country_route", "Coming by way of a third country is open to some nationalities only."
    HEALTH_INSURANCE = "health_insurance", "Private health insurance for the worker and the accompanying family."
    BOTH_COUNTRIES = "both_countries", "The rule reaches only people who work in both countries."
    SECOND_JOB = (
        "second_job",
        "Employment with another employer of the host country ends US coverage for both jobs from its first day.",
    )


class Standing(Code):
    """How an agreement stood on one day."""

    NONE = "none", "The United States has no totalization agreement with this country."
    REPORTED = "reported", "An agreement is reported, but no official source read confirms that it is in force."
    NOT_YET = "not_yet", "The agreement had not started on this day."
    IN_FORCE = "in_force", "The agreement was in force on this day."


class Origin(Code):
    """Where a fact that a rule used comes from."""

    ASSIGNMENT = "assignment", "Entered for this assignment."
    TRAVELER = "traveler", "Entered for the person."
    RESIDENCES = "residences", "Entered for the person and these days."
    SETTING = "setting", "From your settings, where the log does not say."
    ASSUMED = "assumed", "Assumed until you say otherwise."
    LAST_WORK_DAY = "last_work_day", "Not known: the last logged work day is used instead."
    TRIPS = "trips", "Counted from your trips."
    UNKNOWN = "unknown", "Not known."


class Deadline(Code):
    """Dates that lie ahead, or were missed."""

    FILE_BY = "file_by", "Last day to request a certificate before the work begins."
    ELECTION = "election", "Last day to choose one of the two systems."
    LIMIT = "limit", "Last day that the agreement's limit allows."
    EXTENSION = (
        "extension",
        "Last day to request an extension: the agreement wants the request before the limit is reached.",
    )
    EXCEPTION_ENDS = "exception_ends", "Last day of a granted exception or extension."
    CERTIFICATE_ENDS = "certificate_ends", "Last day on a certificate."
    TAX_NOTICE = (
        "tax_notice",
        "Date set by another country's tax authority. It proves nothing about coverage.",
    )
    OWN = "own", "Deadline that you entered yourself."


COVERED_NOT_DELIVERED = str(DayAnswer.COVERED_NOT_DELIVERED)


class Charge(Code):
    """What a day of foreign work means for contributions to the two systems."""

    COVERED = (
        "covered",
        "A US certificate is on file: the country of the work should not collect Social Security taxes.",
    )
    COVERED_BY_HOST = (
        "covered_by_host",
        "The other country's system: its certificate is on file, and no US Social Security taxes are due.",
    )
    ASK = "ask", "Both systems may collect Social Security taxes until a US certificate is issued: you can request one."
    BOTH = "both", "No agreement is in force: both systems may collect Social Security taxes, and no certificate helps."
    HOST = (
        "host",
        "The agreement leaves the work to the other country's system, which charges. That country's own certificate is "
        "what takes US contributions off; until it is held both systems may charge.",
    )
    UNCLEAR = "unclear", "Not known until the open question is answered."


class Severity(Code):
    """How much a finding matters."""

    ERROR = "error", "Something is wrong and a part of what you entered was not used."
    WARNING = "warning", "Something may change the result or cost you coverage."
    INFO = "info", "Good to know."


class Paper(Code):
    """The paper that a file is printed on."""

    LETTER = "letter", "US Letter, 8.5 × 11 inches."
    A4 = "a4", "A4, 210 × 297 mm."


NOT_LEGAL_ADVICE = (
    "Coverline is a planning aid, not legal advice. SSA and the foreign agency decide; check every date with them."
)
