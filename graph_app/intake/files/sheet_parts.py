"""Parts of a workbook that the streaming reader passes over: merged cells, strict namespaces."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from graph_app.intake.files import guards
from graph_app.model.messages import Message
from graph_app.runtime.private_folder import temporary_folder

#: Most merged ranges of a sheet that are filled.
MOST_MERGED = 100_000
_MERGED = re.compile(
    rb"<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}?ref=[\"']([A-Z]{1,3})([0-9]{1,7}):"
    rb"([A-Z]{1,3})([0-9]{1,7})[\"']"
)
# A formula that no program has computed has no value.
_WITHOUT = re.compile(rb"(?:</f>|<f/>)(?:<v/>|<v></v>)?</c>")
_OVERLAP = 512

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": (
        b"http://schemas.openxmlformats.org/drawingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/"
    ),
}

#: First column, first row, last column, last row.
Range = tuple[int, int, int, int]


class Merges:
    """Merged ranges of a sheet, filled downwards while its rows are read.

    A range over several columns is a title or a name of several columns: only its first column is
    filled.
    """

    def __init__(self, ranges: Iterable[Range]):
        self._starting: dict[int, list[Range]] = {}
        self._open: list[tuple[int, int, str]] = []
        self.filled = 0
        #: Row -> first and last column of each cell that spans several.
        self.across: dict[int, list[tuple[int, int]]] = {}
        for one in ranges:
            first, top, last, bottom = one
            if bottom > top:
                self._starting.setdefault(top, []).append(one)
            if last > first:
                self.across.setdefault(top, []).append((first, last))

    def fill(self, number: int, cells: list[str]) -> list[str]:
        """Return the cells of a row, with those that a range above covers; blank rows stay so."""
        if self._open:
            self._open = [one for one in self._open if one[1] >= number]
            if any(cells):
                cells = self._filled(cells)
        for first, _top, _last, bottom in self._starting.pop(number, ()):
            text = cells[first] if first < len(cells) else ""
            if text:
                self._open.append((first, bottom, text))
        return cells

    def _filled(self, cells: list[str]) -> list[str]:
        for column, _bottom, text in self._open:
            cells = cells + [""] * (column + 1 - len(cells))
            if not cells[column]:
                cells[column] = text
                self.filled += 1
        return cells


def look_at_sheet(book: Workbook, sheet: ReadOnlyWorksheet) -> tuple[Merges, int]:
    """Return the merged ranges of a sheet, and how many formulas have no result."""
    archive, path = book._archive, sheet._worksheet_path.lstrip("/")
    ranges: list[Range] = []
    without, rest = 0, b""
    for block in guards.entry_blocks(archive, archive.getinfo(path)):
        text = rest + block
        # What begins in the last bytes may end in the next block, and is looked at with it.
        cut = max(0, len(text) - _OVERLAP)
        without += sum(match.start() < cut for match in _WITHOUT.finditer(text))
        if b"mergeCell" in text and len(ranges) < MOST_MERGED:
            ranges += [_range(m) for m in _MERGED.finditer(text) if m.start() < cut]
        rest = text[cut:]
    without += sum(1 for _ in _WITHOUT.finditer(rest))
    ranges += [_range(match) for match in _MERGED.finditer(rest)]
    return Merges(ranges[:MOST_MERGED]), without


def _range(match: re.Match[bytes]) -> Range:
    first, top, last, bottom = (piece.decode() for piece in match.groups())
    columns = (column_index_from_string(first) - 1, column_index_from_string(last) - 1)
    return columns[0], int(top), columns[1], int(bottom)


@contextmanager
def transitional(path: Path) -> Iterator[Path]:
    """Return a workbook in the namespaces that Excel usually writes.

    Of a "Strict Open XML" workbook (ISO/IEC 29500 Strict) a copy that lasts as long as the block.
    """
    with guards.open_zip(path, Message("an Excel workbook (.xlsx)")) as archive:
        if _STRICT not in guards.read_entry(archive, archive.getinfo("xl/workbook.xml")):
            yield path
            return
        with temporary_folder() as folder:
            copy = Path(folder) / "workbook.xlsx"
            with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as out:
                for entry in archive.infolist():
                    if entry.filename.endswith((".xml", ".rels")):
                        content = guards.read_entry(archive, entry)
                        for strict, usual in _NAMESPACES.items():
                            content = content.replace(strict, usual)
                        out.writestr(entry.filename, content)
            yield copy
