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
from graph_app.intake.project.folder import load_folder
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
    assert code == 0, err
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
        (["validate"], (*_PAGES, "igraph", "networkx", "babel", "sqlalchemy")),
        (["summary", "--top", "1"], (*_PAGES, "babel", "sqlalchemy")),
        (["compare", "Lahti", "Turku", "--dir"], (*_PAGES, "sqlalchemy")),
    ],
    ids=lambda value: value[0],
)
def test_a_verb_imports_what_it_needs(data_folder, arguments, without):
    assert not imported(*arguments, data_folder) & set(without)


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
        (["new", "Tampere", "--country", "FI", "--out", "/proc/none"], "/proc/none"),
    ],
)
def test_an_error_is_one_line_and_exit_2(run, arguments, says):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("graph-app: ")
    assert says in err
    assert err.count("\n") == 1


def test_a_wrong_variable_is_one_line(run, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_LIMIT_UPLOADS", "many")
    code, out, err = run("summary")
    assert (code, out) == (2, "")
    assert (
        err == "graph-app: GRAPH_APP_LIMIT_UPLOADS: found 'many', expected a whole number above 0\n"
    )


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
def test_as_a_module(data_folder, module):
    done = as_process("-m", module, "validate", str(data_folder))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("OK: 8 tables, ")
    assert as_process("-m", module, "--help").stdout.startswith("Usage: graph-app ")
