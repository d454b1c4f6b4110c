"""What is taken out is gone, and what it was decided by is not."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping

import pandas as pd
import pytest

import tracker
from tests.exchange import marked
from tests.exchange.files import analysis_of, awkward_workspace, plain_workspace
from tests.filing.filed import AS_OF, analyzed
from tracker import schema, standing
from tracker.analysis import Analysis
from tracker.errors import BadOption
from tracker.exchange.exporters import ANNEX_PDF, EXPORTERS, REQUEST_EXPORTERS, Choice, Exporter, exporter_for
from tracker.exchange.exporters.workspace_json import WORKSPACE_JSON
from tracker.exchange.mentions import mentions_of
from tracker.exchange.redaction import COLUMNS, IDS, KEPT, REMOVED, Redaction, is_taken_out, redacted, redaction_of
from tracker.filing.request import requests
from tracker.itinerary import workspace_from_text
from tracker.store.file_types import FILE_TYPES

EVERYTHING = tuple(Redaction)
FIRST = marked.mark("travelers", "traveler", 0)


def _places(where: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Table and column, one after the other."""
    return [(name, column) for name, columns in where.items() for column in columns]


def test_every_column_of_text_is_decided_about() -> None:
    """A new column is named here, or this fails: nobody's name gets out because a list was forgotten."""
    decided = [place for where in [*COLUMNS.values(), *IDS.values(), KEPT] for place in _places(where)]
    decided += [("attachments", "subject")]
    text = {(name, column) for name in schema.WORKSPACE for column in schema.columns_of_kind(name, schema.TEXT)}
    assert len(decided) == len(set(decided))
    assert text == set(decided)


@pytest.fixture(scope="module")
def plain() -> Analysis:
    return analysis_of(plain_workspace())


@pytest.fixture(scope="module")
def marked_analysis() -> Analysis:
    return analysis_of(marked.marked_workspace())


FILES = [
    *((exporter, Choice(redact=EVERYTHING)) for exporter in EXPORTERS if not exporter.narrows),
    *((exporter, Choice(FIRST, redact=EVERYTHING)) for exporter in (*EXPORTERS, ANNEX_PDF) if exporter.narrows),
    *((exporter, Choice(redact=EVERYTHING, requests=True)) for exporter in REQUEST_EXPORTERS),
]


@pytest.mark.parametrize(("exporter", "choice"), FILES, ids=lambda value: getattr(value, "title", ""))
def test_no_mark_of_any_cell_is_in_any_file(exporter: Exporter, choice: Choice, marked_analysis: Analysis) -> None:
    """In eleven scripts, in other cases and spellings, however the format packs its text."""
    content = exporter.to_bytes(marked_analysis, choice)
    assert marked.held(content, exporter.ending, [*marked.all_marks(), marked.OWN_HEADING, marked.UNUSED_FILE]) == []
    if exporter.ending == ".pdf":
        assert marked.glyphs(content).isdisjoint(set("".join(marked.all_marks())))


def test_a_calendar_does_not_go_on_from_that_of_another_person(marked_analysis: Analysis) -> None:
    """Both are person 1 in their files: going on, the second would cancel the trips of the first."""
    calendar = exporter_for("x.ics")
    earlier = calendar.to_bytes(marked_analysis, Choice(FIRST, redact=EVERYTHING))
    second = marked.mark("travelers", "traveler", 1)
    made = calendar.make(marked_analysis, Choice(second, redact=EVERYTHING, earlier=earlier))
    assert b"CANCELLED" not in made.content
    assert made.content == calendar.to_bytes(marked_analysis, Choice(second, redact=EVERYTHING))
    assert "starts anew" in made.remarks[0]


def test_the_search_would_see_them(marked_analysis: Analysis) -> None:
    for ending, least in ((".xlsx", 80), (".ics", 5), (".html", 20)):
        exporter = exporter_for(ending.replace(".", "x."))
        content = exporter.to_bytes(marked_analysis)
        assert len(marked.held(content, ending, marked.all_marks())) > least


@pytest.mark.parametrize("what", list(Redaction))
def test_one_redaction_takes_out_its_columns_and_all_free_text(what: Redaction, marked_analysis: Analysis) -> None:
    lean, _ = redacted(marked_analysis, [what])
    text = WORKSPACE_JSON.to_bytes(lean)
    gone = marked.marks_of(_places(COLUMNS[what]) + _places(COLUMNS[Redaction.NOTES]))
    assert marked.held(text, ".json", gone) == []
    ids = marked.marks_of(place for where in IDS.values() for place in _places(where))
    assert bool(marked.held(text, ".json", ids)) == (what == Redaction.NOTES)
    others = {Redaction.NAMES, Redaction.PLACES} - {what}
    rest = marked.marks_of(place for other in others for place in _places(COLUMNS[other]))
    assert marked.held(text, ".json", rest) == rest


def test_the_answers_stay_the_same(marked_analysis: Analysis) -> None:
    lean, people = redacted(marked_analysis, EVERYTHING)
    assert sorted(people.values()) == ["person 1", "person 2"]
    read = ["unusable_row", "unknown_value"]  # findings about what was read have lost their subject
    for name, columns in (
        ("coverage", ["first_day", "last_day", "host", "verdict", "reason", "provision", "mixed", "worker"]),
        ("findings", ["severity", "code", "first_day", "last_day"]),
    ):
        before, after = (getattr(one, name)[columns] for one in (marked_analysis, lean))
        if name == "findings":
            before, after = (one[~one["code"].isin(read)] for one in (before, after))
        assert sorted(map(str, before.to_numpy().tolist())) == sorted(map(str, after.to_numpy().tolist()))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("山田 花子", "山田の家"),
        ("Bo Li", "Berlin"),  # rather too often than too seldom
        ("Anna O'Neill", "at O’NEILL’s"),
        ("Anna O'Neill", "flat_anna.2"),
        ("Zoë Straße", "ZOE\u0308 house"),
        ("Zoë Straße", "STRASSE 5"),
        ("İpek", "ipek evi"),
        ("IŞIL", "ışıl"),
        ("Νίκος", "ΝΙΚΟΣ"),
        ("Łukasz", "Lukasza dom"),
        ("J. Smith", "J’s place"),
        ("王", "小王家"),
        ("Anna", "Ａｎｎａ"),
        ("Anna", "A\u200bnn\u00ada"),
        ("Jean-Luc", "Jean Luc's"),
        ("Jean-Luc", "jeanluc"),
        ("محمد", "مـحمـد بيت"),
        ("हिन्दी", "हिन्दीपुर"),
        ("ﾔﾏﾀﾞ", "ヤマダ邸"),
        ("はなこ", "ハナコ宅"),
        ("Jörg Müller", "mueller@example.org"),
        ("Joerg Mueller", "bei Mu\u0308ller"),
        ("Åsa Ærø", "c/o Aeroe"),
        ("Þóra Guðmunds", "Gudmunds hus"),
        ("علی", "بيت علي"),
        ("004500", "emp004500 flat"),
        ("Zoë Quint", "https://example.org/Zo%C3%AB"),
    ],
)
def test_a_place_that_mentions_a_removed_name_goes_whole(name: str, place: str) -> None:
    assert mentions_of([name]).are_in(place)


@pytest.mark.parametrize(
    ("name", "place"), [("J. Smith", "Jena"), ("Room 7 Ltd", "Hall 17"), ("Zora", "Nantes"), ("", "x")]
)
def test_other_places_stay(name: str, place: str) -> None:
    assert not mentions_of([name]).are_in(place)


def test_a_place_is_held_against_names_and_ids_but_not_against_oneself() -> None:
    trips = pd.DataFrame({"traveler": ["anna.s", "me"], "country": "FR", "place": ["Anna's flat", "Rome"]})
    clarifications = pd.DataFrame({"traveler": ["me"], "by": "me", "clarified_on": "2026-01-01"})
    tables = {"trips": trips.assign(first_day="2026-03-01"), "clarifications": clarifications}
    lean, _ = redacted(analysis_of(workspace_from_text(tables)), [Redaction.NAMES])
    assert lean.workspace.trips["place"].tolist() == [REMOVED, "Rome"]


def test_a_place_is_held_against_the_names_that_stand_in_records() -> None:
    records = pd.DataFrame({"traveler": ["p1", "p1"], "field": ["name", "address"], "value": ["Zita Berg", "Lyon"]})
    trips = pd.DataFrame({"traveler": "p1", "country": "FR", "place": ["with zita", "Lyon"]})
    tables = {"trips": trips.assign(first_day="2026-03-01"), "records": records.assign(record="passport")}
    lean, _ = redacted(analysis_of(workspace_from_text(tables)), [Redaction.NAMES])
    assert lean.workspace.trips["place"].tolist() == [REMOVED, "Lyon"]


def test_a_name_that_mentions_a_removed_place_goes() -> None:
    workspace = plain_workspace()
    firms = workspace.assignments["client_name"].replace("Quill Ltd", "Leeds Maps Ltd")
    lean, _ = redacted(
        analysis_of(workspace.with_tables(assignments=workspace.assignments.assign(client_name=firms))),
        [Redaction.PLACES],
    )
    assert lean.workspace.assignments["client_name"].tolist() == [REMOVED, "Atelier Bleu", "Rio Lda"]


def test_codes_that_no_reader_has_checked_go() -> None:
    workspace = plain_workspace()
    odd = workspace.certificates.assign(state="Zora", host="ZQ").astype({"state": "str", "host": "str"})
    lean, _ = redacted(analysis_of(workspace.with_tables(certificates=odd)), EVERYTHING)
    assert set(lean.workspace.certificates["state"]) == set(lean.workspace.certificates["host"]) == {""}


def test_words_in_columns_of_codes_go() -> None:
    rows = {
        "verifications": {"host": "FR", "provision": "Zora", "checked_on": "2026-01-01", "source": "x"},
        "records": {"traveler": "me", "field": "Zora", "record": "x"},
        "steps": {"certificate": "c1", "step": "Zora", "done_on": "2026-01-01"},
        "attachments": {
            **dict.fromkeys(("attachment", "about", "subject", "file_name", "media_type", "size", "sha256"), "Zora")
        },
    }
    tables = {name: pd.DataFrame([row]) for name, row in rows.items()}
    trips = plain_workspace().tables()["trips"].astype("str").replace("NaT", "")
    analysis = analysis_of(workspace_from_text({"trips": trips, **tables}))
    for what in ([Redaction.NOTES], EVERYTHING):
        content = WORKSPACE_JSON.to_bytes(analysis, Choice(redact=tuple(what)))
        text = content.decode()
        assert text.count("Zora") == (1 if what == [Redaction.NOTES] else 0)  # the id of the attachment stays


def test_what_may_be_attached_is_what_may_stay() -> None:
    kept = KEPT["attachments"]["media_type"]
    assert all(kept(kind.media_type, set()) for kind in FILE_TYPES)
    assert not kept("application/x-zora", set())


@pytest.mark.parametrize(
    ("code", "what", "gone"),
    [
        ("scope", [Redaction.PLACES], True),
        ("activity_description", [Redaction.NAMES], True),
        ("name", [Redaction.NAMES], True),
        ("name", [Redaction.NOTES], False),
        ("work_places", [Redaction.PLACES], True),
        ("work_places", [Redaction.NAMES], False),
        ("host", EVERYTHING, False),
        ("scope", [], False),
    ],
)
def test_a_sheet_says_which_fields_were_taken_out(
    code: str, what: list[Redaction], gone: bool, plain: Analysis
) -> None:
    [request, *_] = requests(plain)
    field = request.field(code)
    assert field is not None
    assert is_taken_out(field, what) == gone


def test_a_redacted_copy_has_the_same_days_to_file_by() -> None:
    analysis = tracker.analyze(analyzed().workspace, tracker.load_rules(), as_of=AS_OF, buffer_days=30)
    new, _ = redacted(analysis, EVERYTHING)
    assert new.settings == analysis.settings
    before, after = (standing.file_by(one)[["beginning_date", "file_by"]] for one in (analysis, new))
    assert len(before)
    assert (before["beginning_date"] - before["file_by"]).dt.days.eq(31).all()
    pd.testing.assert_frame_equal(before, after)


def test_what_stays_is_as_it_was(plain: Analysis) -> None:
    new, people = redacted(plain, EVERYTHING)
    assert people["me"] == "person 1"
    same = ["first_day", "last_day", "days", "host", "verdict", "reason", "provision", "mixed"]
    pd.testing.assert_frame_equal(new.coverage[same], plain.coverage[same])
    assert new.periods["decision"].tolist() == plain.periods["decision"].tolist()
    assert new.workspace.trips["country"].tolist() == plain.workspace.trips["country"].tolist()


@pytest.mark.parametrize("what", [c for n in (1, 2) for c in itertools.combinations(Redaction, n)], ids="+".join)
def test_each_takes_out_its_own_and_leaves_the_rest(what: tuple[Redaction, ...], plain: Analysis) -> None:
    workspace = redacted(plain, what)[0].workspace
    trips, people = workspace.trips, workspace.travelers
    assert (people["name"].iloc[0] == "") == (Redaction.NAMES in what)
    assert (trips["place"].iloc[0] == "") == (Redaction.PLACES in what)
    assert trips["source"].iloc[0] == ""  # free text may name anybody


def test_free_text_goes_whole(plain: Analysis) -> None:
    new, _ = redacted(plain, [Redaction.NAMES, Redaction.PLACES])
    assert set(new.workspace.assignments["activity_description"]) == set(new.workspace.trips["note"]) == {""}


def test_ids_are_renamed_everywhere_alike_and_keep_their_order(plain: Analysis) -> None:
    tables = redacted(plain, [Redaction.NAMES])[0].workspace
    assert tables.trips["assignment"].tolist() == ["assignment 2", "assignment 1", "", "assignment 3"]
    assert tables.certificates["assignment"].tolist() == ["assignment 2", "assignment 1", "assignment 3"]
    assert set(tables.assignments["assignment"]) == {"assignment 1", "assignment 2", "assignment 3"}


def test_own_columns_and_quoting_findings_go_with_any_of_them() -> None:
    bad = pd.DataFrame(
        {"country": ["Zorania", "FR"], "first_day": "2026-01-01", "last_day": "2026-01-02", "mine": "Zora"}
    )
    analysis = analysis_of(workspace_from_text({"trips": bad}, file="zora.csv"))
    assert "Zorania" in str(analysis.findings["message"].tolist())
    new, _ = redacted(analysis, [Redaction.NOTES])
    assert "mine" not in new.workspace.trips
    assert new.workspace.unusable_rows == analysis.workspace.unusable_rows == 1
    assert "zora" not in json.dumps(WORKSPACE_JSON.to_bytes(new).decode()).lower()


def test_what_a_record_says_goes_with_the_names() -> None:
    records = pd.DataFrame(
        {
            "traveler": "me",
            "field": ["name", "nationalities"],
            "record": ["passport of Zora", "passport"],
            "value": ["Z. Q", "US"],
        }
    )
    workspace = plain_workspace().with_tables(records=workspace_from_text({"records": records}).records)
    new, _ = redacted(analysis_of(workspace), [Redaction.NAMES])
    assert new.workspace.records[["field", "record", "value"]].to_numpy().tolist() == [
        ["name", REMOVED, ""],
        ["nationalities", REMOVED, ""],
    ]


def test_nothing_asked_changes_nothing() -> None:
    analysis = analysis_of(awkward_workspace())
    assert redacted(analysis, ())[0] is analysis


def test_words_of_the_option() -> None:
    assert redaction_of("places, names") == (Redaction.NAMES, Redaction.PLACES)
    for wrong in ("", ",", "names,faces"):
        with pytest.raises(BadOption, match="Use names, places, notes"):
            redaction_of(wrong)
