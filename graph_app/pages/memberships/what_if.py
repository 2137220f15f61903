"""What if: the lower half of the screen Memberships."""

import datetime
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.column_config import NumberColumn
from streamlit.delta_generator import DeltaGenerator

from graph_app.analysis.measures.centrality import MEASURES
from graph_app.analysis.memberships.typed_cities import TypedCities, typed_cities
from graph_app.analysis.memberships.value import networks_of
from graph_app.analysis.memberships.what_if import (
    CENTRALITIES,
    EXACT_NODES,
    MADE_UP_NETWORK,
    PIVOTS,
    Change,
    WhatIf,
    centralities,
    what_if,
)
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.choosing import pick_nodes
from graph_app.pages.parts.elements import caption, show_table, text_field, warning
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.valid_year import ValidYear
from graph_app.wording.memberships import (
    centrality_rows,
    change_headline,
    listed,
    path_rows,
    reach_rows,
)
from graph_app.wording.text import plain

_LEAVE, _JOIN = "memberships-leave", "memberships-join"
_CITIES, _COUNTRIES = "memberships-cities", "memberships-countries"
_FOR = "memberships-what-if-of"
_ASKED = "memberships-centralities"
#: Countries to which paths are looked for at first: those with most cities in the tables.
_MOST_COUNTRIES = 5


def show(context: Context, graph: GraphFrame, chosen: ValidYear, home: str) -> dict[str, str]:
    """Draw the section; return the what-if as parts of the address.

    Parameters
    ----------
    context : Context
        The facts and the language.
    graph : GraphFrame
        The graph of the chosen year, without what has ended.
    chosen : ValidYear
        The year.
    home : str
        Node id of the city.
    """
    tr = context.tr
    st.markdown(f"### {plain(tr('What if?'))}")
    caption(tr("Nothing is changed in the tables: this only shows what would follow."))
    options, usual = _countries(graph, graph.revision, home)
    own = set(graph.nodes["id"].iloc[networks_of(graph, home)])
    _prepare(context, home, own, options, usual)
    typed = _inputs(context, graph, own, options)
    invited = tuple(city for city in typed.ids if city != home)
    wanted = Change(tuple(st.session_state[_LEAVE]), tuple(st.session_state[_JOIN]), invited)
    countries = tuple(st.session_state[_COUNTRIES])
    if wanted:
        nothing = {_LEAVE: [], _JOIN: [], _CITIES: ""}
        st.button(
            tr("Undo the what-if"),
            on_click=st.session_state.update,
            args=(nothing,),
            icon=":material/undo:",
        )
        today = datetime.date.today()
        key, asked = (*chosen.key, today), (home, wanted, countries)
        past, new = chosen.year is not None, tr("our own network")
        found = _what_if(graph, key, *asked, today, new, past)
        whole = ("what-if", *key, *asked, tr.language)
        draw_once(whole, lambda: _in_words(context, found, wanted, home))
        _centralities(context, graph, found, key, home, wanted)
    else:
        st.info(
            tr("Choose a network to leave or to join, or type cities, to see what would change.")
        )
    return {
        "leave": ",".join(wanted.leave),
        "join": ",".join(wanted.join),
        "cities": ",".join(wanted.invite),
        "countries": "" if list(countries) == usual else ",".join(countries),
    }


# --- what is asked --------------------------------------------------------------------------------


def _prepare(
    context: Context, home: str, own: set[str], options: list[str], usual: list[str]
) -> None:
    """Set the widgets before they are drawn: from the address at first, empty for another city."""
    others = context.of_kind("network").keys() - own
    fresh = st.session_state.get(_FOR) is None
    if st.session_state.get(_FOR) != home or _LEAVE not in st.session_state:
        st.session_state[_FOR] = home
        query: dict[str, str] = (
            address_bar.usable() if fresh or _LEAVE not in st.session_state else {}
        )
        st.session_state[_LEAVE] = query.get("leave", "").split(",")
        st.session_state[_JOIN] = query.get("join", "").split(",")
        st.session_state[_CITIES] = query.get("cities", "").replace(",", "\n")
        asked = query.get("countries", "").split(",")
        known = [code for code in dict.fromkeys(asked) if code in options]
        st.session_state[_COUNTRIES] = known or list(usual)
    # Another year may know of other memberships.
    st.session_state[_LEAVE] = [n for n in st.session_state[_LEAVE] if n in own]
    st.session_state[_JOIN] = [n for n in st.session_state[_JOIN] if n in others]


# Which nodes there are does not change with the year.
@st.cache_resource(max_entries=50, show_spinner=False)
def _countries(_graph: GraphFrame, revision: str, home: str) -> tuple[list[str], list[str]]:
    """Return the countries that have cities, and those to which paths are looked for at first."""
    nodes = _graph.nodes
    cities = nodes[nodes["kind"].eq("city")].dropna(subset="country")
    own = nodes["country"].iloc[_graph.position[home]]
    abroad = cities["country"][cities["country"].ne(own)].value_counts()
    return sorted(cities["country"].unique()), list(abroad.index[:_MOST_COUNTRIES])


def _inputs(
    context: Context, graph: GraphFrame, own: set[str], countries: list[str]
) -> TypedCities:
    tr, names = context.tr, context.of_kind("network")
    left, right = st.columns(2, gap="large")
    joined = [network for network in names if network in own]
    others = [network for network in names if network not in own]
    for key, label, options in (
        (_LEAVE, tr("Leave these networks"), joined),
        (_JOIN, tr("Join these networks"), others),
    ):
        pick_nodes(
            context,
            label,
            {network: names[network] for network in options},
            key,
            left,
            placeholder=tr("Choose networks") if options else tr("None in the tables"),
            disabled=not options,
        )
    text = text_field(
        tr,
        tr("Found a network with these cities, one a line"),
        20_000,
        right,
        lines=True,
        key=_CITIES,
        height=110,
        placeholder=tr("Names as in the tables, in any language"),
    )
    st.multiselect(
        tr("Paths to these countries"),
        countries,
        format_func=tr.country,
        key=_COUNTRIES,
        placeholder=tr("Choose countries"),
    )
    typed = typed_cities(graph, text, context.finder().named)
    _warn_of_unknown(typed, tr)
    return typed


def _warn_of_unknown(typed: TypedCities, tr: Translator) -> None:
    if typed.unknown:
        warning(
            tr.ngettext(
                "{n} name is left out, because no city of the tables has it or several do: {names}. "
                "Check the spelling, or give the id, such as city:lahti.",
                "{n} names are left out, because no city of the tables has them or several do: "
                "{names}. Check the spelling, or give the ids, such as city:lahti.",
                len(typed.unknown),
                names=", ".join(typed.unknown),
            ),
            1500,
        )


# --- what follows ---------------------------------------------------------------------------------


@st.cache_resource(max_entries=50, show_spinner=False)
def _what_if(_graph: GraphFrame, key: tuple, *asked: Any) -> WhatIf:
    return what_if(_graph, *asked)


def _in_words(context: Context, found: WhatIf, wanted: Change, home: str) -> None:
    tr, name = context.tr, context.name
    sentence = change_headline(found, wanted, name(home), name, tr("our own network"), tr)
    st.markdown(f"**{plain(sentence, 900)}**")
    _reach(context, found)
    _paths(context, found)


def _reach(context: Context, found: WhatIf) -> None:
    tr = context.tr
    st.markdown(f"#### {plain(tr('Reach'))}")
    left, right = st.columns(2, gap="large")
    columns = {"figure": tr("Figure")}
    show_table(reach_rows(found, tr), tr, columns, left, height="content")
    with right:
        for label, countries in (
            (tr("Countries no longer reached"), found.lost_countries),
            (tr("Countries reached anew"), found.gained_countries),
        ):
            if countries:
                names = listed(sorted(map(tr.country, countries)), tr)
                st.markdown(f"**{plain(label)}:** {plain(names, 900)}")
        if found.lost or found.gained:
            with st.expander(tr("Which cities")):
                _which(context, found)


def _which(context: Context, found: WhatIf) -> None:
    tr, country = context.tr, found.changed.nodes.set_index("id")["country"]
    rows = [
        (word, context.name(city), tr.country(country.get(city)))
        for word, cities in ((tr("− fewer"), found.lost), (tr("+ more"), found.gained))
        for city in cities
    ]
    frame = pd.DataFrame(rows, columns=["change", "city", "country"])
    show_table(frame, tr, height="content" if len(rows) < 10 else 300)


def _paths(context: Context, found: WhatIf) -> None:
    tr = context.tr
    st.markdown(f"#### {plain(tr('Paths to the chosen countries'))}")
    if found.paths.empty:
        caption(tr("Choose countries above to see how near their cities would be."))
        return
    made_up = str(found.changed.nodes.set_index("id")["name"].get(MADE_UP_NETWORK))

    def name(node: str) -> str:
        return made_up if node == MADE_UP_NETWORK else context.name(node)

    rows = path_rows(found, name, tr).drop(columns="city_before")
    columns = {
        "cities": tr("Cities in the tables"),
        "near_before": tr("Within two steps, before"),
        "near_after": tr("After"),
        "strength_before": NumberColumn(tr("Best path, before"), format="%.3f"),
        "strength_after": NumberColumn(tr("After"), format="%.3f"),
        "change_strength": tr("Difference"),
        "city_after": tr("Leads to"),
    }
    show_table(rows, tr, columns, height="content" if len(rows) < 12 else 420)
    caption(
        tr(
            "Best path: the strength of the strongest chain of ties to any city of the country, "
            "from 0 (none) to 1 (a close tie of our own, checked within a year)."
        )
    )


# --- centralities ---------------------------------------------------------------------------------


@st.cache_resource(max_entries=100, show_spinner=False)
def _cached(key: tuple, home: str, wanted: Change) -> dict[str, pd.DataFrame]:
    return {}


def _measured(
    graph: GraphFrame,
    cached: dict[str, pd.DataFrame],
    home: str,
    on_progress: Callable[[float, str], None],
) -> pd.DataFrame:
    """Compute once; what is drawn meanwhile cannot be drawn within a cached function."""
    if "table" not in cached:
        cached["table"] = centralities(graph, home, on_progress)
    return cached["table"]


def _centralities(
    context: Context, graph: GraphFrame, found: WhatIf, key: tuple, home: str, wanted: Change
) -> None:
    tr = context.tr
    st.markdown(f"#### {plain(tr('Centralities of {city}', city=context.name(home)))}")
    if len(graph) > EXACT_NODES and not _asked(context, len(graph), (key, home, wanted)):
        return
    bar = st.empty()
    start, end = _cached(key, home, Change()), _cached(key, home, wanted)
    before = _measured(graph, start, home, _progress(bar, tr, tr("Before")))
    after = _measured(found.changed, end, home, _progress(bar, tr, tr("After")))
    bar.empty()
    columns = {"rank_before": tr("Rank before"), "rank_after": tr("Rank after")}
    show_table(centrality_rows(before, after, tr), tr, columns, height="content")
    exact = tr("exact") if len(graph) <= EXACT_NODES else tr("sampled, {n} pivots", n=PIVOTS)
    caption(
        tr(
            "Rank among all {n} nodes, 1 is the highest; betweenness {exact}.",
            n=tr.number(int(after["of"].iloc[0])),
            exact=exact,
        )
    )


def _asked(context: Context, size: int, what: tuple) -> bool:
    """Ask before a long computation; return whether it was asked for."""
    tr = context.tr
    if st.session_state.get(_ASKED) == what:
        return True
    caption(
        tr(
            "On a graph of {n} nodes this takes up to a minute; betweenness is sampled.",
            n=tr.number(size),
        )
    )
    if st.button(tr("Compute the centralities")):
        st.session_state[_ASKED] = what
        return True
    return False


def _progress(bar: DeltaGenerator, tr: Translator, when: str) -> Callable[[float, str], None]:
    """Return what shows how far the measures are; drawing it lets the reader interrupt."""

    def show_share(share: float, name: str) -> None:
        done = (CENTRALITIES.index(name) + share) / len(CENTRALITIES)
        bar.progress(min(1.0, done), text=f"{when}: {tr(MEASURES[name].label)}")

    return show_share
