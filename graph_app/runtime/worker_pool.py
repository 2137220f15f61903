"""Worker processes for exports and imports: so many at once, each under a limit of memory."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

from graph_app.runtime.admission import Admission, always
from graph_app.runtime.settings import settings
from graph_app.runtime.worker import Worker

#: A process that has more in memory than this share of the limit is not used again.
_USED_UP = 0.4


class WorkerPool:
    """Processes that are shared by all; a process keeps nothing of who used it before.

    Parameters
    ----------
    admission : Admission
        How many run at once and how many wait.
    most_mb : int
        Megabytes that each process may take.
    seconds : float
        How long one call may take.
    """

    def __init__(self, admission: Admission, most_mb: int, seconds: float):
        self.admission, self.most_mb, self.seconds = admission, most_mb, seconds
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    @contextmanager
    def place(
        self, who: str, wanted: Callable[[], bool] = always, seconds: float | None = None
    ) -> Iterator[Callable[..., Any]]:
        """Wait for a process; the block gets what calls a function in it, as ``Worker.call``.

        Parameters
        ----------
        who : str
            Names the person.
        wanted : callable
            Asked again and again; False leaves the queue, or ends the process.
        seconds : float, optional
            How long a call may take, if less than is usual.

        Raises
        ------
        BusyError
            If there is no place, see :meth:`Admission.place`.
        """
        with self.admission.place(who, wanted):
            with self._lock:
                worker = self._idle.pop() if self._idle else Worker(self.most_mb)
            most = min(self.seconds, seconds or self.seconds)
            try:
                yield partial(worker.call, wanted=wanted, seconds=most)
            finally:
                if worker.resident_mb > _USED_UP * self.most_mb:
                    worker.end()
                with self._lock:
                    self._idle.append(worker)

    def end(self) -> None:
        """End the processes that are idle."""
        with self._lock:
            for worker in self._idle:
                worker.end()


@cache
def work_pool() -> WorkerPool:
    """Return the one pool of this process, as large as the variables say."""
    limits = settings().limit
    places = (limits.work_at_once, limits.work_waiting, limits.work_each)
    return WorkerPool(Admission(*places, limits.work_wait), limits.work_mb, limits.work_seconds)


@cache
def import_admission() -> Admission:
    """Return the places for imports: one fewer than processes, so that exports get one too."""
    limits = settings().limit
    at_once = max(1, limits.work_at_once - 1)
    return Admission(at_once, limits.work_waiting, 1, limits.work_wait)
