"""Partners: whom should we approach, and why?"""

import datetime
from collections.abc import Callable, Container, Mapping

import streamlit as st
from streamlit.column_config import NumberColumn, TextColumn
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_types import ColumnConfig

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
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.choosing import pick_node, pick_nodes
from graph_app.pages.parts.elements import (
    caption,
    download_table,
    show_table,
    words_of,
)
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import (
    Context,
    by_language,
    share_filter,
    warn_of_address,
    write_address,
)
from graph_app.pages.shell.valid_year import choose_year
from graph_app.wording.partners import PartnerWords, Suggestion, how_good, how_tested, weights_table
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
    return prepare(_frame, key[1] or datetime.date.today().year)


# Few are cached, for each has all cities; what is shown of them is cached apart, for many readers.
@st.cache_resource(max_entries=8, show_spinner=False)
def _ranked(_graph: PartnerGraph, _city: str, _wanted: PartnerFilter, key: str) -> PartnerRanking:
    return rank_partners(_graph, _city, _wanted)


# --- what is asked --------------------------------------------------------------------------------


def _choose(context: Context) -> str:
    starts = (address_bar.get("city"), context.home, *context.graph.position)
    return (
        pick_node(context, context.tr("Partners for whom?"), _cities(context), _CITY, starts)
        or context.home
    )


@by_language
def _cities(context: Context) -> Mapping[str, str]:
    """Return name and country of every city, in the order of the names."""
    codes = context.graph.nodes.set_index("id")["country"].dropna()
    countries = codes.map({code: context.tr.country(code) for code in codes.unique()}).to_dict()
    # A city that shares its name has the country in it.
    return {
        node: name if name.endswith(countries.get(node, "")) else f"{name} · {countries[node]}"
        for node, name in context.of_kind("city").items()
    }


def _start(context: Context) -> None:
    """Set the widgets from the address when the screen is opened."""
    if "partners-not" in st.session_state:
        return
    try:
        asked = partner_filter_from_query(address_bar.usable())
    except FilterError as error:
        asked = PartnerFilter()
        warn_of_address(context, error)
    known = {*context.graph.nodes["country"].dropna(), *context.graph.position, *PAST}
    _set(asked, known)


def _set(asked: PartnerFilter, known: Container[str]) -> None:
    """Set the widgets to a filter, without what is not in the tables."""
    for key, values in (
        ("not", asked.countries),
        ("only", asked.only_countries),
        ("without", asked.networks),
        ("within", asked.only_networks),
        ("past", asked.past),
    ):
        st.session_state[f"partners-{key}"] = [one for one in values if one in known]
    st.session_state["partners-from"] = asked.min_population
    st.session_state["partners-to"] = asked.max_population
    st.session_state["partners-blank"] = asked.unknown_population


def _exclusions(context: Context) -> PartnerFilter:
    tr = context.tr
    _start(context)
    countries = {code: tr.country(code) for code in context.countries()}
    networks = context.of_kind("network")
    with st.expander(tr("Cities to leave out")):
        left, middle, right = st.columns(3, gap="medium")
        _choices(tr, "not", tr("Leave out these countries"), countries, left)
        _choices(tr, "only", tr("Only these countries"), countries, left)
        for key, label in (("from", tr("Fewest inhabitants")), ("to", tr("Most inhabitants"))):
            middle.number_input(
                label,
                min_value=0,
                max_value=10**9,
                step=10_000,
                key=f"partners-{key}",
                placeholder="–",
            )
        middle.checkbox(tr("Keep cities whose population is not known"), key="partners-blank")
        for key, label in (
            ("without", tr("Leave out members of")),
            ("within", tr("Only members of")),
        ):
            pick_nodes(context, label, networks, f"partners-{key}", right, placeholder=tr("none"))
        past = {status: tr.status(status) for status in PAST}
        _choices(tr, "past", tr("Leave out where an old tie is"), past, right)
        nothing = PartnerFilter(past=())
        st.button(tr("Leave nobody out"), on_click=_set, args=(nothing, ()))
    return _read(tr)


def _choices(
    tr: Translator, key: str, label: str, choices: Mapping[str, str], place: DeltaGenerator
) -> None:
    place.multiselect(
        label,
        list(choices),
        format_func=words_of(choices),
        key=f"partners-{key}",
        placeholder=tr("none"),
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


# --- what is suggested ----------------------------------------------------------------------------


def _suggestions(
    context: Context, rank: Callable[[], PartnerRanking], key: tuple, most: int
) -> None:
    tr, city = context.tr, st.session_state[_CITY]

    def words() -> PartnerWords:
        return PartnerWords(rank(), tr, context.tables.sources)

    scope, suggested = _first(words, repr((*key, tr.language)), most)
    caption(scope, 600)
    if not suggested:
        st.info(tr("Nobody is left to suggest. Leave fewer cities out."))
        return
    st.markdown(f"### {plain(tr('Suggestions'))}")
    caption(
        tr(
            "The score adds up what the reasons weigh; only the order means something. "
            "A suggestion says what the tables know, not whether the city wants a partner."
        )
    )
    caption(how_good(tr), 600)
    for one in suggested:
        _card(context, city, one)
    draw_once(("partners", *key, tr.language), lambda: _tables(tr, words()), rows=_MOST_ROWS)
    download_table(lambda: words().table(_MOST_ROWS), tr, _headings(tr), "partners")


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
        no_weight = f" :small[{plain(tr('(no weight here)'))}]"
        lines = [f"- {plain(text, 400)}" for text in one.heavy]
        lines += [f"- {plain(text, 400)}{no_weight}" for text in one.light]
        lines += [f"- **{plain(tr('Weak point'))}:** {plain(text, 400)}" for text in one.weak]
        middle.markdown("\n".join(lines))
        with right:
            _buttons(context, city, one)


def _buttons(context: Context, city: str, one: Suggestion) -> None:
    tr, node, name = context.tr, one.node, one.name

    def button(key: str, label: str, full: str) -> bool:
        return st.button(label, key=f"partners-{key}-{node}", width="stretch", help=plain(full))

    if button("profile", tr("Profile"), tr("Profile of {name}", name=name)):
        context.go_to("profile", node=node)
    if button("explore", tr("Show in Explore"), tr("Show {name} in Explore", name=name)):
        context.go_to("explore", **share_filter(GraphFilter(focus=node, hops=1)))
    if button("connections", tr("How do we reach them?"), tr("Ways to {name}", name=name)):
        context.go_to("connections", **{"from": city, "to": node})


def _tables(tr: Translator, words: PartnerWords) -> None:
    with st.expander(tr("Show as table")):
        rows = words.table(_MOST_ROWS)
        show_table(rows, tr, _headings(tr), height=420)
        if len(words.ranking.table) > len(rows):
            st.caption(tr("The first {n} are shown.", n=tr.number(len(rows))))
    with st.expander(tr("What the ranking weighs, and how it was tested")):
        caption(how_tested(tr), 900)
        effect = tr("Standard deviation of what the signal adds to the scores above")
        columns = {
            "label": tr("Signal"),
            "weight": NumberColumn(tr("Weight"), format="%.2f"),
            "effect": NumberColumn(tr("Effect here"), help=effect, format="%.2f"),
            "meaning": TextColumn(tr("Meaning"), width="large"),
        }
        show_table(weights_table(words.ranking, tr), tr, columns)


def _headings(tr: Translator) -> dict[str, ColumnConfig]:
    signals = {
        name: NumberColumn(tr(label), help=tr(MEANINGS[name]), format="%.2f")
        for name, label in SIGNALS.items()
    }
    return {
        "rank": NumberColumn(tr("Place")),
        "name": TextColumn(tr("Name"), width="medium"),
        "population": NumberColumn(tr("Population"), format="localized"),
        "score": NumberColumn(tr("Score"), format="%.2f"),
        **signals,
        "common_neighbours": NumberColumn(tr(SIGNALS["common_neighbours"]), format="%d"),
        "size": NumberColumn(tr("Larger to smaller population"), format="%.1f"),
        "distance": NumberColumn(tr("Distance, km"), format="%.0f"),
        "activity": NumberColumn(tr(SIGNALS["activity"]), format="%d"),
    }
