"""Words that mean "no value" in one file and a place in another: NA is Namibia, Nan is in Thailand."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from graph_app.intake.files.values import MISSING, blanked
from graph_app.intake.places.country_names import country_codes_of
from graph_app.intake.places.gazetteer import gazetteer, place_keys

_NAMIBIA = "na"


def countries_of(names: Sequence[str], least: int = 0) -> dict[str, frozenset[str]]:
    """Return the countries that have a place of each name, in whatever language.

    Parameters
    ----------
    names : sequence of str
        Few: the whole gazetteer is gone through once for all of them.
    least : int
        Population of the smallest place that counts.
    """
    distinct = pd.Series(list(dict.fromkeys(names)), dtype="str")
    keys = place_keys(distinct)
    places, known = gazetteer()
    rows = known[known["key"].isin(keys[keys != ""].unique())]
    if least:
        large = places["population"].to_numpy()[rows["place"].to_numpy()] >= least
        rows = rows[large]
    found: dict[str, set[str]] = {}
    for key, country in zip(rows["key"], rows["country"].astype("str"), strict=True):
        found.setdefault(key, set()).add(country)
    return {name: frozenset(found.get(key, ())) for name, key in zip(distinct, keys, strict=True)}


def country_cells(
    cells: pd.Series,
    names: pd.Series | None = None,
    missing: tuple[str, ...] = MISSING,
    marked: bool = False,
) -> pd.Series:
    """Strip cells of countries and blank those that mean that there is no value.

    ``NA`` in capitals is Namibia where most cells of the column are codes of two letters, and where
    a place of the row's name is known there; elsewhere it is no value.

    Parameters
    ----------
    cells : pandas.Series of str
        As read.
    names : pandas.Series of str, optional
        The places, as read.
    missing : tuple of str
        Lower-case markers of a missing value.
    marked : bool
        Whether the file has ``NA`` in columns of other things too, as R writes it: then only the
        name of a place tells.
    """
    bare = blanked(cells, missing)
    if _NAMIBIA not in missing:
        return bare
    odd = (cells.str.strip() == "NA").to_numpy(dtype=bool)
    if not odd.any():
        return bare
    codes = bare[bare != ""].str.fullmatch(r"[A-Za-z]{2}")
    real = odd & bool(not marked and len(codes) and codes.mean() > 0.5)
    if names is not None and not real.any():
        there = countries_of(names[odd].str.strip().tolist())
        real = odd & names.str.strip().map(lambda name: "NA" in there.get(name, ())).to_numpy(bool)
    return bare.mask(real, "NA")


def name_cells(
    cells: pd.Series, countries: pd.Series, missing: tuple[str, ...] = MISSING
) -> pd.Series:
    """Strip names of places and blank those that mean that there is no value.

    A marker is a name where the row's country has a place of this name.

    Parameters
    ----------
    cells : pandas.Series of str
        As read.
    countries : pandas.Series of str
        Names or codes of the countries; ``""`` where unknown.
    missing : tuple of str
        Lower-case markers of a missing value.
    """
    bare = blanked(cells, missing)
    odd = ((bare == "") & (countries != "")).to_numpy(dtype=bool)
    if not odd.any():
        return bare
    words = cells[odd].str.strip()
    words = words[words.str.fullmatch(r"[^\W\d_]{2,10}").to_numpy(dtype=bool)]
    if words.empty:
        return bare
    there = countries_of(words.tolist())
    codes = country_codes_of(countries[odd]).reindex(words.index) if words.index.is_unique else None
    if codes is None:
        return bare
    real = [code in there[word] for word, code in zip(words, codes, strict=True)]
    kept = words[np.array(real, dtype=bool)]
    bare = bare.copy()
    bare.loc[kept.index] = kept
    return bare
