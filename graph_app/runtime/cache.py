"""Results cached on disk, so that a restart does not compute them again.

Only what can be computed again is written here: measures, layouts, the gazetteer. The key of a result
names all that it depends on. A file is written beside its place and moved there in one step, and
carries a digest of its content: one that is torn, foreign or from another version of the code is
thrown away and computed anew. When the cache grows too large, what was not read for longest goes
first. Files are Arrow tables, not pickles: reading one runs nothing.
"""

import contextlib
import hashlib
import logging
import os
import threading
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import ipc

from graph_app.runtime.private_files import part_file
from graph_app.runtime.settings import settings

_LOG = logging.getLogger(__name__)

#: Most bytes in a folder of results, unless its user says otherwise.
MOST_BYTES = 512 * 2**20
_DIGEST = 32
_LIBRARIES = ("igraph", "numpy", "pandas", "pyarrow", "scipy")


class DiskCache:
    """A folder of results that nobody else can read.

    Parameters
    ----------
    folder : path
        Made when first written to. Without a folder that can be written, nothing is cached.
    most_bytes : int
        Bound on the sum of the sizes of the files.
    """

    def __init__(self, folder: Path | str, most_bytes: int = MOST_BYTES):
        self.folder = Path(folder)
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        self._refused = False

    def get(self, key: str) -> pd.DataFrame | None:
        """Return the table cached under a key with its ``attrs``, or None."""
        if not self._is_ours():
            return None
        path = self._path(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        digest, body = content[:_DIGEST], memoryview(content)[_DIGEST:]
        if _digest(body) != digest:
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        table: pd.DataFrame = ipc.open_file(pa.py_buffer(body)).read_all().to_pandas()
        return table

    def put(self, key: str, table: pd.DataFrame) -> None:
        """Cache a table and its ``attrs`` (what JSON can express) under a key."""
        arrow, sink = pa.Table.from_pandas(table), pa.BufferOutputStream()
        with ipc.new_file(
            sink, arrow.schema, options=ipc.IpcWriteOptions(compression="zstd")
        ) as file:
            file.write_table(arrow)
        body = sink.getvalue()
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_ours():
                return
            with part_file(self.folder) as part:
                with part.open("wb") as file:
                    file.write(_digest(body))
                    file.write(body)
                part.replace(self._path(key))
            self._trim()

    def _is_ours(self) -> bool:
        """Return whether nobody else could have written what is in the folder.

        A digest with a key would add nothing: whoever may write here may read the key beside it.
        """
        try:
            state = self.folder.stat()
        except OSError:
            return True  # There is nothing to believe.
        ours = state.st_uid == os.geteuid() and not state.st_mode & 0o022
        if not ours and not self._refused:
            self._refused = True
            _LOG.warning("no results are cached: others may write in %s", self.folder)
        return ours

    def _path(self, key: str) -> Path:
        name = hashlib.blake2b(f"{code_stamp()}:{key}".encode(), digest_size=16).hexdigest()
        return self.folder / f"{name}.arrow"

    def _trim(self) -> None:
        with self._lock:
            files = []
            for path in (
                *self.folder.glob("*.arrow"),
                *self.folder.glob("*.part"),
                *self.folder.glob(".*.part"),
            ):
                with contextlib.suppress(OSError):
                    state = path.stat()
                    files.append((state.st_mtime_ns, state.st_size, path))
            total = sum(size for _, size, _ in files)
            for _, size, path in sorted(files):
                if total <= self.most_bytes:
                    return
                path.unlink(missing_ok=True)
                total -= size


def _digest(body: bytes | memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()


@cache
def code_stamp(package: Path = Path(__file__).parent.parent) -> str:
    """Name the version of the code that computes: results of another version are not used."""
    digest = hashlib.blake2b(" ".join(map(version, _LIBRARIES)).encode(), digest_size=8)
    for path in sorted(package.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def disk_cache() -> DiskCache:
    """Return the cache of this process: ``GRAPH_APP_CACHE``, or the user's cache folder."""
    given = settings()
    return DiskCache(given.cache or given.user_cache / "graph-app", given.cache_mb * 2**20)


def cached_table(key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return the table cached under a key; compute and cache it when there is none."""
    found = disk_cache().get(key)
    if found is None:
        found = compute()
        disk_cache().put(key, found)
    return found
