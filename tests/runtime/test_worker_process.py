import math
import multiprocessing
import pickle
import time

from graph_app.runtime.worker_process import serve


def test_it_ends_when_idle_or_when_the_other_side_closes():
    ours, theirs = multiprocessing.Pipe()
    started = time.monotonic()
    ours.send_bytes(pickle.dumps((math.sqrt, (9.0,), False)))
    serve(theirs, idle=0.2)
    assert time.monotonic() - started >= 0.2
    assert (ours.recv(), ours.recv()) == (("begun", None), ("result", 3.0))
    ours.close()
    serve(theirs, idle=60)
