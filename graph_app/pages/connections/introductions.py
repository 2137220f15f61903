"""Who can introduce us: the second half of Connections."""

from collections.abc import Sequence

import streamlit as st
from streamlit.column_config import NumberColumn, TextColumn

from graph_app.analysis.paths.best_paths import Path, StrengthGraph
from graph_app.analysis.paths.introductions import (
    FAINT,
    TARGET_KINDS,
    Introductions,
    example_path,
    introductions,
    target_options,
    target_set,
)
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.choosing import pick_node
from graph_app.pages.parts.elements import caption, pick, show_table
from graph_app.pages.shell.context import Context
from graph_app.wording.names import node_names
from graph_app.wording.paths import factors_table, path_sentence, strength_number, strength_words
from graph_app.wording.text import plain

_KIND = "connections-target-kind"
_IN_WORDS = 3


def set_target(graph: GraphFrame, asked: str, home: str) -> None:
    """Set the widgets to a target as an address spells it; to the usual ones where it is wrong."""
    kind, _colon, value = asked.partition(":")
    st.session_state[_KIND] = kind if kind in TARGET_KINDS else next(iter(TARGET_KINDS))
    for each in TARGET_KINDS:
        options = target_options(graph, each)
        known = each == kind and value in options
        st.session_state[_key(each)] = value if known else _usual(graph, options, home)


def _usual(graph: GraphFrame, options: dict[str, int], home: str) -> str | None:
    own = graph.nodes["country"].iloc[graph.position[home]]
    return next((value for value in options if value != own), None)


def _key(kind: str) -> str:
    return f"connections-target-{kind}"


def show(context: Context, key: tuple, strengths: StrengthGraph, one: str) -> str:
    """Draw the section; return the target as the address spells it."""
    tr = context.tr
    st.markdown(f"### {plain(tr('Who can introduce us?'))}")
    kind, value = _choose(context)
    if value is None:
        st.info(tr("The data name nobody of this kind. Choose another kind."))
        return ""
    asked = (st.session_state["connections-ended"], one, kind, value)
    found = _found(strengths, key, *asked)
    draw_once(
        ("introductions", *key, *asked, tr.language),
        lambda: _introductions(context, strengths, found, one),
        rows=len(found.table),
    )
    return f"{kind}:{value}"


def _choose(context: Context) -> tuple[str, str | None]:
    tr, graph = context.tr, context.graph
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    kind = left.radio(
        tr("Whom do we want to reach?"),
        list(TARGET_KINDS),
        format_func=lambda name: tr(TARGET_KINDS[name]),
        horizontal=True,
        key=_KIND,
    )
    options = draw_once(
        ("target-options", graph.revision, kind), lambda: target_options(graph, kind)
    )
    say = {"country": tr.country, "network": context.name, "theme": tr.theme}[kind]
    labels = {value: f"{say(value)} ({tr.number(count)})" for value, count in options.items()}
    labels = dict(sorted(labels.items(), key=lambda pair: pair[1].casefold()))
    key = _key(kind)
    # The choice of the kinds that were not shown is dropped between runs, or not there in this year.
    if st.session_state.get(key) not in options:
        st.session_state[key] = _usual(graph, options, context.home)
    if kind == "network":
        return kind, pick_node(context, tr(TARGET_KINDS[kind]), labels, key, place=right)
    return kind, pick(tr(TARGET_KINDS[kind]), labels, key, place=right)


@st.cache_resource(max_entries=100, show_spinner=False)
def _found(
    _strengths: StrengthGraph, key: tuple, ended: bool, one: str, kind: str, value: str
) -> Introductions:
    return introductions(_strengths, one, target_set(_strengths.frame, kind, value))


def _introductions(
    context: Context, strengths: StrengthGraph, found: Introductions, one: str
) -> None:
    tr = context.tr
    summary = tr(
        "{n} nodes are in this set; {name} has a tie with {direct} of them already.",
        n=tr.number(found.targets),
        name=context.name(one),
        direct=tr.number(len(found.direct)),
    )
    if len(found.unreached):
        summary += " " + tr(
            "No neighbour opens a path of at least {least} to {n} of them.",
            least=tr.number(FAINT, 4),
            n=tr.number(len(found.unreached)),
        )
    elif not len(found.table):
        summary += " " + tr("Nobody has to introduce us.")
    caption(summary, 600)
    if len(found.table):
        _in_words(context, strengths, found, one)
        _table(context, found)


def _in_words(context: Context, strengths: StrengthGraph, found: Introductions, one: str) -> None:
    tr = context.tr
    others = found.targets - len(found.direct)
    for rank, (_at, row) in enumerate(found.table.head(_IN_WORDS).iterrows(), start=1):
        path = example_path(strengths, one, row)
        assert path is not None
        said = tr(
            "opens paths to {n} of {all}, {warm} of them warm.",
            n=tr.number(row["reached"]),
            all=tr.number(others),
            warm=tr.number(row["warm"]),
        )
        sentence = path_sentence(context.graph, path, tr)
        level = f"{strength_words(path.strength, tr)}, {strength_number(path.strength, tr)}"
        example = tr("For example: {sentence} ({level}).", sentence=sentence, level=level)
        name = plain(context.name(row["id"]))
        st.markdown(f"{rank}. **{name}** {plain(said)}  \n{plain(example, 2000)}")


def _table(context: Context, found: Introductions) -> None:
    tr, nodes = context.tr, context.graph.nodes
    names = node_names(context.graph, tr).to_numpy(dtype=object)
    rows = found.table[["tie", "reached", "warm", "best", "total"]].assign(
        name=names[found.table["node"]],
        kind=[tr.kind(nodes["kind"].iloc[at]) for at in found.table["node"]],
        example=names[found.table["example"]],
    )
    columns = {
        "name": TextColumn(tr("Name"), width="medium"),
        "tie": NumberColumn(tr("Our tie"), format="%.3f"),
        "reached": NumberColumn(tr("Reaches")),
        "warm": NumberColumn(tr("Warm paths")),
        "best": NumberColumn(
            tr("Best way to"), help=tr("To so many of them nobody opens a stronger path.")
        ),
        "total": NumberColumn(tr("Sum of strengths"), format="%.3f"),
        "example": TextColumn(tr("Strongest path to"), width="medium"),
    }
    order = ["name", "kind", "tie", "reached", "warm", "best", "total", "example"]
    show_table(rows[order], tr, columns, height=min(360, 40 + 36 * len(rows)))
    caption(tr("Ranked by the number of warm paths, then by the sum of strengths."))


def show_factors(strengths: StrengthGraph, found: Sequence[Path], tr: Translator) -> None:
    """Draw the factors of the ties of some paths as a table."""
    numbers = {
        "type": tr("Type"),
        "status": tr("Status"),
        "check": tr("Age of the check"),
        "size": tr("Size"),
        "strength": tr("Strength"),
    }
    columns = {name: NumberColumn(label, format="%.3f") for name, label in numbers.items()}
    columns["tie"] = TextColumn(tr("Tie"), width="large")
    show_table(factors_table(strengths, found, tr), tr, columns)
