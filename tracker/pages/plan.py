"""Plan: what a change of the trips would do, tried in a scenario before it is made in the log."""

from __future__ import annotations

import streamlit as st

from tracker.charts.people import people_timeline
from tracker.charts.plans import plans_view
from tracker.charts.table import people_table
from tracker.ui import change_view, forms, navigation, plan, plan_apply, plan_choice, plan_edit, session
from tracker.ui.plan import Plan
from tracker.ui.text import md_escape


def page() -> None:
    """The scenario, what it would change, both timelines, the trips to change, and the way into the log."""
    if session.is_empty():
        _log_first()
        return
    scenarios = session.ledger().scenarios()
    if not scenarios:
        plan_choice.first_scenario()
        return
    scenario, traveler = plan_choice.choice(scenarios)
    log = plan.log()
    scenario = plan_edit.hear_drag(scenario, log)
    shown = plan.plan(scenario, traveler, log)
    plan_apply.overtaken_section(scenario, log)
    _difference(shown)
    _both(shown)
    plan_edit.edit_section(shown)
    plan_apply.edits_section(scenario, log)


def _log_first() -> None:
    with st.container(border=True):
        st.header("Try a change before you make it", anchor=False)
        st.markdown(
            "Here you copy your trips into a scenario, move or drop some of them, and see what that does to the "
            "answers. Add a trip first, or open a sample on the Timeline."
        )
        with st.container(horizontal=True):
            if st.button("Add a trip", key="plan.log_trip", type="primary"):
                navigation.go_to(navigation.TRIPS)
            if st.button("See the samples", key="plan.samples"):
                navigation.go_to(navigation.TIMELINE)


def _difference(shown: Plan) -> None:
    """What the scenario changes in the answers, beginning with the shortest sentence."""
    with st.container(border=True):
        st.markdown(f"**Compared with your log:** {md_escape(change_view.headline(shown.change))}")
        if days := change_view.days_html(shown.change, dark=session.dark()):
            st.html(days)
        if sentences := change_view.period_changes(shown.change):
            st.markdown("\n".join(f"- {md_escape(sentence)}" for sentence in sentences))
        people = forms.travelers()
        for who, change in plan.others(shown.scenario, shown.traveler, shown.log).items():
            st.markdown(f"**{md_escape(people.get(who, who))}:** {md_escape(change_view.headline(change))}")


def _both(shown: Plan) -> None:
    scenario = shown.scenario
    view = session.kept(
        "plan.view",
        lambda: plans_view(shown.before, shown.after, shown.traveler, today=session.today()),
        scenario.id,
        scenario.version,
        shown.traveler,
    )
    st.plotly_chart(
        people_timeline(view, dark=session.dark(), narrow=session.narrow()),
        key="plan.chart",
        theme=None,
        config={"displaylogo": False, "showSendToCloud": False, "scrollZoom": False},
        alt="Your log, this scenario and what changes as bands over time: where you worked, and below it whether a "
        "certificate would cover it. The table below holds the same rows.",
    )
    with st.expander("The same as a table"):
        st.dataframe(
            people_table(view).rename(columns={"Traveler": "Plan"}),
            hide_index=True,
            column_config={
                "From": st.column_config.DateColumn(format="MMM D, YYYY"),
                "To": st.column_config.DateColumn(format="MMM D, YYYY"),
                "Answer": st.column_config.TextColumn(width="medium"),
            },
            alt="Every span of days of your log and of this scenario with its country, answer, reason and rule",
        )


if __name__ == "__main__":
    page()
