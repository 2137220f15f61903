"""Connections: how do we reach somebody, and who can introduce us?"""

import datetime

import streamlit as st
from streamlit.column_config import NumberColumn, TextColumn

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
from graph_app.i18n import Translator, get_translator
from graph_app.pages.connections import introductions
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.choosing import pick_node
from graph_app.pages.parts.drawing import Drawing
from graph_app.pages.parts.elements import caption, info, show_table, warning
from graph_app.pages.parts.node_details import tie_markdown
from graph_app.pages.parts.strength_model import show_model
from graph_app.pages.shell import address_bar
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
    key = (*as_of.key, datetime.date.today())
    strengths = _strength_graph(as_of.graph, key, st.session_state[_ENDED])
    if other is None:
        _empty(context)
    elif one == other:
        st.info(tr("Both are the same. Choose somebody else to reach."))
    else:
        _connection(context, key, strengths, one, other)
    st.divider()
    target = introductions.show(context, key, strengths, one)
    draw_once(("strength", tr.language), lambda: show_model(tr))
    _write(as_of, target)


# --- what is asked for --------------------------------------------------------------------------


def _prepare(context: Context) -> None:
    """Set the widgets from the address when it is new; without one, as they were last."""
    query = {key: address_bar.get(key) for key in ("from", "to", "k", "ended", "target")}
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
    introductions.set_target(context.graph, asked["target"], context.home)


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
    pick_node(context, tr("From"), titles, _FROM, place=first)
    hint = tr("City, network, programme or organisation")
    pick_node(context, tr("To"), titles, _TO, place=second, index=None, placeholder=hint)
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
    info(tr("Choose whom {name} wants to reach, or try one of these:", name=name))
    examples = far_examples(context.graph, home)
    for place, node in zip(st.columns(max(3, len(examples))), examples, strict=False):
        place.button(
            f"{context.name(node)} · {tr.kind(node.partition(':')[0])}",
            key=f"connections-example-{node}",
            on_click=st.session_state.update,
            args=({_TO: node},),
            width="stretch",
        )


# --- the paths ----------------------------------------------------------------------------------


@st.cache_resource(max_entries=20, show_spinner=False)
def _strength_graph(_columns: GraphFrame, key: tuple, ended: bool) -> StrengthGraph:
    return strength_graph(_columns, key[-1], ended=ended, past=key[1] is not None)


@st.cache_resource(max_entries=200, show_spinner=False)
def _paths(
    _strengths: StrengthGraph, key: tuple, ended: bool, one: str, other: str, k: int
) -> tuple[Path, ...]:
    return paths_between(_strengths, one, other, k)


@st.cache_resource(max_entries=60, show_spinner=False)
def _drawing(
    _columns: GraphFrame,
    key: tuple,
    _found: tuple[Path, ...],
    ties: tuple,
    one: str,
    other: str,
    language: str,
) -> Drawing:
    tr = get_translator(language)
    view, places = paths_view(_columns, _found), path_places(_columns, _found)
    style = style_nodes(view, tr)
    network = picture(view, places, style, tr, Emphasis(one, other))
    return Drawing(view, style, places.reindex(view.nodes["id"]), scene(network), len(view))


def _connection(
    context: Context, key: tuple, strengths: StrengthGraph, one: str, other: str
) -> None:
    tr, state = context.tr, st.session_state
    asked = (state[_ENDED], one, other, state[_COUNT])
    found = _paths(strengths, key, *asked)
    ends = {"a": context.name(one), "b": context.name(other)}
    st.markdown(f"### {plain(tr('From {a} to {b}', **ends))}")
    if not found:
        _no_path(context, key, one, other)
        return
    caption(_how_many(tr, len(found), state[_COUNT]), 600)
    left, right = st.columns([1, 1], gap="large")
    drawn = (*key, *asked, tr.language)
    with left:
        draw_once(("paths", *drawn), lambda: _cards(context, found))
    with right:
        _picture(context, key, found, one, other)
    draw_once(("paths-table", *drawn), lambda: _tables(context, strengths, found))


def _how_many(tr: Translator, found: int, wanted: int) -> str:
    if found == wanted:
        return tr.ngettext("The strongest path.", "The {n} strongest paths.", found)
    count = tr.ngettext("There is {n} path.", "There are {n} paths.", found)
    return f"{count} {tr('The strongest comes first.')}"


def _cards(context: Context, found: tuple[Path, ...]) -> None:
    tr = context.tr
    for rank, path in enumerate(found, start=1):
        with st.container(border=True):
            sentence = plain(path_sentence(context.graph, path, tr), _LONGEST_SENTENCE)
            words = tr(
                "{level} · strength {number}",
                level=strength_words(path.strength, tr),
                number=strength_number(path.strength, tr),
            )
            ties = tr.ngettext("{n} tie", "{n} ties", len(path.ties))
            st.markdown(f"**{rank}\\.** {sentence}\\.  \n:small[{plain(f'{words} · {ties}')}]")
            with st.expander(tr("Sources of path {n}", n=rank)):
                st.markdown("\n\n".join(tie_markdown(context, tie) for tie in path.ties))


def _picture(context: Context, key: tuple, found: tuple[Path, ...], one: str, other: str) -> None:
    tr = context.tr
    ties = tuple(path.ties for path in found)
    drawing = _drawing(context.graph, key, found, ties, one, other, tr.language)
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
        columns = {
            "rank": tr("Rank"),
            "strength": NumberColumn(tr("Strength"), format="%.4f"),
            "level": tr("Level"),
            "steps": tr("Ties"),
            "sentence": TextColumn(tr("Path"), width="large"),
        }
        show_table(paths_table(context.graph, found, tr), tr, columns)
        st.markdown(f"**{plain(tr('What makes the strength of each tie'))}**")
        introductions.show_factors(strengths, found, tr)


# --- no path ------------------------------------------------------------------------------------


def _no_path(context: Context, key: tuple, one: str, other: str) -> None:
    tr = context.tr
    why: NoPath = draw_once(
        ("no-path", *key, one, other),
        lambda: explain_no_path(context.graph, one, other, today=key[-1], past=key[1] is not None),
    )
    names = {"a": context.name(one), "b": context.name(other)}
    warning(tr("No path leads from {a} to {b}.", **names))
    st.markdown(plain(why_no_path(why, names["a"], names["b"], tr), 600))
    if why.ended and not st.session_state[_ENDED]:
        label, then = tr("Also through ties that have ended"), ({_ENDED: True},)
        st.button(label, on_click=st.session_state.update, args=then, type="primary")
    if not why.alone:
        _bridges(context, why)


def _bridges(context: Context, why: NoPath) -> None:
    tr = context.tr
    st.markdown(f"**{plain(tr('A tie with one of these would create a path'))}**")
    sentences = (bridge_sentence(context.graph, bridge, tr) for bridge in why.bridges)
    lines = [f"{at}. {plain(s, _LONGEST_SENTENCE)}" for at, s in enumerate(sentences, start=1)]
    st.markdown("\n".join(lines))
    caption(
        tr("Ranked by the strength of their own best path there and by how near they are to us.")
    )
