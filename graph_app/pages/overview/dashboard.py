"""The dashboard of Overview: five figures, map and three charts, printable on one page."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.column_config import NumberColumn

from graph_app.analysis.overview.dashboard import FIGURES, Dashboard, dashboard
from graph_app.analysis.overview.key_figures import PARTNERSHIPS, key_figures, ties_by, ties_in
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.kinds import UNKNOWN
from graph_app.pages.overview.printing import PRINT_STYLE, PRINTED_MAP, PRINTED_ROW, for_print
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.charts import draw_chart, show_chart
from graph_app.pages.parts.elements import caption, show_table, words_of
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context, ink, write_address
from graph_app.pages.shell.valid_year import ValidYear, as_it_was, choose_year
from graph_app.view.charts import INK, bars, specification
from graph_app.view.world_map import world_map
from graph_app.wording.overview import figure_note, figure_sentence
from graph_app.wording.text import name_list, plain

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
    as_of : ValidYear
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
    def in_force(self) -> np.ndarray:
        """Which ties are in force in the chosen year; bool, shape (m,)."""
        return ties_in(self.graph, self.today, self.as_of.year)


def draw(context: Context, today: datetime.date) -> Moment:
    """Draw the dashboard: lead, choices, five figures, map, three charts; return what was chosen."""
    st.html(PRINT_STYLE)
    if _PRINT not in st.session_state:
        st.session_state[_PRINT] = address_bar.get("print") == "1"
    printing = st.session_state[_PRINT]
    above = st.container()
    with st.container(key="overview-print-sheet" if printing else "overview-sheet"):
        # The lead comes first; it says what the choices beneath it have chosen. Of a sheet of
        # paper they are no part.
        lead, beneath = st.container(), st.container()
        with above if printing else beneath:
            moment = _choose(context, today)
        key = (*moment.key(context), moment.since)
        year = (moment.since, moment.as_of.year, moment.as_of.undated)
        found = draw_once(
            ("dashboard", *key), lambda: dashboard(context.graph, context.home, today, *year)
        )
        with lead:
            draw_once(("lead", *key), lambda: _lead(context, found, moment))
        draw_once(("figures", *key), lambda: _figures(context, found, moment))
        region = _map_head(context.tr, moment)
        draw_once(("map", region, *key), lambda: _map(context, moment, region))
        draw_once(("counts", *key), lambda: _charts(context, moment))
    return moment


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
            caption(tr("Print this page with the browser; the choices are left out."))
    address = {"since": "" if since == _BEFORE else str(since), "print": "1" if printing else ""}
    write_address(as_of.address | address)
    return Moment(as_of, today, since, printing)


def _choose_since(tr: Translator, last: int) -> int:
    """Draw the choice of the year of comparison, which lies before the year shown."""
    years = list(range(min(_FIRST, last - 1), last))
    asked = address_bar.get("since")
    since = st.session_state.get(_SINCE, int(asked) if asked in map(str, years) else _BEFORE)
    st.session_state[_SINCE] = since if since in years else max(years[0], last - _DECADE)
    return st.select_slider(tr("Change since"), years, key=_SINCE)


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
        # On paper this says what the choices say on screen.
        with st.container(key="overview-on-paper"):
            caption(as_it_was(context, year, moment.as_of.undated))


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
        change = tr("as in {year}", year=found.since)
        if figure.change:
            change = tr("{change} since {year}", change=f"{figure.change:+d}", year=found.since)
        column.metric(
            plain(label),
            tr.number(figure.value),
            delta=change,
            delta_color="normal" if figure.change else "off",
            delta_arrow="auto" if figure.change else "off",
            border=True,
            help=None if moment.printing else plain(meaning),
        )
        column.markdown(plain(figure_sentence(name, found, context.graph, tr), 400))
        note = figure_note(name, found, tr)
        if note:
            column.caption(plain(note))


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
    edges = graph.edges.iloc[ties[moment.in_force[ties]]]
    edges = edges[edges["type"].isin(PARTNERSHIPS)]
    other = edges["source"].where(edges["source"] != context.home, edges["target"])
    nodes = graph.nodes.set_index("id").loc[other].reset_index()
    relation = edges["type"].map(tr.relation).to_numpy()
    names = [context.name(node) for node in nodes["id"]]
    rows = nodes.assign(name=names, relation=relation, start=edges["start"].to_numpy())
    return rows.drop_duplicates(["id"], keep="first")


def _map(context: Context, moment: Moment, region: str) -> None:
    tr = context.tr
    rows = partners_table(context, moment)
    home = context.graph.nodes.iloc[context.graph.position[context.home]].copy()
    home["name"] = context.name(context.home)
    description = tr("Map of the partner cities; the table beneath holds the same.")
    draw = partial(world_map, rows, home, region, tr, description, moment.ink)
    if moment.printing:
        draw = partial(draw, height=PRINTED_MAP, legend={"labelColor": INK, "labelFontSize": 10})
    show_chart(("map", region, *moment.key(context)), draw)
    missing = rows["latitude"].isna()
    if missing.any():
        names = name_list(rows.loc[missing, "name"])
        caption(tr("Not on the map, because the place is not known: {names}", names=names))
    if moment.printing:
        return
    with st.expander(tr("Show as table")):
        rows = rows.assign(country=rows["country"].map(tr.country, na_action="ignore"))
        columns = {
            "relation": tr("Relation"),
            "start": tr("Since"),
            "population": NumberColumn(tr("Population"), format="localized"),
        }
        show_table(rows[["name", "country", "relation", "start", "population"]], tr, columns)


def _map_head(tr: Translator, moment: Moment) -> str:
    """Draw the title and, on screen, the choice of the region; return the region."""
    region = st.session_state.get(_REGION) or "world"
    # A widget that is not drawn loses its state; this preserves the choice for the way back.
    st.session_state[_REGION] = region
    heading = f"### {plain(tr('Our partners'))}"
    if moment.printing:
        st.markdown(heading)
        return region
    title, choice = st.columns([3, 1], vertical_alignment="bottom")
    title.markdown(heading)
    regions = {"europe": tr("Europe"), "world": tr("World")}
    chosen = choice.segmented_control(
        tr("Region"),
        list(regions),
        format_func=words_of(regions),
        label_visibility="collapsed",
        key=_REGION,
    )
    return chosen or "world"


# --- counts ---------------------------------------------------------------------------------------


def _charts(context: Context, moment: Moment) -> None:
    tr = context.tr
    charts: tuple[tuple[str, str, Callable[[str], str]], ...] = (
        ("type", tr("Ties by kind"), tr.relation),
        ("country", tr("Partners by country"), tr.country),
        ("decade", tr("Ties by decade of their start"), lambda year: tr("{year}s", year=year)),
    )
    for place, (what, title, say) in zip(st.columns(3, gap="medium"), charts, strict=True):
        with place:
            _count(context, moment, what, title, say)
    if moment.printing:
        imprint(context, moment.today)


def _count(
    context: Context, moment: Moment, what: str, title: str, say: Callable[[str], str]
) -> None:
    tr = context.tr
    in_force = moment.in_force if what == "country" else None
    rows = ties_by(moment.graph, context.home, what, in_force)
    labels = [tr("Not known") if group == UNKNOWN else say(group) for group in rows["group"]]
    rows = rows.assign(label=labels)
    st.markdown(f"### {plain(title)}")
    if rows.empty:
        caption(tr("No tie is known."))
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
        show_table(rows[["label", "count"]], tr, {"label": title})


def imprint(context: Context, today: datetime.date) -> None:
    """Draw how far the facts have been checked, and which state of the tables they are."""
    tr, now = context.tr, key_figures(context.graph, context.home, today)
    caption(
        tr(
            "{checked} of {ties} ties were checked within a year. Revision {revision}, {date}.",
            checked=tr.number(now.checked),
            ties=tr.number(now.ties),
            revision=context.graph.revision,
            date=tr.date(today.isoformat()),
        )
    )
