"""The Dockerfile and the compose file, as far as they can be checked without an engine."""

import json
import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import playwright
import pytest

from graph_app.cli.main import main as cli
from graph_app.runtime.settings import variables
from scripts.serving import ROOT
from tests.deploy.office import DEPLOY, Nginx, copied

DOCKERFILE = (DEPLOY / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def compose() -> dict:
    """Return the compose file; what reads YAML is the parser that Playwright brings along."""
    driver = Path(playwright.__file__).parent / "driver"
    script = (
        f"const {{yaml}} = require({json.dumps(str(driver / 'package/lib/utilsBundle.js'))});"
        "const text = require('fs').readFileSync(0, 'utf8');"
        "process.stdout.write(JSON.stringify(yaml.parse(text, {merge: true, strict: true})));"
    )
    text = (DEPLOY / "compose.yaml").read_bytes()
    done = subprocess.run(
        [str(driver / "node"), "-e", script], input=text, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def apps(compose) -> dict[str, dict]:
    return {n: s for n, s in compose["services"].items() if n.startswith("app-")}


# --- the image ------------------------------------------------------------------------------------


def test_what_the_image_copies_is_there_and_let_through():
    kept = [
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    ]
    sources = [source for group, _ in copied() for source in group]
    assert set(sources) == set(kept)
    for source in sources:
        assert (ROOT / source).exists(), source


def test_no_secret_and_no_rubbish_gets_into_the_image():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    out = [line for line in lines if line[:1] not in ("!", "#", "")]
    for path in (".env", "deploy/.env", ".streamlit/secrets.toml", "var/store.sqlite"):
        assert any(fnmatch(path, pattern) for pattern in out)
        assert f"!{path}" not in lines


def test_the_image_starts_the_app_by_commands_that_exist():
    (command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    program, *arguments = json.loads(command)
    assert [program, *arguments] == ["streamlit", "run", "streamlit_app.py"]
    assert (ROOT / arguments[-1]).exists()
    (check,) = re.findall(r"^ +CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    compile(json.loads(check)[-1], "healthcheck", "exec")


def test_the_image_runs_as_nobody_in_particular():
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["graph-app"]
    assert "--uid 10001" in DOCKERFILE


def test_the_lock_of_the_image_holds_what_the_app_needs():
    lock = (ROOT / "requirements-app.txt").read_text()
    locked = {name.lower() for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for needed in [*project["project"]["dependencies"], *project["build-system"]["requires"]]:
        assert re.match(r"[\w.-]+", needed)[0].lower() in locked, needed
    assert "--require-hashes --no-deps --requirement requirements-app.txt" in DOCKERFILE


# --- compose --------------------------------------------------------------------------------------


def test_processes_differ_in_their_port_alone(compose):
    first, second = apps(compose).values()
    ports = [one["environment"]["STREAMLIT_SERVER_PORT"] for one in (first, second)]
    assert ports == ["8501", "8502"]
    same = {**second["environment"], "STREAMLIT_SERVER_PORT": ports[0]}
    assert first == {**second, "environment": same}


def test_processes_share_nothing_but_the_database(compose):
    for service in apps(compose).values():
        # A volume without a name is that of one container.
        assert not [volume for volume in service.get("volumes", []) if ":" in volume]
        assert "ports" not in service
        assert service["read_only"]
        assert service["environment"]["GRAPH_APP_DATABASE_URL"].endswith("@db/graph_app")


def test_nginx_is_told_of_every_process(compose):
    nginx = compose["services"]["nginx"]
    told = nginx["environment"]
    for number, (name, service) in enumerate(apps(compose).items(), 1):
        assert told[f"PROXY_HOST_{number}"] == name
        assert told[f"PROXY_PORT_{number}"] == service["environment"]["STREAMLIT_SERVER_PORT"]
    # The image of nginx fills in what the filter lets through.
    wanted = Nginx(Path(), (1, 2)).values()
    assert {name for name in told if re.match(told["NGINX_ENVSUBST_FILTER"], name)} == set(wanted)


def test_what_compose_mounts_is_there(compose):
    mounts = [volume.split(":/")[0] for volume in compose["services"]["nginx"]["volumes"]]
    for mount in mounts:
        for front in ("http", "tls"):
            path = DEPLOY / re.sub(r"\$\{FRONT:-http\}", front, mount)
            assert path.exists() or mount == "./tls"


def test_every_variable_is_explained(compose):
    example = set(re.findall(r"^(\w+)=", (DEPLOY / "example.env").read_text(), re.MULTILINE))
    asked = set(re.findall(r"\$\{(\w+)", json.dumps(compose)))
    assert asked - example == {"GRAPH_APP_VERSION"}
    assert example <= asked


#: What a process in a container is never told, and why.
NOT_TOLD = {
    "GRAPH_APP_STORE": "its facts are in the database, which all processes share",
    "XDG_CACHE_HOME": "it has a folder of its own for its cache",
}


def test_compose_passes_every_variable_and_no_other(compose):
    known = {name for name, _field in variables()}
    for service in apps(compose).values():
        told = {name for name in service["environment"] if name.startswith("GRAPH_APP_")}
        told |= known & service["environment"].keys()
        assert told == known - NOT_TOLD.keys()


def test_a_blank_variable_of_compose_counts_as_not_set(compose, environment_of):
    told = apps(compose)["app-1"]["environment"]
    blank = {name for name, value in told.items() if re.fullmatch(r"\$\{\w+:-\}", value)}
    assert len(blank) > 20
    assert environment_of(dict.fromkeys(blank, "")) == environment_of({})


def test_stopping_is_given_the_time_that_saves_may_take(compose):
    from graph_app.runtime.settings import Environment

    fields = Environment.model_fields
    longest = fields["stop_delay"].default + fields["stop_patience"].default
    for service in apps(compose).values():
        assert int(service["stop_grace_period"].rstrip("s")) > longest + 5


def test_the_database_has_a_connection_for_all(compose):
    from graph_app.store.database import _postgres_engine

    pool = _postgres_engine("postgresql://x@localhost/x").pool
    most = pool.size() + pool._max_overflow
    command = compose["services"]["db"]["command"]
    (connections,) = [int(one.split("=")[1]) for one in command if "max_connections" in one]
    assert connections >= most * len(apps(compose)) + 10


# --- what the documents tell people to type ------------------------------------------------------


@pytest.mark.parametrize("name", ["deploy/README.md", "docs/deploy.md"])
def test_commands_in_the_documents_exist(name, compose):
    text = (ROOT / name).read_text()
    typed = " ".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    for verb in set(re.findall(r"^graph-app ([a-z]+) ", typed, re.MULTILINE)):
        assert cli([verb, "--help"]) == 0
    services = re.findall(r"docker compose \S+ \S+ (?:run --rm|exec|logs) ([a-z0-9-]+)", typed)
    assert services
    assert set(services) <= compose["services"].keys()
    for path in re.findall(r"\]\((?!http)([^)#]+)", text):
        assert ((ROOT / name).parent / path).exists(), path
