"""Every code has words, and no two say the same."""

from __future__ import annotations

from tracker.charts import words
from tracker.codes import CertificateState, DayAnswer, Reason, Verdict
from tracker.coverage.asks import QUESTIONS


def test_every_verdict_and_state_has_words() -> None:
    assert set(words.VERDICTS) == set(Verdict)
    assert set(words.ANSWERS) == set(DayAnswer)
    assert set(words.CERTIFICATES) == {
        *CertificateState,
        words.HOST_CERTIFICATE,
        words.CERTIFICATE_WITHOUT_AGREEMENT,
        words.CERTIFICATE_OF_THIRD_COUNTRY,
    }


def test_no_two_answers_say_the_same() -> None:
    for column in ("text", "short", "mark"):
        said = [getattr(word, column) for word in words.ANSWERS.values()]
        assert len(set(said)) == len(said)


def test_an_issued_certificate_is_called_as_its_days_are() -> None:
    assert words.CERTIFICATES[CertificateState.ISSUED].text == words.ANSWERS[DayAnswer.COVERED_NOT_DELIVERED].text


def test_a_reason_is_a_sentence() -> None:
    assert words.reason_sentence("no_agreement") == Reason.NO_AGREEMENT.sentence
    unknown = "A fact that the rule needs is not known yet: "
    for column in ("business_in_us", "nationalities", "fixed_base", "second_job_first_day"):
        assert words.reason_sentence(f"fact_missing:{column}") == unknown + QUESTIONS[column][0]
    assert words.reason_sentence("fact_missing:days_present") == (
        f"{unknown}How many days of this tax year were spent in each country? Without a fixed base in only one of the "
        "two countries, the one with more days decides: log all of the year."
    )
    assert words.reason_sentence("fact_missing:a_column_of_tomorrow").endswith(": a_column_of_tomorrow")
    assert words.reason_sentence("a_code_of_tomorrow") == "a_code_of_tomorrow"
