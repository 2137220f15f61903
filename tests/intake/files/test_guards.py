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


@pytest.mark.parametrize("content", [b"", b" \r\n\t"])
def test_an_empty_file(tmp_path, content):
    path = files.write(tmp_path, "a.csv", content)
    with pytest.raises(TableError, match="empty file"):
        guards.look_at(path, "a table")


@pytest.mark.parametrize(("name", "says"), [("no.csv", "cannot be read"), ("", "no regular file")])
def test_no_file_and_no_regular_file(tmp_path, name, says):
    with pytest.raises(TableError, match=says):
        guards.look_at(tmp_path / name, "a table")


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


def link():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("link.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


LEADING_OUT = ("../evil.csv", "a/../../b.csv", "/etc/passwd", "..\\b.csv", "c:/x")
WHOLE = files.zipped({"a.csv": os.urandom(2000)})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        *((files.zipped({name: "x"}), "names inside the zip") for name in LEADING_OUT),
        (link(), "a link"),
        (files.zipped({"zeros.csv": b"0" * 40_000_000}), "no zip bomb"),
        (files.zipped(dict.fromkeys(map(str, range(guards.MAX_ENTRIES + 1)), "")), "at most"),
        (WHOLE[:700], "no whole zip"),
        (WHOLE[:-200], "no whole zip"),
    ],
    ids=range(10),
)
def test_zips_that_are_not_opened(tmp_path, content, says):
    path = files.write(tmp_path, "a.zip", content)
    with pytest.raises(TableError, match=says):
        guards.open_zip(path, "a zip")


def test_a_zip_that_lies_about_its_size_is_stopped(tmp_path):
    raw = files.zipped({"a.csv": b"0" * 3_000_000})
    path = files.write(tmp_path, "a.zip", raw)
    with guards.open_zip(path, "a zip") as archive:
        (entry,) = archive.infolist()
        entry.file_size = 10
        with pytest.raises(TableError, match=r"unpacked|damaged"):
            guards.read_entry(archive, entry, most=1_000_000)


def workbook(**more):
    plain = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
    return files.zipped(plain | more)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (workbook(**{"xl/vbaProject.bin": "x"}), "macros"),
        (workbook(**{"[Content_Types].xml": "<Types><a t='macroEnabled'/></Types>"}), "macros"),
        (workbook(**{"xl/worksheets/sheet1.xml": BOMB}), "document type"),
        (workbook(**{"xl/worksheets/sheet1.xml": "no xml"}), "no well-formed XML"),
        (b"a;b\n1;2\n", "expected an Excel workbook"),
        (files.zipped({"a.txt": "x"}), "expected an Excel workbook"),
    ],
)
def test_workbooks_that_are_refused(tmp_path, content, says):
    path = files.write(tmp_path, "a.xlsx", content)
    with pytest.raises(TableError, match=says):
        guards.check_workbook(path)


def test_nul_and_invalid_utf8_are_named_with_their_row():
    for raw, says in ((b"[\n\0]", "NUL character in row 2"), (b"[\n\n\xe9]", "byte 0xe9 in row 3")):
        with pytest.raises(TableError, match=says):
            guards.decode_utf8("a.json", raw)
