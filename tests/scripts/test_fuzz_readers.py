"""The fuzz run itself: it tries every reader, repeats itself, and reports what is broken."""

import itertools
import os
import random
import re
import tempfile

import pandas as pd
import pytest

from graph_app.model.errors import TableError
from graph_app.model.tables import Tables
from scripts import fuzz_readers
from scripts.fuzz_law import Reader
from scripts.fuzz_mutations import mutate, packed, unpacked_parts
from scripts.fuzz_readers import main, run_here
from scripts.fuzz_targets import READERS


def planted(read, *errors, name="planted"):
    """A reader of small tables that does as it is told."""
    seeds = [{"a.csv": b"a,b\n1,2\n3,4\n"}]
    return Reader(name, read, lambda: seeds, errors or (TableError,))


def told(reader, folder, seed=1, most=6, **more):
    return list(run_here(reader, seed, folder, most=most, **more))


@pytest.mark.parametrize("name", READERS)
def test_every_reader_takes_its_own_files(tmp_path, name):
    reader = READERS[name]
    # One merge is enough here; the run itself merges many.
    merged = 0.0 if name == "edges-edges" else -1.0
    found = told(reader, tmp_path, most=len(reader.seeds()) + 1, merged=merged)
    assert [example["failure"] for example in found] == [""] * len(found)
    refused = [example for example in found[:-1] if example["outcome"] != "accepted"]
    assert not refused or name in NOT_ALL
    assert len(refused) < len(found) - 1


# The options that chance gives may not suit the file: a graph without types, a server that moves us.
NOT_ALL = {"gexf", "graphml", "node-link", "edges", "csv", "sparql"}


def test_the_same_seed_gives_the_same_examples(tmp_path):
    runs = [told(READERS["csv"], tmp_path, seed, 25) for seed in (4, 4, 5)]
    cases = [[example["case"] for example in run] for run in runs]
    outcomes = [[(e["outcome"], e["sort"]) for e in run] for run in runs]
    assert cases[0] == cases[1] != cases[2]
    assert outcomes[0] == outcomes[1]
    assert len({tuple(case.items()) for case in cases[0]}) > 20


@pytest.mark.parametrize(
    "name", ["a.csv", "a.json", "a.gexf", "a.zip", "a.xlsx", "a.toml", "a.bin"]
)
def test_a_mutation_follows_from_its_seed_alone(name):
    seeds = {"a.csv": b"a;b\n1;2\n", "a.json": b'{"a": [1, {"b": null}]}', "a.toml": b'home = "x"\n',
             "a.gexf": b'<a b="1"><c d="2"/>text</a>', "a.bin": b"bytes"}  # fmt: skip
    content = seeds.get(name) or packed({"x.csv": seeds["a.csv"], "y.xml": seeds["a.gexf"]})
    changed = [[mutate(random.Random(n), name, content, []) for n in range(12)] for _ in range(2)]
    assert changed[0] == changed[1]
    assert len(set(changed[0])) > 5


def test_packed_parts_come_back():
    parts = {"a": b"1", "b/c": b"2"}
    assert unpacked_parts(packed(parts)) == parts


def key_error(paths, _rng, _folder):
    if b"9" not in paths[0].read_bytes():
        return "read"
    return {}["x"]


def writes_outside(paths, _rng, _folder):
    (paths[0].parents[2] / "outside.txt").write_text("x")


def forgets(_paths, _rng, _folder):
    tempfile.mkdtemp()


def hides_memory(_paths, _rng, _folder):
    try:
        raise MemoryError
    except MemoryError:
        raise TableError("damaged") from None


def invalid(_paths, _rng, _folder):
    return Tables.from_frames({"cities": pd.DataFrame({"id": ["a b"]})})


def for_ever(_paths, _rng, _folder):
    for _ in itertools.repeat(0):
        pass


def unprintable(_paths, _rng, _folder):
    raise TableError("found \ud800")


def refuses(_paths, _rng, _folder):
    raise TableError("found nothing, expected something")


@pytest.mark.parametrize(
    ("read", "failure"),
    [
        (lambda *_: {}["x"], r"KeyError test_fuzz_readers.py:\d+"),
        (forgets, "left .* behind"),
        (hides_memory, "out of memory"),
        (invalid, "accepted with cities.csv"),
        (unprintable, "cannot be printed"),
        (for_ever, "StalledError"),
        (refuses, "^$"),
    ],
)
def test_what_breaks_the_law_is_reported(tmp_path, read, failure):
    (example,) = told(planted(read), tmp_path, most=1, limit=0.3)
    assert re.search(failure, example["failure"])


def test_an_error_that_another_reader_may_raise_is_none_of_its_own(tmp_path):
    (example,) = told(planted(refuses, KeyError), tmp_path, most=1)
    assert example["failure"].startswith("TableError")


def test_the_run_keeps_what_failed_and_says_so(tmp_path, monkeypatch, capsys):
    readers = {"planted": planted(key_error), "outside": planted(writes_outside, name="outside")}
    monkeypatch.setattr(fuzz_readers, "READERS", readers)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    arguments = ["--seconds", "20", "--examples", "40", "--keep", str(tmp_path / "kept")]
    assert main([*arguments, "--only", "planted,outside"]) == 1
    said = capsys.readouterr().out
    assert re.search(r"planted +40 examples, .*; failures: \d+ in 1 places", said)
    assert re.search(r"\d+ x KeyError", said)
    assert re.search(r"40 x BrokenLawError open outside of its folder: .*outside.txt", said)
    (note,) = (tmp_path / "kept" / "planted").glob("*.txt")
    assert 'return {}["x"]' in note.read_text()
    kept = b"".join(path.read_bytes() for path in note.with_suffix("").iterdir())
    assert b"9" in kept


def test_a_reader_that_dies_is_reported_and_the_rest_is_tried(tmp_path, monkeypatch, capsys):
    def dies(paths, _rng, _folder):
        if b"9" in paths[0].read_bytes():
            os.kill(os.getpid(), 9)

    monkeypatch.setattr(fuzz_readers, "READERS", {"planted": planted(dies)})
    assert main(
        ["--seconds", "20", "--examples", "25", "--keep", str(tmp_path), "--only", "planted"]
    )
    said = capsys.readouterr().out
    assert "25 examples" in said
    assert "x the process died: signal 9" in said
