"""Measure an import of many rows against ``pandas.read_csv`` + ``to_sql`` of the same rows.

``python -m scripts.bench_import [ROWS] [HELD]`` reads, matches, merges and stores ROWS rows as the
page of the data does it: into an empty store, or into one that holds HELD rows already. It prints
seconds of processor time by step, the ratio, and the largest resident size. Each of the two is
measured in a process of its own.
"""

import contextlib
import datetime
import importlib
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

PLACES = 20_000


def write_rows(path: Path, rows: int) -> None:
    """Write pairs of real places with countries, coordinates, a type, a year and a note."""
    from graph_app.intake.places.gazetteer import gazetteer

    chance = np.random.default_rng(7)
    places = gazetteer()[0].nlargest(PLACES, "population").reset_index(drop=True)
    types = np.array(["sister_city", "cooperation_agreement", "friendship_municipality"])
    with path.open("w", encoding="utf-8", newline="") as file:
        for start in range(0, rows, 100_000):
            count = min(100_000, rows - start)
            ends = chance.integers(0, len(places), (2, count))
            frame = pd.DataFrame(
                {
                    f"{column}{side + 1}": places[name].take(ends[side]).to_numpy()
                    for side in (0, 1)
                    for column, name in (
                        ("city", "name"),
                        ("country", "country"),
                        ("lat", "latitude"),
                        ("lng", "longitude"),
                    )
                }
            )
            frame["type"] = types[chance.integers(0, 3, count)]
            frame["year"] = chance.integers(1950, 2026, count)
            frame["note"] = "agreement " + pd.Series(chance.integers(0, 1000, count)).astype("str")
            frame.to_csv(file, index=False, header=start == 0)


def mapping():
    """Return the mapping of these rows."""
    from graph_app.intake.edges.mapping import Mapping

    ends = {"name": "city", "country": "country", "latitude": "lat", "longitude": "lng"}
    columns = {
        f"{end}.{meaning}": (f"{column}{at}",)
        for at, end in enumerate(("from", "to"), start=1)
        for meaning, column in ends.items()
    }
    columns |= {"type": ("type",), "start": ("year",), "note": ("note",)}
    return Mapping("bench", {"title": "Made-up rows"}, columns, dates={"start": "year"})


def baseline(path: Path) -> None:
    """Read the rows with pandas and store them."""
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "t.db") as store:
        pd.read_csv(path).to_sql("rows", store, index=False)


class Steps:
    """Processor time by step; of steps within steps, each second counts once."""

    def __init__(self):
        self.seconds: dict[str, float] = {}
        self._open = ["other"]
        self._since = _cpu()

    def _turn(self) -> None:
        now = _cpu()
        name = self._open[-1]
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now

    @contextlib.contextmanager
    def step(self, name: str):
        """Count what runs within as a step."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def follow(self, module: str, function: str, name: str) -> None:
        """Count a function, by the name under which a module or a class in it calls it, as a step."""
        owner = importlib.import_module(module)
        *inner, function = function.split(".")
        for part in inner:
            owner = getattr(owner, part)
        plain = getattr(owner, function)

        def followed(*args, **kwargs):
            with self.step(name):
                return plain(*args, **kwargs)

        setattr(owner, function, followed)


#: Where a step is called, and its name.
FOLLOWED = (
    ("graph_app.intake.edges.edge_list", "read_edges", "read"),
    ("graph_app.intake.places.matching", "gazetteer_index", "gazetteer"),
    ("graph_app.editing.import_job", "merge", "match and merge"),
    ("graph_app.intake.merging.merge", "validate", "validate before"),
    ("graph_app.store.store", "diff", "diff"),
    ("graph_app.store.writing", "findings_after", "validate in the store"),
    ("graph_app.store.writing", "content_of_frame", "hash"),
    ("graph_app.store.writing", "insert_frame", "insert"),
    ("sqlalchemy", "Connection.commit", "commit"),
)


def imported(path: Path, held: int) -> None:
    """Import the rows as the page does, into a store in a temporary folder."""
    from graph_app.editing.import_job import Job
    from graph_app.model.tables import Tables
    from graph_app.model.validate import validate
    from graph_app.store import Actor, open_store

    # An app that runs has checked its tables before.
    validate(Tables.from_frames({}))
    steps = Steps()
    for where in FOLLOWED:
        steps.follow(*where)
    editor = Actor("Bench", "editor")
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder)
        if held:
            _done(Job(_reader(_first(path, held)), *_now(store)).start(), store, editor)
        steps.seconds.clear()
        start, clock = _cpu(), time.perf_counter()
        job = _done(Job(_reader(path), *_now(store)).start(), store, editor)
        for name, seconds in steps.seconds.items():
            print(f"  {name}: {seconds:.1f} s")
        print(f"  {job.merged.report.summary()}; {time.perf_counter() - clock:.0f} s by the clock")
        print(f"{_cpu() - start:.1f} {_peak():.0f}")
        _check(store, job)


def _now(store) -> tuple:
    revision, tables = store.snapshot()
    return tables, revision.number


def _reader(path: Path):
    from graph_app.intake.edges import edge_list

    today = datetime.date.today()
    return lambda progress: edge_list.read_edges([path], mapping(), progress, today)


def _done(job, store, editor):
    """Wait for the preview, confirm it, and wait until it is stored."""
    job.join()
    if job.error is None:
        job.confirm(store, editor, "Bench").join()
    if job.error is not None:
        raise job.error
    return job


def _first(path: Path, rows: int) -> Path:
    part = path.with_name("first.csv")
    with path.open(encoding="utf-8") as file, part.open("w", encoding="utf-8") as to:
        to.writelines(line for _, line in zip(range(rows + 1), file, strict=False))
    return part


def _check(store, job) -> None:
    """Refuse to have measured what was not stored."""
    held = store.head().number == job.revision.number and job.revision.rows >= 1
    if not held or len(store.tables().relations) != len(job.merged.tables.relations):
        raise SystemExit("the rows are not in the store")


def _cpu() -> float:
    """Seconds of processor time: a busy machine does not count against either."""
    return time.process_time()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure both, each in its own process."""
    if sys.argv[1:2] == ["baseline"]:
        start = _cpu()
        baseline(Path(sys.argv[2]))
        print(f"{_cpu() - start:.1f} {_peak():.0f}")
        return
    if sys.argv[1:2] == ["imported"]:
        imported(Path(sys.argv[2]), int(sys.argv[3]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    held = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write_rows(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 2**20:.0f} MiB; {held:,} held before")
        seconds = {}
        for what in ("baseline", "imported"):
            command = [sys.executable, "-m", "scripts.bench_import", what, str(path), str(held)]
            out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
            *lines, last = out.strip().splitlines()
            took, peak = map(float, last.split())
            seconds[what] = took
            print(f"{what}: {took:.1f} s, {peak:,.0f} MiB at most", *lines, sep="\n")
        print(f"ratio {seconds['imported'] / seconds['baseline']:.2f}")


if __name__ == "__main__":
    main()
