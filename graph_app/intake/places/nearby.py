"""Places by their neighbourhood: other spellings nearby, and places that are one."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy.spatial import cKDTree

from graph_app.intake.places.gazetteer import bare_names, place_keys, states
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
        What to look among.
    groups : pandas.Series of str
        State of each place.

    Returns
    -------
    pandas.DataFrame
        Indexed by position: ``place``, ``confidence``, ``distance``, ``how``.
    """
    placed = places["latitude"].notna().to_numpy()[left]
    names = places["name"].to_numpy(dtype=object)
    lettered = np.array([any(c.isalpha() for c in names[at]) for at in left], dtype=bool)
    lettered &= np.array([not names[at][1:].isdigit() for at in left], dtype=bool)
    rows = list(_near(left[placed & lettered], places, index, groups))
    found = {row[0] for row in rows if row[2] >= 0.7}
    rows += _in_country(left[lettered & ~placed], places, index, groups)
    far = np.array([at for at in left[placed & lettered] if at not in found], dtype=int)
    rows += _far_in_country(far, places, index, groups)
    rows.sort(key=lambda row: (row[0], -row[2]))
    frame = pd.DataFrame(rows, columns=["at", "place", "confidence", "distance", "how"])
    return frame.drop_duplicates("at").set_index("at")


def _degrees(places: pd.DataFrame) -> np.ndarray:
    return places[["latitude", "longitude"]].to_numpy(dtype=float)


def _last_form(name: str) -> str:
    return bare_names(name)[-1] if "," not in name else bare_names(name)[0]


def _near(
    left: np.ndarray, places: pd.DataFrame, index: PlaceIndex, groups: pd.Series
) -> Iterator[tuple]:
    if not len(left):
        return
    located, tree = index.located
    here, there = _degrees(places), _degrees(index.places)
    balls = tree.query_ball_point(points(places.iloc[left]), _NEAR)
    wanted = np.unique([row for ball in balls for row in ball]).astype(int)
    near_places = located[wanted] if len(wanted) else np.empty(0, dtype=int)
    names = index.names[index.names["place"].isin(near_places)]
    spelt = names["key"].to_numpy(dtype=object)
    by_place = {place: spelt[at] for place, at in _blocks(names["place"].to_numpy()).items()}
    there_states = states(index.places["country"].reindex(near_places))
    state_of = dict(zip(near_places.tolist(), there_states, strict=True))
    keys = place_keys(pd.Series([_last_form(places["name"].iloc[at]) for at in left], dtype="str"))
    for at, key, ball in zip(left, keys, balls, strict=True):
        rows = located[ball]
        best = _best_spelling(key, rows, by_place)
        if best is None:
            continue
        place, score = best
        distance = float(great_circle_km(here[at], there[place]))
        alike = groups.iloc[at] == state_of[place]
        confidence = _weight(score, distance, alike, places["name"].iloc[at])
        yield (at, place, confidence, distance, "spelling")


def _best_spelling(key: str, rows: np.ndarray, by_place: dict) -> tuple[int, float] | None:
    best, most = None, _LIKELY
    for place in rows:
        found = process.extractOne(
            key, by_place.get(place, ()), scorer=fuzz.ratio, score_cutoff=most
        )
        if found is not None and (best is None or found[1] > most):
            best, most = int(place), found[1]
    return None if best is None or len(key) < 4 else (best, most)


def _weight(score: float, distance: float, alike: bool, name: str) -> float:
    """Weigh a spelling nearby; a part of a city, or a place in another country, is a question."""
    sure = score >= _SURE and (distance <= _BESIDE or (score >= 95 and distance <= 2 * _BESIDE))
    likely = min(0.84, 0.55 + (score - _LIKELY) / 60)
    confidence = 0.9 if sure and not _PART.search(name) else likely
    return confidence if alike else min(confidence, 0.6)


def _in_country(
    left: np.ndarray, places: pd.DataFrame, index: PlaceIndex, groups: pd.Series
) -> Iterator[tuple]:
    """Look among names of the same country, initial and about the same length."""
    for at, place, score in _spelt_alike(left, places, index.names, groups, 86):
        yield at, place, 0.55 + (score - 86) / 60, np.nan, "spelling"


def _far_in_country(
    left: np.ndarray, places: pd.DataFrame, index: PlaceIndex, groups: pd.Series
) -> Iterator[tuple]:
    """Look among large cities of the same country, as far as a coordinate may be mistaken."""
    if not len(left):
        return
    large = np.flatnonzero(index.places["population"].to_numpy() >= _LARGE)
    names = index.names[index.names["place"].isin(large)]
    here, there = _degrees(places), _degrees(index.places)
    for at, place, _ in _spelt_alike(left, places, names, groups, _SURE):
        distance = float(great_circle_km(here[at], there[place]))
        part = bool(_PART.search(places["name"].iloc[at]))
        if distance <= _CITY_FAR and not part:
            long = len(places["name"].iloc[at]) >= 8
            yield at, place, 0.86 if long else 0.6, distance, "spelling, far away"


def _spelt_alike(
    left: np.ndarray, places, names: pd.DataFrame, groups: pd.Series, cutoff: float
) -> Iterator[tuple[int, int, float]]:
    if not len(left):
        return
    forms = pd.Series([_last_form(places["name"].iloc[at]) for at in left], dtype="str")
    wanted = pd.DataFrame({"at": left, "key": place_keys(forms), "state": groups.to_numpy()[left]})
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


def _blocks(values: np.ndarray) -> dict:
    """Return the positions of each distinct value."""
    codes, distinct = pd.factorize(values)
    order = np.argsort(codes, kind="stable")
    cuts = np.cumsum(np.bincount(codes, minlength=len(distinct)))[:-1]
    return dict(zip(distinct, np.split(order, cuts), strict=True)) if len(distinct) else {}


def join_alike(
    rows: pd.DataFrame, places: pd.DataFrame, keys: pd.Series, groups: pd.Series, accept: float
) -> pd.Series:
    """Return, for each place, the draft id that stands for all that are this place.

    Places with the same known city or gazetteer entry are one; so are unmatched ones of one name
    and country that lie within thirty kilometres, or of which at most one has coordinates.
    """
    settled = rows["known"].mask(rows["known"] == "", rows["geonames"])
    same = rows["id"].astype(object).copy()
    first = rows.loc[settled != ""].groupby(settled[settled != ""])["id"].transform("first")
    same.loc[first.index] = first
    free = rows.index[(settled == "") & (keys != "")]
    for _, some in pd.Series(free, index=free).groupby([groups.loc[free], keys.loc[free]]):
        if len(some) > 1 and groups.loc[some.iloc[0]] != "":
            _join_group(some.to_list(), places, same)
    return same


def _join_group(some: list, places: pd.DataFrame, same: pd.Series) -> None:
    where = _degrees(places.loc[some])
    heads: list[int] = []
    for at, place in enumerate(some):
        if np.isnan(where[at]).any():
            continue
        near = [h for h in heads if great_circle_km(where[h], where[at]) <= _ONE_PLACE]
        if near:
            same.loc[place] = same.loc[some[near[0]]]
        else:
            heads.append(at)
    blank = [at for at in range(len(some)) if np.isnan(where[at]).any()]
    # A row without coordinates is the one place of its name, if there is one only.
    if blank and len(heads) <= 1:
        head = some[heads[0]] if heads else some[blank[0]]
        for at in blank:
            same.loc[some[at]] = same.loc[head]
    elif blank:
        for at in blank[1:]:
            same.loc[some[at]] = same.loc[some[blank[0]]]


def likeness(
    free: np.ndarray, places: pd.DataFrame, groups: pd.Series
) -> Iterator[tuple[int, int, float]]:
    """Return pairs of new places that may be one under two spellings: later, earlier, confidence."""
    placed = free[places["latitude"].notna().to_numpy()[free]]
    if len(placed) < 2:
        return
    names = [_last_form(places["name"].iloc[at]) for at in placed]
    keys = place_keys(pd.Series(pd.array(names, dtype="str"))).to_numpy(dtype=object)
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
