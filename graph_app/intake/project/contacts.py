"""Contact persons: personal data, taken only when a person has asked for it."""

import secrets
from collections.abc import Mapping

import numpy as np
import pandas as pd

from graph_app.intake.files.collecting import Collector
from graph_app.model.messages import Message
from graph_app.model.schema import FORMS, LONGEST, LONGEST_OTHER
from graph_app.model.texts import same_text
from graph_app.model.words import ascii_lower, on_one_line

#: What a column of a file may say of a contact person, and the column of ours that takes it.
MEANINGS = {
    "contact_name": "name",
    "contact_role": "role",
    "contact_email": "email",
    "contact_telephone": "telephone",
}
#: The columns of a gathered person.
CELLS = (*MEANINGS.values(), "note")
# What makes two rows the same person.
_PERSON = ["node", "name", "email"]


def new_contact_id() -> str:
    """Return an id that says nothing about the person and outlasts an erasure."""
    return f"contact:{secrets.token_hex(8)}"


class Contacts:
    """Persons gathered while rows are read, each with the row in which they first appeared."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def add(self, node: np.ndarray, cells: Mapping[str, pd.Series], file: str) -> None:
        """Gather the persons of some rows.

        Parameters
        ----------
        node : numpy.ndarray of int, shape (n,)
            Code of the node whose contact the person is.
        cells : mapping of str to pandas.Series of str
            Some of :data:`CELLS`; the index is row numbers.
        file : str
            Where they are written, for findings.
        """
        index = next(iter(cells.values())).index
        frame = pd.DataFrame({name: cells.get(name, same_text("", index)) for name in CELLS})
        frame = frame.assign(node=node, row=index.to_numpy(), file=file)
        some = (frame[list(CELLS)] != "").any(axis=1)
        self._parts.append(frame[some].drop_duplicates(["node", *CELLS]))

    def frame(self, ids: np.ndarray, source_id: str, notes: Collector) -> pd.DataFrame:
        """Return the persons in the columns of our table.

        Parameters
        ----------
        ids : numpy.ndarray of str
            Id of each node by its code; blank where the node is refused.
        source_id : str
            Where they are from.
        notes : Collector
            Takes the cells that are left out.
        """
        parts = [part for part in self._parts if len(part)]
        if not parts:
            return pd.DataFrame(columns=["id", "node", *CELLS, "source_id"])
        frame = pd.concat(parts, ignore_index=True).drop_duplicates(["node", *CELLS])
        frame["node"] = np.asarray(ids, dtype=object)[frame["node"].to_numpy()]
        frame = _readable(frame[frame["node"] != ""], notes)
        frame = frame.drop_duplicates(_PERSON, ignore_index=True)
        frame["id"] = [new_contact_id() for _ in range(len(frame))]
        return frame[["id", "node", *CELLS]].assign(source_id=source_id)


def _readable(frame: pd.DataFrame, notes: Collector) -> pd.DataFrame:
    """Clean the cells; a person is called by name, else by what else is known of them."""
    frame = frame.copy()
    for name in CELLS:
        tidy = frame[name].map(on_one_line)
        frame[name] = tidy.str.slice(0, LONGEST.get(name, LONGEST_OTHER))
    for name, (form, expected) in FORMS.items():
        odd = (frame[name] != "") & ~frame[name].str.fullmatch(form).astype(bool)
        for file, some in frame[odd].groupby("file", sort=False):
            # What is wrong is not repeated: reports are passed on.
            found = [Message("(not shown)")] * len(some)
            notes.add_rows(str(file), np.ones(len(some), bool), some["row"], name, found, expected)
        frame[name] = frame[name].mask(odd, "")
    for name in ("role", "email", "telephone"):
        frame["name"] = frame["name"].mask(frame["name"] == "", frame[name])
    return frame[frame["name"] != ""]


def merge_contacts(
    frame: pd.DataFrame | None,
    ids: Mapping[str, str],
    known: pd.DataFrame,
    keep_ids: bool,
    notes: Collector,
) -> pd.DataFrame:
    """Return the persons of a draft that are not known yet.

    Parameters
    ----------
    frame : pandas.DataFrame or None
        The draft's contacts.
    ids : mapping of str to str
        Id in the draft -> id in the tables, of nodes and sources.
    known : pandas.DataFrame
        The contacts of the tables.
    keep_ids : bool
        Whether the ids are those of our own tables.
    notes : Collector
        Counts those who are known already or whose node was not taken.
    """
    if frame is None or frame.empty:
        return known.iloc[:0]
    frame = frame.reindex(columns=list(known)).astype("str").fillna("")
    frame = frame.assign(node=frame["node"].map(ids), source_id=frame["source_id"].map(ids))
    lost = frame["node"].isna()
    notes.count("contact persons of a node that was not taken", int(lost.sum()))
    there = _marks(frame).isin(_marks(known)) | (keep_ids & frame["id"].isin(known["id"]))
    notes.count("contact persons already known", int((there & ~lost).sum()))
    new = frame[~lost & ~there]
    taken = set(known["id"])
    return new.assign(id=[new_contact_id() if own in taken else own for own in new["id"]])


def _marks(frame: pd.DataFrame) -> pd.Series:
    texts = frame[_PERSON].astype("str").fillna("")
    # A name may be written in capitals; an address is somebody's, and only A to Z are alike in it.
    email = texts["email"].map(ascii_lower).astype("str")
    return texts["node"] + "\x1f" + texts["name"].str.casefold() + "\x1f" + email
