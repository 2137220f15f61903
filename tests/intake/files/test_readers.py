import csv
import datetime
import io
import json

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from graph_app.intake.files import guards
from graph_app.intake.files.csv_rows import Lines
from graph_app.intake.files.readers import Form, Rows, open_rows, unpacked
from graph_app.model.errors import GraphAppError, TableError
from tests.intake import make_files as files


def read(folder, name, content, form=None):
    path = files.write(folder, name, content)
    with open_rows(path, form) as rows:
        frames = list(rows.portions())
        uneven = [row for _, some in frames for row in some]
        joined = pd.concat([frame for frame, _ in frames]) if frames else pd.DataFrame()
        return joined, uneven, rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "counted"),
    [("utf-8", {}), ("utf-8-sig", {}), ("cp1252", {"files in Windows-1252": 1})],
)
def test_delimiters_and_encodings(tmp_path, delimiter, encoding, counted):
    text = f"from{delimiter}to\r\nÅbo{delimiter}Västerås\r\nTurku{delimiter}Lahti\r\n"
    frame, uneven, rows = read(tmp_path, "a.csv", text.encode(encoding))
    assert rows.header == ["from", "to"]
    assert list(frame["from"]) == ["Åbo", "Turku"]
    assert list(frame.index) == [2, 3]
    assert uneven == []
    assert rows.counts == counted
    assert rows.form.delimiter == delimiter


def test_quoted_newlines_delimiters_and_quotes(tmp_path):
    text = 'a;b\n"one\ntwo";"x;y"\n"say ""hi""";z\n'
    frame, _, rows = read(tmp_path, "a.csv", text)
    assert frame.to_numpy().tolist() == [["one\ntwo", "x;y"], ['say "hi"', "z"]]
    assert rows.counts == {}


def test_a_field_that_opens_with_a_doubled_quote_is_mended_and_counted(tmp_path):
    text = (
        '"id";"objective";"rcn"\n"1";""The action ""X"" works"";"9"\n'
        '"2";""Split; and\nlong"";"8"\n"3";"plain";"7"\n'
    )
    frame, uneven, rows = read(tmp_path, "a.csv", text)
    assert frame["objective"].tolist() == ['"The action "X" works"', '"Split; and\nlong"', "plain"]
    assert frame["rcn"].tolist() == ["9", "8", "7"]
    assert uneven == []
    assert rows.counts == {"repaired quotes": 2}


def test_rows_of_another_length_are_left_out_with_their_number(tmp_path):
    frame, uneven, _ = read(tmp_path, "a.csv", "a,b\n1,2\n1\n\n1,2,3\n1,2,\n,\n")
    assert frame.to_numpy().tolist() == [["1", "2"], ["1", "2"], ["", ""]]
    assert uneven == [(3, 1), (5, 3)]


BAD = {
    "a.json": [
        (b"[1, 2]", "no list of records"),
        (b'{"a": [{"x": 1}], "b": [{"x": 1}]}', "expected one list"),
        (b'{"a": 1', "no valid JSON"),
        (b"[" * 200_000, "JSON"),
        (b"[]", "no records"),
        (b"[{}]", "no records"),
        (b'[{"a": 1' + b"0" * 5000 + b"}]", "no valid JSON"),
    ],
    "a.csv": [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf", "no rows|empty|no names"),
        (b",,\n1,2,3\n", "no names"),
        (",".join(f"c{at}" for at in range(10_000)).encode(), "10,000 columns"),
        (b'a,b\n1,"2\n3,4\n', "row 2: found the end of the file inside quotation marks"),
        (b"a,b\n1,\x002\n", "NUL byte in row 2"),
        ("a,b\nÅ,1\n".encode() + b"\xe5,2\n", "byte 0xe5 in row 3, expected text in UTF-8"),
        (b"a,b\n\x81\xe5,2\n", "byte 0x81 in row 2"),
        (b"PK\x03\x04rest", "a zip or Excel file"),
        (b"<!doctype html><html></html>", "a web page"),
        (
            b'a,b\n1,"' + b"x" * (guards.MAX_CELL + 10) + b'"\n',
            "column .b.: found a cell of 32,777 characters",
        ),
    ],
}


@pytest.mark.parametrize(
    ("name", "content", "says"), [(name, *case) for name, some in BAD.items() for case in some]
)
def test_bad_csv_and_json(tmp_path, name, content, says):
    with pytest.raises(TableError, match=says):
        read(tmp_path, name, content)


@pytest.mark.parametrize(
    ("encoding", "says"),
    [("utf-8", "expected text in UTF-8"), ("ebcdic", "expected utf-8 or .*windows-1252")],
)
def test_a_declared_encoding_is_not_departed_from(tmp_path, encoding, says):
    with pytest.raises(TableError, match=says):
        read(tmp_path, "a.csv", "a,b\nÅ,1\n".encode("cp1252"), Form(encoding=encoding))


def test_a_cell_of_two_gigabytes_is_read_in_bounded_memory(tmp_path):
    """Of a sparse file, the scan meets NUL; a file without any is stopped by its line."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,")
        file.truncate(2 * 2**30)
    with pytest.raises(TableError, match="NUL byte in row 2"), open_rows(path):
        pass
    lines = Lines("huge.csv", io.StringIO("a,b\n1," + "x" * (guards.MAX_LINE + 5)))
    assert next(lines) == "a,b\n"
    lines.begin()
    with pytest.raises(TableError, match=r"a row of more than 4,000,000 characters"):
        next(lines)


def test_a_record_of_endless_short_lines_is_stopped(tmp_path):
    cell = '"' + "x" * 80_000 + '\n",'
    content = "a,b\n" + cell * (guards.MAX_LINE // 80_000 + 2)
    with pytest.raises(TableError, match="a row of more than"):
        read(tmp_path, "a.csv", content)


def sheet(*rows, title="Sheet", more=()):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name in more:
        book.create_sheet(name)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook(tmp_path):
    day = datetime.datetime(2018, 5, 1, 12)
    content = sheet(["a", "b", "c"], ["Åbo", 60.5, day], [True, 3.0, None], [None] * 3, [1])
    frame, uneven, _ = read(tmp_path, "a.xlsx", content, Form(decimal=","))
    assert frame.to_numpy().tolist() == [
        ["Åbo", "60,5", "2018-05-01"], ["true", "3", ""], ["1", "", ""]]  # fmt: skip
    assert list(frame.index) == [2, 3, 5]
    assert uneven == []


def test_a_sheet_by_name(tmp_path):
    content = sheet(["a", "b"], [1, 2], title="Data", more=["Other"])
    assert len(read(tmp_path, "a.xlsx", content, Form(sheet="Data"))[0]) == 1
    with pytest.raises(TableError, match="the sheets Data, Other, expected Missing"):
        read(tmp_path, "a.xlsx", content, Form(sheet="Missing"))


@pytest.mark.parametrize("ending", ["xlsm", "xls", "xlsb"])
def test_workbooks_with_macros_or_of_old_are_refused(tmp_path, ending):
    with pytest.raises(TableError, match=f"a .{ending} file"):
        read(tmp_path, f"a.{ending}", b"x")


def test_json_records(tmp_path):
    content = json.dumps({"members": [{"a": "x", "b": 1.5}, {"a": None, "c": [1]}], "left": []})
    frame, _, _ = read(tmp_path, "a.json", content, Form(decimal=","))
    assert frame.to_numpy().tolist() == [["x", "1,5", ""], ["", "", "1"]]


def test_zips_are_unpacked_and_folders_listed(tmp_path):
    content = files.zipped({"x/a.csv": "a,b\n1,2\n", "x/b.csv": "a,b"})
    archive = files.write(tmp_path, "a.zip", content)
    with unpacked([archive]) as found:
        assert [path.name for path in found] == ["a.csv", "b.csv"]
        inside = found[0]
        assert inside.read_text() == "a,b\n1,2\n"
    assert not inside.exists()
    empty = files.write(tmp_path, "e.zip", files.zipped({}))
    with pytest.raises(TableError, match="an empty zip"), unpacked([empty]):
        pass


PIECES = st.sampled_from(
    [b'"', b'""', b",", b";", b"\t", b"\n", b"\r\n", b"\r", b"a", b"1", b"\xc3\xa5", b"\xe5", b"\0",
     b"\xef\xbb\xbf", b"x" * 1000, b"PK\x03\x04", b"<html>", b"{", b"[", b"}", b"]", b":"]
)  # fmt: skip
BYTES = st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=60).map(b"".join))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=BYTES, name=st.sampled_from(["a.csv", "a.json", "a.xlsx", "a.txt"]))
def test_any_bytes_give_rows_or_a_named_error(tmp_path, content, name):
    try:
        frame, _, rows = read(tmp_path, name, content)
    except GraphAppError:
        return
    assert list(frame.columns) == (rows.header if len(frame.columns) else [])


# What nobody sees is taken out, no-break spaces become spaces, and "#N/A" is the error of a formula.
CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zs"], exclude_characters="#\u034f"),
    max_size=20,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_what_pandas_writes_is_read_back(tmp_path, rows, delimiter):
    frame = pd.DataFrame(rows, columns=["from", "to"])
    content = frame.to_csv(index=False, sep=delimiter).encode("utf-8")
    again, _, opened = read(tmp_path, "a.csv", content, Form(delimiter=delimiter, encoding="utf-8"))
    assert opened.header == ["from", "to"]
    assert again.to_numpy().tolist() == rows


PLAIN = st.sampled_from(["a", "1", "Åbo", "x y", "", "say hi", "5'"])
ODD = st.sampled_from(['5"', 'a"b', '"', "one\ntwo", "x;y", 'he said ""no""'])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(st.one_of(PLAIN, PLAIN, PLAIN, ODD), min_size=3, max_size=3), min_size=1,
                  max_size=12),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
)  # fmt: skip
def test_what_csv_writes_is_read_back(tmp_path, rows, quoting, ending):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=quoting, lineterminator=ending)
    writer.writerows([["a", "b", "c"], *rows])
    content = out.getvalue().encode()
    form = Form(delimiter=";", encoding="utf-8")
    frame, _, opened = read(tmp_path, "a.csv", content, form)
    assert frame.to_numpy().tolist() == rows
    assert list(frame.index) == list(range(2, len(rows) + 2))
    assert opened.counts == {}


LONG = "(" * (guards.MAX_CELL + 1)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("x.csv", f"a,country\n1,{LONG}\n"),
        ("x.json", json.dumps([{"a": "1", "country": LONG}])),
        ("x.json", json.dumps([{"a": "1", "country": [LONG]}])),
    ],
)
def test_a_cell_beyond_the_bound_is_refused_before_anything_looks_at_it(file, content, tmp_path):
    (tmp_path / file).write_text(content, encoding="utf-8")
    with (
        pytest.raises(TableError, match=r"row 2, column .country.: found a cell of 32,7"),
        open_rows(tmp_path / file) as rows,
    ):
        next(rows.portions())


def test_a_name_of_a_column_beyond_the_bound_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text(f"a,{LONG}\n1,2\n", encoding="utf-8")
    with (
        pytest.raises(TableError, match=r"row 1, column .column 2.: found a cell"),
        open_rows(tmp_path / "x.csv"),
    ):
        pass


def test_rows_that_no_file_gave_are_bounded_too():
    rows = Rows("x", ["a"], iter([(2, ["b"]), (3, [LONG])]), Form())
    with pytest.raises(TableError, match=r"row 3, column .a."):
        list(rows.portions())
