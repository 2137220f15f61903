"""Two processes behind nginx on one PostgreSQL: readers stay, edits are shared, one may die."""

import contextlib
import ssl
import threading
import time
import urllib.request
from collections import Counter

import pytest
from websockets.exceptions import ConnectionClosed

from graph_app.store import open_store
from scripts.serving import status, wait_for
from tests.deploy.office import EDITOR, Nginx, Reader, cookie_of, make_certificate

PROFILE = ("profile", "node=network:ubc&lang=en")


@pytest.fixture
def come(office):
    """Open visits that end with the test."""
    with contextlib.ExitStack() as visits:

        def come(process: str = "", address: str = office.address, **options) -> Reader:
            reader = Reader(address, process, **options)
            return visits.enter_context(contextlib.closing(reader))

        yield come


@pytest.fixture
def read(come):
    """Open visits to a profile."""

    def read(process: str, **options) -> Reader:
        reader = come(process, **options)
        reader.open(*PROFILE)
        return reader

    return read


def rename(editor: Reader, name: str) -> None:
    editor.change("networks", "network:ubc", "Name", name, "To see who hears of it")
    assert "Saved as revision" in editor.shown


def test_first_readers_are_spread_evenly(office):
    assert Counter(office.first_visit() for _ in range(20)) == {"1": 10, "2": 10}


def test_a_reader_stays_with_a_process(office):
    for number, process in enumerate(office.processes, 1):
        for at in range(6):
            assert office.get(f"/stays/{number}/{at}", str(number)) == 200
        wait_for(lambda p=process, n=number: asked(p, f"/stays/{n}/") == 6, seconds=5)
    assert asked(office.processes[0], "/stays/2/") == asked(office.processes[1], "/stays/1/") == 0


def asked(process, path: str) -> int:
    return sum(str(line.get("path", "")).startswith(path) for line in process.log)


def test_a_page_that_connects_without_a_cookie_is_given_one(come):
    assert {come().process for _ in range(4)} == {"1", "2"}


def test_an_edit_in_one_process_is_seen_in_the_other(read):
    for first, second in (("1", "2"), ("2", "1")):
        editor, other = read(first, signed_in=True), read(second)
        name = f"Named in process {first}"
        assert name not in other.shown
        rename(editor, name)
        other.refresh()
        assert name in other.shown
        assert not editor.errors + other.errors


def test_nobody_edits_without_having_signed_in(come):
    reader = come("1")
    reader.open("data", "part=edit&lang=en")
    assert "Save" not in reader.widgets
    assert "Sign in to edit" in reader.shown


def test_readers_of_a_killed_process_go_on_in_the_other(office, read, database):
    first, second = office.processes
    readers = [read("1") for _ in range(3)]
    editor = read("1", signed_in=True)
    store = open_store(database)
    rename(editor, "Saved just before")
    saved = store.head().number
    first.kill()
    for reader in (*readers, editor):
        with pytest.raises(ConnectionClosed):
            reader.refresh()
    # What a browser does: it connects again, with the cookies that it has.
    for reader in readers:
        again = read(reader.process)
        assert again.process == "2"
        assert "Saved just before" in again.shown
        assert office.get("/", "1") == status(f"{office.address}/ready") == 200
    editor = read("1", signed_in=True)
    rename(editor, "Saved meanwhile")
    assert [store.revision(saved + n).author for n in (0, 1)] == [EDITOR, EDITOR]
    assert store.problems() == []
    store.close()

    first.start()
    first.wait()
    back = read("1")
    wait_for(lambda: office.first_visit() == "1", seconds=10)
    assert "Saved meanwhile" in back.shown
    # Whoever was taken over stays where their visit is.
    assert editor.process == Reader(office.address, editor.process).process == "2"
    assert second.running.poll() is None


def test_a_process_that_stops_hands_over_without_a_failed_request(office, read):
    second = office.processes[1]
    reader, statuses, over = read("2"), [], threading.Event()

    def ask():
        # No faster than the bounds on one address allow.
        while not over.wait(0.1):
            statuses.append(office.get("/", "2"))
            statuses.append(status(f"{office.address}/ready"))
            try:
                with contextlib.closing(Reader(office.address, "2")) as visit:
                    statuses.append(visit.process)
            except Exception as error:
                statuses.append(repr(error))

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.5)
    second.stop()
    time.sleep(1)
    over.set()
    asking.join()
    assert set(statuses) == {200, "1", "2"}
    assert [one for one in statuses if one != 200][-1] == "1"
    with pytest.raises(ConnectionClosed):
        reader.refresh()
    assert [line["event"] for line in second.log if line["event"] == "stopping"]
    second.start()


def test_over_https(office, come, tmp_path):
    certificate = make_certificate(tmp_path / "tls")
    ports = (office.processes[0].port, office.processes[1].port)
    nginx = Nginx(tmp_path, ports, front="tls")
    nginx.start()
    try:
        trusted = ssl.create_default_context(cafile=certificate)
        address = f"https://localhost:{nginx.tls_port}"
        with urllib.request.urlopen(address, context=trusted, timeout=10) as answer:
            cookies = answer.headers.get_all("Set-Cookie")
            assert len(cookies) == 2
            assert all({"HttpOnly", "Secure"} <= set(one.split("; ")) for one in cookies)
            assert "max-age" in answer.headers["Strict-Transport-Security"]
            assert answer.headers["Server"] == "nginx"
            process = cookie_of("; ".join(cookies))
        reader = come(process, address, ssl=trusted)
        reader.open(*PROFILE)
        assert reader.process == process
        assert "Profile" in reader.shown or reader.widgets
        assert not reader.errors
    finally:
        nginx.stop()
