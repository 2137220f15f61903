"""Changes as frames: brought into form, compared with what is stored, merged or refused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real

import numpy as np
import pandas as pd

from graph_app.model.changes import Change, ChangeSet, as_rows
from graph_app.model.errors import InvalidTablesError, StoreError
from graph_app.model.findings import Finding, summary_of
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS, Tables, among
from graph_app.model.texts import unclean
from graph_app.model.words import clean
from graph_app.store.records import ACTIONS, Conflict, finding_of

#: More findings than this are counted, not listed.
MAX_FINDINGS = 10_000


@dataclass(frozen=True, eq=False)
class Wanted:
    """What one table is to become.

    Parameters
    ----------
    added : pandas.DataFrame
        Whole rows.
    changed : sequence of pandas.DataFrame
        Rows of ``id`` and the columns that change.
    removed : pandas.Index of str
        Ids.
    """

    added: pd.DataFrame
    changed: Sequence[pd.DataFrame] = ()
    removed: pd.Index = field(default_factory=lambda: pd.Index([], dtype="str"))

    @property
    def ids(self) -> pd.Index:
        """Ids of all rows, in order, with repeats."""
        frames = (self.added, *self.changed)
        named: pd.Index = pd.Index(pd.concat([frame["id"] for frame in frames]))
        return named.append(self.removed)


@dataclass(frozen=True, eq=False)
class Effect:
    """What is written to one table.

    Parameters
    ----------
    ended : pandas.DataFrame
        Current rows that end.
    begun : pandas.DataFrame
        Rows that begin, with a column ``place``: -1 for a new row.
    """

    ended: pd.DataFrame
    begun: pd.DataFrame

    def __len__(self) -> int:
        # No id is twice in either.
        return len(self.begun) + int((~among(self.ended["id"], self.begun["id"])).sum())


def invalid(findings: Sequence[Finding]) -> InvalidTablesError:
    """Return the error that carries findings."""
    return InvalidTablesError(
        "{first}. Nothing was stored.", findings=findings[:MAX_FINDINGS], first=summary_of(findings)
    )


def in_form(changes: ChangeSet | Iterable[Change]) -> dict[str, Wanted]:
    """Bring changes into frames of the right columns and dtypes.

    Raises
    ------
    StoreError
        If a table, column or action is unknown.
    InvalidTablesError
        If a value has the wrong form, or a row occurs twice.
    """
    rows: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    findings: list[Finding] = []
    for change in changes:
        rows[change.table, change.action].append(_checked_values(change, findings))
    if findings:
        raise invalid(findings)
    wanted = {table: _wanted_rows(table, rows) for table, _ in rows}
    for table, one in wanted.items():
        findings += _bad_ids(table, one.ids)
    if findings:
        raise invalid(findings)
    return wanted


def _wanted_rows(
    table: str, rows: Mapping[tuple[str, str], Sequence[Mapping[str, object]]]
) -> Wanted:
    alike: dict[tuple[str, ...], list[Mapping[str, object]]] = defaultdict(list)
    for row in rows.get((table, "change"), ()):
        alike[tuple(sorted(row))].append(row)
    return Wanted(
        _typed(table, rows.get((table, "add"), ()), whole=True),
        [_typed(table, part) for part in alike.values()],
        pd.Index([row["id"] for row in rows.get((table, "remove"), ())], dtype="str"),
    )


def _checked_values(change: Change, findings: list[Finding]) -> dict[str, object]:
    table, id_ = change.table, change.id
    known_columns(table, change.values)
    if change.action not in ACTIONS:
        raise StoreError(
            "found the action {action!r}, expected {known}", action=change.action, known=ACTIONS
        )
    if change.values.get("id", id_) != id_:
        raise StoreError("{table}, {id}: an id never changes; add another row", table=table, id=id_)
    if clean(id_) != id_:
        findings += _bad_ids(table, pd.Index([id_], dtype=object))
    row: dict[str, object] = {"id": id_}
    for name, value in change.values.items():
        blank = value is None or value is pd.NA or (isinstance(value, Real) and value != value)
        row[name] = None if blank else value
        expected = _wrong_value(row[name], COLUMNS[table][name])
        if expected:
            findings.append(finding_of(table, id_, name, str(value), expected))
    return row


def _wrong_value(value: object, dtype: str) -> Message | None:
    """Return what would be right in a column of this dtype; None where the value is."""
    if value is None:
        return None
    if dtype == "float64":
        right = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
        return None if right else Message("a number, or nothing")
    if not isinstance(value, str):
        return Message("text, or nothing")
    return None if clean(value) == value else Message("text without control characters")


def known_columns(table: str, columns: Iterable[str]) -> None:
    """Refuse a table or column that the product does not know."""
    if table not in COLUMNS:
        raise StoreError(
            "found the table {table!r}, expected one of {known}", table=table, known=COLUMNS
        )
    for column in columns:
        if column not in COLUMNS[table]:
            raise StoreError(
                "{table}: found the column {column!r}, expected one of {known}",
                table=table,
                column=column,
                known=COLUMNS[table],
            )


def _typed(table: str, rows: Sequence[Mapping[str, object]], whole: bool = False) -> pd.DataFrame:
    """Return rows in the form of the table; only their own columns unless whole."""
    frame = pd.DataFrame(rows, dtype=object)
    names = [name for name in COLUMNS[table] if whole or name in frame]
    typed: pd.DataFrame = getattr(Tables.from_frames({table: frame}), table)[names]
    # There is one zero: databases do not agree on the sign of another.
    zeros = {str(name): typed[name] + 0.0 for name in typed.select_dtypes("float64")}
    return typed.assign(**zeros)


def _bad_ids(table: str, ids: pd.Index) -> list[Finding]:
    missing = Message("an id in every row")
    blank = [Finding(f"{table}.csv", 0, "id", "", missing)] if ids.hasnans else []
    ids = ids.dropna()
    twice = ids[ids.duplicated()].unique()
    # A NUL or a lone surrogate cannot even be asked for.
    broken = [(id_, clean(id_), Message("an id of plain letters")) for id_ in ids[unclean(ids)]]
    repeated = [(id_, id_, Message("each row once")) for id_ in twice]
    return [
        *blank,
        *(finding_of(table, name, "id", id_, wanted) for id_, name, wanted in repeated + broken),
    ]


def aligned(rows: pd.DataFrame, ids: pd.Series | pd.Index) -> pd.DataFrame:
    """Return the rows of ids in their order; blank rows for ids that are not among them."""
    found = rows.set_index("id").reindex(pd.Index(ids))
    return found.assign(id=found.index.where(found.index.isin(rows["id"]))).reset_index(drop=True)


def same_rows(one: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Return which rows of two frames of equal length have the same facts."""
    same = np.ones(len(one), dtype=bool)
    for name in one.columns:
        if name != "place":
            a, b = one[name].reset_index(drop=True), other[name].reset_index(drop=True)
            equal = (a == b).to_numpy(dtype=bool, na_value=False) if len(a) else same
            same &= equal | (a.isna() & b.isna()).to_numpy(dtype=bool)
    return same


def completed(wanted: Wanted, base: pd.DataFrame) -> pd.DataFrame:
    """Return whole rows of all that is added or changed; what a change leaves out is as in base."""
    parts = [wanted.added]
    for frame in wanted.changed:
        whole = aligned(base, frame["id"]).drop(columns="place", errors="ignore")
        parts.append(whole.assign(**{str(name): frame[name].array for name in frame}))
    return pd.concat(parts, ignore_index=True)


def effect_of(
    table: str, wanted: Wanted, base: pd.DataFrame, now: pd.DataFrame, touched: pd.Index
) -> tuple[Effect, list[Conflict]]:
    """Decide what is written for the rows wanted in one table.

    Parameters
    ----------
    table : str
        Name of the table.
    wanted : Wanted
        What it is to become.
    base, now : pandas.DataFrame
        The rows concerned, as the person knew them and as they are stored.
    touched : pandas.Index of str
        Ids of those rows that others have touched since.

    Returns
    -------
    effect : Effect
        Without what others have already done alike and what changes nothing.
    conflicts : list of Conflict
        Rows that others have made different.

    Raises
    ------
    InvalidTablesError
        If a row to add is there already.
    StoreError
        If a row to change or remove is not there.
    """
    _refuse_misplaced(table, wanted, base)
    if now.empty and touched.empty:
        return Effect(now, wanted.added.assign(place=np.int64(-1))), []
    yours = completed(wanted, base)
    theirs = aligned(now, yours["id"])
    same = same_rows(yours, theirs)
    stale = yours["id"].isin(touched).to_numpy(dtype=bool) & ~same
    present = wanted.removed[wanted.removed.isin(now["id"])]
    at_odds = [*yours["id"][stale], *present[present.isin(touched)]]
    if at_odds:
        return Effect(now[:0], now[:0]), conflicts_of(table, at_odds, base, now, yours)
    begun = yours[~same].assign(place=theirs["place"][~same].fillna(-1).astype("int64"))
    ends = among(now["id"], begun["id"]) | among(now["id"], present)
    return Effect(now[ends], begun), []


def conflicts_of(
    table: str, ids: Sequence[str], base: pd.DataFrame, theirs: pd.DataFrame, yours: pd.DataFrame
) -> list[Conflict]:
    """Return each row in its three versions."""
    chosen = (frame[frame["id"].isin(ids)] for frame in (base, theirs, yours))
    facts = [as_rows(frame.drop(columns="place", errors="ignore")) for frame in chosen]
    versions = [{row["id"]: row for row in rows} for rows in facts]
    return [Conflict(table, id_, *(rows.get(id_) for rows in versions)) for id_ in ids]


def _refuse_misplaced(table: str, wanted: Wanted, base: pd.DataFrame) -> None:
    taken = wanted.added["id"][among(wanted.added["id"], base["id"])]
    if len(taken):
        unused = Message("an id not in use")
        raise invalid([finding_of(table, id_, "id", id_, unused) for id_ in taken])
    needed = [wanted.removed, *(pd.Index(frame["id"]) for frame in wanted.changed)]
    for ids in needed:
        lost = ids[~ids.isin(base["id"])]
        if len(lost):
            raise StoreError(
                "{table}, {lost}: no such row to change or remove", table=table, lost=lost[0]
            )


def empty_effects(effects: Mapping[str, Effect]) -> dict[str, Effect]:
    """Leave out the tables in which nothing happens."""
    return {table: one for table, one in effects.items() if len(one.ended) or len(one.begun)}
