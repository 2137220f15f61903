"""What is kept for all readers is left out of the search for garbage.

After every run of a page Streamlit searches all objects for garbage, and no other reader is served
meanwhile: 50 ms on a process that keeps some hundred parts of pages. Frozen objects are not
searched. Some of them become garbage later, so now and then everything is searched.
"""

import gc
import threading

#: Seconds between two searches of everything; each takes up to 0.2 s.
_EVERY = 30.0


def set_aside() -> None:
    """Search everything once, and leave what is alive out of the searches to come."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def watch(seconds: float = _EVERY) -> threading.Event:
    """Set aside what is alive, now and again and again as long as readers come.

    Parameters
    ----------
    seconds : float
        Time between.

    Returns
    -------
    threading.Event
        What ends it when set.
    """
    set_aside()
    end = threading.Event()
    threading.Thread(target=_watch, args=(seconds, end), daemon=True).start()
    return end


def _watch(seconds: float, end: threading.Event) -> None:
    last = _searches()
    while not end.wait(seconds):
        # Streamlit searches after every run: without a search nobody was there.
        if _searches() != last:
            set_aside()
            last = _searches()


def _searches() -> int:
    return gc.get_stats()[2]["collections"]
