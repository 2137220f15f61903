"""One process beside this one, for what would hold Python's lock for too long.

A layout of 14,000 nodes takes a second in which igraph lets no other thread run: every reader's page
would stand still. It is computed in a process of its own, which ends itself when idle and is started
again when needed.
"""

import os
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

#: Seconds without work after which the process ends.
IDLE_SECONDS = 120


class Worker:
    """A process that calls functions of ours, one after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._lock = threading.Lock()

    def call(self, function: Callable, *arguments: Any) -> Any:
        """Call a function of a module in the other process; raise here what it raises there.

        A process that has ended or been killed is started anew, once; when that does not help, the
        function is called here.
        """
        with self._lock:
            for _attempt in range(2):
                try:
                    return _result(self._ask(function, arguments))
                except (OSError, EOFError, pickle.UnpicklingError):
                    self.end()
        return function(*arguments)

    def _ask(self, function: Callable, arguments: tuple) -> tuple[bool, Any]:
        if self._process is None or self._process.poll() is not None:
            self._process = _start()
        pickle.dump((function, arguments), self._process.stdin)
        self._process.stdin.flush()
        return pickle.load(self._process.stdout)

    def end(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process.stdin.close()
            self._process.stdout.close()
        self._process = None


def _result(answer: tuple[bool, Any]) -> Any:
    fine, value = answer
    if not fine:
        raise value
    return value


def _start() -> subprocess.Popen:
    # One thread is enough, and the reader's process has first call on the processors.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**environment, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )


#: The one worker of this process.
WORKER = Worker()


def serve(questions: BinaryIO, answers: BinaryIO, idle: float = IDLE_SECONDS) -> None:
    """Answer until the other side closes or asks nothing for a while."""
    while select.select([questions], [], [], idle)[0]:
        try:
            function, arguments = pickle.load(questions)
        except EOFError:
            return
        try:
            answer = (True, function(*arguments))
        except Exception as error:
            answer = (False, error)
        pickle.dump(answer, answers)
        answers.flush()


def main() -> int:
    """Serve on standard input and output; what a library prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # The other side asks one question at a time, so nothing waits in a buffer that select misses.
    serve(sys.stdin.buffer, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
