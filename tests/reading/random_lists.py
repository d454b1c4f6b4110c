"""A known log written in a random layout, as people do it: what reading makes of it is right, asked or refused.

``python -m tests.reading.random_lists 10000`` writes that many lists from a fixed seed and counts what came of them.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
from collections import Counter
from dataclasses import dataclass, field
from random import Random

import xlsxwriter
from babel import Locale
from babel.dates import format_date

from tracker.errors import TrackerError
from tracker.reading.files import open_book
from tracker.reading.plan import Answers, Plan
from tracker.reading.planning import make_plan
from tracker.reading.remark import Remark
from tracker.reading.rows import ReadRows, read_rows

RIGHT, TOLD, SILENT = "right", "asked or refused in words", "silent difference"

Facts = tuple[str, str, str, str, str, str]
"""Traveler, country, first day, last day ("" for an open end), activity, and whether the trip is planned."""

LANGUAGES = ("en", "de", "fr", "es", "it", "pt")
_HEADINGS = {
    "country": {
        "en": "Country|Host Country|Destination country|COUNTRY|country *|Country visited",
        "de": "Land|Gastland|Zielland",
        "fr": "Pays|Pays d'accueil|Pays de destination",
        "es": "País|País de destino",
        "it": "Paese|Paese di destinazione",
        "pt": "País|País de destino",
    },
    "first_day": {
        "en": "Start|Start Date|From|First day|Begin date|Arrival Date|start_date|Date from (inclusive)",
        "de": "Von|Beginn|Startdatum|Ankunft",
        "fr": "Date de début|Début|Du|Arrivée",
        "es": "Fecha de inicio|Desde|Inicio|Llegada",
        "it": "Data inizio|Dal|Inizio|Arrivo",
        "pt": "Data de início|De|Início|Chegada",
    },
    "last_day": {
        "en": "End|End Date|To|Last day|Until|Exit Date|end_date|Date to (inclusive)",
        "de": "Bis|Ende|Enddatum|Abreise",
        "fr": "Date de fin|Fin|Au|Départ",
        "es": "Fecha de fin|Hasta|Fin|Salida",
        "it": "Data fine|Al|Fine|Partenza",
        "pt": "Data de fim|Até|Fim|Partida",
    },
    "nights": {
        "en": "Nights|No. of nights",
        "de": "Nächte",
        "fr": "Nuits",
        "es": "Noches",
        "it": "Notti",
        "pt": "Noites",
    },
    "days": {"en": "Days|Number of days", "de": "Tage", "fr": "Jours", "es": "Días", "it": "Giorni", "pt": "Dias"},
    "dates": {
        "en": "Dates|Period|Travel dates",
        "de": "Zeitraum",
        "fr": "Période",
        "es": "Período",
        "it": "Periodo",
        "pt": "Período",
    },
    "person": {
        "en": "Employee Name|Employee|Name|Traveler|Person|Staff member",
        "de": "Mitarbeiter|Name",
        "fr": "Salarié|Nom|Employé",
        "es": "Empleado|Nombre",
        "it": "Dipendente|Nome",
        "pt": "Funcionário|Nome",
    },
    "purpose": {
        "en": "Purpose|Category|Trip type|Reason|Activity",
        "de": "Zweck|Reisezweck",
        "fr": "Motif|Objet",
        "es": "Motivo",
        "it": "Motivo|Scopo",
        "pt": "Motivo|Finalidade",
    },
    "status": {
        "en": "Status|Trip status",
        "de": "Status",
        "fr": "Statut",
        "es": "Estado",
        "it": "Stato",
        "pt": "Estado",
    },
    "city": {"en": "City|Location", "de": "Ort|Stadt", "fr": "Ville", "es": "Ciudad", "it": "Città", "pt": "Cidade"},
    "day": {"en": "Date|Day", "de": "Datum|Tag", "fr": "Date|Jour", "es": "Fecha|Día", "it": "Data", "pt": "Data"},
}
_PURPOSES = {
    "work": {
        "en": "Business|Work|Client meeting|business trip|Project",
        "de": "Dienstreise|geschäftlich|Kundenbesuch",
        "fr": "travail|déplacement professionnel|affaires",
        "es": "trabajo|negocios|reunión",
        "it": "lavoro|trasferta|affari",
        "pt": "trabalho|negócios|reunião",
    },
    "non_work": {
        "en": "Vacation|Holiday|Personal|PTO|Sick leave",
        "de": "Urlaub|privat|krank",
        "fr": "congés|vacances|maladie",
        "es": "vacaciones|ocio",
        "it": "ferie|vacanza|malattia",
        "pt": "férias|lazer",
    },
    "transit": {
        "en": "Layover|Transit|Stopover",
        "de": "Umstieg|Transit",
        "fr": "escale|transit",
        "es": "escala|tránsito",
        "it": "scalo|transito",
        "pt": "escala|conexão",
    },
}
_STATUSES = {
    "done": {
        "en": "Completed|Traveled|done",
        "de": "abgeschlossen",
        "fr": "terminé|effectué",
        "es": "realizado",
        "it": "effettuato",
        "pt": "concluído",
    },
    "planned": {
        "en": "Planned|Booked|Upcoming",
        "de": "geplant|gebucht",
        "fr": "prévu|réservé",
        "es": "previsto",
        "it": "previsto|prenotato",
        "pt": "agendado",
    },
    "canceled": {
        "en": "Cancelled|Canceled|No-show",
        "de": "storniert|abgesagt",
        "fr": "annulé",
        "es": "cancelado",
        "it": "annullato",
        "pt": "cancelado",
    },
    "unsure": dict.fromkeys(LANGUAGES, "Postponed|Confirmed|???|Approved"),
}
_OPEN_ENDS = {
    "en": "|present|ongoing|-|TBD",
    "de": "|heute|laufend",
    "fr": "|en cours",
    "es": "|actual",
    "it": "|in corso",
    "pt": "|em curso",
}
_CODES = ("DE", "FR", "JP", "KR", "TH", "BR", "IT", "ES", "PT", "NL", "CH", "GB", "IE", "SE", "AU", "IN", "SG", "AE")
_CITIES = {
    "DE": "München",
    "FR": "Lyon",
    "JP": "Osaka",
    "BR": "São Paulo",
    "ES": "Málaga",
    "IT": "Torino",
    "CH": "Zürich",
}
_PEOPLE = ("Ann Example", "Bob Sample", "Zoë Müller", "Madeup, Cyd", "José Núñez", "Li Wei")
_EXTRA = {
    "Cost Center": ("410", "512", "999"),
    "E-mail": ("a@example.org", "b@example.org"),
    "Amount": ("1,250.00", "80", ""),
    "Visa Type": ("Business", "none", "Tourist"),
    "Remarks": ("", "client, Lyon", 'said "yes"', "long\nnote", "ok"),
    "Booked on": ("2025-01-03", "2025-02-04"),
    "Hotel": ("Adlon", "Ibis", ""),
    "😀": ("x", ""),
}


@dataclass(frozen=True)
class Trip:
    """One trip of the known log. ``last`` None: it goes on. ``is_canceled``: a list names it, the log must not."""

    person: str
    country: str
    first: dt.date
    last: dt.date | None
    activity: str = "work"
    status: str = "done"

    def facts(self, *, has_people: bool, has_purpose: bool, has_status: bool) -> Facts:
        """What must come out, where the list says who, what for and whether."""
        return (
            self.person if has_people else "",
            self.country,
            self.first.isoformat(),
            self.last.isoformat() if self.last else "",
            self.activity if has_purpose else "work",
            "planned" if has_status and self.status == "planned" else "",
        )


@dataclass(frozen=True)
class List:
    """A file as somebody brings it, and what must come out of it."""

    file: str
    content: bytes
    log: tuple[Facts, ...]
    layout: tuple[str, ...] = field(default=())


def random_list(random: Random) -> List:
    """A known log in a random layout."""
    return _Writer(random).written()


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.language = random.choice(LANGUAGES)
        self.layout: list[str] = [self.language]

    def pick(self, texts: dict[str, str]) -> str:
        """One of the spellings in the language of the list, or in English."""
        return self.random.choice(texts[self.language].split("|"))

    def maybe(self, share: float) -> bool:
        """Yes in this share of all lists."""
        return self.random.random() < share

    def written(self) -> List:
        shape = self.random.choices(("rows", "days", "matrix"), (8, 1, 1))[0]
        self.layout.append(shape)
        trips = self.trips()
        self.has_people = self.maybe(0.6)
        if not self.has_people:
            trips = [Trip("", *list(vars(trip).values())[1:]) for trip in trips]
        if shape == "rows":
            return self.rows(trips)
        return self.days(trips) if shape == "days" else self.matrix(trips)

    def trips(self) -> list[Trip]:
        trips = []
        day = dt.date(
            self.random.choice((2019, 2024, 2025, 2026)), self.random.randint(1, 12), self.random.randint(1, 28)
        )
        for _ in range(self.random.randint(1, 9)):
            length = self.random.choice((0, 1, 4, 4, 11, 40))
            activity = self.random.choices(("work", "non_work", "transit"), (5, 2, 1))[0]
            status = self.random.choices(("done", "planned", "canceled", "unsure"), (6, 2, 2, 0.3))[0]
            person = self.random.choice(_PEOPLE)
            trips.append(
                Trip(person, self.random.choice(_CODES), day, day + dt.timedelta(days=length), activity, status)
            )
            day += dt.timedelta(days=length + self.random.choice((1, 2, 9, 45)))
        if self.maybe(0.2):
            trips[-1] = Trip(*[*list(vars(trips[-1]).values())[:3], None, *list(vars(trips[-1]).values())[4:]])
        return trips

    # a row for each trip

    def rows(self, trips: list[Trip]) -> List:
        has_purpose, has_status = self.maybe(0.5), self.maybe(0.4)
        end = self.random.choices(("last_day", "nights", "days", "dates"), (8, 1, 1, 1))[0]
        if end in ("nights", "days"):
            trips = [trip for trip in trips if trip.last] or [Trip("", "DE", dt.date(2026, 3, 2), dt.date(2026, 3, 6))]
            if not self.has_people:
                trips = [Trip("", *list(vars(trip).values())[1:]) for trip in trips]
            elif not trips[0].person:
                trips = [Trip("Ann Example", *list(vars(trips[0]).values())[1:])]
        self.layout.append(end)
        columns: dict[str, list[object]] = {self.pick(_HEADINGS["country"]): [self.country(t.country) for t in trips]}
        day = self.day_form()
        open_end = self.pick(_OPEN_ENDS)
        if end == "dates":
            columns[self.pick(_HEADINGS["dates"])] = [self.range(t, day) for t in trips]
        else:
            columns[self.pick(_HEADINGS["first_day"])] = [day(t.first) for t in trips]
        if end == "last_day":
            columns[self.pick(_HEADINGS["last_day"])] = [day(t.last) if t.last else open_end for t in trips]
        elif end != "dates":
            more = int(end == "days")
            columns[self.pick(_HEADINGS[end])] = [(t.last - t.first).days + more for t in trips if t.last]
        if self.has_people:
            columns[self.pick(_HEADINGS["person"])] = [t.person for t in trips]
        if has_purpose:
            columns[self.pick(_HEADINGS["purpose"])] = [self.pick(_PURPOSES[t.activity]) for t in trips]
        if has_status:
            columns[self.pick(_HEADINGS["status"])] = [self.pick(_STATUSES[t.status]) for t in trips]
        if self.maybe(0.3):
            columns[self.pick(_HEADINGS["city"])] = [_CITIES.get(t.country, "") for t in trips]
        for heading in self.random.sample(sorted(_EXTRA), self.random.randint(0, 3)):
            columns[heading] = [self.random.choice(_EXTRA[heading]) for _ in trips]
        order = list(columns)
        if self.maybe(0.5):
            self.random.shuffle(order)
        table: list[list[object]] = [list(order), *([columns[name][n] for name in order] for n in range(len(trips)))]
        says = {"has_people": self.has_people, "has_purpose": has_purpose, "has_status": has_status}
        counted = [trip for trip in trips if not (has_status and trip.status == "canceled")]
        return self.file(self.decorated(table), tuple(trip.facts(**says) for trip in counted))

    def range(self, trip: Trip, day: object) -> str:
        write = lambda date: self.text_of(day, date)  # noqa: E731
        if trip.last is None:
            return f"{write(trip.first)} - present"
        sign = self.random.choice((" - ", " – ", " to "))
        return write(trip.first) if trip.first == trip.last else f"{write(trip.first)}{sign}{write(trip.last)}"

    def text_of(self, day: object, date: dt.date) -> str:
        value = day(date)  # type: ignore[operator]
        return value if isinstance(value, str) else date.isoformat()

    def decorated(self, table: list[list[object]]) -> list[list[object]]:
        width = len(table[0])
        if self.maybe(0.15):
            table = [*table, ["Total", *[""] * (width - 2), str(len(table) - 1)]]
            self.layout.append("total")
        if self.maybe(0.2):
            table = [["Travel log 2026"], *([[]] if self.maybe(0.5) else []), *table]
            self.layout.append("title")
        if self.maybe(0.1):
            at = self.random.randint(1, len(table))
            table = [*table[:at], [""] * width, *table[at:]]
            self.layout.append("blank line")
        return table

    def country(self, code: str) -> str:
        form = self.random.choices(("name", "local", "code", "both", "upper"), (5, 3, 2, 1, 1))[0]
        name = str(Locale("en").territories[code])
        return {
            "name": name,
            "local": str(Locale(self.language).territories[code]),
            "code": code,
            "both": f"{name} ({code})",
            "upper": name.upper(),
        }[form]

    def day_form(self):  # type: ignore[no-untyped-def] # a day → what stands in the cell
        form = self.random.choice(
            (
                "iso",
                "iso",
                "real",
                "real",
                "dmy",
                "mdy",
                "dots",
                "short dots",
                "name",
                "us name",
                "dashes",
                "compact",
                "local",
                "clock",
            )
        )
        self.layout.append(form)
        write = {
            "iso": lambda day: day.isoformat(),
            "real": lambda day: day,
            "dmy": lambda day: f"{day:%d/%m/%Y}",
            "mdy": lambda day: f"{day.month}/{day.day}/{day.year}",
            "dots": lambda day: f"{day:%d.%m.%Y}",
            "short dots": lambda day: f"{day:%d.%m.%y}",
            "name": lambda day: f"{day.day} {day:%b %Y}",
            "us name": lambda day: f"{day:%B} {day.day}, {day.year}",
            "dashes": lambda day: f"{day:%d-%b-%y}".upper(),
            "compact": lambda day: f"{day:%Y%m%d}",
            "local": lambda day: format_date(day, "long", self.language if self.language != "en" else "en_US"),
            "clock": lambda day: f"{day.isoformat()} 00:00:00",
        }
        return write[form]

    # a row for each day, and people by days

    def of_days(self, trips: list[Trip]) -> dict[tuple[str, dt.date], str]:
        """Where each person was on each day: the trips of one person do not overlap."""
        return {
            (trip.person, trip.first + dt.timedelta(days=n)): trip.country
            for trip in trips
            for n in range(((trip.last or trip.first) - trip.first).days + 1)
        }

    def runs(self, places: dict[tuple[str, dt.date], str]) -> tuple[Facts, ...]:
        runs: list[list[object]] = []
        for (person, day), code in sorted(places.items()):
            last = runs[-1] if runs else None
            if last and last[0] == person and last[1] == code and day - last[3] == dt.timedelta(days=1):  # type: ignore[operator]
                last[3] = day
            else:
                runs.append([person, code, day, day])
        return tuple((str(who), str(code), str(first), str(last), "work", "") for who, code, first, last in runs)

    def days(self, trips: list[Trip]) -> List:
        places = self.of_days(trips)
        day = self.day_form()
        lines = [[day(date), self.country(code), person] for (person, date), code in sorted(places.items())]
        headings: list[object] = [
            self.pick(_HEADINGS["day"]),
            self.pick(_HEADINGS["country"]),
            self.pick(_HEADINGS["person"]),
        ]
        if self.maybe(0.3):
            self.random.shuffle(lines)
        width = 3 if self.has_people else 2
        return self.file(self.decorated([headings[:width], *(line[:width] for line in lines)]), self.runs(places))

    def matrix(self, trips: list[Trip]) -> List:
        self.has_people = True
        trips = [Trip(trip.person or "Ann Example", *list(vars(trip).values())[1:]) for trip in trips[:4]]
        places = self.of_days(trips)
        dates = sorted({date for _, date in places})
        if len(dates) < 2:
            dates.append(dates[0] + dt.timedelta(days=1))
        people = sorted({person for person, _ in places})
        day = self.day_form()
        nothing = self.random.choice(("", "", "-", "OFF"))
        cell = {key: self.random.choice((code, code, self.country(code))) for key, code in places.items()}
        if self.maybe(0.7):
            table = [[self.pick(_HEADINGS["person"]), *map(day, dates)]]
            table += [[who, *(cell.get((who, date), nothing) for date in dates)] for who in people]
        else:
            people = [*people, *(person for person in _PEOPLE if person not in people)][: max(2, len(people))]
            self.layout.append("days by people")
            table = [[self.pick(_HEADINGS["day"]), *people]]
            table += [[day(date), *(cell.get((who, date), nothing) for who in people)] for date in dates]
        return self.file(table, self.runs(places))

    # the file

    def file(self, table: list[list[object]], log: tuple[Facts, ...]) -> List:
        if self.maybe(0.3):
            return List("list.xlsx", self.workbook(table), log, (*self.layout, "xlsx"))
        separator = self.random.choice(",,;\t|")
        encoding = self.random.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16"))
        written = io.StringIO()
        if self.maybe(0.1):
            written.write(f"sep={separator}\r\n")
            self.layout.append("sep=")
        ends = self.random.choice(("\r\n", "\n"))
        csv.writer(written, delimiter=separator, lineterminator=ends).writerows(
            [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in line] for line in table
        )
        content = written.getvalue().encode(encoding, "replace")
        return List("list.csv", content, log, (*self.layout, f"csv{separator!r}", encoding))

    def workbook(self, table: list[list[object]]) -> bytes:
        content = io.BytesIO()
        with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
            day = book.add_format({"num_format": self.random.choice(("yyyy-mm-dd", "dd/mm/yyyy", "m/d/yy"))})
            if self.maybe(0.2):
                book.add_worksheet("Cover").write_string(0, 0, "Travel of our staff")
            parts = [table]
            if len(table) > 3 and self.maybe(0.2) and "rows" in self.layout and "title" not in self.layout:
                middle = len(table) // 2
                parts = [table[:middle], [table[0], *table[middle:]]]
                self.layout.append("two sheets")
            for number, part in enumerate(parts):
                sheet = book.add_worksheet(f"{2025 + number}")
                for at, line in enumerate(part):
                    for column, cell in enumerate(line):
                        if isinstance(cell, dt.date):
                            sheet.write_datetime(at, column, cell, day)
                        elif isinstance(cell, int):
                            sheet.write_number(at, column, cell)
                        elif cell != "":
                            sheet.write_string(at, column, str(cell))
        return content.getvalue()


@dataclass(frozen=True)
class Outcome:
    """What reading made of a list. ``why``: the refusal, or the rows that differ."""

    kind: str
    why: str = ""


def outcome(brought: List) -> Outcome:
    """Read a list and compare it with the log that was written."""
    try:
        book = open_book(brought.content, brought.file)
        plan = make_plan(book, Answers())
        reads = [read for read in read_rows(book, plan) if read.table == "trips"]
    except TrackerError as error:
        return Outcome(TOLD, str(error))
    expected, read = Counter(brought.log), Counter(facts for part in reads for facts in _facts(part))
    if "rows" not in brought.layout:  # a run of days may be cut where a day waits
        expected, read = _days(expected), _days(read)
    if expected == read:
        return Outcome(RIGHT)
    told = _told(plan, reads, book.remarks)
    extra = read - expected
    if told and (not extra or any(remark.code.name == "PART_NOT_USED" for remark in told)):
        return Outcome(TOLD, "; ".join(remark.sentence for remark in told[:3]))
    return Outcome(SILENT, f"read but not written: {sorted(extra)}; written but not read: {sorted(expected - read)}")


def _days(trips: Counter[Facts]) -> Counter[Facts]:
    """Each day of each trip."""
    return Counter(
        (who, country, str(first + dt.timedelta(days=n)), "", activity, planned)
        for (who, country, *span, activity, planned), times in trips.items()
        for first, last in [map(dt.date.fromisoformat, span)]
        for n in range((last - first).days + 1)
        for _ in range(times)
    )


def _facts(read: ReadRows) -> list[Facts]:
    columns = ["traveler", "country", "first_day", "last_day", "activity", "certainty"]
    rows = read.rows.assign(**{column: "" for column in columns if column not in read.rows})[columns].astype("str")
    rows["activity"] = rows["activity"].where(rows["activity"] != "", "work")
    rows["certainty"] = rows["certainty"].where(rows["certainty"] == "planned", "")
    return [tuple(map(str, row)) for row in rows.itertuples(index=False)]  # type: ignore[misc]


def _told(plan: Plan, reads: list[ReadRows], more: tuple[Remark, ...]) -> list[Remark]:
    """What makes a command end with status 1."""
    remarks = [*more, *plan.remarks, *(remark for read in reads for remark in read.remarks)]
    return [remark for remark in remarks if remark.matters]


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(number: int, seed: int = 2026) -> None:
    """Write and read that many lists, and write what came of them."""
    kinds: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for at in range(number):
        brought = random_list(Random(f"{seed}-{at}"))
        result = outcome(brought)
        kinds[result.kind] += 1
        if result.kind == SILENT:
            _write(f"list {at} {brought.layout}: {result.why}")
        elif result.kind == TOLD:
            words[result.why[:60]] += 1
    for kind in (RIGHT, TOLD, SILENT):
        _write(f"{kinds[kind]:6} {kind}")
    for why, times in words.most_common(15):
        _write(f"{times:6} {why}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
