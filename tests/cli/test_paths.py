import csv
import dataclasses
import io
import json

import pytest

from graph_app.graph.citations import citations, cited_sources
from graph_app.i18n import get_translator
from graph_app.intake.project.folder import write_tables
from graph_app.wording.citations import citation_sentence


@pytest.fixture(scope="module")
def said(tables):
    """Return the citations of the two relations from Lahti over Wuxi to Chattanooga."""
    ids = ["sister-city-lahti-wuxi", "sister-city-wuxi-chattanooga"]
    edges = tables.relations.set_index("id", drop=False).loc[ids]
    return citations(edges, cited_sources(tables.sources))


def test_a_line_a_path_and_one_for_each_source(run, said):
    code, out, err = run("paths", "Lahti", "chattanooga")
    assert (code, err) == (0, "")
    assert out == (
        "1. 0.33 warm: Lahti is a sister city of Wuxi (since 2010), which is a sister city of "
        "Chattanooga\n"
        f"     Lahti – Wuxi: {citation_sentence(said[0], get_translator('en'))}\n"
        f"     Wuxi – Chattanooga: {citation_sentence(said[1], get_translator('en'))}\n"
    )
    assert "China Daily · published 19 Nov 2015 · checked 8 Feb 2026 · https://global." in out


def test_json_and_csv_carry_the_same_citations(run, said):
    arguments = ("Lahti", "Chattanooga", "--format")
    (row,) = json.loads(run("paths", *arguments, "json")[1])
    expected = [{k: v or None for k, v in dataclasses.asdict(one).items()} for one in said]
    assert row["citations"] == expected
    assert row["sources"] == [one.source for one in said]
    (row,) = csv.DictReader(io.StringIO(run("paths", *arguments, "csv")[1]))
    sentences = [citation_sentence(one, get_translator("en")) for one in said]
    pairs = ("Lahti – Wuxi", "Wuxi – Chattanooga")
    assert row["citations"] == " | ".join(map(": ".join, zip(pairs, sentences, strict=True)))


def test_json_carries_relations_and_sources(run, tables):
    _, out, _ = run("paths", "city:lahti", "Västerås", "-k", 3, "--format", "json")
    rows = json.loads(out)
    assert [row["rank"] for row in rows] == [1, 2, 3]
    known = set(tables.relations["id"])
    for row in rows:
        assert set(row["relations"]) <= known
        assert set(row["sources"]) <= set(tables.sources["id"])
        assert len(row["nodes"]) == len(row["relations"]) + 1 == row["steps"] + 1
    assert rows[0]["nodes"] == ["city:lahti", "city:vasteras"]


def test_csv_is_read_back(run):
    _, out, _ = run("paths", "lahtis", "ubc", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0]["relations"].split(";")
    assert float(rows[0]["strength"]) > float(rows[1]["strength"])


def test_csv_has_no_formula(run, tmp_path, hostile_tables):
    write_tables(hostile_tables, tmp_path)
    _, out, _ = run("paths", "city:d", "city:a", tmp_path, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["sentence"].lstrip("'").startswith("=cmd")
    assert row["sentence"].startswith("'")


def test_another_language(run):
    _, out, _ = run("paths", "Lahti", "Västerås", "-k", 1, "--lang", "sv")
    assert "Lahtis och Västerås är vänorter (sedan 1940)" in out


def test_another_year(run):
    code, out, err = run("paths", "Lahti", "Chattanooga", "--year", 1960, "--no-undated")
    assert (code, out) == (0, "")
    assert "No path leads from Lahti to Chattanooga." in err
    _, out, _ = run("paths", "Lahti", "Chattanooga", "--year", 2020)
    assert "Wuxi" in out


def test_ended_ties_are_walked_when_asked(run):
    event = "event:fis-nordic-world-ski-championships-1926"
    code, out, err = run("paths", "Lahti", event, "--format", "json")
    assert (code, json.loads(out)) == (0, [])
    assert "ties that have ended" in err
    _, out, err = run("paths", "Lahti", event, "--ended")
    assert "status: ended" in out
    assert err == ""
