"""Which relation type a word names, and the kinds of node that its ends have."""

import re

import numpy as np
import pandas as pd

from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import fold

#: Names of the relation types; a tie's ``type`` is a place in this list until the draft is made.
TYPES = list(RELATION_TYPES)
# The kind of an end for which the file names none: the first of these that the type allows.
_LIKELY = ("city", "network", "programme", "event", "organisation")


def likely_kind(name: str, end: str) -> str:
    """Return the kind of an end for which a file names none."""
    kind = RELATION_TYPES[name]
    allowed = kind.source_kinds if end == "from" else kind.target_kinds
    return next(likely for likely in _LIKELY if likely in allowed)


def type_codes(cells: pd.Series) -> np.ndarray:
    """Return the position of each relation type in the registry, -1 where it is none.

    Names and English labels count, without regard to case, accents, spaces and hyphens.
    """
    known: dict[str, int] = {}
    for at, kind in enumerate(RELATION_TYPES.values()):
        known[fold(kind.name)] = known[fold(kind.label).replace(" ", "_")] = at
    codes, distinct = pd.factorize(cells)
    names = [re.sub("[ -]", "_", fold(text).strip()) for text in distinct]
    return np.array([known.get(name, -1) for name in names], dtype=np.int8)[codes]
