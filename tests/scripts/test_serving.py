"""The running app over real HTTP and websockets: headers, bounds, logs, readiness, stopping."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import time
import tomllib

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from graph_app.serve.local_editor import token_in
from scripts.serving import app_process, status, wait_for
from scripts.websocket_user import WebsocketUser
from tests.conftest import EXCERPT, ROOT
from tests.oidc_provider import sign_in_variables

# Nobody answers there.
SIGN_IN = sign_in_variables("http://127.0.0.1:9/.well-known/openid-configuration")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "log"
    limits = {"GRAPH_APP_LIMIT_UPLOADS": "3", "GRAPH_APP_LIMIT_SIGN_INS": "4"}
    with (
        path.open("wb") as log,
        app_process(log, GRAPH_APP_LOG="json", **limits, **SIGN_IN) as (address, _),
    ):
        yield address, path


def ask(url, method="GET", data=None, headers=None):
    with httpx2.Client(trust_env=False, timeout=30) as client:
        answer = client.request(method, url, content=data, headers=headers)
    return answer.status_code, answer.headers, answer.content


def refusal(address, **options):
    """Return the answer to a connection that is not accepted."""
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws{address[4:]}/_stcore/stream", subprotocols=["streamlit"], **options)
    return refused.value.response


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.startswith("{")]


@pytest.mark.parametrize("path", ["/", "/ready", "/_stcore/health", "/nothing", "/auth/logout"])
def test_every_answer_carries_the_headers(served, path):
    status, headers, _ = ask(served[0] + path)
    assert status < 500
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "'unsafe-eval'" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers.get("strict-transport-security") is None


def test_encryption_is_asked_for_once_there(served):
    _, headers, _ = ask(f"{served[0]}/", headers={"X-Forwarded-Proto": "https"})
    assert headers["strict-transport-security"].startswith("max-age=")


def test_ready_and_health(served):
    status, headers, body = ask(f"{served[0]}/ready")
    assert (status, json.loads(body)) == (200, {"ready": True})
    assert headers["cache-control"] == "no-store"
    assert ask(f"{served[0]}/_stcore/health")[0] == 200


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact"]
)
def test_what_nobody_needs_is_closed(served, path):
    assert ask(served[0] + path)[0] == 404


def test_uploads_are_counted(served):
    url = f"{served[0]}/_stcore/upload_file/no-such-session/file"
    found = [ask(url, "PUT", b"x") for _ in range(5)]
    assert [status for status, _, _ in found][:3] != [429] * 3
    status, headers, body = found[-1]
    assert status == 429
    assert 1 <= int(headers["retry-after"]) <= 60
    assert b"Try again in" in body


def test_steps_of_a_sign_in_at_a_service_that_is_away_are_counted(served):
    with contextlib.closing(WebsocketUser(served[0])) as user:
        user.open("overview")
        assert not user.errors
    statuses = [ask(f"{served[0]}/oauth2callback?code=c0de&state=x")[0] for _ in range(6)]
    assert statuses[0] == 302
    assert statuses[-1] == 429


def test_a_large_body_is_cut_off(served):
    with contextlib.suppress(httpx2.HTTPError):
        status, _, _ = ask(f"{served[0]}/_stcore/health", "POST", b"x" * 5_000_000)
        assert status >= 400
    assert ask(f"{served[0]}/ready")[0] == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost:9", "http://127.0.0.1", "null", "http://[::1"],
)
def test_a_foreign_page_gets_no_connection(served, origin):
    assert refusal(served[0], origin=origin).status_code == 403


def test_the_log_is_json_without_secrets(served):
    address, path = served
    ask(f"{address}/overview?token=hunter22-query")
    ask(f"{address}/oauth2callback?code=hunter22-code&state=hunter22-state")
    ask(f"{address}/media/hunter22-file.csv")
    with contextlib.closing(WebsocketUser(address)) as user:
        user.open("overview", "node=hunter22-node")
    time.sleep(0.5)
    text = path.read_text()
    assert "hunter22" not in text
    # No reader's address either; "URL:" is what Streamlit prints for who starts it.
    assert "127.0.0.1" not in text.replace(f"URL: {address}", "")
    assert "checkip" not in text
    logged = lines(path)
    kinds = {line["event"] for line in logged}
    assert {"started", "request", "connection"} <= kinds
    requests = [line for line in logged if line["event"] == "request"]
    assert all({"method", "path", "status", "ms", "bytes"} <= set(line) for line in requests)
    assert any(line["path"] == "/oauth2callback" for line in requests)


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """Return the address of an app that takes three connections, and the folder of its facts."""
    folder = tmp_path_factory.mktemp("narrow")
    data = shutil.copytree(EXCERPT, folder / "data")
    own = {"GRAPH_APP_LIMIT_CONNECTIONS": "3", "GRAPH_APP_DATA": str(data)}
    with (folder / "log").open("wb") as log, app_process(log, **own) as (address, _):
        yield address, data


def test_too_many_connections_have_to_wait(narrow):
    address, _ = narrow
    url = f"ws{address[4:]}/_stcore/stream"
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(connect(url, subprotocols=["streamlit"]))
        answer = refusal(address)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert ask(f"{address}/ready")[0] == 200


def test_without_its_facts_it_is_not_ready_and_says_no_more(narrow):
    address, data = narrow
    assert ask(f"{address}/ready")[0] == 200
    (data / "relations.csv").rename(data / "away.csv")
    time.sleep(1.2)
    status, _, body = ask(f"{address}/ready")
    assert (status, json.loads(body)) == (503, {"ready": False})
    (data / "away.csv").rename(data / "relations.csv")
    time.sleep(1.2)
    assert ask(f"{address}/ready")[0] == 200


def test_when_it_has_to_stop_it_first_says_so(tmp_path):
    path = tmp_path / "log"
    store = {"GRAPH_APP_STORE": str(tmp_path / "store"), "GRAPH_APP_STOP_DELAY": "2"}
    with path.open("wb") as log, app_process(log, **store) as (address, process):
        assert ask(f"{address}/ready")[0] == 200
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: status(f"{address}/ready") == 503, seconds=1.5)
        assert refusal(address).status_code == 503
        process.wait(timeout=20)
    logged = lines(path)
    assert any(line["event"] == "stopping" for line in logged)
    # The first facts were written, and the log names who wrote them.
    write = next(line for line in logged if line["event"] == "write")
    assert (write["actor"], write["kind"], write["revision"]) == ("graph-app", "load", 1)


_STARTS = """
import os, sys
import graph_app.pages.shell.server
for pair in sys.argv[1:]:
    if not os.fork():
        os.environ.update([pair.split("=")])
        import streamlit_app
    print(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_wrong_variable_stops_the_start_in_one_line():
    wrong = {
        "GRAPH_APP_SIGN_IN_CLIENT_SECRET": "hunter22",
        "GRAPH_APP_LIMIT_UPLOADS": "many",
        "GRAPH_APP_STOP_DELAY": "-1",
        "GRAPH_APP_LOG": "xml",
    }
    pairs = [f"{variable}={value}" for variable, value in wrong.items()]
    done = subprocess.run(
        [sys.executable, "-c", _STARTS, *pairs], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.split() == ["1"] * len(wrong)
    lines = done.stderr.splitlines()
    assert len(lines) == len(wrong)
    assert all(line.startswith("graph-app: GRAPH_APP_") for line in lines), lines
    assert "hunter22" not in done.stderr


def test_by_default_only_this_machine_is_served():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False


#: Placeholders: the port, and what the link gives.
_KNOWN = {"Cookie": "graph_app_local_{port}={token}"}
_SCRIPT = """
import streamlit as st
from graph_app.pages.shell.visitor import current_actor
actor = current_actor()
st.button(f"{actor.name or 'nobody'} is {actor.role}")
"""


@pytest.mark.parametrize(
    ("listens", "visits"),
    [
        (
            "127.0.0.1",
            [
                (_KNOWN, "local is editor"),
                ({}, "nobody is viewer"),
                ({"Cookie": "graph_app_local_{port}=guess"}, "nobody is viewer"),
                ({**_KNOWN, "X-Forwarded-For": "10.0.0.7"}, "nobody is viewer"),
                ({**_KNOWN, "X-Forwarded-For": "127.0.0.1"}, "nobody is viewer"),
                ({**_KNOWN, "Via": "1.1 proxy"}, "nobody is viewer"),
            ],
        ),
        ("0.0.0.0", [({}, "nobody is viewer"), (_KNOWN, "nobody is viewer")]),
    ],
)
def test_only_who_sits_at_the_machine_edits_without_a_sign_in(tmp_path, listens, visits):
    script = tmp_path / "page.py"
    script.write_text(_SCRIPT, encoding="utf-8")
    store, token = tmp_path / "store", token_in(tmp_path / "store")
    environment = {"PYTHONPATH": str(ROOT), "GRAPH_APP_STORE": str(store)}
    with (
        (tmp_path / "log").open("wb") as log,
        app_process(log, script, listens, **environment) as (address, _),
    ):
        port = address.rpartition(":")[2]
        for headers, says in visits:
            sent = {name: text.format(port=port, token=token) for name, text in headers.items()}
            with contextlib.closing(WebsocketUser(address, additional_headers=sent)) as user:
                user.open("")
                assert (headers, list(user.widgets)) == (headers, [says])
