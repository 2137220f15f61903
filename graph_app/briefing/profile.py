"""The briefing note on one node, as the home city sees it."""

from collections.abc import Mapping

from graph_app.analysis.briefing import ProfileFacts, profile_facts
from graph_app.analysis.overview.key_figures import PARTNERSHIPS
from graph_app.analysis.strength import tie_strength
from graph_app.briefing.document import (
    Block,
    Bullets,
    FactTable,
    Figures,
    Heading,
    Line,
    Paragraph,
    Picture,
    tidy,
)
from graph_app.briefing.map_drawing import MapOf
from graph_app.briefing.pictures import lanes_drawing
from graph_app.briefing.sentences import CitationWriter, Request, contact_blocks, picture_blocks
from graph_app.i18n import Translator
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import N_
from graph_app.wording.nodes import facts_of

_MOST_DATED, _MOST_TYPES = 5, 6

_COMMON = {
    "city": N_("Common cities"),
    "network": N_("Common networks"),
    "programme": N_("Common programmes"),
    "organisation": N_("Common organisations"),
    "event": N_("Common events"),
}
#: Types that name an office; these are listed under whom to ask.
_OFFICES = ("secretariat", "located_in")
#: Types for which the note says since when they last.
_LASTING = (*PARTNERSHIPS, "membership")
#: Kinds for which the note says since when each side is in them.
_DATED = ("network", "programme")


def profile_blocks(request: Request, subject: str) -> list[Block]:
    """Write the note on a node.

    Parameters
    ----------
    request : Request
        Graph, language, day, home city.
    subject : str
        Node id; for the home city itself the note says what it is tied to.
    """
    facts = profile_facts(request.graph, subject, request.home, request.date, year=request.year)
    writer = CitationWriter(request)
    return [
        Paragraph(_lead(facts, writer), strong=True),
        *_figures(facts, writer),
        *_who(facts, writer),
        *_shared(facts, writer),
        *_ties(facts, writer),
        *contact_blocks(writer, facts.contacts, (subject,)),
        *_pictures(request, facts, writer),
        *writer.sources_blocks(),
    ]


def _lead(facts: ProfileFacts, writer: CitationWriter) -> Line:
    tr, names = writer.tr, {"one": writer.name(facts.home), "other": writer.name(facts.subject)}
    if facts.subject == facts.home:
        return Line(_home_words(facts, writer))
    if facts.direct:
        since = writer.lasting(facts.direct[0])
        sentence = writer.sentence(facts.direct[0])
        return Line(f"{sentence}, {since}." if since else f"{sentence}.")
    text = tr("No direct tie between {one} and {other} is known.", **names)
    count = sum(map(len, facts.common.values()))
    if count:
        more = tr.ngettext(
            "They have {n} neighbour in common.", "They have {n} neighbours in common.", count
        )
    elif facts.path:
        more = tr.ngettext(
            "The shortest way has {n} step.", "The shortest way has {n} steps.", len(facts.path)
        )
    else:
        more = tr("No chain of ties leads there.")
    return Line(f"{text} {more}")


def _home_words(facts: ProfileFacts, writer: CitationWriter) -> str:
    tr, found = writer.tr, facts.figures
    if "partners" not in found:
        return tr.ngettext("{n} tie is known.", "{n} ties are known.", found["ties"])
    return tr(
        "{city} has {partners} partner cities in {countries} countries and belongs to "
        "{memberships} networks, through which it reaches {reached} other cities.",
        city=writer.name(facts.home),
        **{name: tr.number(n) for name, n in found.items()},
    )


def _figures(facts: ProfileFacts, writer: CitationWriter) -> list[Block]:
    tr, found = writer.tr, facts.figures
    labels = {
        "partners": tr("Partner cities"),
        "cities": tr("Cities"),
        "countries": tr("Countries"),
        "memberships": tr("Memberships"),
        "programmes": tr("Programmes"),
    }
    items = [(tr.number(found[name]), label) for name, label in labels.items() if name in found]
    if facts.subject != facts.home:
        count = sum(map(len, facts.common.values()))
        label = tr("In common with {city}", city=writer.name(facts.home))
        items.append((tr.number(count), label))
    return [Figures(tuple(items)), Paragraph(Line("", small=_counted_words(found, tr)))]


def _counted_words(found: Mapping[str, int], tr: Translator) -> str:
    """Return from how many ties figures were counted, and how many were checked in a year."""
    ties, checked = found["ties"], tr.number(found["checked"])
    if "partners" not in found:
        return tr.ngettext(
            "Counted from {n} tie in the tables; checked within a year: {checked}.",
            "Counted from {n} ties in the tables; checked within a year: {checked}.",
            ties,
            checked=checked,
        )
    return tr.ngettext(
        "Counted from {n} tie that has not ended; checked within a year: {checked}.",
        "Counted from {n} ties that have not ended; checked within a year: {checked}.",
        ties,
        checked=checked,
    )


def _who(facts: ProfileFacts, writer: CitationWriter) -> list[Block]:
    tr = writer.tr
    rows = facts_of(writer.graph, facts.subject, tr, leave_out=("wikidata",))
    heading = Heading(tr("Key facts"))
    if not rows:
        return [heading, Paragraph(Line(tr("No further facts are known.")))]
    cells = tuple((tidy(label), tidy(value, 160)) for label, value in rows)
    return [heading, FactTable(cells, label=tr("Key facts"))]


# --- what we share --------------------------------------------------------------------------------


def _shared(facts: ProfileFacts, writer: CitationWriter) -> list[Block]:
    tr = writer.tr
    if facts.subject == facts.home:
        return []
    lines = writer.direct(facts.direct)
    lines += [_common(facts, kind, writer) for kind in facts.common]
    if not lines:
        lines = [Line(tr("They share no neighbour."))]
    if facts.path:
        lines.append(Line(tr("The shortest way there") + ":"))
        lines += [writer.line(tie) for tie in facts.path]
    return [Heading(tr("What we share")), Bullets(tuple(lines))]


def _common(facts: ProfileFacts, kind: str, writer: CitationWriter) -> Line:
    found = facts.common[kind]
    lead = f"{writer.tr(_COMMON.get(kind, kind))} ({writer.tr.number(len(found))}):"
    ties = [tie for one in found for tie in (one.ours, one.theirs)]
    dated = kind in _DATED and facts.subject.startswith(("city:", "organisation:"))
    if dated and len(found) <= _MOST_DATED:
        text = "; ".join(writer.name(one.node) + _dates(facts, one, writer) for one in found)
    else:
        text = writer.names([one.node for one in found])
    return Line(text, lead, cites=writer.cite(ties))


def _dates(facts: ProfileFacts, one, writer: CitationWriter) -> str:
    sides = ((facts.home, one.ours), (facts.subject, one.theirs))
    said = [f"{writer.name(node)} {writer.since(tie)}" for node, tie in sides if writer.since(tie)]
    return f" ({', '.join(said)})" if said else ""


def _ties(facts: ProfileFacts, writer: CitationWriter) -> list[Block]:
    """List what else the subject is tied to, without what the note has said already."""
    tr, alone = writer.tr, facts.subject == facts.home
    named = {facts.home, *(one.node for found in facts.common.values() for one in found)}
    lines: list[Line] = []
    for name in (name for name in RELATION_TYPES if name in facts.ties and name not in _OFFICES):
        ends = writer.other_ends(facts.subject, facts.ties[name])
        others = {node: tie for node, tie in ends.items() if node not in named}
        # What is not said must not be cited either.
        if others and len(lines) < _MOST_TYPES:
            lead = f"{tr.relation(name)} ({tr.number(len(others))}):"
            text = writer.names(list(others), since=others if name in _LASTING else {})
            lines.append(Line(text, lead, cites=writer.cite(others.values())))
    if not lines:
        return []
    heading = tr("Our ties") if alone else tr("Their other ties")
    return [Heading(heading), Bullets(tuple(lines))]


# --- pictures -------------------------------------------------------------------------------------


def _pictures(request: Request, facts: ProfileFacts, writer: CitationWriter) -> list[Block]:
    tr, frame, alone = writer.tr, writer.graph, facts.subject == facts.home
    names = {"home": writer.name(facts.home), "name": writer.name(facts.subject)}
    ringed, strength = (facts.subject, facts.home), tie_strength(frame, request.date)
    alt = (
        tr("Small graph of {name}.", **names)
        if alone
        else tr("Small graph of {home} and {name} with what lies between them.", **names)
    )
    graph = Picture(
        lanes_drawing(frame, facts.picture, strength, ringed, tr),
        alt,
        tr("The strongest ties; the thicker the line, the stronger the tie."),
    )
    near = frame.nodes.iloc[frame.neighbours(facts.subject)]
    cities = tuple(near["id"][near["kind"].eq("city")])
    common = tuple(one.node for one in facts.common.get("city", ()))
    shown, said = MapOf(ringed, cities), tr("Cities tied to {name}.", **names)
    if not alone and facts.subject.startswith("city:"):
        shown = MapOf(ringed, common, cities)
        said = tr("Filled: cities tied to both. Hollow: other cities tied to {name}.", **names)
    map_alt = tr("Map of {name} and the cities tied to it.", **names)
    return picture_blocks(writer, shown, said, map_alt, graph)
