import pytest

from graph_app.intake.files.sheet_parts import Merges, look_at_sheet


def test_a_range_is_filled_down_where_a_row_has_cells_of_its_own():
    merges = Merges([(0, 1, 0, 3), (2, 1, 3, 2)])
    assert merges.fill(1, ["a", "b", "c"]) == ["a", "b", "c"]
    assert merges.fill(2, ["", "x"]) == ["a", "x", "c"]
    assert merges.fill(3, ["", ""]) == ["", ""]
    assert merges.fill(4, ["", "y"]) == ["", "y"]
    assert merges.filled == 2
    assert merges.across == {1: [(2, 3)]}


class _Archive:
    def __init__(self, blocks):
        self.blocks = blocks

    def getinfo(self, path):
        return path


class _Book:
    def __init__(self, blocks):
        self._archive = _Archive(blocks)


class _Sheet:
    _worksheet_path = "/xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("size", [1, 7, 100, 600, 5000])
def test_parts_are_found_across_blocks(monkeypatch, size):
    filler = b"<c><v>1</v></c>" * 60
    text = (
        filler + b"<c><f>A1</f></c>" + filler + b"<c><f>A1</f><v>2</v></c><c><f>B1</f><v></v></c>"
        + filler + b'<mergeCells count="2"><mergeCell ref="A1:B2"/><x:mergeCell ref=\'AA3:AA9\'/>'
        + b"</mergeCells></worksheet>"
    )  # fmt: skip
    blocks = [text[at : at + size] for at in range(0, len(text), size)]
    monkeypatch.setattr(
        "graph_app.intake.files.guards.entry_blocks", lambda archive, entry: archive.blocks
    )
    merges, without = look_at_sheet(_Book(blocks), _Sheet())
    assert without == 2
    assert merges._starting == {1: [(0, 1, 1, 2)], 3: [(26, 3, 26, 9)]}
