"""A real server with a real store has to stop while it saves."""

import asyncio
import signal
import subprocess
import sys
import threading
import time

from graph_app.serve.lifecycle import Lifecycle
from graph_app.store import open_store
from scripts.serving import free_port, status, wait_for
from tests.conftest import ROOT, run_in_thread

_SERVER = """
import contextlib, pathlib, sys, threading, time
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from graph_app.serve.lifecycle import Lifecycle, Readiness
from graph_app.store import EMPTY, Actor, Change, open_store
from graph_app.store.database import writes_running

folder = pathlib.Path(sys.argv[2])
store = open_store(folder / "store")
life = Lifecycle(store.head, lambda: writes_running() > 0, delay=0.2)

def save():
    row = {"title": "Own list", "url": "https://example.org/"}
    store.save([Change("sources", "add", "source:s", row)], actor=Actor("anna", "editor"),
               base=EMPTY, on_progress=wait)

def wait(_rows):
    (folder / "begun").touch()
    while not (folder / "go on").exists():
        time.sleep(0.01)

async def begin(request):
    threading.Thread(target=save, daemon=True).start()
    return PlainTextResponse("begun")

@contextlib.asynccontextmanager
async def lifespan(app):
    life.watch()
    yield

app = Starlette(routes=[Route("/save", begin)], lifespan=lifespan,
                middleware=[Middleware(Readiness, life=life)])
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


def test_a_running_save_ends_before_the_server_does(tmp_path):
    port = free_port()
    command = [sys.executable, "-c", _SERVER, str(port), str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: status(f"{address}/ready") == 200)
        assert status(f"{address}/save") == 200
        wait_for((tmp_path / "begun").exists)
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: status(f"{address}/ready") == 503)
        # Longer than it answers that it stops.
        time.sleep(0.5)
        assert process.poll() is None
        (tmp_path / "go on").touch()
        process.wait(timeout=30)
    finally:
        process.kill()
    store = open_store(tmp_path / "store")
    assert store.head().author == "anna"
    assert not store.problems()
    store.close()


def test_one_hanging_store_takes_one_thread():
    asked = []

    def hang():
        asked.append(threading.current_thread())
        time.sleep(1.5)

    async def many(life):
        return await asyncio.gather(*(life.ready() for _ in range(50)))

    life = Lifecycle(hang)
    assert all(run_in_thread(many(life)))
    assert len(asked) == 1


def test_a_store_that_fails_makes_it_unready():
    def fail():
        raise ConnectionError("postgresql://u:hunter22@db is away")

    assert run_in_thread(Lifecycle(fail).ready()) is False


def test_it_answers_while_all_other_threads_are_taken():
    ended = threading.Event()

    async def asked():
        loop = asyncio.get_running_loop()
        for _ in range(100):
            loop.run_in_executor(None, ended.wait)
        ready = await asyncio.wait_for(Lifecycle(lambda: None).ready(), 5)
        ended.set()
        return ready

    try:
        assert run_in_thread(asked())
    finally:
        ended.set()
