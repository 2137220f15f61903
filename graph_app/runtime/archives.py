"""Zip archives that depend on their content alone."""

import io
import zipfile
from collections.abc import Mapping

#: Every file in an archive has this time, the first that zip knows.
_TIME = (1980, 1, 1, 0, 0, 0)


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files: the same files in the same order give the same bytes.

    Examples
    --------
    >>> unpacked(archive({"a.csv": b"1"}))
    {'a.csv': b'1'}
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a zip that the product has just written; others may be hostile."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}
