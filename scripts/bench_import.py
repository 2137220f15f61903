"""Measure an import of many rows against ``pandas.read_csv`` + ``to_sql`` of the same rows.

``python -m scripts.bench_import [ROWS]`` prints seconds of processor time, the ratio, and the largest resident size.
Each is measured in a process of its own.
"""

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
    from graph_app.intake.gazetteer import gazetteer

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
    """Give the mapping of these rows."""
    from graph_app.intake.mapping import Mapping

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


def imported(path: Path) -> None:
    """Read the rows, match their places and bring them into empty tables."""
    from graph_app.intake.draft import Progress
    from graph_app.intake.edge_list import read_edges
    from graph_app.intake.gazetteer import gazetteer
    from graph_app.intake.merge import merge
    from graph_app.model.tables import Tables

    start = _cpu()

    def tell(step: str) -> None:
        print(f"  {step}: {_cpu() - start:.1f} s, {_peak():,.0f} MiB", flush=True)

    steps: list[int] = []
    draft = read_edges([path], mapping(), Progress(lambda _share, rows: steps.append(rows)))
    tell(f"read in {len(steps)} portions")
    gazetteer()
    tell("gazetteer")
    merged = merge(Tables.from_frames({}), draft)
    tell("merged")
    print(f"  {merged.report.summary()}")


def _cpu() -> float:
    """Seconds of processor time: a busy machine does not count against either."""
    return time.process_time()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure both, each in its own process."""
    if sys.argv[1:2] in (["baseline"], ["imported"]):
        start = _cpu()
        {"baseline": baseline, "imported": imported}[sys.argv[1]](Path(sys.argv[2]))
        print(f"{_cpu() - start:.1f} {_peak():.0f}")
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write_rows(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 2**20:.0f} MiB")
        seconds = {}
        for what in ("baseline", "imported"):
            command = [sys.executable, "-m", "scripts.bench_import", what, str(path)]
            out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            *told, last = out.strip().splitlines()
            took, peak = map(float, last.split())
            seconds[what] = took
            print(f"{what}: {took:.1f} s, {peak:,.0f} MiB at most", *told, sep="\n")
        print(f"ratio {seconds['imported'] / seconds['baseline']:.2f}")


if __name__ == "__main__":
    main()
