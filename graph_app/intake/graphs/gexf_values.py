"""Attribute values and times of GEXF elements: defaults, types, spells, values that change."""

import datetime
from typing import NamedTuple

from graph_app.intake.graphs.found import Facts, Notes
from graph_app.intake.graphs.spans import (
    Span,
    TimeError,
    day_of,
    series_spans,
    series_values,
    span_of,
    value_in_force,
    whole,
)
from graph_app.intake.graphs.typed import is_list, pieces_of, set_list, typed_text
from graph_app.intake.graphs.xml_tree import Element, attributes, children, local, text_of, within
from graph_app.model.messages import Message

_LOOKS = frozenset(("color", "colour", "size", "position", "shape", "thickness"))
_TIMES = ("start", "startopen", "end", "endopen")
_A_TIME = Message("a year or a date")
_ONE_PERIOD = Message("one period; all of them are in the note")


class _Attribute(NamedTuple):
    name: str
    type: str
    default: str | None


class Values:
    """The attributes that a file declares, and what its elements say of them.

    Parameters
    ----------
    declarations : list of element
        The elements ``attributes``.
    notes : Notes
        Takes what cannot be kept.
    today : datetime.date
        Of values that change with time, the one of this day counts, else the latest.
    """

    def __init__(self, declarations: list[Element], notes: Notes, today: datetime.date):
        self._notes = notes
        self._today = today
        # Two graphs of one file, and nodes and edges, may use the same ids.
        self._declared: dict[tuple[Element | None, str], dict[str, _Attribute]] = {}
        for group in declarations:
            key = _graph(group), attributes(group).get("class", "node").lower()
            known = self._declared.setdefault(key, {})
            for element in children(group, "attribute"):
                cells = attributes(element)
                id = cells.get("id", "")
                default = next((text_of(child) for child in children(element, "default")), None)
                name = (cells.get("title") or id).lower()
                known.setdefault(id, _Attribute(name, cells.get("type", "string"), default))

    def add(
        self, element: Element, cells: dict[str, str], kind: str, number: int, facts: Facts
    ) -> None:
        """Add to the facts of an element its attribute values, defaults and period.

        Parameters
        ----------
        element : element
            A node or an edge.
        cells : dict of str to str
            Its XML attributes.
        kind : str
            ``node`` or ``edge``.
        number : int
            Its place among its kind.
        facts : dict of str to str
            What is known of it; grows.
        """
        declared = self._declared.get((_graph(element), kind), {})
        self._notes.looks += sum(local(child) in _LOOKS for child in element)
        values = self._stated(element, declared, kind, number)
        for id, attribute in declared.items():
            if attribute.default is not None and id not in values:
                values[id] = [(attribute.default, Span())]
        for id, listed in values.items():
            named = declared.get(id, _Attribute(id.lower(), "string", None))
            self._set(facts, named, listed, kind, number)
        self._period(element, cells, kind, number, facts)

    def _stated(
        self, element: Element, declared: dict[str, _Attribute], kind: str, number: int
    ) -> dict[str, list[tuple[str, Span]]]:
        values: dict[str, list[tuple[str, Span]]] = {}
        for group in children(element, "attvalues", "attvalue"):
            for value in [group] if local(group) == "attvalue" else children(group, "attvalue"):
                cells = attributes(value)
                id = cells.get("for") or cells.get("id", "")
                if id not in declared:
                    expected = Message("an attribute that the file declares")
                    self._notes.add(number, f"{kind}, attvalue", id, expected)
                text = cells.get("value", text_of(value))
                values.setdefault(id, []).append((text, self._span(cells, f"{kind}, {id}", number)))
        return values

    def _set(
        self,
        facts: Facts,
        attribute: _Attribute,
        listed: list[tuple[str, Span]],
        kind: str,
        number: int,
    ) -> None:
        name = attribute.name
        series = series_values(listed[0][0]) if len(listed) == 1 else None
        listed = series or listed
        distinct = {text for text, _ in listed}
        text = value_in_force(listed, self._today) if len(listed) > 1 else listed[0][0]
        if len(distinct) > 1:
            shown = "; ".join(f"{text} ({span})" for text, span in listed)
            expected = Message("one value; the one of today or the latest is taken")
            self._notes.add(number, f"{kind}, {name}", shown, expected)
        if is_list(attribute.type):
            set_list(facts, name, pieces_of(text), self._notes, number, kind)
        elif text := typed_text(text, attribute.type):
            facts[name] = text

    def _span(self, cells: dict[str, str], element: str, number: int) -> Span:
        try:
            if "timestamp" in cells:
                return Span(*[day_of(cells["timestamp"])] * 2)
            return span_of(cells)
        except TimeError as error:
            self._notes.add(number, element, error, _A_TIME)
            return Span()

    def _period(
        self, element: Element, cells: dict[str, str], kind: str, number: int, facts: Facts
    ) -> None:
        """Set start and end from the spells of an element, else from its own attributes."""
        spells = [
            self._span(attributes(spell), f"{kind}, {local(spell)}", number)
            for group in children(element, "spells", "slices")
            for spell in children(group, "spell", "slice")
        ]
        spells = spells or self._series(cells.get("intervals", ""), kind, number)
        own = Span()
        if not spells and any(cells.get(name) for name in _TIMES):
            own = self._span(
                {name: cells.get(name, "") for name in _TIMES}, f"{kind}, time", number
            )
        period = whole(spells) if spells else own
        for name, day in (("start", period.start), ("end", period.end)):
            if day:
                facts.setdefault(name, day)
        if len(spells) > 1:
            facts["periods"] = ", ".join(map(str, spells))
            self._notes.add(number, f"{kind}, spells", facts["periods"], _ONE_PERIOD)
        moments = cells.get("timestamps") or cells.get("timestamp", "")
        if moments:
            # That it is there at a moment says neither since when nor until when.
            facts["moments"] = moments
            expected = Message("a start or an end; the moments are in the note")
            self._notes.add(number, f"{kind}, timestamp", moments, expected)

    def _series(self, text: str, kind: str, number: int) -> list[Span]:
        try:
            return series_spans(text) or []
        except TimeError as error:
            self._notes.add(number, f"{kind}, intervals", error, _A_TIME)
            return []


def _graph(element: Element) -> Element | None:
    return next(iter(within(element, "graph")), None)
