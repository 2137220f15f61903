"""Uploads to the running app: who may, where files lie, and when they go."""

import contextlib
import re
from pathlib import Path

import pytest
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.uploaded_file_manager import UploadedFile

from graph_app.pages.sessions.uploads import DiskUploads
from graph_app.runtime.settings import Limits
from graph_app.serve.upload_store import UploadStore
from scripts.serving import app_process, edit_cookie, wait_for
from scripts.websocket_user import WebsocketUser
from tests.conftest import EXCERPT
from tests.oidc_provider import sign_in_variables
from tests.uploading import answer, begin, cookies, files_in, form, put, put_large, secret_of

#: Megabytes of the files that must not be seen in the memory.
LARGE = 150


@contextlib.contextmanager
def app_in(folder, **variables):
    """Serve an app whose store and cache are in a folder; give its address and process."""
    own = {"GRAPH_APP_DATA": str(EXCERPT), "GRAPH_APP_STORE": str(folder / "store")}
    own |= {"GRAPH_APP_CACHE": str(folder / "cache"), **variables}
    with (folder / "log").open("ab") as log, app_process(log, **own) as served:
        yield served


@contextlib.contextmanager
def visitor(address, folder):
    """Open a page as a new browser that may edit; give its session and its secret."""
    secret = secret_of(address)
    own = {"Cookie": f"{cookies(secret)}; {edit_cookie(address, folder / 'store')}"}
    with contextlib.closing(WebsocketUser(address, additional_headers=own)) as user:
        user.open("data", "part=import")
        assert not user.errors
        yield user.session, secret


def most_memory(process):
    """Return the most megabytes that a process has had."""
    said = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", said)[1]) / 1024


def folders(place):
    return list((place / "cache" / "processes").glob("process-*"))


def test_one_who_never_signed_in_is_refused_before_the_file_is_read(tmp_path):
    nobody = sign_in_variables("http://127.0.0.1:9/.well-known/openid-configuration")
    with (
        app_in(tmp_path, **nobody) as (address, _),
        visitor(address, tmp_path) as (session, secret),
    ):
        waiting = begin(address, f"{session}/f", 199 * 2**20, secret)
        waiting.sendall(form(b"x" * 999)[:500])
        status, says = answer(waiting)
        assert (status, says.startswith("You may not upload")) == (403, True)
        assert answer(begin(address, f"{session}/f", 0, secret, "DELETE"))[0] == 403
        assert list(files_in(tmp_path)) == []


def test_large_files_lie_on_the_disk_and_go_when_the_visitor_has_left(tmp_path):
    with app_in(tmp_path, STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="2") as (address, process):
        with visitor(address, tmp_path) as (session, secret):
            before = most_memory(process)
            for number in range(3):
                assert put_large(address, f"{session}/{number}", LARGE, secret)[0] == 204
            assert most_memory(process) - before < LARGE / 3
            assert sum(path.stat().st_size for path in files_in(tmp_path)) == 3 * LARGE * 2**20
            other = secret_of(address)
            refused = [
                put(address, f"{session}/f", form(b"x"), other),
                put(address, f"{session}/f", form(b"x")),
                put(address, "no-such-session/f", form(b"x"), secret),
                put(address, f"{session}/f", form(b"x" * (2**20 * 201)), secret),
            ]
            assert [status for status, _ in refused] == [403, 403, 403, 413]
        # Nobody else comes.
        wait_for(lambda: not list(files_in(tmp_path)), 20)
        assert folders(tmp_path)
    assert folders(tmp_path) == []


def test_the_next_start_clears_up_after_a_killed_one_alone(tmp_path):
    with app_in(tmp_path) as (address, killed), visitor(address, tmp_path) as (session, secret):
        assert put(address, f"{session}/f", form(b"secret"), secret)[0] == 204
        left = folders(tmp_path)
        killed.kill()
        killed.wait()
    assert len(left) == 1
    assert list(files_in(left[0]))
    with app_in(tmp_path) as (address, _), visitor(address, tmp_path) as (session, secret):
        assert not left[0].exists()
        assert put(address, f"{session}/f", form(b"other"), secret)[0] == 204
        with app_in(tmp_path):
            assert len(folders(tmp_path)) == 2
        assert [path.read_bytes() for path in files_in(tmp_path)] == [b"other"]


@pytest.fixture
def uploads(tmp_path):
    return DiskUploads(UploadStore(lambda: tmp_path, Limits(), 2**20))


def add(uploads, session, file, content):
    (uploads.store._place() / "uploads").mkdir(exist_ok=True)
    incoming = uploads.store.begin(session, "Aino", len(content))
    incoming.write(content)
    return uploads.store.finish(incoming, file, "a.csv", "text/csv")


def test_streamlit_gets_the_size_but_not_the_bytes(uploads):
    add(uploads, "s", "f", b"12345")
    (record,) = uploads.get_files("s", ["f", "no-such-file"])
    file = UploadedFile(record, FileURLs())
    assert (file.name, file.type, file.size, file.getvalue()) == ("a.csv", "text/csv", 5, b"")
    assert uploads.get_files("t", ["f"]) == []
    assert (uploads.get_stats(), uploads.stats_families) == ({}, ())


def test_files_go_one_by_one_and_with_their_session(uploads, tmp_path):
    for session, file in (("s", "f"), ("s", "g"), ("t", "f")):
        add(uploads, session, file, b"x")
    uploads.remove_file("s", "f")
    assert len(list(files_in(tmp_path))) == 2
    (uploads.store.folder_of("s") / "copy").write_bytes(b"y")
    uploads.remove_session_files("s")
    wait_for(lambda: len(list(files_in(tmp_path))) == 1)
    assert uploads.get_files("s", ["g"]) == []
    assert len(uploads.get_files("t", ["f"])) == 1
    uploads.remove_file("u", "f")
    uploads.remove_session_files("u")


def test_every_file_has_an_address_of_its_own(uploads):
    first, second = uploads.get_upload_urls("s", ["a", "a"])
    assert first.upload_url == first.delete_url == f"/_stcore/upload_file/s/{first.file_id}"
    assert first.file_id != second.file_id
