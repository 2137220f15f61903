"""The named errors of the product.

The pages show an error's message; the command line prints it and exits with 2.
A message is therefore written for the person who can mend the cause.
"""


class GraphAppError(Exception):
    """Base of every error that a person can do something about."""


class TableError(GraphAppError):
    """A table cannot be read at all: missing file, wrong encoding, wrong columns."""


class InvalidTablesError(GraphAppError):
    """The tables were read and break rules.

    Parameters
    ----------
    message : str
        One line that says how many findings there are and shows the first.
    findings : sequence of graph_app.model.findings.Finding
        Every finding.
    """

    def __init__(self, message, findings=()):
        super().__init__(message)
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


class StoreError(GraphAppError):
    """The store holds no such row, revision or backup, or cannot do what was asked."""


class StoreUnavailableError(StoreError):
    """The store cannot be reached, read or written now; what was confirmed before is kept."""


class NotAllowedError(StoreError):
    """The person's role does not allow the change."""


class StaleRevisionError(StoreError):
    """The same rows were changed by someone else since; nothing was stored.

    Parameters
    ----------
    message : str
        One line that names the first row and says what to do.
    conflicts : sequence of graph_app.store.records.Conflict
        For each row: as both knew it, as it is now, as it was to become.
    revisions : sequence of graph_app.store.records.Revision
        The later revisions that touched those rows, oldest first.
    """

    def __init__(self, message, conflicts=(), revisions=()):
        super().__init__(message)
        self.conflicts = tuple(conflicts)
        self.revisions = tuple(revisions)


class EndpointError(GraphAppError):
    """A server refused, stalled, or sent something else than what was asked for."""
