"""Organisations that may be one, written differently: for a person to decide.

Only organisations without an official number are compared, within one city, by the ratio of their
words in order (RapidFuzz's ``token_sort_ratio``, an edit distance scaled to 0-100).
"""

from collections.abc import Iterator

import pandas as pd
from rapidfuzz import fuzz, process

from graph_app.intake.open_data.notes import Notes
from graph_app.model.messages import Message
from graph_app.model.words import fold

#: From this likeness on, two names are shown side by side.
LIKENESS = 90
#: Cities with more organisations without a number than this are not compared; pairs that are shown.
MOST_IN_A_CITY = 600
MOST_SHOWN = 300


def doubt_similar_names(organisations: pd.DataFrame, rows: pd.DataFrame, notes: Notes) -> None:
    """Report pairs of organisations in one city whose names are almost the same.

    Parameters
    ----------
    organisations : pandas.DataFrame
        Columns ``id``, ``name``, ``city``.
    rows : pandas.DataFrame
        The rows they were read from: ``organisation``, ``ident``, ``file``; row numbers as index.
    notes : Notes
        Takes each pair.
    """
    numbered = set(rows["organisation"][rows["ident"] != ""])
    loose = organisations[(organisations["city"] != "") & ~organisations["id"].isin(numbered)]
    first = rows.drop_duplicates("organisation")
    where = zip(first["file"], first.index, strict=True)
    place = dict(zip(first["organisation"], where, strict=True))
    shown = 0
    for _, some in loose.groupby("city", sort=False):
        if not 1 < len(some) <= MOST_IN_A_CITY:
            continue
        for one, other, id_ in _pairs(some):
            if shown < MOST_SHOWN:
                file, row = place[id_]
                expected = Message("perhaps {one!r}: the same organisation?", one=one)
                notes.add(file, row, notes.column_of(file, "name"), other, expected)
            shown += 1
    notes.count("organisations that may be one", shown)


def _pairs(some: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    names, ids = list(some["name"]), list(some["id"])
    plain = [fold(name) for name in names]
    likeness = process.cdist(plain, plain, scorer=fuzz.token_sort_ratio, score_cutoff=LIKENESS)
    for later in range(1, len(names)):
        earlier = likeness[later, :later]
        if earlier.any():
            yield names[int(earlier.argmax())], names[later], ids[later]
