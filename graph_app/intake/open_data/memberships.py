"""Cities in networks or projects, listed one a row, to the tables of a draft."""

import pandas as pd

from graph_app.intake.open_data.assemble import Dataset
from graph_app.intake.open_data.keys import tie_ends
from graph_app.intake.open_data.reading import tidy


def tie_table(dataset: Dataset, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return one tie for each pair of ends.

    Parameters
    ----------
    dataset : Dataset
        Where the rows come from.
    rows : pandas.DataFrame
        ``source``, ``target``, ``start``, ``end``, ``status``, ``note``; a city that is listed
        several times, through several of its bodies, is one tie: the first start and status count,
        the notes are joined.
    kind : str
        Type of the relation.
    """
    by = ["source", "target"]
    ones = rows.drop_duplicates(by).copy()
    several = rows[rows.duplicated(by, keep=False)]
    if len(several):
        joined = several.groupby(by, sort=False).agg(
            {"note": lambda some: "; ".join(dict.fromkeys(filter(None, some))), "start": _earliest}
        )
        at = ones.set_index(by).index.isin(joined.index)
        wanted = pd.MultiIndex.from_frame(ones.loc[at, by])
        ones.loc[at, ["note", "start"]] = joined.reindex(wanted)[["note", "start"]].to_numpy()
    ends = tie_ends(ones["source"], ones["target"])
    return (
        pd.DataFrame(
            {
                "id": f"{dataset.prefix}-{kind.replace('_', '-')}-" + ends,
                **{name: ones[name] for name in ("source", "target", "start", "end", "status")},
                "type": kind,
                "note": tidy(ones["note"], "note"),
                "source_id": dataset.source["id"],
            }
        )
        .reset_index(drop=True)
        .astype("str")
    )


def _earliest(starts: pd.Series) -> str:
    return min((start for start in starts if start), default="")
