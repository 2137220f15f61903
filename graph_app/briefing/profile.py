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
    Pictures,
    tidy,
)
from graph_app.briefing.map_drawing import MapOf, map_drawing
from graph_app.briefing.pictures import lanes_drawing
from graph_app.briefing.sentences import Request, Teller, contact_blocks
from graph_app.i18n import Translator
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import N_
from graph_app.wording.nodes import facts_of

_MOST_DIRECT, _MOST_DATED, _MOST_TYPES = 6, 5, 6

_COMMON = {
    "city": N_("Common cities"),
    "network": N_("Common networks"),
    "programme": N_("Common programmes"),
    "organisation": N_("Common organisations"),
    "event": N_("Common events"),
}
#: Types that name an office; these stand under whom to ask.
_OFFICES = ("secretariat", "located_in")
#: Types of which it says since when they last.
_LASTING = (*PARTNERSHIPS, "membership")
#: Kinds of which it says since when each side is in them.
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
    facts = profile_facts(request.columns, subject, request.home, request.date, year=request.year)
    tell = Teller(request)
    return [
        Paragraph(_lead(facts, tell), strong=True),
        *_figures(facts, tell),
        *_who(facts, tell),
        *_shared(facts, tell),
        *_ties(facts, tell),
        *contact_blocks(tell, facts.contacts, (subject,)),
        *_pictures(request, facts, tell),
        *tell.sources_blocks(),
    ]


def _lead(facts: ProfileFacts, tell: Teller) -> Line:
    _, names = tell._, {"one": tell.name(facts.home), "other": tell.name(facts.subject)}
    if facts.subject == facts.home:
        return Line(_home_words(facts, tell))
    if facts.direct:
        since = tell.lasting(facts.direct[0])
        sentence = tell.sentence(facts.direct[0])
        return Line(f"{sentence}, {since}." if since else f"{sentence}.")
    text = _("No direct tie between {one} and {other} is known.", **names)
    count = sum(map(len, facts.common.values()))
    if count:
        more = _.ngettext(
            "They have {n} neighbour in common.", "They have {n} neighbours in common.", count
        )
    elif facts.path:
        more = _.ngettext(
            "The shortest way has {n} step.", "The shortest way has {n} steps.", len(facts.path)
        )
    else:
        more = _("No chain of ties leads there.")
    return Line(f"{text} {more}")


def _home_words(facts: ProfileFacts, tell: Teller) -> str:
    _, found = tell._, facts.figures
    if "partners" not in found:
        return _.ngettext("{n} tie is known.", "{n} ties are known.", found["ties"])
    return _(
        "{city} has {partners} partner cities in {countries} countries and belongs to "
        "{memberships} networks, through which it reaches {reached} other cities.",
        city=tell.name(facts.home),
        partners=_.number(found["partners"]),
        countries=_.number(found["countries"]),
        memberships=_.number(found["memberships"]),
        reached=_.number(found["reached"]),
    )


def _figures(facts: ProfileFacts, tell: Teller) -> list[Block]:
    _, found = tell._, facts.figures
    labels = {
        "partners": _("Partner cities"),
        "cities": _("Cities"),
        "countries": _("Countries"),
        "memberships": _("Memberships"),
        "programmes": _("Programmes"),
    }
    items = [(_.number(found[name]), label) for name, label in labels.items() if name in found]
    if facts.subject != facts.home:
        count = sum(map(len, facts.common.values()))
        label = _("In common with {city}", city=tell.name(facts.home))
        items.append((_.number(count), label))
    return [Figures(tuple(items)), Paragraph(Line("", small=_counted_words(found, _)))]


def _counted_words(found: Mapping[str, int], _: Translator) -> str:
    """Say from how many ties figures were counted, and how many of them are fresh."""
    if "partners" not in found:
        return _.ngettext(
            "Counted from {n} tie in the tables; checked within a year: {checked}.",
            "Counted from {n} ties in the tables; checked within a year: {checked}.",
            found["ties"],
            checked=_.number(found["checked"]),
        )
    return _.ngettext(
        "Counted from {n} tie that has not ended; checked within a year: {checked}.",
        "Counted from {n} ties that have not ended; checked within a year: {checked}.",
        found["ties"],
        checked=_.number(found["checked"]),
    )


def _who(facts: ProfileFacts, tell: Teller) -> list[Block]:
    _ = tell._
    rows = facts_of(tell.columns, facts.subject, _, leave_out=("wikidata",))
    heading = Heading(_("Key facts"))
    if not rows:
        return [heading, Paragraph(Line(_("No further facts are known.")))]
    cells = tuple((tidy(label), tidy(value, 160)) for label, value in rows)
    return [heading, FactTable(cells, label=_("Key facts"))]


# --- what we share --------------------------------------------------------------------------------


def _shared(facts: ProfileFacts, tell: Teller) -> list[Block]:
    _ = tell._
    if facts.subject == facts.home:
        return []
    lines = [tell.told(tie) for tie in facts.direct[:_MOST_DIRECT]]
    if len(facts.direct) > _MOST_DIRECT:
        more = _.number(len(facts.direct) - _MOST_DIRECT)
        lines.append(Line(_("{n} more direct ties stand in the profile.", n=more)))
    lines += [_common(facts, kind, tell) for kind in facts.common]
    if not lines:
        lines = [Line(_("They share no neighbour."))]
    if facts.path:
        lines.append(Line(_("The shortest way there") + ":"))
        lines += [tell.told(tie) for tie in facts.path]
    return [Heading(_("What we share")), Bullets(tuple(lines))]


def _common(facts: ProfileFacts, kind: str, tell: Teller) -> Line:
    found = facts.common[kind]
    lead = f"{tell._(_COMMON[kind]) if kind in _COMMON else kind} ({tell._.number(len(found))}):"
    ties = [tie for one in found for tie in (one.ours, one.theirs)]
    dated = kind in _DATED and facts.subject.startswith(("city:", "organisation:"))
    if dated and len(found) <= _MOST_DATED:
        text = "; ".join(tell.name(one.node) + _dates(facts, one, tell) for one in found)
    else:
        text = tell.names([one.node for one in found])
    return Line(text, lead, cites=tell.cite(ties))


def _dates(facts: ProfileFacts, one, tell: Teller) -> str:
    sides = ((facts.home, one.ours), (facts.subject, one.theirs))
    said = [f"{tell.name(node)} {tell.since(tie)}" for node, tie in sides if tell.since(tie)]
    return f" ({', '.join(said)})" if said else ""


def _ties(facts: ProfileFacts, tell: Teller) -> list[Block]:
    """List what else the subject is tied to; what stands elsewhere in the note is left out."""
    _, alone = tell._, facts.subject == facts.home
    told = {facts.home, *(one.node for found in facts.common.values() for one in found)}
    lines = []
    for name in (name for name in RELATION_TYPES if name in facts.ties and name not in _OFFICES):
        ends = tell.other_ends(facts.subject, facts.ties[name])
        others = {node: tie for node, tie in ends.items() if node not in told}
        # What is not told must not be cited either.
        if others and len(lines) < _MOST_TYPES:
            lead = f"{_.relation(name)} ({_.number(len(others))}):"
            text = tell.names(list(others), since=others if name in _LASTING else {})
            lines.append(Line(text, lead, cites=tell.cite(others.values())))
    if not lines:
        return []
    heading = _("Our ties") if alone else _("Their other ties")
    return [Heading(heading), Bullets(tuple(lines))]


# --- pictures -------------------------------------------------------------------------------------


def _pictures(request: Request, facts: ProfileFacts, tell: Teller) -> list[Block]:
    _ = tell._
    names = {"home": tell.name(facts.home), "name": tell.name(facts.subject)}
    found = [picture for picture in (_map(facts, tell, names),) if picture]
    strength = tie_strength(request.columns, request.date)
    ringed = {facts.home, facts.subject}
    graph = lanes_drawing(request.columns, facts.picture, strength, ringed, _)
    alone = facts.subject == facts.home
    alt = (
        _("Small graph of {name}.", **names)
        if alone
        else _("Small graph of {home} and {name} with what lies between them.", **names)
    )
    caption = _("The strongest ties; the thicker the line, the stronger the tie.")
    found.append(Picture(graph, alt, caption))
    return [Heading(_("Map and graph")), Pictures(tuple(found))]


def _map(facts: ProfileFacts, tell: Teller, names: Mapping[str, str]) -> Picture | None:
    _, columns = tell._, tell.columns
    near = columns.nodes.iloc[columns.neighbours(facts.subject)]
    cities = tuple(near["id"][near["kind"].eq("city")])
    common = tuple(one.node for one in facts.common.get("city", ()))
    two_cities = facts.subject != facts.home and facts.subject.startswith("city:")
    ringed = (facts.subject, facts.home)
    shown = MapOf(ringed, common, cities) if two_cities else MapOf(ringed, cities)
    drawn = map_drawing(columns, shown, _)
    if drawn is None:
        return None
    drawing, outside = drawn
    said = (
        _("Filled: cities tied to both. Hollow: other cities tied to {name}.", **names)
        if two_cities
        else _("Cities tied to {name}.", **names)
    )
    if outside:
        said += " " + _.ngettext(
            "{n} has no known place or lies outside.",
            "{n} have no known place or lie outside.",
            outside,
        )
    return Picture(drawing, _("Map of {name} and the cities tied to it.", **names), said)
