import csv
import io
import json

import pytest

from graph_app.intake.project.folder import write_tables


@pytest.fixture
def folder(tmp_path, small_tables):
    write_tables(small_tables, tmp_path)
    return tmp_path


def test_validate_says_ok(folder, run):
    code, out, err = run("validate", folder)
    assert (code, out) == (0, "")
    assert err.startswith("OK: 8 tables, ")


def test_validate_lists_findings(folder, run):
    path = folder / "cities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",NO,", ",ZZ,"), encoding="utf-8")
    code, out, err = run("validate", folder)
    assert code == 2
    assert 'cities.csv, row 2, country: found "ZZ"' in out
    assert "1 findings" in err
    assert json.loads(run("validate", folder, "--format", "json")[1])[0]["row"] == 2
    (row,) = csv.DictReader(io.StringIO(run("validate", folder, "--format", "csv")[1]))
    assert row["column"] == "country"


def test_validate_lists_what_is_doubtful_in_tables_that_break_no_rule(small_tables, tmp_path, run):
    small_tables.cities.loc[2, "latitude"] = 61.5
    small_tables.relations.loc[3, "note"] = "Could not verify"
    write_tables(small_tables, tmp_path)
    code, out, err = run("validate", tmp_path)
    assert code == 2
    assert "cities.csv, row 4, latitude" in out
    assert "relations.csv, row 5, note" in out
    assert "2 findings" in err
