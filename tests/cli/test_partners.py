import io
import json

import pandas as pd


def test_it_ranks_with_reasons(run):
    code, out, err = run("partners", "Lahti", "--top", 3)
    assert code == 0
    places = [line for line in out.splitlines() if line.lstrip()[0].isdigit()]
    assert len(places) == 3
    assert "  1. České Budějovice, Czechia" in out
    assert "+ Both are partner cities of Suhl and Västerås" in out
    assert "71 cities are ranked" in err
    assert "among the first 50" in err


def test_json_and_csv_hold_the_same(run):
    arguments = ("partners", "lahti", "--top", 40, "--format")
    _, out, _ = run(*arguments, "json")
    rows = json.loads(out)
    _, out, _ = run(*arguments, "csv")
    table = pd.read_csv(io.StringIO(out), keep_default_na=False)
    assert len(rows) == len(table) == 40
    assert [row["id"] for row in rows] == list(table["id"])
    assert rows[0]["reasons"][0] == table["reasons"][0].split(" | ")[0]
    assert all(row["reasons"] or row["weak_points"] for row in rows)


def test_exclusions_are_heeded(run):
    arguments = ("--exclude-country", "RU,EE", "--min-population", 50000, "--known-population")
    more = ("--exclude-network", "ubc", "--top", 0, "--format", "json")
    code, out, err = run("partners", "lahti", *arguments, *more)
    assert code == 0
    rows = json.loads(out)
    assert len(rows) > 20, "more than are shown unasked"
    assert not {row["country"] for row in rows} & {"Russia", "Estonia"}
    assert min(row["population"] for row in rows) >= 50000
    assert "by network" in err


def test_the_language_and_the_year(run):
    code, out, _ = run("partners", "lahti", "--lang", "fi", "--year", 1950, "--top", 0)
    assert code == 0
    assert "Wuxi, Kiina" in out, "partners since 1992"
