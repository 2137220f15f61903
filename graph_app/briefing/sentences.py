"""Names, sentences and numbered sources of a briefing note."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from graph_app.analysis.briefing import Contact
from graph_app.briefing.document import (
    Block,
    Bullets,
    Heading,
    Line,
    Paragraph,
    Picture,
    Pictures,
    Source,
    Sources,
    tidy,
)
from graph_app.briefing.map_drawing import MapOf, map_drawing
from graph_app.graph.citations import cited_sources
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.wording.citations import source_facts
from graph_app.wording.contacts import persons_of
from graph_app.wording.names import node_name
from graph_app.wording.nodes import tie_facts
from graph_app.wording.text import name_list

#: Most names in a list, most sources of one statement and of a whole note.
MOST_NAMES, MOST_CITED, MOST_SOURCES = 10, 3, 20
_MOST_DIRECT, _MOST_CONTACTS, _MOST_PERSONS = 6, 6, 12
_LONGEST_NAME = 70


@dataclass(frozen=True, eq=False)
class Request:
    """What every note is made from.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph, or the graph as it was in a year.
    sources : pandas.DataFrame
        Table of sources.
    home : str
        Node id of the home city.
    author : str
        Who makes the note: the title in the settings.
    date : datetime.date
        Day of the note.
    translator : Translator
        Its language.
    year : int, optional
        The year that `graph` shows; today's state by default.
    undated : bool
        Whether ties without a start year count as begun in that year.
    contacts : pandas.DataFrame, optional
        Table of contact persons, when somebody has asked for them; none are named by default.
    """

    graph: GraphFrame
    sources: pd.DataFrame
    home: str
    author: str
    date: datetime.date
    translator: Translator
    year: int | None = None
    undated: bool = True
    contacts: pd.DataFrame | None = None


class CitationWriter:
    """Nodes and ties in words, with sources numbered in the order in which they are cited."""

    def __init__(self, request: Request):
        self.graph, self.tr = request.graph, request.translator
        self.contacts = request.contacts
        self._sources = cited_sources(request.sources)
        self._numbers: dict[str, int] = {}
        self._left_out: set[str] = set()

    def name(self, node: str) -> str:
        """Return the name of a node, cut where it is very long."""
        return tidy(node_name(self.graph, node, self.tr), _LONGEST_NAME)

    def names(
        self,
        nodes: Sequence[str],
        most: int = MOST_NAMES,
        since: Mapping[str, int] = MappingProxyType({}),
    ) -> str:
        """List names, with the start of a tie for those that have one; of a long list the first."""
        # "and 1 more" would take the room of the one that it leaves out.
        shown = nodes if len(nodes) <= most + 1 else nodes[:most]
        names = []
        for node in shown:
            date = self.since(since[node]) if node in since else ""
            names.append(f"{self.name(node)} ({date})" if date else self.name(node))
        text, rest = name_list(names), len(nodes) - len(shown)
        return self.tr("{names} and {n} more", names=text, n=self.tr.number(rest)) if rest else text

    def other_ends(self, node: str, ties: Sequence[int]) -> dict[str, int]:
        """Return the nodes at the other ends of ties of a node, each with the first of its ties."""
        rows = self.graph.edges[["source", "target"]].iloc[list(ties)]
        ends = rows["source"].where(rows["source"].ne(node), rows["target"])
        found: dict[str, int] = {}
        for end, tie in zip(ends, ties, strict=True):
            found.setdefault(end, int(tie))
        return found

    def sentence(self, tie: int) -> str:
        """Return a tie as a sentence, without the full stop."""
        row = self.graph.edges.iloc[tie]
        return self.tr.phrase(row["type"], self.name(row["source"]), self.name(row["target"]))

    def line(self, tie: int) -> Line:
        """Return a tie with its dates, status and source."""
        small = tie_facts(self.graph.edges.iloc[tie], self.tr)
        return Line(self.sentence(tie), small=small, cites=self.cite([tie]))

    def direct(self, ties: Sequence[int]) -> list[Line]:
        """Return the first of the direct ties, and how many more there are."""
        lines, more = [self.line(tie) for tie in ties[:_MOST_DIRECT]], len(ties) - _MOST_DIRECT
        if more > 0:
            text = self.tr("{n} more direct ties stand in the profile.", n=self.tr.number(more))
            lines.append(Line(text))
        return lines

    def since(self, tie: int) -> str:
        """Return since when there is a tie; empty if that is not known."""
        start = self.graph.edges.iloc[tie]["start"]
        return self.tr("since {date}", date=self.tr.date(start)) if pd.notna(start) else ""

    def lasting(self, tie: int) -> str:
        """Return since when there is a tie; empty if it has ended, is planned, or names its end."""
        row = self.graph.edges.iloc[tie]
        over = row["status"] in ("ended", "planned") or pd.notna(row["end"])
        return "" if over else self.since(tie)

    # --- sources ----------------------------------------------------------------------------------

    def cite(self, ties: Iterable[int]) -> tuple[int, ...]:
        """Return the numbers of the sources of ties: of many the most frequent."""
        ids = self.graph.edges["source_id"].iloc[list(ties)].dropna()
        found = ids[ids.isin(list(self._sources))].value_counts(sort=True)
        numbers: list[int] = []
        for source in map(str, found.index):
            full = len(numbers) >= MOST_CITED
            if source not in self._numbers and (full or len(self._numbers) >= MOST_SOURCES):
                self._left_out.add(source)
                continue
            self._numbers.setdefault(source, len(self._numbers) + 1)
            if not full:
                numbers.append(self._numbers[source])
        return tuple(sorted(numbers))

    def sources_blocks(self) -> list[Block]:
        """Return the list of what was cited, the end of a note."""
        tr = self.tr
        items = tuple(self._source(number, key) for key, number in self._numbers.items())
        blocks: list[Block] = [Heading(tr("Sources"))]
        blocks.append(Sources(items) if items else Paragraph(Line(tr("No tie names a source."))))
        more = len(self._left_out - set(self._numbers))
        if more:
            said = tr.ngettext(
                "{n} more source stands at the ties themselves.",
                "{n} more sources stand at the ties themselves.",
                more,
            )
            blocks.append(Paragraph(Line("", small=said)))
        return blocks

    def _source(self, number: int, key: str) -> Source:
        cited = self._sources[key]
        detail = tidy(source_facts(cited, self.tr), 200)
        return Source(number, tidy(cited.title, 110), cited.link, detail)


def picture_blocks(
    writer: CitationWriter, shown: MapOf, said: str, map_alt: str, graph: Picture
) -> list[Block]:
    """Return a small graph, to the right of a map where two places are known.

    Parameters
    ----------
    writer : CitationWriter
        Graph and language.
    shown : MapOf
        What the map shows.
    said, map_alt : str
        The words beneath the map, and those for people who do not see it.
    graph : Picture
        The small graph.
    """
    tr, pictures = writer.tr, [graph]
    drawn = map_drawing(writer.graph, shown, tr)
    if drawn is not None:
        drawing, outside = drawn
        more = tr.ngettext(
            "{n} has no known place or lies outside.",
            "{n} have no known place or lie outside.",
            outside,
        )
        caption = f"{said} {more}".strip() if outside else said
        pictures.insert(0, Picture(drawing, map_alt, caption))
    return [Heading(tr("Map and graph")), Pictures(tuple(pictures))]


def contact_blocks(
    writer: CitationWriter, contacts: Sequence[Contact], subjects: Sequence[str]
) -> list[Block]:
    """Return whom to ask: nodes, and the contact persons of the subjects if these are asked for."""
    tr = writer.tr
    blocks: list[Block] = [Heading(tr("Whom to ask"))]
    if contacts:
        blocks.append(Bullets(tuple(_contact(one, writer) for one in contacts[:_MOST_CONTACTS])))
    else:
        blocks.append(Paragraph(Line(tr("The tables name nobody who could be asked."))))
    return [*blocks, *_person_blocks(writer, subjects)]


def _person_blocks(writer: CitationWriter, subjects: Sequence[str]) -> list[Block]:
    tr = writer.tr
    if writer.contacts is None:
        return [Paragraph(Line("", small=tr("Contact persons are left out of this note.")))]
    found = persons_of(writer.contacts, subjects)
    if not found:
        return [Paragraph(Line("", small=tr("No contact person is recorded.")))]
    lines = [_person(row, writer, len(subjects) > 1) for row in found[:_MOST_PERSONS]]
    if len(found) > _MOST_PERSONS:
        more = tr.number(len(found) - _MOST_PERSONS)
        lines.append(Line(tr("{n} more stand in the profile.", n=more)))
    marked = tr("Contact persons. Personal data: pass it on only to who needs it.")
    return [Paragraph(Line("", small=marked)), Bullets(tuple(lines))]


def _person(row: Mapping[str, object], writer: CitationWriter, several: bool) -> Line:
    """Return role, e-mail and telephone of a person as far as they are known."""
    texts = (row[name] for name in ("role", "email", "telephone"))
    known = [tidy(text, 160) for text in texts if isinstance(text, str) and text]
    whose = f" ({writer.name(str(row['node']))})" if several else ""
    said = "; ".join(known) or writer.tr("nothing further is known")
    return Line(said, f"{tidy(row['name'], _LONGEST_NAME)}{whose}:")


def _contact(contact: Contact, writer: CitationWriter) -> Line:
    tr = writer.tr
    said = "; ".join(writer.sentence(tie) for tie in contact.ties[:3])
    cites = writer.cite(contact.ties)
    if contact.reason == "office":
        return Line(said, cites=cites)
    why = {
        "own": tr("one of our own; {said}", said=said),
        "shared": tr("both belong to it; {said}", said=said),
        "several": tr("at least two of them belong to it; {said}", said=said),
        "both": tr("tied to both; {said}", said=said),
        "path": tr("first step of the shortest way; {said}", said=said),
    }[contact.reason]
    return Line(why, f"{writer.name(contact.node)}:", cites=cites)
