"""The table says what the chart says."""

from __future__ import annotations

from tests.charts.frames import TODAY, nomad
from tracker.charts.table import timeline_table
from tracker.charts.timeline import timeline
from tracker.charts.view import timeline_view


def test_the_table_has_the_numbers_and_words_of_the_coverage() -> None:
    source = nomad()
    table = timeline_table(timeline_view(source, "me", today=TODAY))
    assert list(table.columns) == ["From", "To", "Days", "Country", "Answer", "Why", "Rule", "Certificate", "Mixed"]
    assert table["Days"].tolist() == source.coverage["days"].tolist()
    assert table["From"].tolist() == source.coverage["first_day"].tolist()
    assert table.loc[6].to_dict() | {"From": "", "To": ""} == {
        "From": "",
        "To": "",
        "Days": 61,
        "Country": "Italy",
        "Answer": "Unclear: answer a question",
        "Why": "A fact that the rule asks for is not known yet: Where do you live?",
        "Rule": "",
        "Certificate": "",
        "Mixed": "yes",
    }


def test_every_row_of_the_table_is_a_bar_with_the_same_days_and_words() -> None:
    view = timeline_view(nomad(), "me", today=TODAY)
    figure = timeline(view, dark=False)
    bars = {
        (custom[2], custom[3], trace["name"].split("</b>")[0])
        for trace in figure["data"]
        if trace["type"] == "bar" and trace["legend"] == "legend3"
        for custom in trace["customdata"]
    }
    rows = {
        (str(row.From.date()), str(row.To.date()), row.Answer) for row in timeline_table(view).itertuples(index=False)
    }
    assert len(bars) == len(rows)
    for first, last, answer in rows:
        assert any(bar[:2] == (first, last) and bar[2].endswith(f" {answer}") for bar in bars)


def test_an_empty_view_gives_an_empty_table() -> None:
    table = timeline_table(timeline_view(nomad(), "nobody", today=TODAY))
    assert table.empty
    assert str(table["Days"].dtype) == "int64"
