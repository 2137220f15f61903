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
from graph_app.model.tables import COLUMNS, Tables, among, empty_table
from graph_app.model.texts import unclean
from graph_app.model.words import clean
from graph_app.store.records import ACTIONS, Conflict, RowFinding

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
        parts = [self.added["id"], *(frame["id"] for frame in self.changed)]
        return pd.Index(pd.concat(parts)).append(self.removed)


@dataclass(frozen=True, eq=False)
class Effect:
    """What is written to one table.

    Parameters
    ----------
    gone : pandas.DataFrame
        Current rows that end.
    come : pandas.DataFrame
        Rows that begin, with a column ``place``: -1 for a new row.
    """

    gone: pd.DataFrame
    come: pd.DataFrame

    def __len__(self) -> int:
        # No id is twice in either.
        return len(self.come) + int((~among(self.gone["id"], self.come["id"])).sum())


def invalid(findings: Sequence[Finding]) -> InvalidTablesError:
    """Return the error that carries findings."""
    return InvalidTablesError(
        "{first}. Nothing was stored.",
        findings=findings[:MAX_FINDINGS],
        first=summary_of(findings),
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
    wanted = _from_frames(changes) if isinstance(changes, ChangeSet) else _from_list(changes)
    findings = [finding for table, one in wanted.items() for finding in _bad_ids(table, one.ids)]
    if findings:
        raise invalid(findings)
    return {table: one for table, one in wanted.items() if len(one.ids)}


def _from_frames(changes: ChangeSet) -> dict[str, Wanted]:
    wanted = {}
    for table in {**changes.added, **changes.changed, **changes.removed}:
        known_columns(table, ())
        added, changed = changes.added.get(table), changes.changed.get(table)
        wanted[table] = Wanted(
            empty_table(table) if added is None else _typed(table, added, whole=True),
            () if changed is None else (_typed(table, changed),),
            pd.Index(list(changes.removed.get(table, ())), dtype="str"),
        )
    return wanted


def _from_list(changes: Iterable[Change]) -> dict[str, Wanted]:
    added, removed = defaultdict(list), defaultdict(list)
    changed: dict[str, dict[tuple, list]] = defaultdict(lambda: defaultdict(list))
    findings: list[Finding] = []
    for change in changes:
        row = _checked_values(change, findings)
        if change.action == "add":
            added[change.table].append(row)
        elif change.action == "remove":
            removed[change.table].append(change.id)
        else:
            changed[change.table][tuple(sorted(row))].append(row)
    if findings:
        raise invalid(findings)
    return {
        table: Wanted(
            _typed(table, pd.DataFrame(added[table], dtype=object), whole=True),
            [_typed(table, pd.DataFrame(rows, dtype=object)) for rows in changed[table].values()],
            pd.Index(removed[table], dtype="str"),
        )
        for table in {**added, **changed, **removed}
    }


def _checked_values(change: Change, findings: list[Finding]) -> dict[str, object]:
    known_columns(change.table, change.values)
    if change.action not in ACTIONS:
        raise StoreError(
            "found the action {action!r}, expected {known}", action=change.action, known=ACTIONS
        )
    if change.values.get("id", change.id) != change.id:
        raise StoreError(
            "{table}, {id}: an id never changes; add another row", table=change.table, id=change.id
        )
    if clean(change.id) != change.id:
        findings += _bad_ids(change.table, pd.Index([change.id], dtype=object))
    row = {"id": change.id}
    for name, value in change.values.items():
        number = COLUMNS[change.table][name] == "float64"
        blank = value is None or value is pd.NA or (isinstance(value, Real) and pd.isna(value))
        right = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
        if not blank and not (right if number else isinstance(value, str)):
            expected = Message("a number, or nothing") if number else Message("text, or nothing")
            file = f"{change.table}.csv"
            findings.append(RowFinding(file, 0, name, str(value), expected, change.id))
        elif isinstance(value, str) and clean(value) != value:
            expected = Message("text without control characters")
            findings.append(RowFinding(f"{change.table}.csv", 0, name, value, expected, change.id))
        row[name] = None if blank else value
    return row


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


def _typed(table: str, frame: pd.DataFrame, whole: bool = False) -> pd.DataFrame:
    """Bring a frame into the form of the table; only its own columns unless whole."""
    known_columns(table, frame.columns)
    names = [name for name in COLUMNS[table] if whole or name in frame]
    try:
        typed = getattr(Tables.from_frames({table: frame}), table)[names]
    except (TypeError, ValueError) as error:
        finding = Finding(
            f"{table}.csv", 0, "", str(error), Message("numbers in number columns, else text")
        )
        raise invalid([finding]) from error
    # There is one zero: databases do not agree on keeping the sign of another.
    zeros = {name: typed[name] + 0.0 for name in typed.select_dtypes("float64")}
    return typed.assign(**zeros)


def _bad_ids(table: str, ids: pd.Index) -> list[Finding]:
    file = f"{table}.csv"
    blank = [Finding(file, 0, "id", "", Message("an id in every row"))] if ids.hasnans else []
    ids = ids.dropna()
    twice = ids[ids.duplicated()].unique()
    findings = [RowFinding(file, 0, "id", id_, Message("each row once"), id_) for id_ in twice]
    # A NUL or a lone surrogate cannot even be asked for.
    broken = ids[unclean(ids)]
    return [
        *blank,
        *findings,
        *(
            RowFinding(file, 0, "id", id_, Message("an id of plain letters"), clean(id_))
            for id_ in broken
        ),
    ]


def aligned(rows: pd.DataFrame, ids: pd.Series | pd.Index) -> pd.DataFrame:
    """Return the rows of ids in their order; blank rows for ids that are not among them."""
    found = rows.set_index("id").reindex(pd.Index(ids))
    return found.assign(id=found.index.where(found.index.isin(rows["id"]))).reset_index(drop=True)


def same_rows(one: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Tell which rows of two frames of equal length hold the same facts."""
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
        parts.append(whole.assign(**{name: frame[name].array for name in frame}))
    parts = [part for part in parts if len(part)] or parts[:1]
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
    in_the_way = present[present.isin(touched)]
    at_odds = [*yours["id"][stale], *in_the_way]
    if at_odds:
        return Effect(now[:0], now[:0]), conflicts_of(table, at_odds, base, now, yours)
    come = yours[~same].assign(place=theirs["place"][~same].fillna(-1).astype("int64"))
    ends = among(now["id"], come["id"]) | among(now["id"], present)
    return Effect(now[ends], come), []


def conflicts_of(table, ids, base, theirs, yours) -> list[Conflict]:
    """Return each row in its three versions."""
    versions = []
    for frame in (base, theirs, yours):
        chosen = frame[frame["id"].isin(ids)].drop(columns="place", errors="ignore")
        versions.append({row["id"]: row for row in as_rows(chosen)})
    return [Conflict(table, id_, *(rows.get(id_) for rows in versions)) for id_ in ids]


def _refuse_misplaced(table: str, wanted: Wanted, base: pd.DataFrame) -> None:
    taken = wanted.added["id"][among(wanted.added["id"], base["id"])]
    if len(taken):
        file = f"{table}.csv"
        raise invalid(
            [RowFinding(file, 0, "id", id_, Message("an id not in use"), id_) for id_ in taken]
        )
    needed = [wanted.removed, *(pd.Index(frame["id"]) for frame in wanted.changed)]
    for ids in needed:
        lost = ids[~ids.isin(base["id"])]
        if len(lost):
            raise StoreError(
                "{table}, {lost}: no such row to change or remove", table=table, lost=lost[0]
            )


def empty_effects(effects: Mapping[str, Effect]) -> dict[str, Effect]:
    """Leave out the tables in which nothing happens."""
    return {table: one for table, one in effects.items() if len(one.gone) or len(one.come)}
