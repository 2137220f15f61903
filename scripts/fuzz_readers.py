"""Change valid files at random and see that every reader keeps the law.

``python -m scripts.fuzz_readers --seconds 60 --seed 1 [--only csv,xlsx] [--keep FOLDER]``

The law: a reader gives something valid, or one of the named errors that it may raise. It raises
nothing else, ends within its time and memory, writes nothing outside the folder for passing files,
leaves nothing behind in it, and speaks to no other machine. What a draft gives is valid when it
merges into empty tables that then break no rule; this is tried for every draft of a new shape, and
for one in eight of the others.

The same seed gives the same examples in the same order; with ``--examples`` also as many. An input
whose outcome is of a new sort is mutated further. The exit code is 1 when there are failures.
"""

import argparse
import dataclasses
import json
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scripts import fuzz_law
from scripts.fuzz_law import Reader, examine
from scripts.fuzz_mutations import mutate
from scripts.fuzz_seeds import Case
from scripts.fuzz_targets import READERS


@dataclass
class Tally:
    """What became of the examples of one reader.

    Parameters
    ----------
    reader : str
        Its name.
    examples : int
        Inputs tried.
    outcomes : Counter
        Outcome (``accepted`` or the name of an error) -> examples.
    failures : Counter
        Failure, by what was raised and where -> examples.
    longest : float
        Milliseconds of the slowest example.
    peak : int
        Most memory of the process, in MiB.
    """

    reader: str
    examples: int = 0
    outcomes: Counter = field(default_factory=Counter)
    failures: Counter = field(default_factory=Counter)
    longest: float = 0.0
    peak: int = 0

    def count(self, on_progress: dict) -> None:
        """Count one example."""
        self.examples += 1
        self.longest = max(self.longest, on_progress["ms"])
        self.peak = max(self.peak, on_progress["mib"])
        if on_progress["failure"]:
            self.failures[on_progress["failure"]] += 1
        else:
            self.outcomes[on_progress["outcome"]] += 1

    def line(self) -> str:
        """Return one line of figures."""
        refused = {name: n for name, n in sorted(self.outcomes.items()) if name != "accepted"}
        words = ", ".join(f"{name} {n}" for name, n in refused.items()) or "none"
        return (
            f"{self.reader:<18} {self.examples:>6} examples, {self.outcomes['accepted']:>5} "
            f"accepted, refused: {words}; longest {self.longest:,.0f} ms, {self.peak:,} MiB; "
            f"failures: {sum(self.failures.values())} in {len(self.failures)} places"
        )


def examples(reader: Reader, seed: int, begun: int, corpus: list[Case], odd: list[Case]):
    """Return ``(number, rng, case)`` without end.

    The corpus of what was accepted, and what was refused in odd ways, may grow meanwhile.
    """
    seeds = list(corpus)
    number = begun
    while True:
        rng = random.Random(f"{seed}:{reader.name}:{number}")
        if number < len(seeds):
            yield number, rng, seeds[number]
        else:
            yield number, rng, _changed(rng, odd if odd and rng.random() < 0.1 else corpus)
        number += 1


def _changed(rng: random.Random, corpus: list[Case]) -> Case:
    # The newest finds are the most promising; the seeds stay in play.
    case = dict(rng.choice(corpus[-8:] if rng.random() < 0.4 else corpus))
    others = [content for one in corpus for content in one.values()]
    for name in rng.choices(list(case), k=rng.choice((1, 1, 2))):
        case[name] = mutate(rng, name, case[name], others)
    if rng.random() < 0.03:
        old = rng.choice(list(case))
        ending = rng.choice(("csv", "txt", "xlsx", "json", "zip", "gexf", "graphml", "xls", ""))
        case[f"{old.partition('.')[0]}.{ending}"] = case.pop(old)
    return case


def run_here(
    reader: Reader,
    seed: int,
    folder: Path,
    seconds: float = 3600.0,
    most: int = 10**9,
    begun: int = 0,
    limit: float = 10.0,
    merged: float = 0.125,
) -> Iterable[dict]:
    """Try a reader in this process; give what became of each example, see :class:`Tally`.

    Parameters
    ----------
    reader : Reader
        The reader.
    seed : int
        Decides the examples.
    folder : Path
        Where files may be put.
    seconds, most : float, int
        When to end.
    begun : int
        Number of the first example.
    limit, merged : float
        See :func:`scripts.fuzz_law.examine`.
    """
    corpus, odd, sorts = list(reader.seeds()), [], set()
    until = time.monotonic() + seconds
    for number, rng, case in examples(reader, seed, begun, corpus, odd):
        if number - begun >= most or time.monotonic() > until:
            return
        on_progress = examine(reader, case, folder, rng, sorts, limit, merged)
        if on_progress.sort not in sorts:
            sorts.add(on_progress.sort)
            if not on_progress.failure and sum(map(len, case.values())) < 200_000:
                (corpus if on_progress.outcome == "accepted" else odd).append(case)
        yield {"number": number, "case": case, **dataclasses.asdict(on_progress)}


def run_apart(reader: Reader, arguments: argparse.Namespace, seconds: float) -> Tally:
    """Try a reader in a child with bounded memory, which may die without harm."""
    tally, until = Tally(reader.name), time.monotonic() + seconds
    kept = arguments.keep / reader.name
    while tally.examples < arguments.examples and (left := until - time.monotonic()) > 0:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
            ended = _child(reader, arguments, tally, Path(scratch), left)
            if not ended:
                return tally
            failure = f"the process died: {ended}"
            if not tally.failures[failure]:
                shutil.copytree(
                    Path(scratch) / "given", kept / f"{tally.examples}", dirs_exist_ok=True
                )
                (kept / f"{tally.examples}.txt").write_text(f"{failure}\n", encoding="utf-8")
            tally.examples += 1
            tally.failures[failure] += 1
    return tally


def _child(reader: Reader, arguments, tally: Tally, scratch: Path, seconds: float) -> str:
    """Run a child until it ends; give how it died, or nothing."""
    most = arguments.examples - tally.examples
    out, into = os.pipe()
    child = os.fork()
    if not child:
        code = 3
        try:
            os.close(out)
            _work(reader, arguments, tally, scratch, seconds, most, into)
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(into)
    with os.fdopen(out, encoding="utf-8") as lines:
        for line in lines:
            tally.count(json.loads(line))
    status = os.waitpid(child, 0)[1]
    code = os.waitstatus_to_exitcode(status)
    return "" if code == 0 else f"signal {-code}" if code < 0 else f"exit code {code}"


def _work(reader, arguments, tally: Tally, scratch: Path, seconds: float, most: int, into: int):
    os.nice(10)
    # openpyxl warns of every style that a mutation has taken away.
    warnings.simplefilter("ignore")
    fuzz_law.bound_process(scratch, arguments.memory, arguments.limit)
    seen = set(tally.failures)
    with os.fdopen(into, "w", encoding="utf-8") as lines:
        for on_progress in run_here(
            reader, arguments.seed, scratch, seconds, most, tally.examples, arguments.limit,
            arguments.merged,
        ):  # fmt: skip
            case, trace = on_progress.pop("case"), on_progress.pop("trace")
            if on_progress["failure"] and on_progress["failure"] not in seen:
                seen.add(on_progress["failure"])
                _keep(arguments.keep / reader.name, on_progress, case, trace)
            print(json.dumps(on_progress), file=lines, flush=True)


def _keep(folder: Path, on_progress: dict, case: Case, trace: str) -> None:
    place = folder / str(on_progress["number"])
    place.mkdir(parents=True, exist_ok=True)
    for name, content in case.items():
        (place / name).write_bytes(content)
    text = f"{on_progress['failure']}\n\n{trace}"
    (folder / f"{on_progress['number']}.txt").write_text(text, encoding="utf-8", errors="replace")


def main(argv: list[str] | None = None) -> int:
    """Try the readers and print the figures; 1 when something fails."""
    arguments = _arguments(argv)
    fuzz_law.warm_up()
    # Inputs that fail are kept outside of what a reader may write to.
    fuzz_law.ALLOWED.append(str(arguments.keep))
    failures = 0
    for reader in arguments.only:
        tally = run_apart(reader, arguments, arguments.seconds / len(arguments.only))
        print(tally.line(), flush=True)
        for failure, n in tally.failures.most_common():
            print(f"  {n:>5} x {failure}")
        failures += sum(tally.failures.values())
    print(f"failing inputs are in {arguments.keep}" if failures else "no failures")
    return min(1, failures)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="for all readers together")
    parser.add_argument("--examples", type=int, default=10**9, help="most for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(READERS), help=f"of {', '.join(READERS)}")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-finds")
    parser.add_argument("--limit", type=float, default=10.0, help="processor seconds for one")
    parser.add_argument("--memory", type=float, default=3.0, help="GiB beyond those of the start")
    parser.add_argument("--merged", type=float, default=0.125, help="share of the known drafts "
                        "that are merged as well; -1 merges none, and so reads many more")  # fmt: skip
    arguments = parser.parse_args(argv)
    unknown = [name for name in arguments.only.split(",") if name not in READERS]
    if unknown:
        parser.error(f"found the reader {unknown[0]!r}, expected some of {', '.join(READERS)}")
    arguments.only = [READERS[name] for name in arguments.only.split(",")]
    arguments.keep = arguments.keep.absolute()
    return arguments


if __name__ == "__main__":
    sys.exit(main())
