"""Which nodes have a name that another has as well, in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from graph_app.model.words import fold

#: Columns of names, the first for every language that has none of its own.
NAME_COLUMNS = ("name", "name_fi", "name_sv")
#: Columns that say in which city, or at which node, something is.
PLACE_COLUMNS = ("city", "secretariat")


@dataclass(frozen=True, eq=False)
class Namesakes:
    """The nodes that must be told apart; what is derived from them is cached under this object.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the table of nodes: those that share a name, and the nodes that say where they are.
    short : frozenset of str
        Ids of the nodes whose short name is a name or the short name of another.
    taken : frozenset of str
        Folded names that are nobody else's and look like ``Paris, France`` or ``Paris (network)``.
    labels : dict of str to mapping
        Language -> what each is called in it, once it has been worked out; kept here so that it
        goes when the graph goes.
    """

    rows: pd.DataFrame
    short: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    labels: dict[str, Mapping[str, str]] = field(default_factory=dict, repr=False)


def find_namesakes(nodes: pd.DataFrame) -> Namesakes:
    """Return the nodes of a whole graph that share a name with another.

    Names are compared as searches compare them, without case and accents, and all languages count:
    what one reader calls one city may be what another calls another.

    Parameters
    ----------
    nodes : pandas.DataFrame
        See :data:`graph_app.graph.frames.NODE_COLUMNS`.
    """
    everywhere = nodes["name"].fillna(nodes["id"])
    names = pd.concat([_folded(nodes[column].fillna(everywhere)) for column in NAME_COLUMNS])
    own = _holders(names)
    several = own["name"].duplicated(keep=False)
    shared = np.isin(np.arange(len(nodes)), own["at"][several])
    where = shared.copy()
    # An organisation may say where a network is, and a city where that organisation is.
    for _ in PLACE_COLUMNS:
        places = nodes.loc[where, list(PLACE_COLUMNS)].stack()
        where |= nodes["id"].isin(places).to_numpy(dtype=bool)
    alone = own["name"][~several]
    taken = frozenset(name for name in alone if "," in name or "(" in name)
    return Namesakes(nodes[where], _shared_short(nodes, own), taken)


def _folded(names: pd.Series) -> pd.Series:
    return names.astype(object).map(fold, na_action="ignore")


def _holders(names: pd.Series) -> pd.DataFrame:
    """Return each name with the position of each node that has it, once."""
    return names.rename("name").rename_axis("at").reset_index().drop_duplicates()


def _shared_short(nodes: pd.DataFrame, own: pd.DataFrame) -> frozenset[str]:
    short = _holders(_folded(nodes["short_name"].dropna()))
    if not len(short):
        return frozenset()
    # A node whose short name is its own name does not share it.
    holders = pd.concat([own, short]).drop_duplicates().groupby("name")["at"].nunique()
    shared = short["at"][short["name"].map(holders).gt(1)]
    return frozenset(nodes["id"].iloc[shared])
