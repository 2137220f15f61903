"""Which places of a draft were joined to which city, and on which ground."""

from collections.abc import Mapping

import pandas as pd

from graph_app.intake.places.matching import ACCEPT
from graph_app.model.words import N_

#: Columns of the joins: the place as written, the city's id, name and country, why, and the
#: place's id in the draft.
JOIN_COLUMNS = ("place", "known", "name", "country", "ground", "confidence", "distance",
                "draft")  # fmt: skip
#: How a place was found -> the ground, in one of the words that reports use.
_GROUNDS = {
    "Wikidata id": N_("Wikidata id"),
    "GeoNames id": N_("GeoNames id"),
    "name": N_("name + country"),
    "name without title": N_("name + country"),
    "name, far away": N_("name + country + distance"),
    "spelling": N_("spelling"),
    "spelling, far away": N_("spelling"),
    "a person's yes": N_("a person's answer"),
}
_WITH_DISTANCE, _NAME_ALONE = N_("name + country + distance"), N_("name alone")


def joins_of(rows: pd.DataFrame, ids: Mapping[str, str], cities: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each place that was taken for a known city, for one that the gazetteer
    knows, or for another place of the draft.

    Parameters
    ----------
    rows : pandas.DataFrame
        Places of the draft with what the match says of each.
    ids : mapping of str to str
        Draft id -> id of the city that it has become; ``""`` where it was refused.
    cities : pandas.DataFrame
        Known and new cities: ``id``, ``name``, ``country``.

    Returns
    -------
    pandas.DataFrame
        :data:`JOIN_COLUMNS`; ``distance`` in km, NaN where a coordinate is missing.
    """
    sure = (rows["confidence"] >= ACCEPT) & (rows["known"].ne("") | rows["geonames"].ne(""))
    joined = sure | rows["same"].ne(rows["id"])
    joined &= rows["id"].map(ids).ne("")
    some = rows[joined]
    facts = cities.drop_duplicates("id").set_index("id").reindex(some["id"].map(ids))
    frame = pd.DataFrame(
        {
            "place": some["name"].to_numpy(),
            "known": facts.index.astype("str"),
            "name": facts["name"].to_numpy(),
            "country": facts["country"].to_numpy(),
            "ground": _grounds(some, sure[joined]).to_numpy(),
            "confidence": some["confidence"].where(sure[joined]).to_numpy(),
            "distance": some["distance"].where(sure[joined]).to_numpy(),
            "draft": some["id"].to_numpy(),
        },
        columns=list(JOIN_COLUMNS),
    )
    return frame


def _grounds(rows: pd.DataFrame, sure: pd.Series) -> pd.Series:
    by_name = rows["how"].isin(["name", "name without title"]) | ~sure
    ground = rows["how"].map(_GROUNDS).astype(object).where(sure, _GROUNDS["name"])
    ground = ground.mask(by_name & rows["distance"].notna() & sure, _WITH_DISTANCE)
    country = rows["country"] if "country" in rows else pd.Series("", index=rows.index)
    blank = country.fillna("").eq("")
    return ground.mask(by_name & blank, _NAME_ALONE)
