"""How each node is called in the reader's language, so that no two are called the same.

Everything that names a node, on a screen, in a document or on the command line, takes the name from
here. A name that one node has stays as it is. Of several that share one, each city gets its country,
and its region where they share the country too: ``Paris, France``, ``Springfield, Illinois, United
States``. Whatever else it is gets the city that it belongs to. Where that does not tell them apart,
the kind, the year it began, the coordinates or, at last, the id follows in brackets.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from graph_app.graph.frames import GraphFrame
from graph_app.graph.namesakes import NAME_COLUMNS, Namesakes
from graph_app.i18n import Translator
from graph_app.intake.places.regions import regions_of
from graph_app.model.words import fold, is_blank


def node_names(graph: GraphFrame, tr: Translator) -> pd.Series:
    """Return the names of all nodes of a graph or of a part of one, in their order."""
    names = tr.names(graph.nodes)
    labels = names_told_apart(graph.all_namesakes, tr)
    if not labels:
        return names
    told = graph.nodes["id"].astype(object).map(labels)
    return told.where(told.notna(), names.astype(object)).astype("str")


def node_name(graph: GraphFrame, node: str | int, tr: Translator) -> str:
    """Return the name of a node by its id or its position."""
    at = graph.position[node] if isinstance(node, str) else node
    nodes = graph.nodes
    told = names_told_apart(graph.all_namesakes, tr).get(str(graph.ids[at]))
    return told or tr.name({key: nodes[key].iat[at] for key in (*NAME_COLUMNS, "id")})


def short_names(graph: GraphFrame) -> pd.Series:
    """Return the short names of all nodes; missing where another node might be meant."""
    return graph.nodes["short_name"].mask(graph.nodes["id"].isin(graph.all_namesakes.short))


@dataclass(eq=False)
class _Label:
    """A name that others have too, and what tells it apart."""

    row: Mapping[str, object]
    name: str
    place: str = ""
    region: str = ""
    facts: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.name, self.region, self.place) if part)
        return f"{where} ({'; '.join(self.facts)})" if self.facts else where

    @property
    def is_city(self) -> bool:
        return self.row["kind"] == "city"

    def is_called(self, folded: str) -> bool:
        """Return whether a folded name is the one that it has in this language."""
        return fold(self.name) == folded

    def add(self, fact: str, region: bool) -> None:
        """Say one fact more, in brackets unless it is a region."""
        if region:
            self.region = fact
        else:
            self.facts.append(fact)

    def known(self, column: str) -> str:
        """Return a cell as text, "" where it is blank."""
        value = self.row.get(column)
        return "" if is_blank(value) else str(value)


def names_told_apart(namesakes: Namesakes, tr: Translator) -> Mapping[str, str]:
    """Return what each node is called that shares its name with another in this language.

    Parameters
    ----------
    namesakes : Namesakes
        Those of the whole graph.
    tr : Translator
        The reader's language.

    Returns
    -------
    mapping of str to str
        Node id -> name, no two alike.
    """
    known = namesakes.labels.get(tr.language)
    if known is None:
        known = namesakes.labels[tr.language] = _told_apart(namesakes, tr)
    return known


def _told_apart(namesakes: Namesakes, tr: Translator) -> dict[str, str]:
    records: list[dict[str, object]] = [
        {str(key): value for key, value in row.items()} for row in namesakes.rows.to_dict("records")
    ]
    rows = {str(row["id"]): row for row in records}
    labels = {node: _Label(row, tr.name(row)) for node, row in rows.items()}
    groups: dict[str, list[_Label]] = {}
    for label in labels.values():
        for name in {fold(label.known(column) or label.name) for column in NAME_COLUMNS}:
            groups.setdefault(name, []).append(label)
    groups = {name: group for name, group in groups.items() if len(group) > 1}
    told = [label for name, group in groups.items() for label in group if label.is_called(name)]
    regions = _Regions(told)
    # Cities first: what lies in one is called after it.
    for cities in (True, False):
        for name, group in groups.items():
            some = [one for one in group if one.is_called(name) and one.is_city is cities]
            for label in some:
                label.place = _place(label, labels, tr)
            _tell_apart(some, group, regions, tr)
    _add_ids(told, namesakes)
    return {label.known("id"): str(label) for label in told}


def _add_ids(labels: Iterable[_Label], namesakes: Namesakes) -> None:
    """Add the id where what a node is called now is what another is called."""
    texts = {label: fold(str(label)) for label in labels}
    several = Counter(texts.values()) + Counter(namesakes.taken)
    for label, text in texts.items():
        if several[text] > 1:
            label.add(label.known("id"), region=False)


def _place(label: _Label, labels: Mapping[str, _Label], tr: Translator) -> str:
    """Return the city of a node, which a network has through its secretariat, or its country."""
    city = label.known("city") or label.known("secretariat")
    if city in labels and not labels[city].is_city:
        city = labels[city].known("city")
    if city in labels:
        return str(labels[city])
    return tr.country(label.known("country")) if label.known("country") else ""


class _Regions:
    """The regions of cities that share a name, all of them looked up at once, and only when asked."""

    def __init__(self, labels: Iterable[_Label]):
        cities = [label for label in labels if label.is_city]
        alike = Counter(map(self._name_and_country, cities))
        self._cities = [one.row for one in cities if alike[self._name_and_country(one)] > 1]

    @staticmethod
    def _name_and_country(label: _Label) -> tuple[str, str]:
        return fold(label.name), label.known("country")

    @cached_property
    def _found(self) -> Mapping[str, str]:
        if not self._cities:
            return {}
        found = regions_of(pd.DataFrame(self._cities))
        return dict(zip(found["id"], found["name"], strict=True))

    def __call__(self, group: list[_Label], tr: Translator) -> list[str]:
        # Without its country a region says little.
        asked = [label.is_city and bool(label.place) for label in group]
        if not any(asked):
            return [""] * len(group)
        return [
            self._found.get(label.known("id"), "") if one else ""
            for label, one in zip(group, asked, strict=True)
        ]


def _tell_apart(some: list[_Label], group: list[_Label], regions: _Regions, tr: Translator) -> None:
    """Add facts to some labels of a group until each is unlike all others and no bare name."""
    for say in (regions, _kinds, _years, _coordinates, _ids):
        texts = [fold(str(label)) for label in group]
        crowds = {text: [at for at, one in enumerate(texts) if one == text] for text in texts}
        # A bare name is no better than one that two have, for the whole group has it.
        bare = {fold(label.name) for label in some}
        crowds = {text: ats for text, ats in crowds.items() if len(ats) > 1 or text in bare}
        if not crowds:
            return
        facts = say(group, tr)
        for ats in crowds.values():
            known = {facts[at] for at in (ats if len(ats) > 1 else range(len(group)))}
            for at in ats if len(known) > 1 else ():
                if facts[at] and group[at] in some:
                    group[at].add(facts[at], region=say is regions)


def _kinds(group: list[_Label], tr: Translator) -> list[str]:
    return [tr.kind(label.known("kind")).lower() for label in group]


def _years(group: list[_Label], tr: Translator) -> list[str]:
    return [label.known("start")[:4] for label in group]


def _coordinates(group: list[_Label], tr: Translator) -> list[str]:
    """Return where cities are; of what else has coordinates they are those of its city."""
    return [
        " / ".join(tr.number(float(label.known(name)), 2) for name in ("latitude", "longitude"))
        if label.is_city and label.known("latitude") and label.known("longitude")
        else ""
        for label in group
    ]


def _ids(group: list[_Label], tr: Translator) -> list[str]:
    return [label.known("id") for label in group]
