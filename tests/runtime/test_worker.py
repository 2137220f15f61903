import io
import math
import os
import pickle
import threading
import time
from functools import partial

import pandas as pd
import pytest

from graph_app.analysis.layout import layout
from graph_app.analysis.measures.centrality import compute
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from graph_app.model.errors import CancelledError, FilterError
from graph_app.runtime.worker import Worker, serve


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


def test_a_killed_process_is_started_again(worker):
    first = worker.call(os.getpid)
    os.kill(first, 9)
    second = worker.call(os.getpid)
    assert second not in (first, os.getpid())


def test_what_it_prints_does_not_garble_the_answers(worker):
    assert worker.call(print, "noise") is None
    assert worker.call(math.sqrt, 4.0) == 2.0


def test_readers_at_once_each_get_their_own_answer(worker):
    answers = {}

    def ask(number):
        answers[number] = worker.call(math.sqrt, float(number))

    readers = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert answers == {n: math.sqrt(n) for n in range(20)}


def test_it_tells_how_far_it_is(worker):
    graph = frame_from_tables(synthetic_tables(300, 450))
    told = []
    question = partial(compute, graph, ["betweenness", "closeness"])
    found = worker.call(question, progress=lambda *share_and_name: told.append(share_and_name))
    pd.testing.assert_frame_equal(found.table, question().table)
    assert {name for _, name in told} == {"betweenness", "closeness"}
    assert max(share for share, _ in told) == 1.0


def test_a_stopped_call_raises_at_once_and_leaves_no_process():
    stopping = Worker()
    threading.Timer(1.0, stopping.stop).start()
    started = time.monotonic()
    with pytest.raises(CancelledError):
        stopping.call(time.sleep, 60)
    assert time.monotonic() - started < 30
    with pytest.raises(CancelledError):
        stopping.call(math.sqrt, 4.0)


def test_it_ends_when_idle_or_when_the_other_side_closes():
    reading, writing = os.pipe()
    answers = io.BytesIO()
    started = time.monotonic()
    with os.fdopen(reading, "rb") as questions, os.fdopen(writing, "wb") as asking:
        pickle.dump((math.sqrt, (9.0,), False), asking)
        asking.flush()
        serve(questions, answers, idle=0.2)
        assert time.monotonic() - started >= 0.2
        asking.close()
        serve(questions, answers, idle=60)
    assert pickle.loads(answers.getvalue()) == ("done", 3.0)
