import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from graph_app.analysis.layout import layout
from graph_app.analysis.measures.centrality import compute
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from graph_app.model.errors import (
    CancelledError,
    FilterError,
    GraphAppError,
    StaleRevisionError,
    StoreError,
    TooLargeError,
    WorkerEndedError,
)
from graph_app.runtime.worker import Worker
from scripts.serving import wait_for
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def worker():
    started = Worker()
    yield started
    started.end()


def test_it_computes_elsewhere(worker):
    assert worker.call(os.getpid) != os.getpid()
    assert worker.call(math.sqrt, 16.0) == 4.0


def test_a_layout_is_the_same_there_as_here(worker):
    graph = frame_from_tables(synthetic_tables(400, 600))
    assert worker.call(layout, graph, "organic").equals(layout(graph, "organic"))


def test_errors_are_raised_here(worker):
    graph = frame_from_tables(synthetic_tables(20, 30))
    with pytest.raises(FilterError, match="layout"):
        worker.call(layout, graph, "spiral")


class OddError(Exception):
    """An error that pickle cannot build again: it takes two values and passes on one."""

    def __init__(self, what, why):
        super().__init__(f"{what}: {why}")


def raise_(error):
    raise error


def raise_odd():
    raise OddError("pickle", "is picky")


def raise_local():
    class LocalError(Exception):
        pass

    raise LocalError("nobody knows it")


@pytest.mark.parametrize(
    "error",
    [
        *(GraphAppError, *GraphAppError.__subclasses__(), *StoreError.__subclasses__()),
        *(ValueError, OSError, EOFError, MemoryError, pickle.UnpicklingError),
    ],
)
def test_errors_keep_their_class_and_message(worker, error):
    with pytest.raises(error, match=r"^what went wrong$") as raised:
        worker.call(raise_, error("what went wrong"))
    assert type(raised.value) is error


def test_an_error_keeps_what_it_carries(worker):
    with pytest.raises(FileNotFoundError, match=r"'/no/such/file'"):
        worker.call(open, "/no/such/file")
    with pytest.raises(StaleRevisionError) as raised:
        worker.call(raise_, StaleRevisionError("one", conflicts=(1, 2)))
    assert raised.value.conflicts == (1, 2)


@pytest.mark.parametrize(
    ("function", "says"),
    [(raise_odd, "^OddError: pickle: is picky$"), (raise_local, "^LocalError: nobody knows it$")],
)
def test_an_error_that_cannot_travel_is_named(worker, function, says):
    with pytest.raises(RuntimeError, match=says):
        worker.call(function)
    assert worker.call(math.sqrt, 16.0) == 4.0


def test_an_error_of_the_one_who_listens_ends_the_call_alone(worker):
    graph = frame_from_tables(synthetic_tables(20, 30))

    def refuse(share, name):
        raise KeyError(name)

    with pytest.raises(KeyError, match="degree"):
        worker.call(partial(compute, graph, ["degree"]), progress=refuse)
    assert worker.call(math.sqrt, 16.0) == 4.0


def test_what_cannot_be_sent_leaves_the_process_usable(worker):
    with pytest.raises((pickle.PicklingError, AttributeError)):
        worker.call(print, bytes(100_000), lambda: None)
    assert worker.call(math.sqrt, 16.0) == 4.0


def test_a_killed_process_is_started_again(worker):
    first = worker.call(os.getpid)
    os.kill(first, 9)
    second = worker.call(os.getpid)
    assert second not in (first, os.getpid())


def test_what_it_prints_does_not_garble_the_answers(worker):
    assert worker.call(print, "noise") is None
    assert worker.call(math.sqrt, 4.0) == 2.0


def test_readers_at_once_each_get_their_own_answer(worker):
    with ThreadPoolExecutor(20) as readers:
        answers = readers.map(partial(worker.call, math.sqrt), range(20))
    assert list(answers) == [math.sqrt(n) for n in range(20)]


def test_it_reports_how_far_it_is(worker):
    graph = frame_from_tables(synthetic_tables(300, 450))
    reported = []
    request = partial(compute, graph, ["betweenness", "closeness"])
    found = worker.call(request, progress=lambda *share_and_name: reported.append(share_and_name))
    pd.testing.assert_frame_equal(found.table, request().table)
    assert {name for _, name in reported} == {"betweenness", "closeness"}
    assert max(share for share, _ in reported) == 1.0


def test_a_stopped_call_raises_at_once_and_leaves_no_process():
    stopping = Worker()
    threading.Timer(1.0, stopping.stop).start()
    started = time.monotonic()
    with pytest.raises(CancelledError):
        stopping.call(time.sleep, 60)
    assert time.monotonic() - started < 30
    with pytest.raises(CancelledError):
        stopping.call(math.sqrt, 4.0)


def test_a_call_that_nobody_wants_any_more_ends_the_process():
    worker = Worker()
    ended = threading.Event()
    threading.Timer(1.0, ended.set).start()
    with pytest.raises(CancelledError):
        worker.call(time.sleep, 60, wanted=lambda: not ended.is_set())
    assert not worker.runs


def test_a_call_may_take_only_so_long():
    worker = Worker()
    with pytest.raises(TooLargeError, match="longer"):
        worker.call(time.sleep, 60, seconds=0.5)
    assert not worker.runs


def end_oneself():
    """End the process in which it is called: never the one of the tests."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_ended_a_process_is_not_tried_again_anywhere(worker):
    with pytest.raises(WorkerEndedError, match="ended from outside"):
        worker.call(end_oneself)
    assert worker.call(math.sqrt, 16.0) == 4.0


def test_a_process_killed_in_the_middle_is_one_clear_message(worker):
    process = worker.call(os.getpid)
    threading.Timer(1.0, os.kill, (process, signal.SIGKILL)).start()
    with pytest.raises(WorkerEndedError, match="ended from outside"):
        worker.call(time.sleep, 60)


def hold(megabytes):
    return len([bytearray(2**20) for _ in range(megabytes)])


def hold_columns(megabytes):
    column = pd.Series(["x" * 2**10] * 2**10, dtype="str")
    return len(pd.concat([column + str(n) for n in range(megabytes)]))


@pytest.mark.parametrize("function", [hold, hold_columns])
def test_more_memory_than_the_limit_is_a_clear_message(function):
    worker = Worker(400)
    assert worker.call(function, 20)
    with pytest.raises(TooLargeError, match="more than 400 MB"):
        worker.call(function, 1000)
    assert not worker.runs
    assert worker.call(math.sqrt, 16.0) == 4.0
    worker.end()


def modes_of_files(path):
    (path / "a").touch()
    return (path / "a").stat().st_mode & 0o777


def test_what_it_writes_is_for_its_own_account(worker, tmp_path):
    assert worker.call(modes_of_files, tmp_path) == 0o600


_ASKS = """
import sys, threading, time
from graph_app.runtime.worker import Worker
from scripts.serving import wait_for
from tests.conftest import ROOT
worker = Worker()
threading.Thread(target=worker.call, args=(time.sleep, 60), daemon=True).start()
while worker._process is None:
    time.sleep(0.01)
print(worker._process.pid, flush=True)
time.sleep(60)
"""


def test_it_ends_with_the_process_that_asked_however_that_ends():
    with subprocess.Popen([sys.executable, "-c", _ASKS], stdout=subprocess.PIPE, cwd=ROOT) as asks:
        process = int(asks.stdout.readline())
        asks.kill()
    wait_for(lambda: not Path(f"/proc/{process}").exists())
