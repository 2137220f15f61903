"""Paths as sentences, strengths as words."""

from collections.abc import Mapping, Sequence

import pandas as pd

from graph_app.analysis.paths.best_paths import LEVELS, Path, StrengthGraph, level
from graph_app.analysis.paths.introductions import BRIDGE_REASONS, Bridge, NoPath
from graph_app.analysis.strength import STATUS_FACTORS
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import N_
from graph_app.wording.names import node_names
from graph_app.wording.robustness import node_name

#: The first clause of a longer sentence where its own phrase may not end with the second name, to
#: which the next clause refers: "A and B are sister cities" does not in every language.
_FIRST: Mapping[str, str] = {
    "sister_city": N_("{a} is a sister city of {b}{facts}, {rest}"),
    "friendship_municipality": N_("{a} is a friendship municipality of {b}{facts}, {rest}"),
    "cooperation_agreement": N_("{a} has a cooperation agreement with {b}{facts}, {rest}"),
}


_ALONE = N_("No city there leads on to {b}: only a tie with {b} itself would create a path.")


def path_sentence(graph: GraphFrame, path: Path, tr: Translator) -> str:
    """Return a path as one sentence, without its full stop.

    Parameters
    ----------
    graph : GraphFrame
        The graph in which the path has its positions.
    path : Path
        The path.
    tr : Translator
        The reader's language.

    Returns
    -------
    str
        Plain text, not escaped: "Lahti is a sister city of Wuxi (since 1992), which is a sister
        city of Chattanooga". What is not known is left out.
    """
    names = [node_name(graph, at, tr) for at in path.nodes]
    edges = [graph.edges.iloc[tie] for tie in path.ties]
    facts = [_facts(edge, tr) for edge in edges]
    ways = [bool(graph.source[tie] == at) for tie, at in zip(path.ties, path.nodes, strict=False)]
    first = edges[0]["type"], names[0], names[1], ways[0]
    rest = ", ".join(
        _which(edge["type"], forward, name, tr) + said
        for edge, forward, name, said in zip(edges[1:], ways[1:], names[2:], facts[1:], strict=True)
    )
    if not rest:
        return _phrase(*first, tr) + facts[0]
    if first[0] in _FIRST:
        return tr(_FIRST[first[0]], a=names[0], b=names[1], facts=facts[0], rest=rest)
    return f"{_phrase(*first, tr)}{facts[0]}, {rest}"


def _phrase(kind: str, a: str, b: str, forward: bool, tr: Translator) -> str:
    if kind not in RELATION_TYPES:
        return tr("{a} is tied to {b}", a=a, b=b)
    return tr.phrase(kind, a, b, forward)


def clause(phrase: str) -> str:
    """Return the relative clause of a phrase; ``python -m scripts.messages`` collects them all.

    Examples
    --------
    >>> clause("{a} is a member of {b}")
    'which is a member of {b}'
    """
    return phrase.replace("{a}", "which")


def _which(kind: str, forward: bool, b: str, tr: Translator) -> str:
    if kind not in RELATION_TYPES:
        return tr("which is tied to {b}", b=b)
    relation = RELATION_TYPES[kind]
    return tr(clause(relation.forward if forward else relation.backward), b=b)


def _facts(edge: pd.Series, tr: Translator) -> str:
    """Return in brackets since when, until when, and with which status a tie is known."""
    parts = []
    if pd.notna(edge["start"]):
        parts.append(tr("since {date}", date=tr.date(edge["start"])))
    if pd.notna(edge["end"]):
        parts.append(tr("until {date}", date=tr.date(edge["end"])))
    if pd.notna(edge["status"]) and edge["status"] != "active":
        parts.append(tr("status: {status}", status=tr.status(edge["status"]).lower()))
    return f" ({', '.join(parts)})" if parts else ""


# --- strengths ------------------------------------------------------------------------------------


def strength_words(strength: float, tr: Translator) -> str:
    """Return the word for the level of a strength: see :data:`~graph_app.analysis.paths.best_paths.LEVELS`."""
    return tr(LEVELS[level(strength)][1])


def strength_number(strength: float, tr: Translator) -> str:
    """Write a strength with as many decimals as show that it is more than nothing."""
    if 0 < strength < 0.0001:
        return f"< {tr.number(0.0001, 4)}"
    return tr.number(strength, 2 if strength >= 0.1 else 4)


def levels_table(tr: Translator) -> pd.DataFrame:
    """Return the levels as rows to read: ``level`` and ``least`` strength, the strongest first."""
    rows = [(tr(label), least) for least, label in LEVELS.values()]
    return pd.DataFrame(rows, columns=["level", "least"])


def type_weights(tr: Translator) -> pd.DataFrame:
    """Return the factor of each type of relation as rows to read: ``label``, ``factor``."""
    rows = [(tr.relation(name), kind.weight) for name, kind in RELATION_TYPES.items()]
    return pd.DataFrame(rows, columns=["label", "factor"])


def status_factors(tr: Translator) -> pd.DataFrame:
    """Return the factor of each status as rows to read: ``label``, ``factor``."""
    rows = [(tr.status(name), factor) for name, factor in STATUS_FACTORS.items()]
    return pd.DataFrame(rows, columns=["label", "factor"])


def factors_table(strengths: StrengthGraph, paths: Sequence[Path], tr: Translator) -> pd.DataFrame:
    """Return the ties of paths with what makes their strength, each tie once.

    Returns
    -------
    pandas.DataFrame
        Columns ``tie`` (a sentence), ``type``, ``status``, ``check``, ``size`` and ``strength``.
    """
    graph = strengths.frame
    ties = list(dict.fromkeys(tie for path in paths for tie in path.ties))
    names = node_names(graph, tr).to_numpy(dtype=object)
    line = [
        _phrase(graph.edges["type"].iloc[at], names[source], names[target], True, tr)
        for at, source, target in zip(ties, graph.source[ties], graph.target[ties], strict=True)
    ]
    table = strengths.factors.iloc[ties].reset_index(drop=True)
    table.insert(0, "tie", line)
    return table


def paths_table(graph: GraphFrame, paths: Sequence[Path], tr: Translator) -> pd.DataFrame:
    """Return paths as rows to read.

    Returns
    -------
    pandas.DataFrame
        Columns ``rank``, ``strength``, ``level``, ``steps`` (number of ties) and ``sentence``.
    """
    rows = [
        (rank, p.strength, strength_words(p.strength, tr), len(p.ties), path_sentence(graph, p, tr))
        for rank, p in enumerate(paths, start=1)
    ]
    return pd.DataFrame(rows, columns=["rank", "strength", "level", "steps", "sentence"])


# --- where no path leads --------------------------------------------------------------------------


def why_no_path(why: NoPath, a: str, b: str, tr: Translator) -> str:
    """Return why no path leads from one to another, and what would create one.

    Parameters
    ----------
    why : NoPath
        See :func:`~graph_app.analysis.paths.introductions.explain_no_path`.
    a, b : str
        Names of the two.
    tr : Translator
        The reader's language.
    """
    if why.ended:
        said = tr("The only paths there lead through ties that have ended.")
    elif 1 in (why.ours, why.theirs):
        name = a if why.ours == 1 else b
        said = tr("{name} has no tie here that could be walked.", name=name)
    else:
        said = tr(
            "They lie in two parts of the graph that no tie joins: {ours} nodes with {a}, {theirs} "
            "with {b}.",
            ours=tr.number(why.ours),
            theirs=tr.number(why.theirs),
            a=a,
            b=b,
        )
    if why.alone:
        return f"{said} {tr(_ALONE, b=b)}"
    return said


def bridge_sentence(graph: GraphFrame, bridge: Bridge, tr: Translator) -> str:
    """Name a node to which a tie would create a path, how far it is, and why it is proposed."""
    parts = [tr(BRIDGE_REASONS[reason]) for reason in bridge.reasons]
    if bridge.km == bridge.km:
        parts.insert(0, tr("{km} km from us", km=tr.number(bridge.km)))
    said = ": ".join(part for part in (node_name(graph, bridge.node, tr), ", ".join(parts)) if part)
    return f"{said}. {path_sentence(graph, bridge.path, tr)}" if bridge.path else said
