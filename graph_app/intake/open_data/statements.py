"""Several statements of Wikidata about one city or one pair of cities, to one fact."""

import pandas as pd

from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.options import is_before
from graph_app.model.messages import Message

_BY = ["source", "target"]
BOTH = "Wikidata states it for both cities."
ENDED_AT_ONE = "Wikidata states the end for one of the two cities only."


def one_country(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Leave the country of an item blank for which the statements name several, and report it.

    Parameters
    ----------
    rows : pandas.DataFrame
        Pairs with ``city id``, ``city country`` and the same of ``partner``, and ``file``.
    notes : Notes
        Takes one finding for each item.
    """
    sides = ("city", "partner")
    every = pd.concat(
        [pd.DataFrame({"id": rows[f"{side} id"], "country": rows[f"{side} country"]})
         for side in sides]
    )  # fmt: skip
    stated = every[(every["id"] != "") & (every["country"] != "")].drop_duplicates()
    named = stated.groupby("id", sort=False)["country"].agg(list)
    several = named[named.map(len) > 1].map(", ".join)
    reported: set[str] = set()
    for side in sides:
        item = rows[f"{side} id"]
        doubted = item.isin(several.index)
        first = doubted & ~item.duplicated() & ~item.isin(reported)
        reported |= set(item[first])
        shown = rows.assign(**{f"{side}Country": item + ": " + item.map(several).astype("str")})
        expected = Message("one country; it is left blank")
        notes.doubts(shown, first, f"{side}Country", expected)
        rows = rows.assign(**{f"{side} country": rows[f"{side} country"].mask(doubted, "")})
    return rows


def one_of_each_pair(pairs: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Return one statement of each pair of cities.

    An end that one city states ends the tie, unless another statement begins after it. Of several
    statements left the one with a date counts, and of these the earliest; a start that only
    another statement has is taken from there.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Columns ``source``, ``target``, ``swap`` (stated from the target's side), ``start``,
        ``end``, ``over`` (an end is stated, be it unknown) and ``file``.
    notes : Notes
        Takes the pairs of which one city states an end and the other none, and counts.

    Returns
    -------
    pandas.DataFrame
        One row a pair, with ``note``.
    """
    of_pair = [pairs[name] for name in _BY]
    last = pairs["end"].groupby(of_pair).transform("max")
    again = (last != "") & (pairs["start"] != "") & ~pairs["over"]
    again &= ~is_before(pairs["start"], last)
    both = pairs["swap"].groupby(of_pair).transform("nunique").eq(2)
    any_again, any_over = (
        mask.groupby(of_pair).transform("any") for mask in (again, pairs["over"])
    )
    over = any_over & ~any_again
    # An end that every city states that states the tie at all is no matter of doubt.
    sides = pairs["swap"].astype("float64").where(pairs["over"]).groupby(of_pair)
    halved = over & both & sides.transform("nunique").lt(2)
    dated = pairs["start"].where(pairs["start"] != "", "9999").groupby(of_pair).transform("min")
    undated = pairs["start"] == ""
    rows = pairs.assign(
        # Statements that say less than others of their pair come after them.
        other=(over & (pairs["end"] == "")) | (any_again & ~again),
        less=over & ~pairs["over"],
        undated=undated,
        both=both,
        over=over,
        halved=halved,
        start=pairs["start"].mask(undated & (dated != "9999") & over, dated),
        note=both.map({True: BOTH, False: ""}).mask(halved, ENDED_AT_ONE),
    )
    found = rows.sort_values([*_BY, "less", "other", "undated", "start"], kind="stable")
    found = found.drop_duplicates(_BY)
    expected = Message("an end that both cities state, or neither; the tie is taken as ended")
    notes.doubts(found, found["halved"], "end", expected)
    n = int(found["both"].sum())
    notes.count("stated by both cities", n)
    notes.count("repeated pairs", len(pairs) - len(found) - n)
    return found
