"""The graph component: vis-network in the page, events back to Python.

Each change travels as a patch on the state sent before; a browser that holds another state asks
for a new start. What stays keeps its place, and zoom and selection survive.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import streamlit as st
from pyvis.network import Network

from graph_app.i18n import Translator

_NAME = "graph-app.graph_view"
_HTML = '<div class="ga-graph"></div>'
_EVENTS = ("selection", "double_click", "resync")


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture ready to be sent: its nodes and its ties by their ids."""

    nodes: Mapping[str, dict]
    edges: Mapping[str, dict]
    options: dict


def scene(network: Network) -> Scene:
    """Prepare a pyvis network for the component."""
    nodes = {node["id"]: node for node in network.nodes}
    edges = {edge["id"]: edge for edge in network.edges}
    return Scene(nodes, edges, network.options)


def full_message(current: Scene) -> dict[str, Any]:
    """Return the message that starts a picture anew."""
    return {
        "kind": "full",
        "nodes": list(current.nodes.values()),
        "edges": list(current.edges.values()),
    }


def patch_message(before: Scene, current: Scene) -> dict[str, Any]:
    """Return the message that turns one picture into another."""
    message: dict[str, Any] = {"kind": "patch"}
    for part in ("nodes", "edges"):
        old, new = getattr(before, part), getattr(current, part)
        message[part] = [value for key, value in new.items() if old.get(key) != value]
        message[f"drop_{part}"] = [key for key in old if key not in new]
    return message


class Sender:
    """What was sent to one browser, so that the next message can be a patch on it."""

    def __init__(self) -> None:
        self.revision = 0
        self.sent: Scene | None = None
        self.message: dict[str, Any] = {}

    def next(self, current: Scene, resync: bool) -> dict[str, Any]:
        """Return the message for the current scene; the same one again while nothing changes."""
        if self.sent is current and not resync:
            return self.message
        if self.sent is None or resync or self.sent.options != current.options:
            message = full_message(current)
        else:
            message = patch_message(self.sent, current)
            half = (len(current.nodes) + len(current.edges)) / 2
            if len(message["nodes"]) + len(message["edges"]) > half:
                message = full_message(current)
        message |= {"base": self.revision, "revision": self.revision + 1}
        message["options"] = current.options
        self.revision += 1
        self.sent, self.message = current, message
        return message


def graph_view(
    current: Scene,
    tr: Translator,
    *,
    key: str,
    label: str,
    home: str = "",
    selected: Sequence[str] = (),
    fit: str = "",
    height: int = 560,
    backdrop: list | None = None,
) -> Mapping[str, Any]:
    """Draw a scene and return what the person did with it.

    Parameters
    ----------
    current : Scene
        What to draw.
    tr : Translator
        Language of buttons and announcements.
    key : str
        Identity of the component on the page.
    label : str
        What a screen reader calls the picture.
    home : str
        Node to which the Home key goes.
    selected : sequence of str
        Ids of the nodes to show as selected.
    fit : str
        When this changes, the whole picture is brought into view.
    height : int
        Pixels.
    backdrop : list, optional
        Outlines to draw behind, each a flat list of x and y.

    Returns
    -------
    mapping
        ``selection``: ``{"nodes": [...], "edges": [...]}``; ``double_click``: node id or None.
    """
    sender = st.session_state.setdefault(f"{key}-sender", Sender())
    state = st.session_state.get(key)
    asked = state.get("resync") if state is not None and hasattr(state, "get") else None
    data = {
        **sender.next(current, bool(asked)),
        "label": label,
        "home": home,
        "selected": list(selected),
        "fit": fit,
        "height": height,
        "words": _words(tr),
        "backdrop": backdrop or [],
    }
    handlers = {f"on_{event}_change": _nothing for event in _EVENTS}
    default = {"selection": {"nodes": list(selected), "edges": []}}
    return _component()(key=key, data=data, height=height, default=default, **handlers)


def _nothing() -> None:
    """Streamlit reruns the page after an event only when the event has a handler."""


@cache
def _component() -> Callable[..., Any]:
    """Register when first used: importing must not need a running Streamlit."""
    component: Callable[..., Any] = st.components.v2.component(
        _NAME, html=_HTML, js="graph_view.js", css="graph_view.css", isolate_styles=True
    )
    return component


def _words(tr: Translator) -> dict[str, str]:
    return {
        "help": tr(
            "Arrow keys walk, Ctrl and arrow only along ties, T steps through the ties of a node, "
            "Enter selects, + and − zoom, 0 shows all, Home goes to the home city, Esc clears."
        ),
        "zoomIn": tr("Zoom in"),
        "zoomOut": tr("Zoom out"),
        "fit": tr("Show all"),
        "full": tr("Full screen"),
        "save": tr("Save as picture"),
    }
