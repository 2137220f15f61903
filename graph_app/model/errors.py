"""The named errors of the product.

The pages show an error's message in the language of the reader; the command line prints it in
English and exits with 2. A message is therefore written for the person who can mend the cause.
"""

import errno
from collections.abc import Iterable, Sequence
from typing import Any, Self

from graph_app.model.findings import Finding
from graph_app.model.messages import Message


class GraphAppError(Exception):
    """Base of every error that a person can do something about.

    Parameters
    ----------
    template : str or Message
        English text with named fields, or a whole message.
    **values : object
        Values for the fields, see :class:`graph_app.model.messages.Message`.

    Attributes
    ----------
    message : Message
        What it says; ``str(error)`` is its English text.
    """

    def __init__(self, template: str | Message, /, **values: object):
        self.message = template if isinstance(template, Message) else Message(template, **values)
        super().__init__(self.message)

    @classmethod
    def wrong(cls, what: str | Message, found: object, expected: Message) -> Self:
        """Return the error of a value that is not what it should be.

        Parameters
        ----------
        what : str or Message
            Where the value is written.
        found : object
            The value; of a text, at most 80 characters are shown.
        expected : Message
            What would be right.

        Examples
        --------
        >>> str(FilterError.wrong("year", 3000, Message("a year before {year}", year=2100)))
        'year: found 3000, expected a year before 2100'
        """
        shown = repr(found[:80] if isinstance(found, str) else found)[:200]
        message = Message(
            "{what}: found {found}, expected {expected}", what=what, found=shown, expected=expected
        )
        return cls(message)

    @classmethod
    def one_of(cls, what: str | Message, found: str, known: Iterable[str]) -> Self:
        """Return the error of a value that is none of those known; see :meth:`wrong`."""
        return cls.wrong(what, found, Message("one of {known}", known=known))


class TableError(GraphAppError):
    """A table cannot be read at all: missing file, wrong encoding, wrong columns."""


class InvalidTablesError(GraphAppError):
    """The tables were read and break rules.

    Parameters
    ----------
    template, **values
        One line that says how many findings there are and shows the first.
    findings : sequence of graph_app.model.findings.Finding
        Every finding.
    """

    def __init__(
        self, template: str | Message, /, *, findings: Sequence[Finding] = (), **values: object
    ):
        super().__init__(template, **values)
        self.findings = tuple(findings)


class SettingsError(GraphAppError):
    """A setting names something that does not exist or has the wrong form."""


class FilterError(GraphAppError):
    """A filter names an unknown kind, type, node or measure, or is out of range."""


class TooLargeError(GraphAppError):
    """The computation would exceed the bound that keeps the machine usable."""


class ExportError(GraphAppError):
    """A view cannot be written in the format asked for."""


class CancelledError(GraphAppError):
    """The person stopped a long computation."""


class BusyError(GraphAppError):
    """So much is being done already that nothing more is taken on; later it will be."""


class WorkerEndedError(GraphAppError):
    """The process that worked on something was ended from outside."""


class StoreError(GraphAppError):
    """The store holds no such row, revision or backup, or cannot do what was asked."""


class StoreUnavailableError(StoreError):
    """The store cannot be reached, read or written now; what was confirmed before stays stored."""


class NotAllowedError(StoreError):
    """The person's role does not allow the change."""


class StaleRevisionError(StoreError):
    """The same rows were changed by someone else since; nothing was stored.

    Parameters
    ----------
    template, **values
        One line that names the first row and says what to do.
    conflicts : sequence of graph_app.store.records.Conflict
        For each row: as both knew it, as it is now, as it was to become.
    revisions : sequence of graph_app.store.records.Revision
        The later revisions that touched those rows, oldest first.
    """

    # What both list are records of the store, a floor above.
    def __init__(
        self,
        template: str | Message,
        /,
        *,
        conflicts: Sequence[Any] = (),
        revisions: Sequence[Any] = (),
        **values: object,
    ):
        super().__init__(template, **values)
        self.conflicts = tuple(conflicts)
        self.revisions = tuple(revisions)


class EndpointError(GraphAppError):
    """A server refused, stalled, or sent something else than what was asked for."""


_REASONS = {
    errno.ENOENT: Message("No such file or directory"),
    errno.EACCES: Message("Permission denied"),
    errno.EPERM: Message("Operation not permitted"),
    errno.EEXIST: Message("File exists"),
    errno.ENOTDIR: Message("Not a directory"),
    errno.EISDIR: Message("Is a directory"),
    errno.ENOSPC: Message("No space left on device"),
    errno.EROFS: Message("Read-only file system"),
    errno.ENAMETOOLONG: Message("File name too long"),
    errno.EIO: Message("Input/output error"),
}


def reason_of(error: OSError) -> Message | str:
    """Return why the operating system refused; in English where the reason is a rare one."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
