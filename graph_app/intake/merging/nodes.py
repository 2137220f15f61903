"""Nodes of a draft to nodes that are known, or to new ones with ids of their own."""

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from graph_app.intake.files.collecting import Collector
from graph_app.intake.places.gazetteer import gazetteer
from graph_app.intake.places.matching import ACCEPT, PlaceMatches, match_places
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS, NODE_TABLES, Tables, among
from graph_app.model.words import fold, slug

#: From how far apart on, in km, the coordinates of a match are told to a person.
_CONFLICT = 40.0


def text(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as text, ``""`` where it or a cell is missing."""
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    cells = frame[column].astype("str")
    return cells.fillna("") if cells.hasnans else cells


def free_id(wanted: Iterable[str], taken: set[str]) -> str:
    """Return the first id that is free, or the last with a number; it is taken from then on."""
    last = ""
    for last in wanted:
        if last not in taken:
            taken.add(last)
            return last
    number = 2
    while f"{last}-{number}" in taken:
        number += 1
    taken.add(f"{last}-{number}")
    return f"{last}-{number}"


def merge_cities(
    draft: pd.DataFrame,
    tables: Tables,
    decisions: Mapping[str, bool],
    keep_ids: bool,
    taken: set[str],
    notes: Collector,
) -> tuple[dict[str, str], pd.DataFrame, pd.DataFrame]:
    """Find each city of a draft among the known ones, or make it.

    Parameters
    ----------
    draft : pandas.DataFrame
        The draft's cities.
    tables : Tables
        What is known.
    decisions : mapping of str to bool
        A person's yes and no to the doubtful, by draft id.
    keep_ids : bool
        Whether the draft's ids are our own.
    taken : set of str
        Ids in use; grows.
    notes : Collector
        Takes conflicts.

    Returns
    -------
    ids : dict
        Draft id -> id; refused ones are in it with ``""``.
    new : pandas.DataFrame
        Rows to add.
    doubtful : pandas.DataFrame
        Places that wait for a yes or no.
    """
    known = tables.cities
    same_id = among(draft["id"], known["id"])
    ids = dict(zip(draft.loc[same_id, "id"], draft.loc[same_id, "id"], strict=True))
    rest = draft[~same_id].reset_index(drop=True)
    if keep_ids and known.empty:
        ids |= dict(zip(rest["id"], rest["id"], strict=True))
        return ids, rest, pd.DataFrame()
    if rest.empty:
        return ids, rest, pd.DataFrame()
    matches = match_places(rest, known, decisions)
    rows = rest.drop(columns="geonames", errors="ignore")
    rows = rows.join(matches.rows.drop(columns="id"))
    rows = rows.assign(same=rows["id"] if keep_ids else rows["same"])
    _tell_conflicts(rows, notes)
    refused = _associations(rows, tables, notes)
    ids |= dict.fromkeys(rows.loc[refused, "id"], "")
    found = rows[(rows["known"] != "") & ~refused]
    ids |= dict(zip(found["id"].tolist(), found["known"].tolist(), strict=True))
    fresh = rows[(rows["known"] == "") & ~refused]
    new = _new_cities(fresh, keep_ids, taken)
    final = dict(zip(new["same"].tolist(), new["id"].tolist(), strict=True))
    own = zip(fresh["id"].tolist(), fresh["same"].tolist(), strict=True)
    ids |= {row: final[same] for row, same in own}
    notes.count("spellings joined", len(fresh) - len(new))
    notes.count("places already known", len(found))
    return ids, new, _doubtful(matches, rest)


def _tell_conflicts(rows: pd.DataFrame, notes: Collector) -> None:
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
    """Tell which rows name a known network or programme, not a place."""
    names: set[str] = set()
    for frame in (tables.networks, tables.programmes):
        for column in ("name", "short_name"):
            names |= {fold(name) for name in frame[column].dropna() if len(name) > 3}
    wrong = rows["name"].map(fold).isin(names) & (rows["confidence"] < ACCEPT)
    for row in rows[wrong].to_dict("records"):
        where = row.get("file", "cities"), row.get("row", 0)
        notes.add(*where, "name", row["name"], Message("a city, not a network or programme"))
    return wrong


def _new_cities(fresh: pd.DataFrame, keep_ids: bool, taken: set[str]) -> pd.DataFrame:
    """Return one row for each new place, with its name, coordinates and id."""
    if fresh.empty:
        return fresh.assign(id="")
    places, _ = gazetteer()
    facts = places.set_index("geonames")
    listed = fresh["geonames"].where(among(fresh["geonames"], places["geonames"]), "")
    first = fresh.assign(gaz=listed.map(facts["name"]).astype("str").fillna("")).copy()
    first["name"] = first["name"] if keep_ids else _best_names(first)
    for column in ("country", "latitude", "longitude", "population", "wikidata"):
        cells = first[column] if column in first else pd.Series(np.nan, index=first.index)
        cells = (
            cells.where(cells.ne("").fillna(False)) if column in ("country", "wikidata") else cells
        )
        first[column] = cells.groupby(first["same"]).transform("first")
    listed = listed.where(first["latitude"].isna() & (not keep_ids), "")
    for column in ("latitude", "longitude"):
        first[column] = first[column].fillna(listed.map(facts[column]).astype(float))
    if not keep_ids:
        # The gazetteer knows a territory's own code where a file names the state.
        first["country"] = listed_country(first, facts)
    new = first.drop_duplicates("same").reset_index(drop=True)
    if keep_ids:
        return new.assign(id=[free_id([wanted], taken) for wanted in new["id"]])
    size = new["geonames"].map(facts["population"]).astype(float).fillna(0)
    order = size.sort_values(ascending=False, kind="stable").index
    telling = [new[name].tolist() for name in ("name", "geonames", "country")]
    rows = list(zip(*telling, strict=True))
    ids = {at: _city_id(*rows[at], taken) for at in order.tolist()}
    return new.assign(id=[ids[at] for at in range(len(new))])


def listed_country(rows: pd.DataFrame, facts: pd.DataFrame) -> pd.Series:
    """Return the country of each place: the gazetteer's where it lists the place."""
    listed = rows["geonames"].map(facts["country"].astype("str"))
    return rows["country"].where(listed.isna(), listed)


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


def _city_id(name: str, geonames: str, country: object, taken: set[str]) -> str:
    base = slug(name)[:60].strip("-")
    if not base:
        base = f"place-{geonames or hashlib.sha1(name.encode()).hexdigest()[:8]}"
    country = country.lower() if isinstance(country, str) else ""
    wanted = [f"city:{base}", f"city:{base}-{country}" if country else f"city:{base}"]
    return free_id(wanted, taken)


def _doubtful(matches: PlaceMatches, rest: pd.DataFrame) -> pd.DataFrame:
    asked = matches.doubtful
    columns = [name for name in ("id", "name", "country", "file", "row") if name in rest]
    joined = asked.merge(rest[columns], on="id", how="left")
    kept = ["id", "name", "country", "candidate", "candidate_name", "candidate_country"]
    kept += ["distance", "confidence", "how", *columns[3:]]
    return joined[kept].reset_index(drop=True)


def merge_others(
    table: str, draft: pd.DataFrame, tables: Tables, keep_ids: bool, taken: set[str]
) -> tuple[dict[str, str], pd.DataFrame]:
    """Find networks, programmes, organisations or events among the known ones, or make them.

    They are the same if the id is; or if the name is, and country and years do not differ. A
    network may be known by its short name; organisations in two known cities are two.

    Returns
    -------
    ids : dict
        Draft id -> id.
    new : pandas.DataFrame
        Rows to add, with final ids.
    """
    known = getattr(tables, table)
    by_key: dict[tuple, str] = {}
    for row in known[::-1].to_dict("records"):
        by_key |= dict.fromkeys(_keys(table, row, known=True), row["id"])
    known_ids = set(known["id"])
    kind = NODE_TABLES[table]
    ids: dict[str, str] = {}
    rows = []
    for row in draft.to_dict("records"):
        wanted = row["id"]
        keys = _keys(table, row)
        found = (
            wanted if wanted in known_ids else next((by_key[k] for k in keys if k in by_key), "")
        )
        if keep_ids and wanted not in known_ids and known.empty:
            found = ""
        if not found:
            base = slug(str(row.get("short_name") or row["name"]))[:60].strip("-") or "unnamed"
            found = free_id([wanted if keep_ids else f"{kind}:{base}"], taken)
            by_key |= {} if keep_ids else dict.fromkeys(_keys(table, row, known=True), found)
            rows.append(row | {"id": found})
        ids[wanted] = found
    new = pd.DataFrame(rows, columns=list(draft.columns))
    return ids, new


def _keys(table: str, row: Mapping, known: bool = False) -> list[tuple]:
    """Return what a row is found by, the surest first; of a known row, what it may be found by."""

    def cell(column: str) -> str:
        value = row.get(column)
        return fold(value).strip() if isinstance(value, str) else ""

    names = [cell("name")]
    if table == "networks":
        names.append(cell("short_name"))
    if table == "organisations":
        country, city = cell("country"), cell("city")
        # Who names no city is found by any; who names one, by the same and by those without.
        cities = [city, "anywhere"] if known else ([city, ""] if city else ["anywhere"])
        return [(name, country, place) for place in cities for name in names if name]
    telling = {
        "programmes": (cell("start")[:4],),
        "events": (cell("start")[:4],),
    }.get(table, ())
    return [(name, *telling) for name in names if name]


def columns_of(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that our table has and the frame knows."""
    return frame[[name for name in COLUMNS[table] if name in frame]]
