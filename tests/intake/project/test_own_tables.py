import io
import zipfile

import pytest

from graph_app.intake.merging.merge import merge
from graph_app.intake.project.folder import write_tables
from graph_app.intake.project.own_tables import read_own_tables
from graph_app.model.errors import InvalidTablesError, TableError
from graph_app.model.tables import Tables
from graph_app.model.validate import validate
from tests.intake import make_files as files


def packed(folder, under=""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in folder.glob("*.csv"):
            archive.write(path, f"{under}{path.name}")
    return out.getvalue()


@pytest.mark.parametrize("how", ["folder", "zip", "zip of a folder"])
def test_our_tables_round_trip(tmp_path, tables, how):
    folder = tmp_path / "own"
    write_tables(tables, folder)
    path = folder
    if how != "folder":
        under = "own/" if "folder" in how else ""
        path = files.write(tmp_path, "own.zip", packed(folder, under))
    draft = read_own_tables([path])
    merged = merge(Tables.from_frames({}), draft)
    assert merged.tables.revision == tables.revision
    assert merged.report.findings == ()
    again = merge(merged.tables, draft)
    assert again.tables.revision == tables.revision
    assert again.report.accepted == 0


def test_into_other_tables_known_places_keep_their_ids(tmp_path, tables, small_tables):
    write_tables(small_tables, tmp_path)
    merged = merge(tables, read_own_tables([tmp_path]))
    # All but the made-up Alone and Łódź are known, under ids of their own.
    assert merged.report.added["cities"] == 2
    assert {"city:turku", "city:gdansk"} <= set(merged.tables.relations["source"]) | set(
        merged.tables.relations["target"]
    )


@pytest.mark.parametrize("ties", ["no file", "no row"])
@pytest.mark.parametrize("how", ["folder", "zip"])
def test_cities_alone_need_no_source(tmp_path, small_tables, how, ties):
    folder = path = tmp_path / "own"
    bare = {"cities": small_tables.cities}
    write_tables(Tables.from_frames(bare), folder)
    (folder / "sources.csv").unlink(missing_ok=True)
    if ties == "no file":
        (folder / "relations.csv").unlink()
    if how == "zip":
        path = files.write(tmp_path, "own.zip", packed(folder))
    merged = merge(Tables.from_frames({}), read_own_tables([path]))
    assert merged.tables.cities.equals(small_tables.cities)
    assert merged.report.added == {"cities": len(small_tables.cities)}
    assert validate(merged.tables) == []


def test_ties_without_a_source_are_refused(tmp_path, small_tables):
    write_tables(small_tables, tmp_path)
    (tmp_path / "sources.csv").unlink()
    with pytest.raises(InvalidTablesError, match="sources"):
        read_own_tables([tmp_path])
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InvalidTablesError, match=r"cities\.csv"):
        read_own_tables([empty])


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(TableError, match="found no folder"):
        read_own_tables([])
    path = files.write(tmp_path, "a.zip", files.zipped({"readme.txt": "x"}))
    with pytest.raises(TableError, match="none of our tables"):
        read_own_tables([path])
    path = files.write(tmp_path, "b.zip", files.zipped({"a/cities.csv": "x", "b/cities.csv": "x"}))
    with pytest.raises(TableError, match=r"two files cities.csv"):
        read_own_tables([path])
    path = files.write(tmp_path, "c.zip", files.zipped({"cities.csv": "id,name\n"}))
    with pytest.raises(InvalidTablesError):
        read_own_tables([path])
    path = files.write(tmp_path, "d.zip", files.zipped({"../cities.csv": "x"}))
    with pytest.raises(TableError, match="names inside the zip"):
        read_own_tables([path])
