"""What a change of the log would do, in the words, colors and patterns of the timeline."""

from __future__ import annotations

import datetime as dt
from html import escape

from tracker import countries
from tracker.charts import theme, words
from tracker.codes import Case, DayAnswer
from tracker.comparison import Change, PeriodChange, WorkPeriod
from tracker.ui.case_view import CASES, DECISIONS
from tracker.ui.text import count_text, span_text

_ANSWERS = tuple(map(DayAnswer, words.ANSWERS))  # in the order of the legend


def day_changes(change: Change) -> list[str]:
    """``12 more days “Not under the US system” (0 → 12)``, for each answer that gains or loses days."""
    return [
        f"{_difference(change.more(answer), 'day')} “{words.ANSWERS[answer].text}” ({change.days[answer][0]:,} → "
        f"{change.days[answer][1]:,})"
        for answer in _ANSWERS
        if change.more(answer)
    ]


def _difference(more: int, what: str) -> str:
    return f"{abs(more):,} {'more' if more > 0 else 'fewer'} {what if abs(more) == 1 else what + 's'}"


def period_changes(change: Change) -> list[str]:
    """A sentence per work period whose case, next action or days would be others; the weighty ones first."""
    weighty = [one for one in change.periods if one.is_other_case or one.is_other_decision]
    return [_period_sentence(one) for one in [*weighty, *(one for one in change.periods if one not in weighty)]]


def _period_sentence(change: PeriodChange) -> str:
    before, after = change.before, change.after
    if before is None and after is not None:
        return _new_period(after, change.relatives)
    if after is None and before is not None:
        return _lost_period(before, change.relatives)
    assert before is not None
    assert after is not None
    parts = []
    if change.is_other_case:
        parts.append(f"{_name(after)} {_becomes(after)}. Before: {_small(CASES[before.case])}.")
    if change.is_other_decision:
        what = f"{DECISIONS[before.decision].text} → {DECISIONS[after.decision].text}."
        parts.append(f"What to do: {what}" if parts else f"{_name(after)}, what to do: {what}")
    if not parts:
        parts.append(
            f"{_name(before)} is then {span_text(after.first_day, after.last_day)}{_work_days(before, after)}."
        )
    return " ".join(parts)


def _new_period(period: WorkPeriod, relatives: tuple[WorkPeriod, ...]) -> str:
    origin = f", split off from {_name(relatives[0])}" if relatives else ""
    return (
        f"A case of its own: {_name(period)}{origin}. It {_is(period)}. What to do: {DECISIONS[period.decision].text}."
    )


def _lost_period(period: WorkPeriod, relatives: tuple[WorkPeriod, ...]) -> str:
    if relatives:
        return f"{_name(period)} is no case of its own any more: it becomes part of {_name(relatives[0])}."
    return f"{_name(period)} is no case any more: no work is left in it."


def _becomes(period: WorkPeriod) -> str:
    if period.case == Case.MIXED:
        by = f", because of trip {', '.join(period.causes)}" if period.causes else ""
        return f"becomes {words.MIXED}{by}"
    return f"becomes: {_small(CASES[period.case])}"


def _is(period: WorkPeriod) -> str:
    return f"is {words.MIXED}" if period.case == Case.MIXED else f"is: {_small(CASES[period.case])}"


def _work_days(before: WorkPeriod, after: WorkPeriod) -> str:
    if before.work_days == after.work_days:
        return ""
    return f", {_difference(after.work_days - before.work_days, 'work day')}"


def _name(period: WorkPeriod) -> str:
    where = ", ".join(map(countries.name, period.countries)) or countries.name("US")
    return f"{span_text(period.first_day, period.last_day)} ({where})"


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def headline(change: Change) -> str:
    """The shortest true answer: ``+12 days not under the US system; March 2026 becomes mixed``, or ``NOTHING``."""
    days = [
        f"{'+' if more > 0 else '−'}{count_text(abs(more), 'day')} {_small(words.ANSWERS[answer].text.split(':')[0])}"
        for answer in _ANSWERS
        if answer != DayAnswer.NOT_NEEDED and (more := change.more(answer))
    ]
    cases = []
    for one in change.periods:
        was, becomes = (period is not None and period.case == Case.MIXED for period in (one.before, one.after))
        if becomes and not was and one.after:
            cases.append(f"{months_text(one.after.first_day, one.after.last_day)} becomes mixed")
        elif was and not becomes and one.before:
            cases.append(f"{months_text(one.before.first_day, one.before.last_day)} is no longer mixed")
    if not cases:
        cases = _other_cases(change)
    if not days and not cases and not change.is_nothing:
        return "Only dates and days without need of a certificate change."
    return "; ".join(filter(None, [", ".join(days), *cases])) or NOTHING


def _other_cases(change: Change) -> list[str]:
    came = sum(one.before is None for one in change.periods)
    went = sum(one.after is None for one in change.periods)
    others = sum(one.is_other_case or one.is_other_decision for one in change.periods) - came - went
    numbers = ((came, "new case"), (went, "case less"), (others, "case with another next step"))
    many = {"case less": "cases less", "case with another next step": "cases with another next step"}
    return [count_text(number, what, many.get(what, "")) for number, what in numbers if number]


def months_text(first: dt.date, last: dt.date) -> str:
    """The months in which days lie: ``March 2026``, ``March – May 2026``, ``December 2026 – January 2027``."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return f"{first:%B} – {last:%B %Y}" if first.year == last.year else f"{first:%B %Y} – {last:%B %Y}"


def summary(change: Change) -> str:
    """Everything in one line, to be read out."""
    found = [*day_changes(change), *period_changes(change)]
    return " · ".join(found) if found else NOTHING


NOTHING = "No day and no case gets another answer."


def days_html(change: Change, *, dark: bool) -> str:
    """The days gained and lost as a list, each with its color, pattern and words; "" when none are. Only our words."""
    colors = theme.palette(dark)
    items = [_day_change(change, answer, colors.answers[answer]) for answer in _ANSWERS if change.more(answer)]
    if not items:
        return ""
    return f'{_STYLE}<div class="day-changes" role="list" aria-label="Days per answer">{"".join(items)}</div>'


def _day_change(change: Change, answer: DayAnswer, style: theme.Style) -> str:
    word, (before, after) = words.ANSWERS[answer], change.days[answer]
    return (
        f'<div role="listitem"><span class="chip" style="background:{theme.css_background(style)};'
        f'border-color:{style.line}"><span style="background:{style.fill};color:{style.text}">{escape(word.mark)}'
        f"</span></span><span><b>{_difference(after - before, 'day')}</b> {escape(word.text)} "
        f"<small>({before:,} → {after:,})</small></span></div>"
    )


_STYLE = """<style>
.day-changes {display:flex;flex-wrap:wrap;gap:.5rem 1.6rem}
.day-changes > div {display:flex;align-items:center;gap:.5rem}
.day-changes .chip {flex:none;width:2rem;height:1.5rem;border:1px solid;border-radius:.4rem;text-align:center;
  line-height:1.4rem;font-weight:700;font-size:.85rem}
.day-changes .chip span {padding:0 .2rem;border-radius:.2rem}
.day-changes small {font-size:.85rem;white-space:nowrap}
</style>"""
