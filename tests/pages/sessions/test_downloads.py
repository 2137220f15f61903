"""Real sockets ask a real server for many heavy files at once, and leave."""

import contextlib
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.model.tables import COLUMNS
from scripts.serving import app_process, status, wait_for
from scripts.websocket_user import WebsocketUser
from tests.conftest import EXCERPT

#: Seconds for what takes a few on an idle machine.
PATIENCE = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Tables so large that a workbook of them takes seconds."""
    folder = tmp_path_factory.mktemp("large")
    tables = synthetic_tables(2500, 5000)
    for name in COLUMNS:
        getattr(tables, name).to_csv(folder / f"{name}.csv", index=False)
    settings = re.sub(
        r"(?m)^home = .*$", 'home = "city:1"', (EXCERPT / "settings.toml").read_text()
    )
    home = tables.cities["id"].iloc[0]
    (folder / "settings.toml").write_text(settings.replace('"city:1"', f'"{home}"'))
    return folder


@pytest.fixture(scope="module")
def app(folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "log"
    # Without a local editor each visitor is someone else.
    few = {
        "GRAPH_APP_DATA": str(folder),
        "GRAPH_APP_LIMIT_WORK_WAITING": "8",
        "GRAPH_APP_ACCESS_LOCAL_EDITOR": "false",
    }
    with path.open("wb") as log, app_process(log, **few) as served:
        yield served


def workers(process):
    """Return the numbers of the processes of a server that export or import."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            command = (path / "cmdline").read_bytes().split(b"\0")
            # The last word is the limit of memory; what places pictures has none.
            # One that is just being started has no words of its own yet.
            ours = parent == process.pid and b"graph_app.runtime.worker_process" in command
            if ours and command[-2] != b"0":
                found.append(int(path.name))
    return found


def resident(process):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())[1])


def excel_file(user):
    """Open the screen with the files; return the id of the workbook."""
    user.open("export", "lang=en")
    assert not user.errors
    return next(file for button, file in user.files.items() if button.endswith("download-xlsx"))


@pytest.fixture
def users(app):
    with contextlib.ExitStack() as opened:
        # They do not read what comes while others are asked.
        silent = {"ping_interval": None, "close_timeout": 0.5}
        visits = (contextlib.closing(WebsocketUser(app[0], **silent)) for _ in range(24))
        yield [opened.enter_context(visit) for visit in visits]


def test_24_workbooks_at_once_stop_nobody_and_end_with_who_asked(app, users):
    address, process = app
    files = [excel_file(user) for user in users]
    before, answers, ended = resident(process), [], threading.Event()

    def ask():
        while not ended.wait(0.05):
            answers.append(status(f"{address}/ready"))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        requests = [user.ask_for(file) for user, file in zip(users, files, strict=True)]
        wait_for(lambda: workers(process))
        # Two are written and eight wait; the others are told at once.
        refused = users[-1].answer_to(requests[-1], PATIENCE)
        assert refused[0] == ""
        assert "Try again in a few minutes" in refused[1]
        assert len(workers(process)) <= 2
        time.sleep(1.0)
    finally:
        with ThreadPoolExecutor(24) as leaving:
            list(leaving.map(WebsocketUser.close, users))
        ended_at = time.monotonic()
        wait_for(lambda: not workers(process))
        took = time.monotonic() - ended_at
        ended.set()
        asking.join()
    assert took < 10
    assert len(answers) > 5
    assert set(answers) == {200}
    assert resident(process) < before + 150_000


def test_a_file_arrives_and_a_killed_process_is_said(app):
    address, process = app
    with contextlib.closing(WebsocketUser(address)) as user:
        url, error = user.download(excel_file(user))
        assert (url[:7], error) == ("/media/", "")
        before = set(workers(process))
        request = user.ask_for(excel_file(user))
        time.sleep(1.0)
        for worker in workers(process):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, 9)
        _url, error = user.answer_to(request, PATIENCE)
        assert "ended from outside" in error
        assert before
        assert user.download(excel_file(user))[0]
