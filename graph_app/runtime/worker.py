"""Processes beside this one, for what would hold Python's lock for too long.

A layout of 14,000 nodes takes a second in which igraph lets no other thread run: every reader's page
would stand still. Measures in steps of 30 ms do not stop the others, but leave them only the 5 ms
between two steps that Python gives a waiting thread. Both are computed in a process of their own,
which ends itself when idle and is started again when needed.
"""

import os
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO

from graph_app.model.errors import CancelledError

#: Seconds without work after which the process ends.
IDLE_SECONDS = 120


class _FailedThereError(Exception):
    """Carries what was raised in the other process."""


class Worker:
    """A process that calls functions of ours, one after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._lock = threading.Lock()
        self._stopped = False

    @property
    def runs(self) -> bool:
        """Whether the process has been started and has not ended since."""
        process = self._process
        return process is not None and process.poll() is None

    def call(
        self, function: Callable, *arguments: Any, progress: Callable[..., None] | None = None
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
            Called here with what the function tells the ``progress`` that it is given there.

        Raises
        ------
        CancelledError
            If :meth:`stop` was called meanwhile.
        """
        question = (function, arguments, progress is not None)
        with self._lock:
            for _attempt in range(2):
                if self._stopped:
                    raise CancelledError("The computation was stopped.")
                try:
                    return self._ask(question, progress)
                except _FailedThereError as failed:
                    raise failed.args[0] from None
                except (OSError, EOFError, ValueError, pickle.UnpicklingError):
                    self.end()
        if self._stopped:
            raise CancelledError("The computation was stopped.")
        return function(*arguments, **({"progress": progress} if progress else {}))

    def _ask(self, question: tuple, progress: Callable[..., None] | None) -> Any:
        if self._process is None or self._process.poll() is not None:
            self._process = _start()
        if self._stopped:
            raise EOFError
        pickle.dump(question, self._process.stdin)
        self._process.stdin.flush()
        while True:
            kind, value = pickle.load(self._process.stdout)
            if kind == "done":
                return value
            if kind == "failed":
                raise _FailedThereError(value)
            progress(*value)

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
            self._process.stdin.close()
            self._process.stdout.close()
        self._process = None


def _start() -> subprocess.Popen:
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


def serve(questions: BinaryIO, answers: BinaryIO, idle: float = IDLE_SECONDS) -> None:
    """Answer until the other side closes or asks nothing for a while."""
    while select.select([questions], [], [], idle)[0]:
        try:
            function, arguments, telling = pickle.load(questions)
        except EOFError:
            return
        more = {"progress": partial(_tell, answers)} if telling else {}
        try:
            answer = ("done", function(*arguments, **more))
        except Exception as error:
            answer = ("failed", error)
        pickle.dump(answer, answers)
        answers.flush()


def _tell(answers: BinaryIO, *told: Any) -> None:
    pickle.dump(("told", told), answers)
    answers.flush()


def main() -> int:
    """Serve on standard input and output; what a library prints goes to standard error."""
    # Readers' pages come first where processors are few.
    os.nice(10)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # The other side asks one question at a time, so nothing waits in a buffer that select misses.
    serve(sys.stdin.buffer, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
