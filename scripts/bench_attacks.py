"""Whether one person stops everybody: ``/ready`` while 60 people read and somebody does their worst.

``python -m scripts.bench_attacks`` takes about eight minutes and prints the table of
``docs/security.md``, or only the lines of the attacks named (``nothing uploads exports addresses
import``): one process of the app with an SQLite store, the readers, and whoever attacks,
all on this machine.
"""

import contextlib
import datetime
import multiprocessing
import multiprocessing.connection
import os
import random
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from scripts.bench_import import real_pairs
from scripts.serving import app_process, browser, edit_cookie, edit_link, settle, visit, wait_for
from scripts.websocket_user import WebsocketUser
from tests.conftest import EXCERPT
from tests.uploading import cookies, form, put, secret_of

READERS, UPLOADS, EXPORTS, ROWS = 60, 52, 24, 100_000
#: Seconds between two actions of one reader, and from one question to /ready to the next.
_PAUSE, _EVERY = (4.0, 12.0), 0.1
#: Seconds of a phase at least, and of quiet before memory is looked at again.
_PHASE, _REST = 30.0, 120.0
_SCREENS = ["overview", "explore", "explore", "profile", "profile", "connections", "partners"]
_MEGABYTE = 2**20
#: Parts of addresses that once held the process: long, nested, many words.
_HOSTILE = [
    ("overview", "known=" + "2026-11-" * 240),
    ("overview", "known=" + "(" * 1900),
    ("data", "part=tables&q=" + "+".join(f"w{n}" for n in range(5000))),
    ("explore", "country=" + "%2C".join(["FI"] * 2000)),
    ("profile", "node=" + "city%3A" * 300),
    ("connections", "from=" + "a" * 2000 + "&to=" + "%00" * 500),
]


@dataclass
class App:
    """The app that is attacked.

    Parameters
    ----------
    address : str
        Of the app.
    process : psutil.Process
        That serves it.
    store : Path
        Folder of its store.
    """

    address: str
    process: psutil.Process
    store: Path

    @property
    def megabytes(self) -> float:
        """Memory of the serving process."""
        return self.process.memory_info().rss / _MEGABYTE


@dataclass
class Found:
    """What was measured in one phase.

    Parameters
    ----------
    ready : list of float
        Seconds of each answer of ``/ready``.
    refused : int
        Answers that were not 200.
    most : float
        Most megabytes of the serving process.
    says : str
        What became of the attack.
    """

    ready: list[float] = field(default_factory=list)
    refused: int = 0
    most: float = 0.0
    says: str = ""


def ask(address: str, pid: int, to: multiprocessing.connection.Connection) -> None:
    """Ask ``/ready`` again and again until told to end, and tell how long each answer took.

    This runs in a process of its own: 60 readers in the asking process would be measured too.
    """
    found, process = Found(), psutil.Process(pid)
    to.send("begun")
    while not to.poll(_EVERY):
        start = time.perf_counter()
        try:
            with urllib.request.urlopen(f"{address}/ready", timeout=60):
                pass
        except (OSError, urllib.error.URLError):
            found.refused += 1
        found.ready.append(time.perf_counter() - start)
        found.most = max(found.most, process.memory_info().rss / _MEGABYTE)
    to.send(found)


def measured(app: App, attack: Callable[[App], str], least: float = _PHASE) -> Found:
    """Return what ``/ready`` did during an attack, and for so many seconds at least."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    asking = context.Process(target=ask, args=(app.address, app.process.pid, there))
    asking.start()
    here.recv()
    start = time.monotonic()
    try:
        says = attack(app)
        time.sleep(max(0.0, least - (time.monotonic() - start)))
    finally:
        here.send("over")
        found: Found = here.recv()
        asking.join()
    found.says = says
    return found


# --- readers --------------------------------------------------------------------------------------


class Reader(threading.Thread):
    """Somebody who opens a screen every few seconds."""

    def __init__(self, address: str, number: int, over: threading.Event):
        super().__init__(daemon=True)
        self._address, self._over, self._chance = address, over, random.Random(number)
        self.took: list[float] = []
        self.errors = 0

    def run(self) -> None:
        """Read until it is over."""
        user = WebsocketUser(self._address)
        with contextlib.closing(user):
            while not self._over.wait(self._chance.uniform(*_PAUSE)):
                try:
                    self.took.append(user.open(self._chance.choice(_SCREENS)))
                except Exception:
                    self.errors += 1
                    return
            self.errors += len(user.errors)


@contextlib.contextmanager
def readers(app: App) -> Iterator[list[Reader]]:
    """Let 60 people read."""
    over = threading.Event()
    people = [Reader(app.address, number, over) for number in range(READERS)]
    for one in people:
        one.start()
        time.sleep(0.1)
    yield people
    over.set()
    for one in people:
        one.join(60)


# --- attacks --------------------------------------------------------------------------------------


def nothing(_app: App) -> str:
    """Let the readers alone."""
    return ""


def uploads(app: App) -> str:
    """Bring 52 files of 20 MB: half of the senders never signed in, half may edit."""
    body = form(bytes(20 * _MEGABYTE))
    statuses: list[int] = []

    def bring(number: int) -> None:
        secret = secret_of(app.address)
        own = f"{cookies(secret)}; {edit_cookie(app.address, app.store)}"
        headers = {"Cookie": own if number % 2 else cookies(secret)}
        with contextlib.closing(WebsocketUser(app.address, additional_headers=headers)) as user:
            user.open("data", "part=import")
            try:
                statuses.append(put(app.address, f"{user.session}/f{number}", body, secret)[0])
            except OSError:
                # Refused while the sender still sends.
                statuses.append(403)

    together(bring, UPLOADS)
    return f"{statuses.count(204)} taken, {UPLOADS - statuses.count(204)} refused"


def exports(app: App) -> str:
    """Ask for 24 Excel files at once, and leave after five seconds."""
    visits = [
        WebsocketUser(app.address, ping_interval=None, close_timeout=0.2) for _ in range(EXPORTS)
    ]
    for user in visits:
        user.open("export")
    for user in visits:
        user.ask_for(next(v for key, v in user.files.items() if key.endswith("download-xlsx")))
    time.sleep(5)
    for user in visits:
        with contextlib.suppress(Exception):
            user.close()
    left = time.monotonic()
    wait_for(lambda: not writing(app), 120)
    return f"the last process that wrote ended {time.monotonic() - left:.1f} s after they left"


def hostile_addresses(app: App) -> str:
    """Open five addresses a second that are made to be slow."""
    over, opened = time.monotonic() + _PHASE, [0]

    def attack(number: int) -> None:
        with contextlib.closing(WebsocketUser(app.address)) as user:
            at = number
            while time.monotonic() < over:
                user.open(*_HOSTILE[at % len(_HOSTILE)])
                at += 1
                opened[0] += 1
                time.sleep(1)

    together(attack, 5)
    return f"{opened[0]} opened"


def large_import(app: App) -> str:
    """Bring 100,000 rows, look at what they would change, and store them, in a real browser."""
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        path = Path(folder) / "ties.csv"
        write_ties(path)
        page = chromium.new_page()
        page.set_default_timeout(600_000)
        page.goto(edit_link(app.address, app.store))
        visit(page, f"{app.address}/data?part=import&source=edges&lang=en")
        start = time.monotonic()
        page.locator("input[type=file]").first.set_input_files(path)
        page.get_by_role("button", name="Show what it would change").click()
        page.get_by_role("button", name="Store ").click()
        page.wait_for_selector("text=Saved as revision")
        took = time.monotonic() - start
        settle(page)
    return f"{took:.0f} s from the file to the stored revision"


def write_ties(path: Path) -> None:
    """Write pairs of real places."""
    places, ends = real_pairs(np.random.default_rng(7), ROWS)
    columns = {}
    for side, (town, country) in enumerate([("Town", "Country"), ("Partner", "Partner country")]):
        columns[town] = places["name"].take(ends[side]).to_numpy()
        columns[country] = places["country"].take(ends[side]).to_numpy()
    columns["Type"] = np.full(ROWS, "sister_city")
    pd.DataFrame(columns).to_csv(path, index=False)


def writing(app: App) -> list[psutil.Process]:
    """Return the processes beside the app that are at work."""
    busy = []
    for child in app.process.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if child.cpu_percent(0.1) > 20:
                busy.append(child)
    return busy


def together(task: Callable[[int], None], count: int) -> None:
    """Do a task so many times at once."""
    threads = [threading.Thread(target=task, args=(number,)) for number in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


ATTACKS: dict[str, tuple[str, Callable[[App], str]]] = {
    "nothing": ("nobody attacks", nothing),
    "uploads": (f"{UPLOADS} uploads of 20 MB", uploads),
    "exports": (f"{EXPORTS} Excel files", exports),
    "addresses": ("5 hostile addresses a second", hostile_addresses),
    "import": (f"an import of {ROWS:,} rows", large_import),
}


def main() -> int:
    """Print the figures of the attacks named, or of all."""
    named = sys.argv[1:] or list(ATTACKS)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        store = Path(folder) / "store"
        own = {"GRAPH_APP_DATA": str(EXCERPT), "GRAPH_APP_STORE": str(store)}
        own |= {"GRAPH_APP_CACHE": str(Path(folder) / "cache"), "GRAPH_APP_LOG": "json"}
        own |= {"GRAPH_APP_LIMIT_CONNECTIONS": "2000"}
        with app_process(log, **own) as (address, process):
            app = App(address, psutil.Process(process.pid), store)
            report(app, named)
    return 0


def report(app: App, named: list[str]) -> None:
    """Attack as named, and print a line for each attack."""
    load = os.getloadavg()[0]
    print(f"{datetime.date.today()}, {psutil.cpu_count()} cores, Python {sys.version.split()[0]},")
    print(f"load average before: {load:.1f}\n")
    with readers(app) as people:
        time.sleep(20)
        before = app.megabytes
        print("| while | /ready p50 / p95 / longest | not 200 | memory at most | |")
        print("|---|---|---|---|---|")
        for name in named:
            label, attack = ATTACKS[name]
            found = measured(app, attack)
            times = [1000 * float(np.quantile(found.ready, q)) for q in (0.5, 0.95, 1)]
            line = " / ".join(f"{one:.0f}" for one in times)
            print(f"| {label} | {line} ms | {found.refused} of {len(found.ready)} |", end="")
            print(f" {found.most:.0f} MB | {found.says} |", flush=True)
        time.sleep(_REST)
        after = app.megabytes
    took = [one for person in people for one in person.took]
    p95 = 1000 * float(np.quantile(took, 0.95))
    print(f"\nMemory before {before:.0f} MB, two minutes after the last {after:.0f} MB.")
    errors = sum(person.errors for person in people)
    print(f"Screens of the readers: {len(took)}, p95 {p95:.0f} ms, errors {errors}.")


if __name__ == "__main__":
    raise SystemExit(main())
