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

from graph_app.intake.places.gazetteer import bare_names, place_keys, states
from graph_app.intake.places.index import PlaceIndex, gazetteer_index
from graph_app.intake.places.nearby import is_name, join_alike, likeness, nearby_candidates
from graph_app.model.earth import great_circle_km
from graph_app.model.tables import among

#: Confidence from which a match is taken without asking.
ACCEPT = 0.85
#: Confidence below which a candidate is not worth asking about.
ASK = 0.5

# Asked for what a place may be found by, and again for what it is joined by.
_bare_names = lru_cache(maxsize=1 << 15)(bare_names)

_NEAR, _FAR, _CITY_FAR = 12.0, 40.0, 100.0
#: Up to here, in km, two ids may be a town and its municipality; confidence of such a pair.
_MUNICIPALITY, _OTHER_ID = 25.0, 0.6
_LARGE = 100_000
_DOMINANT = 10.0
# Confidence in a name without country and coordinates that is the city's alone.
_BARE = 0.86

_COLUMNS = ("id", "same", "known", "geonames", "confidence", "how", "candidate", "candidate_name",
            "candidate_country", "distance")  # fmt: skip


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
    index = _index(known)
    best = _by_ids(_decide(_candidates(places, index), places, index), places, index)
    rows = _rows(best, places, decisions, index)
    rows["same"] = join_alike(rows, places, _main_keys(places), states(places["country"]))
    return PlaceMatches(_ask_alike(rows, places, decisions)[list(_COLUMNS)])


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
    if known is None or known.empty:
        return plain
    known = _complete(known)
    best = _decide(_candidates(known, plain), known, plain)
    found = best["place"].where(best["confidence"] >= ACCEPT, -1).to_numpy()
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
    known = pd.Series(place).map(index.wikidata_of).astype(object).fillna("")
    wikidata = known.to_numpy(dtype=object)
    geonames = index.places["geonames"].to_numpy(dtype=object)[place]
    veto = _contradict(places["wikidata"].to_numpy(dtype=object)[at], wikidata)
    veto = veto | _contradict(places["geonames"].to_numpy(dtype=object)[at], geonames)
    near = (found["distance"] <= _MUNICIPALITY).to_numpy(dtype=bool)
    confidence = found["confidence"].where(~veto, _OTHER_ID)
    kept: pd.DataFrame = found.assign(confidence=confidence)[~veto | near]
    return kept


def _contradict(ids: np.ndarray, others: np.ndarray) -> np.ndarray:
    veto: np.ndarray = (ids != "") & (others != "") & (ids != others)
    return veto


def _scored(found: pd.DataFrame, places: pd.DataFrame, index: PlaceIndex) -> pd.DataFrame:
    at, place = found["at"].to_numpy(), found["place"].to_numpy()
    distance = _distance(places, at, index.places, place)
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


def _distance(a: pd.DataFrame, at: np.ndarray, b: pd.DataFrame, to: np.ndarray) -> np.ndarray:
    """Return great-circle distances in km; NaN where a coordinate is missing."""
    here, there = (side[["latitude", "longitude"]].to_numpy(dtype=float) for side in (a, b))
    return great_circle_km(here[at], there[to])


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


def _by_ids(best: pd.DataFrame, places: pd.DataFrame, index: PlaceIndex) -> pd.DataFrame:
    """Take the place of an id that both sides share, whatever the names say."""
    given = np.flatnonzero((places["geonames"] != "").to_numpy(dtype=bool))
    listed = pd.Series(index.geonames.get_indexer(pd.Index(places["geonames"].iloc[given])), given)
    tied = places["wikidata"].map(index.by_wikidata).dropna()
    for found, confidence, how in (
        (listed[listed >= 0], 0.99, "GeoNames id"),
        (tied, 1.0, "Wikidata id"),
    ):
        best.loc[found.index, "place"] = found.astype(int)
        best.loc[found.index, "confidence"] = confidence
        best.loc[found.index, "how"] = how
        to = found.to_numpy(dtype=int)
        best.loc[found.index, "distance"] = _distance(
            places, found.index.to_numpy(), index.places, to
        )
    return best


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
    """Ask about new places of nearly the same name close to each other."""
    new = (rows["known"] == "") & (rows["geonames"] == "") & (rows["same"] == rows["id"])
    free = np.flatnonzero(new & (rows["candidate"] == "") | new & (rows["confidence"] < ASK))
    for at, other, confidence in likeness(free, places, states(places["country"])):
        said = decisions.get(rows["id"].iloc[at])
        if said:
            rows.loc[rows["same"] == rows["id"].iloc[at], "same"] = rows["same"].iloc[other]
        elif said is None:
            rows.loc[at, "confidence"] = confidence
            rows.loc[at, "how"] = "spelling"
            rows.loc[at, "candidate"] = rows["id"].iloc[other]
            for fact in ("name", "country"):
                rows.loc[at, f"candidate_{fact}"] = places[fact].iloc[other]
    return rows
