"""Official files to frames of our fields; texts made fit for the tables."""

import re
from collections.abc import Mapping

import pandas as pd

from graph_app.intake.files.numbers import DateFormat, NumberFormat, read_dates, read_numbers
from graph_app.intake.files.readers import Rows
from graph_app.intake.files.real_words import country_cells, name_cells
from graph_app.intake.files.values import blanked, id_cells
from graph_app.intake.merging.draft import Progress
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.places.country_names import country_codes_of
from graph_app.model.errors import TableError
from graph_app.model.messages import Message
from graph_app.model.schema import GEONAMES_ID, LONGEST, LONGEST_OTHER
from graph_app.model.texts import by_distinct
from graph_app.model.words import clean, on_one_line

_WEB = re.compile(r"https?://[^\s<>\"]+")
_BARE_WEB = re.compile(r"www\.[^\s<>\"/]+\.[a-z]{2,}(?:/[^\s<>\"]*)?", re.IGNORECASE)


def read_fields(
    rows: Rows,
    layout: Layout,
    notes: Notes,
    progress: Progress,
    strict: bool = False,
    part: tuple[float, float] = (0.0, 1.0),
) -> pd.DataFrame:
    """Read the fields of an opened file.

    Parameters
    ----------
    rows : Rows
        The opened file.
    layout : Layout
        Its fields; those that it lacks are blank.
    notes : Notes
        Takes rows with another number of cells than the header.
    progress : Progress
        Takes how far the file is read.
    strict : bool
        Refuse the file for such a row.
    part : (float, float)
        Share of the whole import at the beginning and at the end of this file.

    Returns
    -------
    pandas.DataFrame of str
        A column for each field, and ``file``; ``""`` where there is nothing; row numbers as index.

    Raises
    ------
    TableError
        If a required field is missing, or for an uneven row when ``strict``.
    """
    columns = layout.checked(rows.name, rows.header)
    notes.columns.update({(rows.name, field): name for field, name in columns.items()})
    frames, read = [], 0
    for frame, uneven in rows.portions():
        if uneven and strict:
            row, cells = uneven[0]
            raise TableError(
                "{name}, row {row}: found {cells} cells, expected {n} cells, as in the header",
                name=rows.name,
                row=row,
                cells=cells,
                n=len(rows.header),
            )
        notes.reject_uneven(rows.name, uneven, len(rows.header))
        read += len(frame)
        frames.append(frame[list(columns.values())].set_axis(list(columns), axis=1))
        low, high = part
        progress.step(low + (high - low) * rows.share(), notes.read + read)
    notes.read += read
    for what, number in rows.counts.items():
        notes.count(what, number)
    fields = pd.concat(frames) if frames else pd.DataFrame(columns=list(columns), dtype="str")
    fields = fields.reindex(columns=list(layout.fields), fill_value="").astype("str")
    for row, column, found, expected in rows.take_remarks():
        notes.add(rows.name, row, column, found, expected)
    return _with_places(fields, fields.apply(blanked)).assign(file=rows.name)


def _with_places(fields: pd.DataFrame, bare: pd.DataFrame) -> pd.DataFrame:
    """Return fields with the places whose names look like "no value": Namibia's NA, Nan."""
    if {"country", "city"} <= set(fields) and (bare[["country", "city"]] == "").to_numpy().any():
        country = country_cells(fields["country"], fields["city"])
        bare = bare.assign(country=country, city=name_cells(fields["city"], country))
    return bare


def looked_up(texts: pd.Series, table: Mapping[str, str]) -> pd.Series:
    """Return what a table says of each text; ``""`` for one that is not in it."""
    return by_distinct(texts, lambda text: table.get(text, ""))


def kind_by_words(texts: pd.Series, kinds: Mapping[str, str]) -> pd.Series:
    """Return the first of our kinds whose pattern occurs in each text; ``""`` if none does."""
    return by_distinct(
        texts, lambda text: next((kind for kind in kinds if re.search(kinds[kind], text)), "")
    )


def filled(first: pd.Series, *others: pd.Series) -> pd.Series:
    """Return the first text of each row that is not blank; ``""`` if all are."""
    for other in others:
        first = first.where(first != "", other)
    return first


def tidy(texts: pd.Series, column: str = "name") -> pd.Series:
    """Return texts on one line, without control characters, as short as a table's column allows."""
    longest = LONGEST.get(column, LONGEST_OTHER)

    def change(text: str) -> str:
        flat = on_one_line(text)
        return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"

    return by_distinct(texts, change)


def websites(texts: pd.Series) -> pd.Series:
    """Return addresses; ``www.example.org`` is completed, whatever is none is blank."""

    def change(text: str) -> str:
        whole = f"http://{text}" if _BARE_WEB.fullmatch(text) else text
        fits = len(whole) <= LONGEST["website"] and _WEB.fullmatch(whole)
        return whole if fits and clean(whole) == whole else ""

    return by_distinct(texts, change)


def to_countries(rows: pd.DataFrame, column: str, notes: Notes) -> pd.Series:
    """Return ISO codes for codes or names of countries; each unknown one is reported once."""
    codes = country_codes_of(rows[column])
    unknown = (codes == "") & (rows[column] != "")
    first = unknown & ~rows[column].where(unknown).duplicated()
    notes.doubts(rows, first, column, Message("a country by its code or name"))
    return codes


def to_numbers(
    rows: pd.DataFrame, column: str, form: NumberFormat, notes: Notes, strict: bool = False
) -> pd.Series:
    """Return numbers; cells in another form are missing and reported, or refused when strict."""
    values, wrong = read_numbers(rows[column], form)
    (notes.refuse if strict else notes.doubts)(rows, wrong, column, form.expected)
    return values


def to_geonames(rows: pd.DataFrame, column: str, notes: Notes) -> pd.Series:
    """Return ids of GeoNames; cells in another form are blank and reported."""
    ids = id_cells(rows[column], GEONAMES_ID)
    expected = Message("a GeoNames id such as 649360: digits only")
    notes.doubts(rows, (ids == "") & (rows[column] != ""), column, expected)
    return ids


def euros(title: str, values: pd.Series, currency: str | pd.Series = "EUR") -> pd.Series:
    """Return amounts as text such as ``EU grant EUR 200000.00``; ``""`` where there is none."""
    amounts = values.map("{:.2f}".format).astype("str")
    return (title + " " + currency + " " + amounts).where(values.notna(), "")


def joined_texts(parts: list[pd.Series]) -> pd.Series:
    """Join texts row by row with semicolons, leaving out the blank ones."""
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + ("; " + part).where((whole != "") & (part != ""), part)
    return whole


def to_dates(
    rows: pd.DataFrame, column: str, form: DateFormat, notes: Notes, strict: bool = False
) -> pd.Series:
    """Return ISO dates; cells in another form are blank and reported, or refused when ``strict``."""
    days, wrong = read_dates(rows[column], form)
    (notes.refuse if strict else notes.doubts)(rows, wrong, column, form.expected)
    return days
