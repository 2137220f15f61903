import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.files import guards
from graph_app.model.errors import TableError
from tests.intake import make_files as files

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><graphml>&b;</graphml>'
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty file"),
        (b" \r\n\t", "empty file"),
    ],
)
def test_an_empty_file(tmp_path, content, says):
    path = files.write(tmp_path, "a.csv", content)
    with pytest.raises(TableError, match=says):
        guards.look_at(path, "a table")


def test_no_file_and_no_regular_file(tmp_path):
    with pytest.raises(TableError, match="cannot be read"):
        guards.look_at(tmp_path / "none.csv", "a table")
    with pytest.raises(TableError, match="no regular file"):
        guards.look_at(tmp_path, "a table")


def test_a_file_larger_than_the_bound_is_not_read(tmp_path):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.write(b"[")
        file.truncate(guards.MAX_WHOLE + 1)  # sparse: no such bytes are written
    with pytest.raises(TableError, match="expected at most"):
        guards.read_whole(path, "JSON")


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"PK\x03\x04....", "zip or Excel"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"\xff\xfea\x00", "UTF-16"),
        (b"  <!DOCTYPE html><html>", "a web page"),
        (b"\xef\xbb\xbf<HTML>", "a web page"),
    ],
)
def test_mislabelled_files_are_named(head, says):
    with pytest.raises(TableError, match=says):
        guards.refuse_other_formats("a.csv", head, "CSV")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_bomb_is_refused_unread(encoding):
    with pytest.raises(TableError, match="document type"):
        guards.refuse_dtd("a.graphml", io.BytesIO(BOMB.encode(encoding)))


@given(st.binary(max_size=300))
def test_any_bytes_are_xml_without_dtd_or_a_named_error(raw):
    try:
        guards.refuse_dtd("a.xml", io.BytesIO(raw))
    except TableError:
        return
    assert b"<" in raw


@pytest.mark.parametrize(
    "name", ["../evil.csv", "a/../../b.csv", "/etc/passwd", "..\\b.csv", "c:/x"]
)
def test_a_name_that_leads_out_of_the_zip(tmp_path, name):
    path = files.write(tmp_path, "a.zip", files.zipped({name: "x"}))
    with pytest.raises(TableError, match="names inside the zip"):
        guards.open_zip(path, "a zip")


def test_a_link_in_a_zip(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("link.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    path = files.write(tmp_path, "a.zip", out.getvalue())
    with pytest.raises(TableError, match="a link"):
        guards.open_zip(path, "a zip")


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = files.write(tmp_path, "a.zip", files.zipped({"zeros.csv": b"0" * 40_000_000}))
    assert path.stat().st_size < 100_000
    with pytest.raises(TableError, match="no zip bomb"):
        guards.open_zip(path, "a zip")


def test_a_zip_that_lies_about_its_size_is_stopped(tmp_path):
    raw = files.zipped({"a.csv": b"0" * 3_000_000})
    path = files.write(tmp_path, "a.zip", raw)
    with guards.open_zip(path, "a zip") as archive:
        (entry,) = archive.infolist()
        entry.file_size = 10
        with pytest.raises(TableError, match=r"unpacked|damaged"):
            guards.read_entry(archive, entry, most=1_000_000)


def test_too_many_files_in_a_zip(tmp_path):
    many = {f"{at}.csv": "" for at in range(guards.MAX_ENTRIES + 1)}
    path = files.write(tmp_path, "a.zip", files.zipped(many))
    with pytest.raises(TableError, match="expected at most"):
        guards.open_zip(path, "a zip")


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_truncated_zip(tmp_path, keep):
    raw = files.zipped({"a.csv": os.urandom(2000)})
    path = files.write(tmp_path, "a.zip", raw[: int(len(raw) * keep)])
    with pytest.raises(TableError, match="no whole zip"):
        guards.open_zip(path, "a zip")


def workbook(**more):
    content = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": "<workbook/>",
    }
    return files.zipped(content | more)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"xl/vbaProject.bin": "x"}, "macros"),
        ({"[Content_Types].xml": "<Types><a t='macroEnabled'/></Types>"}, "macros"),
        ({"xl/worksheets/sheet1.xml": BOMB}, "document type"),
        ({"xl/worksheets/sheet1.xml": "no xml"}, "no well-formed XML"),
    ],
)
def test_workbooks_that_are_refused(tmp_path, more, says):
    path = files.write(tmp_path, "a.xlsx", workbook(**more))
    with pytest.raises(TableError, match=says):
        guards.check_workbook(path)


@pytest.mark.parametrize("content", [b"a;b\n1;2\n", files.zipped({"a.txt": "x"})])
def test_what_is_no_workbook(tmp_path, content):
    path = files.write(tmp_path, "a.xlsx", content)
    with pytest.raises(TableError, match="expected an Excel workbook"):
        guards.check_workbook(path)


def test_nul_and_invalid_utf8_are_named_with_their_row():
    with pytest.raises(TableError, match="NUL character in row 2"):
        guards.decode_utf8("a.json", b"[\n\0]")
    with pytest.raises(TableError, match="byte 0xe9 in row 3"):
        guards.decode_utf8("a.json", b"[\n\n\xe9]")
