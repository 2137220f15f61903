"""Files that nobody but the user of the process can read, and what a killed process left of them."""

import contextlib
import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

#: Taken from the mode of every file and folder that the product makes.
UMASK = 0o077
#: Seconds after which a file that nobody holds was left by a killed process.
LEFT_AFTER = 60
_PREFIX, _END = ".graph-app-", ".part"


def make_private() -> None:
    """Let this process make files that its user alone can read."""
    os.umask(UMASK)


def wider_mode(path: Path) -> str:
    """Return the mode of a file that others may read or write, such as ``644``; else nothing."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return f"{mode:o}" if mode & UMASK else ""


@contextlib.contextmanager
def part_file(folder: Path) -> Iterator[Path]:
    """Make a file beside the one it is to become; it is removed at the end, if it is still there.

    It is locked as long as its process lives, so that others know whether it was left.
    """
    remove_leftovers(folder)
    handle, name = tempfile.mkstemp(_END, _PREFIX, folder)
    part = Path(name)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield part
    finally:
        os.close(handle)
        part.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: what bears its name is whole, whatever happens meanwhile."""
    with part_file(path.parent) as part:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def remove_leftovers(folder: Path) -> None:
    """Remove the parts that killed processes left in a folder: of our names, and held by nobody."""
    for path in folder.glob(f"{_PREFIX}*{_END}*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime < LEFT_AFTER:
                continue
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
