"""Every code has words, and no two say the same."""

from __future__ import annotations

from tracker.charts import words
from tracker.codes import CertificateState, Reason, Verdict


def test_every_verdict_and_state_has_words() -> None:
    assert set(words.VERDICTS) == set(Verdict)
    assert set(words.ANSWERS) == {*Verdict, words.COVERED_NOT_DELIVERED}
    assert set(words.CERTIFICATES) == {*CertificateState, words.CERTIFICATE_WITHOUT_AGREEMENT}


def test_no_two_answers_say_the_same() -> None:
    for column in ("text", "short", "mark"):
        said = [getattr(word, column) for word in words.ANSWERS.values()]
        assert len(set(said)) == len(said)


def test_an_issued_certificate_is_called_as_its_days_are() -> None:
    assert words.CERTIFICATES[CertificateState.ISSUED].text == words.ANSWERS[words.COVERED_NOT_DELIVERED].text


def test_a_reason_is_a_sentence() -> None:
    assert words.reason_sentence("no_agreement") == Reason.NO_AGREEMENT.sentence
    assert words.reason_sentence("fact_missing:business_in_us") == (
        "A fact that the rule asks for is not known yet: Did your business exist in the US before you moved the work?"
    )
    assert "nationalities" in words.reason_sentence("fact_missing:nationalities")
    assert words.reason_sentence("a_code_of_tomorrow") == "a_code_of_tomorrow"
