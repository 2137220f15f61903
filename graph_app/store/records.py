"""What goes into the store and comes out of it: actors, revisions, conflicts."""

import datetime
from dataclasses import dataclass

from graph_app.model.access import ROLES
from graph_app.model.changes import Row
from graph_app.model.errors import NotAllowedError
from graph_app.model.findings import Finding
from graph_app.model.messages import Message, either

#: Kinds of revision.
REVISION_KINDS = ("load", "edit", "import", "undo", "restore", "erase")
#: Kinds that a caller may give to :meth:`graph_app.store.Store.save`.
SAVED_KINDS = ("load", "edit", "import")
#: Kinds that rewrite what was before them; they cannot be undone.
REWRITING_KINDS = ("erase", "restore")
ACTIONS = ("add", "change", "remove")


@dataclass(frozen=True)
class Actor:
    """Who acts, and what the sign-in allows them.

    Parameters
    ----------
    name : str
        As the history shows it.
    role : str
        One of :data:`graph_app.model.access.ROLES`.
    """

    name: str
    role: str = "viewer"

    def require(self, role: str, doing: Message) -> None:
        """Refuse an action to anyone below a role.

        Raises
        ------
        NotAllowedError
            If the actor has a lower or unknown role, or no name.
        """
        if not self.name.strip():
            raise NotAllowedError(
                "{doing}: found nobody signed in, expected a named {role}", doing=doing, role=role
            )
        if self.role not in ROLES or ROLES.index(self.role) < ROLES.index(role):
            raise NotAllowedError(
                "{doing}: {name} has the role {found}, expected {roles}",
                doing=doing,
                name=self.name,
                found=self.role,
                roles=either(ROLES[ROLES.index(role) :]),
            )


@dataclass(frozen=True)
class Revision:
    """One step in the history of the tables.

    Parameters
    ----------
    number : int
        Counts up; the order of the history, whatever the clock did. 0 is the empty store.
    parent : int or None
        The revision before it.
    author, reason : str
        Who made it, and why, in their words.
    at : datetime.datetime
        When, UTC.
    kind : str
        One of :data:`REVISION_KINDS`.
    content : str
        32 hexadecimal digits that name the set of all rows after it, whatever their order.
    rows : int
        Rows that it added, changed or removed.
    undoes : int or None
        The revision that it undoes.
    """

    number: int
    parent: int | None
    author: str
    at: datetime.datetime
    reason: str
    kind: str
    content: str
    rows: int = 0
    undoes: int | None = None


#: The revision of an empty store.
EMPTY = Revision(
    0, None, "", datetime.datetime.min.replace(tzinfo=datetime.UTC), "", "load", "0" * 32
)


@dataclass(frozen=True)
class Conflict:
    """One row that two people changed.

    Parameters
    ----------
    table, id : str
        The row.
    base, theirs, yours : mapping or None
        The whole row as both knew it, as it is stored now, and as it was to become; None where
        there is no such row.
    """

    table: str
    id: str
    base: Row | None
    theirs: Row | None
    yours: Row | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns in which theirs and yours differ; all of them where one is missing."""
        return differing(self.theirs, self.yours)


@dataclass(frozen=True)
class RowChange:
    """What one revision did to one row.

    Parameters
    ----------
    table, id : str
        The row.
    revision : Revision
        When, by whom and why.
    before, after : mapping or None
        The whole row; None where there was, or is, none.
    """

    table: str
    id: str
    revision: Revision
    before: Row | None
    after: Row | None

    @property
    def action(self) -> str:
        """``add``, ``change`` or ``remove``."""
        if self.before is None:
            return "add"
        return "change" if self.after is not None else "remove"

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that differ."""
        return differing(self.before, self.after)


@dataclass(frozen=True, order=True)
class RowFinding(Finding):
    """A finding in a row that is named by its id; ``row`` is 0.

    Parameters
    ----------
    id : str
        Id of the row.
    """

    id: str = ""

    def _place(self) -> list[str | Message]:
        return [self.file.removesuffix(".csv"), self.id, *([self.column] if self.column else [])]


def finding_of(
    table: str, id_: str, column: str, found: str | Message, expected: str | Message
) -> RowFinding:
    """Return a finding in a row that is named by its id."""
    return RowFinding(f"{table}.csv", 0, column, found, expected, id_)


def differing(one: Row | None, other: Row | None) -> tuple[str, ...]:
    """Return the columns in which two rows differ."""
    one, other = one or {}, other or {}
    return tuple(name for name in {**one, **other} if one.get(name) != other.get(name))
