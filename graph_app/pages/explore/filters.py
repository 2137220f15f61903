"""The filters at the side of Explore."""

import datetime
from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from graph_app.analysis.layout import LAYOUTS
from graph_app.analysis.measures.centrality import MEASURES, RANKING
from graph_app.graph.filters import MAX_HOPS, MAX_SEARCH, FilterResult, GraphFilter
from graph_app.i18n import Translator
from graph_app.model.kinds import KINDS, STATUSES, THEMES, UNKNOWN
from graph_app.model.relations import RELATION_TYPES
from graph_app.pages.explore import player
from graph_app.pages.parts.drawing import Look
from graph_app.pages.shell.context import Context
from graph_app.view.style import COLOUR_BY
from graph_app.wording.filters import FILTER_LABELS

_KEY = "explore-{}".format
_FIELDS = [
    "kinds",
    "types",
    "countries",
    "themes",
    "statuses",
    "year",
    "undated",
    "search",
    "focus",
    "hops",
    "min_degree",
    "isolated",
]
_LOOKS = ("colour", "size", "layout", "physics")


def start_filter(context: Context) -> GraphFilter:
    """Return what Explore shows first: the home city and all it has a direct tie with."""
    return GraphFilter(focus=context.home, hops=1)


def put(wanted: GraphFilter) -> None:
    """Set the widgets to a filter; only before they are drawn, or in a callback."""
    for name in _FIELDS:
        value = getattr(wanted, name)
        st.session_state[_KEY(name)] = list(value) if isinstance(value, tuple) else value


def put_look(look: Look) -> None:
    """Set the widgets to a look; only before they are drawn."""
    for name in _LOOKS:
        st.session_state[_KEY(name)] = getattr(look, name)


def is_new() -> bool:
    """Tell whether the widgets have not been drawn since the person came to this screen."""
    return _KEY("kinds") not in st.session_state


def read() -> GraphFilter:
    """Return the filter that the widgets show."""
    values = {name: st.session_state[_KEY(name)] for name in _FIELDS}
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    values["focus"] = values["focus"] or ""
    if not values["focus"]:
        values["hops"] = None
    return GraphFilter(**values)


def read_look() -> Look:
    """Return the look that the widgets show."""
    return Look(**{name: st.session_state[_KEY(name)] for name in _LOOKS})


Slots = dict[str, "st.delta_generator.DeltaGenerator"]


def draw(context: Context) -> Slots:
    """Draw the widgets; give the places where each says how many it leaves."""
    tr, slots = context.tr, {}
    with st.sidebar:
        st.text_input(tr("Search"), key=_KEY("search"), max_chars=MAX_SEARCH)
        slots["search"] = st.empty()
        _focus(context, slots)
        _choices(context, slots)
        _year(context, slots)
        with st.expander(tr("More")):
            st.number_input(tr("Fewest ties"), 0, 999, key=_KEY("min_degree"))
            slots["min_degree"] = st.empty()
            st.checkbox(tr("Also show those without any tie"), key=_KEY("isolated"))
    return slots


def _focus(context: Context, slots: Slots) -> None:
    tr = context.tr
    names = _names(context, context.graph.revision, tr.language)
    st.selectbox(tr("Focus"), list(names), format_func=names.get, key=_KEY("focus"))
    whole = tr("all")
    st.select_slider(
        tr("Steps from the focus"),
        [*range(1, MAX_HOPS + 1), None],
        format_func=lambda steps: whole if steps is None else str(steps),
        key=_KEY("hops"),
        disabled=not st.session_state[_KEY("focus")],
    )
    slots["hops"] = st.empty()


@st.cache_resource(max_entries=6, show_spinner=False)
def _names(_context: Context, revision: str, language: str) -> Mapping[str, str]:
    """Return what may be the focus: nothing, or one of many thousand nodes."""
    return {"": _context.tr("None"), **_context.labels()}


def _choices(context: Context, slots: Slots) -> None:
    tr = context.tr
    _choice(tr, slots, "kinds", [*KINDS], lambda kind: tr.kind(kind, many=True))
    _choice(tr, slots, "types", [*RELATION_TYPES], tr.relation)
    _choice(tr, slots, "countries", context.countries(), tr.country)
    _choice(tr, slots, "themes", [*sorted(THEMES, key=tr.theme), UNKNOWN], tr.theme)
    _choice(tr, slots, "statuses", [*STATUSES, UNKNOWN], tr.status)


def _choice(
    tr: Translator, slots: Slots, name: str, options: list[str], say: Callable[[str], str]
) -> None:
    chosen = st.session_state[_KEY(name)]
    # A value from the address may be one that these tables do not hold.
    options = [*options, *(value for value in chosen if value not in options)]
    st.multiselect(
        tr(FILTER_LABELS[name]),
        options,
        format_func=say,
        key=_KEY(name),
        placeholder=tr("all"),
    )
    slots[name] = st.empty()


def _year(context: Context, slots: Slots) -> None:
    tr, graph = context.tr, context.graph
    known = graph.start_year[~np.isnan(graph.start_year)]
    today = datetime.date.today().year
    first = int(min(known.min(), today)) if len(known) else today
    years = [None, *range(first, max(today, first) + 1)]
    chosen = st.session_state[_KEY("year")]
    if chosen not in years:
        years.append(chosen)
    st.select_slider(
        tr(FILTER_LABELS["year"]),
        years,
        format_func=lambda year: tr("any year") if year is None else str(year),
        key=_KEY("year"),
    )
    undated = int(np.isnan(graph.start_year).sum())
    st.checkbox(
        tr.ngettext(
            "With the {n} tie whose start is not known",
            "With the {n} ties whose start is not known",
            undated,
        ),
        key=_KEY("undated"),
        disabled=chosen is None,
    )
    slots["year"] = st.empty()
    player.draw(context)


def say_steps(slots: Slots, result: FilterResult, tr: Translator) -> None:
    """Say under each active filter how many nodes and ties it leaves."""
    for name, nodes, ties in result.steps:
        if name in slots:
            left = tr(
                "leaves {nodes} nodes, {ties} ties", nodes=tr.number(nodes), ties=tr.number(ties)
            )
            slots[name].caption(left)


def draw_look(tr: Translator, disabled: bool = False) -> None:
    """Draw what colour, size and place say; disabled where they have no meaning."""
    colour, size, place, physics = st.columns(4, vertical_alignment="bottom")
    colour.selectbox(
        tr("Colour by"),
        [*COLOUR_BY],
        format_func=lambda name: tr(COLOUR_BY[name]),
        key=_KEY("colour"),
        disabled=disabled,
    )
    sizes = {"uniform": tr("All the same"), **{name: tr(MEASURES[name].label) for name in RANKING}}
    size.selectbox(
        tr("Size by"), [*sizes], format_func=sizes.get, key=_KEY("size"), disabled=disabled
    )
    place.selectbox(
        tr("Layout"),
        [*LAYOUTS],
        format_func=lambda name: tr(LAYOUTS[name]),
        key=_KEY("layout"),
        disabled=disabled,
    )
    physics.toggle(tr("Let nodes move"), key=_KEY("physics"), disabled=disabled)


def look_from_query(query) -> Look:
    """Read the look from an address; what it spells wrongly is left at its default."""
    known = {"colour": COLOUR_BY, "size": {"uniform", *RANKING}, "layout": LAYOUTS}
    values = {name: query[name] for name in known if query.get(name) in known[name]}
    return Look(**values, physics=query.get("physics") == "1")


def look_to_query(look: Look) -> dict[str, str]:
    """Return the look as the parameters of an address; defaults are left out."""
    start = Look()
    values = {n: getattr(look, n) for n in _LOOKS if getattr(look, n) != getattr(start, n)}
    return {name: "1" if value is True else value for name, value in values.items()}
