"""Bench of an office: 50 people at two processes behind nginx on one PostgreSQL.

``python -m scripts.bench_office`` takes about two minutes and prints the figures as the table of
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
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from graph_app.store import open_store
from tests.conftest import EXCERPT
from tests.deploy.office import Office, Process, Reader, running_office
from tests.postgres import Server, running_server

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
_PEOPLE = "who plays the people"


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
    spread : Counter of str
        Process -> people who were led to it.
    complete : bool
        Whether the store is whole and has every confirmed save.
    """

    took: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})
    errors: list[str] = field(default_factory=list)
    used: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    cores: dict[str, float] = field(default_factory=dict)
    spread: Counter[str] = field(default_factory=Counter)
    complete: bool = False


class Person(threading.Thread):
    """Somebody who opens a screen every few seconds; an editor also saves."""

    def __init__(self, office: Office, number: int, until: float, found: Found, cities: list[str]):
        super().__init__()
        self.office, self.until, self.found, self.cities = office, until, found, cities
        self.chance, self.edits = random.Random(number), number % _EDITORS == 0

    def run(self) -> None:
        time.sleep(self.chance.uniform(0, _PAUSE[1]))
        try:
            first = self.office.first_visit()
            with closing(Reader(self.office.address, first, signed_in=self.edits)) as reader:
                self.found.spread[reader.process] += 1
                reader.open("", "lang=en")
                while time.monotonic() < self.until:
                    time.sleep(self.chance.uniform(*_PAUSE))
                    kind, took = self.act(reader)
                    self.found.took[kind].append(took)
                self.found.errors += reader.errors
        except Exception as error:
            self.found.errors.append(f"{type(error).__name__}: {error}")

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
            "explore": f"focus={city}&hops=2&lang=en",
            "profile": f"node={city}&lang=en",
            "connections": f"to={city}&lang=en",
        }
        page = "" if screen == "overview" else screen
        took = reader.open(page, queries.get(screen, "lang=en"))
        return "partners" if screen == "partners" else "read", took


def _parts(office: Office, server: Server) -> dict[str, list[psutil.Process]]:
    """Return the processes of each part of the office, and those of the people."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    first, second = office.processes
    roots = {
        "process 1": first.running.pid,
        "process 2": second.running.pid,
        "nginx": office.nginx.running.pid,
        "PostgreSQL": postmaster,
    }
    found = {name: psutil.Process(pid) for name, pid in roots.items()}
    whole = {name: [root, *root.children(recursive=True)] for name, root in found.items()}
    return whole | {_PEOPLE: [psutil.Process()]}


def _sums(
    office: Office, server: Server, what: Callable[[psutil.Process], float]
) -> dict[str, float]:
    sums: dict[str, float] = {}
    for name, processes in _parts(office, server).items():
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                sums[name] = sums.get(name, 0.0) + what(process)
    return sums


def _memory(process: psutil.Process) -> int:
    # Pages that several processes share are counted once among them.
    return process.memory_full_info().pss


def _busy(process: psutil.Process) -> float:
    # User and system time, and those of children that have ended.
    return sum(process.cpu_times()[:4])


def _watch(office: Office, server: Server, seconds: float, found: Found) -> None:
    """Note memory every second or so, and the processor time from begin to end."""
    began, first = time.monotonic(), _sums(office, server, _busy)
    while time.monotonic() < began + seconds:
        for name, used in _sums(office, server, _memory).items():
            found.used[name].append(int(used))
        time.sleep(1)
    took = time.monotonic() - began
    last = _sums(office, server, _busy)
    found.cores = {name: (last[name] - first[name]) / took for name in first}


def failures(process: Process) -> list[str]:
    """Return the last lines of what a process has logged as its own failures."""
    return [line["trace"].strip().splitlines()[-1] for line in process.log if line.get("trace")]


def measure(people: int, seconds: float) -> Found:
    """Have people work at an office for a while."""
    found = Found()
    cities = pd.read_csv(EXCERPT / "cities.csv")["id"].tolist()
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        database = server.new_database()
        with running_office(database, Path(folder)) as office:
            until = time.monotonic() + seconds
            crowd = [Person(office, n, until, found, cities) for n in range(people)]
            for person in crowd:
                person.start()
            _watch(office, server, seconds, found)
            for person in crowd:
                person.join()
            for process in office.processes:
                found.errors += failures(process)
        with closing(open_store(database)) as store:
            saved = store.head().number - 1
            found.complete = not store.problems() and saved == len(found.took["save"])
    return found


def _rows(found: Found) -> Iterator[tuple[str, str]]:
    for kind, words in _KINDS.items():
        if took := found.took[kind]:
            half, most, worst = np.percentile(took, [50, 95, 100]) * 1000
            yield f"{words}: p50 / p95 / longest", f"{half:.0f} / {most:.0f} / {worst:.0f} ms"
    count = sum(map(len, found.took.values()))
    yield "actions", f"{count}, of them {len(found.took['save'])} saves"
    yield "errors", str(len(found.errors))
    yield "every confirmed save is in the store, which is whole", "yes" if found.complete else "no"
    yield "the people, by process", f"{found.spread['1']} / {found.spread['2']}"
    people = found.cores.pop(_PEOPLE)
    for name, cores in found.cores.items():
        mib = max(found.used[name]) / 2**20
        yield f"{name}: memory at most, processors", f"{mib:.0f} MiB, {cores:.2f}"
    yield f"{_PEOPLE}: processors", f"{people:.2f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    memory = psutil.virtual_memory().total / 2**30
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, {memory:.0f} GiB,", end=" ")
    print(f"Python {platform.python_version()}; load {os.getloadavg()[0]:.1f} before the start\n")
    found = measure(arguments.people, arguments.seconds)
    print("| what | measured |\n|---|---|")
    for row in _rows(found):
        print(f"| {' | '.join(row)} |")
    for error in dict.fromkeys(found.errors):
        print("error:", error)


if __name__ == "__main__":
    main()
