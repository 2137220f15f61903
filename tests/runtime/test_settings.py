import ast
import re
from pathlib import Path

import pytest

from graph_app.model.errors import SettingsError
from graph_app.runtime.settings import environment_of_child, settings, variables

ROOT = Path(__file__).parents[2]
NAMES = {name for name, _field in variables()}
#: The tag of the image that compose.yaml builds; no process reads it.
NOT_OURS = {"GRAPH_APP_VERSION"}


def test_every_variable_is_described():
    for name, field in variables():
        assert re.fullmatch(r"[A-Z].*\.", field.description), name
        assert field.json_schema_extra["expected"], name


def test_nothing_set_gives_the_defaults(environment_of):
    found = environment_of({})
    assert (found.data, found.store_place, found.home, found.log) == (None, "var", "", None)
    assert (found.cache_mb, found.stop_delay, found.stop_patience) == (512, 1.0, 25.0)
    assert found.user_cache == Path.home() / ".cache"


def test_a_changed_environment_is_read_anew(environment_of, monkeypatch):
    assert environment_of({"GRAPH_APP_DATA": "a"}).data == Path("a")
    monkeypatch.setenv("GRAPH_APP_DATA", "b")
    assert settings().data == Path("b")
    monkeypatch.setenv("GRAPH_APP_DATA", "  ")
    assert settings().data is None


def test_where_the_store_is(environment_of):
    url = "postgresql://u@h/d"
    both = {"GRAPH_APP_DATABASE_URL": url, "GRAPH_APP_STORE": "x"}
    assert environment_of(both).store_place == url
    assert environment_of({"GRAPH_APP_STORE": "x"}).store_place == "x"


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("GRAPH_APP_LOG", "xml\nor so", r"found 'xml\nor so', expected json or text"),
        ("GRAPH_APP_CACHE_MB", "many", "found 'many', expected a whole number of megabytes"),
        ("GRAPH_APP_CACHE_MB", "-1", "found '-1'"),
        ("GRAPH_APP_STOP_DELAY", "601", "found '601', expected seconds from 0 to 600"),
        ("GRAPH_APP_STOP_PATIENCE", "nan", "found 'nan', expected seconds from 0 to 600"),
        *(
            ("GRAPH_APP_SPARQL_SECONDS", text, "expected seconds from 1 to 3600")
            for text in ("soon", "0", "-1", "nan", "inf", "1e9")
        ),
        ("GRAPH_APP_LIMIT_UPLOAD", "7", "found 'upload', expected one of GRAPH_APP_LIMIT_CONN"),
        ("GRAPH_APP_SIGN_IN_SECRET", "hunter22", "found 'secret', expected one of GRAPH_APP_SIGN"),
        ("GRAPH_APP_SIGN_IN", "hunter22", "found a value that is not shown, expected one of"),
    ],
)
def test_a_wrong_value_is_one_line(environment_of, variable, value, expected):
    with pytest.raises(SettingsError) as caught:
        environment_of({variable: value})
    said = str(caught.value)
    assert said.startswith(f"{variable}: ")
    assert expected in said
    assert "\n" not in said
    assert "hunter22" not in said
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_secrets_are_not_shown(environment_of):
    secret = [name for name in NAMES if name.endswith("_SECRET") or name.endswith("_URL")]
    assert len(secret) == 4
    found = environment_of(dict.fromkeys(secret, "hunter22"))
    assert "hunter22" not in repr(found) + str(found.model_dump())


def test_a_child_process_gets_the_environment_and_more(monkeypatch):
    monkeypatch.setenv("GRAPH_APP_HOME", "city:a")
    child = environment_of_child(GRAPH_APP_LOG="json")
    assert (child["GRAPH_APP_HOME"], child["GRAPH_APP_LOG"]) == ("city:a", "json")


# --- one place ------------------------------------------------------------------------------------


def reads_the_environment(tree: ast.Module) -> bool:
    words = ("environ", "environb", "getenv", "getenvb", "envvar")
    for node in ast.walk(tree):
        name = getattr(node, "attr", None) or getattr(node, "arg", None)
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            name = next((one.name for one in node.names if one.name in words), None)
        if name in words:
            return True
    return False


@pytest.mark.parametrize(
    "text", ["os.environ['x']", "from os import environ as e", "os.getenv('x')", "f(envvar='X')"]
)
def test_a_look_at_the_environment_is_seen(text):
    assert reads_the_environment(ast.parse(text))


def test_nobody_else_reads_the_environment():
    paths = [*(ROOT / "graph_app").rglob("*.py"), ROOT / "streamlit_app.py"]
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    reading = [path.name for path, tree in trees.items() if reads_the_environment(tree)]
    assert reading == ["settings.py"]


# --- the documents --------------------------------------------------------------------------------


def documents() -> dict[str, str]:
    paths = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    paths += [path for path in (ROOT / "deploy").rglob("*") if path.is_file()]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


def test_the_documents_name_no_variable_that_is_not_read():
    for path, text in documents().items():
        named = set(re.findall(r"\bGRAPH_APP_[A-Z_]*[A-Z]\b(?!_?\*)", text))
        assert named <= NAMES | NOT_OURS, path


def test_the_documents_name_every_variable():
    text = "\n".join(documents().values())
    named = set(re.findall(r"\b[A-Z_]+\b", text))
    assert {name for name in NAMES if not name.endswith("_FILE")} <= named
    assert "With `_FILE` at the end" in text
