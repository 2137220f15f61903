"""Choosers of nodes: by what a node is called, and by whatever else it is called.

The browser finds an option by the letters of its label alone. What it does not find, the reader sends
to the server with Enter: any name in any language is found there, and where a name is misspelled or
several have it, the nodes that may be meant are offered beneath.
"""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph_app.pages.parts.elements import caption, set_choice, words_of
from graph_app.pages.shell.context import Context
from graph_app.wording.finding import NodeFinder

#: After the key of a chooser: what was chosen last, and what was asked for that does not decide.
_LAST, _ASKED = "{}-last".format, "{}-asked".format


def pick_node(
    context: Context,
    label: str,
    choices: Mapping[str, str],
    key: str,
    starts: tuple[str | None, ...] | None = None,
    place: DeltaGenerator | None = None,
    **options: Any,
) -> str | None:
    """Draw a chooser of one node; return its id, None where none is chosen.

    Parameters
    ----------
    context : Context
        The facts and the reader's language.
    label : str
        What is asked.
    choices : mapping of str to str
        Node id -> label, in the order of the chooser.
    key : str
        Key of the widget.
    starts : tuple, optional
        As :func:`~graph_app.pages.parts.elements.pick` takes them.
    place : DeltaGenerator, optional
        Where to draw it.
    **options
        Further arguments of ``st.selectbox``.
    """
    if starts is not None:
        set_choice(key, choices, *starts)
    box = (place or st).container()
    chosen = box.selectbox(
        label,
        **_found_by_any_name(context, choices, key, _find_one),
        **options,
    )
    st.session_state[_LAST(key)] = chosen
    _offer(context, box, key, many=False)
    return chosen


def pick_nodes(
    context: Context,
    label: str,
    choices: Mapping[str, str],
    key: str,
    place: DeltaGenerator | None = None,
    **options: Any,
) -> list[str]:
    """Draw a chooser of several nodes, as :func:`pick_node` does of one; return their ids."""
    box = (place or st).container()
    chosen = box.multiselect(
        label,
        **_found_by_any_name(context, choices, key, _find_several),
        **options,
    )
    _offer(context, box, key, many=True)
    return list(chosen)


def _found_by_any_name(
    context: Context,
    choices: Mapping[str, str],
    key: str,
    find: Callable[[NodeFinder, Mapping[str, str], str], None],
) -> dict[str, Any]:
    """Return the arguments of a chooser whose typed texts are looked for on the server."""
    return {
        "options": list(choices),
        "format_func": words_of(choices),
        "key": key,
        "accept_new_options": True,
        "filter_mode": "contains",
        "on_change": find,
        "args": (context.finder(), choices, key),
    }


# --- what was typed -------------------------------------------------------------------------------


def _find_one(finder: NodeFinder, choices: Mapping[str, str], key: str) -> None:
    """Put the node that was typed in the place of the text, or what was chosen before."""
    state = st.session_state
    chosen = state[key]
    state.pop(_ASKED(key), None)
    if chosen is None or chosen in choices:
        return
    node, offered = finder.meant(chosen, choices)
    if node is None:
        last = state.get(_LAST(key))
        node = last if last in choices else None
        state[_ASKED(key)] = (chosen, offered, node)
    state[key] = node


def _find_several(finder: NodeFinder, choices: Mapping[str, str], key: str) -> None:
    state = st.session_state
    state.pop(_ASKED(key), None)
    nodes: dict[str, None] = {}
    asked: tuple[str, list[str]] | None = None
    for chosen in state[key]:
        node, offered = (chosen, []) if chosen in choices else finder.meant(chosen, choices)
        if node is None:
            asked = (chosen, offered)
        else:
            nodes[node] = None
    state[key] = list(nodes)
    if asked:
        state[_ASKED(key)] = (*asked, list(nodes))


def _offer(context: Context, box: DeltaGenerator, key: str, many: bool) -> None:
    """Draw beneath a chooser what may have been meant by a text that does not decide."""
    text, offered, before = st.session_state.get(_ASKED(key), ("", [], None))
    # Whatever was chosen since, here or in the address, answers the question.
    if not text or before != st.session_state[key]:
        return
    tr = context.tr
    with box:
        if not offered:
            caption(tr("Nothing here is called {text}.", text=text[:60]))
            return
        caption(tr("{text}: did you mean one of these?", text=text[:60]))
        row = st.container(horizontal=True, gap="small")
        for node in offered:
            row.button(
                context.name(node),
                key=f"{key}-offered-{node}",
                on_click=_take,
                args=(key, node, many),
            )


def _take(key: str, node: str, many: bool) -> None:
    state = st.session_state
    state.pop(_ASKED(key), None)
    state[key] = [*dict.fromkeys([*state[key], node])] if many else node
