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
