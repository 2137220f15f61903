import pytest

from graph_app.intake.files.csv_rows import sniff_delimiter
from graph_app.intake.files.readers import Form, open_rows
from graph_app.model.errors import TableError
from tests.intake import make_files as files


def read(folder, content, form=None):
    with open_rows(files.write(folder, "a.csv", content), form) as rows:
        frames = [frame for frame, _ in rows.portions()]
        return rows, frames[0]


@pytest.mark.parametrize(
    "first", ["sep=;\n", '"sep=;"\r\n', "\ufeffSEP=;\n", "sep=;;;;\n", "sep=;\r"]
)
def test_a_line_that_names_the_delimiter(tmp_path, first):
    rows, frame = read(tmp_path, first + "city;partner\nLahti;Pécs\n")
    assert rows.header == ["city", "partner"]
    assert list(frame.index) == [3]
    assert rows.form.delimiter == ";"


def test_a_named_tab_or_pipe(tmp_path):
    for mark in "\t|":
        rows, _ = read(tmp_path, f"sep={mark}\ncity{mark}partner\nLahti{mark}Pécs\n")
        assert rows.header == ["city", "partner"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_below_a_title(mark):
    table = f"city{mark}partner{mark}since\nLahti{mark}Suhl{mark}1988\nLahti{mark}Most{mark}1990\n"
    assert sniff_delimiter(table) == mark
    assert sniff_delimiter("Partner cities\n\n" + table) == mark


def test_a_space_before_a_quotation_mark(tmp_path):
    text = 'city, country, partner\nLahti, FI, "Pécs"\nLahti, FI, "Suhl, Thüringen"\n'
    rows, frame = read(tmp_path, text)
    assert list(frame["partner"]) == ["Pécs", "Suhl, Thüringen"]
    assert "a space before" in str(rows.take_remarks()[0][2])


def test_quotation_marks_with_backslashes(tmp_path):
    text = '"city","partner"\n"Lahti","Saint John\\"s"\n"Lahti","The \\"Old\\" Town, North"\n'
    rows, frame = read(tmp_path, text)
    assert list(frame["partner"]) == ['Saint John"s', 'The "Old" Town, North']
    assert "backslash" in str(rows.take_remarks()[0][2])


def test_a_backslash_quote_far_down_is_mended_and_counted(tmp_path):
    rows = '"Lahti","Pécs"\n' * 30_000
    opened, frame = read(tmp_path, f'"city","partner"\n{rows}"Lahti","Saint John\\"s"\n{rows}')
    assert frame["partner"].iloc[30_000] == 'Saint John"s'
    assert len(frame) == 50_000
    assert opened.counts == {"repaired quotes": 1}


def test_a_backslash_at_the_end_of_a_cell_is_a_backslash(tmp_path):
    _, frame = read(tmp_path, '"path","x"\n"C:\\","1"\n"say ""\\"" so","2"\n')
    assert list(frame["path"]) == ["C:\\", 'say "\\" so']


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_of_excel(tmp_path, encoding):
    mark = "" if encoding == "utf-16" else "\ufeff"
    content = f"{mark}city\tpartner\r\nLahti\tŁódź\r\n".encode(encoding)
    rows, frame = read(tmp_path, content)
    assert list(frame["partner"]) == ["Łódź"]
    assert rows.form.encoding == "utf-16"


def test_half_a_utf_16_file_is_refused(tmp_path):
    with pytest.raises(TableError, match="expected text in UTF-16"):
        read(tmp_path, "city\tpartner\n".encode("utf-16")[:-1])


def test_an_encoding_is_declared(tmp_path):
    content = "city;partner\nLahti;Gdańsk\n".encode("cp1250")
    assert list(read(tmp_path, content, Form(encoding="windows-1250"))[1]["partner"]) == ["Gdańsk"]
    assert list(read(tmp_path, content, Form(encoding="windows-1252"))[1]["partner"]) == ["Gdañsk"]


def test_the_proposed_encoding_is_said_with_names(tmp_path):
    rows, frame = read(tmp_path, "city;partner\nLahti;Gdańsk\nKotka;Győr\n".encode("cp1250"))
    assert list(frame["partner"]) == ["Gdańsk", "Győr"]
    assert rows.form.encoding == "windows-1250"
    assert "windows-1250: Gdańsk, Győr" in str(rows.take_remarks()[0][2])
