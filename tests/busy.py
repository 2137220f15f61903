"""A load beside what is tested."""

import contextlib
import threading


@contextlib.contextmanager
def busy(threads):
    """Let other threads compete for the interpreter meanwhile."""
    over = threading.Event()

    def spin():
        while not over.is_set():
            sum(range(1000))

    spinning = [threading.Thread(target=spin) for _ in range(threads)]
    for thread in spinning:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in spinning:
            thread.join()
