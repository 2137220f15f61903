"""Wikidata: sister cities (property P190), from a downloaded answer or asked for live.

An answer of the Wikidata Query Service (https://query.wikidata.org) to :func:`sister_city_query`:
SPARQL 1.1 JSON results (``{"head": ..., "results": {"bindings": [...]}}``), or the list of records
that its page offers as "JSON file". Variables: city, cityLabel, cityCountry (ISO code), cityPlace
(``Point(longitude latitude)``), partner, partnerLabel, partnerFi, partnerSv, partnerCountry,
partnerPlace, start and end (the qualifiers P580 and P582), startPrecision and endPrecision (9 a
year, 10 a month, 11 a day). Only city and partner are needed.

Or ``sistercities.tsv`` (rogorido, 2018, from Wikidata): origincityLabel, origincountry, originlat,
originlong, originpopulation, sistercityLabel, destinationlat, destinationlong,
destinationpopulation, destination_countryLabel, dist, eu.

A day that is 1 January is a year alone where no precision is given, as Wikidata writes years so. An
end that Wikidata knows to exist but not when makes an ended tie without a date. A city without a
label is named by its id and reported. A missing population stays missing. Two cities of one name
and country are one only if they have the same id, or are near each other.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from graph_app.intake.files import guards
from graph_app.intake.files.numbers import POINT
from graph_app.intake.files.readers import open_rows, parse_json, unpacked
from graph_app.intake.files.values import numbers
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.keys import keys_of, place_names
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Paths, reader
from graph_app.intake.open_data.options import Options, is_before, options_from, status_of
from graph_app.intake.open_data.places import cities_of, city_ids
from graph_app.intake.open_data.reading import (
    filled,
    read_fields,
    tidy,
    to_countries,
    to_numbers,
)
from graph_app.intake.open_data.sister_query import VARIABLES, sister_city_query
from graph_app.intake.open_data.sparql import Binding, Endpoint, ask_pages, checked_bindings
from graph_app.intake.open_data.statements import one_country, one_of_each_pair
from graph_app.intake.open_data.ties import Dataset, ties
from graph_app.model.dates import is_partial_date
from graph_app.model.errors import TableError
from graph_app.model.messages import Message

ROGORIDO = Layout(
    Message("sister cities of Wikidata as TSV"),
    {
        "city name": ("origincityLabel",),
        "city country": ("origincountry",),
        "city latitude": ("originlat",),
        "city longitude": ("originlong",),
        "city population": ("originpopulation",),
        "partner name": ("sistercityLabel",),
        "partner country": ("destination_countryLabel",),
        "partner latitude": ("destinationlat",),
        "partner longitude": ("destinationlong",),
        "partner population": ("destinationpopulation",),
    },
    ("city name", "partner name"),
)
_ENTITY = r"^(?:https?://www\.wikidata\.org/entity/)?(Q[1-9]\d{0,11})$"
_POINT = re.compile(r"point\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE | re.ASCII)
_TIME = re.compile(r"\+?(\d{4})-(\d{2})-(\d{2})(?:T[\d:]+Z?)?", re.ASCII)
#: Precisions of Wikidata from a year on -> characters of the date; 0 to 8 are coarser.
_LENGTHS = {"9": 4, "10": 7, **dict.fromkeys(("11", "12", "13", "14"), 10)}
_COARSE = tuple("012345678")
_DATASET = Dataset(
    "wikidata",
    "source:wikidata-sister-cities",
    "Wikidata, sister cities (P190), CC0",
    "Wikidata",
    "https://www.wikidata.org/wiki/Property:P190",
)


def fetch_wikidata(
    endpoint: Endpoint,
    progress: Progress | None = None,
    *,
    city: str = "",
    country: str = "",
    **options: object,
) -> Draft:
    """Ask a SPARQL endpoint for the sister cities of a city or of a country's cities.

    Parameters
    ----------
    endpoint : Endpoint
        Whom to ask; ``endpoint.host`` is the host that learns of the question.
    progress : Progress, optional
        Takes how far it is; may stop it.
    city, country : str
        See :func:`sister_city_query`.
    **options
        ``retrieved`` and ``today`` of :class:`graph_app.intake.open_data.options.Options`.

    Raises
    ------
    EndpointError
        If the server refuses, stalls, or sends something else.
    SettingsError
        If the question is none.
    """
    query = sister_city_query(city, country)
    chosen, notes = options_from(options), Notes()
    pages = ask_pages(endpoint, lambda n, at: f"{query}\nLIMIT {n} OFFSET {at}", progress)
    rows = [row for page in pages for row in page]
    return _draft(_from_bindings(rows, endpoint.host, notes), chosen, notes)


@reader
def read_wikidata(paths: Paths, chosen: Options, notes: Notes, progress: Progress) -> Draft:
    """Read downloaded answers of the Wikidata Query Service, or the TSV made of them.

    JSON, TSV or CSV files, or zips of them; of the options, ``retrieved`` and ``today`` count.
    """
    with unpacked(paths) as files:
        frames = [_read_file(path, notes, progress) for path in files]
    if not frames:
        raise TableError("Wikidata: found no file, expected an answer as JSON")
    return _draft(pd.concat(frames), chosen, notes)


def _read_file(path: Path, notes: Notes, progress: Progress) -> pd.DataFrame:
    if path.suffix.lower() not in (".json", ".srj"):
        with open_rows(path) as opened:
            return _from_table(read_fields(opened, ROGORIDO, notes, progress), notes)
    expected = Message("SPARQL results as JSON")
    raw = guards.read_whole(path, expected)
    guards.refuse_other_formats(path.name, raw[:4096], expected)
    answer = parse_json(path.name, guards.decode_utf8(path.name, raw))
    try:
        rows = _records(answer) if isinstance(answer, list) else checked_bindings(answer)
    except TableError as error:
        raise TableError("{name}: {reason}", name=path.name, reason=error) from None
    progress.step(0.5, len(rows))
    return _from_bindings(rows, path.name, notes)


def _records(answer: list[object]) -> list[Binding]:
    """Return the list of records that the page of the query service offers: plain values or bindings."""
    rows = []
    for record in answer:
        if not isinstance(record, dict):
            raise TableError("found a list of something else, expected SPARQL results as JSON")
        filled_cells = {name: cell for name, cell in record.items() if cell is not None}
        rows.append(
            {n: c if isinstance(c, dict) else {"value": str(c)} for n, c in filled_cells.items()}
        )
    return checked_bindings({"results": {"bindings": rows}})


def _from_bindings(rows: list[Binding], file: str, notes: Notes) -> pd.DataFrame:
    """Return one frame of pairs; row numbers count the bindings from 1."""
    notes.read += len(rows)
    if rows and not {"city", "partner"} <= set[str]().union(*rows):
        raise TableError("{file}: found no variables city and partner, expected both", file=file)
    cells = [[row.get(name, {}).get("value", "") for name in VARIABLES] for row in rows]
    for number, row in enumerate(cells, start=1):
        for name, cell in zip(VARIABLES, row, strict=True):
            guards.check_cell(file, number, name, len(cell))
    index = pd.RangeIndex(1, len(rows) + 1)
    frame = pd.DataFrame(cells, index, list(VARIABLES), dtype="str").assign(file=file)
    for side in ("city", "partner"):
        frame[side] = frame[side].str.extract(_ENTITY, expand=False).fillna("").astype("str")
        blank = frame[side] == ""
        frame = notes.reject(frame, blank, side, Message("a Wikidata item such as Q28911"))
    sides = [_side_of_bindings(frame, side, notes) for side in ("city", "partner")]
    dates = {name: _times(frame, name, notes) for name in ("start", "end")}
    return pd.concat(sides, axis=1).assign(**dates, over=frame["end"] != "", file=file)


def _side_of_bindings(frame: pd.DataFrame, side: str, notes: Notes) -> pd.DataFrame:
    item, label = frame[side], tidy(frame[f"{side}Label"])
    unnamed = (label == "") | label.str.fullmatch(r"Q\d+")
    _doubt_unnamed(frame.assign(label=item), unnamed, f"{side}Label", notes)
    place = frame[f"{side}Place"].str.extract(_POINT).fillna("").astype("str")
    longitude, latitude = (numbers(place[at])[0] for at in (0, 1))
    facts = {
        "id": item,
        # The name of the place, else the label as it is, else the item.
        "name": filled(place_names(label), label).mask(unnamed, item),
        "name_fi": tidy(frame["partnerFi"]) if side == "partner" else "",
        "name_sv": tidy(frame["partnerSv"]) if side == "partner" else "",
        "country": to_countries(frame, f"{side}Country", notes),
        "latitude": latitude,
        "longitude": longitude,
        "population": np.nan,
    }
    return pd.DataFrame(facts, index=frame.index).add_prefix(f"{side} ")


def _doubt_unnamed(rows: pd.DataFrame, unnamed: pd.Series, column: str, notes: Notes) -> None:
    first = unnamed & ~rows["label"].where(unnamed).duplicated()
    shown = rows.assign(**{column: rows["label"]})
    notes.doubts(shown, first, column, Message("a name; the id stands for it"))
    notes.count("cities without a name", int(first.sum()))


def _times(frame: pd.DataFrame, column: str, notes: Notes) -> pd.Series:
    """Return times as partial dates by their precision; unknown values are blank."""
    dates = map(_time, frame[column], frame[f"{column}Precision"])
    days = pd.Series(list(dates), frame.index, dtype="str")
    # "Unknown value" is a blank node or an address of its own.
    coarse = frame[f"{column}Precision"].isin(_COARSE) & (frame[column] != "") & (days == "")
    shown = frame[column] + " (precision " + frame[f"{column}Precision"] + ")"
    expected = Message("a year or a day (precision 9 to 11): a decade or a century is none")
    notes.doubts(frame.assign(**{column: shown}), coarse, column, expected)
    wrong = frame[column].str.match(r"[-+]?\d") & (days == "") & ~coarse
    notes.doubts(frame, wrong, column, Message("a day since the year 1000"))
    return days


def _time(text: str, precision: str) -> str:
    match = _TIME.fullmatch(text)
    if precision in _COARSE:
        return ""
    if not match:
        return text if text.isascii() and is_partial_date(text) else ""
    year, month, day = match.groups()
    length = _LENGTHS.get(precision)
    if length is None:
        length = 4 if (month, day) in (("01", "01"), ("00", "00")) else 10
    date = f"{year}-{month}-{day}"[:length]
    return date if is_partial_date(date) and year > "0999" else ""


def _from_table(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    sides = [_side_of_table(rows, side, notes) for side in ("city", "partner")]
    frame = pd.concat(sides, axis=1).assign(start="", end="", over=False, file=rows["file"])
    for column in ("city name", "partner name"):
        frame = notes.reject(frame, frame[column] == "", column, Message("the name of a city"))
    return frame


def _side_of_table(rows: pd.DataFrame, side: str, notes: Notes) -> pd.DataFrame:
    label = tidy(rows[f"{side} name"])
    item = label.where(label.str.fullmatch(r"Q[1-9]\d*"), "")
    _doubt_unnamed(rows.assign(label=label), item != "", f"{side} name", notes)
    facts: dict[str, pd.Series | str] = {
        "id": item,
        "name": filled(item, place_names(label)),
        "name_fi": "",
        "name_sv": "",
        "country": to_countries(rows, f"{side} country", notes),
    }
    for name in ("latitude", "longitude"):
        facts[name] = to_numbers(rows, f"{side} {name}", POINT, notes)
    people = to_numbers(rows, f"{side} population", POINT, notes)
    facts["population"] = people.where((people >= 0) & (people % 1 == 0))
    return pd.DataFrame(facts, index=rows.index).add_prefix(f"{side} ")


def _draft(rows: pd.DataFrame, chosen: Options, notes: Notes) -> Draft:
    rows = _with_city_ids(one_country(rows, notes))
    loop = rows["city key"] == rows["partner key"]
    shown = rows.assign(partner=rows["partner name"])
    rows = notes.reject(shown, loop, "partner", Message("another city than the first"))
    frames = {
        "cities": cities_of(pd.concat(_ends(rows)), notes),
        "relations": _ties(rows, chosen, notes),
        "sources": _DATASET.source_frame(chosen),
    }
    return notes.draft(frames)


def _ends(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Return both sides of the pairs as rows of the table of cities."""
    ends = []
    for side in ("city", "partner"):
        end = rows.filter(like=f"{side} ").rename(columns=lambda name: name.partition(" ")[2])
        end = end.rename(columns={"id": "wikidata", "key": "id"})
        ends.append(end.assign(file=rows["file"]))
    return ends


def _with_city_ids(rows: pd.DataFrame) -> pd.DataFrame:
    ends = pd.concat(_ends(rows), ignore_index=True)
    item, name = ends["wikidata"], ends["name"]
    named = ("city:" + keys_of(name) + "-" + item.str.lower()).where(name != "", "")
    named = named.where(name.str.lower() != item.str.lower(), "city:" + item.str.lower())
    # One item is one city, whatever its label in this row.
    first = named.groupby(item).transform("first")
    ids = city_ids(ends).where(item == "", first).astype("str").array
    return rows.assign(**{"city key": ids[: len(rows)], "partner key": ids[len(rows) :]})


def _ties(rows: pd.DataFrame, chosen: Options, notes: Notes) -> pd.DataFrame:
    """Return one tie for each pair of cities, in either direction and however often stated."""
    city, partner = rows["city key"], rows["partner key"]
    swap = city > partner
    pairs = rows[["start", "end", "over", "file"]].assign(
        source=city.mask(swap, partner), target=partner.mask(swap, city), swap=swap
    )
    found = one_of_each_pair(pairs, notes)
    start = found["start"]
    end = found["end"].mask(is_before(found["end"], start), "")
    today = pd.Series(chosen.today.isoformat(), end.index, dtype="str")
    over = found["over"] & ((end == "") | is_before(end, today))
    stated = over.map({True: "ended", False: ""}).astype("str")
    return ties(
        _DATASET,
        "sister_city",
        found["source"],
        found["target"],
        start=start,
        end=end,
        status=status_of(start, end, chosen.today, stated),
        note=found["note"].astype("str"),
    )
