"""Results kept on disk, so that a restart does not compute them again.

Only what can be computed again lies here. A file is written beside its place and moved there in one
step, and carries a digest of its content: one that is torn, foreign or from another version of the
code is thrown away and computed anew. When the shelf grows too large, what was not read for longest
goes first. Files are Arrow tables, not pickles: reading one runs nothing.
"""

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import ipc

from graph_app.runtime.settings import settings

#: Most bytes in a folder of results, unless its user says otherwise.
MOST_BYTES = 512 * 2**20
_DIGEST = 32
_FACTS = b"graph-app"


class DiskCache:
    """A folder of results.

    Parameters
    ----------
    folder : path
        Made when first written to. A folder that cannot be written is done without.
    most_bytes : int
        Bound on the sum of the sizes of the files.
    """

    def __init__(self, folder: Path | str, most_bytes: int = MOST_BYTES):
        self.folder = Path(folder)
        self.most_bytes = most_bytes
        self._lock = threading.Lock()

    def get(self, key: str) -> tuple[pd.DataFrame, dict] | None:
        """Return the table and facts kept under a key, or None."""
        path = self._path(key)
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        table = _opened(content)
        if table is None:
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        facts = json.loads(table.schema.metadata[_FACTS])
        return table.replace_schema_metadata(_without_facts(table)).to_pandas(), facts

    def put(self, key: str, table: pd.DataFrame, facts: Mapping | None = None) -> None:
        """Keep a table and some facts (numbers and texts) under a key."""
        content = _closed(table, facts or {})
        path = self._path(key)
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                part.write_bytes(content)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
            self._trim()

    def _path(self, key: str) -> Path:
        name = hashlib.blake2b(f"{code_stamp()}:{key}".encode(), digest_size=16).hexdigest()
        return self.folder / f"{name}.arrow"

    def _trim(self) -> None:
        with self._lock:
            files = []
            for path in self.folder.iterdir():
                with contextlib.suppress(OSError):
                    state = path.stat()
                    files.append((state.st_mtime_ns, state.st_size, path))
            total = sum(size for _, size, _ in files)
            for _, size, path in sorted(files):
                if total <= self.most_bytes:
                    return
                path.unlink(missing_ok=True)
                total -= size


def _closed(table: pd.DataFrame, facts: Mapping[str, object]) -> bytes:
    arrow = pa.Table.from_pandas(table)
    known = dict(arrow.schema.metadata or {})
    arrow = arrow.replace_schema_metadata({**known, _FACTS: json.dumps(dict(facts)).encode()})
    sink = pa.BufferOutputStream()
    with ipc.new_file(sink, arrow.schema) as writer:
        writer.write_table(arrow)
    body = sink.getvalue().to_pybytes()
    return hashlib.blake2b(body, digest_size=_DIGEST).digest() + body


def _opened(content: bytes) -> pa.Table | None:
    digest, body = content[:_DIGEST], content[_DIGEST:]
    if hashlib.blake2b(body, digest_size=_DIGEST).digest() != digest:
        return None
    with ipc.open_file(pa.BufferReader(body)) as reader:
        return reader.read_all()


def _without_facts(table: pa.Table) -> dict[bytes, bytes]:
    return {key: value for key, value in table.schema.metadata.items() if key != _FACTS}


@cache
def code_stamp() -> str:
    """Name the version of the code that computes: results of another version are not used."""
    digest = hashlib.blake2b(digest_size=8)
    package = Path(__file__).parent.parent
    for folder in ("analysis", "graph"):
        for path in sorted((package / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def shelf() -> DiskCache:
    """Return the shelf of this process: ``GRAPH_APP_CACHE``, or the user's cache folder."""
    given = settings()
    return DiskCache(given.cache or given.user_cache / "graph-app", given.cache_mb * 2**20)


def kept(key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return the table kept under a key, computed and kept when there is none."""
    found = shelf().get(key)
    if found is not None:
        return found[0]
    table = compute()
    shelf().put(key, table)
    return table
