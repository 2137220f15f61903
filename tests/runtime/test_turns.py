import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_app.runtime.turns import Turns, waiting

LONG = 30.0


def test_no_more_compute_at_once_than_there_are_turns():
    turns, together, most = Turns(2, LONG), [], []

    def compute():
        with turns.turn():
            together.append(1)
            most.append(len(together))
            threading.Event().wait(0.01)
            together.pop()

    threads = [threading.Thread(target=compute) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(LONG)
    assert max(most) <= 2
    assert len(most) == 8
    assert turns.free == 2


def test_who_waited_longest_comes_first_and_nobody_passes():
    turns, order = Turns(1, LONG), []

    def compute(number):
        with turns.turn():
            order.append(number)

    threads = []
    with turns.turn():
        for number in range(5):
            threads.append(threading.Thread(target=compute, args=(number,)))
            threads[-1].start()
            until = time.monotonic() + LONG
            while len(turns._queue) <= number and time.monotonic() < until:
                time.sleep(0.001)
    for one in threads:
        one.join(LONG)
    assert order == [0, 1, 2, 3, 4]


def test_one_that_waited_long_computes_without_a_turn():
    turns = Turns(1, 0.01)

    def compute():
        with turns.turn():
            return turns.free

    with turns.turn(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(compute).result(LONG) == 0
    assert turns.free == 1


def test_a_turn_is_lent_while_its_thread_waits():
    turns = Turns(1, LONG)
    with turns.turn():
        with waiting():
            assert turns.free == 1
        assert turns.free == 0
    assert turns.free == 1


def test_a_turn_comes_back_after_an_error():
    turns = Turns(1, LONG)
    with pytest.raises(ZeroDivisionError), turns.turn(), waiting():
        1 / 0  # noqa: B018
    assert turns.free == 1


def test_a_thread_without_a_turn_just_waits():
    with waiting():
        pass
