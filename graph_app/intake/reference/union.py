"""The office's own tables and the public ties beside them, as one set of tables.

The result is for looking only: it is never stored and never exported as the office's own. What is
public can be told by its id (:func:`graph_app.model.public_ties.is_public`).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from graph_app.intake.places.gazetteer import place_keys, states
from graph_app.intake.reference.layer import ReferenceLayer
from graph_app.model.earth import great_circle_km
from graph_app.model.public_ties import PUBLIC
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import COLUMNS, NODE_TABLES, Tables
from graph_app.model.words import slug

#: Farthest, in km, that our coordinates of a city may lie from the gazetteer's.
_SAME_PLACE = 25.0
#: Status of a tie that only a public list names.
_STATUS = "listed"


@dataclass(frozen=True, eq=False)
class _Prepared:
    """A layer in the form of our tables, as if we had none of its cities.

    ``ids`` are the nodes, places first; ``ends`` (int, one row a tie) are positions in them.
    """

    cities: pd.DataFrame
    bodies: pd.DataFrame
    relations: pd.DataFrame
    sources: pd.DataFrame
    ids: np.ndarray
    ends: np.ndarray


def with_public(tables: Tables, layer: ReferenceLayer) -> Tables:
    """Return our rows, unchanged and first, with the public ties and their ends after them.

    A public tie is left out where our tables state one of its type between its ends.

    Parameters
    ----------
    tables : Tables
        The office's own.
    layer : ReferenceLayer
        The public ties.

    Returns
    -------
    Tables
    """
    if not len(layer):
        return tables
    public = _prepared(layer)
    ours = own_cities(tables.cities, layer.places)
    at = pd.Index(layer.places["geonames"]).get_indexer(pd.Index(list(ours)))
    ids, known = public.ids.copy(), np.zeros(len(public.ids), dtype=bool)
    ids[at] = list(ours.values())
    known[at] = True
    known[len(public.cities) :] = public.bodies["id"].isin(_node_ids(tables)).to_numpy()
    ends = ids[public.ends]
    relations = public.relations.assign(source=ends[:, 0], target=ends[:, 1])
    # Only a tie between two nodes that we have can be one that we state.
    both = np.flatnonzero(known[public.ends].all(axis=1))
    ours_too = set(_pairs(_as_listed(tables.relations)))
    stated = _pairs(relations.iloc[both]).isin(ours_too).to_numpy()
    kept = np.delete(np.arange(len(relations)), both[stated])
    named = np.zeros(len(ids), dtype=bool)
    named[public.ends[kept].ravel()] = True
    cut = len(public.cities)
    new_bodies = public.bodies[(named & ~known)[cut:]]
    added = {
        "cities": public.cities[(named & ~known)[:cut]],
        "networks": new_bodies[new_bodies["id"].str.startswith("network:")],
        "programmes": new_bodies[new_bodies["id"].str.startswith("programme:")],
        "relations": relations.iloc[kept],
        "sources": public.sources[~public.sources["id"].isin(tables.sources["id"])],
    }
    frames = {table: getattr(tables, table) for table in COLUMNS}
    for table, rows in added.items():
        frames[table] = pd.concat([frames[table], _common(table, rows)], ignore_index=True)
    return Tables(**frames)


def _node_ids(tables: Tables) -> pd.Series:
    ids: pd.Series = pd.concat([getattr(tables, table)["id"] for table in NODE_TABLES])
    return ids


def _common(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.reindex(columns=list(COLUMNS[table])).astype(dict(COLUMNS[table]))


@lru_cache(maxsize=2)
def _prepared(layer: ReferenceLayer) -> _Prepared:
    cities = layer.places.assign(
        id=[
            f"city:{slug(name) or 'place'}-{number}"
            for name, number in zip(layer.places["name"], layer.places["geonames"], strict=True)
        ]
    ).replace("", np.nan)
    names = pd.Index([*layer.places["geonames"], *layer.bodies["id"]])
    ends = [names.get_indexer(pd.Index(layer.ties[end])) for end in ("source", "target")]
    ids = np.array([*cities["id"], *layer.bodies["id"]], dtype=object)
    bodies = layer.bodies.replace("", np.nan)
    relations = _common("relations", _relations(layer))
    sources = _common("sources", _sources(layer))
    return _Prepared(
        _common("cities", cities), bodies, relations, sources, ids, np.column_stack(ends)
    )


def _sources(layer: ReferenceLayer) -> pd.DataFrame:
    lists = [
        (one.source_id, one.title, one.publisher, one.url, one.published) for one in layer.lists
    ]
    return pd.DataFrame(lists, columns=["id", "title", "publisher", "url", "published"])


def _relations(layer: ReferenceLayer) -> pd.DataFrame:
    ties = layer.ties
    own = {one.name: one for one in layer.lists}
    names = ties["list"] + "-" + ties["source"] + "-" + ties["target"] + "-" + ties["type"]
    published = ties["list"].map({name: one.published for name, one in own.items()})
    # What begins after the day of its list was planned on that day.
    later = ties["start"].str.slice(0, 4) > published.str.slice(0, 4)
    return ties.assign(
        id=PUBLIC + names.str.replace(r"[^a-z0-9]+", "-", regex=True),
        start=ties["start"].where(ties["start"] != ""),
        end=ties["end"].where(ties["end"] != ""),
        status=np.where(later, "planned", _STATUS),
        source_id=ties["list"].map({name: one.source_id for name, one in own.items()}),
        checked=published,
    )


def own_cities(cities: pd.DataFrame, places: pd.DataFrame) -> dict[str, str]:
    """Return which places of the layer are cities of our tables: GeoNames id -> node id.

    By the GeoNames id of the city, by its Wikidata id, and where it has neither by its name, if
    only one place of the layer in its country has that name and none of the two lies far away.
    """
    found = _by_id(cities, places, "geonames") | _by_id(cities, places, "wikidata")
    left = cities[~cities["id"].isin(list(found.values()))]
    left = left[left["geonames"].isna()]
    return _by_name(left, places[~places["geonames"].isin(list(found))]) | found


def _by_id(cities: pd.DataFrame, places: pd.DataFrame, column: str) -> dict[str, str]:
    ours = cities[["id", column]].dropna().drop_duplicates(column).set_index(column)["id"]
    known = places[places[column].isin(ours.index)].drop_duplicates(column)
    return dict(zip(known["geonames"], ours.loc[known[column]], strict=True))


def _by_name(cities: pd.DataFrame, places: pd.DataFrame) -> dict[str, str]:
    if cities.empty:
        return {}
    ours, theirs = _keyed(cities, "id"), _keyed(places, "geonames")
    alone = theirs.drop_duplicates(["key", "state"], keep=False)
    both = ours.merge(alone, on=["key", "state"], suffixes=("", "_place"))
    both = both[(both["key"] != "") & (both["state"] != "")]
    here, there = (
        both[[f"latitude{side}", f"longitude{side}"]].to_numpy(dtype=float)
        for side in ("", "_place")
    )
    near = both[~(great_circle_km(here, there) > _SAME_PLACE)].drop_duplicates("geonames")
    return dict(zip(near["geonames"], near["id"], strict=True))


def _keyed(places: pd.DataFrame, name: str) -> pd.DataFrame:
    rows = places.reindex(columns=[name, "latitude", "longitude"])
    return rows.assign(key=place_keys(places["name"]), state=states(places["country"]))


def _as_listed(relations: pd.DataFrame) -> pd.DataFrame:
    """Return relations by the types that public lists know: to them, friends are twins too."""
    types = relations["type"].replace("friendship_municipality", "sister_city")
    return relations.assign(type=types)


def _pairs(relations: pd.DataFrame) -> pd.Series:
    both_ways = relations["type"].map(lambda one: RELATION_TYPES[one].symmetric)
    ends = relations[["source", "target"]].to_numpy(dtype=object)
    turned = both_ways.to_numpy(dtype=bool) & (ends[:, 0] > ends[:, 1])
    ends[turned] = ends[turned][:, ::-1]
    return pd.Series(
        list(zip(ends[:, 0], ends[:, 1], relations["type"], strict=True)),
        index=relations.index,
        dtype=object,
    )
