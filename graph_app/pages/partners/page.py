"""Partners: whom should we approach, and why?"""

import datetime
from collections.abc import Callable, Mapping

import streamlit as st

from graph_app.analysis.partners.exclusions import (
    PartnerFilter,
    partner_filter_from_query,
    partner_filter_to_query,
)
from graph_app.analysis.partners.ranking import PartnerRanking, prepare, rank_partners
from graph_app.analysis.partners.signals import MEANINGS, PAST, SIGNALS, PartnerGraph
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.errors import FilterError
from graph_app.pages.parts.once import draw_once
from graph_app.pages.shell.context import Context, keep_filter, write_address
from graph_app.pages.shell.valid_year import choose_year
from graph_app.wording.partners import (
    PartnerWords,
    Suggestion,
    how_good,
    how_tested,
    weights_table,
)
from graph_app.wording.text import plain

_CITY = "partners-city"
_SHOWN = (10, 20, 50)
#: More rows than this are left to the command line.
_MOST_ROWS = 1000


def show(context: Context) -> None:
    """Draw the screen."""
    tr = context.tr
    if not context.of_kind("city"):
        st.info(tr("There is no city in these tables. Add some to cities.csv."))
        return
    left, right = st.columns([5, 1])
    with left:
        city = _choose(context)
    most = right.selectbox(tr("How many"), _SHOWN, key="partners-most")
    then = choose_year(context, "partners")
    wanted = _exclusions(context)
    write_address({"city": city} | then.address | partner_filter_to_query(wanted))
    graph = _prepared(then.graph, then.key)
    st.markdown(f"## {plain(tr('Partners for {city}', city=context.name(city)))}")
    key = (*then.key, city, wanted)
    _suggestions(context, lambda: _ranked(graph, city, wanted, repr(key)), key, most)


@st.cache_resource(max_entries=20, show_spinner=False)
def _prepared(_frame: GraphFrame, key: tuple) -> PartnerGraph:
    year = key[1]
    return prepare(_frame, datetime.date.today().year if year is None else year)


# Few are cached, for each has all cities; what is shown of them is cached apart, for many readers.
@st.cache_resource(max_entries=8, show_spinner=False)
def _ranked(_graph: PartnerGraph, _city: str, _wanted: PartnerFilter, key: str) -> PartnerRanking:
    return rank_partners(_graph, _city, _wanted)


# --- what is asked --------------------------------------------------------------------------------


def _choose(context: Context) -> str:
    tr, graph = context.tr, context.graph
    cities = _cities(context, graph.revision, tr.language)
    if _CITY not in st.session_state:
        asked = (st.query_params.get("city"), context.home, *graph.position)
        st.session_state[_CITY] = next(node for node in asked if node in cities)
    return st.selectbox(tr("Partners for whom?"), list(cities), format_func=cities.get, key=_CITY)


@st.cache_resource(max_entries=6, show_spinner=False)
def _cities(_context: Context, revision: str, language: str) -> Mapping[str, str]:
    """Return name and country of every city, in the order of the names."""
    nodes, say = _context.graph.nodes, _context.tr.country
    codes = dict(zip(nodes["id"], nodes["country"], strict=True))
    return {
        node: f"{name} · {say(codes[node])}" if isinstance(codes[node], str) else name
        for node, name in _context.of_kind("city").items()
    }


def _start(context: Context) -> None:
    """Set the widgets from the address when the screen is opened."""
    if "partners-not" in st.session_state:
        return
    try:
        asked = partner_filter_from_query(st.query_params.to_dict())
    except FilterError as error:
        asked = PartnerFilter()
        said = context.tr.error(error)
        text = context.tr("The address holds a filter that cannot be used: {error}", error=said)
        st.warning(plain(text))
    known = set(context.graph.nodes["country"].dropna())
    for key, values, allowed in (
        ("not", asked.countries, known),
        ("only", asked.only_countries, known),
        ("without", asked.networks, context.graph.position),
        ("within", asked.only_networks, context.graph.position),
        ("past", asked.past, PAST),
    ):
        st.session_state[f"partners-{key}"] = [one for one in values if one in allowed]
    st.session_state["partners-from"] = asked.min_population
    st.session_state["partners-to"] = asked.max_population
    st.session_state["partners-blank"] = asked.unknown_population


def _exclusions(context: Context) -> PartnerFilter:
    tr = context.tr
    _start(context)
    with st.expander(tr("Cities to leave out")):
        left, middle, right = st.columns(3, gap="medium")
        with left:
            _country_choices(context)
        with middle:
            _size_choices(tr)
        with right:
            _network_choices(context)
            st.multiselect(
                tr("Leave out where an old tie is"),
                PAST,
                format_func=tr.status,
                key="partners-past",
                placeholder=tr("none"),
            )
        st.button(tr("Leave nobody out"), on_click=_clear)
    return _read(tr)


def _country_choices(context: Context) -> None:
    tr = context.tr
    codes = context.countries()
    for key, label in (
        ("not", tr("Leave out these countries")),
        ("only", tr("Only these countries")),
    ):
        st.multiselect(
            label, codes, format_func=tr.country, key=f"partners-{key}", placeholder=tr("none")
        )


def _size_choices(tr: Translator) -> None:
    for key, label in (("from", tr("Fewest inhabitants")), ("to", tr("Most inhabitants"))):
        st.number_input(
            label, min_value=0, max_value=10**9, step=10_000, key=f"partners-{key}", placeholder="–"
        )
    st.checkbox(tr("Keep cities whose population is not known"), key="partners-blank")


def _network_choices(context: Context) -> None:
    tr, names = context.tr, context.of_kind("network")
    for key, label in (
        ("without", tr("Leave out members of")),
        ("within", tr("Only members of")),
    ):
        st.multiselect(
            label, list(names), format_func=names.get, key=f"partners-{key}", placeholder=tr("none")
        )


def _read(tr: Translator) -> PartnerFilter:
    state = st.session_state
    values = {
        "countries": tuple(state["partners-not"]),
        "only_countries": tuple(state["partners-only"]),
        "unknown_population": state["partners-blank"],
        "networks": tuple(state["partners-without"]),
        "only_networks": tuple(state["partners-within"]),
        "past": tuple(status for status in PAST if status in state["partners-past"]),
    }
    low, high = state["partners-from"], state["partners-to"]
    if low is not None and high is not None and low > high:
        st.warning(tr("The fewest inhabitants are more than the most: both are left aside."))
        low = high = None
    return PartnerFilter(**values, min_population=low, max_population=high)


def _clear() -> None:
    for key in ("not", "only", "without", "within", "past"):
        st.session_state[f"partners-{key}"] = []
    st.session_state["partners-from"] = st.session_state["partners-to"] = None
    st.session_state["partners-blank"] = True


# --- what is suggested ----------------------------------------------------------------------------


def _suggestions(
    context: Context, rank: Callable[[], PartnerRanking], key: tuple, most: int
) -> None:
    tr, city = context.tr, st.session_state[_CITY]

    def words() -> PartnerWords:
        return PartnerWords(rank(), tr, context.tables.sources)

    scope, suggested = _first(words, repr((*key, tr.language)), most)
    st.caption(plain(scope, 600))
    if not suggested:
        st.info(tr("Nobody is left to suggest. Leave fewer cities out."))
        return
    st.markdown(f"### {plain(tr('Suggestions'))}")
    st.caption(
        plain(
            tr(
                "The score adds up what the reasons weigh; only the order means something. "
                "A suggestion says what the tables know, not whether the city wants a partner."
            )
        )
    )
    st.caption(plain(how_good(tr), 600))
    for one in suggested:
        _card(context, city, one)
    draw_once(("partners", *key, tr.language), lambda: _tables(tr, words()), rows=_MOST_ROWS)


@st.cache_resource(max_entries=200, show_spinner=False)
def _first(
    _words: Callable[[], PartnerWords], key: str, most: int
) -> tuple[str, tuple[Suggestion, ...]]:
    """Return how many were ranked, and the first suggestions in words."""
    words = _words()
    return words.scope(), tuple(map(words.suggestion, words.ranking.table.index[:most]))


def _card(context: Context, city: str, one: Suggestion) -> None:
    tr = context.tr
    with st.container(border=True):
        left, middle, right = st.columns([3, 6, 2], gap="medium")
        with left:
            st.markdown(f"#### {one.rank}\\. {plain(one.name)}, {plain(one.country)}")
            score = plain(tr("Score {score}", score=tr.number(one.score, 2)))
            st.progress(one.share, text=score)
        with middle:
            _sentences(tr, one)
        with right:
            _buttons(context, city, one)


def _sentences(tr: Translator, one: Suggestion) -> None:
    lines = [f"- {plain(text, 400)}" for text in one.heavy]
    lines += [f"- {plain(text, 400)} :small[{plain(tr('(no weight here)'))}]" for text in one.light]
    lines += [f"- **{plain(tr('Weak point'))}:** {plain(text, 400)}" for text in one.weak]
    st.markdown("\n".join(lines))


def _buttons(context: Context, city: str, one: Suggestion) -> None:
    tr, node, name = context.tr, one.node, one.name
    for key, label, full in (
        ("profile", tr("Profile"), tr("Profile of {name}", name=name)),
        ("explore", tr("Show in Explore"), tr("Show {name} in Explore", name=name)),
        ("connections", tr("How do we reach them?"), tr("Ways to {name}", name=name)),
    ):
        if st.button(label, key=f"partners-{key}-{node}", width="stretch", help=plain(full)):
            _go(context, key, city, node)


def _go(context: Context, screen: str, city: str, node: str) -> None:
    if screen == "profile":
        context.go_to("profile", node=node)
    elif screen == "explore":
        context.go_to("explore", **keep_filter(GraphFilter(focus=node, hops=1)))
    else:
        context.go_to("connections", **{"from": city, "to": node})


def _tables(tr: Translator, words: PartnerWords) -> None:
    with st.expander(tr("Show as table")):
        rows = words.table(_MOST_ROWS)
        st.dataframe(
            rows, hide_index=True, placeholder="–", height=420, column_config=_headings(tr)
        )
        if len(words.ranking.table) > len(rows):
            st.caption(tr("The first {n} are shown.", n=tr.number(len(rows))))
    with st.expander(tr("What the ranking weighs, and how it was tested")):
        st.caption(plain(how_tested(tr), 900))
        _weights(tr, words.ranking)


def _weights(tr: Translator, ranking: PartnerRanking) -> None:
    number = st.column_config.NumberColumn
    effect = tr("Standard deviation of what the signal adds to the scores above")
    st.dataframe(
        weights_table(ranking, tr),
        hide_index=True,
        column_config={
            "label": tr("Signal"),
            "weight": number(tr("Weight"), format="%.2f"),
            "effect": number(tr("Effect here"), help=effect, format="%.2f"),
            "meaning": st.column_config.TextColumn(tr("Meaning"), width="large"),
        },
    )


def _headings(tr: Translator) -> dict:
    number = st.column_config.NumberColumn
    signals = {
        name: number(tr(label), help=tr(MEANINGS[name]), format="%.2f")
        for name, label in SIGNALS.items()
    }
    return {
        "rank": number(tr("Place")),
        "name": st.column_config.TextColumn(tr("Name"), width="medium"),
        "country": tr("Country"),
        "population": number(tr("Population"), format="localized"),
        "score": number(tr("Score"), format="%.2f"),
        **signals,
        "common_neighbours": number(tr(SIGNALS["common_neighbours"]), format="%d"),
        "size": number(tr("Larger to smaller population"), format="%.1f"),
        "distance": number(tr("Distance, km"), format="%.0f"),
        "activity": number(tr(SIGNALS["activity"]), format="%d"),
    }
