import io
import json

import pandas as pd
import pytest

from graph_app.analysis.compare import compare
from graph_app.cli.main import main


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_memberships_of_the_home_city(capsys, data_folder):
    code, out, err = run(capsys, "memberships", "lahtis", data_folder, "--format", "json")
    assert code == 0
    rows = {row["network"]: row for row in json.loads(out)}
    assert rows["network:ubc"]["exclusive"] == 56
    assert rows["network:covenant-of-mayors"]["share"] is None
    assert rows["network:civitas"]["verdict"] == "none_known"
    assert "6 memberships" in err


def test_the_table_ends_in_plain_words(capsys, data_folder):
    code, out, _err = run(capsys, "memberships", "Turku", data_folder)
    assert code == 0
    assert "cannot be judged: the tables hold 24 of its 1,750 members" in out


def test_what_if(capsys, data_folder):
    code, out, err = run(
        capsys,
        *("memberships", "lahti", data_folder, "--leave", "Eurocities", "--countries", "pt"),
        *("--invite", "Turku,Atlantis", "--centralities", "--format", "csv"),
    )
    assert code == 0
    assert "Atlantis" in err
    rows = pd.read_csv(io.StringIO(out)).set_index(["what", "of"])
    assert rows.loc[("reach", "cities"), "change"] == -188
    assert rows.loc[("cities near", "PT"), ["before", "after"]].tolist() == [10, 3]
    assert rows.loc[("rank", "closeness"), "after"] == 2


def test_compare_gives_what_is_shared(capsys, data_folder, graph):
    code, out, err = run(
        capsys,
        *("compare", "Lahti", "vasteras", "--dir", data_folder),
        *("--group", "partners", "--format", "csv"),
    )
    assert code == 0
    rows = pd.read_csv(io.StringIO(out))
    found = compare(graph, ["city:lahti", "city:vasteras"])
    assert set(rows["id"][rows["who"] == "all"]) == set(found.shared_by_all("partners"))
    assert len(rows) == len(found.others("partners"))
    assert "share 3 partners" in err


def test_compare_pairs_and_facts(capsys, data_folder):
    three = ("compare", "lahti", "vasteras", "randers", "--dir", data_folder, "--format", "json")
    rows = json.loads(run(capsys, *three, "--what", "pairs")[1])
    assert [round(row["km"]) for row in rows] == [524, 1029, 519]
    assert rows[2]["networks"] is None
    facts = {row["fact"]: row for row in json.loads(run(capsys, *three, "--what", "facts")[1])}
    assert facts["partners"]["city:lahti"] == 17


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["compare", "lahti"], "found 1"),
        (["compare", "lahti", "Atlantis"], "'Atlantis'"),
        (["memberships", "lahti", "--leave", "geoparks"], "leave"),
        (["memberships", "lahti", "--countries", "SE"], "--leave"),
        (["memberships", "lahti", "--year", "20000"], "1000 to 2999"),
    ],
)
def test_what_cannot_be_is_one_line(capsys, data_folder, monkeypatch, arguments, says):
    monkeypatch.chdir(data_folder.parent)
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
