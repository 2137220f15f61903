"""Ties between the rows of a draft, and the data set from which they are."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from graph_app.intake.open_data.keys import tie_ends
from graph_app.intake.open_data.options import Options
from graph_app.intake.open_data.reading import tidy


@dataclass(frozen=True)
class Dataset:
    """An official data set.

    Parameters
    ----------
    prefix : str
        Begins the ids of its projects and ties, e.g. ``cordis``.
    id, title, publisher, url : str
        Its row in the table of sources, without the day it was retrieved.
    """

    prefix: str
    id: str
    title: str
    publisher: str
    url: str

    def source_frame(self, options: Options) -> pd.DataFrame:
        """Return the table of sources: this data set, retrieved when the options say."""
        names = ("id", "title", "publisher", "url")
        row = {name: getattr(self, name) for name in names} | {"retrieved": options.retrieved}
        return pd.DataFrame([row])


def ties(
    dataset: Dataset, kind: str, source: pd.Series, target: pd.Series, **facts: pd.Series
) -> pd.DataFrame:
    """Return a tie for each pair of ends.

    Parameters
    ----------
    dataset : Dataset
        Where the rows come from.
    kind : str
        Type of the relation.
    source, target : pandas.Series of str
        Ids of the ends; each pair once.
    **facts : pandas.Series of str
        Further columns of the table of relations.
    """
    ids = f"{dataset.prefix}-{kind.replace('_', '-')}-" + tie_ends(source, target)
    if "note" in facts:
        facts["note"] = tidy(facts["note"], "note")
    frame = pd.DataFrame({"id": ids, "source": source, "target": target, **facts}, dtype="str")
    return frame.assign(type=kind, source_id=dataset.id).reset_index(drop=True)


def membership_ties(dataset: Dataset, kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one tie for each pair of ends.

    Parameters
    ----------
    dataset : Dataset
        Where the rows come from.
    kind : str
        Type of the relation.
    rows : pandas.DataFrame
        ``source``, ``target``, ``start``, ``end``, ``status``, ``note``; a city that is listed
        several times, through several of its bodies, is one tie: the first end and status count,
        the earliest start, and the notes are joined.
    """
    joins = {"note": joined_notes, "start": lambda starts: min(filter(None, starts), default="")}
    ones = merged(rows, ["source", "target"], joins)
    facts = {name: ones[name] for name in ("start", "end", "status", "note")}
    return ties(dataset, kind, ones["source"], ones["target"], **facts)


def joined_notes(notes: pd.Series) -> str:
    """Return notes as one text, each once."""
    return "; ".join(dict.fromkeys(filter(None, notes)))


def merged(
    rows: pd.DataFrame, by: list[str], joins: dict[str, Callable[[pd.Series], str]]
) -> pd.DataFrame:
    """Return the first row of each group.

    Parameters
    ----------
    rows : pandas.DataFrame
        Any columns.
    by : list of str
        Columns that name the group.
    joins : dict of str to callable
        Column of text -> what several rows of a group say together.
    """
    again = rows.duplicated(by).to_numpy()
    ones = rows[~again].copy()
    if again.any():
        several = rows.duplicated(by, keep=False).to_numpy()
        texts = rows[several].groupby(by, sort=False).agg(joins)
        at = several[~again]
        wanted = pd.MultiIndex.from_frame(ones.loc[at, by])
        ones.loc[at, list(joins)] = texts.reindex(wanted)[list(joins)].to_numpy()
    return ones
