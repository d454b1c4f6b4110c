"""The table says what the chart says."""

from __future__ import annotations

from tests.charts.frames import TODAY, analysis, certificate, nomad
from tracker.charts.people import people_view
from tracker.charts.table import people_table, timeline_table
from tracker.charts.timeline import timeline
from tracker.charts.view import timeline_view


def test_the_table_has_the_numbers_and_words_of_the_coverage() -> None:
    source = nomad()
    table = timeline_table(timeline_view(source, "me", today=TODAY))
    assert list(table.columns) == [
        "Kind",
        "From",
        "To",
        "Days",
        "Country",
        "Answer",
        "Why",
        "Rule",
        "Certificate",
        "Mixed",
    ]
    assert set(table["Kind"]) == {"Days", "Date to keep"}
    assert table["From"].is_monotonic_increasing
    table = table[table["Kind"] == "Days"].reset_index(drop=True)
    assert table["Days"].tolist() == source.coverage["days"].tolist()
    assert table["From"].tolist() == source.coverage["first_day"].tolist()
    assert table.loc[6].to_dict() | {"From": "", "To": ""} == {
        "Kind": "Days",
        "From": "",
        "To": "",
        "Days": 61,
        "Country": "Italy",
        "Answer": "Unclear: answer a question",
        "Why": "A fact that the rule needs is not known yet: Where do you live?",
        "Rule": "",
        "Certificate": "",
        "Mixed": "yes",
    }


def test_every_row_of_the_table_is_a_bar_with_the_same_days_and_words() -> None:
    view = timeline_view(nomad(), "me", today=TODAY)
    figure = timeline(view, dark=False)
    bars = {
        (custom[2], custom[3], custom[5])
        for trace in figure["data"]
        if trace["type"] == "bar" and trace["legend"] == "legend3"
        for custom in trace["customdata"]
    }
    table = timeline_table(view)
    spans = table[table["Kind"] == "Days"]
    rows = {(str(row.From.date()), str(row.To.date()), row.Answer) for row in spans.itertuples(index=False)}
    assert len(bars) == len(rows)
    for first, last, answer in rows:
        assert any(bar[:2] == (first, last) and bar[2].endswith(answer) for bar in bars)


def test_an_empty_view_gives_an_empty_table() -> None:
    table = timeline_table(timeline_view(nomad(), "nobody", today=TODAY))
    assert table.empty
    assert str(table["Days"].dtype) == "Int64"


def test_dates_to_keep_and_steps_of_certificates_are_rows_too() -> None:
    source = analysis(
        certificates=[
            certificate(
                "C", "FR", "2026-01-01", "2026-12-31", "issued", submitted_on="2025-12-20", issued_on="2026-01-05"
            )
        ],
    )
    table = timeline_table(timeline_view(source, "me", today=TODAY))
    told = list(zip(table["Kind"], table["From"].dt.strftime("%F"), table["Answer"], table["Certificate"], strict=True))
    assert told == [
        ("Certificate", "2025-12-20", "US certificate requested", "C"),
        ("Certificate", "2026-01-05", "US certificate issued", "C"),
        ("Date to keep", "2026-12-31", "Certificate ends", "C"),
    ]
    assert table["Days"].isna().all()
    assert (table["From"] == table["To"]).all()


def test_the_table_of_several_people_names_them_and_holds_every_row() -> None:
    source = nomad()
    table = people_table(people_view(source, {"me": "Nora"}, today=TODAY))
    assert table["Days"].tolist() == source.coverage["days"].tolist()
    assert set(table["Traveler"]) == {"Nora"}
