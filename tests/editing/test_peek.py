from graph_app.editing.peek import first_mapping, peek
from tests.intake import make_files as files


def test_what_was_recognised_is_said(tmp_path):
    text = "Partner cities\n\ncity;country;partner;country\nLahti;FI;Gdańsk;PL\n"
    seen = peek(files.write(tmp_path, "a.csv", text.encode("cp1250")))
    assert (seen.form.encoding, seen.form.delimiter, seen.form.header) == ("windows-1250", ";", 3)
    assert [(one.row, one.column) for one in seen.findings] == [(0, ""), (1, ""), (3, "country 2")]
    assert "Gdańsk" in str(seen.findings[0].found)
    mapping = first_mapping(seen)
    assert mapping.columns["from.country"] == ("country",)
    assert mapping.columns["to.country"] == ("country 2",)


def test_a_table_without_names_of_columns_is_said(tmp_path):
    seen = peek(files.write(tmp_path, "a.csv", "Lahti;FI;Suhl;DE\nLahti;FI;Most;CZ\n"))
    (finding,) = seen.findings
    assert finding.found == "Lahti, FI, Suhl, DE"
    assert "may be one of the table" in str(finding.expected)
    assert peek(files.write(tmp_path, "b.csv", "city;partner\nLahti;Suhl\n")).findings == ()
