"""How many threads compute at once; the others wait without taking time from anybody.

Threads of one Python process take turns all the same, every few milliseconds, and the more of them
want one, the longer each step of the server takes that is to answer everybody. Twenty pages that
are drawn in threes are ready no later than twenty at once, and meanwhile the server answers.
"""

import contextlib
import threading
from collections import deque
from collections.abc import Iterator

#: The turn that each thread has.
_OWN = threading.local()


class Turns:
    """A number of turns, one for each thread that computes.

    Parameters
    ----------
    count : int
        How many threads compute at once.
    seconds : float
        How long one waits for a turn before it computes without.

    Examples
    --------
    >>> turns = Turns(1, 0.01)
    >>> with turns.turn():
    ...     turns.free
    0
    >>> turns.free
    1
    """

    def __init__(self, count: int, seconds: float):
        self.free = count
        self._seconds = seconds
        self._lock = threading.Lock()
        self._queue: deque[threading.Event] = deque()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and keep it, but for :func:`waiting`."""
        _OWN.turns, _OWN.has = self, self._take()
        try:
            yield
        finally:
            self._give_back()
            _OWN.turns = None

    def _take(self) -> bool:
        with self._lock:
            if self.free:
                self.free -= 1
                return True
            mine = threading.Event()
            self._queue.append(mine)
        if mine.wait(self._seconds):
            return True
        with self._lock:
            # It may have been given in the last moment.
            if not mine.is_set():
                # One that waited long computes all the same: late is better than never.
                self._queue.remove(mine)
            return mine.is_set()

    def _give_back(self) -> None:
        has, _OWN.has = _OWN.has, False
        if not has:
            return
        with self._lock:
            # Straight to who waited longest: one who comes just now must not go first.
            if self._queue:
                self._queue.popleft().set()
            else:
                self.free += 1


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """Let others have this thread's turn while it waits for something outside the process."""
    turns: Turns | None = getattr(_OWN, "turns", None)
    if turns is None:
        yield
        return
    turns._give_back()
    try:
        yield
    finally:
        _OWN.has = turns._take()
