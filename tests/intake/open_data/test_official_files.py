import pytest

from graph_app.intake.merging.draft import Progress
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import official_files, read_alike, read_by_columns
from graph_app.intake.open_data.workbooks import open_sheets
from graph_app.model.errors import CancelledError, TableError

from .official import write, write_zip

CITIES = Layout("cities", {"name": ("Name",), "country": ("Country",)}, ("name", "country"))
NAMES = Layout("names", {"name": ("Name",)}, ("name",))


def test_files_share_the_import_between_them(tmp_path):
    packed = write_zip(tmp_path, "b.zip", {"b.csv": "Name\nB\n", "c.csv": "Name\nC\nD\n"})
    with official_files([write(tmp_path, "a.csv", "Name\nA\n"), packed]) as files:
        assert [path.name for path, _ in files] == ["a.csv", "b.csv", "c.csv"]
        parts = [part for _, part in files]
        unpacked = files[1][0]
    assert not unpacked.exists()
    assert parts[0][0] == 0
    assert [end for _, end in parts[:-1]] == [start for start, _ in parts[1:]]
    assert parts[-1][1] == pytest.approx(0.9)


def test_files_of_one_kind_are_read_one_after_the_other(tmp_path):
    notes, steps = Notes(), []
    progress = Progress(tell=lambda share, rows: steps.append((share, rows)))
    paths = [write(tmp_path, f"{name}.csv", f"Name\n{name}\n") for name in "ab"]
    rows = read_alike(paths, NAMES, "nothing", notes, progress)
    assert list(zip(rows["name"], rows["file"], strict=True)) == [("a", "a.csv"), ("b", "b.csv")]
    assert steps == sorted(steps)
    assert notes.read == steps[-1][1] == 2
    with pytest.raises(TableError, match="nothing"):
        read_alike([write(tmp_path, "c.csv", "Name\n")], NAMES, "nothing", notes, progress)


def test_the_first_kind_that_fits_counts_and_what_fits_none_is_named(tmp_path):
    notes, progress = Notes(), Progress()
    paths = [
        write(tmp_path, "a.csv", "Name,Country\nLahti,FI\n"),
        write(tmp_path, "b.csv", "Other\nx\n"),
    ]
    found, seen = read_by_columns(paths, (CITIES, NAMES), open_sheets, notes, progress)
    assert list(found) == [CITIES]
    assert list(found[CITIES]["name"]) == ["Lahti"]
    assert seen == "a.csv (Name, Country); b.csv (Other)"


def test_files_are_closed_when_the_person_stops_the_import(tmp_path):
    closed = []

    def watched(path, others):
        try:
            yield from open_sheets(path, others)
        finally:
            closed.append(path.name)

    notes, progress = Notes(), Progress(stop=lambda: True)
    with pytest.raises(CancelledError):
        read_by_columns([write(tmp_path, "a.csv", "Name\nA\n")], (NAMES,), watched, notes, progress)
    assert closed == ["a.csv"]
