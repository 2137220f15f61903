"""What the ids of two places say of whether they are one, whatever their names say.

Ids that agree win over names; where none agrees, ids that differ veto the same name.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from graph_app.intake.places.gazetteer import bare_names, place_keys
from graph_app.intake.places.index import PlaceIndex, points

#: Columns that say which place it is.
IDS = ("wikidata", "geonames")
#: Up to here, in km, two ids may be a town and its municipality; confidence of such a pair.
MUNICIPALITY, OTHER_ID = 25.0, 0.6

_WORD = re.compile(r"[^\W_]+")


def ids_of(places: pd.DataFrame) -> np.ndarray:
    """Return the ids of each place; ``""`` where it has none; object, shape (n, 2)."""
    return places[list(IDS)].to_numpy(dtype=object)


def contradict(ids: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return of which pairs an id differs and none agrees; blank ones contradict none.

    Parameters
    ----------
    ids, others : numpy.ndarray of object, shape (n, 2)
        As :func:`ids_of` gives them.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
    """
    both = (ids != "") & (others != "")
    alike = both & (ids == others)
    vetoed: np.ndarray = both.any(axis=-1) & ~alike.any(axis=-1)
    return vetoed


def may_be_one(ids: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether the ids of two places do not contradict.

    Examples
    --------
    >>> may_be_one(("Q2256", ""), ("Q79867", ""))
    False
    >>> may_be_one(("Q2256", ""), ("", "2655603")), may_be_one(("Q641", "1"), ("Q641", "2"))
    (True, True)
    """
    return not contradict(np.array([ids], dtype=object), np.array([others], dtype=object))[0]


def names_contain(one: str, other: str) -> bool:
    """Return whether all words of one name are in the other: ``Venice``, ``Comune di Venice``.

    Examples
    --------
    >>> names_contain("Venice", "Venice municipality area"), names_contain("Bath", "Bathgate")
    (True, False)
    """
    # What is in brackets says where a place is, or in what.
    whole = [name.partition("(")[0] or name for name in (one, other)]
    words = [set(_WORD.findall(bare_names(name)[0])) for name in whole]
    few, many = sorted(words, key=len)
    return bool(few) and few <= many and len("".join(few)) >= 3


def known_siblings(
    at: np.ndarray, place: np.ndarray, places: pd.DataFrame, index: PlaceIndex, groups: pd.Series
) -> Iterator[tuple[int, int]]:
    """Return pairs: a place that would be new, and a known city that may be its municipality or town.

    Parameters
    ----------
    at : numpy.ndarray of int
        Positions of places that were found among those that no known city is.
    place : numpy.ndarray of int
        Where in the index each was found.
    places : pandas.DataFrame
        The places of the draft.
    index : PlaceIndex
        Where they were found, with the known cities.
    groups : pandas.Series of str
        State of each place.
    """
    known = np.array(sorted(index.known_of), dtype=int)
    known = known[index.places["latitude"].notna().to_numpy()[known]]
    if not len(known) or not len(at):
        return
    found = index.places.iloc[place]
    balls = cKDTree(points(index.places.iloc[known])).query_ball_point(points(found), MUNICIPALITY)
    there, own = index.ids, ids_of(places)
    for one, here, ball in zip(at.tolist(), place.tolist(), balls, strict=True):
        ids = np.where(own[one] != "", own[one], there[here])
        near = known[sorted(ball)]
        for other in near[contradict(ids[None, :], there[near])].tolist():
            names = [places["name"].iloc[one]]
            if own[one].any():
                names.append(index.places["name"].iloc[here])
            if index.state_of(other) == groups.iloc[one] and _alike(
                names, other, index, bool(own[one].any())
            ):
                yield one, other
                break


def _alike(names: Sequence[str], other: int, index: PlaceIndex, numbered: bool) -> bool:
    """Return whether a known city bears one of the names; of places with ids, whether one contains it.

    Without an id ``Feldkirchen bei Graz`` is told from ``Graz`` by its name alone.
    """
    known = (index.places["name"].iloc[other], index.own_name[other])
    if numbered and any(names_contain(name, one) for name in names for one in known):
        return True
    keys = set(place_keys(pd.Series(list(names), dtype="str")))
    return bool(keys & index.keys_of(other))


def new_siblings(
    new: np.ndarray,
    places: pd.DataFrame,
    ids: np.ndarray,
    groups: pd.Series,
    own: np.ndarray,
) -> Iterator[tuple[int, int]]:
    """Return pairs of new places that may be a town and its municipality: later and earlier.

    Parameters
    ----------
    new : numpy.ndarray of int
        Positions of the new places.
    places : pandas.DataFrame
        The places of the draft, with the coordinates of the gazetteer where they have none.
    ids : numpy.ndarray of object, shape (n, 2)
        The ids of each, those of the gazetteer included.
    groups : pandas.Series of str
        State of each place.
    own : numpy.ndarray of bool
        Whether the draft itself gives an id; of a pair one must have it.
    """
    placed = new[places["latitude"].notna().to_numpy()[new] & (ids[new] != "").any(axis=1)]
    if len(placed) < 2:
        return
    pairs = cKDTree(points(places.iloc[placed])).query_pairs(MUNICIPALITY, output_type="ndarray")
    pairs = placed[pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]]
    states = groups.to_numpy(dtype=object)
    pairs = pairs[own[pairs].any(axis=1) & contradict(ids[pairs[:, 0]], ids[pairs[:, 1]])]
    pairs = pairs[states[pairs[:, 0]] == states[pairs[:, 1]]]
    names, asked = places["name"].to_numpy(dtype=object), set()
    for earlier, later in pairs.tolist():
        if later not in asked and names_contain(names[earlier], names[later]):
            asked.add(later)
            yield later, earlier
