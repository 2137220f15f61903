"""An import: read, matched and merged in a worker process, and stored once it is confirmed.

A thread waits for the process. What was read stays in a folder of the job's own, so that the preview
can be made anew without reading again; this process holds only what is shown and stored.
"""

import pickle
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from graph_app.intake.files.readers import named_error
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.merging.merge import merge
from graph_app.intake.merging.report import ImportReport
from graph_app.model.changes import ChangeSet
from graph_app.model.errors import CancelledError, GraphAppError, TableError, reason_of
from graph_app.model.messages import Message
from graph_app.model.tables import Tables
from graph_app.model.words import N_
from graph_app.runtime.admission import Admission, always
from graph_app.runtime.private_folder import temporary_folder
from graph_app.runtime.worker_pool import WorkerPool, import_admission, work_pool
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


def stage(
    key: str,
    files: Iterable[tuple[str, Path | bytes | memoryview]],
    together: bool,
    within: Path | None = None,
) -> Staged:
    """Put uploaded files on the disk under their own names.

    Parameters
    ----------
    key : str
        Names this choice of files.
    files : iterable of (str, path or bytes)
        Name, and where the content lies or what it is. A file that lies beside is linked, not read.
    together : bool
        Whether they are the tables of one folder; zips stay files of their own.
    within : path, optional
        Where to put them; by default into the folder of this process.

    Raises
    ------
    TableError
        If they are too many bytes, or the disk takes no more.
    """
    try:
        folder = temporary_folder("graph-app-import-", within)
    except OSError as error:
        raise _cannot_be_put("import", error) from error
    root, paths, total = Path(folder.name), [], 0
    for at, (name, content) in enumerate(files):
        # What precedes the name is the sender's, not ours: never a path.
        bare = Path(name.replace("\\", "/")).name.replace("\0", "_")[-120:] or "file"
        alone = not together or bare.lower().endswith(".zip")
        place = root / str(at) if alone else root / "tables"
        try:
            total += content.stat().st_size if isinstance(content, Path) else len(content)
            if total <= MOST_BYTES:
                place.mkdir(exist_ok=True)
                _put(content, place / bare)
        except OSError as error:
            raise _cannot_be_put(bare, error) from error
        if total > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise TableError(
                "import: found more than {most} MB of files, expected at most that", most=most
            )
        paths.append(place / bare if alone else place)
    return Staged(key, tuple(dict.fromkeys(paths)), folder)


def _put(content: Path | bytes | memoryview, path: Path) -> None:
    if not isinstance(content, Path):
        path.write_bytes(content)
        return
    path.unlink(missing_ok=True)
    try:
        path.hardlink_to(content)
    except OSError:
        # Not every disk has links.
        shutil.copyfile(content, path)


def _cannot_be_put(name: str, error: OSError) -> TableError:
    return TableError(
        "{name}: cannot be put on the disk: {reason}", name=name, reason=reason_of(error)
    )


@dataclass(frozen=True, eq=False)
class Preview:
    """What an import would change.

    Parameters
    ----------
    changes : ChangeSet
        The new rows, for the store.
    report : ImportReport
        What was taken, changed, rejected and doubted.
    """

    changes: ChangeSet
    report: ImportReport


def read_and_merge(
    read: Callable[[Progress], Draft],
    kept: Path,
    tables: Tables,
    decisions: Mapping[str, bool],
    progress: Callable[[str, float, int], None],
) -> Preview:
    """Read what was not read before, and say what it would change: called in a worker process.

    Parameters
    ----------
    read : callable
        Given a Progress, returns the Draft.
    kept : Path
        The file that holds the draft from one call to the next.
    tables : Tables
        What is known.
    decisions : mapping of str to bool
        Answers about places in doubt.
    progress : callable
        Told the step, the share of it done, and rows.
    """
    if kept.exists():
        with kept.open("rb") as file:
            draft = pickle.load(file)
    else:
        draft = read(Progress(partial(progress, "read")))
        with kept.open("wb") as file:
            pickle.dump(draft, file, pickle.HIGHEST_PROTOCOL)
    merged = merge(tables, draft, decisions, progress=Progress(partial(progress, "merge")))
    return Preview(merged.changes, merged.report)


def _folder() -> tempfile.TemporaryDirectory:
    return temporary_folder("graph-app-import-")


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
        Given a Progress, gives the Draft; of a module, or a partial of one.
    tables : Tables
        What is known: what the preview is made against.
    number : int
        The revision of these tables.
    title : str
        What is imported, for the reason in the history.
    who : str
        Names the person, who may have one import at a time.
    wanted : callable
        Asked again and again while it reads; False stops it: nobody waits any more.
    pool, places : WorkerPool and Admission, optional
        Where it is read, and how many are at once; those of this process by default.
    """

    read: Callable[[Progress], Draft]
    tables: Tables
    number: int
    title: str = ""
    who: str = ""
    wanted: Callable[[], bool] = always
    pool: WorkerPool = field(default_factory=work_pool)
    places: Admission = field(default_factory=import_admission)
    step: str = "read"
    share: float = 0.0
    rows: int = 0
    decisions: dict[str, bool] = field(default_factory=dict)
    merged: Preview | None = None
    revision: Revision | None = None
    error: GraphAppError | None = None
    stopped: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    _kept: tempfile.TemporaryDirectory = field(default_factory=_folder)
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
        self.tables, self.merged = Tables.from_frames({}), None
        self._kept.cleanup()

    def start(self) -> "Job":
        """Read the files and make the preview."""
        return self._run("read", self._merge)

    def renew(self, tables: Tables, number: int, decisions: Mapping[str, bool]) -> "Job":
        """Make the preview anew: against newer tables, or with more answers."""
        self.tables, self.number = tables, number
        self.decisions = {**self.decisions, **decisions}
        return self._run("merge", self._merge)

    def confirm(
        self, store: Store, actor: Actor, reason: str, changes: ChangeSet | None = None
    ) -> "Job":
        """Store what the preview shows, or what a person has left of it, as one revision."""
        if self.merged is None:
            raise ValueError("there is no preview yet")
        changes = self.merged.changes if changes is None else changes
        return self._run("save", partial(self._save, changes, store, actor, reason))

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
        except CancelledError:
            self.error = CancelledError("The import was stopped; nothing was stored.")
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
        request = (self.read, Path(self._kept.name) / "draft", self.tables, self.decisions)
        with self.places.place(self._who, self._goes_on), self._place() as call:
            self.merged = call(read_and_merge, *request, progress=self._report_step)

    def _place(self) -> AbstractContextManager[Callable[..., Any]]:
        # Apart from downloads, of which a person may have several.
        return self.pool.place(f"import {self._who}", self._goes_on)

    @property
    def _who(self) -> str:
        return self.who or str(id(self))

    def _goes_on(self) -> bool:
        return not self.stopped.is_set() and self.wanted()

    def _report_step(self, step: str, share: float, rows: int) -> None:
        self.step = step
        self._report(share, rows)

    def _save(self, changes: ChangeSet, store: Store, actor: Actor, reason: str) -> None:
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
