"""Whether tables would still be valid after a change."""

import datetime

from graph_app.model.findings import Finding
from graph_app.model.messages import Message
from graph_app.model.tables import Tables
from graph_app.model.validate import validate
from graph_app.store.records import RowFinding
from graph_app.store.state import State


def findings_after(before: State, after: State, today: datetime.date) -> list[RowFinding]:
    """Check the state to be; what was wrong before a change is no fault of the change.

    Parameters
    ----------
    before, after : State
        The state that is and the state to be.
    today : datetime.date
        The day from which the future counts.
    """
    found = _findings_in(after, today)
    known = set(_findings_in(before, today)) if found else set()
    return [finding for finding in found if finding not in known]


def _findings_in(state: State, today: datetime.date) -> list[RowFinding]:
    return [_by_id(finding, state.tables) for finding in validate(state.tables, today)]


def _by_id(finding: Finding, tables: Tables) -> RowFinding:
    """Name rows by their ids, as their numbers are known to nobody who sees the store."""
    known = getattr(tables, finding.file.removesuffix(".csv"))["id"]

    def name(number: int) -> str:
        id_ = known.iloc[number - 2] if 2 <= number < len(known) + 2 else None
        return id_ if isinstance(id_, str) else ""

    expected = finding.expected
    if (row := dict(expected.values).get("row")) is not None:
        expected = Message("a tie that {id} does not already state", id=name(row))
    return RowFinding(finding.file, 0, finding.column, finding.found, expected, name(finding.row))
