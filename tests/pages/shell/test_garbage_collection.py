import gc
import subprocess
import sys
import time
import weakref

import psutil
import pytest
from streamlit import config

from graph_app.pages.shell.garbage_collection import freeze_survivors, give_back_memory, watch


class Ring:
    """Refers to itself: only a search for garbage finds it."""

    def __init__(self):
        self.own = self


@pytest.fixture(autouse=True)
def nothing_frozen():
    yield
    gc.unfreeze()


def frozen_garbage():
    ring = Ring()
    gc.freeze()
    return weakref.ref(ring)


def within(condition, seconds=10.0):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def test_what_is_alive_is_left_out_of_searches():
    kept = Ring()
    freeze_survivors()
    assert gc.get_freeze_count() > 0
    assert not any(found is kept for found in gc.get_objects())


def test_what_has_become_garbage_since_is_given_back():
    garbage = frozen_garbage()
    gc.collect()
    assert garbage() is not None
    freeze_survivors()
    assert garbage() is None


def test_it_is_done_again_once_readers_have_come():
    end = watch(0.02)
    try:
        garbage = frozen_garbage()
        for _ in range(50):
            gc.collect(0)
        assert within(lambda: garbage() is None)
    finally:
        end.set()


def test_streamlit_does_not_search_after_every_run():
    assert config.get_option("runner.postScriptGC") is False


def test_free_memory_is_given_back():
    process = psutil.Process()
    blocks = [bytes(50_000) for _ in range(2000)]
    # Some of them stay, so that the C library cannot give back the whole by itself.
    kept = blocks[::20]
    full = process.memory_info().rss
    del blocks
    give_back_memory()
    assert process.memory_info().rss < full - 50_000_000
    assert len(kept) == 100


# Each thread that takes memory while others have theirs wants a heap of its own.
HEAPS = """
import ctypes, os, tempfile, threading
{first}
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.fopen.restype = ctypes.c_void_p
barrier = threading.Barrier(16)
def take():
    barrier.wait()
    libc.malloc(1000)
    barrier.wait()
threads = [threading.Thread(target=take) for _ in range(16)]
[one.start() for one in threads]
[one.join() for one in threads]
path = os.path.join(tempfile.mkdtemp(), "heaps.xml")
file = libc.fopen(path.encode(), b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fclose(ctypes.c_void_p(file))
print(open(path).read().count("<heap nr="))
"""


def heaps(first):
    script = HEAPS.format(first=first)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="malloc_info is a call of glibc")
def test_threads_share_two_heaps():
    module = "graph_app.pages.shell.garbage_collection"
    assert heaps(f"import {module} as module") > 2
    assert heaps(f"import {module} as module; module.share_memory()") <= 2
