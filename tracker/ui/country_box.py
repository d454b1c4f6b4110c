"""The box that every form asks for a country with: it understands what people type, and asks when it is not sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from tracker import countries
from tracker.countries import Nearness
from tracker.country_names import english_spellings, folded
from tracker.ui import session
from tracker.ui.text import md_escape

_UNITED_STATES = "US"
_OTHER_NAMES: Mapping[str, str] = {
    "AE": "UAE",
    "CD": "DR Congo",
    "CI": "Ivory Coast",
    "CZ": "Czech Republic",
    "GB": "UK, England, Scotland, Wales",
    "KR": "Korea",
    "MK": "Macedonia",
    "NL": "Holland",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "TR": "Turkey",
    "US": "USA",
}
"""What people look for in the list in place of the name it has there. What they type may be any known spelling."""


def country_box(
    place: st.delta_generator.DeltaGenerator,
    label: str,
    key: str,
    stored: str = "",
    *,
    among: Sequence[str] | None = None,
    is_in_form: bool = False,
) -> str:
    """Asks for a country; its code, "" if none is chosen, or the text as typed if no country is known by it.

    A typed text with one meaning is taken and shown under the country's own name. A misspelled name or a city is not
    taken: a sentence asks which country is meant, with a button for each (outside a form, where buttons may stand).
    Nothing saves a text that is no code: the ledger refuses it.
    ``stored``: the code to begin with. ``among``: the codes to choose from, in their order; all countries if None.
    """
    options = _in_order() if among is None else list(among)
    typed = st.session_state.setdefault(key, stored or None)
    if typed is not None and (meant := _meant(str(typed), options)):
        st.session_state[key] = meant
    chosen = place.selectbox(
        label,
        options,
        index=None,
        format_func=_label,
        key=key,
        placeholder="Start typing a country",
        accept_new_options=True,
        filter_mode="contains",
        persist_state=None if is_in_form else "session",
    )
    if chosen and chosen not in options:
        _ask_which(place, str(chosen), key, options, with_buttons=not is_in_form)
    return str(chosen or "")


def countries_box(label: str, key: str, stored: str, placeholder: str = "Start typing a country") -> str:
    """Asks for several countries; their codes joined by ``+``. A text that is no country stays among them as typed."""
    options = _in_order()
    if key not in st.session_state:
        st.session_state[key] = [code for code in stored.split("+") if code in options]
    typed = [str(text) for text in st.session_state[key]]
    meant = list(dict.fromkeys(_meant(text, options) or text for text in typed))
    if meant != typed:
        st.session_state[key] = meant
    chosen = st.multiselect(
        label,
        options,
        format_func=_label,
        key=key,
        placeholder=placeholder,
        accept_new_options=True,
        filter_mode="contains",
    )
    for text in chosen:
        if text not in options:
            st.warning(md_escape(_question(str(text), options)), icon=":material/help:")
    return "+".join(map(str, chosen))


def is_country(text: str) -> bool:
    """Whether what the box holds is a country, and not a text that it could not understand."""
    return text in countries.names()


def _in_order() -> list[str]:
    """The United States, the countries with an agreement, then all others; by name within each group."""
    partners = session.analysis().law.rules.agreements
    return sorted(countries.names(), key=lambda code: (code != _UNITED_STATES, code not in partners))


def _label(code: str) -> str:
    other = _OTHER_NAMES.get(code)
    return f"{countries.name(code)} ({other})" if other else countries.name(code)


def _meant(text: str, options: Sequence[str]) -> str:
    """The only country of the list that a text means or is the beginning of; "" if none or several."""
    if text in options:
        return text
    match = countries.find(text)
    codes = {*match.codes} if match.nearness is Nearness.EXACT else _beginning_with(text)
    return codes.pop() if len(codes) == 1 and codes <= set(options) else ""


def _beginning_with(text: str) -> set[str]:
    """``germ`` → DE. At least three letters."""
    start = folded(text)
    if len(start) < 3:
        return set()
    return {code for spelling, code in english_spellings().items() if spelling.startswith(start)}


def _ask_which(
    place: st.delta_generator.DeltaGenerator, text: str, key: str, options: Sequence[str], *, with_buttons: bool
) -> None:
    place.warning(md_escape(_question(text, options)), icon=":material/help:")
    if with_buttons:
        with place.container(horizontal=True):
            for code in _proposed(text, options):
                st.button(countries.name(code), key=f"{key}.is.{code}", on_click=_choose, args=(key, code))


def _choose(key: str, code: str) -> None:
    st.session_state[key] = code


def _question(text: str, options: Sequence[str]) -> str:
    """One sentence: what is not understood, and what may be meant."""
    match = countries.find(text)
    proposed = " or ".join(countries.name(code) for code in _proposed(text, options))
    if match.nearness is Nearness.EXACT and not proposed:
        return f"{countries.name(match.codes[0])} can't be chosen here."
    if not proposed:
        return f"We don't know a country called “{text}”. Type its English name or its two-letter code."
    if match.nearness is Nearness.CITY:
        return f"“{text}” is a place, not a country. Which country do you mean: {proposed}?"
    return f"“{text}” isn't the name of a country. Do you mean {proposed}?"


def _proposed(text: str, options: Sequence[str]) -> list[str]:
    by_beginning = [code for code in options if code in _beginning_with(text)]
    return [code for code in dict.fromkeys([*by_beginning, *countries.find(text).codes]) if code in options][:5]
