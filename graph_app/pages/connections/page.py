"""Connections: how do we reach somebody, and who can introduce us?"""

import datetime

import streamlit as st

from graph_app.analysis.paths.best_paths import (
    Path,
    StrengthGraph,
    far_examples,
    path_places,
    paths_between,
    paths_view,
    strength_graph,
)
from graph_app.analysis.paths.introductions import NoPath, explain_no_path
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import get_translator
from graph_app.pages.connections import introductions
from graph_app.pages.parts.drawing import Drawing
from graph_app.pages.parts.node_details import tie_markdown
from graph_app.pages.parts.once import draw_once
from graph_app.pages.parts.strength_model import show_model
from graph_app.pages.shell.context import Context, write_address
from graph_app.pages.shell.valid_year import ValidYear, choose_year
from graph_app.view.graph_view import graph_view, scene
from graph_app.view.legend import legend_html
from graph_app.view.picture import Emphasis, picture
from graph_app.view.style import style_nodes
from graph_app.wording.paths import (
    bridge_sentence,
    path_sentence,
    paths_table,
    strength_number,
    strength_words,
    why_no_path,
)
from graph_app.wording.text import plain

USUAL_PATHS = 5
MOST_SHOWN = 10

_FROM, _TO = "connections-from", "connections-to"
_COUNT, _ENDED = "connections-k", "connections-ended"
_ASKED = "connections-asked"
_LONGEST_SENTENCE = 2000


def show(context: Context) -> None:
    """Draw the screen."""
    tr = context.tr
    _prepare(context)
    st.markdown(f"## {plain(tr('Connections'))}")
    _choose_ends(context)
    as_of = choose_year(context, "connections")
    context = context.with_graph(as_of.graph)
    one, other = st.session_state[_FROM], st.session_state[_TO]
    strengths = _strength_graph(
        as_of.graph, as_of.key, datetime.date.today(), st.session_state[_ENDED]
    )
    if other is None:
        _empty(context)
    elif one == other:
        st.info(tr("Both are the same. Choose somebody else to reach."))
    else:
        _connection(context, as_of, strengths, one, other)
    st.divider()
    target = introductions.show(context, as_of, strengths, one)
    draw_once(("strength", tr.language), lambda: show_model(tr))
    _write(as_of, target)


# --- what is asked for --------------------------------------------------------------------------


def _prepare(context: Context) -> None:
    """Set the widgets from the address when it is new; without one, as they were last."""
    query = {key: st.query_params.get(key, "") for key in ("from", "to", "k", "ended", "target")}
    last = st.session_state.get(_ASKED)
    asked = query if any(query.values()) or last is None else last
    if asked == last and _FROM in st.session_state:
        return
    known = context.graph.position
    st.session_state[_FROM] = asked["from"] if asked["from"] in known else context.home
    st.session_state[_TO] = asked["to"] if asked["to"] in known else None
    numbers = {str(n): n for n in range(1, MOST_SHOWN + 1)}
    st.session_state[_COUNT] = numbers.get(asked["k"], USUAL_PATHS)
    st.session_state[_ENDED] = asked["ended"] == "1"
    introductions.put(context.graph, asked["target"], context.home)


def _write(as_of: ValidYear, target: str) -> None:
    state = st.session_state
    values = {
        "from": state[_FROM],
        "to": state[_TO] or "",
        "k": "" if state[_COUNT] == USUAL_PATHS else str(state[_COUNT]),
        "ended": "1" if state[_ENDED] else "",
        "target": target,
    }
    state[_ASKED] = values
    write_address(values | as_of.address)


def _choose_ends(context: Context) -> None:
    tr, titles = context.tr, context.titles()
    first, second, third = st.columns([3, 3, 2], vertical_alignment="bottom")

    order = list(titles)
    first.selectbox(tr("From"), order, format_func=titles.get, key=_FROM)
    second.selectbox(
        tr("To"),
        order,
        index=None,
        format_func=titles.get,
        placeholder=tr("City, network, programme or organisation"),
        key=_TO,
    )
    third.slider(tr("Number of paths"), 1, MOST_SHOWN, key=_COUNT)
    st.checkbox(
        tr("Also through ties that have ended"),
        key=_ENDED,
        help=tr(
            "They count a tenth of an active tie. In another year the ties that held then count, "
            "whatever became of them."
        ),
    )


def _empty(context: Context) -> None:
    tr, home = context.tr, st.session_state[_FROM]
    name = context.name(home)
    st.info(plain(tr("Choose whom {name} wants to reach, or try one of these:", name=name)))
    examples = far_examples(context.graph, home)
    for place, node in zip(st.columns(max(3, len(examples))), examples, strict=False):
        place.button(
            f"{context.name(node)} · {tr.kind(node.partition(':')[0])}",
            key=f"connections-example-{node}",
            on_click=_reach,
            args=(node,),
            width="stretch",
        )


def _reach(node: str) -> None:
    st.session_state[_TO] = node


def _allow_ended() -> None:
    st.session_state[_ENDED] = True


# --- the paths ----------------------------------------------------------------------------------


@st.cache_resource(max_entries=20, show_spinner=False)
def _strength_graph(
    _columns: GraphFrame, key: tuple, today: datetime.date, ended: bool
) -> StrengthGraph:
    return strength_graph(_columns, today, ended=ended, past=key[1] is not None)


@st.cache_resource(max_entries=200, show_spinner=False)
def _paths(_strengths: StrengthGraph, key: tuple, ended: bool, one: str, other: str, k: int):
    return paths_between(_strengths, one, other, k)


@st.cache_resource(max_entries=60, show_spinner=False)
def _drawing(
    _columns: GraphFrame,
    key: tuple,
    _found: tuple[Path, ...],
    ties: tuple,
    ends: tuple,
    language: str,
) -> Drawing:
    tr = get_translator(language)
    view = paths_view(_columns, _found)
    places = path_places(_columns, _found)
    style = style_nodes(view, tr)
    network = picture(view, places, style, tr, Emphasis(*ends))
    return Drawing(view, style, places.reindex(view.nodes["id"]), scene(network), len(view))


def _connection(
    context: Context, as_of: ValidYear, strengths: StrengthGraph, one: str, other: str
) -> None:
    tr, state = context.tr, st.session_state
    asked = (state[_ENDED], one, other, state[_COUNT])
    key = (*as_of.key, datetime.date.today())
    found = _paths(strengths, key, *asked)
    ends = {"a": context.name(one), "b": context.name(other)}
    st.markdown(f"### {plain(tr('From {a} to {b}', **ends))}")
    if not found:
        _no_path(context, as_of, one, other)
        return
    st.caption(plain(_how_many(context, len(found), state[_COUNT]), 600))
    left, right = st.columns([1, 1], gap="large")
    drawn = (*key, *asked, tr.language)
    with left:
        draw_once(("paths", *drawn), lambda: _cards(context, found))
    with right:
        _picture(context, as_of, found, one, other)
    draw_once(("paths-table", *drawn), lambda: _tables(context, strengths, found))


def _how_many(context: Context, found: int, wanted: int) -> str:
    tr = context.tr
    if found < wanted:
        return (
            tr.ngettext("There is {n} path.", "There are {n} paths.", found)
            + " "
            + tr("The strongest comes first.")
        )
    return tr.ngettext("The strongest path.", "The {n} strongest paths.", found)


def _cards(context: Context, found: tuple[Path, ...]) -> None:
    for rank, path in enumerate(found, start=1):
        _card(context, rank, path)


def _card(context: Context, rank: int, path: Path) -> None:
    tr, graph = context.tr, context.graph
    with st.container(border=True):
        sentence = plain(path_sentence(graph, path, tr), _LONGEST_SENTENCE)
        words = tr(
            "{level} · strength {number}",
            level=strength_words(path.strength, tr),
            number=strength_number(path.strength, tr),
        )
        ties = tr.ngettext("{n} tie", "{n} ties", len(path.ties))
        st.markdown(f"**{rank}\\.** {sentence}\\.  \n:small[{plain(f'{words} · {ties}')}]")
        with st.expander(tr("Sources of path {n}", n=rank)):
            st.markdown("\n\n".join(tie_markdown(context, tie) for tie in path.ties))


def _picture(
    context: Context, as_of: ValidYear, found: tuple[Path, ...], one: str, other: str
) -> None:
    tr = context.tr
    ties = tuple(path.ties for path in found)
    drawing = _drawing(context.graph, as_of.key, found, ties, (one, other), tr.language)
    label = tr("The paths from {a} to {b}", a=context.name(one), b=context.name(other))
    graph_view(
        drawing.scene,
        tr,
        key="connections-graph",
        label=label,
        home=one,
        fit=repr(ties),
        height=440,
    )
    st.html(legend_html(drawing.style.legend, tr))


def _tables(context: Context, strengths: StrengthGraph, found: tuple[Path, ...]) -> None:
    tr = context.tr
    with st.expander(tr("Show as table")):
        st.dataframe(
            paths_table(context.graph, found, tr),
            hide_index=True,
            column_config={
                "rank": tr("Rank"),
                "strength": st.column_config.NumberColumn(tr("Strength"), format="%.4f"),
                "level": tr("Level"),
                "steps": tr("Ties"),
                "sentence": st.column_config.TextColumn(tr("Path"), width="large"),
            },
        )
        st.markdown(f"**{plain(tr('What makes the strength of each tie'))}**")
        introductions.show_factors(strengths, found, tr)


# --- no path ------------------------------------------------------------------------------------


@st.cache_resource(max_entries=60, show_spinner=False)
def _explained(
    _columns: GraphFrame, key: tuple, today: datetime.date, one: str, other: str
) -> NoPath:
    return explain_no_path(_columns, one, other, today=today, past=key[1] is not None)


def _no_path(context: Context, as_of: ValidYear, one: str, other: str) -> None:
    tr, graph = context.tr, context.graph
    why = _explained(graph, as_of.key, datetime.date.today(), one, other)
    names = {"a": context.name(one), "b": context.name(other)}
    st.warning(plain(tr("No path leads from {a} to {b}.", **names)))
    st.markdown(plain(why_no_path(why, names["a"], names["b"], tr), 600))
    if why.ended and not st.session_state[_ENDED]:
        st.button(tr("Also through ties that have ended"), on_click=_allow_ended, type="primary")
    if not why.alone:
        _bridges(context, why)


def _bridges(context: Context, why: NoPath) -> None:
    tr = context.tr
    st.markdown(f"**{plain(tr('A tie with one of these would create a path'))}**")
    lines = [
        plain(bridge_sentence(context.graph, bridge, tr), _LONGEST_SENTENCE)
        for bridge in why.bridges
    ]
    st.markdown("\n".join(f"{at}. {line}" for at, line in enumerate(lines, start=1)))
    ranked = tr(
        "Ranked by the strength of their own best path there and by how near they are to us."
    )
    st.caption(plain(ranked))
