import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest

from graph_app.cli import main as cli
from graph_app.intake.project.folder import load_folder, write_tables
from graph_app.store import Actor, Change, open_store
from tests.conftest import ROOT
from tests.intake import make_files as files


def example_of(verb: str) -> str:
    module = import_module(f"graph_app.cli.{cli._MODULES.get(verb, verb)}")
    (example,) = re.findall(r"^Example: graph-app (.*)$", module.command.epilog, re.MULTILINE)
    return example


def as_process(*arguments, **more):
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, **more)


# --- help and examples ----------------------------------------------------------------------------


def test_every_file_of_a_verb_is_listed():
    folder = Path(cli.__file__).parent
    found = {path.stem for path in folder.glob("*.py") if "\n@options.verb(" in path.read_text()}
    assert found == {cli._MODULES.get(verb, verb) for verb in cli.VERBS}


@pytest.mark.parametrize("verb", cli.VERBS)
def test_the_help_of_a_verb_ends_in_an_example(run, verb):
    code, out, err = run(verb, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: graph-app {verb} ")
    assert cli.VERBS[verb] in out
    assert out.rstrip().splitlines()[-1].strip() == f"Example: graph-app {example_of(verb)}"
    assert run(verb, "-h")[1] == out


@pytest.fixture(scope="module")
def city(tmp_path_factory, data_folder):
    """A folder as the documents assume it: tables, a list of ties and a store with a history."""
    folder = tmp_path_factory.mktemp("city")
    shutil.copytree(data_folder, folder / "data")
    row = "Lahti,Finland,60.9833,25.65,Pécs,Hungary,46.07,18.23\n"
    files.write(folder, "twins.csv", files.TWINS_HEADER + row)
    with closing(open_store(folder / "var")) as store:
        editor = Actor("Aino", "editor")
        store.load(load_folder(folder / "data"), editor)
        values = {"node": "city:turku", "name": "Maija Mallikas"}
        person = Change("contacts", "add", "contact:4f0c2a91", values)
        store.save([person], actor=editor, base=1, reason="New")
        store.backup(folder / "facts.zip")
    return folder


@pytest.mark.parametrize("verb", cli.VERBS)
def test_the_example_works(run, city, environment_of, tmp_path, monkeypatch, verb):
    for name in ("data", "var"):
        shutil.copytree(city / name, tmp_path / name)
    for name in ("twins.csv", *(["facts.zip"] if verb == "restore" else [])):
        shutil.copy(city / name, tmp_path / name)
    cache = os.environ["GRAPH_APP_CACHE"]
    environment_of({"GRAPH_APP_CACHE": cache})
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*example_of(verb).split())
    # The excerpt holds a village for Zaporizhzhia and notes of a research: validate lists them.
    assert code == (2 if verb == "validate" else 0), err
    assert out or err or list(tmp_path.glob("lahti.*"))


# --- what is imported -----------------------------------------------------------------------------

_HEAVY = ("pandas", "numpy", "networkx", "igraph", "scipy", "pydantic", "babel", "sqlalchemy")
_PAGES = ("streamlit", "altair", "docx", "plotly")
_IMPORTED = (
    "import json, sys; from graph_app.cli.main import main; code = main(sys.argv[1:]);"
    "print(json.dumps([code, sorted(name for name in sys.modules if '.' not in name)]),"
    " file=sys.stderr)"
)


def imported(*arguments) -> set[str]:
    done = as_process("-c", _IMPORTED, *map(str, arguments))
    code, names = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return set(names)


def test_help_imports_no_verb():
    assert not imported("--help") & {*_HEAVY, *_PAGES}


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (["summary", "--top", "1"], (*_PAGES, "babel", "sqlalchemy")),
        (["compare", "Lahti", "Turku", "--dir"], (*_PAGES, "sqlalchemy")),
    ],
    ids=lambda value: value[0],
)
def test_a_verb_imports_what_it_needs(data_folder, arguments, without):
    assert not imported(*arguments, data_folder) & set(without)


def test_validate_imports_what_it_needs(small_tables, tmp_path):
    write_tables(small_tables, tmp_path)
    without = {*_PAGES, "igraph", "networkx", "babel", "sqlalchemy"}
    assert not imported("validate", tmp_path) & without


# --- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["fly"], "No such command 'fly'"),
        (["pats", "Lahti"], "Did you mean 'paths'?"),
        (["paths", "Lahti", "Turku", "--yaer", "3"], "Did you mean '--year'?"),
        (
            ["summary", "--format", "tabel"],
            "expected one of table, csv, json. Did you mean 'table'?",
        ),
        (["summary", "--measure", "degre"], "Did you mean 'degree'?"),
        (["summary", "--top", "many"], "'many' is not a valid integer"),
        (["paths", "Lahti"], "Missing argument 'TO'"),
        (["paths", "Lahti", "Turko"], "did you mean Turku (city:turku)?"),
        (["summary", "--focus", "Lahtii"], "did you mean Lahti (city:lahti)?"),
        (["import", "edge", "a.csv", "--into", "b"], "Did you mean 'edges'?"),
        (["validate", "nowhere"], "no such folder"),
        (["briefing", "Atlantis", "--out", "a.docx"], "'Atlantis'"),
        (["briefing", "Lahti", "--out", "a.pdf"], "expected a file that ends in .docx or .html"),
        (["briefing", "Lahti", "--with", "Turku", "--memberships", "--out", "a.docx"], "one city"),
        (["briefing", "Lahti", "--year", "20000", "--out", "a.docx"], "1000 to 2999"),
        (["compare", "lahti"], "found 1"),
        (["compare", "lahti", "Atlantis"], "'Atlantis'"),
        (["demo", "--nodes", "5", "--edges", "20", "--out", "a"], "found 5 nodes"),
        (["demo", "--nodes", "1000", "--edges", "1000", "--out", "a"], "found 1000 nodes"),
        (["demo", "--nodes", "300000", "--edges", "600000", "--out", "a"], "found 300000 nodes"),
        (["memberships", "lahti", "--leave", "geoparks"], "leave"),
        (["memberships", "lahti", "--countries", "SE"], "--leave"),
        (["memberships", "lahti", "--year", "20000"], "1000 to 2999"),
        (["partners", "Atlantis"], "'Atlantis'"),
        (["partners", "ubc"], "expected the id of a city"),
        (["partners", "lahti", "--exclude-country", "Sweden"], "'Sweden'"),
        (["partners", "lahti", "--again", "active"], "--again"),
        (["partners", "lahti", "--min-population", "9", "--max-population", "8"], "at most 8"),
        (["partners", "lahti", "--year", "20000"], "1000 to 2999"),
        (["partners", "lahti", "--top", "-1"], "--top"),
        (["partners", "lahti", "--exclude-network", "turku"], "expected the id of a network"),
        (["paths", "Lahti", "Atlantis"], "'Atlantis'"),
        (["paths", "Lahti", "lahtis"], "expected two nodes"),
        (["paths", "Lahti", "Narva", "-k", "0"], "1 to 100"),
        (["paths", "Lahti", "Narva", "--year", "20000"], "1000 to 2999"),
        (["robustness", "--city", "Atlantis"], "'Atlantis'"),
        (["robustness", "--kind", "network"], "city:lahti"),
        (["robustness", "--kind", "village"], "'village'"),
        (["summary", "--kind", "village"], "'village'"),
        (["summary", "--hops", "2"], "--focus"),
        (["summary", "--focus", "Atlantis"], "'Atlantis'"),
        (["summary", "--year", "20000"], "1000 to 2999"),
        (["new", "Tampere", "--country", "FI", "--out", "/proc/none"], "/proc/none"),
    ],
)
def test_an_error_is_one_line_and_writes_nothing(refuses, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    refuses(says, *arguments)
    assert not list(tmp_path.iterdir())


def test_a_wrong_variable_is_one_line(refuses, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_LIMIT_UPLOADS", "many")
    refuses("GRAPH_APP_LIMIT_UPLOADS: found 'many', expected a whole number above 0\n", "summary")


def test_without_a_verb_the_help_is_shown(run):
    code, out, err = run()
    assert (code, out) == (2, "")
    assert "validate" in err


def test_a_reader_that_goes_away_is_no_error(data_folder):
    command = [sys.executable, "-m", "graph_app", "summary", str(data_folder), "--top", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        process.stdout.close()
        err = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


@pytest.mark.parametrize("module", ["graph_app", "graph_app.cli.main"])
def test_as_a_module(small_tables, tmp_path, module):
    write_tables(small_tables, tmp_path)
    done = as_process("-m", module, "validate", str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("OK: 8 tables, ")
    assert as_process("-m", module, "--help").stdout.startswith("Usage: graph-app ")
