"""How ties of public lists are told from the office's own."""

import numpy as np
import pandas as pd

#: How the id of a public tie and of its source begins.
PUBLIC = "public-"


def is_public(relations: pd.Series) -> np.ndarray:
    """Return which relation ids are those of public ties; bool, one a relation.

    Examples
    --------
    >>> is_public(pd.Series(["sister-city-lahti-pecs", "public-twinnings-1-2"])).tolist()
    [False, True]
    """
    found: np.ndarray = relations.str.startswith(PUBLIC).to_numpy(dtype=bool)
    return found
