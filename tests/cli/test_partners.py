import io
import json

import pandas as pd
import pytest

from graph_app.cli.main import main


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_it_ranks_with_reasons(capsys, data_folder):
    code, out, err = run(capsys, "partners", "Lahti", data_folder, "--top", 3)
    assert code == 0
    places = [line for line in out.splitlines() if line.lstrip()[0].isdigit()]
    assert len(places) == 3
    assert "  1. České Budějovice, Czechia" in out
    assert "+ Both are partner cities of Suhl and Västerås" in out
    assert "403 cities are ranked" in err
    assert "among the first 50" in err


def test_json_and_csv_hold_the_same(capsys, data_folder):
    arguments = ("partners", "lahti", data_folder, "--top", 40, "--format")
    _, out, _ = run(capsys, *arguments, "json")
    rows = json.loads(out)
    _, out, _ = run(capsys, *arguments, "csv")
    table = pd.read_csv(io.StringIO(out), keep_default_na=False)
    assert len(rows) == len(table) == 40
    assert [row["id"] for row in rows] == list(table["id"])
    assert rows[0]["reasons"][0] == table["reasons"][0].split(" | ")[0]
    assert all(row["reasons"] or row["weak_points"] for row in rows)


def test_exclusions_are_heeded(capsys, data_folder):
    arguments = ("--exclude-country", "RU,EE", "--min-population", 50000, "--known-population")
    more = ("--exclude-network", "ubc", "--top", 0, "--format", "json")
    code, out, err = run(capsys, "partners", "lahti", data_folder, *arguments, *more)
    assert code == 0
    rows = json.loads(out)
    assert len(rows) > 20, "more than are shown unasked"
    assert not {row["country"] for row in rows} & {"Russia", "Estonia"}
    assert min(row["population"] for row in rows) >= 50000
    assert "by network" in err


def test_the_language_and_the_year(capsys, data_folder):
    code, out, _ = run(
        capsys, "partners", "lahti", data_folder, "--lang", "fi", "--year", 1950, "--top", 0
    )
    assert code == 0
    assert "Wuxi, Kiina" in out, "partners since 1992"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Atlantis"], "'Atlantis'"),
        (["ubc"], "expected the id of a city"),
        (["lahti", "--exclude-country", "Sweden"], "'Sweden'"),
        (["lahti", "--again", "active"], "--again"),
        (["lahti", "--min-population", "9", "--max-population", "8"], "at most 8"),
        (["lahti", "--year", "20000"], "1000 to 2999"),
        (["lahti", "--top", "-1"], "--top"),
        (["lahti", "--exclude-network", "turku"], "expected the id of a network"),
    ],
)
def test_what_is_wrong_is_one_line(capsys, data_folder, arguments, says):
    city, *options = arguments
    code, out, err = run(capsys, "partners", city, data_folder, *options)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
