"""A filter as words."""

from collections.abc import Callable

from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.words import N_

#: Field of a filter -> label.
FILTER_LABELS = {
    "kinds": N_("Kind"),
    "types": N_("Relation"),
    "countries": N_("Country"),
    "themes": N_("Theme"),
    "statuses": N_("Status"),
    "year": N_("As it was in"),
    "search": N_("Search"),
    "hops": N_("Steps from the focus"),
    "min_degree": N_("Fewest ties"),
}


def filter_words(wanted: GraphFilter, graph: GraphFrame, tr: Translator) -> list[tuple[str, str]]:
    """Say what a filter shows.

    Parameters
    ----------
    wanted : GraphFilter
        The filter.
    graph : GraphFrame
        The graph that holds its focus.
    _ : Translator
        The reader's language.

    Returns
    -------
    list of (str, str)
        Label and value of each active field; empty when nothing is filtered.
    """
    say: dict[str, Callable[[str], str]] = {
        "kinds": tr.kind,
        "types": tr.relation,
        "countries": tr.country,
        "themes": tr.theme,
        "statuses": tr.status,
    }
    words = []
    for name in wanted.active:
        value = getattr(wanted, name)
        text = ", ".join(say[name](part) for part in value) if name in say else str(value)
        words.append((tr(FILTER_LABELS[name]), text))
    if wanted.focus in graph.position:
        facts = graph.nodes.iloc[graph.position[wanted.focus]].to_dict()
        words.append((tr("Focus"), tr.name(facts)))
    if wanted.year is not None and not wanted.undated:
        words.append((tr("Ties without a start year"), tr("left out")))
    return words
