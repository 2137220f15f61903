"""Bench of an office: 50 people at two processes behind nginx on one PostgreSQL.

``python -m scripts.bench_office`` takes about two minutes and writes the figures into
``docs/deploy.md``. The people are threads of the same machine and take part of its processors.
"""

import argparse
import datetime
import os
import platform
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from graph_app.store import open_store
from scripts.serving import ROOT
from tests.deploy.office import Office, Process, Reader, running_office
from tests.postgres import Server, running_server

PAGE = ROOT / "docs" / "deploy.md"
_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_COUNTRIES = ["Estonia", "Germany", "Hungary", "Norway", "Poland", "Sweden"]
#: One in so many works as an editor, and saves with every so-manieth action.
_EDITORS, _SAVES = 10, 10
#: What people look at; the partners are those of the home city.
_SCREENS = ["overview", "explore", "explore", "profile", "profile", "connections", "partners"]
#: Seconds between two actions of one person.
_PAUSE = (2.0, 6.0)


_KINDS = {
    "read": "a screen or a filter",
    "partners": "Partners, ranked anew in each process after each save",
    "save": "a save, until it is confirmed",
}


@dataclass
class Found:
    """What was measured.

    Parameters
    ----------
    took : dict of str to list of float
        Kind of action -> seconds of each.
    errors : list of str
        What went wrong, on a page or on the way to it.
    used : dict of str to list of int
        Part of the office -> bytes in use, each second.
    cores : dict of str to float
        Part of the office -> processors in use, on average.
    """

    took: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})
    errors: list[str] = field(default_factory=list)
    used: dict[str, list[int]] = field(default_factory=dict)
    cores: dict[str, float] = field(default_factory=dict)
    spread: list[str] = field(default_factory=list)
    seconds: float = 0.0
    revisions: int = 0
    kept: bool = False
    load: float = 0.0


# --- people ---------------------------------------------------------------------------------------


class Person(threading.Thread):
    """Somebody who opens a screen every few seconds; an editor also saves."""

    def __init__(self, office: Office, number: int, until: float, found: Found, cities: list[str]):
        super().__init__()
        self.office, self.number, self.until, self.found = office, number, until, found
        self.cities, self.chance = cities, random.Random(number)
        self.edits = number % _EDITORS == 0

    def run(self) -> None:
        reader = None
        try:
            time.sleep(self.chance.uniform(0, _PAUSE[1]))
            reader = Reader(self.office.address, self.office.first_visit(), signed_in=self.edits)
            self.found.spread.append(reader.process)
            reader.open("", "lang=en")
            while time.monotonic() < self.until:
                time.sleep(self.chance.uniform(*_PAUSE))
                kind, took = self.act(reader)
                self.found.took[kind].append(took)
            self.found.errors += reader.errors
        except Exception as error:
            self.found.errors.append(f"{type(error).__name__}: {error}")
        finally:
            if reader is not None:
                reader.close()

    def act(self, reader: Reader) -> tuple[str, float]:
        city, chance = self.chance.choice(self.cities), self.chance
        if self.edits and chance.randrange(_SAVES) == 0:
            took = reader.change("cities", city, "Wikidata", f"Q{chance.randrange(10**9)}", "Bench")
            if "Saved as revision" not in reader.shown:
                self.found.errors.append(f"not saved: {reader.shown[-200:]}")
            return "save", took
        screen = chance.choice(_SCREENS)
        if screen == "explore" and reader.page == screen and "Country" in reader.widgets:
            return "read", reader.choose("Country", chance.sample(_COUNTRIES, 2))
        queries = {
            "overview": "lang=en",
            "explore": f"focus={city}&hops=2&lang=en",
            "profile": f"node={city}&lang=en",
            "connections": f"to={city}&lang=en",
            "partners": "lang=en",
        }
        took = reader.open("" if screen == "overview" else screen, queries[screen])
        return "partners" if screen == "partners" else "read", took


# --- what the machine does ------------------------------------------------------------------------


def parts(office: Office, server: Server) -> dict[str, list[psutil.Process]]:
    """Return the processes of each part of the office, and those of the people."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    roots = {
        "process 1": office.processes[0].running.pid,
        "process 2": office.processes[1].running.pid,
        "nginx": office.nginx.running.pid,
        "PostgreSQL": postmaster,
    }
    found = {}
    for name, pid in roots.items():
        root = psutil.Process(pid)
        found[name] = [root, *root.children(recursive=True)]
    return found | {"the 50 people": [psutil.Process()]}


def _sum(processes: list[psutil.Process], what) -> float:
    total = 0
    for process in processes:
        try:
            total += what(process)
        except psutil.NoSuchProcess:
            continue
    return total


def _memory(process: psutil.Process) -> int:
    # Pages that several processes share are counted once among them.
    return process.memory_full_info().pss


def _busy(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def _watch(office: Office, server: Server, until: float, found: Found) -> None:
    """Note memory every second or so, and the processor time from begin to end."""
    began = time.monotonic()
    first = {name: _sum(group, _busy) for name, group in parts(office, server).items()}
    while time.monotonic() < until:
        for name, group in parts(office, server).items():
            found.used.setdefault(name, []).append(int(_sum(group, _memory)))
        time.sleep(1)
    found.seconds = time.monotonic() - began
    for name, group in parts(office, server).items():
        found.cores[name] = (_sum(group, _busy) - first[name]) / found.seconds


def faults(process: Process) -> list[str]:
    """Return the last lines of what a process has logged as its own failures."""
    return [line["trace"].strip().splitlines()[-1] for line in process.log if line.get("trace")]


def measure(people: int, seconds: float) -> Found:
    """Let people work at an office for a while."""
    found = Found(load=os.getloadavg()[0])
    cities = pd.read_csv(ROOT / "data" / "cities.csv")["id"].tolist()
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        database = server.new_database()
        with running_office(database, Path(folder)) as office:
            until = time.monotonic() + seconds
            crowd = [Person(office, n, until, found, cities) for n in range(people)]
            for person in crowd:
                person.start()
            _watch(office, server, until, found)
            for person in crowd:
                person.join()
            found.errors += [fault for process in office.processes for fault in faults(process)]
        store = open_store(database)
        found.revisions = store.head().number - 1
        found.kept = not store.problems() and found.revisions == len(found.took["save"])
        store.close()
    return found


# --- words ----------------------------------------------------------------------------------------


def _machine() -> str:
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next((x.split(":")[1].strip() for x in info.splitlines() if "model name" in x), "")
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores ({model or platform.machine()}), {memory:.0f} GiB"


def _rows(found: Found, people: int) -> Iterator[tuple[str, str]]:
    for kind, words in _KINDS.items():
        took = np.array(found.took[kind]) * 1000
        if not len(took):
            continue
        half, most, worst = np.percentile(took, 50), np.percentile(took, 95), took.max()
        yield f"{words}: p50 / p95 / longest", f"{half:.0f} / {most:.0f} / {worst:.0f} ms"
    count = sum(len(took) for took in found.took.values())
    yield "actions", f"{count} in {found.seconds:.0f} s, of them {len(found.took['save'])} saves"
    yield "errors", str(len(found.errors))
    kept = "yes" if found.kept else f"no: {found.revisions} revisions"
    yield "every confirmed save is in the store, which is whole", kept
    shares = " / ".join(str(found.spread.count(name)) for name in ("1", "2"))
    yield f"the {people} people, by process", shares
    for name, used in found.used.items():
        if name != "the 50 people":
            mib = max(used) / 2**20
            yield f"{name}: memory at most, processors", f"{mib:.0f} MiB, {found.cores[name]:.2f}"
    yield "who plays the people: processors", f"{found.cores['the 50 people']:.2f}"


def on_progress(found: Found, people: int, today: datetime.date) -> str:
    """Return the figures as a table with what they were measured on."""
    busy = found.load > 0.25 * (os.cpu_count() or 1)
    state = (
        f"**busy with other work** (load {found.load:.1f} before the start): the times are upper bounds"
        if busy
        else f"otherwise idle (load {found.load:.1f} before the start)"
    )
    head = (
        f"{today.isoformat()}, {_machine()}, Python {platform.python_version()}; all of it, and "
        f"those who play the people, on this one machine, which was {state}."
    )
    rows = "\n".join(f"| {what} | {figure} |" for what, figure in _rows(found, people))
    return f"{head}\n\n| what | measured |\n|---|---|\n{rows}"


def write(page: Path, text: str) -> None:
    """Put the figures between the marks of a page.

    Raises
    ------
    ValueError
        If the page has no such marks.
    """
    before, begin, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    _old, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"{page.name}: found no {_BEGIN} and {_END}, expected both")
    page.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}", encoding="utf-8")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    found = measure(arguments.people, arguments.seconds)
    text = on_progress(found, arguments.people, datetime.date.today())
    print(text)
    for error in dict.fromkeys(found.errors):
        print("error:", error)
    write(PAGE, text)


if __name__ == "__main__":
    main()
