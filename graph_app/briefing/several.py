"""The briefing notes on several nodes: compared with each other, or the networks of a city."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from graph_app.analysis.briefing import (
    Lanes,
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
    Pictures,
    tidy,
)
from graph_app.briefing.map_drawing import MapOf, map_drawing
from graph_app.briefing.pictures import lanes_drawing
from graph_app.briefing.sentences import Request, Teller, contact_blocks
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

_MOST_DIRECT, _MOST_PATTERNS, _MOST_LINES, _FEW_NAMES = 6, 4, 14, 6


def comparison_blocks(request: Request, ids: Sequence[str]) -> tuple[str, list[Block]]:
    """Write the note that sets two to four nodes side by side; give its title and its blocks.

    Raises
    ------
    FilterError
        If there are fewer or more, or one is no node of the graph.
    """
    request = _standing(request)
    found, tell = compare(request.columns, ids), Teller(request)
    labels = [tidy(label, 60) for label in labels_of(found.ids, tell.name)]
    shared = [node for group in ("networks", "programmes") for node in _by_several(found, group)]
    blocks = [
        Paragraph(Line(comparison_headline(found, tell.name, tell._)), strong=True),
        *_side_by_side(found, labels, tell),
        *_direct(found, tell),
        *_who_has_what(found, labels, tell, request),
        *_apart(found, tell),
        *contact_blocks(tell, secretariats(request.columns, shared, "several"), found.ids),
        *_compared_pictures(request, found, tell),
        *tell.sources_blocks(),
    ]
    return listed(labels, tell._), blocks


def _by_several(found: Comparison, group: str) -> list[str]:
    """Give the neighbours that at least two of the compared have."""
    rows = found.others(group)
    return list(rows.index[rows.sum(axis=1) > 1])


def _standing(request: Request) -> Request:
    return replace(request, columns=standing(request.columns, request.date, request.year))


def _side_by_side(found: Comparison, labels: list[str], tell: Teller) -> list[Block]:
    _ = tell._
    known = [
        dict(facts_of(tell.columns, node, _, leave_out=("wikidata", "website", "short_name")))
        for node in found.ids
    ]
    rows = [
        (tidy(label), *(tidy(facts.get(label, BLANK), 90) for facts in known))
        for label in dict.fromkeys(label for facts in known for label in facts)
    ]
    rows += [
        (_(GROUP_LABELS[group]), *(_.number(n) for n in found.facts.loc[group]))
        for group in groups_with_rows(found)
    ]
    title = _("Side by side")
    return [Heading(title), FactTable(tuple(rows), (_("Fact"), *labels), title)]


def _direct(found: Comparison, tell: Teller) -> list[Block]:
    _, columns = tell._, tell.columns
    ties = np.flatnonzero(columns.edges["id"].isin(found.direct))
    lines = [tell.told(int(tie)) for tie in ties[:_MOST_DIRECT]]
    if len(ties) > _MOST_DIRECT:
        more = _.number(len(ties) - _MOST_DIRECT)
        lines.append(Line(_("{n} more direct ties stand in the profile.", n=more)))
    lines = lines or [Line(_("No direct tie between them is known."))]
    return [Heading(_("Ties between them")), Bullets(tuple(lines))]


def _who_has_what(
    found: Comparison, labels: list[str], tell: Teller, request: Request
) -> list[Block]:
    _ = tell._
    rows = [
        (group, row)
        for group in groups_with_rows(found)
        if group != "all"
        for row in found.patterns(group).head(_MOST_PATTERNS).itertuples()
    ]
    strength = tie_strength(request.columns, request.date)
    near = [nearest_ties(request.columns, node, strength) for node in found.ids]
    lines = [_pattern(group, row, labels, tell, near) for group, row in rows[:_MOST_LINES]]
    lines = lines or [Line(_("The tables know of nothing that they are tied to."))]
    blocks: list[Block] = [Heading(_("What they share, and what only one has"))]
    blocks.append(Bullets(tuple(lines)))
    if len(rows) > _MOST_LINES:
        small = _("The rest stands on the screen Compare.")
        blocks.append(Paragraph(Line("", small=small)))
    return blocks


def _pattern(group: str, row, labels: list[str], tell: Teller, near: list[pd.Series]) -> Line:
    """Say who has which of a group; of a long list only what is named is cited."""
    _ = tell._
    lead = f"{_(GROUP_LABELS[group])}, {who_has(row.pattern, labels, _)} ({_.number(row.count)}):"
    named = [tell.columns.position[node] for node in row.ids[: _FEW_NAMES + 1]]
    ties = [int(tie) for ties in near for tie in ties[ties.index.isin(named)]]
    return Line(tell.names(row.ids, _FEW_NAMES), lead, cites=tell.cite(ties))


def _apart(found: Comparison, tell: Teller) -> list[Block]:
    _ = tell._
    table = pairs_rows(found, tell.name, _)
    rows = tuple((str(label), *map(str, row)) for label, *row in table.itertuples())
    head = (_("Measure"), *(tidy(pair, 60) for pair in table.columns))
    title = _("How near they are")
    return [Heading(title), FactTable(rows, head, title)]


def _compared_pictures(request: Request, found: Comparison, tell: Teller) -> list[Block]:
    _ = tell._
    names = listed([tell.name(node) for node in found.ids], _)
    strength = tie_strength(request.columns, request.date)
    cities = tuple(node for node in _by_several(found, "all") if node.startswith("city:"))
    said = _("Hollow: cities that at least two of them are tied to.") if cities else ""
    pictures = _map(request, MapOf(found.ids, (), cities), tell, names, said)
    drawing = lanes_drawing(
        request.columns, compared_lanes(request.columns, found, strength), strength, found.ids, _
    )
    alt = _("Small graph of {name}.", name=names)
    caption = _(
        "What at least two of them are tied to; the thicker the line, the stronger the tie."
    )
    return _picture_blocks([*pictures, Picture(drawing, alt, caption)], _)


def _map(request: Request, shown: MapOf, tell: Teller, names: str, said: str) -> list[Picture]:
    _, drawn = tell._, map_drawing(request.columns, shown, tell._)
    if drawn is None:
        return []
    drawing, outside = drawn
    if outside:
        more = _.ngettext(
            "{n} has no known place or lies outside.",
            "{n} have no known place or lie outside.",
            outside,
        )
        said = f"{said} {more}".strip()
    return [Picture(drawing, _("Map of {name}.", name=names), said)]


def _picture_blocks(pictures: list[Picture], _) -> list[Block]:
    return [Heading(_("Map and graph")), Pictures(tuple(pictures))]


# --- memberships ----------------------------------------------------------------------------------


def memberships_blocks(request: Request, city: str) -> tuple[str, list[Block]]:
    """Write the note on the memberships of a city; give its title and its blocks.

    Raises
    ------
    FilterError
        If the city is no node of the graph.
    """
    request = _standing(request)
    tell = Teller(request)
    found = portfolio(request.columns, city, request.date)
    headline = Paragraph(Line(portfolio_headline(found, tell.name, tell._)), strong=True)
    title = tell._("Memberships of {city}", city=tell.name(city))
    if found.table.empty:
        return title, [headline]
    networks = list(found.table["network"])
    return title, [
        headline,
        *_networks(found, tell),
        *_verdicts(found, tell),
        *_alone(found, tell),
        *contact_blocks(tell, secretariats(request.columns, networks, "office"), (city,)),
        *_portfolio_pictures(request, found, tell),
        *tell.sources_blocks(),
    ]


def _networks(found: Portfolio, tell: Teller) -> list[Block]:
    _ = tell._
    head = (
        _("Network"),
        _("Since"),
        _("Members known"),
        _("Reported"),
        _("Cities reached"),
        _("Countries"),
        _("Through it alone"),
    )
    rows = tuple(
        (
            tell.name(row.network),
            _.date(row.since if isinstance(row.since, str) else None),
            *(_.number(n) for n in (row.members, row.reported, row.cities, row.countries)),
            _.number(row.exclusive),
        )
        for row in found.table.itertuples()
    )
    title = _("What each network gives")
    return [Heading(title), FactTable(rows, head, title)]


def _verdicts(found: Portfolio, tell: Teller) -> list[Block]:
    _, edges = tell._, tell.columns.edges
    own = edges["type"].eq("membership") & edges["source"].eq(found.home)
    lines = []
    for _at, row in found.table.iterrows():
        ties = np.flatnonzero(own & edges["target"].eq(row["network"]))
        lead = f"{_(VERDICT_LABELS[row['verdict']])}:"
        lines.append(Line(verdict_sentence(row, tell.name, _), lead, cites=tell.cite(ties)))
    return [Bullets(tuple(lines))]


def _alone(found: Portfolio, tell: Teller) -> list[Block]:
    _ = tell._
    lines = tuple(
        Line(tell.names(list(ids), _FEW_NAMES), f"{tell.name(network)} ({_.number(len(ids))}):")
        for network, ids in found.exclusive.items()
        if ids
    )
    heading = Heading(_("Reached through one network alone"))
    return [heading, Bullets(lines)] if lines else []


def _portfolio_pictures(request: Request, found: Portfolio, tell: Teller) -> list[Block]:
    _, name = tell._, tell.name(found.home)
    lanes: Lanes = portfolio_lanes(request.columns, found)
    member = request.columns.edges["type"].eq("membership")
    member &= request.columns.edges["target"].isin(found.table["network"])
    ends = pd.unique(request.columns.edges.loc[member, "source"])
    reached = tuple(node for node in ends if node.startswith("city:") and node != found.home)
    shown = MapOf((found.home,), reached)
    pictures = _map(request, shown, tell, name, _("Cities reached through networks."))
    strength = tie_strength(request.columns, request.date)
    drawing = lanes_drawing(request.columns, lanes, strength, {found.home}, _)
    caption = _("The networks, and the cities that most of them reach.")
    pictures.append(Picture(drawing, _("Small graph of {name}.", name=name), caption))
    return _picture_blocks(pictures, _)
