"""Names of places to cities that are known or that the gazetteer knows.

A name is compared in its folded form, with and without ``City of``, ``kommun`` and the like, with
every name that the gazetteer has for a place. The country must agree (territories count with their
state), coordinates are evidence for or against, and where neither decides, the larger place counts
only if it is ten times as large. One that has another Wikidata or GeoNames id is another place,
whatever its name; within 25 km, where a town and its municipality have an id each, it is asked
about. Everything below :data:`ACCEPT` is left to a person.

References
----------
GeoNames (CC BY 4.0) for the names; Bachmann, M., RapidFuzz (indel similarity) for spellings;
great-circle distances as in :mod:`graph_app.model.earth`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from graph_app.intake.places.by_ids import (
    ACCEPT,
    ask_siblings,
    by_ids,
    distances,
    one_id_a_place,
    one_place_an_id,
    siblings_among_new,
    taken,
)
from graph_app.intake.places.earlier import AS_WRITTEN, join_with_earlier, written_alike
from graph_app.intake.places.gazetteer import bare_names, place_keys, states
from graph_app.intake.places.identity import (
    MUNICIPALITY,
    OTHER_ID,
    contradict,
    ids_of,
)
from graph_app.intake.places.index import PlaceIndex, gazetteer_index
from graph_app.intake.places.nearby import is_name, likeness, nearby_candidates
from graph_app.model.tables import among

#: Confidence below which a candidate is not worth asking about.
ASK = 0.5

# Asked for what a place may be found by, and again for what it is joined by.
_bare_names = lru_cache(maxsize=1 << 15)(bare_names)

_NEAR, _FAR, _CITY_FAR = 12.0, 40.0, 100.0
_LARGE = 100_000
_DOMINANT = 10.0
# Confidence in a name without country and coordinates that is the city's alone.
_BARE = 0.86

_COLUMNS = ("id", "same", "known", "geonames", "confidence", "how", "candidate", "candidate_name",
            "candidate_country", "distance")  # fmt: skip
_CANDIDATE = ["candidate", "candidate_name", "candidate_country"]


@dataclass(frozen=True, eq=False)
class PlaceMatches:
    """Which places of a draft are which.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a place of the draft: ``id``; ``same`` (the draft id of the first of all that are
        this place); ``known`` (id of a known city, or blank); ``geonames`` (blank where the
        gazetteer has it not); ``confidence`` (0 to 1 of the match; 0 where there is none); ``how``;
        ``candidate`` (a known id, ``geonames:ID`` or a draft id), its name and country;
        ``distance`` (km between the coordinates, NaN where one has none).
    """

    rows: pd.DataFrame

    @property
    def doubtful(self) -> pd.DataFrame:
        """Rows that wait for a person's yes or no, most likely first."""
        rows = self.rows
        ask = rows["confidence"].between(ASK, ACCEPT, inclusive="left") & (rows["candidate"] != "")
        return rows[ask].sort_values("confidence", ascending=False, kind="stable")


def match_places(
    places: pd.DataFrame,
    known: pd.DataFrame | None = None,
    decisions: Mapping[str, bool] | None = None,
) -> PlaceMatches:
    """Match places to known cities, the gazetteer and each other.

    Parameters
    ----------
    places : pandas.DataFrame
        ``id``, ``name`` and, as far as known, ``country``, ``latitude``, ``longitude``,
        ``wikidata``, ``geonames``, ``also`` (another name).
    known : pandas.DataFrame, optional
        The cities that are in the tables.
    decisions : mapping of str to bool, optional
        Draft id -> whether a person said that it is its candidate.

    Returns
    -------
    PlaceMatches
    """
    places, decisions = _complete(places), decisions or {}
    known = None if known is None or known.empty else _complete(known)
    index = _index(known)
    best = _decide(_candidates(places, index), places, index)
    best = _as_written(best, places, known, index)
    best = one_place_an_id(by_ids(best, places, index), places)
    best = ask_siblings(one_id_a_place(best, places), places, index)
    rows = _rows(best, places, decisions, index)
    rows = join_with_earlier(rows, _keyed(places), _unlisted(known, index), _CANDIDATE)
    return PlaceMatches(_ask_alike(rows, places, decisions)[list(_COLUMNS)])


def _keyed(places: pd.DataFrame) -> pd.DataFrame:
    return places.assign(key=_main_keys(places), group=states(places["country"]))


def _unlisted(known: pd.DataFrame | None, index: PlaceIndex) -> pd.DataFrame:
    """Return the known cities that are none of the gazetteer's places."""
    if known is None:
        return _keyed(_complete(pd.DataFrame({"id": [], "name": []}, dtype="str")))
    count = len(index.geonames)
    own = {city for place, city in index.known_of.items() if place >= count}
    return _keyed(known[known["id"].isin(own)].reset_index(drop=True))


def _as_written(
    best: pd.DataFrame, places: pd.DataFrame, known: pd.DataFrame | None, index: PlaceIndex
) -> pd.DataFrame:
    """Take the known city that is written as the place is, whatever else bears the name."""
    if known is None:
        return best
    place_of = {city: place for place, city in index.known_of.items()}
    found = written_alike(places, known).map(place_of).dropna().astype("int64")
    return taken(best, found, AS_WRITTEN, "name", places, index)


def _complete(places: pd.DataFrame) -> pd.DataFrame:
    places = places.reset_index(drop=True)
    for name in ("country", "wikidata", "geonames", "also"):
        cells = places[name] if name in places else pd.Series("", index=places.index)
        places[name] = cells.astype("str").fillna("")
    for name in ("latitude", "longitude"):
        places[name] = pd.Series(places.get(name, np.nan), index=places.index, dtype="float64")
    return places


def _forms(places: pd.DataFrame) -> pd.DataFrame:
    """Return every form of every name to look for: ``at``, ``key``, ``rank`` (0 as written)."""
    rows = []
    for at, (name, also) in enumerate(zip(places["name"], places["also"], strict=True)):
        if is_name(name):
            rows += [(at, form, rank) for rank, form in enumerate(_bare_names(name))]
            if also and also != name:
                rows += [(at, form, rank) for rank, form in enumerate(_bare_names(also), start=1)]
    forms = pd.DataFrame(rows, columns=["at", "form", "rank"]).astype({"at": int, "rank": int})
    forms = forms.assign(key=place_keys(forms["form"].astype("str")))
    forms = forms[forms["key"] != ""].sort_values("rank", kind="stable")
    return forms.drop_duplicates(["at", "key"])


def _main_keys(places: pd.DataFrame) -> pd.Series:
    """Return the key under which unmatched places are joined: without ``City of`` and the like."""
    shortest = [_stripped(name) for name in places["name"]]
    return place_keys(pd.Series(pd.array(shortest, dtype="str"), index=places.index))


def _stripped(name: str) -> str:
    forms = [form for form in _bare_names(name) if "(" not in name or "(" in form]
    marks = [form for form in forms if all(mark not in name for mark in (" - ", "/", ","))]
    return (marks or forms or [name])[-1] if marks else (forms or [name])[0]


def _index(known: pd.DataFrame | None) -> PlaceIndex:
    """Return the gazetteer, with the known cities in it: each is found there, or added."""
    plain = gazetteer_index()
    if known is None:
        return plain
    # What has an id is where the id is; a name may be that of several.
    found = plain.geonames.get_indexer(pd.Index(known["geonames"]))
    rest = known[found < 0].reset_index(drop=True)
    best = _decide(_candidates(rest, plain), rest, plain)
    by_name = best["place"].where(best["confidence"] >= ACCEPT, -1).to_numpy()
    found[found < 0] = np.where(np.isin(by_name, found), -1, by_name)
    return plain.with_known(known, found)


def _candidates(places: pd.DataFrame, index: PlaceIndex) -> pd.DataFrame:
    """Return every place of the same name and country: ``at``, ``place``, ``rank`` ..."""
    forms = _forms(places)
    group = states(places["country"])
    forms = forms.assign(group=group.to_numpy()[forms["at"].to_numpy()])
    names = index.names[among(index.names["key"], forms["key"])]
    names = names.assign(group=names["group"].astype("str"))
    found = forms.merge(names, on="key", suffixes=("", "_name"))
    found = found[(found["group"] == found["group_name"]) | (found["group"] == "")]
    best = found.sort_values(["rank", "main"], ascending=[True, False], kind="stable")
    best = best.drop_duplicates(["at", "place"]).reset_index(drop=True)
    return _vetoed(_scored(best, places, index), places, index)


def _vetoed(found: pd.DataFrame, places: pd.DataFrame, index: PlaceIndex) -> pd.DataFrame:
    """Leave out candidates that have another id; a town within its municipality is asked about."""
    at, place = found["at"].to_numpy(dtype=int), found["place"].to_numpy(dtype=int)
    veto = contradict(ids_of(places)[at], index.ids[place])
    near = (found["distance"] <= MUNICIPALITY).to_numpy(dtype=bool)
    confidence = found["confidence"].mask(veto, np.minimum(found["confidence"], OTHER_ID))
    kept: pd.DataFrame = found.assign(confidence=confidence)[~veto | near]
    return kept


def _scored(found: pd.DataFrame, places: pd.DataFrame, index: PlaceIndex) -> pd.DataFrame:
    at, place = found["at"].to_numpy(), found["place"].to_numpy()
    distance = distances(places, at, index.places, place)
    own = places["country"].to_numpy(dtype=object)[at]
    population = index.places["population"].to_numpy()[place]
    population = np.nan_to_num(population.astype(float))
    # What is left of "Tamsalu (Tapa)" or "Reggio Emilia / Reggio nel Mondo" is weaker evidence.
    whole = np.array([_is_whole(n) for n in places["name"].tolist()], dtype=bool)[at]
    part = ~whole & (found["rank"].to_numpy() > 0)
    base = np.where(found["main"], 0.99, 0.97) - 0.02 * np.minimum(found["rank"], 2) - 0.07 * part
    known = ~np.isnan(distance)
    near = np.nan_to_num(distance, nan=1e9)
    far = np.where((population >= _LARGE) & (near <= _CITY_FAR), base - 0.1, 0.4)
    far = np.where((far < ACCEPT) & (near <= _CITY_FAR), 0.6, far)
    by_place = np.select([near <= _NEAR, near <= _FAR], [base, base - 0.05], far)
    by_name = base - 0.03 - 0.2 * part
    confidence = np.where(known, by_place, by_name)
    # A known city of this name without coordinates is this one, as it was at the last import.
    again = ~known & np.isin(place, list(index.unplaced)) & (found["rank"] == 0).to_numpy()
    population = np.where(again, 1e12, population)
    other_part = (own != index.places["country"].take(place).to_numpy(dtype=object)) & (own != "")
    confidence = confidence - 0.06 * other_part
    lost = (found["group"] == "").to_numpy() & known & (near > _NEAR)
    confidence = np.where(lost, np.minimum(confidence, 0.6), confidence)
    return found.assign(confidence=confidence, distance=distance, population=population)


def _is_whole(name: str) -> bool:
    return not any(mark in name for mark in ("(", "/", ",", " - ", " – "))


def _decide(found: pd.DataFrame, places: pd.DataFrame, index: PlaceIndex) -> pd.DataFrame:
    """Return the best candidate of each place, doubted where another is nearly as good."""
    size = np.log10(found["population"] + 1)
    step = (found["distance"].fillna(0) // 5).astype(float)
    order = found.assign(score=found["confidence"].round(2), size=size, step=step)
    order = order.sort_values(
        ["at", "score", "step", "size"], ascending=[True, False, True, False], kind="stable"
    )
    best = order.drop_duplicates("at").set_index("at")
    rest = order[order.duplicated("at")].drop_duplicates("at").set_index("at")
    rival = rest.reindex(best.index)
    close = rival["score"] >= best["score"] - 0.05
    # Without coordinates, or at the same distance, only the population decides between two.
    blind = best["distance"].isna() & close
    first, second = best["population"], rival["population"].fillna(0)
    dominant = (first >= _DOMINANT * second) & (first >= 5000)
    # Only its name says where it is: no other may have it, if it is not a city of the
    # tables and the largest of that name.
    bare = best["distance"].isna() & (best["group"] == "")
    own = best["place"].isin(list(index.known_of)) & (first >= second)
    dominant = dominant.mask(bare, own | (rival["score"].isna() & dominant))
    doubt = (blind | bare) & ~dominant
    best["confidence"] = best["confidence"].mask(doubt, 0.6).where(~(blind & dominant), 0.87)
    best["confidence"] = best["confidence"].where(~(bare & dominant), _BARE)
    best["how"] = np.where(
        doubt, "several", np.where(best["rank"] == 0, "name", "name without title")
    )
    far = best["distance"] > _FAR
    best["how"] = best["how"].mask(far, "name, far away")
    best = best.reindex(range(len(places)))
    asked = best["how"].eq("several")
    left = np.flatnonzero(~((best["confidence"] >= ACCEPT) | asked).to_numpy())
    near = nearby_candidates(left, places, index, states(places["country"]))
    near = _vetoed(near.rename_axis("at").reset_index(), places, index).set_index("at")
    better = near[near["confidence"] > best["confidence"].reindex(near.index).fillna(0)]
    for column in ("place", "confidence", "distance", "how"):
        best[column] = best[column].astype(object if column == "how" else "float64")
        best.loc[better.index, column] = better[column]
    best["place"] = best["place"].fillna(-1).astype(int)
    best["confidence"] = best["confidence"].fillna(0.0)
    return best[["place", "confidence", "distance", "how"]]


def _rows(
    best: pd.DataFrame, places: pd.DataFrame, decisions: Mapping[str, bool], index: PlaceIndex
) -> pd.DataFrame:
    """Return the matches; a person's yes and no count for more than any confidence."""
    place = best["place"].to_numpy()
    facts = index.places.reindex(place)
    texts = {
        name: facts[name].astype("str").fillna("").to_numpy(dtype=object)
        for name in ("geonames", "name", "country")
    }
    geonames = texts["geonames"]
    known = np.array([index.known_of.get(int(p), "") for p in place], dtype=object)
    said = places["id"].map(decisions)
    yes, no = said.eq(True).to_numpy() & (place >= 0), said.eq(False).to_numpy()
    accepted = ~no & (yes | (best["confidence"] >= ACCEPT).to_numpy())
    candidate = np.where(known != "", known, np.where(geonames != "", "geonames:" + geonames, ""))
    answers = ["a person's yes", "a person's no"]
    return pd.DataFrame(
        {
            "id": places["id"],
            "known": np.where(accepted, known, ""),
            "geonames": np.where(accepted, geonames, ""),
            "confidence": np.select([yes, no], [1.0, 0.0], best["confidence"].to_numpy().round(3)),
            "how": np.select([yes, no], answers, best["how"].fillna("").to_numpy(dtype=object)),
            "candidate": np.where(no, "", candidate),
            "candidate_name": texts["name"],
            "candidate_country": texts["country"],
            "distance": best["distance"].to_numpy(dtype=float).round(1),
        }
    )


def _ask_alike(
    rows: pd.DataFrame, places: pd.DataFrame, decisions: Mapping[str, bool]
) -> pd.DataFrame:
    """Ask about new places of nearly the same name close to each other, or of one with other ids."""
    groups = states(places["country"])
    new = (rows["known"] == "") & (rows["geonames"] == "") & (rows["same"] == rows["id"])
    free = np.flatnonzero(new & (rows["candidate"] == "") | new & (rows["confidence"] < ASK))
    asked = [(*pair, "spelling") for pair in likeness(free, places, groups)]
    asked += [(*pair, OTHER_ID, "other id") for pair in siblings_among_new(rows, places, groups)]
    for at, other, confidence, how in asked:
        said = decisions.get(rows["id"].iloc[at])
        if said:
            rows.loc[rows["same"] == rows["id"].iloc[at], "same"] = rows["same"].iloc[other]
        elif said is None:
            rows.loc[at, "confidence"] = confidence
            rows.loc[at, "how"] = how
            rows.loc[at, "candidate"] = rows["id"].iloc[other]
            rows.loc[at, "distance"] = distances(places, [at], places, [other]).round(1)
            for fact in ("name", "country"):
                rows.loc[at, f"candidate_{fact}"] = places[fact].iloc[other]
    return rows
