"""The timeline as a table: the same rows, words and numbers, for reading aloud, copying and checking."""

from __future__ import annotations

import pandas as pd

from tracker import countries
from tracker.charts import words
from tracker.charts.view import TimelineView


def timeline_table(view: TimelineView) -> pd.DataFrame:
    """One row per coverage row of the window, in its order.

    Columns: From, To (``datetime64[s]``, both counted), Days (int64), Country, Answer, Why, Rule, Certificate and
    Mixed (``yes``/``no``), as ``str``.
    """
    rows = view.coverage
    return pd.DataFrame(
        {
            "From": rows["first_day"],
            "To": rows["last_day"],
            "Days": rows["days"],
            "Country": rows["host"].map(lambda code: countries.name(code) if code else "").astype("str"),
            "Answer": pd.Series(
                [words.of_answer(*pair).text for pair in zip(rows["answer"], rows["decision"], strict=True)],
                dtype="str",
            ),
            "Why": rows["why"],
            "Rule": rows["rule"],
            "Certificate": rows["certificate"],
            "Mixed": rows["mixed"],
        }
    )
