import csv
import io
import json
import subprocess
import sys

import pytest

from graph_app.cli.main import main
from graph_app.intake.project.folder import write_tables


@pytest.fixture
def folder(tmp_path, small_tables):
    write_tables(small_tables, tmp_path)
    return tmp_path


def test_validate_says_ok(data_folder, capsys):
    assert main(["validate", str(data_folder)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("OK: 8 tables, ")


def test_validate_lists_findings(folder, capsys):
    path = folder / "cities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",NO,", ",ZZ,"), encoding="utf-8")
    assert main(["validate", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert 'cities.csv, row 2, country: found "ZZ"' in out
    assert "1 findings" in err
    main(["validate", str(folder), "--format", "json"])
    assert json.loads(capsys.readouterr().out)[0]["row"] == 2
    main(["validate", str(folder), "--format", "csv"])
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["column"] == "country"


def test_an_error_is_one_line_and_exit_2(tmp_path, capsys):
    assert main(["validate", str(tmp_path / "nowhere")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "no such folder" in err


def test_wrong_usage_exits_2(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["fly"])
    assert caught.value.code == 2
    assert "fly" in capsys.readouterr().err


def test_as_a_command(data_folder):
    done = subprocess.run(
        [sys.executable, "-m", "graph_app.cli.main", "validate", str(data_folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
