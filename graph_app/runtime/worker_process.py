"""What runs in a process beside the one that serves: it calls functions, one after the other.

Nothing heavy is imported here: modules are read when a request names them, under the limit of memory.
"""

import contextlib
import os
import pickle
import resource
import sys
import threading
import time
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from graph_app.runtime.private_files import make_private

#: Seconds without work after which the process ends.
IDLE_SECONDS = 120


def serve(connection: Connection, idle: float = IDLE_SECONDS) -> None:
    """Answer until the other side closes or asks nothing for a while."""
    while connection.poll(idle):
        try:
            request = connection.recv_bytes()
        except EOFError:
            return
        connection.send_bytes(pickle.dumps(("begun", None)))
        connection.send_bytes(_answer(connection, request))


def _answer(connection: Connection, request: bytes) -> bytes:
    try:
        function, arguments, reports = pickle.loads(request)
        more = {"progress": partial(_send_progress, connection)} if reports else {}
        result = ("result", function(*arguments, **more))
        return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        # Whatever the function held must be free again before more is put together.
        error.__traceback__ = None
        return _pickled(error)


def _send_progress(connection: Connection, *values: Any) -> None:
    connection.send_bytes(pickle.dumps(("progress", values)))


def _pickled(error: Exception) -> bytes:
    """Pickle an error; of one that would not arrive whole, the class's name and the message."""
    with contextlib.suppress(Exception):
        answer = pickle.dumps(("error", error))
        pickle.loads(answer)
        return answer
    return pickle.dumps(("error", RuntimeError(f"{type(error).__name__}: {error}")))


def _end_with(parent: int) -> None:
    """End when the process that asks has ended, even in the middle of a long computation."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def main(descriptor: int, parent: int, most_mb: int) -> int:
    """Serve on a connection; what a library prints goes to standard error.

    Parameters
    ----------
    descriptor : int
        Of the open socket.
    parent : int
        Number of the process that asks.
    most_mb : int
        Megabytes that this process may take; 0 for any number.
    """
    # Readers' pages have priority where processors are few.
    os.nice(5)
    # What it writes, such as a draft of an import, is for its own account alone.
    make_private()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if most_mb:
        # Not RLIMIT_AS, which counts the files of libraries and what allocators only reserve.
        resource.setrlimit(resource.RLIMIT_DATA, (most_mb * 2**20,) * 2)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        serve(Connection(descriptor))
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
