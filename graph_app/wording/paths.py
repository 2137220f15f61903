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
from graph_app.wording.text import shorten

_LONGEST_NAME = 80

#: Relation type -> clauses that hang on the name before them, from source to target and back.
_WHICH: Mapping[str, tuple[str, str]] = {
    "sister_city": (
        N_("which is a sister city of {b}"),
        N_("which is a sister city of {b}"),
    ),
    "friendship_municipality": (
        N_("which is a friendship municipality of {b}"),
        N_("which is a friendship municipality of {b}"),
    ),
    "cooperation_agreement": (
        N_("which has a cooperation agreement with {b}"),
        N_("which has a cooperation agreement with {b}"),
    ),
    "membership": (N_("which is a member of {b}"), N_("which has the member {b}")),
    "participation": (N_("which takes part in {b}"), N_("which has the participant {b}")),
    "part_of": (N_("which is part of {b}"), N_("which includes {b}")),
    "secretariat": (
        N_("which has its secretariat in {b}"),
        N_("which is home to the secretariat of {b}"),
    ),
    "hosts": (N_("which hosts {b}"), N_("which is hosted by {b}")),
    "located_in": (N_("which is located in {b}"), N_("which is the seat of {b}")),
    "organises": (N_("which organises {b}"), N_("which is organised by {b}")),
    "funds": (N_("which funds {b}"), N_("which is funded by {b}")),
    "award": (N_("which holds the award {b}"), N_("which has been awarded to {b}")),
}

#: The first clause of a longer sentence where its own phrase may not end with the second name, on
#: which the next clause hangs: "A and B are sister cities" does not in every language.
_FIRST: Mapping[str, str] = {
    "sister_city": N_("{a} is a sister city of {b}{facts}, {rest}"),
    "friendship_municipality": N_("{a} is a friendship municipality of {b}{facts}, {rest}"),
    "cooperation_agreement": N_("{a} has a cooperation agreement with {b}{facts}, {rest}"),
}


def path_sentence(graph: GraphFrame, path: Path, tr: Translator) -> str:
    """Return a path as one sentence, without its full stop.

    Parameters
    ----------
    graph : GraphFrame
        The graph in which the path has its positions.
    path : Path
        The path.
    _ : Translator
        The reader's language.

    Returns
    -------
    str
        Plain text, not escaped: "Lahti is a sister city of Wuxi (since 1992), which is a sister
        city of Chattanooga". What is not known is left out.
    """
    steps = [
        _step(graph, a, b, tie, tr)
        for a, b, tie in zip(path.nodes, path.nodes[1:], path.ties, strict=False)
    ]
    kind, forward, a, b, facts = steps[0]
    if len(steps) == 1:
        return f"{_phrase(kind, a, b, forward, tr)}{facts}"
    rest = ", ".join(_which(*step, tr) for step in steps[1:])
    if kind in _FIRST:
        return tr(_FIRST[kind], a=a, b=b, facts=facts, rest=rest)
    return f"{_phrase(kind, a, b, forward, tr)}{facts}, {rest}"


def _step(graph: GraphFrame, a: int, b: int, tie: int, tr: Translator):
    edge = graph.edges.iloc[tie]
    names = [shorten(tr.name(graph.nodes.iloc[at].to_dict()), _LONGEST_NAME) for at in (a, b)]
    forward = bool(graph.source[tie] == a)
    return edge["type"], forward, *names, _facts(edge, tr)


def _phrase(kind: str, a: str, b: str, forward: bool, tr: Translator) -> str:
    if kind not in RELATION_TYPES:
        return tr("{a} is tied to {b}", a=a, b=b)
    return tr.phrase(kind, a, b, forward)


def _which(kind: str, forward: bool, a: str, b: str, facts: str, tr: Translator) -> str:
    if kind not in _WHICH:
        return f"{tr('which is tied to {b}', b=b)}{facts}"
    return f"{tr(_WHICH[kind][not forward], b=b)}{facts}"


def _facts(edge: pd.Series, tr: Translator) -> str:
    """Say in brackets since when a tie holds, until when, and what is wrong with it."""
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
    """Write a strength with as many decimals as it takes to tell it from nothing."""
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
    names = tr.names(graph.nodes).to_numpy(dtype=object)
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
    """Say why no path leads from one to another, and what would do when only they can.

    Parameters
    ----------
    why : NoPath
        See :func:`~graph_app.analysis.paths.introductions.explain_no_path`.
    a, b : str
        Names of the two.
    _ : Translator
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
    return (
        f"{said} {tr('No city there leads on to {b}: only a tie with {b} itself would create a path.', b=b)}"
        if why.alone
        else said
    )


def bridge_sentence(graph: GraphFrame, bridge: Bridge, tr: Translator) -> str:
    """Name a node to which a tie would create a path, how far it is, and why it is proposed."""
    name = shorten(tr.name(graph.nodes.iloc[bridge.node].to_dict()), _LONGEST_NAME)
    parts = [tr(BRIDGE_REASONS[reason]) for reason in bridge.reasons]
    if bridge.km == bridge.km:
        parts.insert(0, tr("{km} km from us", km=tr.number(bridge.km)))
    said = f"{name}: {', '.join(parts)}" if parts else name
    if bridge.path is None:
        return said
    return f"{said}. {path_sentence(graph, bridge.path, tr)}"
