"""Places by their neighbourhood: other spellings nearby, and places that are one."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy.spatial import cKDTree

from graph_app.intake.places.gazetteer import bare_names, place_keys, states
from graph_app.intake.places.identity import IDS, ids_of, may_be_one
from graph_app.intake.places.index import PlaceIndex, points
from graph_app.model.earth import great_circle_km

#: How far apart, in km, a spelling may lie from the place it is taken for.
_NEAR = 15.0
#: How far apart, in km, two rows of one name may lie and be one place.
_ONE_PLACE = 30.0
#: How far apart, in km, a spelling that is nearly the same may lie without being asked about.
_BESIDE = 4.0
_SURE, _LIKELY = 90.0, 78.0
#: From how many people on, and how far away in km, a misspelt city is still that city.
_LARGE, _CITY_FAR = 100_000, 100.0

# "Prague 4", "Budapest XVI", "Naro-Fominsky District": parts of a city, or more than one.
_PART = re.compile(
    r"\d|\b[IVX]+$|(?i:\b(?:district|county|region|province|governorate|oblast|prefecture|raion|"
    r"township|council|landkreis|kreis|powiat)\b)"
)


#: Position of a place, that of its candidate, confidence, distance in km, and how it was found.
Candidate = tuple[int, int, float, float, str]


def nearby_candidates(
    left: np.ndarray, places: pd.DataFrame, index: PlaceIndex, groups: pd.Series
) -> pd.DataFrame:
    """Return the likeliest other spelling of each place, from its neighbourhood or its country.

    Parameters
    ----------
    left : numpy.ndarray of int
        Positions of places that no name has settled.
    places : pandas.DataFrame
        The places of the draft.
    index : PlaceIndex
        The places to choose from.
    groups : pandas.Series of str
        State of each place.

    Returns
    -------
    pandas.DataFrame
        Indexed by position: ``place``, ``confidence``, ``distance``, ``how``.
    """
    names = places["name"].iloc[left]
    lettered = left[np.array(list(map(is_name, names)), dtype=bool)]
    placed = places["latitude"].notna().to_numpy()[lettered]
    rows = list(_near(lettered[placed], places, index, groups))
    # Without coordinates: among names of the same country, initial and about the same length.
    rows += [
        (at, place, 0.55 + (score - 86) / 60, np.nan, "spelling")
        for at, place, score in _spelt_alike(lettered[~placed], places, index.names, groups, 86)
    ]
    found = [at for at, _, confidence, *_ in rows if confidence >= 0.7]
    far = lettered[placed & ~np.isin(lettered, found)]
    rows += _far_in_country(far, places, index, groups)
    rows.sort(key=lambda row: (row[0], -row[2]))
    frame = pd.DataFrame(rows, columns=["at", "place", "confidence", "distance", "how"])
    return frame.drop_duplicates("at").set_index("at")


def is_name(text: str) -> bool:
    """Return whether a text may name a place: numbers and ids do not."""
    return any(char.isalpha() for char in text) and not text[1:].isdigit()


def _degrees(places: pd.DataFrame) -> np.ndarray:
    return places[["latitude", "longitude"]].to_numpy(dtype=float)


def _last_keys(at: np.ndarray, places: pd.DataFrame) -> pd.Series:
    """Return the key of the shortest form of each name; one with a comma is taken whole."""
    forms = [bare_names(name)[0 if "," in name else -1] for name in places["name"].iloc[at]]
    return place_keys(pd.Series(forms, dtype="str"))


def _near(
    left: np.ndarray, places: pd.DataFrame, index: PlaceIndex, groups: pd.Series
) -> Iterator[Candidate]:
    if not len(left):
        return
    located, tree = index.located
    here, there = _degrees(places), _degrees(index.places)
    balls = tree.query_ball_point(points(places.iloc[left]), _NEAR)
    near_places = located[np.array(sorted(set().union(*balls)), dtype=int)]
    names = index.names[index.names["place"].isin(near_places)]
    spelt = names["key"].to_numpy(dtype=object)
    by_place = {place: spelt[at] for place, at in _blocks(names["place"].to_numpy()).items()}
    there_states = states(index.places["country"].reindex(near_places))
    state_of = dict(zip(near_places.tolist(), there_states, strict=True))
    for at, key, ball in zip(left, _last_keys(left, places), balls, strict=True):
        best = _best_spelling(key, located[ball], by_place)
        if best is None:
            continue
        place, score = best
        distance = float(great_circle_km(here[at], there[place]))
        alike = groups.iloc[at] == state_of[place]
        confidence = _weight(score, distance, alike, places["name"].iloc[at])
        yield (at, place, confidence, distance, "spelling")


def _best_spelling(
    key: str, near: np.ndarray, by_place: dict[int, np.ndarray]
) -> tuple[int, float] | None:
    if len(key) < 4:
        return None
    best, most = None, _LIKELY
    for place in near:
        names = by_place.get(place, ())
        found = process.extractOne(key, names, scorer=fuzz.ratio, score_cutoff=most)
        if found is not None and (best is None or found[1] > most):
            best, most = int(place), found[1]
    return None if best is None else (best, most)


def _weight(score: float, distance: float, alike: bool, name: str) -> float:
    """Weigh a spelling nearby; a part of a city, or a place in another country, is a question."""
    sure = score >= _SURE and (distance <= _BESIDE or (score >= 95 and distance <= 2 * _BESIDE))
    likely = min(0.84, 0.55 + (score - _LIKELY) / 60)
    confidence = 0.9 if sure and not _PART.search(name) else likely
    return confidence if alike else min(confidence, 0.6)


def _far_in_country(
    left: np.ndarray, places: pd.DataFrame, index: PlaceIndex, groups: pd.Series
) -> Iterator[Candidate]:
    """Look among large cities of the same country, as far as a coordinate may be mistaken."""
    if not len(left):
        return
    large = np.flatnonzero(index.places["population"].to_numpy() >= _LARGE)
    names = index.names[index.names["place"].isin(large)]
    here, there = _degrees(places), _degrees(index.places)
    for at, place, _ in _spelt_alike(left, places, names, groups, _SURE):
        distance, name = float(great_circle_km(here[at], there[place])), places["name"].iloc[at]
        if distance <= _CITY_FAR and not _PART.search(name):
            yield at, place, 0.86 if len(name) >= 8 else 0.6, distance, "spelling, far away"


def _spelt_alike(
    left: np.ndarray,
    places: pd.DataFrame,
    names: pd.DataFrame,
    groups: pd.Series,
    cutoff: float,
) -> Iterator[tuple[int, int, float]]:
    state = groups.to_numpy()[left]
    wanted = pd.DataFrame({"at": left, "key": _last_keys(left, places), "state": state})
    wanted = wanted[(wanted["key"].str.len() >= 5) & (wanted["state"] != "")]
    for state, some in wanted.groupby("state"):
        here = names[(names["group"] == state).to_numpy()]
        keys, rows = here["key"].to_numpy(dtype=object), here["place"].to_numpy()
        blocks = {
            first: (keys[block], rows[block])
            for first, block in _blocks(here["key"].str.slice(0, 1).to_numpy(dtype=object)).items()
        }
        for at, key in zip(some["at"], some["key"], strict=True):
            spelt, of = blocks.get(key[:1], ((), ()))
            found = process.extractOne(key, spelt, scorer=fuzz.ratio, score_cutoff=cutoff)
            if found is not None:
                yield int(at), int(of[found[2]]), found[1]


def _blocks(values: np.ndarray) -> dict[Any, np.ndarray]:
    """Return the positions of each distinct value."""
    codes, distinct = pd.factorize(values)
    order = np.argsort(codes, kind="stable")
    cuts = np.cumsum(np.bincount(codes, minlength=len(distinct)))[:-1]
    return dict(zip(distinct, np.split(order, cuts), strict=True)) if len(distinct) else {}


def join_alike(
    rows: pd.DataFrame, places: pd.DataFrame, keys: pd.Series, groups: pd.Series
) -> pd.Series:
    """Return, for each place, the id of the first of all that are this place.

    Places with the same known city or gazetteer entry are one, and so are those that share an id.
    Unmatched ones of one name and country are one if they lie within thirty kilometres, or if at
    most one has coordinates.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``id``, ``known``, ``geonames`` (those that are settled), and ``old``: whether it is a city
        of the tables. Those come first and are never joined to each other, so that a place finds
        again what it became when it was imported before.
    places : pandas.DataFrame
        Its facts, in the same order.
    keys, groups : pandas.Series of str
        The name under which each is joined, and its state.
    """
    settled = rows["known"].mask(rows["known"] == "", rows["geonames"])
    first = rows["id"].groupby(settled).transform("first")
    same = rows["id"].where(settled == "", first).astype(object)
    free = rows.index[(settled == "") & (keys != "")]
    for _, some in pd.Series(free, index=free).groupby([groups.loc[free], keys.loc[free]]):
        if len(some) > 1 and groups.loc[some.iloc[0]] != "":
            _join_group(some.to_list(), places, same, rows["old"])
    return _by_shared_ids(same, places, rows)


def _by_shared_ids(same: pd.Series, places: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Join new places that share an id, whatever their names."""
    new = (rows["known"] == "") & ~rows["old"]
    for column in IDS:
        ids = places[column].where(new, "")
        several = ids.ne("") & ids.duplicated(keep=False)
        for _, some in same[several].groupby(ids[several]):
            for other in some.unique()[1:]:
                same = same.mask(same == other, some.iloc[0])
    return same


def _join_group(some: list[int], places: pd.DataFrame, same: pd.Series, old: pd.Series) -> None:
    """Join places of one name and country, those that say most about themselves first."""
    where = dict(zip(some, _degrees(places.loc[some]), strict=True))
    ids = {place: tuple(row) for place, row in zip(some, ids_of(places.loc[some]), strict=True)}
    # Place that a joined one stands for -> all that were joined to it.
    joined = {place: [place] for place in some if old.loc[place]}
    new = [place for place in some if place not in joined]
    for place in sorted(new, key=lambda one: (np.isnan(where[one]).any(), not any(ids[one]))):
        fits = [
            head
            for head, members in joined.items()
            if not great_circle_km(where[head], where[place]) > _ONE_PLACE
            and all(may_be_one(ids[member], ids[place]) for member in members)
        ]
        head = _head(place, fits, where, ids)
        joined.setdefault(head, []).append(place)
        same[place] = same[head]


def _head(
    place: int,
    fits: list[int],
    where: dict[int, np.ndarray],
    ids: dict[int, tuple[str, ...]],
) -> int:
    """Return which of those that fit a place is joined to; itself where that is not plain."""
    shared = [head for head in fits if set(ids[head]) & set(ids[place]) - {""}]
    near = [head for head in fits if not np.isnan([*where[head], *where[place]]).any()]
    # A row that says nothing of itself is the one place of its name, if there is one only.
    only = fits if len(fits) == 1 else []
    bare = [head for head in fits if np.isnan(where[head]).any() and not any(ids[head])]
    return next(iter([*shared, *near, *only, *bare]), place)


def likeness(
    free: np.ndarray, places: pd.DataFrame, groups: pd.Series
) -> Iterator[tuple[int, int, float]]:
    """Return pairs of new places that may be one under two spellings: later, earlier, confidence."""
    placed = free[places["latitude"].notna().to_numpy()[free]]
    if len(placed) < 2:
        return
    keys = _last_keys(placed, places).to_numpy(dtype=object)
    asked: set[int] = set()
    pairs = cKDTree(points(places.iloc[placed])).query_pairs(_NEAR, output_type="ndarray")
    for a, b in sorted(map(tuple, pairs)):
        earlier, later = placed[a], placed[b]
        if later in asked or groups.iloc[earlier] != groups.iloc[later]:
            continue
        score = fuzz.ratio(keys[a], keys[b])
        if score >= _LIKELY and min(len(keys[a]), len(keys[b])) >= 5:
            asked.add(later)
            yield int(later), int(earlier), min(0.84, 0.5 + (score - _LIKELY) / 60)
