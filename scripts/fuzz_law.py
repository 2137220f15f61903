"""The law that readers keep, and how it is watched; see :mod:`scripts.fuzz_readers`."""

import contextlib
import datetime
import faulthandler
import hashlib
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph_app.intake.merging.draft import Draft
from graph_app.intake.merging.merge import merge
from graph_app.model.errors import GraphAppError, InvalidTablesError
from graph_app.model.tables import Tables
from graph_app.model.validate import validate
from scripts.fuzz_seeds import Case

TODAY = datetime.date(2026, 11, 24)
EMPTY = Tables.from_frames({})
#: Folders in which a reader may write.
ALLOWED: list[str] = []


@dataclass(frozen=True)
class Reader:
    """Something that reads files.

    Parameters
    ----------
    name : str
        Short name.
    read : callable
        Given the paths, a :class:`random.Random` for the options and a folder that outlives
        the example, gives a draft, tables, or something else.
    seeds : callable
        Gives the valid cases to start from.
    errors : tuple of type
        The named errors that it may raise.
    """

    name: str
    read: Callable[[list[Path], random.Random, Path], object]
    seeds: Callable[[], list[Case]]
    errors: tuple[type[GraphAppError], ...]


@dataclass(frozen=True)
class OnProgress:
    """What became of an example: the outcome, its sort, and the failure if it is one."""

    outcome: str
    sort: str
    failure: str
    trace: str
    ms: float
    mib: int


class StalledError(BaseException):
    """An example has taken longer than it may; no reader may catch it."""


class BrokenLawError(Exception):
    """Something that a reader gave or did is not as it must be."""


def examine(
    reader: Reader,
    case: Case,
    folder: Path,
    rng: random.Random,
    sorts: set[str],
    limit: float,
    merged: float,
) -> OnProgress:
    """Read a case, and see that the law is kept.

    Parameters
    ----------
    sorts : set of str
        Sorts of outcome met so far.
    limit : float
        Seconds of the processor that it may take.
    merged : float
        Share of the drafts of a known shape that are merged; of none where it is negative.
    """
    given, passing = folder / "given", folder / "passing"
    for place in (given, passing):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    paths = _put(given, case)
    _trespasses.clear()
    begun = time.perf_counter()
    outcome, sort, failure, trace = "accepted", "", "", ""
    try:
        with _limited(limit), _passing_files_in(passing):
            result = reader.read(paths, rng, folder)
            sort = _keeps_the_law(result, sorts, rng, merged)
            _left_nothing(passing)
    except (Exception, StalledError) as error:
        outcome, failure = _judged(reader, error)
        sort = outcome + re.sub(r"'.*?'|\".*?\"|[\d,.]+", "", str(error))[:120]
        trace = "".join(traceback.format_exception(error))[-6000:] if failure else ""
    ms = (time.perf_counter() - begun) * 1000
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return OnProgress(outcome, failure or sort, failure, trace, round(ms, 1), mib)


def _put(folder: Path, case: Case) -> list[Path]:
    paths = []
    for name, content in case.items():
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    return paths


def _judged(reader: Reader, error: BaseException) -> tuple[str, str]:
    """Return the outcome, and the failure if the error is not one that may be."""
    name = type(error).__name__
    if _starved(error):
        return name, f"out of memory: {_where(error)}"
    if isinstance(error, reader.errors):
        try:
            str(error).encode()
        except UnicodeEncodeError:
            return name, f"a message that cannot be printed: {_where(error)}"
        return name, "" if len(str(error)) < 8000 else f"a message without end: {_where(error)}"
    text = " ".join(str(error).split())[:300] if isinstance(error, BrokenLawError) else ""
    return name, f"{name} {text} {_where(error)}".replace("  ", " ")


def _starved(error: BaseException | None) -> bool:
    """Tell whether memory ran out, also where a reader made another error of it."""
    while error is not None:
        if isinstance(error, MemoryError) or "MemoryError" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _where(error: BaseException) -> str:
    """Return the innermost lines of ours, and the innermost line."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/graph_app/" in f.filename][-2:]
    shown = [*ours, *(frames[-1:] if frames and frames[-1] not in ours else ())]
    return " > ".join(f"{Path(f.filename).name}:{f.lineno}" for f in shown)


def _keeps_the_law(result: object, sorts: set[str], rng: random.Random, merged: float) -> str:
    """See that a result is valid; give its sort."""
    if isinstance(result, Tables):
        _no_findings(result)
        return "tables"
    if not isinstance(result, Draft):
        return f"accepted {result}"[:200]
    if min(result.read, result.rejected) < 0:
        raise BrokenLawError(f"read {result.read}, rejected {result.rejected}")
    shape, sort = _shape_and_sort(result)
    # A merge takes far longer than a reading.
    if (shape not in sorts and merged >= 0) or rng.random() < merged:
        _merges(result)
        sorts.add(shape)
    return sort


def _shape_and_sort(draft: Draft) -> tuple[str, str]:
    """Return which cells are filled, and that together with what was doubted, as short names."""
    filled = [
        f"{table}.{column}"
        for table, frame in draft.frames.items()
        for column in frame
        if column not in ("file", "row") and (frame[column].astype("str").fillna("") != "").any()
    ]
    doubted = {(f.column, re.sub(r"\d+", "", f.expected)[:30]) for f in draft.findings}
    return _digest(filled, sorted(draft.counts)), _digest(filled, sorted(doubted))


def _digest(*facts: object) -> str:
    return f"draft {hashlib.sha256(repr(facts).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _merges(draft: Draft) -> None:
    try:
        merged = merge(EMPTY, draft, today=TODAY)
    except InvalidTablesError as error:
        raise BrokenLawError(f"the merge finds {error}") from error
    _no_findings(merged.tables)
    merged.report.to_csv()
    merged.report.doubtful_csv()
    merged.report.summary()


def _no_findings(tables: Tables) -> None:
    findings = validate(tables, TODAY)
    if findings:
        raise BrokenLawError(f"accepted with {findings[0]}")


def _left_nothing(passing: Path) -> None:
    left = [path.name for path in passing.iterdir()]
    if left:
        raise BrokenLawError(f"left {left[0]} behind")
    if _trespasses:
        raise BrokenLawError(_trespasses[0])


# --- bounds ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Stop what takes longer, by a signal, and by the end of the process if that does not help.

    Seconds of the processor count, since a busy machine is no fault of the reader; waiting for
    nothing may take six times as long.
    """

    def stop(*_args):
        raise StalledError(f"more than {seconds:g} seconds")

    timers = ((signal.ITIMER_PROF, signal.SIGPROF, 1), (signal.ITIMER_REAL, signal.SIGALRM, 6))
    before = [signal.signal(number, stop) for _, number, _ in timers]
    for timer, _, times in timers:
        signal.setitimer(timer, times * seconds)
    if _bounded:
        faulthandler.dump_traceback_later(9 * seconds, exit=True, file=_bounded[0])
    try:
        yield
    finally:
        for (timer, number, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)
        faulthandler.cancel_dump_traceback_later()


@contextlib.contextmanager
def _passing_files_in(folder: Path) -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


_bounded: list = []
_trespasses: list[str] = []
_WRITES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate",
           "os.chmod", "shutil.rmtree", "sqlite3.connect"}  # fmt: skip
_RELATIVE = {"os.remove", "os.rmdir"}
_NEVER = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"}


def bound_process(folder: Path, gibibytes: float, limit: float) -> None:
    """Bound this process for good: its memory, where it writes, and whom it speaks to.

    Parameters
    ----------
    folder : Path
        Where it may write.
    gibibytes : float
        Address space beyond what is taken now.
    limit : float
        Seconds for an example; nine times as many end the process.
    """
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    most = taken + int(gibibytes * 2**30)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for name in [name for name in os.environ if name.startswith("GRAPH_APP_")]:
        del os.environ[name]
    ALLOWED.append(str(folder))
    _bounded.append(open(folder / "stalled.txt", "w"))  # noqa: SIM115 - open until the end
    sys.addaudithook(_watch)


def _watch(event: str, args: tuple) -> None:
    if event == "open":
        writes = args[2] is not None and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and isinstance(args[0], str | bytes):
            _note(event, os.fsdecode(args[0]))
    elif event in _WRITES:
        _note_paths(event, args)
    elif event == "socket.connect" and args[1][0] not in ("127.0.0.1", "localhost"):
        _trespasses.append(f"spoke to {args[1]!r}")
    elif event in _NEVER:
        _trespasses.append(f"{event} {args!r}"[:300])


def _note_paths(event: str, args: tuple) -> None:
    # A number that follows the paths is the open folder to which they are relative.
    numbers = [arg for arg in args if type(arg) is int and arg > 2]
    root = f"/proc/self/fd/{numbers[0]}" if event in _RELATIVE and numbers else ""
    for path in args[:2]:
        if isinstance(path, str | bytes):
            _note(event, os.path.join(root, os.fsdecode(path)))


def _note(event: str, path: str) -> None:
    whole = os.path.realpath(path.removeprefix("file:").partition("?")[0])
    if whole != os.devnull and not any(whole.startswith(place) for place in ALLOWED):
        _trespasses.append(f"{event} outside of its folder: {whole}"[:300])


def warm_up() -> None:
    """Read once what every child would read again: the gazetteer, and what is imported late."""
    from graph_app.intake.places.gazetteer import gazetteer
    from graph_app.model.countries import country_codes

    gazetteer()
    country_codes()
