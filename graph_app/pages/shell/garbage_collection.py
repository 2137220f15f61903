"""Shorter garbage collections: objects that are cached for all readers are left out of them.

No reader is served while garbage is searched for: 50 ms in a process that has cached some hundred
parts of pages. Streamlit would search after every run of a page; ``.streamlit/config.toml`` says
not to. Python's own searches leave out what is frozen. Some of it becomes garbage later, so now and
then everything is searched, and memory that is free is given back to the system.
"""

import contextlib
import ctypes
import gc
import threading

import pyarrow as pa

#: Seconds between two collections among everything; each takes up to 0.2 s.
_EVERY = 30.0
#: Collections of the youngest objects in that time that the server makes with nobody there.
_IDLE = 20
#: Number of this option in glibc's ``malloc.h``; other C libraries have no such call.
_ARENA_MAX = -8


def freeze_survivors() -> None:
    """Collect garbage among everything once, and leave what is alive out of collections to come."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def share_memory() -> None:
    """Let all threads take memory from two heaps, not from eight for each core.

    What a thread frees lies in its heap until that thread wants it again: with a heap for each of
    Streamlit's threads, the process keeps what its busiest minute took.

    References
    ----------
    mallopt(3), ``M_ARENA_MAX``.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def give_back_memory() -> None:
    """Give free memory back to the system; the C library keeps what many threads have used."""
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def watch(seconds: float = _EVERY) -> threading.Event:
    """Freeze what is alive, now and again and again as long as readers come.

    Parameters
    ----------
    seconds : float
        Time between.

    Returns
    -------
    threading.Event
        What ends it when set.
    """
    freeze_survivors()
    end = threading.Event()
    threading.Thread(target=_watch, args=(seconds, end), daemon=True).start()
    return end


def _watch(seconds: float, end: threading.Event) -> None:
    last = _collections()
    while not end.wait(seconds):
        # Nothing is made, and so nothing searched, where no page was drawn.
        if _collections() - last > _IDLE:
            freeze_survivors()
            give_back_memory()
            last = _collections()


def _collections() -> int:
    return gc.get_stats()[0]["collections"]
