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
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.assemble import Dataset
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.keys import keys_of, place_names, tie_ends
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Paths, reader
from graph_app.intake.open_data.options import Options, is_before, options_from, status_of
from graph_app.intake.open_data.places import cities_of, city_ids
from graph_app.intake.open_data.reading import read_fields, tidy, to_countries, to_numbers
from graph_app.intake.open_data.sister_query import sister_city_query
from graph_app.intake.open_data.sparql import Endpoint, ask_pages, checked_bindings
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
_END = ("id", "name", "name_fi", "name_sv", "country", "latitude", "longitude", "population")
_ENTITY = re.compile(r"(?:https?://www\.wikidata\.org/entity/)?(Q[1-9]\d{0,11})", re.ASCII)
_POINT = re.compile(r"point\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE | re.ASCII)
_TIME = re.compile(r"\+?(\d{4})-(\d{2})-(\d{2})(?:T[\d:]+Z?)?", re.ASCII)
_SOURCE = {
    "id": "source:wikidata-sister-cities",
    "title": "Wikidata, sister cities (P190), CC0",
    "publisher": "Wikidata",
    "url": "https://www.wikidata.org/wiki/Property:P190",
}


def fetch_wikidata(
    endpoint: Endpoint,
    progress: Progress | None = None,
    *,
    city: str = "",
    country: str = "",
    **options,
) -> Draft:
    """Ask a SPARQL endpoint for the sister cities of a city or of a country's cities.

    Parameters
    ----------
    endpoint : Endpoint
        Whom to ask; ``endpoint.host`` is the host that learns of the question.
    progress : Progress, optional
        Told how far it is; may stop it.
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


def _records(answer: list) -> list[dict]:
    """The list of records that the page of the query service offers: plain values or bindings."""
    rows = []
    for record in answer:
        if not isinstance(record, dict):
            raise TableError("found a list of something else, expected SPARQL results as JSON")
        cells = {
            name: cell if isinstance(cell, dict) else {"value": str(cell)}
            for name, cell in record.items()
            if cell is not None
        }
        rows.append(cells)
    return checked_bindings({"results": {"bindings": rows}})


def _from_bindings(rows: list[dict], file: str, notes: Notes) -> pd.DataFrame:
    """Bindings to one frame of pairs; row numbers count the bindings from 1."""
    notes.read += len(rows)
    names = ("city", "cityLabel", "cityCountry", "cityPlace", "partner", "partnerLabel")
    names += ("partnerFi", "partnerSv", "partnerCountry", "partnerPlace")
    names += ("start", "startPrecision", "end", "endPrecision")
    index = pd.RangeIndex(1, len(rows) + 1)
    frame = pd.DataFrame(
        {
            name: pd.Series(
                [row.get(name, {}).get("value", "") for row in rows], index, dtype="str"
            )
            for name in names
        }
    ).assign(file=file)
    if rows and not {"city", "partner"} <= {name for row in rows for name in row}:
        raise TableError("{file}: found no variables city and partner, expected both", file=file)
    for side in ("city", "partner"):
        ids = frame[side].str.extract(f"^{_ENTITY.pattern}$", expand=False)
        frame[side] = ids.where(ids.notna(), "").astype("str")
        blank = (frame[side] == "").to_numpy()
        frame = notes.reject(frame, blank, side, Message("a Wikidata item such as Q28911"))
    return _sides(frame, notes).assign(
        start=_times(frame, "start", notes),
        end=_times(frame, "end", notes),
        over=frame["end"] != "",
        file=file,
    )


def _sides(frame: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    parts = {}
    for side in ("city", "partner"):
        label = tidy(frame[f"{side}Label"])
        unnamed = ((label == "") | label.str.fullmatch(r"Q\d+")).to_numpy(dtype=bool)
        _doubt_unnamed(frame.assign(label=frame[side]), unnamed, f"{side}Label", notes)
        place = frame[f"{side}Place"].str.extract(_POINT).astype("str").fillna("")
        place = place.where(place.apply(lambda column: column.str.fullmatch(r"-?\d+(\.\d+)?")), "")
        partner = side == "partner"
        parts |= {
            f"{side} id": frame[side],
            f"{side} name": _named(label, unnamed, frame[side]),
            f"{side} name_fi": tidy(frame["partnerFi"]) if partner else "",
            f"{side} name_sv": tidy(frame["partnerSv"]) if partner else "",
            f"{side} country": to_countries(frame, f"{side}Country", notes),
            f"{side} latitude": pd.to_numeric(place[1], errors="coerce"),
            f"{side} longitude": pd.to_numeric(place[0], errors="coerce"),
            f"{side} population": np.nan,
        }
    return pd.DataFrame(parts, index=frame.index)


def _named(label: pd.Series, unnamed: np.ndarray, item: pd.Series) -> pd.Series:
    """The name of the place, else the label as it is, else the item."""
    place = place_names(label)
    return place.where(place != "", label).where(~unnamed, item)


def _doubt_unnamed(rows: pd.DataFrame, unnamed: np.ndarray, column: str, notes: Notes) -> None:
    first = unnamed & ~rows["label"].where(unnamed).duplicated().to_numpy()
    notes.doubts(
        rows.assign(**{column: rows["label"]}),
        first,
        column,
        Message("a name; the id stands for it"),
    )
    notes.count("cities without a name", int(first.sum()))


def _times(frame: pd.DataFrame, column: str, notes: Notes) -> pd.Series:
    """Times to partial dates by their precision; unknown values are blank."""
    texts, precisions = frame[column], frame[f"{column}Precision"]
    dates = [_time(a, b) for a, b in zip(texts, precisions, strict=True)]
    days = pd.Series(pd.array(dates, dtype="str"), index=frame.index)
    # "Unknown value" is a blank node or an address of its own.
    known = texts.str.match(r"[-+]?\d").to_numpy(dtype=bool)
    notes.doubts(
        frame, known & (days == "").to_numpy(), column, Message("a day since the year 1000")
    )
    return days


def _time(text: str, precision: str) -> str:
    match = _TIME.fullmatch(text)
    if not match:
        return text if text.isascii() and is_partial_date(text) else ""
    year, month, day = match.groups()
    length = {"9": 4, "10": 7, "11": 10}.get(precision)
    if length is None:
        length = 4 if (month, day) in (("01", "01"), ("00", "00")) else 10
    date = f"{year}-{month}-{day}"[:length]
    return date if is_partial_date(date) and year > "0999" else ""


def _from_table(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    parts = {"start": "", "end": "", "over": False, "file": rows["file"]}
    for side in ("city", "partner"):
        label = tidy(rows[f"{side} name"])
        item = label.where(label.str.fullmatch(r"Q[1-9]\d*"), "")
        _doubt_unnamed(rows.assign(label=label), (item != "").to_numpy(), f"{side} name", notes)
        parts |= {
            f"{side} id": item,
            f"{side} name": place_names(label).where(item == "", item),
            f"{side} name_fi": "",
            f"{side} name_sv": "",
            f"{side} country": to_countries(rows, f"{side} country", notes),
            f"{side} latitude": to_numbers(rows, f"{side} latitude", POINT, notes),
            f"{side} longitude": to_numbers(rows, f"{side} longitude", POINT, notes),
            f"{side} population": _populations(rows, f"{side} population", notes),
        }
    frame = pd.DataFrame(parts, index=rows.index)
    for side in ("city", "partner"):
        blank = (frame[f"{side} name"] == "").to_numpy()
        frame = notes.reject(frame, blank, f"{side} name", Message("the name of a city"))
    return frame


def _populations(rows: pd.DataFrame, column: str, notes: Notes) -> pd.Series:
    values = to_numbers(rows, column, POINT, notes)
    return values.where((values >= 0) & (values % 1 == 0))


def _draft(rows: pd.DataFrame, chosen: Options, notes: Notes) -> Draft:
    rows = _with_city_ids(rows)
    loop = (rows["city key"] == rows["partner key"]).to_numpy(dtype=bool)
    shown = rows.assign(partner=rows["partner name"])
    notes.reject(shown, loop, "partner", Message("another city than the first"))
    rows = rows[~loop]
    dataset = Dataset("wikidata", _SOURCE)
    ends = [_city_rows(rows, side) for side in ("city", "partner")]
    frames = {
        "cities": cities_of(pd.concat(ends), notes),
        "relations": _ties(dataset, rows, chosen, notes),
        "sources": dataset.source_frame(chosen),
    }
    return notes.draft(frames)


def _with_city_ids(rows: pd.DataFrame) -> pd.DataFrame:
    ends = pd.concat([_city_rows(rows, "city"), _city_rows(rows, "partner")], ignore_index=True)
    by_name = city_ids(ends)
    item = ends["wikidata"].str.lower()
    named = ("city:" + keys_of(ends["name"]) + "-" + item).where(ends["name"] != "", "")
    named = named.where(ends["name"].str.lower() != item, "city:" + item)
    # One item is one city, whatever its label in this row.
    first = named.groupby(ends["wikidata"]).transform("first")
    ids = by_name.where(item == "", first).to_numpy()
    keys = pd.array(ids, dtype="str")
    return rows.assign(**{"city key": keys[: len(rows)], "partner key": keys[len(rows) :]})


def _city_rows(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """One side of each pair as rows of the table of cities."""
    columns = {f"{side} {name}": name for name in _END}
    cities = rows[list(columns)].rename(columns=columns).rename(columns={"id": "wikidata"})
    key = rows.get(f"{side} key", pd.Series("", index=rows.index, dtype="str"))
    return cities.assign(id=key, file=rows["file"])


def _ties(dataset: Dataset, rows: pd.DataFrame, chosen: Options, notes: Notes) -> pd.DataFrame:
    """One tie for each pair of cities, whichever way round and however often it is stated."""
    swap = (rows["city key"] > rows["partner key"]).to_numpy(dtype=bool)
    pair = pd.DataFrame(
        {
            "source": rows["city key"].where(~swap, rows["partner key"]),
            "target": rows["partner key"].where(~swap, rows["city key"]),
        }
    ).assign(swap=swap, start=rows["start"], end=rows["end"], over=rows["over"])
    by = ["source", "target"]
    both = pair.groupby(by)["swap"].transform("nunique").eq(2)
    # Of several statements one that still holds counts, and of these one with a date.
    order = pair.assign(undated=pair["start"] == "", both=both)
    ties = order.sort_values([*by, "over", "undated", "start"], kind="stable").drop_duplicates(by)
    notes.count("stated by both cities", int(ties["both"].sum()))
    notes.count("repeated pairs", len(pair) - len(ties) - int(ties["both"].sum()))
    end = ties["end"].mask(is_before(ties["end"], ties["start"]), "")
    stated = ties["over"].map({True: "ended", False: ""}).astype("str")
    future_end = ~is_before(end, pd.Series(chosen.today.isoformat(), end.index, dtype="str"))
    stated = stated.mask((end != "").to_numpy() & future_end, "")
    ids = tie_ends(ties["source"], ties["target"])
    return (
        pd.DataFrame(
            {
                "id": "wikidata-sister-city-" + ids,
                "source": ties["source"],
                "target": ties["target"],
                "type": "sister_city",
                "start": ties["start"],
                "end": end,
                "status": status_of(ties["start"], end, chosen.today, stated),
                "note": np.where(ties["both"], "Wikidata states it for both cities.", ""),
                "source_id": dataset.source["id"],
            }
        )
        .reset_index(drop=True)
        .astype("str")
    )
