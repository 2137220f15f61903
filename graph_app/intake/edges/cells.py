"""The cells of a tie and of its ends, read through a mapping."""

import datetime
from collections.abc import Hashable
from functools import partial, reduce
from typing import Any

import numpy as np
import pandas as pd

from graph_app.intake.edges.mapping import Mapping
from graph_app.intake.edges.nodes import RAW, Raw, is_total
from graph_app.intake.edges.periods import (
    both_dates,
    date_expected,
    ends_before,
    later_than,
    read_dates,
    undated,
)
from graph_app.intake.edges.place_cells import (
    MORE,
    MOST_PLACES,
    SEVERAL,
    Place,
    pieces_of,
    places_of,
    plain_pieces,
)
from graph_app.intake.edges.tie_types import TYPES, likely_kind, type_codes
from graph_app.intake.files.collecting import Collector
from graph_app.intake.files.forms import Likely
from graph_app.intake.files.readers import Rows
from graph_app.intake.files.real_words import country_cells, name_cells
from graph_app.intake.files.values import MISSING, blanked
from graph_app.intake.places.country_names import country_code, country_codes_of
from graph_app.intake.project.contacts import MEANINGS as CONTACT
from graph_app.model.errors import TableError
from graph_app.model.kinds import KINDS, STATUSES
from graph_app.model.messages import Message, either
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import LONGEST, LONGEST_OTHER
from graph_app.model.texts import by_distinct, same_text
from graph_app.model.words import clean, fold

#: The cells of a row by the names of columns.
Row = dict[Hashable, Any]

_NO_PLACE = Place("")
_NUMBER = "\x1frow"


class Cells:
    """Reads portions of one file.

    Parameters
    ----------
    mapping : Mapping
        What the columns mean.
    rows : Rows
        The opened file.
    notes : Collector
        Takes what is wrong.
    today : datetime.date
        The day of the import.

    Raises
    ------
    TableError
        If the file lacks a column of the mapping.
    """

    def __init__(self, mapping: Mapping, rows: Rows, notes: Collector, today: datetime.date):
        self._mapping = mapping
        self._file = rows.name
        self._notes = notes
        self._today = today
        self._missing = tuple({*MISSING, *(text.lower() for text in rows.form.missing)})
        self._columns = _resolve(mapping, rows)

    def tie(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the type, dates, status and note of each usable row; the index is row numbers."""
        named = self._cells(frame, "type")
        types = type_codes(named)
        status, told, said = self._status(frame)
        tie = pd.DataFrame({"type": types, "status": status}, index=frame.index)
        wrong = types < 0
        totals = wrong & self._totals(frame)
        self._add(frame, totals, "", self._name(frame), Message("a tie, not a total"))
        known = [Message(RELATION_TYPES[name].label) for name in TYPES]
        self._add(frame, wrong & ~totals, "type", named, Message("one of {known}", known=known))
        read = {name: self._dates(frame, name) for name in ("start", "end") if self._is_there(name)}
        tie = tie.assign(**both_dates(read, frame.index))
        tie["end"] = tie["end"].mask(tie["end"] == "", told)
        notes = [*self._notes_of(frame), said, *(one["text"] for one in read.values())]
        late = later_than(tie["start"], self._today) & (status != "planned").to_numpy(dtype=bool)
        expected = Message(
            "a date not after {today} unless the status is planned", today=self._today
        )
        wrong |= late
        self._add(frame, late, "start", tie["start"], expected)
        back = ends_before(tie["start"], tie["end"])
        self._add(frame, back, "end", tie["end"], Message("a date not before the start"))
        tie["end"] = tie["end"].mask(back, "") if back.any() else tie["end"]
        tie["note"] = reduce(joined, notes, same_text("", frame.index))
        return tie[~wrong] if wrong.any() else tie

    def end(self, frame: pd.DataFrame, kinds: pd.Series, end: str) -> Raw:
        """Return the cells that describe the node at one end, those of ``RAW`` that are there."""
        raw = self._known(frame, end, {name: name for name in RAW}) | {"kind": kinds}
        if "country" in raw:
            raw["country"] = self._real(frame, end, "country", raw)
            raw["name"] = self._real(frame, end, "name", raw)
        return raw

    def _real(self, frame: pd.DataFrame, end: str, what: str, raw: Raw) -> pd.Series:
        """Return names or countries with those that look like "no value" and are places."""
        columns = self._columns.get(f"{end}.{what}", ())
        if len(columns) != 1 or (raw[what] != "").all():
            return raw[what]
        if what == "country":
            if not (frame[columns[0]].str.strip() == "NA").any():
                return raw[what]
            names = self._columns.get(f"{end}.name", ())
            countries = {c for e in ("from", "to") for c in self._columns.get(f"{e}.country", ())}
            marked = bool(
                (frame[[c for c in frame if c not in countries]] == "NA").to_numpy().any()
            )
            place = frame[names[0]] if names else None
            read = country_cells(frame[columns[0]], place, self._missing, marked)
        else:
            read = name_cells(frame[columns[0]], raw["country"], self._missing)
        return raw[what].mask(raw[what] == "", read)

    def pieces(self, frame: pd.DataFrame) -> list[pd.DataFrame]:
        """Return frames with one place in each cell: the first of each row, the second ...

        The other cells of a row belong to each of its places; where as many countries as names are
        listed, each has its own.
        """
        parts = [frame]
        for end in ("from", "to"):
            columns = self._columns.get(f"{end}.name", ())
            if len(columns) == 1 and self._is_city(end):
                parts = [one for part in parts for one in self._pieces(part, end, columns[0])]
        return parts

    def _pieces(self, frame: pd.DataFrame, end: str, column: str) -> list[pd.DataFrame]:
        odd = frame[column].str.contains(SEVERAL).to_numpy(dtype=bool)
        return self._split(frame, end, column, odd) if odd.any() else [frame]

    def _split(
        self, frame: pd.DataFrame, end: str, column: str, odd: np.ndarray
    ) -> list[pd.DataFrame]:
        listed = pieces_of(frame.loc[odd, column].unique().tolist())
        several = odd & (frame[column].map(lambda cell: len(listed.get(cell, "1"))) != 1).to_numpy()
        parts = [frame[~several]]
        rows: dict[int, list[Row]] = {}
        listing = frame[several]
        for number, row in zip(listing.index.tolist(), listing.to_dict("records"), strict=True):
            names = listed[row[column]]
            if not names and self._one_country(row, end):
                rows.setdefault(0, []).append(row | {_NUMBER: number})
                continue
            if not names or len(names) > MOST_PLACES:
                expected = Message("one name, or several with semicolons between them")
                self._notes.add(self._file, number, column, row[column], expected)
                continue
            said = Message("one name; the {n} were taken one by one", n=len(names))
            self._notes.add(self._file, number, column, row[column], said)
            self._notes.count("names taken out of one cell", len(names))
            others = self._listed_beside(row, end, len(names))
            for at, name in enumerate(names):
                new = row | {column: name} | {key: some[at] for key, some in others.items()}
                rows.setdefault(at, []).append(new | {_NUMBER: number})
        for some in rows.values():
            part = pd.DataFrame(some, dtype="str").set_index(_NUMBER)
            parts.append(part.set_index(part.index.astype("int64")))
        return parts

    def _one_country(self, row: Row, end: str) -> bool:
        """Tell whether a column says the country of a place: then its name is that of one place."""
        columns = self._columns.get(f"{end}.country", ())
        return any(country_code(row[column]) for column in columns)

    def _listed_beside(self, row: Row, end: str, n: int) -> dict[str, list[str]]:
        """Return the cells about the same end that list as many pieces as there are names."""
        found = {}
        for meaning, columns in self._columns.items():
            if not (meaning.startswith(f"{end}.") or meaning in ("start", "end", "status")):
                continue
            for column in columns:
                pieces = plain_pieces(row[column])
                if len(pieces) == n and meaning != f"{end}.name":
                    found[column] = pieces
        return found

    def _is_city(self, end: str) -> bool:
        constant = self._mapping.constants.get(f"{end}.kind", "city")
        return constant == "city" and not self._columns.get(f"{end}.kind")

    def with_countries(self, raw: Raw, end: str) -> pd.Series:
        """Move a country beside a name to its place, and return the regions between them."""
        blank = same_text("", raw["name"].index)
        cities = (raw["kind"] == "city").to_numpy(dtype=bool)
        odd = cities & raw["name"].str.contains(MORE).to_numpy(dtype=bool)
        if not odd.any():
            return blank
        places = places_of(raw["name"][odd].unique().tolist())
        stated = raw.get("country", blank)
        codes = country_codes_of(stated[odd]).reindex(stated.index, fill_value="")
        read = raw["name"].map(lambda cell: places.get(cell, _NO_PLACE))
        country = read.map(lambda place: place.country)
        fits = odd & (country != "").to_numpy() & ((codes == "") | (codes == country)).to_numpy()
        raw["name"] = raw["name"].mask(fits, read.map(lambda place: place.name).astype("str"))
        raw["country"] = stated.mask(fits, country.astype("str"))
        self._notes.count("countries taken out of a name", int(fits.sum()))
        region = read.map(lambda place: place.region and f"{place.name}: {place.region}")
        return blank.mask(fits, region.astype("str"))

    def contact(self, frame: pd.DataFrame, end: str) -> dict[str, pd.Series]:
        """Return the cells that describe a contact person at one end, those that are there."""
        return self._known(frame, end, CONTACT)

    def _known(self, frame: pd.DataFrame, end: str, meanings: dict[str, str]) -> Raw:
        return {
            name: self._cells(frame, f"{end}.{meaning}")
            for meaning, name in meanings.items()
            if self._is_there(f"{end}.{meaning}")
        }

    def as_body(self, frame: pd.DataFrame, kinds: pd.Series) -> pd.Series | None:
        """Return a note that names the body, where it is a city's and has another name than it."""
        if not self._is_there("from.body"):
            return None
        body, name = (self._cells(frame, f"from.{meaning}") for meaning in ("body", "name"))
        differs = (body != "") & (body != name) & (kinds != "organisation")
        return ("as " + body).where(differs, "")

    def _is_there(self, meaning: str) -> bool:
        return bool(self._columns.get(meaning) or self._mapping.constants.get(meaning))

    def _cells(self, frame: pd.DataFrame, meaning: str) -> pd.Series:
        """Return the cells with a meaning: the first column that is not blank, or the constant."""
        constant = self._mapping.constants.get(meaning, "")
        read = [blanked(frame[name], self._missing) for name in self._columns.get(meaning, ())]
        if constant or not read:
            read.append(same_text(constant, frame.index))
        cells = reduce(lambda first, other: first.mask(first == "", other), read)
        known = self._mapping.values.get(meaning)
        return by_distinct(cells, lambda text: known.get(text, text)) if known else cells

    def _status(self, frame: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
        """Return the status, the day since when it has ended, and what else a cell says."""
        cells, blank = self._cells(frame, "status"), same_text("", frame.index)
        if not self._is_there("status"):
            return cells, blank, blank
        words = self._mapping.values.get("status", {})
        bare, dates = undated(cells, {*words, *STATUSES})
        lower = by_distinct(bare, lambda text: words.get(text, text)).str.lower()
        odd = (lower != "") & ~lower.isin(list(STATUSES))
        # A column that is taken as a note as well loses nothing.
        if not set(self._columns.get("status", ())) & set(self._columns.get("note", ())):
            known = [Message(STATUSES[status]) for status in STATUSES]
            expected = Message("one of {known}, or nothing", known=known)
            self._add(frame, odd, "status", cells, expected)
        ended = dates.where(lower == "ended", "")
        return lower.mask(odd, ""), ended, cells.where((dates != "") & (ended == "") & ~odd, "")

    def _totals(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows add up the others."""
        return (
            by_distinct(self._name(frame), lambda name: "1" if is_total(name) else "")
            .eq("1")
            .to_numpy()
        )

    def _name(self, frame: pd.DataFrame) -> pd.Series:
        """Return the first name that a column has in a row; a fixed name is in no column."""
        columns = [name for end in ("from", "to") for name in self._columns.get(f"{end}.name", ())]
        read = [blanked(frame[name], self._missing) for name in columns]
        return reduce(lambda a, b: a.mask(a == "", b), read, same_text("", frame.index))

    def kind(self, frame: pd.DataFrame, tie: pd.DataFrame, end: str) -> pd.Series:
        """Return the kind of the node at one end of each row."""
        likely = pd.Series([likely_kind(name, end) for name in TYPES], dtype="str")
        by_type = likely.take(tie["type"].to_numpy()).set_axis(frame.index)
        if not self._is_there(f"{end}.kind"):
            return by_type
        cells = self._cells(frame, f"{end}.kind")
        kinds = cells.mask(cells == "", by_type)
        odd = ~kinds.isin(list(KINDS))
        expected = Message("one of {known}, or a word that the mapping lists", known=KINDS)
        self._add(frame, odd, f"{end}.kind", cells, expected)
        # A kind that is not known is none: the row is refused with its node's name missing.
        return kinds.mask(odd, "city")

    def _dates(self, frame: pd.DataFrame, name: str) -> pd.DataFrame:
        """Return what the column of a date says: see :func:`read_dates`."""
        cells, form = self._cells(frame, name), self._mapping.dates.get(name, "iso")
        read, wrong = read_dates(cells, form)
        self._add(frame, wrong, name, cells, date_expected(form))
        self._notes.count("years taken out of a text", int((read["text"] != "").sum()))
        return read

    def _notes_of(self, frame: pd.DataFrame) -> list[pd.Series]:
        def labelled(column: str, cell: str) -> str:
            pieces = self._mapping.split.get(column, ())
            return f"{column}: {_split(clean(cell), pieces)}" if cell else ""

        parts = [
            by_distinct(blanked(frame[column], self._missing), partial(labelled, column))
            for column in self._columns.get("note", ())
        ]
        return [*parts, same_text(self._mapping.constants.get("note", ""), frame.index)]

    def _add(
        self,
        frame: pd.DataFrame,
        mask: np.ndarray | pd.Series,
        meaning: str,
        found: pd.Series,
        expected: Message,
    ) -> None:
        column = ", ".join(self._columns.get(meaning, ())) or meaning
        self._notes.add_rows(self._file, mask, frame.index, column, found, expected)


def _resolve(mapping: Mapping, rows: Rows) -> dict[str, tuple[str, ...]]:
    """Return the columns of the file for each meaning; case, accents and spaces do not count."""
    # Of names that differ in case or accents alone the first counts.
    folded = {_plain(column): column for column in reversed(rows.header)}
    found: dict[str, tuple[str, ...]] = {}
    for meaning, columns in mapping.columns.items():
        known = [folded[fold(column)] for column in columns if fold(column) in folded]
        if not known and meaning.startswith("to."):  # the second of two columns of one name
            twice = [f"{_plain(name)} 2" for name in mapping.columns.get(f"from.{meaning[3:]}", ())]
            known = [folded[name] for name in twice if name in folded]
        if not known or (meaning == "note" and len(known) < len(columns)):
            raise TableError(
                "{name}, row 1: found '{first}', expected the column '{wanted}' ({meaning})",
                name=rows.name,
                first=[column[:80] for column in rows.header[:8]],
                wanted=either(columns),
                meaning=meaning,
            )
        found[meaning] = tuple(known)
    return found


def _plain(column: str) -> str:
    return " ".join(fold(column).split())


def named_columns(mapping: Mapping) -> Likely:
    """Return what says how many columns of a mapping a row names: the header names most."""
    wanted = [{_plain(column) for column in columns} for columns in mapping.columns.values()]

    def count(cells: list[str]) -> int:
        names = {_plain(cell) for cell in cells if len(cell) <= LONGEST_OTHER}
        return sum(not names.isdisjoint(some) for some in wanted)

    return count


def _split(text: str, pieces: tuple[str, ...]) -> str:
    """Split text that consists of known pieces only (``20202030ADAPT``)."""
    rest, found = text, []
    while rest:
        piece = next((piece for piece in pieces if rest.startswith(piece)), "")
        if not piece:
            return text
        found.append(piece)
        rest = rest[len(piece) :].lstrip()
    return ", ".join(found)


def joined(first: pd.Series, second: pd.Series) -> pd.Series:
    """Join two texts with a semicolon where both are there, within the bound of a note."""
    mark = same_text("; ", first.index).mask((first == "") | (second == ""), "")
    return (first + mark + second).str.slice(0, LONGEST["note"])
