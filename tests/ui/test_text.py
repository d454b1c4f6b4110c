"""Small pieces of text."""

from __future__ import annotations

from tracker.ui.text import count_text, md_escape


def test_counts() -> None:
    assert [count_text(n, "day") for n in (0, 1, 1200)] == ["0 days", "1 day", "1,200 days"]


def test_markup_is_shown_as_typed() -> None:
    assert md_escape("![x](http://a/b.png)\n# *h* :red[x] $y$ `c`") == (
        r"\!\[x\]\(http\://a/b\.png\) \# \*h\* \:red\[x\] \$y\$ \`c\`"
    )
