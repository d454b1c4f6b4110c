"""What is taken out is gone, and what it was decided by is not."""

from __future__ import annotations

import itertools
import json

import pandas as pd
import pytest

import tracker
from tests.exchange.files import analysis_of, awkward_workspace, plain_workspace
from tests.filing.filed import AS_OF, analyzed
from tracker import schema, standing
from tracker.errors import BadOption
from tracker.exchange.exporters import EXPORTERS, Choice
from tracker.exchange.exporters.workspace_json import WORKSPACE_JSON
from tracker.filing.redaction import COLUMNS, IDS, KEPT, REMOVED, Redaction, redacted, redaction_of
from tracker.itinerary import workspace_from_text

EVERYTHING = tuple(Redaction)
SECRETS = (
    "Zora",
    "Quux",
    "Quill",
    "Atelier",
    "Rio Lda",
    "CTRL-77",
    "Leeds",
    "Nantes",
    "Porto",
    "Oak Row",
    "Reno",
    "lease",
)


def test_every_column_of_text_is_decided_about() -> None:
    """A new column is named here, or this fails: nobody's name gets out because a list was forgotten."""
    decided = {(name, column) for one in COLUMNS.values() for name, columns in one.items() for column in columns}
    decided |= {(name, column) for one in [*IDS.values(), KEPT] for name, columns in one.items() for column in columns}
    decided |= {("attachments", "subject")}
    text = {(name, column) for name in schema.WORKSPACE for column in schema.columns_of_kind(name, schema.TEXT)}
    assert text == decided


@pytest.mark.parametrize(
    "exporter", [one for one in EXPORTERS if one.ending not in (".pdf", ".xlsx")], ids=lambda e: e.ending
)
def test_nothing_of_it_is_in_the_file(exporter) -> None:
    analysis = analysis_of(plain_workspace())
    whole = exporter.to_bytes(analysis).decode()
    assert "Quux" in whole or "Leeds" in whole or "fr" in whole  # the test would see it
    text = exporter.to_bytes(analysis, Choice(redact=EVERYTHING)).decode().lower()
    assert [word for word in SECRETS if word.lower() in text] == []


def test_a_redacted_copy_has_the_same_days_to_file_by() -> None:
    analysis = tracker.analyze(analyzed().workspace, tracker.load_rules(), as_of=AS_OF, buffer_days=30)
    new, _ = redacted(analysis, EVERYTHING)
    assert new.settings == analysis.settings
    before, after = (standing.file_by(one)[["beginning_date", "file_by"]] for one in (analysis, new))
    assert len(before)
    assert (before["beginning_date"] - before["file_by"]).dt.days.eq(31).all()
    pd.testing.assert_frame_equal(before, after)


def test_what_stays_is_as_it_was() -> None:
    analysis = analysis_of(plain_workspace())
    new, people = redacted(analysis, EVERYTHING)
    assert people["me"] == "person 1"
    same = ["first_day", "last_day", "days", "host", "verdict", "reason", "provision", "mixed"]
    pd.testing.assert_frame_equal(new.coverage[same], analysis.coverage[same])
    assert new.periods["decision"].tolist() == analysis.periods["decision"].tolist()
    assert new.workspace.trips["country"].tolist() == analysis.workspace.trips["country"].tolist()


@pytest.mark.parametrize("what", [c for n in (1, 2) for c in itertools.combinations(Redaction, n)], ids="+".join)
def test_each_takes_out_its_own_and_leaves_the_rest(what: tuple[Redaction, ...]) -> None:
    trips, people = (
        getattr(redacted(analysis_of(plain_workspace()), what)[0].workspace, name) for name in ("trips", "travelers")
    )
    assert (people["name"].iloc[0] == "") == (Redaction.NAMES in what)
    assert (trips["place"].iloc[0] == "") == (Redaction.PLACES in what)
    assert (trips["source"].iloc[0] == "") == (Redaction.NOTES in what)


def test_a_removed_name_is_blotted_out_of_the_text_that_stays() -> None:
    new, _ = redacted(analysis_of(plain_workspace()), [Redaction.NAMES, Redaction.PLACES])
    assert new.workspace.assignments["activity_description"].iloc[0] == f"Maps for {REMOVED} of {REMOVED}"
    assert new.workspace.trips["note"].tolist()[0] == f"{REMOVED} paid"
    assert new.workspace.trips["note"].tolist()[3] == f"with {REMOVED}"


def test_ids_are_renamed_everywhere_alike_and_keep_their_order() -> None:
    tables = redacted(analysis_of(plain_workspace()), [Redaction.NAMES])[0].workspace
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


def test_what_a_record_says_about_a_name_goes_with_the_names() -> None:
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
    assert new.workspace.records[["record", "value"]].to_numpy().tolist() == [["", ""], ["passport", "US"]]


def test_nothing_asked_changes_nothing() -> None:
    analysis = analysis_of(awkward_workspace())
    assert redacted(analysis, ())[0] is analysis


def test_words_of_the_option() -> None:
    assert redaction_of("places, names") == (Redaction.NAMES, Redaction.PLACES)
    for wrong in ("", ",", "names,faces"):
        with pytest.raises(BadOption, match="Use names, places, notes"):
            redaction_of(wrong)
