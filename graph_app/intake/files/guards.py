"""Bounds on what is read, and a look at a file before it is trusted.

References
----------
OWASP, XML External Entity Prevention Cheat Sheet; Fifield, D. (2019), A better zip bomb, USENIX
WOOT '19; PKWARE, APPNOTE.TXT 6.3.10, 4.3.7 and 4.4.4 (signatures, flags).
"""

import io
import json
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from xml.parsers import expat

from graph_app.model.errors import TableError, reason_of
from graph_app.model.messages import Message

#: Largest text file that is read, in bytes.
MAX_BYTES = 4 * 2**30
#: Largest file that has to lie in memory as a whole (JSON, XML, a workbook), in bytes.
MAX_WHOLE = 200 * 2**20
#: Largest cell of whatever file, in characters: what a cell of a spreadsheet can hold.
MAX_CELL = 32_767
#: Longest line, in characters.
MAX_LINE = 4_000_000
#: Most columns of a table.
MAX_COLUMNS = 2_000
#: Most files in a zip.
MAX_ENTRIES = 2_000
#: Most bytes that a zip may unpack to, and most times its own size.
MAX_UNPACKED = 2 * 2**30
MAX_RATIO = 250
#: A zip below this size unpacked is read whatever its ratio.
_SMALL = 16 * 2**20

_SIGNATURES = (
    (b"PK\x03\x04", Message("a zip or Excel file")),
    (b"PK\x05\x06", Message("an empty zip")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Message("an old Excel (.xls) or encrypted Office file")),
    (b"%PDF", Message("a PDF")),
    (b"\x1f\x8b", Message("a gzip file")),
    (b"\x89PNG", Message("a picture")),
    (b"\xff\xd8\xff", Message("a picture")),
    (b"PAR1", Message("a Parquet file")),
    (b"SQLite format 3", Message("an SQLite database")),
    (b"\xff\xfe", Message("text in UTF-16")),
    (b"\xfe\xff", Message("text in UTF-16")),
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_WEB_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")


def look_at(path: Path, expected: str | Message, most: int = MAX_BYTES) -> bytes:
    """Return the first 4,096 bytes of a file that is there, not empty and not too large.

    Parameters
    ----------
    path : Path
        The file.
    expected : Message
        What the file should be, for the message.
    most : int
        Bound of its size, in bytes.

    Raises
    ------
    TableError
        If the file is missing, no file, empty or too large.
    """
    name = path.name
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise TableError(
                "{name}: found no regular file, expected {expected}", name=name, expected=expected
            )
        check_size(name, facts.st_size, most)
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise unreadable(path.name, error) from error
    except ValueError as error:
        raise TableError(
            "{path!r}: cannot be read: {reason}", path=str(path)[:80], reason=error
        ) from error
    if not head.strip():
        raise TableError(
            "{name}: found an empty file, expected {expected}", name=name, expected=expected
        )
    return head


def check_size(name: str, size: int, most: int) -> None:
    """Raise when a file is larger than the bound, both in bytes."""
    if size > most:
        raise TableError(
            "{name}: found {size:,} bytes, expected at most {most:,}",
            name=name,
            size=size,
            most=most,
        )


def check_cell(name: str, row: int, column: str, length: int) -> None:
    """Raise when a cell is longer than :data:`MAX_CELL`, before anything is looked for in it."""
    if length > MAX_CELL:
        raise TableError(
            "{name}, row {row}, column {column!r}: found a cell of {n:,} characters, expected at "
            "most {most:,}",
            name=name,
            row=row,
            column=column[:80],
            n=length,
            most=MAX_CELL,
        )


def unreadable(name: str, error: OSError) -> TableError:
    """Return the error of a file that the operating system does not let us read."""
    return TableError("{name}: cannot be read: {reason}", name=name, reason=reason_of(error))


def refuse_other_formats(name: str, head: bytes, expected: str | Message) -> None:
    """Raise when a file that should be text begins like something else.

    Raises
    ------
    TableError
        Says what the file is.
    """
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            raise TableError(
                "{name}: found {found}, expected {expected}",
                found=found,
                name=name,
                expected=expected,
            )
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if start.startswith(_WEB_PAGE):
        raise TableError(
            "{name}: found a web page (HTML), expected {expected}", name=name, expected=expected
        )


def reason_in_brief(error: Exception) -> str:
    """Return what an error of a foreign parser says, on one line and of bounded length."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def read_whole(path: Path, expected: str | Message) -> bytes:
    """Return a whole file of at most :data:`MAX_WHOLE` bytes.

    Raises
    ------
    TableError
        If it cannot be read, is empty or too large.
    """
    look_at(path, expected, MAX_WHOLE)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_WHOLE + 1)
    except OSError as error:
        raise unreadable(path.name, error) from error
    if len(raw) > MAX_WHOLE:
        raise TableError(
            "{name}: found more than {most:,} bytes while reading", name=path.name, most=MAX_WHOLE
        )
    return raw


def decode_utf8(name: str, raw: bytes) -> str:
    """Return text in UTF-8 without NUL, with or without byte order mark.

    Raises
    ------
    TableError
        Names the first wrong byte and its row.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise TableError(
            "{name}: found byte 0x{byte:02x} in row {row}, expected text in {wanted}",
            name=name,
            byte=raw[error.start],
            row=row,
            wanted="UTF-8",
        ) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise TableError(
            "{name}: found a NUL character in row {row}, expected text", name=name, row=row
        )
    return text


def has_half_characters(text: str, data: object) -> bool:
    """Return whether JSON contains half a surrogate pair, which cannot be stored or written.

    Parameters
    ----------
    text : str
        As it came.
    data : object
        What was read from it.
    """
    if not _SURROGATE.search(text):
        return False
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


class _SeenError(Exception):
    """The root element has been reached without a document type."""


def refuse_dtd(name: str, file: BinaryIO) -> None:
    """Raise when an XML file declares a document type: entities can grow without bound.

    Only what comes before the root element is read: a document type is allowed nowhere else.

    Raises
    ------
    TableError
        If there is one, or if the file is no XML.
    """
    parser = expat.ParserCreate()

    def declared(*_args: object) -> None:
        raise TableError("{name}: found a document type (DTD), expected XML without one", name=name)

    def begun(*_args: object) -> None:
        raise _SeenError

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        while block := file.read(65536):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except _SeenError:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise TableError(
            "{name}: found no well-formed XML ({reason})", name=name, reason=error
        ) from None


def open_zip(path: Path, expected: Message) -> zipfile.ZipFile:
    """Open a zip whose names stay inside it and that unpacks to a bounded size.

    The sizes in the directory may lie: :func:`read_entry` and :func:`entry_blocks` count again.

    Raises
    ------
    TableError
        If it is no whole zip, is encrypted, a bomb, or has a name that leads out of it.
    """
    look_at(path, expected)
    name = path.name
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise TableError(
            "{name}: found no whole zip ({reason}), expected {expected}",
            reason=error,
            name=name,
            expected=expected,
        ) from None
    try:
        entries = archive.infolist()
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise TableError(
                "{name}: found an encrypted file, expected {expected}", name=name, expected=expected
            )
        _check_entries(path.name, path.stat().st_size, entries)
    except TableError:
        archive.close()
        raise
    return archive


def _check_entries(name: str, packed: int, entries: list[zipfile.ZipInfo]) -> None:
    n, most = len(entries), MAX_ENTRIES
    if n > most:
        raise TableError(
            "{name}: found {n} files, expected at most {most}", name=name, n=n, most=most
        )
    for entry in entries:
        shown = entry.filename[:80]
        if not entry.filename:
            raise TableError("{name}: found a file without a name, expected names", name=name)
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if ".." in parts or (parts and (parts[0] == "/" or ":" in parts[0])):
            raise TableError(
                "{name}: found the name {entry!r}, expected names inside the zip",
                name=name,
                entry=shown,
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise TableError(
                "{name}: found a link ({entry!r}), expected files", name=name, entry=shown
            )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > _SMALL and unpacked / max(1, packed) > MAX_RATIO):
        raise TableError(
            "{name}: found {packed:,} bytes that unpack to {unpacked:,}, expected no zip bomb",
            name=name,
            packed=packed,
            unpacked=unpacked,
        )


def entry_blocks(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int = MAX_UNPACKED
) -> Iterator[bytes]:
    """Return an entry block by block; stop with an error when it is larger than it may be.

    Raises
    ------
    TableError
        If the entry is damaged, in an unknown method or larger than ``most`` bytes.
    """
    # Names, and what the unpacker says of them, come from the file: of any length.
    size, name = 0, entry.filename[:80]
    try:
        with archive.open(entry) as file:
            while block := file.read(1 << 20):
                size += len(block)
                if size > most:
                    raise TableError(
                        "{name}: found more than {most:,} bytes unpacked", name=name, most=most
                    )
                yield block
    except (TableError, MemoryError):
        raise
    except Exception as error:
        # zlib.error, lzma.LZMAError and their like have no base of their own.
        reason = str(error)[:200]
        if isinstance(error, RuntimeError) and not isinstance(error, NotImplementedError):
            raise TableError(
                "{name}: cannot be unpacked ({reason})", name=name, reason=reason
            ) from None
        raise TableError(
            "{name}: found a damaged zip entry ({reason})", name=name, reason=reason
        ) from None


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int = MAX_WHOLE) -> bytes:
    """Return a whole entry of a zip; see :func:`entry_blocks`."""
    return b"".join(entry_blocks(archive, entry, most))


def check_workbook(path: Path) -> None:
    """Raise unless a file is a workbook without macros whose XML declares no entities.

    Raises
    ------
    TableError
        Says what was found.
    """
    expected = Message("an Excel workbook (.xlsx)")
    name = path.name
    head = look_at(path, expected, MAX_WHOLE)
    if not head.startswith(b"PK\x03\x04"):
        refuse_other_formats(path.name, head, expected)
        raise TableError("{name}: found no zip, expected {expected}", name=name, expected=expected)
    with open_zip(path, expected) as archive:
        names = {entry.filename for entry in archive.infolist()}
        if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
            raise TableError(
                "{name}: found a zip without a workbook, expected {expected}",
                name=name,
                expected=expected,
            )
        macros = any(entry.lower().endswith("vbaproject.bin") for entry in names)
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")) and not macros:
                first = next(entry_blocks(archive, entry), b"")
                if first:
                    refuse_dtd(entry.filename[:80], io.BytesIO(first))
        types = archive.getinfo("[Content_Types].xml")
        if macros or b"macroEnabled" in read_entry(archive, types):
            raise TableError("{name}: found macros, expected a workbook without (.xlsx)", name=name)
