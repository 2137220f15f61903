"""The two frames that every reader of a programme gives: its projects, and who takes part."""

import numpy as np
import pandas as pd

from graph_app.intake.project.contacts import CELLS

#: Columns of the frame of projects, all text; ``programme`` is an id, ``key`` joins participants.
PROJECT = ("key", "name", "short_name", "programme", "start", "end", "status", "website", "note")
#: Columns of the frame of participants; ``municipal`` and ``ended`` are bool, places are numbers.
PARTICIPANT = (
    *("project", "name", "ident", "kind", "city", "country", "website"),
    *("latitude", "longitude", "municipal", "ended", "note"),
)
#: Further columns of participants, where contact persons are asked for -> what they say of one.
CONTACT = {f"contact_{cell}": cell for cell in CELLS}
_NOT_TEXT = {"latitude": np.nan, "longitude": np.nan, "municipal": False, "ended": False}


def project_frame(rows: pd.DataFrame, **facts: pd.Series | np.ndarray | str) -> pd.DataFrame:
    """Return projects; what is not said of them is blank.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row for each, with ``file``; row numbers as index.
    **facts
        Columns :data:`PROJECT`, as far as the publisher states them, and any further ones.
    """
    blank = pd.DataFrame("", index=rows.index, columns=list(PROJECT), dtype="str")
    return blank.assign(**facts, file=rows["file"])


def participant_frame(rows: pd.DataFrame, **facts: pd.Series | np.ndarray | str) -> pd.DataFrame:
    """Return participants; what is not said of them is blank, no place, not municipal, not ended.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row for each, with ``file`` and any of the columns; row numbers as index.
    **facts
        Further columns :data:`PARTICIPANT`, as far as the publisher states them, and of :data:`CONTACT`.
    """
    blank = pd.DataFrame("", index=rows.index, columns=list(PARTICIPANT), dtype="str")
    read = rows[rows.columns.intersection([*PARTICIPANT, "file"])]
    return blank.assign(**_NOT_TEXT).assign(**read).assign(**facts)


def programmes_of(projects: pd.DataFrame) -> pd.DataFrame:
    """Return the funding programmes that projects name, each once.

    Parameters
    ----------
    projects : pandas.DataFrame
        ``programme``, an id or blank, and ``programme_name``.
    """
    first = projects[projects["programme"] != ""].drop_duplicates("programme")
    names = {"id": first["programme"], "name": first["programme_name"]}
    return pd.DataFrame(names).reset_index(drop=True).assign(kind="funding")
