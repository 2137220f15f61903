"""Nodes of a draft to nodes that are known, or to new ones with ids of their own."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from itertools import chain, count
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from graph_app.intake.files.collecting import Collector
from graph_app.intake.merging.draft import Draft
from graph_app.intake.merging.joins import JOIN_COLUMNS, joins_of
from graph_app.intake.places.gazetteer import gazetteer
from graph_app.intake.places.matching import ACCEPT, PlaceMatches, match_places
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS, NODE_TABLES, Tables, among
from graph_app.model.texts import same_text
from graph_app.model.words import fold, slug

#: From how far apart on, in km, the coordinates of a match are reported to a person.
_CONFLICT = 40.0


def text(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as text, ``""`` where it or a cell is missing."""
    if column not in frame:
        return same_text("", frame.index)
    cells = frame[column].astype("str")
    return cells.fillna("") if cells.hasnans else cells


def written(row: Mapping[Hashable, object], column: str) -> str:
    """Return the text of a cell; ``""`` where it is missing: pandas has a number there, NaN."""
    cell = row.get(column)
    return cell if isinstance(cell, str) else ""


def free_id(wanted: Iterable[str], taken: set[str]) -> str:
    """Return the first id that is free, or the last with a number; it is taken from then on."""
    names = list(wanted)
    numbered = (f"{names[-1]}-{number}" for number in count(2))
    free = next(name for name in chain(names, numbered) if name not in taken)
    taken.add(free)
    return free


class MergedCities(NamedTuple):
    """What has become of the cities of a draft.

    Parameters
    ----------
    ids : dict
        Draft id -> id; refused ones are in it with ``""``.
    new : pandas.DataFrame
        Rows to add.
    doubtful : pandas.DataFrame
        Places that wait for a yes or no.
    joins : pandas.DataFrame
        See :func:`graph_app.intake.merging.joins.joins_of`.
    """

    ids: dict[str, str]
    new: pd.DataFrame
    doubtful: pd.DataFrame = pd.DataFrame()
    joins: pd.DataFrame = pd.DataFrame(columns=list(JOIN_COLUMNS))


def merge_cities(
    draft: Draft,
    tables: Tables,
    decisions: Mapping[str, bool],
    taken: set[str],
    notes: Collector,
) -> MergedCities:
    """Find each city of a draft among the known ones, or make it.

    Parameters
    ----------
    draft : Draft
        What was read, with cities.
    tables : Tables
        What is known.
    decisions : mapping of str to bool
        A person's yes and no to the doubtful, by draft id.
    taken : set of str
        Ids in use; grows.
    notes : Collector
        Takes conflicts.

    Returns
    -------
    MergedCities
    """
    known, frame, keep_ids = tables.cities, draft.frames["cities"], draft.keep_ids
    same_id = among(frame["id"], known["id"]) & (not draft.keys_only)
    rest = frame[~same_id].reset_index(drop=True)
    if rest.empty or (keep_ids and known.empty):
        return MergedCities({own: own for own in frame["id"]}, rest)
    ids = {own: own for own in frame.loc[same_id, "id"]}
    matches = match_places(rest, known, decisions)
    rows = rest.rename(columns={"geonames": "given"}).assign(given=text(rest, "geonames"))
    rows = rows.join(matches.rows.drop(columns="id"))
    rows = rows.assign(same=rows["id"] if keep_ids else rows["same"])
    _report_conflicts(rows, notes)
    refused = _associations(rows, tables, notes)
    ids |= dict.fromkeys(rows.loc[refused, "id"], "")
    found = rows[(rows["known"] != "") & ~refused]
    ids |= found.set_index("id")["known"].to_dict()
    fresh = rows[(rows["known"] == "") & ~refused]
    new = _new_cities(fresh, keep_ids, taken)
    ids |= fresh.set_index("id")["same"].map(new.set_index("same")["id"]).to_dict()
    notes.count("spellings joined", len(fresh) - len(new))
    notes.count("places already known", len(found))
    cities = pd.concat([frame[["id", "name", "country"]] for frame in (known, new)])
    return MergedCities(ids, new, _doubtful(matches, rest), joins_of(rows, ids, cities))


def _report_conflicts(rows: pd.DataFrame, notes: Collector) -> None:
    far = (rows["distance"] > _CONFLICT) & (rows["confidence"] >= ACCEPT)
    for row in rows[far].to_dict("records"):
        found = f"{row['name']}: {row['latitude']:g}, {row['longitude']:g}"
        expected = Message(
            "coordinates near {place}, {distance:.0f} km away",
            place=row["candidate_name"],
            distance=row["distance"],
        )
        notes.add(row.get("file", "cities"), row.get("row", 0), "latitude", found, expected)
    notes.count("coordinate conflicts", int(far.sum()))


def _associations(rows: pd.DataFrame, tables: Tables, notes: Collector) -> pd.Series:
    """Return which rows name a known network or programme, not a place."""
    both = pd.concat([tables.networks, tables.programmes])
    known = pd.concat([both["name"], both["short_name"]]).dropna()
    names = known[known.str.len() > 3].map(fold)
    wrong = rows["name"].map(fold).isin(names) & (rows["confidence"] < ACCEPT)
    expected = Message("a city, not a network or programme")
    for row in rows[wrong].to_dict("records"):
        notes.add(row.get("file", "cities"), row.get("row", 0), "name", row["name"], expected)
    return wrong


def _new_cities(fresh: pd.DataFrame, keep_ids: bool, taken: set[str]) -> pd.DataFrame:
    """Return one row for each new place, with its name, coordinates and id."""
    if fresh.empty:
        return fresh.assign(id="")
    facts = gazetteer()[0].set_index("geonames")
    # What is left to a person keeps the id that the draft gives it.
    ids = fresh["geonames"].where(fresh["geonames"] != "", fresh["given"])
    fresh = fresh.assign(geonames=ids.groupby(fresh["same"]).transform(_first_text))
    listed = fresh["geonames"].where(among(fresh["geonames"], facts.index), "")
    first = fresh.assign(gaz=listed.map(facts["name"]).astype("str").fillna("")).copy()
    first["name"] = first["name"] if keep_ids else _best_names(first)
    for column in ("country", "latitude", "longitude", "population", "wikidata"):
        cells = first[column] if column in first else pd.Series(np.nan, index=first.index)
        cells = cells.where(cells.ne("").fillna(False))
        first[column] = cells.groupby(first["same"]).transform("first")
    listed = listed.where(first["latitude"].isna() & (not keep_ids), "")
    for column in ("latitude", "longitude"):
        first[column] = first[column].fillna(listed.map(facts[column]).astype(float))
    if not keep_ids:
        # The gazetteer knows a territory's own code where a file names the state.
        country = first["geonames"].map(facts["country"].astype("str"))
        first["country"] = country.fillna(first["country"])
    new = first.drop_duplicates("same").reset_index(drop=True)
    if keep_ids:
        return new.assign(id=[free_id([wanted], taken) for wanted in new["id"]])
    size = new["geonames"].map(facts["population"]).astype(float).fillna(0)
    # The larger of two namesakes has the shorter id.
    order = size.sort_values(ascending=False, kind="stable").index
    rows = new.loc[order].to_dict("records")
    return new.assign(id=pd.Series([_city_id(row, taken) for row in rows], index=order))


def _first_text(texts: pd.Series) -> str:
    return next(filter(None, texts), "")


def _best_names(rows: pd.DataFrame) -> pd.Series:
    """Return the name of each place: the gazetteer's if a file writes it, else the commonest."""
    exact = rows["name"] == rows["gaz"]
    usable = (rows["how"].isin(["name", "GeoNames id"]) | (rows["gaz"] == "")) & (
        rows["name"].str.upper() != rows["name"]
    )
    times = rows.groupby(["same", "name"])["id"].transform("size")
    rank = times + 1000 * usable + 1_000_000 * exact
    best = rows.assign(rank=rank).sort_values("rank", ascending=False, kind="stable")
    best = best.drop_duplicates("same").set_index("same")
    chosen = best["name"].where((best["rank"] >= 1000) | (best["gaz"] == ""), best["gaz"])
    return rows["same"].map(chosen).astype("str")


def _city_id(row: Mapping[Hashable, Any], taken: set[str]) -> str:
    name, country = row["name"], row["country"]
    base = slug(name)[:60].strip("-")
    base = base or f"place-{row['geonames'] or hashlib.sha1(name.encode()).hexdigest()[:8]}"
    wanted = [f"city:{base}"]
    if isinstance(country, str) and country:
        wanted.append(f"city:{base}-{country.lower()}")
    return free_id(wanted, taken)


def _doubtful(matches: PlaceMatches, rest: pd.DataFrame) -> pd.DataFrame:
    columns = [name for name in ("id", "name", "country", "file", "row") if name in rest]
    joined = matches.doubtful.merge(rest[columns], on="id", how="left")
    facts = ["candidate", "candidate_name", "candidate_country", "distance", "confidence", "how"]
    return joined[[*columns[:3], *facts, *columns[3:]]].reset_index(drop=True)


def merge_others(
    table: str, frame: pd.DataFrame, tables: Tables, draft: Draft, taken: set[str]
) -> tuple[dict[str, str], pd.DataFrame]:
    """Find networks, programmes, organisations or events among the known ones, or make them.

    They are the same if the id is, where the draft may have ids of ours; or if the name is, and
    country and years do not differ. A network may be known by its short name; organisations in two
    known cities are two.

    Returns
    -------
    ids : dict
        Draft id -> id.
    new : pandas.DataFrame
        Rows to add, with final ids.
    """
    known = getattr(tables, table)
    by_key: dict[tuple[str, ...], str] = {}
    for row in known[::-1].to_dict("records"):
        by_key |= dict.fromkeys(_keys(table, row, known=True), row["id"])
    known_ids = set() if draft.keys_only else set(known["id"])
    ids: dict[str, str] = {}
    rows = []
    for row in frame.to_dict("records"):
        wanted = row["id"]
        same = (by_key[key] for key in _keys(table, row) if key in by_key)
        found = wanted if wanted in known_ids else next(same, "")
        if not found:
            name = written(row, "short_name") or written(row, "name")
            base = slug(name)[:60].strip("-") or "unnamed"
            found = free_id([wanted if draft.keep_ids else f"{NODE_TABLES[table]}:{base}"], taken)
            by_key |= {} if draft.keep_ids else dict.fromkeys(_keys(table, row, known=True), found)
            rows.append(row | {"id": found})
        ids[wanted] = found
    new = pd.DataFrame(rows, columns=list(frame.columns))
    return ids, new


def _keys(table: str, row: Mapping[Hashable, object], known: bool = False) -> list[tuple[str, ...]]:
    """Return what a row is found by, the surest first; of a known row, what it may be found by."""

    def cell(column: str) -> str:
        return fold(written(row, column)).strip()

    names = [cell("name")]
    if table == "networks":
        names.append(cell("short_name"))
    if table == "organisations":
        country, city = cell("country"), cell("city")
        # Who names no city is found by any; who names one, by the same and by those without.
        cities = [city, "anywhere"] if known else ([city, ""] if city else ["anywhere"])
        return [(name, country, place) for place in cities for name in names if name]
    year = (cell("start")[:4],) if table in ("programmes", "events") else ()
    return [(name, *year) for name in names if name]


def columns_of(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that our table has and the frame knows."""
    return frame[[name for name in COLUMNS[table] if name in frame]]
