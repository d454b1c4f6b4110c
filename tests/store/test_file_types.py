"""What may be attached is told by the content, and every refusal says what to do."""

import pytest

from tests.store.files import ACCEPTED, PDF, REFUSED
from tracker.errors import FileRefused
from tracker.store.file_types import LARGEST_ATTACHMENT, clean_name, examined


@pytest.mark.parametrize("name", ACCEPTED)
def test_documents_images_mails_and_text_are_taken(name: str) -> None:
    content, media_type = ACCEPTED[name]
    assert examined(name, content)[1].media_type == media_type


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused_with_one_sentence(name: str) -> None:
    content, said = REFUSED[name]
    with pytest.raises(FileRefused, match=said) as refused:
        examined(name, content)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_the_largest_file_is_taken_and_one_byte_more_is_not() -> None:
    content = PDF[:9] + bytes(LARGEST_ATTACHMENT - len(PDF)) + PDF[9:]
    assert len(content) == LARGEST_ATTACHMENT
    assert examined("large.pdf", content)
    with pytest.raises(FileRefused, match="larger than 10 MB"):
        examined("large.pdf", content + b" ")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/letter.pdf", "letter.pdf"),
        ("D:\\scans\\letter.pdf", "letter.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ("two\nlines\t.pdf", "twolines.pdf"),
        ("  much   room .pdf ", "much room .pdf"),
        ("Zoë 東京 🧳.pdf", "Zoë 東京 🧳.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("..", ""),
        ("", ""),
    ],
)
def test_a_name_can_be_shown_and_leads_nowhere(given: str, kept: str) -> None:
    assert clean_name(given) == kept
