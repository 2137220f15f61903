"""Overview: where does our city stand? Two minutes for a mayor."""

import datetime

import pandas as pd
import streamlit as st

from graph_app.analysis.overview import (
    ATTENTION,
    PARTNERSHIPS,
    KeyFigures,
    attention,
    key_figures,
    ties_by,
    timeline,
)
from graph_app.graph.columns import Columns
from graph_app.graph.filters import GraphFilter
from graph_app.model.kinds import UNKNOWN
from graph_app.pages.context import Context, ink, keep_filter, write_address
from graph_app.pages.explore import tie_columns
from graph_app.view.charts import bars, lines
from graph_app.view.tables import ties_table
from graph_app.view.text import plain
from graph_app.view.world_map import world_map

#: The year with which the figures are compared at first.
_BEFORE = 2015


def show(context: Context) -> None:
    """Draw the screen."""
    today = datetime.date.today()
    if context.home not in context.graph.position:
        st.error(plain(context._("The home city {node} is in no table.", node=context.home)))
        return
    now = _figures(context.graph, context.graph.revision, context.home, today, None)
    _lead(context, now)
    _key_figures(context, now, today)
    _map(context)
    _charts(context, today)
    _attention(context, today)
    _foot(context, now, today)


@st.cache_data(show_spinner=False, max_entries=200)
def _figures(
    _graph: Columns, revision: str, home: str, today: datetime.date, year: int | None
) -> KeyFigures:
    return key_figures(_graph, home, today, year)


def _lead(context: Context, now: KeyFigures) -> None:
    _ = context._
    sentence = _(
        "{city} has {partners} partner cities in {countries} countries and belongs to "
        "{memberships} networks, through which it reaches {reached} other cities.",
        city=context.name(context.home),
        partners=_.number(now.partners),
        countries=_.number(now.countries),
        memberships=_.number(now.memberships),
        reached=_.number(now.reached),
    )
    st.markdown(f"## {plain(_('Where we stand'))}")
    st.markdown(f"#### {plain(sentence)}")


def _key_figures(context: Context, now: KeyFigures, today: datetime.date) -> None:
    _ = context._
    start = int(st.query_params.get("since", _BEFORE)) if _is_year() else _BEFORE
    years = list(range(1940, today.year))
    slider, _rest = st.columns([2, 3])
    since = slider.select_slider(
        _("Change since"), years, value=start if start in years else _BEFORE, key="overview-since"
    )
    write_address({"since": str(since) if since != _BEFORE else ""})
    before = _figures(context.graph, context.graph.revision, context.home, today, since)
    dated = _figures(context.graph, context.graph.revision, context.home, today, today.year)
    captions = {
        "partners": (_("Partner cities"), _("Sister cities, friendship and cooperation ties.")),
        "countries": (_("Countries"), _("Where these partners are.")),
        "memberships": (_("Memberships"), _("City networks we belong to.")),
        "reached": (_("Cities reached"), _("Other cities in these networks.")),
        "programmes": (_("Programmes"), _("Programmes, projects and awards.")),
    }
    for column, (name, (label, meaning)) in zip(st.columns(5), captions.items(), strict=True):
        change = getattr(dated, name) - getattr(before, name)
        column.metric(
            plain(label),
            _.number(getattr(now, name)),
            delta=_change(_, change, since),
            delta_color="normal" if change else "off",
            delta_arrow="auto" if change else "off",
            border=True,
        )
        column.caption(plain(meaning))
    undated = _.ngettext(
        "The change counts ties whose start is known; {n} tie has no start year.",
        "The change counts ties whose start is known; {n} ties have no start year.",
        now.undated,
    )
    st.caption(plain(undated))


def _change(_, change: int, since: int) -> str:
    if not change:
        return _("as in {year}", year=since)
    return _("{change} since {year}", change=f"{change:+d}", year=since)


def _is_year() -> bool:
    text = st.query_params.get("since", "")
    return text.isascii() and text.isdigit() and len(text) == 4


# --- the map --------------------------------------------------------------------------------------


def _partners(context: Context) -> pd.DataFrame:
    _, graph = context._, context.graph
    edges = graph.edges.iloc[graph.ties_of(context.home)]
    edges = edges[edges["type"].isin(PARTNERSHIPS)]
    other = edges["source"].where(edges["source"] != context.home, edges["target"])
    nodes = graph.nodes.set_index("id").loc[other].reset_index()
    relation = edges["type"].map(_.relation).to_numpy()
    rows = nodes.assign(name=_.names(nodes), relation=relation, start=edges["start"].to_numpy())
    return rows.drop_duplicates(["id"], keep="first")


def _map(context: Context) -> None:
    _ = context._
    rows = _partners(context)
    home = context.graph.nodes.iloc[context.graph.position[context.home]]
    title, choice = st.columns([3, 1], vertical_alignment="bottom")
    title.markdown(f"### {plain(_('Our partners'))}")
    regions = {"europe": _("Europe"), "world": _("World")}
    region = choice.segmented_control(
        _("Region"),
        list(regions),
        default="world",
        format_func=regions.get,
        label_visibility="collapsed",
        key="overview-region",
    )
    description = _("Map of the partner cities; the table beneath holds the same.")
    chart = world_map(rows, home, region or "world", _, description, ink())
    st.altair_chart(chart, width="stretch")
    missing = rows["latitude"].isna()
    if missing.any():
        names = ", ".join(rows.loc[missing, "name"])
        st.caption(plain(_("Not on the map, because the place is not known: {names}", names=names)))
    with st.expander(_("Show as table")):
        st.dataframe(
            rows.assign(country=rows["country"].map(_.country, na_action="ignore"))[
                ["name", "country", "relation", "start", "population"]
            ],
            hide_index=True,
            placeholder="–",
            column_config={
                "name": _("Name"),
                "country": _("Country"),
                "relation": _("Relation"),
                "start": _("Since"),
                "population": st.column_config.NumberColumn(_("Population"), format="localized"),
            },
        )


# --- counts ---------------------------------------------------------------------------------------


def _charts(context: Context, today: datetime.date) -> None:
    _ = context._
    first, second, third = st.columns(3, gap="medium")
    with first:
        _count(context, "type", _("Ties by kind"), _.relation)
    with second:
        _count(context, "country", _("Partners by country"), _.country)
    with third:
        _count(context, "decade", _("Ties by decade of their start"), _decade(_))
    rows = timeline(context.graph, context.home, today)
    if len(rows):
        labels = {"partners": _("Partner cities"), "memberships": _("Memberships")}
        title = _("Partners and memberships over the years")
        st.markdown(f"### {plain(title)}")
        st.altair_chart(lines(rows, labels, _, title, ink()), width="stretch")
        with st.expander(_("Show as table")):
            table = rows.pivot_table(index="year", columns="kind", values="count")
            st.dataframe(table.rename(columns=labels).rename_axis(_("Year")))


def _decade(_):
    def say(decade: str) -> str:
        return decade if decade == UNKNOWN else _("{year}s", year=decade)

    return say


def _count(context: Context, what: str, title: str, say) -> None:
    _ = context._
    rows = ties_by(context.graph, context.home, what)
    labels = [_("Not known") if group == UNKNOWN else say(group) for group in rows["group"]]
    rows = rows.assign(label=labels)
    st.markdown(f"### {plain(title)}")
    st.altair_chart(bars(rows, _, title, title, ink()), width="stretch")
    with st.expander(_("Show as table")):
        st.dataframe(
            rows[["label", "count"]],
            hide_index=True,
            placeholder="–",
            column_config={"label": title, "count": _("Number")},
        )


# --- what to do -----------------------------------------------------------------------------------


def _attention(context: Context, today: datetime.date) -> None:
    _, graph = context._, context.graph
    found = attention(graph, context.home, today)
    st.markdown(f"### {plain(_('What needs attention'))}")
    if found.empty:
        st.success(_("Every tie has been checked within a year."))
        return
    counts = found["reason"].value_counts()
    for reason in ATTENTION:
        if reason in counts:
            st.markdown(f"- **{counts[reason]}** {plain(_(ATTENTION[reason]))}")
    rows = ties_table(graph, context.tables.sources, _).loc[found["id"]]
    rows.insert(0, "why", [_(ATTENTION[reason]) for reason in found["reason"]])
    st.dataframe(
        rows[["why", "from", "type", "to", "since", "checked", "source", "link"]],
        hide_index=True,
        placeholder="–",
        height=300,
        column_config={"why": st.column_config.TextColumn(_("Why"), width="medium")}
        | tie_columns(context),
    )
    if st.button(_("Show our ties in Explore"), icon=":material/hub:"):
        query = keep_filter(GraphFilter(focus=context.home, hops=1))
        context.go_to("explore", **query)


def _foot(context: Context, now: KeyFigures, today: datetime.date) -> None:
    _, settings = context._, context.settings
    counts = ties_by(context.graph, context.home, "type").set_index("group")["count"]
    for relation, reported in settings.reported.items():
        st.markdown(
            plain(
                _(
                    "{relation}: the tables hold {held} of the {reported} that the city counts.",
                    relation=_.relation(relation),
                    held=_.number(int(counts.get(relation, 0))),
                    reported=_.number(reported),
                )
            )
        )
    st.caption(
        plain(
            _(
                "{checked} of {ties} ties were checked within a year. Revision {revision}, {date}.",
                checked=_.number(now.checked),
                ties=_.number(now.ties),
                revision=context.graph.revision,
                date=_.date(today.isoformat()),
            )
        )
    )
