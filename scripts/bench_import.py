"""Measure an import of many rows: ``python -m scripts.bench_import [ROWS]``.

Made-up rows, 100,000 by default, are read, matched with the gazetteer, merged and stored as the page
of the data does it, in a process of its own: seconds of processor time by step, and peak memory.
"""

import datetime
import multiprocessing
import re
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import Mapping
from graph_app.intake.merging.merge import merge
from graph_app.intake.places.gazetteer import gazetteer
from graph_app.store import Actor, open_store

PLACES = 20_000
ROWS = 100_000


def real_pairs(chance: np.random.Generator, rows: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the largest places of the gazetteer, and so many pairs of their row numbers."""
    places = gazetteer()[0].nlargest(PLACES, "population").reset_index(drop=True)
    return places, chance.integers(0, len(places), (2, rows))


def write_rows(path: Path, rows: int) -> None:
    """Write pairs of real places with countries, coordinates, a type, a year and a note."""
    chance = np.random.default_rng(7)
    places, ends = real_pairs(chance, rows)
    types = np.array(["sister_city", "cooperation_agreement", "friendship_municipality"])
    columns = {"city": "name", "country": "country", "lat": "latitude", "lng": "longitude"}
    frame = pd.DataFrame(
        {
            f"{column}{side + 1}": places[name].take(ends[side]).to_numpy()
            for side in (0, 1)
            for column, name in columns.items()
        }
    )
    frame["type"] = types[chance.integers(0, 3, rows)]
    frame["year"] = chance.integers(1950, 2026, rows)
    frame["note"] = "agreement " + pd.Series(chance.integers(0, 1000, rows)).astype("str")
    frame.to_csv(path, index=False)


def mapping():
    """Return the mapping of these rows."""
    ends = {"name": "city", "country": "country", "latitude": "lat", "longitude": "lng"}
    columns = {
        f"{end}.{meaning}": (f"{column}{at}",)
        for at, end in enumerate(("from", "to"), start=1)
        for meaning, column in ends.items()
    }
    columns |= {"type": ("type",), "start": ("year",), "note": ("note",)}
    return Mapping("bench", {"title": "Made-up rows"}, columns, dates={"start": "year"})


def imported(path: Path) -> tuple[dict[str, float], float]:
    """Import the rows into a store in a temporary folder; to be called in a process of its own.

    Returns
    -------
    dict of str to float
        Seconds of processor time by step.
    float
        MiB at most.
    """
    steps, since = {}, time.process_time()

    def done(step: str) -> None:
        nonlocal since
        steps[step], since = time.process_time() - since, time.process_time()

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder)
        base, tables = store.snapshot()
        done("open an empty store")
        draft = read_edges([path], mapping(), today=datetime.date.today())
        done("read")
        merged = merge(tables, draft)
        done("match and merge")
        store.save(merged.changes, actor=Actor("Bench", "editor"), base=base, kind="import")
        done("store")
        if len(store.tables().relations) != merged.report.accepted:
            raise SystemExit("the rows are not in the store")
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return steps, int(peak[1]) / 1024


def measure(rows: int = ROWS) -> tuple[dict[str, float], float]:
    """Make rows up and import them in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write_rows(path, rows)
        spawning = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=spawning) as pool:
            return pool.submit(imported, path).result()


def table_row(rows: int = ROWS) -> tuple[str, str, str]:
    """Return a row of the table of BENCHMARKS.md: what, target, measured."""
    steps, mib = measure(rows)
    what = f"import of {rows:,} rows: read, match, merge, store"
    return what, "under 10 s, under 700 MiB", f"{sum(steps.values()):.1f} s, {mib:.0f} MiB"


def main() -> None:
    """Measure, and print each step."""
    steps, mib = measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    for step, seconds in steps.items():
        print(f"{step}: {seconds:.1f} s")
    print(f"all: {sum(steps.values()):.1f} s, {mib:.0f} MiB at most")


if __name__ == "__main__":
    main()
