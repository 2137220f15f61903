"""Real threads that wait for a place."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_app.model.errors import BusyError, CancelledError
from graph_app.runtime.admission import Admission
from scripts.serving import wait_for


@pytest.fixture
def threads():
    with ThreadPoolExecutor(20) as pool:
        yield pool


def keep(admission, who, ended, order=None):
    with admission.place(who):
        if order is not None:
            order.append(who)
        assert admission.counts[0] <= admission.at_once
        ended.wait(30)


def test_so_many_at_once_and_no_more(threads):
    admission, ended = Admission(2, 10, 10, 30), threading.Event()
    for n in range(6):
        threads.submit(keep, admission, f"p{n}", ended)
    wait_for(lambda: admission.counts == (2, 4))
    time.sleep(0.3)
    assert admission.counts == (2, 4)
    ended.set()
    wait_for(lambda: admission.counts == (0, 0))


def test_too_many_of_one_person_and_too_many_in_all_are_refused(threads):
    admission, ended = Admission(1, 2, 2, 30), threading.Event()
    for n in range(2):
        threads.submit(keep, admission, "aino", ended)
        wait_for(lambda n=n: sum(admission.counts) == n + 1)
    with pytest.raises(BusyError, match="Found 2 tasks of yours"), admission.place("aino"):
        pass
    threads.submit(keep, admission, "bo", ended)
    wait_for(lambda: sum(admission.counts) == 3)
    with pytest.raises(BusyError, match="3 tasks run or wait"), admission.place("cai"):
        pass
    ended.set()


def test_who_has_no_place_comes_before_who_has_one(threads):
    admission, order = Admission(2, 10, 10, 30), []
    first, others = threading.Event(), threading.Event()
    threads.submit(keep, admission, "aino", others, order)
    wait_for(lambda: len(order) == 1)
    threads.submit(keep, admission, "x", first, order)
    wait_for(lambda: len(order) == 2)
    for n, who in enumerate(["aino", "aino", "bo"], start=1):
        threads.submit(keep, admission, who, others, order)
        wait_for(lambda n=n: admission.counts[1] == n)
    first.set()
    wait_for(lambda: len(order) == 3)
    assert order[2] == "bo"
    others.set()


def test_who_has_left_is_taken_out_of_the_queue(threads):
    admission, ended, left = Admission(1, 10, 10, 30), threading.Event(), threading.Event()
    threads.submit(keep, admission, "aino", ended)
    wait_for(lambda: admission.counts == (1, 0))
    threading.Timer(0.5, left.set).start()
    with pytest.raises(CancelledError), admission.place("bo", lambda: not left.is_set()):
        pass
    assert admission.counts == (1, 0)
    ended.set()


def test_who_waits_too_long_is_told(threads):
    admission, ended = Admission(1, 10, 10, 0.3), threading.Event()
    threads.submit(keep, admission, "aino", ended)
    wait_for(lambda: admission.counts == (1, 0))
    with pytest.raises(BusyError, match=r"in 0\.3 seconds"), admission.place("bo"):
        pass
    ended.set()


def test_an_error_in_the_block_gives_the_place_back():
    admission = Admission(1, 1, 1, 1)
    with pytest.raises(ZeroDivisionError), admission.place("aino"):
        raise ZeroDivisionError
    assert admission.counts == (0, 0)
