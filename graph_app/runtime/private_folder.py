"""A folder of this process alone, for files that must not outlive it: uploads, unpacked archives.

It lies beneath the folder of cached results, which is the user's own and on a disk; the system's
temporary folder, which is shared with all users and often memory, is taken only when that one cannot
be written. A process locks its folder for as long as it lives. The system gives the lock back however
the process ends, so the next start knows whose folders are left over: those on which nobody has a lock.
"""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

from graph_app.runtime.settings import settings

#: How the folders of processes begin, and those that earlier versions left among temporary files.
_PREFIX, _EARLIER = "process-", "graph-app-import-"
#: Seconds after which a folder of an earlier version, which had no lock, counts as left over.
_OLD = 24 * 3600
_held: "PrivateFolder | None" = None
_ended = False
_holding = threading.Lock()


class PrivateFolder:
    """A folder that goes with the process, and that nobody else may look into.

    Parameters
    ----------
    parent : path
        Where the processes of this user have their folders. What dead ones left there is removed.

    Raises
    ------
    OSError
        If it cannot be written, or another user owns it or may write there.
    """

    def __init__(self, parent: Path):
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(parent):
            raise PermissionError(f"{parent}: another user owns it or may write there")
        # So that no folder is taken for left over between its making and its lock.
        with _locked(parent / ".lock"):
            remove_left_over(parent)
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            self.path.chmod(0o700)
            lock = _open(self.path / "lock")
            fcntl.flock(lock, fcntl.LOCK_EX)
        # Also when the interpreter ends.
        self.close = weakref.finalize(self, _remove, self.path, lock, os.getpid())


def private_folder() -> Path:
    """Return the folder of this process, made when it is first needed.

    Raises
    ------
    OSError
        If there is no place for it.
    """
    global _held
    with _holding:
        if _ended:
            raise FileNotFoundError("The process is ending.")
        if _held is None or not _held.path.is_dir():
            _held = _claimed()
        return _held.path


def close_private_folder() -> None:
    """Remove the folder of this process, which is about to end and gets no other one.

    A process that a signal ends does not come to what Python does at its end.
    """
    global _ended
    with _holding:
        _ended = True
        if _held is not None:
            _held.close()


def temporary_folder(
    prefix: str = "files-", within: Path | None = None
) -> tempfile.TemporaryDirectory[str]:
    """Return a folder that goes when it is closed or forgotten, and at the latest with the process.

    Parameters
    ----------
    prefix : str
        How its name begins.
    within : path, optional
        A folder in that of the process, if not that one itself.
    """
    place = within or private_folder()
    return tempfile.TemporaryDirectory(prefix=prefix, dir=place, ignore_cleanup_errors=True)


def remove_left_over(parent: Path) -> None:
    """Remove the folders of dead processes of this user from the folder in which they all are."""
    for folder in parent.glob(f"{_PREFIX}*"):
        if _is_own(folder) and not _is_alive(folder):
            shutil.rmtree(folder, ignore_errors=True)


def remove_earlier(temporary: Path, now: float) -> None:
    """Remove imports of this user that killed processes of earlier versions left, a day old or more."""
    for folder in temporary.glob(f"{_EARLIER}*"):
        with contextlib.suppress(OSError):
            if _is_own(folder) and now - folder.lstat().st_mtime > _OLD:
                shutil.rmtree(folder, ignore_errors=True)


def create_private(path: Path) -> int:
    """Make a file that only this user can read, whatever the umask; return it open for writing.

    Raises
    ------
    OSError
        If it is there already, or cannot be made.
    """
    return _open(path, os.O_EXCL)


def _claimed() -> PrivateFolder:
    given, temporary = settings(), Path(tempfile.gettempdir())
    remove_earlier(temporary, time.time())
    try:
        return PrivateFolder((given.cache or given.user_cache / "graph-app") / "processes")
    except OSError:
        return PrivateFolder(temporary / f"graph-app-{os.geteuid()}")


def _is_own(folder: Path) -> bool:
    """Return whether it is a folder, no link to one, of this user, in which no other may write."""
    with contextlib.suppress(OSError):
        found = folder.lstat()
        own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
        return own and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return False


def _is_alive(folder: Path) -> bool:
    try:
        lock = os.open(folder / "lock", os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        # Who cannot ask takes nothing away.
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(lock)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = _open(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _open(path: Path, more: int = 0) -> int:
    flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | more
    file = os.open(path, flags, 0o600)
    os.fchmod(file, 0o600)
    return file


def _remove(folder: Path, lock: int, owner: int) -> None:
    # A child that was forked has the folder of its parent.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)
