"""Places that an earlier import has entered are found again as they were then written.

A list that is imported twice changes nothing the second time, although the cities that came of it
the first time are among the known ones by then.
"""

import numpy as np
import pandas as pd

from graph_app.intake.places.identity import IDS
from graph_app.intake.places.nearby import join_alike
from graph_app.model.words import fold

#: Confidence in a place that is written as a known city is.
AS_WRITTEN = 0.95
_OLD = "known "


def written_alike(places: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Return for each place the id of the first known city with its name and all its facts.

    Parameters
    ----------
    places, known : pandas.DataFrame
        ``name``, ``country``, ``latitude``, ``longitude``, ``wikidata``, ``geonames``; `known` has
        ``id``.

    Returns
    -------
    pandas.Series of str
        Positions of places -> id; only those that are found.
    """
    first = dict(zip(reversed(_whole(known)), known["id"][::-1], strict=True))
    found = {at: first[row] for at, row in enumerate(_whole(places)) if row in first}
    return pd.Series(found, dtype="str")


def _whole(places: pd.DataFrame) -> list[tuple[str, ...]]:
    degrees = [
        places[name].round(2).map("{:.2f}".format).tolist() for name in ("latitude", "longitude")
    ]
    texts = [places[name].tolist() for name in ("country", *IDS)]
    return list(zip(map(fold, places["name"]), *degrees, *texts, strict=True))


def join_with_earlier(
    rows: pd.DataFrame, places: pd.DataFrame, old: pd.DataFrame, columns: list[str]
) -> pd.DataFrame:
    """Join places that nothing has settled to each other, and to what they became before.

    Parameters
    ----------
    rows : pandas.DataFrame
        The matches of `places`.
    places, old : pandas.DataFrame
        The places of the draft, and the known cities that are none of the gazetteer's, with ``key``
        and ``group``.
    columns : list of str
        Columns of the matches that name the candidate: its id, name and country.

    Returns
    -------
    pandas.DataFrame
        The matches with ``same``, and ``known`` where a place is a known city by this rule.
    """
    old = old[old["key"].isin(places["key"])]
    # A key of the draft may look like the id of another city.
    old = old.assign(city=old["id"], id=_OLD + old["id"])
    both = pd.concat([old, places], ignore_index=True)
    settled = pd.DataFrame({"id": old["id"], "known": "", "geonames": "", "old": True})
    settled = pd.concat(
        [settled, rows[["id", "known", "geonames"]].assign(old=False)], ignore_index=True
    )
    same = join_alike(settled.astype({"old": bool}), both, both["key"], both["group"])
    rows = rows.assign(same=same.iloc[len(old) :].to_numpy())
    again = rows["same"].isin(old["id"]).to_numpy(dtype=bool)
    if again.any():
        facts = old.drop_duplicates("id").set_index("id").reindex(rows["same"][again])
        rows.loc[again, "known"] = facts["city"].to_numpy()
        rows.loc[again, columns[0]] = facts["city"].to_numpy()
        rows.loc[again, columns[1]] = facts["name"].to_numpy()
        rows.loc[again, columns[2]] = facts["country"].to_numpy()
        rows.loc[again, "how"] = "name"
        rows.loc[again, "confidence"] = AS_WRITTEN
        rows.loc[again, "distance"] = np.nan
        first = rows["id"].groupby(rows["known"]).transform("first")
        rows["same"] = rows["same"].where(~again, first)
    return rows
