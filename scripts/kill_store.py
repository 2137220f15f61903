"""Kill a process in the middle of its saves, many times, and look whether anything is lost.

``python -m scripts.kill_store --kills 200``: a child saves small edits, imports and undos without
pause and prints each one that was confirmed; it is killed (SIGKILL) at a random moment. Each time
the store must open, be whole, have every confirmed revision with the content that was confirmed,
and at most one more, which was stored and not yet printed.
"""

import argparse
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from graph_app.model.tables import Tables
from graph_app.store import Actor, Change, ChangeSet, open_store

ROOT = Path(__file__).parent.parent
ACTOR = Actor("Child", "editor")


@dataclass
class Outcome:
    """What a run of kills has shown."""

    kills: int = 0
    confirmed: int = 0
    unconfirmed: int = 0
    lost: list[str] = field(default_factory=list)


def child(place: str, rows: int) -> None:
    """Save without end; print number and content of what was confirmed."""
    store = open_store(place)
    store.load(_first(), ACTOR)
    print("ready", flush=True)
    for step in itertools.count():
        head = store.head()
        if step % 4 == 3:
            made = store.undo(head.number, actor=ACTOR, reason="Killed meanwhile")
        elif step % 4 == 2:
            changes = ChangeSet(added={"relations": _ties(head.number, rows)})
            made = store.save(changes, actor=ACTOR, base=head, kind="import")
        else:
            change = Change("cities", "change", f"city:c{step % 50}", {"name": f"N{head.number}"})
            made = store.save([change], actor=ACTOR, base=head)
        print(made.number, made.content, "confirmed", flush=True)


def _first() -> Tables:
    cities = pd.DataFrame({"id": [f"city:c{at}" for at in range(400)]}).assign(name="City")
    sources = pd.DataFrame({"id": ["source:s"], "title": ["Own list"]})
    return Tables.from_frames({"cities": cities, "sources": sources})


def _ties(number: int, rows: int) -> pd.DataFrame:
    at = pd.RangeIndex(rows)
    year = number % 900 + 1000
    return pd.DataFrame({
        "id": [f"i{number}-{n}" for n in at],
        "source": [f"city:c{n // 399}" for n in at],
        "target": [f"city:c{(n // 399 + 1 + n % 399) % 400}" for n in at],
    }).assign(type="cooperation_agreement", start=str(year), end=str(year), source_id="source:s",
              note="x" * 200).query("source < target")  # fmt: skip


def nest() -> None:
    """Bear children, which need not import everything anew; one for each line that is read."""
    for line in sys.stdin:
        place, rows = line.rsplit(maxsplit=1)
        born = os.fork()
        if not born:
            # Ends only by a kill, or by an error, which the parent takes for what it is.
            child(place, int(rows))
        print("born", born, flush=True)
        _, status = os.waitpid(born, 0)
        print(f"\nended {os.waitstatus_to_exitcode(status)}", flush=True)


def kill_many(place: str, kills: int, rows: int = 2000, seed: int = 0) -> Outcome:
    """Start, kill and examine, so many times."""
    chance, outcome, confirmed = random.Random(seed), Outcome(), {}
    command = [sys.executable, "-m", "scripts.kill_store", "--nest"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        for _ in range(kills):
            print(place, rows, file=nursery.stdin, flush=True)
            confirmed |= _kill_once(nursery.stdout, chance.randint(0, 5), chance.uniform(0.0, 0.2))
            outcome.kills += 1
            outcome.confirmed = len(confirmed)
            _examine(place, confirmed, outcome)
        nursery.stdin.close()
    return outcome


def _kill_once(lines, wait_for: int, after: float) -> dict[int, str]:
    """Kill the child some time after so many confirmations; give what it has confirmed."""
    confirmed: dict[int, str] = {}
    pid, ready, killed = 0, False, False
    for line in lines:
        match line.split():
            case ["born", number]:
                pid = int(number)
            case ["ready"]:
                ready = True
            case ["ended", code]:
                assert int(code) == -signal.SIGKILL, "the child ended by itself"
                return confirmed
            case [number, content, "confirmed"]:
                confirmed[int(number)] = content
        if pid and ready and not killed and len(confirmed) >= wait_for:
            time.sleep(after)
            os.kill(pid, signal.SIGKILL)
            killed = True
    raise AssertionError("the nest ended by itself")


def _examine(place: str, confirmed: dict[int, str], outcome: Outcome) -> None:
    with closing(open_store(place)) as store:
        known = {one.number: one.content for one in store.revisions(None)}
        outcome.lost += store.problems()
        store.tables()
    for number, content in confirmed.items():
        if known.get(number) != content:
            outcome.lost.append(f"revision {number} was confirmed and is not there as it was")
    # Revision 1 is the first load, which is not printed.
    outcome.unconfirmed = len(set(known) - set(confirmed) - {1})
    if outcome.unconfirmed > outcome.kills:
        outcome.lost.append(f"{outcome.unconfirmed} revisions that nobody saw confirmed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rows", type=int, default=2000, help="rows of each import")
    parser.add_argument("--place", help="folder or PostgreSQL address of an empty store")
    parser.add_argument("--nest", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.nest:
        nest()
        return 0
    with tempfile.TemporaryDirectory() as folder:
        place = arguments.place or f"{folder}/store"
        outcome = kill_many(place, arguments.kills, arguments.rows)
    print(
        f"{outcome.kills} kills, {outcome.confirmed} revisions confirmed, "
        f"{outcome.unconfirmed} stored and not yet confirmed, {len(outcome.lost)} problems"
    )
    for line in outcome.lost[:20]:
        print(line)
    return 1 if outcome.lost else 0


if __name__ == "__main__":
    sys.exit(main())
