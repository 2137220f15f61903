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
    """

    rows: pd.DataFrame


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
    shared = np.zeros(len(nodes), dtype=bool)
    for column in NAME_COLUMNS:
        own = nodes[column].fillna(everywhere)
        folded = pd.Series([fold(name) for name in own], dtype=object)
        shared |= folded.duplicated(keep=False).to_numpy()
    where = shared.copy()
    # An organisation may say where a network is, and a city where that organisation is.
    for _ in PLACE_COLUMNS:
        places = nodes.loc[where, list(PLACE_COLUMNS)].stack()
        where |= nodes["id"].isin(places).to_numpy()
    return Namesakes(nodes[where])
