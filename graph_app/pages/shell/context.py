"""What every screen needs: the facts, the language, the way to the other screens."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph_app.graph.filter_specs import SPECS
from graph_app.graph.filters import GraphFilter, filter_from_query, filter_to_query
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import LANGUAGES, Translator, get_translator
from graph_app.model.errors import FilterError
from graph_app.model.kinds import kind_of
from graph_app.model.settings import Settings
from graph_app.model.tables import Tables
from graph_app.pages.parts.elements import warning
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.facts import Facts, read_facts
from graph_app.pages.shell.visitor import sees_contacts
from graph_app.wording.finding import NodeFinder
from graph_app.wording.names import node_name, node_names


def _revision_and_language(context: "Context") -> tuple[str, str]:
    return context.graph.revision, context.tr.language


#: Caches for all readers what belongs to the facts and the language of a context. What can be
#: chosen from thousands of nodes costs more to put together than to send.
by_language = st.cache_resource(
    show_spinner=False, max_entries=12, hash_funcs={f"{__name__}.Context": _revision_and_language}
)


@dataclass(frozen=True, eq=False)
class Context:
    """The facts as one reader sees them.

    Parameters
    ----------
    facts : Facts
        What is known, and where it is stored.
    tr : Translator
        The reader's language.
    """

    facts: Facts
    tr: Translator

    @property
    def tables(self) -> Tables:
        """Return the tables."""
        return self.facts.tables

    @property
    def graph(self) -> GraphFrame:
        """Return the whole graph."""
        return self.facts.graph

    @property
    def settings(self) -> Settings:
        """Return home city, title, and the city's own counts."""
        return self.facts.settings

    @property
    def sees_contacts(self) -> bool:
        """Whether contact persons may be shown; otherwise the tables contain none."""
        return self.facts.personal

    @property
    def home(self) -> str:
        """Node id of the home city."""
        return self.settings.home

    def with_graph(self, graph: GraphFrame) -> "Context":
        """Return the same context on another graph, e.g. that of an earlier year."""
        return replace(self, facts=replace(self.facts, graph=graph))

    def name(self, node: str) -> str:
        """Return the name of a node in the reader's language."""
        return node_name(self.graph, node, self.tr)

    @by_language
    def labels(self) -> Mapping[str, str]:
        """Return the name of every node in the reader's language, in the order of the names."""
        pairs = zip(self.graph.ids, node_names(self.graph, self.tr), strict=True)
        return dict(sorted(pairs, key=lambda pair: (pair[1].casefold(), pair[0])))

    @by_language
    def finder(self) -> NodeFinder:
        """Return what finds the nodes that a person means by a text."""
        return NodeFinder(self.graph, self.tr)

    @by_language
    def titles(self) -> Mapping[str, str]:
        """Return name and kind of every node in the reader's language, in the order of the names."""
        kind = self.tr.kind
        return {n: f"{name} · {kind(kind_of(n))}" for n, name in self.labels().items()}

    @by_language
    def of_kind(self, kind: str) -> Mapping[str, str]:
        """Return the name of every node of a kind, in the order of the names."""
        nodes = self.graph.nodes
        wanted = set(nodes["id"][nodes["kind"].eq(kind)])
        return {node: name for node, name in self.labels().items() if node in wanted}

    @by_language
    def countries(self) -> list[str]:
        """Return the codes of all countries, in the order of their names in the reader's language."""
        return sorted(self.graph.nodes["country"].dropna().unique(), key=self.tr.country)

    def go_to(self, screen: str, **parameters: str) -> None:
        """Open another screen, with parameters in its address.

        Parameters
        ----------
        screen : str
            Name of the screen, e.g. ``profile``.
        parameters : str
            Parts of its address, e.g. ``node="city:lahti"``.
        """
        query = _day_in_address() | parameters | {"lang": self.tr.language}
        st.switch_page(st.session_state["screens"][screen], query_params=query)


def get_context() -> Context:
    """Read the facts (cached) and the reader's language.

    Raises
    ------
    GraphAppError
        If the tables or settings cannot be read; the front door shows the message.
    """
    facts = read_facts(sees_contacts())
    language = reader_language(facts.settings.language)
    return Context(facts, get_translator(language))


def reader_language(default: str) -> str:
    """Return the language in the address, of this visit, or the default, in that order."""
    asked = address_bar.get("lang") or st.session_state.get("lang") or default
    return asked if asked in LANGUAGES else default


def ink() -> str:
    """Return the colour of text on charts, whose theme does not reach into what they write."""
    return "#e8eef2" if st.context.theme.type == "dark" else "#1b2a34"


# --- the address --------------------------------------------------------------------------------


#: Part of the address that names the day whose knowledge is shown.
KNOWN = "known"


def known_day() -> str:
    """Return the day whose knowledge the address, or this visit, asks for; blank for today."""
    return address_bar.get(KNOWN) or st.session_state.get(KNOWN) or ""


def _day_in_address() -> dict[str, str]:
    return {KNOWN: known_day()} if known_day() else {}


def write_address(values: Mapping[str, str]) -> None:
    """Make the address bar reproduce this screen; the language is always part of it."""
    wanted = {key: value for key, value in values.items() if value}
    language = st.session_state.get("lang") or address_bar.get("lang")
    if language:
        wanted["lang"] = language
    wanted |= _day_in_address()
    address_bar.write(wanted)


def current_filter(context: Context) -> GraphFilter:
    """Return the filter in the address, or that of this visit, or none.

    Of a filter that the address spells wrongly the reader is warned; it is not applied.
    """
    keys = {spec.query_key for spec in SPECS.values()}
    own = {key: value for key, value in address_bar.usable().items() if key in keys}
    if own:
        try:
            return filter_from_query(own)
        except FilterError as error:
            warn_of_address(context, error)
    return st.session_state.get("filter", GraphFilter())


def warn_of_address(context: Context, error: FilterError) -> None:
    """Say why a filter in the address is not applied."""
    tr, said = context.tr, context.tr.error(error)
    warning(tr("The address holds a filter that cannot be used: {error}", error=said))


def show_whole_graph(tr: Translator, place: DeltaGenerator) -> None:
    """Draw the button that clears the filter of this visit."""
    if place.button(tr("Whole graph"), width="stretch"):
        st.session_state["filter"] = GraphFilter()
        write_address({})
        st.rerun()


def share_filter(wanted: GraphFilter) -> dict[str, str]:
    """Set the filter for the other screens of this visit; return it as parts of the address."""
    st.session_state["filter"] = wanted
    return filter_to_query(wanted)
