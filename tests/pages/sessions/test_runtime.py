"""What a program that is no browser sends over a real websocket to a real server."""

import os
import shutil
import urllib.error
import urllib.request

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from graph_app.pages.sessions.runtime import NEEDS, kind_of
from scripts.serving import running_app
from scripts.websocket_user import WebsocketUser
from tests.conftest import EXCERPT

_REQUEST = BackMsg.DESCRIPTOR.fields_by_name["backend_operation_request"].message_type
#: Every message that Streamlit knows: its field, and that of a request within it.
MESSAGES = [
    *((field.name, "") for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields),
    *(
        ("backend_operation_request", field.name)
        for field in _REQUEST.oneofs_by_name["payload"].fields
    ),
]


def message(field: str, payload: str = "") -> BackMsg:
    """Return a message of a type, with nothing in it."""
    made = BackMsg()
    part = getattr(made, field)
    if hasattr(part, "SetInParent"):
        part.SetInParent()
    else:
        setattr(made, field, True)
    if payload:
        getattr(part, payload).SetInParent()
    return made


def test_every_message_that_is_not_named_is_dropped():
    kinds = {kind_of(message(*parts)) for parts in MESSAGES}
    assert kinds - set(NEEDS) == {
        *("", "clear_cache", "set_run_on_save", "load_git_info", "install_skills"),
        *("debug_disconnect_websocket", "debug_shutdown_runtime", "dismiss_skills_nudge"),
    }
    assert set(NEEDS) <= kinds


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of tables that everybody may read and nobody may edit."""
    folder = shutil.copytree(EXCERPT, tmp_path_factory.mktemp("data") / "excerpt")
    allow(folder, "open")
    return folder


@pytest.fixture(scope="module")
def address(folder):
    with running_app(GRAPH_APP_DATA=str(folder), GRAPH_APP_LOG="json") as address:
        yield address


@pytest.fixture
def user(address, folder):
    allow(folder, "open")
    reader = WebsocketUser(address)
    yield reader
    reader.close()


def allow(folder, reading):
    settings = (EXCERPT / "settings.toml").read_text(encoding="utf-8")
    rules = f'\n[access]\nreading = "{reading}"\nlocal_editor = false\n'
    (folder / "settings.toml").write_text(settings + rules, encoding="utf-8")


def file_of(user):
    return user.widgets["Download"].deferred_file_id


def status(url, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_no_message_empties_the_caches_of_all_readers(user, folder):
    user.open("overview")
    assert any("Lahti in the world" in text for text in user.texts)
    # The tables are read anew when a file has another size or time: here only when a cache is lost.
    path = folder / "cities.csv"
    before, times = path.read_bytes(), path.stat()
    changed = before.replace(b"Lahti", b"Lohti")
    assert changed != before
    path.write_bytes(changed)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    for _ in range(60):
        for parts in MESSAGES:
            if kind_of(message(*parts)) not in NEEDS:
                user.send(message(*parts))
    user.texts.clear()
    user.open("overview")
    path.write_bytes(before)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert any("Lahti in the world" in text for text in user.texts)
    assert not any("Lohti" in text for text in user.texts)


def test_a_file_goes_only_to_the_browser_whose_page_offered_it(address, user):
    user.open("export")
    url = address + user.download(file_of(user))[0]
    assert status(url) == 200
    assert status(url, Cookie="graph_app_browser=another") == 404
    user.close()
    assert status(url) == 404


def test_a_browser_has_a_name_that_no_script_can_read(address):
    with urllib.request.urlopen(address) as answer:
        cookies = answer.headers.get_all("set-cookie")
    (ours,) = [one for one in cookies if one.startswith("graph_app_browser=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(ours.split("; "))
    name = ours.split(";")[0]
    again = urllib.request.Request(address, headers={"Cookie": name})
    with urllib.request.urlopen(again) as answer:
        assert not any(
            "graph_app_browser" in one for one in answer.headers.get_all("set-cookie") or ()
        )


def test_nobody_gets_the_file_of_another_session(address, user):
    user.open("export")
    other = WebsocketUser(address)
    other.open("overview")
    other.ask_for(file_of(user))
    other.refresh()
    assert other.kinds["backend_operation_response"] == 0
    other.close()


def test_a_right_that_is_gone_is_gone_in_an_open_tab(address, folder, user):
    user.open("explore")
    fragments = {one for one in user.fragments.values() if one}
    assert fragments
    user.open("export")
    url = address + user.download(file_of(user))[0]
    allow(folder, "signed-in")
    assert status(url) == 404
    user.texts.clear()
    before = user.kinds["backend_operation_response"]
    user.ask_for(file_of(user))
    # In place of the file the page is drawn anew.
    user._drawn("")
    assert user.kinds["backend_operation_response"] == before
    for fragment in sorted(fragments):
        user.refresh(fragment)
    assert user.texts
    assert all("Sign in" in text or "signed in" in text for text in user.texts)


def test_who_may_not_edit_gets_no_place_for_a_file(address, user):
    user.open("overview")
    asked = message("file_urls_request")
    asked.file_urls_request.request_id = "1"
    asked.file_urls_request.file_names.append("a.csv")
    asked.file_urls_request.session_id = user.session
    user.send(asked)
    user.refresh()
    assert user.kinds["file_urls_response"] == 0
