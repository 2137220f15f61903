"""An import in a thread of its own: read, matched and merged, and stored once it is confirmed."""

import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from graph_app.intake.files.readers import named_error
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.merging.merge import Merged, merge
from graph_app.model.errors import CancelledError, GraphAppError, TableError, reason_of
from graph_app.model.messages import Message
from graph_app.model.tables import Tables
from graph_app.model.words import N_
from graph_app.store import Actor, Revision, Store

#: Bytes that one import may bring through the browser.
MOST_BYTES = 400 * 2**20
#: What a job is doing -> how it is said.
STEPS = {
    "read": N_("Reading the files"),
    "merge": N_("Matching places and comparing with what is known"),
    "save": N_("Storing"),
}


@dataclass(eq=False)
class Staged:
    """Uploaded files on the disk, for as long as they are needed.

    Parameters
    ----------
    key : str
        Names this choice of files.
    paths : tuple of Path
        The files, or the folder that they are in.
    """

    key: str
    paths: tuple[Path, ...]
    _folder: tempfile.TemporaryDirectory


def stage(key: str, files: Iterable[tuple[str, bytes | memoryview]], together: bool) -> Staged:
    """Write uploaded files to the disk under their own names.

    Parameters
    ----------
    key : str
        Names this choice of files.
    files : iterable of (str, bytes)
        Name and content.
    together : bool
        Whether they are the tables of one folder; zips stay files of their own.

    Raises
    ------
    TableError
        If they are too many bytes, or the disk takes no more.
    """
    folder = tempfile.TemporaryDirectory(prefix="graph-app-import-")
    root, paths, total = Path(folder.name), [], 0
    for at, (name, content) in enumerate(files):
        total += len(content)
        if total > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise TableError(
                "import: found more than {most} MB of files, expected at most that", most=most
            )
        # What precedes the name is the sender's, not ours: never a path.
        bare = Path(name.replace("\\", "/")).name.replace("\0", "_")[-120:] or "file"
        alone = not together or bare.lower().endswith(".zip")
        place = root / str(at) if alone else root / "tables"
        path = place / bare
        try:
            place.mkdir(exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise TableError(
                "{name}: cannot be put on the disk: {reason}", name=bare, reason=reason_of(error)
            ) from error
        paths.append(path if alone else place)
    return Staged(key, tuple(dict.fromkeys(paths)), folder)


#: The imports of this process, as long as anybody has them.
_JOBS: "weakref.WeakSet[Job]" = weakref.WeakSet()
_JOBS_LOCK = threading.Lock()


def drop_jobs() -> None:
    """Stop and forget every import of this process: it may hold what was erased."""
    with _JOBS_LOCK:
        jobs = list(_JOBS)
    for job in jobs:
        job.drop()


@dataclass(eq=False)
class Job:
    """One import, from its files to the revision that it becomes.

    Parameters
    ----------
    read : callable
        Given a Progress, gives the Draft.
    tables : Tables
        What is known: what the preview is made against.
    number : int
        The revision of these tables.
    title : str
        What is imported, for the reason in the history.
    """

    read: Callable[[Progress], Draft]
    tables: Tables
    number: int
    title: str = ""
    step: str = "read"
    share: float = 0.0
    rows: int = 0
    decisions: dict[str, bool] = field(default_factory=dict)
    draft: Draft | None = None
    merged: Merged | None = None
    revision: Revision | None = None
    error: GraphAppError | None = None
    stopped: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    dropped: bool = False

    def __post_init__(self) -> None:
        """Make it known to :func:`drop_jobs`."""
        with _JOBS_LOCK:
            _JOBS.add(self)

    def drop(self) -> None:
        """Forget files, tables and preview; whoever waits for it reads why."""
        self.dropped = True
        self.stopped.set()
        if self.done.is_set():
            self._forget()

    def _forget(self) -> None:
        if self.revision is None:
            self.error = CancelledError(
                "Something was erased for good meanwhile, and the import may hold it. Nothing was "
                "stored: begin it again."
            )
        self.tables, self.draft, self.merged = Tables.from_frames({}), None, None

    def start(self) -> "Job":
        """Read the files and make the preview."""
        return self._run("read", self._merge)

    def renew(self, tables: Tables, number: int, decisions: Mapping[str, bool]) -> "Job":
        """Make the preview anew: against newer tables, or with more answers."""
        self.tables, self.number = tables, number
        self.decisions = {**self.decisions, **decisions}
        return self._run("merge", self._merge)

    def confirm(self, store: Store, actor: Actor, reason: str) -> "Job":
        """Store what the preview shows as one revision."""
        if self.merged is None:
            raise ValueError("there is no preview yet")
        return self._run("save", partial(self._save, self.merged, store, actor, reason))

    def join(self) -> None:
        """Wait until it is done."""
        self.done.wait()

    def _run(self, step: str, task: Callable[[], None]) -> "Job":
        self.step, self.share, self.error = step, 0.0, None
        self.stopped.clear()
        self.done.clear()
        threading.Thread(target=self._guarded, args=(task,), daemon=True).start()
        return self

    def _guarded(self, task: Callable[[], None]) -> None:
        try:
            task()
        except GraphAppError as error:
            self.error = error
        except Exception as error:  # a reader met what it did not foresee: said, not swallowed
            self.error = named_error(self.title or "import", Message("what was chosen"), error)
        finally:
            if self.dropped:
                self._forget()
            self.done.set()

    def _report(self, share: float, rows: int) -> None:
        self.share, self.rows = share, rows

    def _merge(self) -> None:
        progress = Progress(self._report, self.stopped.is_set)
        if self.draft is None:
            self.draft = self.read(progress)
            self.step, self.share = "merge", 0.0
        self.merged = merge(self.tables, self.draft, self.decisions, progress=progress)

    def _save(self, merged: Merged, store: Store, actor: Actor, reason: str) -> None:
        changes = merged.changes

        def on_progress(written: int) -> None:
            if self.stopped.is_set():
                raise CancelledError("The import was stopped; nothing was stored.")
            self._report(min(1.0, written / max(1, len(changes))), written)

        self.revision = store.save(
            changes,
            actor=actor,
            base=self.number,
            reason=reason,
            kind="import",
            on_progress=on_progress,
        )
