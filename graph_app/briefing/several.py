"""The briefing notes on several nodes: compared with each other, or the networks of a city."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from graph_app.analysis.briefing import (
    compared_lanes,
    nearest_ties,
    portfolio_lanes,
    secretariats,
)
from graph_app.analysis.compare import Comparison, compare
from graph_app.analysis.memberships.value import Portfolio, portfolio, standing
from graph_app.analysis.strength import tie_strength
from graph_app.briefing.document import (
    Block,
    Bullets,
    FactTable,
    Heading,
    Line,
    Paragraph,
    Picture,
    tidy,
)
from graph_app.briefing.map_drawing import MapOf
from graph_app.briefing.pictures import lanes_drawing
from graph_app.briefing.sentences import CitationWriter, Request, contact_blocks, picture_blocks
from graph_app.i18n.translator import BLANK
from graph_app.wording.memberships import (
    GROUP_LABELS,
    VERDICT_LABELS,
    comparison_headline,
    groups_with_rows,
    labels_of,
    listed,
    pairs_rows,
    portfolio_headline,
    verdict_sentence,
    who_has,
)
from graph_app.wording.nodes import facts_of

_MOST_PATTERNS, _MOST_LINES, _FEW_NAMES = 4, 14, 6


def comparison_blocks(request: Request, ids: Sequence[str]) -> tuple[str, list[Block]]:
    """Write the note that sets two to four nodes side by side; give its title and its blocks.

    Raises
    ------
    FilterError
        If there are fewer or more, or one is no node of the graph.
    """
    request = replace(request, graph=standing(request.graph, request.date, request.year))
    found, writer = compare(request.graph, ids), CitationWriter(request)
    labels = [tidy(label, 60) for label in labels_of(found.ids, writer.name)]
    shared = [node for group in ("networks", "programmes") for node in _by_several(found, group)]
    blocks = [
        Paragraph(Line(comparison_headline(found, writer.name, writer.tr)), strong=True),
        *_side_by_side(found, labels, writer),
        *_direct(found, writer),
        *_who_has_what(found, labels, writer, request),
        *_apart(found, writer),
        *contact_blocks(writer, secretariats(request.graph, shared, "several"), found.ids),
        *_compared_pictures(request, found, writer),
        *writer.sources_blocks(),
    ]
    return listed(labels, writer.tr), blocks


def _by_several(found: Comparison, group: str) -> list[str]:
    """Return the neighbours that at least two of the compared have."""
    rows = found.others(group)
    return list(rows.index[rows.sum(axis=1) > 1])


def _side_by_side(found: Comparison, labels: list[str], writer: CitationWriter) -> list[Block]:
    tr = writer.tr
    known = [
        dict(facts_of(writer.graph, node, tr, leave_out=("wikidata", "website", "short_name")))
        for node in found.ids
    ]
    rows = [
        (tidy(label), *(tidy(facts.get(label, BLANK), 90) for facts in known))
        for label in dict.fromkeys(label for facts in known for label in facts)
    ]
    rows += [
        (tr(GROUP_LABELS[group]), *(tr.number(n) for n in found.facts.T[group].to_numpy()))
        for group in groups_with_rows(found)
    ]
    title = tr("Side by side")
    return [Heading(title), FactTable(tuple(rows), (tr("Fact"), *labels), title)]


def _direct(found: Comparison, writer: CitationWriter) -> list[Block]:
    tr, frame = writer.tr, writer.graph
    ties = np.flatnonzero(frame.edges["id"].isin(found.direct))
    lines = writer.direct(ties.tolist()) or [Line(tr("No direct tie between them is known."))]
    return [Heading(tr("Ties between them")), Bullets(tuple(lines))]


def _who_has_what(
    found: Comparison, labels: list[str], writer: CitationWriter, request: Request
) -> list[Block]:
    tr = writer.tr
    rows = [
        (group, row)
        for group in groups_with_rows(found)
        if group != "all"
        for row in found.patterns(group).head(_MOST_PATTERNS).itertuples()
    ]
    strength = tie_strength(request.graph, request.date)
    near = [nearest_ties(request.graph, node, strength) for node in found.ids]
    lines = [_pattern(group, row, labels, writer, near) for group, row in rows[:_MOST_LINES]]
    lines = lines or [Line(tr("The tables know of nothing that they are tied to."))]
    blocks: list[Block] = [Heading(tr("What they share, and what only one has"))]
    blocks.append(Bullets(tuple(lines)))
    if len(rows) > _MOST_LINES:
        small = tr("The rest stands on the screen Compare.")
        blocks.append(Paragraph(Line("", small=small)))
    return blocks


def _pattern(
    group: str, row, labels: list[str], writer: CitationWriter, near: list[pd.Series]
) -> Line:
    """Say who has which of a group; of a long list only what is named is cited."""
    tr = writer.tr
    lead = (
        f"{tr(GROUP_LABELS[group])}, {who_has(row.pattern, labels, tr)} ({tr.number(row.count)}):"
    )
    named = [writer.graph.position[node] for node in row.ids[: _FEW_NAMES + 1]]
    ties = [int(tie) for ties in near for tie in ties[ties.index.isin(named)]]
    return Line(writer.names(row.ids, _FEW_NAMES), lead, cites=writer.cite(ties))


def _apart(found: Comparison, writer: CitationWriter) -> list[Block]:
    tr = writer.tr
    table = pairs_rows(found, writer.name, tr)
    rows = tuple((str(label), *map(str, row)) for label, *row in table.itertuples())
    head = (tr("Measure"), *(tidy(pair, 60) for pair in table.columns))
    title = tr("How near they are")
    return [Heading(title), FactTable(rows, head, title)]


def _compared_pictures(request: Request, found: Comparison, writer: CitationWriter) -> list[Block]:
    tr = writer.tr
    names = listed([writer.name(node) for node in found.ids], tr)
    strength = tie_strength(request.graph, request.date)
    cities = tuple(node for node in _by_several(found, "all") if node.startswith("city:"))
    said = tr("Hollow: cities that at least two of them are tied to.") if cities else ""
    lanes = compared_lanes(request.graph, found, strength)
    graph = Picture(
        lanes_drawing(request.graph, lanes, strength, found.ids, tr),
        tr("Small graph of {name}.", name=names),
        tr("What at least two of them are tied to; the thicker the line, the stronger the tie."),
    )
    map_alt = tr("Map of {name}.", name=names)
    return picture_blocks(writer, MapOf(found.ids, (), cities), said, map_alt, graph)


# --- memberships ----------------------------------------------------------------------------------


def memberships_blocks(request: Request, city: str) -> tuple[str, list[Block]]:
    """Write the note on the memberships of a city; give its title and its blocks.

    Raises
    ------
    FilterError
        If the city is no node of the graph.
    """
    request = replace(request, graph=standing(request.graph, request.date, request.year))
    writer = CitationWriter(request)
    found = portfolio(request.graph, city, request.date)
    headline = Paragraph(Line(portfolio_headline(found, writer.name, writer.tr)), strong=True)
    title = writer.tr("Memberships of {city}", city=writer.name(city))
    if found.table.empty:
        return title, [headline]
    networks = list(found.table["network"])
    return title, [
        headline,
        *_networks(found, writer),
        *_verdicts(found, writer),
        *_alone(found, writer),
        *contact_blocks(writer, secretariats(request.graph, networks, "office"), (city,)),
        *_portfolio_pictures(request, found, writer),
        *writer.sources_blocks(),
    ]


def _networks(found: Portfolio, writer: CitationWriter) -> list[Block]:
    tr = writer.tr
    head = {
        "network": tr("Network"),
        "since": tr("Since"),
        "members": tr("Members known"),
        "reported": tr("Reported"),
        "cities": tr("Cities reached"),
        "countries": tr("Countries"),
        "exclusive": tr("Through it alone"),
    }
    words = dict.fromkeys(head, tr.number) | {"network": writer.name, "since": tr.date}
    columns = (found.table[name].map(words[name]) for name in head)
    rows = tuple(zip(*columns, strict=True))
    title = tr("What each network gives")
    return [Heading(title), FactTable(rows, tuple(head.values()), title)]


def _verdicts(found: Portfolio, writer: CitationWriter) -> list[Block]:
    tr, edges = writer.tr, writer.graph.edges
    own = edges["type"].eq("membership") & edges["source"].eq(found.home)
    lines = []
    for _at, row in found.table.iterrows():
        ties = np.flatnonzero(own & edges["target"].eq(row["network"]))
        lead = f"{tr(VERDICT_LABELS[row['verdict']])}:"
        lines.append(Line(verdict_sentence(row, writer.name, tr), lead, cites=writer.cite(ties)))
    return [Bullets(tuple(lines))]


def _alone(found: Portfolio, writer: CitationWriter) -> list[Block]:
    tr = writer.tr
    lines = []
    for network, ids in found.exclusive.items():
        lead = f"{writer.name(network)} ({tr.number(len(ids))}):"
        lines += [Line(writer.names(list(ids), _FEW_NAMES), lead)] if ids else []
    heading = Heading(tr("Reached through one network alone"))
    return [heading, Bullets(tuple(lines))] if lines else []


def _portfolio_pictures(request: Request, found: Portfolio, writer: CitationWriter) -> list[Block]:
    tr, name = writer.tr, writer.name(found.home)
    edges = request.graph.edges
    member = edges["type"].eq("membership") & edges["target"].isin(found.table["network"])
    ends = edges.loc[member, "source"].unique()
    reached = tuple(node for node in ends if node.startswith("city:") and node != found.home)
    strength, lanes = (
        tie_strength(request.graph, request.date),
        portfolio_lanes(request.graph, found),
    )
    graph = Picture(
        lanes_drawing(request.graph, lanes, strength, {found.home}, tr),
        tr("Small graph of {name}.", name=name),
        tr("The networks, and the cities that most of them reach."),
    )
    said, map_alt = tr("Cities reached through networks."), tr("Map of {name}.", name=name)
    return picture_blocks(writer, MapOf((found.home,), reached), said, map_alt, graph)
