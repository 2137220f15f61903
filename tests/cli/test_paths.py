import csv
import dataclasses
import io
import json

import pytest

from graph_app.cli.main import main
from graph_app.graph.citations import citations, cited_sources
from graph_app.i18n import get_translator
from graph_app.intake.project.folder import write_tables
from graph_app.wording.citations import citation_sentence


def run(capsys, *arguments):
    code = main(["paths", *[str(a) for a in arguments]])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def said(tables):
    """Return the citations of the two relations from Lahti over Wuxi to Chattanooga."""
    ids = ["sister-city-lahti-wuxi", "sister-city-wuxi-chattanooga"]
    edges = tables.relations.set_index("id", drop=False).loc[ids]
    return citations(edges, cited_sources(tables.sources))


def test_a_line_a_path_and_one_for_each_source(capsys, data_folder, said):
    code, out, err = run(capsys, "Lahti", "chattanooga", data_folder)
    assert (code, err) == (0, "")
    assert out == (
        "1. 0.33 warm: Lahti is a sister city of Wuxi (since 2010), which is a sister city of "
        "Chattanooga\n"
        f"     Lahti – Wuxi: {citation_sentence(said[0], get_translator('en'))}\n"
        f"     Wuxi – Chattanooga: {citation_sentence(said[1], get_translator('en'))}\n"
    )
    assert "China Daily · published 19 Nov 2015 · checked 8 Feb 2026 · https://global." in out


def test_json_and_csv_carry_the_same_citations(capsys, data_folder, said):
    arguments = ("Lahti", "Chattanooga", data_folder, "--format")
    (row,) = json.loads(run(capsys, *arguments, "json")[1])
    expected = [{k: v or None for k, v in dataclasses.asdict(one).items()} for one in said]
    assert row["citations"] == expected
    assert row["sources"] == [one.source for one in said]
    (row,) = csv.DictReader(io.StringIO(run(capsys, *arguments, "csv")[1]))
    sentences = [citation_sentence(one, get_translator("en")) for one in said]
    pairs = ("Lahti – Wuxi", "Wuxi – Chattanooga")
    assert row["citations"] == " | ".join(map(": ".join, zip(pairs, sentences, strict=True)))


def test_json_carries_relations_and_sources(capsys, data_folder, tables):
    _, out, _ = run(capsys, "city:lahti", "Västerås", data_folder, "-k", 3, "--format", "json")
    rows = json.loads(out)
    assert [row["rank"] for row in rows] == [1, 2, 3]
    known = set(tables.relations["id"])
    for row in rows:
        assert set(row["relations"]) <= known
        assert set(row["sources"]) <= set(tables.sources["id"])
        assert len(row["nodes"]) == len(row["relations"]) + 1 == row["steps"] + 1
    assert rows[0]["nodes"] == ["city:lahti", "city:vasteras"]


def test_csv_is_read_back(capsys, data_folder):
    _, out, _ = run(capsys, "lahtis", "ubc", data_folder, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0]["relations"].split(";")
    assert float(rows[0]["strength"]) > float(rows[1]["strength"])


def test_csv_holds_no_formula(capsys, tmp_path, hostile_tables):
    write_tables(hostile_tables, tmp_path)
    _, out, _ = run(capsys, "city:d", "city:a", tmp_path, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["sentence"].lstrip("'").startswith("=cmd")
    assert row["sentence"].startswith("'")


def test_another_language(capsys, data_folder):
    _, out, _ = run(capsys, "Lahti", "Västerås", data_folder, "-k", 1, "--lang", "sv")
    assert "Lahtis och Västerås är vänorter (sedan 1940)" in out


def test_another_year(capsys, data_folder):
    code, out, err = run(
        capsys, "Lahti", "Chattanooga", data_folder, "--year", 1960, "--no-undated"
    )
    assert (code, out) == (0, "")
    assert "No path leads from Lahti to Chattanooga." in err
    _, out, _ = run(capsys, "Lahti", "Chattanooga", data_folder, "--year", 2020)
    assert "Wuxi" in out


def test_ended_ties_are_walked_when_asked(capsys, data_folder):
    event = "event:fis-nordic-world-ski-championships-1926"
    code, out, err = run(capsys, "Lahti", event, data_folder, "--format", "json")
    assert (code, json.loads(out)) == (0, [])
    assert "ties that have ended" in err
    _, out, err = run(capsys, "Lahti", event, data_folder, "--ended")
    assert "status: ended" in out
    assert err == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Lahti", "Atlantis"], "'Atlantis'"),
        (["Lahti", "lahtis"], "expected two nodes"),
        (["Lahti", "Narva", "-k", "0"], "1 to 100"),
        (["Lahti", "Narva", "--year", "20000"], "1000 to 2999"),
    ],
)
def test_what_cannot_be_asked_is_one_line(capsys, data_folder, arguments, says):
    code, out, err = run(capsys, *arguments[:2], data_folder, *arguments[2:])
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
