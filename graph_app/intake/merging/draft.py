"""What an import has read, before places are matched and anything is stored."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from graph_app.model.errors import CancelledError
from graph_app.model.findings import Finding
from graph_app.model.tables import COLUMNS


@dataclass(frozen=True, eq=False)
class Draft:
    """Rows in the columns of our tables, with ids that are valid within the draft.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Table -> rows, a subset of the columns of :data:`graph_app.model.tables.COLUMNS`. A city's
        ``id`` here is only a key within the draft (``city:lahti-fi``); the merge maps it to a city
        already known or to a new one. It may carry more: cities ``geonames`` (an id of the
        gazetteer) and ``also`` (another name), cities and relations ``file`` and ``row``.
    findings : tuple of Finding
        What was wrong, row by row; a rejected row is in no frame, a row with a doubted cell is.
    read : int
        Rows read from the file or files.
    rejected : int
        Rows that are in no frame.
    counts : mapping of str to int
        What was mended on the way, e.g. ``{"repaired quotes": 3, "duplicates": 4}``.
    both_ways : bool
        Whether the source lists each symmetric tie from both ends.
    keep_ids : bool
        Whether the ids are those of our own tables: rows with a known id are that node or tie.
    keys_only : bool
        Whether the ids are mere keys, so that one that looks like the id of a known node is not it.
    """

    frames: Mapping[str, pd.DataFrame]
    findings: tuple[Finding, ...] = ()
    read: int = 0
    rejected: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    both_ways: bool = False
    keep_ids: bool = False
    keys_only: bool = False


class Progress:
    """How a long import reports how far it is, and how it is stopped.

    Parameters
    ----------
    tell : callable, optional
        Called with the share done, between 0 and 1, and the number of rows read.
    stop : callable, optional
        Asked between portions; True stops the import with :class:`CancelledError`.
    """

    def __init__(
        self,
        tell: Callable[[float, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ):
        self._tell = tell
        self._stop = stop

    @property
    def stopped(self) -> bool:
        """Whether the person has stopped the import."""
        return self._stop is not None and self._stop()

    def check(self) -> None:
        """Raise when the person has stopped the import."""
        if self.stopped:
            raise CancelledError("The import was stopped; nothing was stored.")

    def step(self, share: float, rows: int) -> None:
        """Report how far the import is; raise when the person has stopped it."""
        self.check()
        if self._tell is not None:
            self._tell(min(1.0, share), rows)


def added_up(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum of counts by name, in the order in which the names first appear."""
    total: Counter[str] = Counter()
    for some in counts:
        total.update(some)
    return dict(total)


def join_drafts(drafts: Iterable[Draft]) -> Draft:
    """Join drafts into one; of rows with the same id, the first counts."""
    drafts = list(drafts)
    frames = {}
    for table in COLUMNS:
        parts = [draft.frames[table] for draft in drafts if table in draft.frames]
        if parts:
            joined = pd.concat(parts, ignore_index=True)
            frames[table] = joined.drop_duplicates("id", ignore_index=True)
    return Draft(
        frames,
        tuple(finding for draft in drafts for finding in draft.findings),
        sum(draft.read for draft in drafts),
        sum(draft.rejected for draft in drafts),
        added_up(draft.counts for draft in drafts),
        any(draft.both_ways for draft in drafts),
        bool(drafts) and all(draft.keep_ids for draft in drafts),
        any(draft.keys_only for draft in drafts),
    )
