"""Processes beside this one, for what would lock Python for too long or take too much memory.

A layout of 14,000 nodes takes a second in which igraph lets no other thread run: every reader's page
would freeze. Measures are computed in portions of 15 ms, but other threads get only the 5 ms between
two portions that Python gives a waiting thread. Both are computed in a process of their own, which
ends itself when idle and is started again when needed. Exports and imports may take more memory than
the process that serves everybody can spare; see :mod:`graph_app.runtime.worker_pool`.

Nothing is ever computed here in place of a process that ended: it is in a process because it must
not be here.
"""

import contextlib
import logging
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from graph_app.model.errors import CancelledError, TooLargeError, WorkerEndedError
from graph_app.runtime.admission import always
from graph_app.runtime.turns import waiting

LOG = logging.getLogger("graph_app.runtime")

#: Seconds between two looks whether the result is still wanted.
_LOOK = 0.1


class _EndedError(Exception):
    """The process ended; `begun` says whether in the middle of the work."""

    def __init__(self, begun: bool):
        super().__init__(begun)
        self.begun = begun


class Worker:
    """A process that calls functions of ours, one after the other.

    Parameters
    ----------
    most_mb : int
        Megabytes that the process may take; 0 for any number.
    """

    def __init__(self, most_mb: int = 0) -> None:
        self.most_mb = most_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._lock = threading.Lock()
        self._stopped = False

    @property
    def runs(self) -> bool:
        """Whether the process has been started and has not ended since."""
        process = self._process
        return process is not None and process.poll() is None

    @property
    def resident_mb(self) -> int:
        """Megabytes that the process has in memory; 0 without one, or where nobody says."""
        process = self._process
        if process is None:
            return 0
        with contextlib.suppress(OSError), open(f"/proc/{process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20
        return 0

    def call(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        progress: Callable[..., None] | None = None,
        wanted: Callable[[], bool] = always,
        seconds: float = 0.0,
    ) -> Any:
        """Call a function of a module in the other process; raise here what it raises there.

        A process that has ended while it was idle is started anew; one that ends in the middle of
        the work is not: the work may be what ended it.

        Parameters
        ----------
        function : callable
            Of a module, or a :class:`functools.partial` of one.
        arguments
            Its positional arguments.
        progress : callable, optional
            Called here with what the function reports to the ``progress`` that it gets there.
        wanted : callable
            Asked again and again; False ends the process.
        seconds : float
            How long it may take; 0 for any time.

        Raises
        ------
        CancelledError
            If :meth:`stop` was called meanwhile, or it is not wanted any more.
        TooLargeError
            If it takes more memory or time than it may.
        WorkerEndedError
            If the process was ended from outside.
        """
        request = pickle.dumps((function, arguments, progress is not None), pickle.HIGHEST_PROTOCOL)
        with waiting(), self._lock:
            kind, value = self._answer(request, progress, wanted, seconds)
        if kind == "error":
            raise value
        return value

    def _answer(
        self,
        request: bytes,
        progress: Callable[..., None] | None,
        wanted: Callable[[], bool],
        seconds: float,
    ) -> tuple[str, Any]:
        for _attempt in range(2):
            until = time.monotonic() + seconds if seconds else float("inf")
            try:
                kind, value = self._send(request, progress, wanted, until)
            except _EndedError as error:
                code = self.end()
                if self._stopped:
                    break
                if error.begun:
                    raise _ended(code) from None
            except BaseException:
                # The next call must not read the answer to this one.
                self.end()
                raise
            else:
                if isinstance(value, MemoryError) and self.most_mb:
                    self.end()
                    raise _too_large(self.most_mb) from value
                return kind, value
        if self._stopped:
            raise CancelledError("The computation was stopped.")
        raise _ended(code)

    def _send(
        self,
        request: bytes,
        progress: Callable[..., None] | None,
        wanted: Callable[[], bool],
        until: float,
    ) -> tuple[str, Any]:
        """Send a request; return ``("result", value)`` or ``("error", exception)``."""
        begun = False
        try:
            if self._stopped:
                raise EOFError
            connection = self._started()
            connection.send_bytes(request)
            while True:
                while not connection.poll(_LOOK):
                    _check(wanted, until)
                kind, value = pickle.loads(connection.recv_bytes())
                begun = True
                if kind in ("result", "error"):
                    return kind, value
                if kind == "progress" and progress is not None:
                    _check(wanted, until)
                    progress(*value)
        except (EOFError, ConnectionError):
            raise _EndedError(begun) from None

    def _started(self) -> Connection:
        """Return the connection to the process, which is started unless it runs."""
        if self._connection is None or not self.runs:
            self.end()
            self._process, self._connection = _start(self.most_mb)
        return self._connection

    def stop(self) -> None:
        """Stop for good: the call that runs raises CancelledError where it was made."""
        self._stopped = True
        process = self._process
        if process is not None:
            process.kill()

    def end(self) -> int:
        """End the process, if there is one; return how it ended."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is None or connection is None:
            return 0
        process.kill()
        code = process.wait()
        connection.close()
        return code


def _check(wanted: Callable[[], bool], until: float) -> None:
    if not wanted():
        raise CancelledError("The computation was stopped.")
    if time.monotonic() > until:
        raise TooLargeError(
            "This took longer than one task may take here and was stopped. "
            "Choose less, or ask whoever runs the server."
        )


def _too_large(most_mb: int) -> TooLargeError:
    LOG.warning("out of memory in a worker process", extra={"most_mb": most_mb})
    return TooLargeError(
        "This needs more than {most} MB of memory, the most that one task may take here. "
        "Choose less, or ask whoever runs the server for more.",
        most=most_mb,
    )


def _ended(code: int) -> WorkerEndedError:
    LOG.warning("a worker process ended in the middle of its work", extra={"code": code})
    return WorkerEndedError(
        "The process that worked on this was ended from outside (code {code}) before it was done. "
        "Try again; if it ends again, choose less.",
        code=code,
    )


def _start(most_mb: int) -> tuple[subprocess.Popen[bytes], Connection]:
    # Only here: what is started reads no settings.
    from graph_app.runtime.settings import environment_of_child

    # One thread is enough, and the reader's process has first call on the processors.
    paths = os.pathsep.join(path for path in sys.path if path)
    ours, theirs = multiprocessing.Pipe()
    with theirs:
        values = map(str, (theirs.fileno(), os.getpid(), most_mb))
        process = subprocess.Popen(
            [sys.executable, "-m", "graph_app.runtime.worker_process", *values],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env=environment_of_child(
                # Arrow's own allocator reserves a gigabyte beforehand, which would count as used.
                ARROW_DEFAULT_MEMORY_POOL="system",
                OMP_NUM_THREADS="1",
                OPENBLAS_NUM_THREADS="1",
                PYTHONPATH=paths,
            ),
        )
    return process, ours


#: Places nodes for all readers.
PLACER = Worker()
#: Measures views of which somebody wants one measure.
MEASURER = Worker()
