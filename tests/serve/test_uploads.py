"""The door for uploads alone, over real sockets: what is asked before, bounds, requests that break off."""

import contextlib
import http.client
import socket
import threading
import time

import pytest
import uvicorn

from graph_app.runtime.settings import Limits
from graph_app.serve.asgi import answer as reply
from graph_app.serve.upload_store import MEGABYTE, UploadStore
from graph_app.serve.uploads import UploadRules, Uploads
from scripts.serving import wait_for
from tests.uploading import answer, begin, files_in, form, put


class Door:
    """A running server that takes uploads of sessions named after their people."""

    def __init__(self, folder, **limits):
        self.folder, self.passed_on, self.closed = folder, [], set()
        self.store = UploadStore(
            lambda: folder, Limits(**{"upload_free_mb": 0, **limits}), MEGABYTE
        )
        rules = UploadRules(lambda _: True, self.may_upload, self.is_open, 0.5, "base")
        config = uvicorn.Config(
            Uploads(self.app, self.store, rules), log_level="error", lifespan="off"
        )
        self.server, self.address = uvicorn.Server(config), ""

    async def app(self, scope, receive, send):
        self.passed_on.append((scope["method"], scope["path"]))
        await reply(scope, receive, send, 418)

    def may_upload(self, session, _cookies):
        return None if session.startswith("stranger") else session.split("-")[0]

    def is_open(self, session):
        return session not in self.closed

    @property
    def files(self):
        return list(files_in(self.folder))


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens a door with limits."""
    with contextlib.ExitStack() as stack:

        def open_door(**limits):
            (tmp_path / "uploads").mkdir()
            door = Door(tmp_path, **limits)
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            door.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            thread = threading.Thread(target=door.server.run, args=([listening],), daemon=True)
            thread.start()
            wait_for(lambda: door.server.started)
            stack.callback(thread.join)
            stack.callback(setattr, door.server, "should_exit", True)
            return door

        yield open_door


def test_a_file_comes_whole_under_its_name_and_goes(opened):
    door = opened()
    content = b"\r\n--edge012345\r\n" + bytes(range(256)) * 900
    assert put(door.address, "aino-1/f", form(content, "lista ä.csv")) == (204, "")
    stored = door.store.get("aino-1", "f")
    assert (stored.name, stored.size) == ("lista ä.csv", len(content))
    assert stored.path.read_bytes() == content
    assert stored.path.stat().st_mode & 0o777 == 0o600
    assert stored.path.parent.stat().st_mode & 0o777 == 0o700
    assert put(door.address, "aino-1/f", form(b"newer")) == (204, "")
    assert [path.read_bytes() for path in door.files] == [b"newer"]
    assert answer(begin(door.address, "aino-1/f", 0, method="DELETE"))[0] == 204
    assert door.files == []


def test_one_connection_brings_several_files(opened):
    door = opened()
    with contextlib.closing(http.client.HTTPConnection(door.address[7:], timeout=20)) as one:
        for method in ("PUT", "PUT", "DELETE"):
            kind = {"Content-Type": "multipart/form-data; boundary=edge0123456789"}
            one.request(method, "/_stcore/upload_file/aino-1/f", form(b"x"), kind)
            found = one.getresponse()
            assert (found.status, found.read(), found.will_close) == (204, b"", False)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_stranger_is_answered_before_the_file_is_read(opened, method):
    door = opened()
    waiting = begin(door.address, "stranger/f", 200 * MEGABYTE, method=method)
    # Not one byte of the body is sent.
    status, says = answer(waiting)
    assert (status, says.startswith("You may not upload")) == (403, True)
    assert door.passed_on == []


@pytest.mark.parametrize(
    "place", ["a/b/c", "a/", "a", "../upload_file/a/b/", "a%2Fb/c", "a/" + "f" * 200]
)
def test_no_spelling_of_the_address_reaches_the_route_behind(opened, place):
    door = opened()
    for method in ("PUT", "DELETE", "POST", "PATCH", "put"):
        assert answer(begin(door.address, place, 0, method=method))[0] in (404, 403)
    assert door.passed_on == []
    assert answer(begin(door.address, "a/b", 0, method="OPTIONS"))[0] == 418


@pytest.mark.parametrize(
    "body",
    [
        b"no form",
        form(b"x")[:-20],
        form(b"x").replace(b"; filename", b"; other"),
        form(b"x").replace(b"--\r\n", b"\r\n") + form(b"y"),
        form(b"x", "n" * 9000),
    ],
    ids=["none", "cut", "field", "two", "name"],
)
def test_what_is_no_form_with_one_file_leaves_nothing(opened, body):
    door = opened()
    assert put(door.address, "aino-1/f", body)[0] == 400
    wait_for(lambda: not door.files)


def test_bounds_of_a_file_a_visit_a_person_and_the_process(opened):
    door = opened(upload_session_mb=2, upload_person_mb=3, upload_process_mb=4, upload_files=3)
    large = form(b"x" * (MEGABYTE * 9 // 10))
    assert put(door.address, "aino-1/f", form(b"x" * (MEGABYTE + 1)))[0] == 413
    assert answer(begin(door.address, "aino-1/f", 3 * MEGABYTE))[0] == 413
    assert [put(door.address, f"aino-1/{n}", large)[0] for n in range(3)] == [204, 204, 413]
    assert [put(door.address, f"aino-2/{n}", large)[0] for n in range(2)] == [204, 413]
    assert [put(door.address, f"bea-{n}/f", large)[0] for n in range(2)] == [204, 507]
    assert [put(door.address, f"cai-1/{n}", form(b""))[0] for n in range(4)] == [204] * 3 + [413]
    door.store.remove_session("aino-1")
    assert put(door.address, "bea-2/f", large)[0] == 204


def test_several_at_once_pass_no_bound_together(opened):
    door = opened(upload_session_mb=2)
    waiting = [begin(door.address, f"aino-1/{n}", MEGABYTE * 9 // 10) for n in range(2)]
    wait_for(lambda: len(door.files) == 2)
    assert put(door.address, "aino-1/f", form(b"x" * (MEGABYTE // 2)))[0] == 413
    for one in waiting:
        one.close()
    wait_for(lambda: not door.files)
    assert put(door.address, "aino-1/f", form(b"x" * (MEGABYTE // 2)))[0] == 204


def test_a_length_that_nobody_says_counts_as_the_most(opened):
    door = opened(upload_session_mb=1)
    assert answer(begin(door.address, "aino-1/f", None))[0] == 413


def test_the_disk_is_not_filled(opened):
    status, says = put(opened(upload_free_mb=10**9).address, "aino-1/f", form(b"x"))
    assert (status, "nearly full" in says) == (507, True)


def test_an_upload_that_breaks_off_or_falls_silent_leaves_nothing(opened):
    door = opened()
    broken = begin(door.address, "aino-1/f", 500_000)
    broken.sendall(form(b"x" * 300_000)[:200_000])
    wait_for(lambda: door.files)
    broken.close()
    wait_for(lambda: not door.files)
    silent = begin(door.address, "aino-1/f", 500_000)
    silent.sendall(form(b"x" * 300_000)[:200_000])
    start = time.monotonic()
    assert answer(silent)[0] == 408
    assert time.monotonic() - start < 20
    wait_for(lambda: not door.files)
    assert door.store.get("aino-1", "f") is None


def test_a_visit_that_ends_meanwhile_gets_no_file(opened):
    door = opened()
    waiting = begin(door.address, "aino-1/f", len(form(b"x")))
    wait_for(lambda: door.files)
    door.closed.add("aino-1")
    waiting.sendall(form(b"x"))
    assert answer(waiting)[0] == 403
    wait_for(lambda: not door.files)
    assert door.store.get("aino-1", "f") is None
