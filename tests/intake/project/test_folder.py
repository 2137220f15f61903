import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_app.intake.project.folder import check_folder, load_folder, write_tables
from graph_app.model.errors import InvalidTablesError, TableError
from graph_app.model.tables import COLUMNS, PERSONAL_TABLES, Tables
from tests.conftest import examples

CITIES = "id,name,name_fi,name_sv,country,latitude,longitude,population,wikidata\n"


@pytest.fixture
def folder(tmp_path, small_tables):
    write_tables(small_tables, tmp_path)
    return tmp_path


def test_what_is_written_is_read_back(folder, small_tables):
    again = load_folder(folder)
    assert again.revision == small_tables.revision
    for table in COLUMNS:
        pd.testing.assert_frame_equal(getattr(again, table), getattr(small_tables, table))


def test_the_shipped_tables_are_written_as_they_are_read(data_folder, tmp_path):
    write_tables(load_folder(data_folder), tmp_path)
    written, shipped = (sorted(folder.glob("*.csv")) for folder in (tmp_path, data_folder))
    # No contact persons are shipped, and nobody has asked to write any.
    assert [path.stem for path in written] == sorted({*COLUMNS} - {*PERSONAL_TABLES})
    assert [p.read_bytes() for p in written] == [p.read_bytes() for p in shipped]


text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(12))
@given(names=st.lists(text.map(str.strip).filter(bool), min_size=1, max_size=5))
def test_any_text_survives(tmp_path, names):
    ids = [f"city:c{at}" for at in range(len(names))]
    tables = Tables.from_frames({"cities": pd.DataFrame({"id": ids, "name": names})})
    write_tables(tables, tmp_path)
    assert list(load_folder(tmp_path).cities["name"]) == names


def test_a_folder_of_an_earlier_version_lacks_the_later_columns(folder, small_tables):
    path = folder / "cities.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith(",wikidata,geonames")
    older = [line.removesuffix(",geonames").removesuffix(",") for line in lines]
    path.write_text("\n".join(older) + "\n", encoding="utf-8")
    assert load_folder(folder).revision == small_tables.revision


def replace_cities(folder, content):
    (folder / "cities.csv").write_bytes(content)
    return [f for f in check_folder(folder) if f.file == "cities.csv"]


@pytest.mark.parametrize(
    ("content", "row", "column", "found", "expected"),
    [
        (b"", 0, "", "an empty file", "the header id,name"),
        (b"id;name\ncity:a;A\n", 1, "id;name", "an unknown column", "the header"),
        (CITIES.replace("country", "land").encode(), 1, "country", "no such column", "the header"),
        (CITIES.replace("name_fi", "name").encode(), 1, "name", "the column twice", "once"),
        ((CITIES + "city:a,A\n").encode(), 2, "", "2 cells", "9 cells"),
        ((CITIES + "city:a,A,,,FI,60,98,25,66,,\n").encode(), 2, "", "11 cells", "9 cells"),
        ((CITIES + 'city:a,A,,,FI,"60,98","25,66",,\n').encode(), 2, "latitude", "60,98", "point"),
        ((CITIES + "city:a,A,,,FI,inf,25,,\n").encode(), 2, "latitude", "inf", "a number"),
        ((CITIES + "city:a,A,,,FI,,,1_000,\n").encode(), 2, "population", "1_000", "a number"),
        ((CITIES + "city:a,Pécs,,,HU,,,,\n").encode("cp1252"), 2, "", "byte 0xe9", "UTF-8"),
        ((CITIES + 'city:a,"A,,,FI,,,,\n').encode(), 2, "", "unexpected end", "comma-separated"),
    ],
)
def test_bad_files(folder, content, row, column, found, expected):
    findings = replace_cities(folder, content)
    there = [f for f in findings if (f.row, f.column) == (row, column)]
    assert any(found in str(f.found) and expected in str(f.expected) for f in there), findings


def test_a_byte_order_mark_is_no_mistake(folder):
    content = (folder / "cities.csv").read_bytes()
    assert replace_cities(folder, b"\xef\xbb\xbf" + content) == []


def test_reading_and_rules_are_reported_together(folder):
    findings = replace_cities(folder, (CITIES + "city:a,,,,XX,north,,,\n").encode())
    assert {f.column for f in findings} >= {"name", "country", "latitude"}


def test_missing_folder_and_missing_table(tmp_path):
    with pytest.raises(TableError, match="no such folder"):
        load_folder(tmp_path / "nowhere")
    assert [f.file for f in check_folder(tmp_path)] == ["cities.csv", "relations.csv"]


def test_loading_raises_with_every_finding(folder):
    (folder / "cities.csv").write_text(CITIES + "city:a,,,,XX,,,,\n")
    with pytest.raises(InvalidTablesError, match=r"the first of \d+ findings") as caught:
        load_folder(folder)
    assert len(caught.value.findings) > 2


def test_a_failed_write_leaves_the_old_table(folder, small_tables, monkeypatch):
    before = (folder / "relations.csv").read_bytes()

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_tables(small_tables, folder)
    assert (folder / "relations.csv").read_bytes() == before
