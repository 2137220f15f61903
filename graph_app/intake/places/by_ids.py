"""Matches by the ids of places, and what ids say of matches by name."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from graph_app.intake.places.earlier import AS_WRITTEN
from graph_app.intake.places.gazetteer import states
from graph_app.intake.places.identity import (
    IDS,
    MUNICIPALITY,
    OTHER_ID,
    contradict,
    ids_of,
    known_siblings,
    new_siblings,
)
from graph_app.intake.places.index import PlaceIndex, gazetteer_index
from graph_app.model.earth import great_circle_km

#: Confidence from which a match is taken without asking.
ACCEPT = 0.85


def taken(
    best: pd.DataFrame,
    found: pd.Series,
    confidence: float,
    how: str,
    places: pd.DataFrame,
    index: PlaceIndex,
) -> pd.DataFrame:
    """Put other places in place of the best: position -> place in the index."""
    best, at, to = best.copy(), found.index, found.to_numpy(dtype=int)
    best.loc[at, "place"] = to
    best.loc[at, "confidence"] = confidence
    best.loc[at, "how"] = how
    best.loc[at, "distance"] = distances(places, at.to_numpy(dtype=int), index.places, to)
    return best


def distances(
    a: pd.DataFrame, at: Sequence[int] | np.ndarray, b: pd.DataFrame, to: Sequence[int] | np.ndarray
) -> np.ndarray:
    """Return great-circle distances in km; NaN where a coordinate is missing."""
    here, there = (side[["latitude", "longitude"]].to_numpy(dtype=float) for side in (a, b))
    return great_circle_km(here[at], there[to])


def by_ids(best: pd.DataFrame, places: pd.DataFrame, index: PlaceIndex) -> pd.DataFrame:
    """Take the place of an id that both sides share, whatever the names say."""
    given = np.flatnonzero((places["geonames"] != "").to_numpy(dtype=bool))
    listed = pd.Series(index.geonames.get_indexer(pd.Index(places["geonames"].iloc[given])), given)
    for found, confidence, how in (
        (listed[listed >= 0], 0.99, "GeoNames id"),
        (places["geonames"].map(index.by_geonames).dropna(), 0.99, "GeoNames id"),
        (places["wikidata"].map(index.by_wikidata).dropna(), 1.0, "Wikidata id"),
    ):
        best = taken(best, found, confidence, how, places, index)
    return best


def one_place_an_id(best: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Give places that share an id the place of the surest of them."""
    best = best.copy()
    sure = best["confidence"].where(best["confidence"] >= ACCEPT, 0.0)
    for column, how in (("geonames", "GeoNames id"), ("wikidata", "Wikidata id")):
        ids = places[column]
        several = ids[ids.ne("") & ids.duplicated(keep=False)]
        for _, some in sure[several.index].groupby(several):
            rows = some.index.to_numpy(dtype=int)
            head = int(rows[some.to_numpy().argmax()])
            others = rows[(best["place"].loc[rows] != best["place"].loc[head]).to_numpy(dtype=bool)]
            if sure.loc[head] > 0 and len(others):
                best.loc[others, "place"] = best["place"].loc[head]
                best.loc[others, "confidence"] = AS_WRITTEN
                best.loc[others, "how"] = how
                best.loc[others, "distance"] = np.nan
    return best


def one_id_a_place(best: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Let places whose ids contradict not take one place: the surest has it, others are asked."""
    best, ids = best.copy(), ids_of(places)
    sure = best[(best["confidence"] >= ACCEPT) & (ids != "").any(axis=1)]
    sure = sure[sure["place"].duplicated(keep=False).to_numpy()]
    for _, some in sure.groupby("place"):
        order = some.assign(wikidata=ids[some.index, 0], geonames=ids[some.index, 1])
        order = order.sort_values(
            ["confidence", "distance", *IDS], ascending=[False, True, True, True], kind="stable"
        )
        kept: list[int] = []
        for at, far in zip(order.index, order["distance"] > MUNICIPALITY, strict=True):
            if not contradict(ids[[at] * len(kept)], ids[kept]).any():
                kept.append(at)
                continue
            best.loc[at, ["place", "confidence"]] = [-1 if far else best["place"][at], OTHER_ID]
            best.loc[at, "how"] = "other id"
    return best.assign(confidence=best["confidence"].where(best["place"] >= 0, 0.0))


def ask_siblings(best: pd.DataFrame, places: pd.DataFrame, index: PlaceIndex) -> pd.DataFrame:
    """Ask about new places beside a known city of their name that has another id."""
    sure = ((best["confidence"] >= ACCEPT) & (best["place"] >= 0)).to_numpy(dtype=bool)
    new = np.flatnonzero(sure & ~best["place"].isin(list(index.known_of)).to_numpy(dtype=bool))
    place = best["place"].to_numpy(dtype=int)[new]
    pairs = dict(known_siblings(new, place, places, index, states(places["country"])))
    found = pd.Series(pairs, dtype="int64")
    return taken(best, found, OTHER_ID, "other id", places, index)


def siblings_among_new(
    rows: pd.DataFrame, places: pd.DataFrame, groups: pd.Series
) -> Iterator[tuple[int, int]]:
    """Return pairs of new places that the gazetteer has beside each other under one name."""
    index = gazetteer_index()
    at = index.geonames.get_indexer(pd.Index(rows["geonames"]))
    listed = index.places[["latitude", "longitude"]].reindex(at).set_axis(places.index)
    ids = places[list(IDS)].assign(geonames=rows["geonames"].where(at >= 0, places["geonames"]))
    sure = (rows["known"] == "") & (rows["same"] == rows["id"])
    sure &= (rows["confidence"] >= ACCEPT) | (rows["candidate"] == "")
    placed = places.assign(
        **{name: places[name].fillna(listed[name]) for name in ("latitude", "longitude")}
    )
    own = (ids_of(places) != "").any(axis=1)
    new = np.flatnonzero(sure.to_numpy(dtype=bool))
    return new_siblings(new, placed, ids_of(ids), groups, own)
