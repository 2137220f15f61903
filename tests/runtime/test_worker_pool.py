"""Real processes of a pool."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_app.model.errors import CancelledError, TooLargeError
from graph_app.runtime.admission import Admission
from graph_app.runtime.worker_pool import WorkerPool, import_admission, work_pool
from tests.runtime.test_worker import hold


@pytest.fixture
def pool():
    made = WorkerPool(Admission(2, 20, 20, 60), 500, 60)
    yield made
    made.end()


def call(pool, *call_, who="aino", **options):
    with pool.place(who, **options) as run:
        return run(*call_)


def test_processes_are_used_again_and_never_more_than_there_are_places(pool):
    with ThreadPoolExecutor(12) as threads:
        processes = list(threads.map(lambda _: call(pool, os.getpid), range(12)))
    assert 1 <= len(set(processes)) <= 2
    assert os.getpid() not in processes


def test_a_process_that_has_held_much_is_not_used_again(pool):
    first = call(pool, os.getpid)
    call(pool, hold, 20)
    assert call(pool, os.getpid) == first
    call(pool, keep_much)
    assert call(pool, os.getpid) != first


_KEPT = []


def keep_much():
    _KEPT.append(os.urandom(250 * 2**20))


def test_who_has_left_has_no_process(pool):
    left = threading.Event()
    threading.Timer(0.5, left.set).start()
    with pytest.raises(CancelledError):
        call(pool, time.sleep, 60, wanted=lambda: not left.is_set())
    assert pool.admission.counts == (0, 0)
    assert not any(worker.runs for worker in pool._idle)


def test_the_time_of_one_call_is_bounded(pool):
    with pytest.raises(TooLargeError):
        call(pool, time.sleep, 60, seconds=0.3)


def test_the_variables_say_how_large_it_is(monkeypatch):
    for name, value in {"MB": 700, "AT_ONCE": 3, "WAITING": 5, "EACH": 4, "WAIT": 7}.items():
        monkeypatch.setenv(f"GRAPH_APP_LIMIT_WORK_{name}", str(value))
    pool, places = work_pool.__wrapped__(), import_admission.__wrapped__()
    assert (pool.most_mb, pool.admission.at_once, pool.admission.waiting) == (700, 3, 5)
    assert (pool.admission.each, pool.admission.seconds) == (4, 7.0)
    assert (places.at_once, places.each) == (2, 1)
