"""Editing on the machine itself: by the link alone, and by nothing that a proxy could pass on."""

import contextlib
import os
import socket
import stat
import threading

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from graph_app.serve.local_editor import FILE, PATH, LocalEditor, cookie_name, has_token, token_in
from graph_app.store import open_store
from scripts.serving import app_process, edit_cookie, edit_link
from scripts.websocket_user import WebsocketUser
from tests.conftest import EXCERPT

FORM = ("data", "part=edit&do=change&table=networks&row=network:ubc&lang=en")
REASON = "Reason for the change, for the history"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Return the address of an app, the folder of its store, and its log."""
    folder = tmp_path_factory.mktemp("app")
    own = {"GRAPH_APP_DATA": str(EXCERPT), "GRAPH_APP_STORE": str(folder / "store")}
    with (folder / "log").open("wb") as log, app_process(log, GRAPH_APP_LOG="json", **own) as app:
        yield app[0], folder / "store", folder / "log"


@contextlib.contextmanager
def plain_proxy(address):
    """Pass on connections as they come, without a word; give the port that listens."""
    target = ("127.0.0.1", int(address.rpartition(":")[2]))

    def pump(source, sink):
        with contextlib.suppress(OSError):
            while content := source.recv(65_536):
                sink.sendall(content)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def listen(server):
        with contextlib.suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.create_connection(target)
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=pump, args=pair, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=listen, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


def try_to_save(address, port, cookie=""):
    """Change a name by a script through a port, in words of the machine itself; return the page."""
    headers = {"Origin": address, **({"Cookie": cookie} if cookie else {})}
    sock = socket.create_connection(("127.0.0.1", port))
    with contextlib.closing(WebsocketUser(address, additional_headers=headers, sock=sock)) as user:
        user.open(*FORM)
        if "Save" in user.widgets:
            user.pick("Name", f"Named through {port}")
            user.pick(REASON, "To see whether it can be done")
            user.press("Save")
        return "\n".join(user.texts).replace("\\", "")


def revisions(store):
    with contextlib.closing(open_store(store)) as opened:
        return opened.head().number, opened.head().author


def test_a_script_behind_a_plain_proxy_saves_nothing(served):
    address, store, _ = served
    before = revisions(store)
    with plain_proxy(address) as port:
        for cookie in ("", f"{cookie_name(address)}=guess", f"graph_app_local={token_in(store)}"):
            said = try_to_save(address, port, cookie)
            assert "To edit, open the link that the program printed when it started." in said
            assert revisions(store) == before
        # The same script with what the link gives: it is the token that counts.
        assert "Saved as revision" in try_to_save(address, port, edit_cookie(address, store))
    assert revisions(store) == (before[0] + 1, "local")


def test_the_link_gives_the_cookie_and_leaves_the_address(served):
    address, store, log = served
    with httpx2.Client(trust_env=False) as client:
        answer = client.get(edit_link(address, store))
        wrong = [client.get(f"{address}{PATH}{end}") for end in ("", "?token=", "?token=guess")]
        posted = client.post(edit_link(address, store))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith(f"{edit_cookie(address, store)}; Path=/; Max-Age=")
    assert cookie.endswith("; HttpOnly; SameSite=Strict")
    assert answer.headers["cache-control"] == "no-store"
    assert {one.status_code for one in wrong} == {403}
    assert "Open the link that the program printed" in wrong[0].text
    assert not any(one.headers.get_list("set-cookie") for one in wrong)
    assert posted.status_code == 405
    # No person watches what this process prints: it says where the token is.
    text = log.read_text()
    assert token_in(store) not in text
    assert f"open {address}{PATH}?token= with the content of {store / FILE}" in text


# --- by itself --------------------------------------------------------------------------------

TOKEN = "t" * 43


@pytest.mark.parametrize(
    ("url", "headers", "listens", "status"),
    [
        ("http://localhost:8501", {}, "127.0.0.1", 303),
        ("http://127.0.0.1:8501", {}, "127.0.0.1", 303),
        ("http://graph.example", {}, "127.0.0.1", 403),
        ("http://localhost:8501", {"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 403),
        ("http://localhost:8501", {"X-Forwarded-Proto": "http"}, "127.0.0.1", 403),
        ("http://localhost:8501", {}, "0.0.0.0", 403),
    ],
)
def test_only_the_machine_itself_is_given_the_cookie(url, headers, listens, status):
    app = LocalEditor(Starlette(), lambda: TOKEN, listens)
    client = TestClient(app, url, follow_redirects=False, client=("127.0.0.1", 5))
    assert client.get(f"{PATH}?token={TOKEN}", headers=headers).status_code == status


def test_without_a_token_nothing_is_right():
    client = TestClient(LocalEditor(Starlette(), str, "127.0.0.1"), "http://localhost")
    assert client.get(f"{PATH}?token=").status_code == 403
    assert not has_token("", "localhost", {cookie_name("localhost"): ""})


def test_apps_on_other_ports_have_cookies_of_their_own():
    names = [cookie_name(host) for host in ("127.0.0.1:8501", "127.0.0.1:8502", "localhost")]
    assert names == ["graph_app_local_8501", "graph_app_local_8502", "graph_app_local_80"]
    assert cookie_name("[::1]:8501") == names[0]
    assert has_token(TOKEN, "[::1]:8501", {names[0]: TOKEN})
    assert not has_token(TOKEN, "[::1]:8501", {names[1]: TOKEN})
    assert not has_token(TOKEN, "[::1]:8501", {names[0]: "é"})


def test_the_token_outlives_a_restart_and_is_its_owners_alone(tmp_path):
    folder = tmp_path / "new" / "store"
    token = token_in(folder)
    assert len(token) >= 43
    assert token_in(folder) == token
    assert stat.S_IMODE(os.stat(folder / FILE).st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == [FILE]


@pytest.mark.parametrize("spoil", [lambda f: f.chmod(0o644), lambda f: f.write_text("short")])
def test_a_token_that_others_could_read_or_guess_is_replaced(tmp_path, spoil):
    token = token_in(tmp_path)
    spoil(tmp_path / FILE)
    assert token_in(tmp_path) not in (token, "short")
    assert stat.S_IMODE(os.stat(tmp_path / FILE).st_mode) == 0o600
