"""Drafts of public lists to a reference layer: ties whose ends are known beyond doubt.

Places are matched with the rules of imports (:mod:`graph_app.intake.places.matching`). A tie with an
end that nobody could be sure of is left out and reported, never guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from graph_app.intake.merging.draft import Draft
from graph_app.intake.merging.nodes import text
from graph_app.intake.places.gazetteer import gazetteer
from graph_app.intake.places.matching import match_places
from graph_app.intake.reference.layer import (
    BODY_COLUMNS,
    PLACE_COLUMNS,
    TIE_COLUMNS,
    PublicList,
    ReferenceLayer,
    table_of,
)
from graph_app.model.relations import RELATION_TYPES

_BODIES = ("networks", "programmes")


@dataclass(frozen=True, eq=False)
class BuiltLayer:
    """A layer, and what did not come into it.

    Parameters
    ----------
    layer : ReferenceLayer
        The layer.
    left_out : pandas.DataFrame
        ``list``, ``name``, ``country`` and ``ties`` (int) of each place that was not recognised.
    """

    layer: ReferenceLayer
    left_out: pd.DataFrame


def build_layer(lists: Sequence[tuple[PublicList, Draft]]) -> BuiltLayer:
    """Build a layer from lists that were read.

    Parameters
    ----------
    lists : sequence of (PublicList, Draft)
        What each list is, and what was read of it.

    Returns
    -------
    BuiltLayer
    """
    ties, left_out, wikidata, bodies, told = [], [], [], [], []
    for given, draft in lists:
        cities = draft.frames["cities"]
        matched = match_places(cities).rows["geonames"].to_numpy(dtype=object)
        places = cities.assign(geonames=matched)
        some = _ties(draft, places, given.name)
        missing = _left_out(draft, places, given.name)
        rows = len(draft.frames["relations"]) - len(some)
        told.append(replace(given, rows=len(some), left_out=rows))
        ties.append(some)
        left_out.append(missing)
        wikidata.append(pd.DataFrame({n: text(places, n) for n in ("geonames", "wikidata")}))
        bodies += [draft.frames[table] for table in _BODIES if table in draft.frames]
    joined = pd.concat(ties, ignore_index=True)
    layer = ReferenceLayer(
        _places(joined, pd.concat(wikidata)), _named(bodies, joined), joined, tuple(told)
    )
    return BuiltLayer(layer, pd.concat(left_out, ignore_index=True))


def _ends(draft: Draft, places: pd.DataFrame) -> pd.DataFrame:
    """Return the ties with GeoNames ids in place of the draft's ids; blank where not recognised."""
    ids = dict(zip(places["id"], places["geonames"], strict=True))
    relations = draft.frames["relations"]
    ends = {
        column: relations[column].map(lambda node: ids.get(node, node)).astype("str")
        for column in ("source", "target")
    }
    days = {column: text(relations, column) for column in ("start", "end")}
    return pd.DataFrame(ends | {"type": relations["type"].astype("str")} | days)


def _ties(draft: Draft, places: pd.DataFrame, name: str) -> pd.DataFrame:
    ties = _ends(draft, places)
    ties = ties[
        (ties["source"] != "") & (ties["target"] != "") & (ties["source"] != ties["target"])
    ]
    both_ways = ties["type"].map(lambda one: RELATION_TYPES[one].symmetric).to_numpy(dtype=bool)
    turned = both_ways & (ties["source"] > ties["target"]).to_numpy(dtype=bool)
    ends = ties[["source", "target"]].to_numpy(dtype=object)
    ends[turned] = ends[turned][:, ::-1]
    ties = ties.assign(source=ends[:, 0], target=ends[:, 1], list=name)
    ties = ties.sort_values([*TIE_COLUMNS[:4], "end"], kind="stable")
    # Each pair stands once: a row with a date says more than one without, and comes last.
    ties = ties.drop_duplicates(["source", "target", "type"], keep="last")
    return table_of(ties, TIE_COLUMNS)


def _left_out(draft: Draft, places: pd.DataFrame, name: str) -> pd.DataFrame:
    relations = draft.frames["relations"]
    count = pd.concat([relations["source"], relations["target"]]).value_counts()
    lost = places[places["geonames"] == ""]
    return pd.DataFrame(
        {
            "list": name,
            "name": lost["name"],
            "country": text(lost, "country"),
            "ties": lost["id"].map(count).fillna(0).astype(int),
        }
    ).sort_values(["ties", "name"], ascending=[False, True], kind="stable")


def _places(ties: pd.DataFrame, wikidata: pd.DataFrame) -> pd.DataFrame:
    known = gazetteer()[0]
    ends = pd.unique(pd.concat([ties["source"], ties["target"]]))
    places = known[known["geonames"].isin(ends)].sort_values("geonames")
    pairs = wikidata[(wikidata["geonames"] != "") & (wikidata["wikidata"] != "")]
    # Two ids for one place: neither is certain.
    sure = pairs.drop_duplicates().drop_duplicates("geonames", keep=False)
    ids = dict(zip(sure["geonames"], sure["wikidata"], strict=True))
    return table_of(
        places.assign(wikidata=[ids.get(one, "") for one in places["geonames"]]), PLACE_COLUMNS
    )


def _named(bodies: list[pd.DataFrame], ties: pd.DataFrame) -> pd.DataFrame:
    if not bodies:
        return table_of(pd.DataFrame(), BODY_COLUMNS)
    both = pd.concat(bodies, ignore_index=True).drop_duplicates("id")
    ends = pd.concat([ties["source"], ties["target"]])
    return table_of(both[both["id"].isin(ends)].sort_values("id"), BODY_COLUMNS)
