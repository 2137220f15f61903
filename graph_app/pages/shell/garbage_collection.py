"""Shorter garbage collections: objects that are cached for all readers are left out of them.

After every run of a page Streamlit collects garbage among all objects, and no other reader is
served meanwhile: 50 ms in a process that has cached some hundred parts of pages. Frozen objects are
not looked through. Some of them become garbage later, so now and then everything is.
"""

import gc
import threading

#: Seconds between two collections among everything; each takes up to 0.2 s.
_EVERY = 30.0


def freeze_survivors() -> None:
    """Collect garbage among everything once, and leave what is alive out of collections to come."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


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
        # Streamlit collects after every run: without a collection nobody was there.
        if _collections() != last:
            freeze_survivors()
            last = _collections()


def _collections() -> int:
    return gc.get_stats()[2]["collections"]
