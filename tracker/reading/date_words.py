"""Words that stand where a day is expected: no end yet, perhaps no end, nothing, and words of doubt."""

from __future__ import annotations

import re

from tracker.reading.month_names import folded

EMPTY = {"", "none", "null", "\\n", "nan", "nat", "<na>", "nil"}

OPEN = {
    # English
    *(
        "present",
        "current",
        "currently",
        "ongoing",
        "on going",
        "on-going",
        "now",
        "today",
        "still there",
        "still here",
    ),
    *(
        "still",
        "to date",
        "to present",
        "to the present",
        "until now",
        "til now",
        "till now",
        "until today",
        "to today",
    ),
    *("till date", "until present", "continuing", "continues", "in progress", "no end", "no end date", "open-ended"),
    *(
        "open ended",
        "openended",
        "indefinite",
        "indefinitely",
        "still abroad",
        "until further notice",
        "presently",
        "not ended",
        "not finished",
    ),
    # German
    *(
        "heute",
        "bis heute",
        "laufend",
        "aktuell",
        "derzeit",
        "noch da",
        "noch dort",
        "heute noch",
        "andauernd",
        "bis jetzt",
        "jetzt",
    ),
    *("unbefristet", "fortlaufend", "gegenwartig", "immer noch da", "bis auf weiteres"),
    # French
    *("en cours", "aujourd'hui", "jusqu'a aujourd'hui", "a ce jour", "jusqu'a ce jour", "actuel", "actuellement"),
    *("present actuel", "jusqu'a present", "jusqu'a maintenant", "maintenant", "toujours la", "toujours sur place"),
    # Spanish
    *("actual", "actualidad", "en curso", "presente", "hasta hoy", "hasta la fecha", "hasta ahora", "hoy", "ahora"),
    *("actualmente", "hasta la actualidad", "hasta el presente", "vigente"),
    # Italian
    *("in corso", "attuale", "attualmente", "oggi", "fino a oggi", "fino ad oggi", "ad oggi", "a oggi", "adesso"),
    *("presente in corso", "tuttora"),
    # Portuguese
    *("atual", "atualmente", "em curso", "em andamento", "ate hoje", "ate agora", "hoje", "agora", "ate o momento"),
    *("ate a data", "ate ao momento", "ate o presente"),
}

MAYBE_OPEN = {
    *("tbd", "tba", "tbc", "tbd.", "to be determined", "to be decided", "to be confirmed", "to be announced"),
    *("n/a", "na", "n.a", "n/k", "n a", "not available", "not applicable", "unknown", "not known", "unclear", "open"),
    *("pending", "not set", "not yet", "not yet known", "blank", "missing", "x", "xx", "xxx", "?", "??", "???"),
    *("offen", "unbekannt", "unklar", "k.a", "k. a", "keine angabe", "noch offen"),
    *("inconnu", "inconnue", "a definir", "a determiner", "a confirmer", "non defini", "nd", "n.d", "n/d", "s/d"),
    *("desconocido", "por determinar", "por definir", "por confirmar", "abierto", "pendiente", "sin fecha"),
    *("sconosciuto", "da definire", "da confermare", "da destinarsi", "aperto", "non noto"),
    *("desconhecido", "a definir", "a confirmar", "aberto", "em aberto", "pendente", "sem data"),
}

_ONLY_SIGNS = re.compile(r"[-–—−_/.*~…\s]+")
_ERROR = re.compile(
    r"#(?:VALUE!|REF!|NAME\?|DIV/0!|NUM!|NULL!|N/A|CALC!|SPILL!|FIELD!|BUSY!|GETTING_DATA|WERT!|BEZUG!)", re.I
)

_DOUBT = re.compile(
    r"[?~±]|\b(?:or|oder|ou|o|oppure|approx\w*|about|around|circa|ca|roughly|est|estim\w*|maybe|perhaps|probably|possibly"
    r"|likely|unsure|uncertain|not|no|non|nicht|nein|kein\w*|tbc|tbd|tba|tentative\w*|before|after|earlier|later|latest|earliest"
    r"|between|excl\w*|exkl\w*|until|till|since|plus|minus|next|previous|following|cancel\w*|wrong|incorrect"
    r"|ungefahr|etwa|vielleicht|wahrscheinlich|vermutlich|geschatzt|storniert|abgesagt|vor|nach|spater|fruher"
    r"|environ|vers|peut|probablement|annul\w*|avant|apres|aproximad\w*|quizas?|tal vez|probable\w*|anulad\w*|antes"
    r"|despues|forse|probabilmente|prima|dopo|talvez|provavelmente|depois|cerca|aprox\w*|days?|nights?|weeks?|months?"
    r"|tage?|nachte|wochen?|jours?|nuits?|semaines?|dias?|noches?|semanas?|giorni|notti|settimane|noites?"
    r"|exclusive|(?:to|through|thru|bis|au|al|hasta|ate)\s+\w*\d)\b"
)


def is_empty(text: str) -> bool:
    """Whether a cell says nothing, as text: ``NULL``, ``NaN``."""
    return text.casefold() in EMPTY


def is_open(text: str) -> bool:
    """Whether a text says that there is no end yet, such as ``present``."""
    return _bare(text) in OPEN


def may_be_open(text: str) -> bool:
    """Whether a text may say so: a dash, ``TBD``, ``n/a``."""
    return bool(_ONLY_SIGNS.fullmatch(text)) or _bare(text) in MAYBE_OPEN or folded(text) in MAYBE_OPEN


def is_error(text: str) -> bool:
    """Whether a text is an error of a spreadsheet program, or the signs of a column that was too narrow."""
    return bool(_ERROR.fullmatch(text)) or bool(re.fullmatch(r"#{2,}", text))


def is_doubtful(remark: str) -> bool:
    """Whether a text beside a date makes that day doubtful: ``or``, ``approx``, ``?``, ``+1 day``."""
    return bool(_DOUBT.search(folded(remark)))


def _bare(text: str) -> str:
    """Without brackets and signs around it, case, accents and dots."""
    plain = folded(text).replace("\u2019", "'")
    return re.sub(r"\s+", " ", plain.strip(" ()[]{}<>-–—−…!*,;:'\""))
