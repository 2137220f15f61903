"""Processes beside this one, for what would lock Python for too long.

A layout of 14,000 nodes takes a second in which igraph lets no other thread run: every reader's page
would freeze. Measures are computed in portions of 15 ms, but other threads get only the 5 ms between
two portions that Python gives a waiting thread. Both are computed in a process of their own, which
ends itself when idle and is started again when needed.
"""

import contextlib
import os
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import IO, Any, BinaryIO

from graph_app.model.errors import CancelledError
from graph_app.runtime.private_files import make_private

#: Seconds without work after which the process ends.
IDLE_SECONDS = 120


class Worker:
    """A process that calls functions of ours, one after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._stopped = False

    @property
    def runs(self) -> bool:
        """Whether the process has been started and has not ended since."""
        process = self._process
        return process is not None and process.poll() is None

    def call(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        progress: Callable[..., None] | None = None,
    ) -> Any:
        """Call a function of a module in the other process; raise here what it raises there.

        A process that has ended or been killed is started anew, once; when that does not help, the
        function is called here.

        Parameters
        ----------
        function : callable
            Of a module, or a :class:`functools.partial` of one.
        arguments
            Its positional arguments.
        progress : callable, optional
            Called here with what the function reports to the ``progress`` that it gets there.

        Raises
        ------
        CancelledError
            If :meth:`stop` was called meanwhile.
        """
        request = (function, arguments, progress is not None)
        with self._lock:
            for _attempt in range(2):
                if self._stopped:
                    break
                try:
                    kind, value = self._send(request, progress)
                except (OSError, EOFError, ValueError, pickle.UnpicklingError):
                    self.end()
                    continue
                if kind == "error":
                    raise value
                return value
        if self._stopped:
            raise CancelledError("The computation was stopped.")
        return function(*arguments, **({"progress": progress} if progress else {}))

    def _send(
        self, request: tuple[Any, ...], progress: Callable[..., None] | None
    ) -> tuple[str, Any]:
        """Send a request; return ``("result", value)`` or ``("error", exception)``."""
        if self._process is None or self._process.poll() is not None:
            self._process = _start()
        if self._stopped:
            raise EOFError
        requests, answers = _pipes(self._process)
        requests.write(pickle.dumps(request))
        requests.flush()
        while True:
            kind, value = pickle.load(answers)
            if kind != "progress" or progress is None:
                return kind, value
            try:
                progress(*value)
            except BaseException:
                # The next call must not read the answer to this one.
                self.end()
                raise

    def stop(self) -> None:
        """Stop for good: the call that runs raises CancelledError where it was made."""
        self._stopped = True
        process = self._process
        if process is not None:
            process.kill()

    def end(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in _pipes(self._process):
                pipe.close()
        self._process = None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _start() -> subprocess.Popen[bytes]:
    # Only here: the process that is started runs this module too, and reads no settings.
    from graph_app.runtime.settings import environment_of_child

    # One thread is enough, and the reader's process has first call on the processors.
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment_of_child(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", PYTHONPATH=paths),
    )


#: Places nodes for all readers.
PLACER = Worker()
#: Measures views of which somebody wants one measure.
MEASURER = Worker()


def serve(requests: BinaryIO, answers: BinaryIO, idle: float = IDLE_SECONDS) -> None:
    """Answer until the other side closes or asks nothing for a while."""
    while select.select([requests], [], [], idle)[0]:
        try:
            function, arguments, reports = pickle.load(requests)
        except EOFError:
            return
        more = {"progress": partial(_send_progress, answers)} if reports else {}
        try:
            answer = pickle.dumps(("result", function(*arguments, **more)))
        except Exception as error:
            answer = _pickled(error)
        answers.write(answer)
        answers.flush()


def _send_progress(answers: BinaryIO, *values: Any) -> None:
    pickle.dump(("progress", values), answers)
    answers.flush()


def _pickled(error: Exception) -> bytes:
    """Pickle an error; of one that would not arrive whole, the class's name and the message."""
    with contextlib.suppress(Exception):
        answer = pickle.dumps(("error", error))
        pickle.loads(answer)
        return answer
    return pickle.dumps(("error", RuntimeError(f"{type(error).__name__}: {error}")))


def main() -> int:
    """Serve on standard input and output; what a library prints goes to standard error."""
    make_private()
    # Readers' pages have priority where processors are few.
    os.nice(10)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # The other side sends one request at a time, so nothing waits in a buffer that select misses.
    serve(sys.stdin.buffer, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
