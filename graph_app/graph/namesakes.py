"""Which nodes have a name that another has as well, in any language."""

from dataclasses import dataclass

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
    """

    rows: pd.DataFrame
    short: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()


def find_namesakes(nodes: pd.DataFrame) -> Namesakes:
    """Return the nodes of a whole graph that share a name with another.

    Names are compared as searches compare them, without case and accents, in each language: two
    cities may share a Finnish name alone.

    Parameters
    ----------
    nodes : pandas.DataFrame
        See :data:`graph_app.graph.frames.NODE_COLUMNS`.
    """
    everywhere = nodes["name"].fillna(nodes["id"])
    folded = [_folded(nodes[column].fillna(everywhere)) for column in NAME_COLUMNS]
    shared = np.any([names.duplicated(keep=False) for names in folded], axis=0)
    where = shared.copy()
    # An organisation may say where a network is, and a city where that organisation is.
    for _ in PLACE_COLUMNS:
        places = nodes.loc[where, list(PLACE_COLUMNS)].stack()
        where |= nodes["id"].isin(places).to_numpy(dtype=bool)
    alone = pd.concat(folded)[np.tile(~shared, len(folded))].unique()
    taken = frozenset(name for name in alone if "," in name or "(" in name)
    return Namesakes(nodes[where], _shared_short(nodes, folded), taken)


def _folded(names: pd.Series) -> pd.Series:
    return names.astype(object).map(fold, na_action="ignore")


def _shared_short(nodes: pd.DataFrame, folded: list[pd.Series]) -> frozenset[str]:
    short = _folded(nodes["short_name"].dropna())
    if not len(short):
        return frozenset()
    # A node whose short name is its own name does not share it.
    whole = pd.concat([names.rename("name") for names in folded]).rename_axis("at").reset_index()
    both = pd.concat([whole, short.rename("name").rename_axis("at").reset_index()])
    holders = both.drop_duplicates().groupby("name")["at"].nunique()
    shared = short.map(holders).gt(1)
    return frozenset(nodes["id"][shared.index[shared]])
