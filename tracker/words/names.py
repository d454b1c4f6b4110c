"""Countries and their certificates as they are said inside a sentence."""

from __future__ import annotations

from tracker import countries

_WITH_ARTICLE = {"GB", "NL", "US", "PH", "DO", "AE"}

_ADJECTIVES = {
    "AT": "Austrian",
    "AU": "Australian",
    "BE": "Belgian",
    "BR": "Brazilian",
    "CA": "Canadian",
    "CH": "Swiss",
    "CL": "Chilean",
    "CZ": "Czech",
    "DE": "German",
    "DK": "Danish",
    "ES": "Spanish",
    "FI": "Finnish",
    "FR": "French",
    "GB": "UK",
    "GR": "Greek",
    "HU": "Hungarian",
    "IE": "Irish",
    "IS": "Icelandic",
    "IT": "Italian",
    "JP": "Japanese",
    "KR": "South Korean",
    "LU": "Luxembourg",
    "NL": "Dutch",
    "NO": "Norwegian",
    "PL": "Polish",
    "PT": "Portuguese",
    "RO": "Romanian",
    "SE": "Swedish",
    "SI": "Slovenian",
    "SK": "Slovak",
    "US": "US",
    "UY": "Uruguayan",
}


def in_sentence(code: str) -> str:
    """``France``, ``the Netherlands``; the code itself where it is unknown."""
    name = countries.name(code)
    return f"the {name}" if code in _WITH_ARTICLE else name


def possessive(code: str) -> str:
    """``France's``, ``the Netherlands'``."""
    name = in_sentence(code)
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def certificate_of(issuer: str) -> str:
    """The certificate by the country whose agency issued it: ``US certificate``, ``French certificate``.

    ``issuer`` is a country code, "" means the US, as in certificates.csv.
    """
    code = issuer or "US"
    if code in _ADJECTIVES:
        return f"{_ADJECTIVES[code]} certificate"
    return f"certificate from {in_sentence(code)}"
