"""The dashboard of Overview: five figures, map and three charts, printable on one page."""

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from graph_app.analysis.overview.dashboard import FIGURES, Dashboard, dashboard
from graph_app.analysis.overview.key_figures import PARTNERSHIPS, key_figures, ties_by, ties_in
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.kinds import UNKNOWN
from graph_app.pages.overview.printing import (
    PRINT_STYLE,
    PRINTED_MAP,
    PRINTED_ROW,
    for_print,
)
from graph_app.pages.parts.charts import draw_chart, show_chart
from graph_app.pages.parts.once import draw_once
from graph_app.pages.shell.context import Context, ink, write_address
from graph_app.pages.shell.valid_year import ValidYear, choose_year
from graph_app.view.charts import INK, bars, specification
from graph_app.view.world_map import world_map
from graph_app.wording.overview import figure_note, figure_sentence
from graph_app.wording.text import plain

#: The year with which the figures are compared at first.
_BEFORE = 2015
_FIRST = 1940
_DECADE = 10
_SINCE, _PRINT, _REGION = "overview-since", "overview-print", "overview-region"


@dataclass(frozen=True, eq=False)
class Moment:
    """What the reader looks at.

    Parameters
    ----------
    as_of : AsOf
        The graph and its year.
    today : datetime.date
        The day.
    since : int
        Year of comparison.
    printing : bool
        Whether only the page to print is shown.
    """

    as_of: ValidYear
    today: datetime.date
    since: int
    printing: bool

    @property
    def graph(self) -> GraphFrame:
        """The graph of the chosen year."""
        return self.as_of.graph

    @property
    def ink(self) -> str:
        """Colour of what charts write: dark on paper, whatever the theme."""
        return INK if self.printing else ink()

    def key(self, context: Context) -> tuple:
        """Return what charts of this moment depend on."""
        own = (context.home, context.tr.language, self.ink, self.printing, self.today)
        return (*self.as_of.key, *own)

    @property
    def held(self) -> np.ndarray:
        """Tell which ties hold in the chosen year; bool, shape (m,)."""
        return ties_in(self.graph, self.today, self.as_of.year)


def draw(context: Context, today: datetime.date) -> Moment:
    """Draw the dashboard: lead, choices, five figures, map, three charts; give what was chosen."""
    st.html(PRINT_STYLE)
    printing = _printing()
    above = st.container()
    with st.container(key="overview-print-sheet" if printing else "overview-sheet"):
        # The lead stands first; it says what the choices beneath it have chosen. Of a sheet of
        # paper they are no part.
        lead, beneath = st.container(), st.container()
        with above if printing else beneath:
            moment = _choose(context, today)
        key = (*moment.key(context), moment.since)
        with lead:
            draw_once(("lead", *key), lambda: _lead(context, _found(context, moment), moment))
        draw_once(("figures", *key), lambda: _figures(context, _found(context, moment), moment))
        region = _map_head(context.tr, moment)
        draw_once(("map", region, *key), lambda: _map(context, moment, region))
        draw_once(("counts", *key), lambda: _counts(context, moment))
    return moment


def _counts(context: Context, moment: Moment) -> None:
    _charts(context, moment)
    if moment.printing:
        _imprint(context, moment)


def _printing() -> bool:
    if _PRINT not in st.session_state:
        st.session_state[_PRINT] = st.query_params.get("print") == "1"
    return st.session_state[_PRINT]


def _choose(context: Context, today: datetime.date) -> Moment:
    """Draw the choice of year, year of comparison and print view; write them to the address."""
    tr = context.tr
    with st.container(key="overview-controls"):
        left, right = st.columns([3, 2], gap="large", vertical_alignment="bottom")
        as_of = choose_year(context, "overview")
        with left:
            since = _choose_since(tr, as_of.year or today.year)
        with right:
            printing = st.toggle(tr("Print view: one page"), key=_PRINT)
        if printing:
            st.caption(plain(tr("Print this page with the browser; the choices are left out.")))
    write_address(
        as_of.address
        | {
            "since": str(since) if since != _BEFORE else "",
            "print": "1" if printing else "",
        }
    )
    return Moment(as_of, today, since, printing)


def _choose_since(tr: Translator, last: int) -> int:
    """Draw the choice of the year of comparison, which lies before the year shown."""
    years = list(range(min(_FIRST, last - 1), last))
    asked = st.query_params.get("since", "")
    kept = st.session_state.get(_SINCE, int(asked) if asked in map(str, years) else _BEFORE)
    st.session_state[_SINCE] = kept if kept in years else max(years[0], last - _DECADE)
    return st.select_slider(tr("Change since"), years, key=_SINCE)


def _found(context: Context, moment: Moment) -> Dashboard:
    graph, year, undated = context.graph, moment.as_of.year, moment.as_of.undated
    today, since = moment.today, moment.since
    return _dashboard(graph, graph.revision, context.home, today, since, year, undated)


@st.cache_data(show_spinner=False, max_entries=200)
def _dashboard(
    _graph: GraphFrame,
    revision: str,
    home: str,
    today: datetime.date,
    since: int,
    year: int | None,
    undated: bool,
) -> Dashboard:
    return dashboard(_graph, home, today, since, year, undated)


# --- lead and figures -----------------------------------------------------------------------------


def _lead(context: Context, found: Dashboard, moment: Moment) -> None:
    tr, year, now = context.tr, moment.as_of.year, found.key
    sentence = tr(
        "{city} has {partners} partner cities in {countries} countries and belongs to "
        "{memberships} networks, through which it reaches {reached} other cities.",
        city=context.name(context.home),
        partners=tr.number(now.partners),
        countries=tr.number(now.countries),
        memberships=tr.number(now.memberships),
        reached=tr.number(now.reached),
    )
    title = tr("Where we stand") if year is None else tr("Where we stood in {year}", year=year)
    st.markdown(f"## {plain(title)}")
    with st.container(key="overview-lead"):
        st.markdown(plain(sentence, 500))
    if year is not None:
        with st.container(key="overview-on-paper"):
            _year_on_paper(tr, moment.as_of)


def _year_on_paper(tr: Translator, as_of: ValidYear) -> None:
    """Say on paper what the choices say on screen."""
    treated = tr("counted as if they had always been there") if as_of.undated else tr("left out")
    text = tr(
        "As it was in {year}; ties without a start year are {treated}.",
        year=as_of.year,
        treated=treated,
    )
    st.caption(plain(text))


def _figures(context: Context, found: Dashboard, moment: Moment) -> None:
    tr = context.tr
    labels = {
        "partners": (tr("Partner cities"), tr("Sister cities, friendship and cooperation ties.")),
        "countries": (tr("Countries"), tr("Where these partners are.")),
        "memberships": (tr("Memberships"), tr("City networks we belong to.")),
        "reached": (tr("Cities reached"), tr("Other cities in these networks.")),
        "programmes": (tr("Programmes"), tr("Programmes, projects and awards.")),
    }
    for column, name in zip(st.columns(len(FIGURES)), FIGURES, strict=True):
        figure = found.figures[name]
        label, meaning = labels[name]
        column.metric(
            plain(label),
            tr.number(figure.value),
            delta=_change(tr, figure.change, found.since),
            delta_color="normal" if figure.change else "off",
            delta_arrow="auto" if figure.change else "off",
            border=True,
            help=None if moment.printing else plain(meaning),
        )
        column.markdown(plain(figure_sentence(name, found, context.graph, tr), 400))
        note = figure_note(name, found, tr)
        if note:
            column.caption(plain(note))


def _change(tr: Translator, change: int, since: int) -> str:
    if not change:
        return tr("as in {year}", year=since)
    return tr("{change} since {year}", change=f"{change:+d}", year=since)


# --- the map --------------------------------------------------------------------------------------


def partners_table(context: Context, moment: Moment) -> pd.DataFrame:
    """Return the partner cities of the chosen year, each once, with names in the reader's language.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``name``, ``country``, ``relation`` (words), ``start``, ``population``,
        ``latitude``, ``longitude``.
    """
    tr, graph = context.tr, moment.graph
    ties = graph.ties_of(context.home)
    edges = graph.edges.iloc[ties[moment.held[ties]]]
    edges = edges[edges["type"].isin(PARTNERSHIPS)]
    other = edges["source"].where(edges["source"] != context.home, edges["target"])
    nodes = graph.nodes.set_index("id").loc[other].reset_index()
    relation = edges["type"].map(tr.relation).to_numpy()
    rows = nodes.assign(name=tr.names(nodes), relation=relation, start=edges["start"].to_numpy())
    return rows.drop_duplicates(["id"], keep="first")


def _map(context: Context, moment: Moment, region: str) -> None:
    tr = context.tr
    rows = partners_table(context, moment)
    home = context.graph.nodes.iloc[context.graph.position[context.home]]
    description = tr("Map of the partner cities; the table beneath holds the same.")
    looks = {}
    if moment.printing:
        looks = {"height": PRINTED_MAP, "legend": {"labelColor": INK, "labelFontSize": 10}}
    show_chart(
        ("map", region, *moment.key(context)),
        lambda: world_map(rows, home, region, tr, description, moment.ink, **looks),
    )
    missing = rows["latitude"].isna()
    if missing.any():
        names = ", ".join(rows.loc[missing, "name"])
        st.caption(
            plain(tr("Not on the map, because the place is not known: {names}", names=names))
        )
    if not moment.printing:
        _map_table(tr, rows)


def _map_head(tr: Translator, moment: Moment) -> str:
    """Draw the title and, on screen, the choice of the region; give the region."""
    kept = st.session_state.get(_REGION) or "world"
    if moment.printing:
        st.markdown(f"### {plain(tr('Our partners'))}")
        # A widget that is not drawn forgets its state; this keeps the choice for the way back.
        st.session_state[_REGION] = kept
        return kept
    title, choice = st.columns([3, 1], vertical_alignment="bottom")
    title.markdown(f"### {plain(tr('Our partners'))}")
    regions = {"europe": tr("Europe"), "world": tr("World")}
    st.session_state[_REGION] = kept
    region = choice.segmented_control(
        tr("Region"),
        list(regions),
        format_func=regions.get,
        label_visibility="collapsed",
        key=_REGION,
    )
    return region or "world"


def _map_table(tr: Translator, rows: pd.DataFrame) -> None:
    with st.expander(tr("Show as table")):
        st.dataframe(
            rows.assign(country=rows["country"].map(tr.country, na_action="ignore"))[
                ["name", "country", "relation", "start", "population"]
            ],
            hide_index=True,
            placeholder="–",
            column_config={
                "name": tr("Name"),
                "country": tr("Country"),
                "relation": tr("Relation"),
                "start": tr("Since"),
                "population": st.column_config.NumberColumn(tr("Population"), format="localized"),
            },
        )


# --- counts ---------------------------------------------------------------------------------------


def _charts(context: Context, moment: Moment) -> None:
    tr = context.tr
    first, second, third = st.columns(3, gap="medium")
    with first:
        _count(context, moment, "type", tr("Ties by kind"), tr.relation)
    with second:
        _count(context, moment, "country", tr("Partners by country"), tr.country)
    with third:
        _count(context, moment, "decade", tr("Ties by decade of their start"), _decade(tr))


def _decade(tr: Translator):
    def say(decade: str) -> str:
        return decade if decade == UNKNOWN else tr("{year}s", year=decade)

    return say


def _count(context: Context, moment: Moment, what: str, title: str, say) -> None:
    tr = context.tr
    held = moment.held if what == "country" else None
    rows = ties_by(moment.graph, context.home, what, held)
    labels = [tr("Not known") if group == UNKNOWN else say(group) for group in rows["group"]]
    rows = rows.assign(label=labels)
    st.markdown(f"### {plain(title)}")
    if rows.empty:
        st.caption(plain(tr("No tie is known.")))
        return
    if moment.printing:
        drawn = for_print(rows, what == "decade", tr)
        chart = bars(drawn, tr, title, title, moment.ink)
        chart = chart.properties(height=PRINTED_ROW * len(drawn))
        chart = chart.configure_axisY(labelOverlap=False, labelFlush=False, labelFontSize=10)
        draw_chart(chart)
        return
    show_chart(
        ("count", what, *moment.key(context)),
        lambda: specification(bars(rows, tr, title, title, moment.ink)),
    )
    with st.expander(tr("Show as table")):
        st.dataframe(
            rows[["label", "count"]],
            hide_index=True,
            placeholder="–",
            column_config={"label": title, "count": tr("Number")},
        )


def _imprint(context: Context, moment: Moment) -> None:
    tr = context.tr
    now = key_figures(context.graph, context.home, moment.today)
    st.caption(plain(imprint(tr, now.checked, now.ties, context.graph.revision, moment.today)))


def imprint(tr: Translator, checked: int, ties: int, revision: str, today: datetime.date) -> str:
    """Say how far the facts have been checked, and which state of the tables they are."""
    return tr(
        "{checked} of {ties} ties were checked within a year. Revision {revision}, {date}.",
        checked=tr.number(checked),
        ties=tr.number(ties),
        revision=revision,
        date=tr.date(today.isoformat()),
    )
