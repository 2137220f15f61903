"""The filters at the side of Explore."""

import datetime
from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np
import streamlit as st

from graph_app.analysis.layout import LAYOUTS
from graph_app.analysis.measures.centrality import MEASURES, RANKING
from graph_app.graph import filter_kinds as kinds
from graph_app.graph.filter_specs import SPECS, FilterSpec, GraphFilter, specs_of
from graph_app.graph.filters import FilterResult
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.kinds import UNKNOWN
from graph_app.pages.explore import player
from graph_app.pages.parts.choosing import pick_node
from graph_app.pages.parts.drawing import Look
from graph_app.pages.parts.elements import caption, pick, text_field, words_of
from graph_app.pages.shell.context import Context, by_language
from graph_app.pages.shell.valid_year import undated_label
from graph_app.view.style import COLOUR_BY

_KEY = "explore-{}".format
_LOOKS = ("colour", "size", "layout", "physics")


def start_filter(context: Context) -> GraphFilter:
    """Return what Explore shows first: the home city and all it has a direct tie with."""
    return GraphFilter(focus=context.home, hops=1)


def put(wanted: GraphFilter) -> None:
    """Set the widgets to a filter; only before they are drawn, or in a callback."""
    for name in SPECS:
        value = getattr(wanted, name)
        st.session_state[_KEY(name)] = list(value) if isinstance(value, tuple) else value


def put_look(look: Look) -> None:
    """Set the widgets to a look; only before they are drawn."""
    for name in _LOOKS:
        st.session_state[_KEY(name)] = getattr(look, name)


def is_new() -> bool:
    """Return whether the widgets have not been drawn since the person came to this screen."""
    return _KEY("kinds") not in st.session_state


def read() -> GraphFilter:
    """Return the filter that the widgets show."""
    values = {name: st.session_state[_KEY(name)] for name in SPECS}
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if v is not None}
    unmet = [s.field for s in SPECS.values() if s.apply and s.needs and not values.get(s.needs)]
    return GraphFilter(**{name: value for name, value in values.items() if name not in unmet})


Slots = dict[str, "st.delta_generator.DeltaGenerator"]


def draw(context: Context) -> Slots:
    """Draw the widgets; return the places where each says how many it leaves."""
    slots: Slots = {}
    above = specs_of(kinds.Text, kinds.Node, kinds.Choices, kinds.Year)
    more = [spec for spec in specs_of(kinds.Kind) if spec not in above and not spec.needs]
    with st.sidebar:
        for spec in above:
            _filter(spec, context, slots)
        player.draw(context)
        with st.expander(context.tr("More")):
            for spec in more:
                _filter(spec, context, slots)
    return slots


def _filter(spec: FilterSpec, context: Context, slots: Slots) -> None:
    """Draw the widget of a filter and, beneath it, of those that need it."""
    label = undated_label(context) if spec.field == "undated" else context.tr(spec.label)
    disabled = bool(spec.needs) and not st.session_state[_KEY(spec.needs)]
    _widget(spec.kind, context, label=label, key=_KEY(spec.field), disabled=disabled)
    for other in SPECS.values():
        if other.needs == spec.field:
            _filter(other, context, slots)
    if spec.apply:
        slots[spec.field] = st.empty()


def _widget(kind: kinds.Kind, context: Context, **common) -> None:
    """Draw the widget of a kind of filter; `common` are its label, key and whether disabled."""
    tr, chosen = context.tr, st.session_state[common["key"]]
    match kind:
        case kinds.Text(most):
            text_field(tr, most=most, **common)
        case kinds.Flag():
            st.checkbox(**common)
        case kinds.Node():
            pick_node(context, choices=_nodes(context), **common)
        case kinds.Choice():
            pick(choices=_names(kind, context), **common)
        case kinds.Choices():
            # A value from the address may be one that is not in these tables.
            names = _names(kind, context, chosen)
            st.multiselect(
                options=list(names), format_func=words_of(names), placeholder=tr("all"), **common
            )
        case kinds.Year():
            years = dict.fromkeys([None, *_years(context.graph), chosen])
            _slider(list(years), tr("any year"), **common)
        case kinds.Scale(low, high):
            _slider([*range(low, high + 1), None], tr("all"), **common)
        case kinds.Number(low, high):
            st.number_input(min_value=low, max_value=high, **common)


def _names(kind: kinds.Kind, context: Context, chosen: Iterable[str] = ()) -> Mapping[str, str]:
    """Return what can be chosen, and what is, with the label of each."""
    tr = context.tr
    if isinstance(kind, kinds.Choice):
        return {"": tr("all"), **{value: tr(label) for value, label in kind.labels.items()}}
    assert isinstance(kind, kinds.Choices)
    say = partial(tr.kind, many=True) if kind.says == "kind" else getattr(tr, kind.says)
    offered = context.countries() if isinstance(kind, kinds.Countries) else kind.known
    if kind.by_label:
        offered = sorted(offered, key=lambda value: (value == UNKNOWN, say(value)))
    return {value: say(value) for value in (*offered, *chosen)}


@by_language
def _nodes(context: Context) -> Mapping[str, str]:
    """Return what may be the focus: nothing, or one of many thousand nodes."""
    return {"": context.tr("None"), **context.labels()}


def _years(graph: GraphFrame) -> range:
    today = datetime.date.today().year
    return range(int(np.nanmin(graph.start_year, initial=today)), today + 1)


def _slider(options: list[int | None], none: str, **common) -> None:
    st.select_slider(options=options, format_func=lambda n: none if n is None else str(n), **common)


def say_steps(slots: Slots, result: FilterResult, tr: Translator) -> None:
    """Say under each active filter how many nodes and ties it leaves."""
    for name, nodes, ties in result.steps:
        if name in slots:
            left = tr(
                "leaves {nodes} nodes, {ties} ties", nodes=tr.number(nodes), ties=tr.number(ties)
            )
            slots[name].caption(left)


def offer_near(slots: Slots, result: FilterResult, context: Context) -> None:
    """Offer under a search that finds nothing what may have been meant."""
    text = st.session_state[_KEY("search")].strip()
    if not text or result.matched:
        return
    finder, tr = context.finder(), context.tr
    # What is found, but filtered away, is not misspelled.
    near = [] if finder.meant(text, context.graph.position)[0] else finder.near(text)
    if near:
        with slots["search"].container():
            caption(tr("{text}: did you mean one of these?", text=text[:60]))
            for node in near:
                say = {_KEY("search"): finder.label(node)}
                st.button(
                    finder.label(node),
                    key=_KEY(f"near-{node}"),
                    on_click=st.session_state.update,
                    args=(say,),
                )


def look_choices(tr: Translator) -> dict[str, tuple[str, dict[str, str]]]:
    """Return what can be chosen of a look: its label, and the words of each value."""
    sizes = {name: tr(MEASURES[name].label) for name in RANKING}
    return {
        "colour": (tr("Colour by"), {name: tr(label) for name, label in COLOUR_BY.items()}),
        "size": (tr("Size by"), {"uniform": tr("All the same"), **sizes}),
        "layout": (tr("Layout"), {name: tr(label) for name, label in LAYOUTS.items()}),
    }


def draw_look(tr: Translator, disabled: bool = False) -> Look:
    """Draw what colour, size and place say; disabled where they have no meaning."""
    *places, last = st.columns(4, vertical_alignment="bottom")
    for place, (name, (label, words)) in zip(places, look_choices(tr).items(), strict=True):
        pick(label, words, _KEY(name), place=place, disabled=disabled)
    last.toggle(tr("Let nodes move"), key=_KEY("physics"), disabled=disabled)
    return Look(**{name: st.session_state[_KEY(name)] for name in _LOOKS})


def look_from_query(query: Mapping[str, str]) -> Look:
    """Read the look from an address; what it spells wrongly is left at its default."""
    known = {"colour": COLOUR_BY, "size": {"uniform", *RANKING}, "layout": LAYOUTS}
    values = {name: query[name] for name in known if query.get(name) in known[name]}
    return Look(**values, physics=query.get("physics") == "1")


def look_to_query(look: Look) -> dict[str, str]:
    """Return the look as the parameters of an address; defaults are left out."""
    start = Look()
    values = {n: getattr(look, n) for n in _LOOKS if getattr(look, n) != getattr(start, n)}
    return {name: "1" if value is True else value for name, value in values.items()}
