"""How documents and own checks are cited on a page."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.rules.model import Provision, Rules, Source
from tracker.rules.tables import Law, OwnCheck
from tracker.ui.text import day_text, md_escape


def link(source: Source) -> str:
    """A document as a markdown link."""
    return f"[{md_escape(source.title)}]({source.href.replace('(', '%28').replace(')', '%29').replace(' ', '%20')})"


def sources_line(names: Iterable[str], rules: Rules) -> str:
    """The documents as markdown links, each with the day it was read and whether a public authority published it."""
    links = [
        f"{link(source)} ({'official' if source.official else 'not official'}, read {day_text(source.read_on)})"
        for source in (rules.sources[name] for name in names)
    ]
    return f"Source{'s' if len(links) > 1 else ''}: {' · '.join(links)}"


def own_check_words(check: OwnCheck) -> str:
    """``verified by your own check of Oct 1, 2026: SSA's page``, as plain text."""
    return f"verified by your own check of {day_text(check.checked_on)}: {check.source}"


def standing(provision: Provision, law: Law) -> str:
    """A markdown sentence on what a rule rests on beside its official sources; "" where there is nothing to say."""
    check = law.rule_check(provision.id)
    if check is None:
        return "" if provision.verified else "**Not verified:** no official source for this rule was read."
    if provision.verified:
        return md_escape(f"Also checked by you on {day_text(check.checked_on)}: {check.source}.")
    words = own_check_words(check)
    return f"{md_escape(words[0].upper() + words[1:])}\\."
