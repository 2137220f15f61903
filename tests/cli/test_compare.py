import io
import json

import pandas as pd
import pytest

from graph_app.analysis.compare import compare


def test_compare_gives_what_is_shared(run, data_folder, graph):
    code, out, err = run(
        *("compare", "Lahti", "vasteras", "--dir", data_folder),
        *("--group", "partners", "--format", "csv"),
    )
    assert code == 0
    rows = pd.read_csv(io.StringIO(out))
    found = compare(graph, ["city:lahti", "city:vasteras"])
    assert set(rows["id"][rows["who"] == "all"]) == set(found.shared_by_all("partners"))
    assert len(rows) == len(found.others("partners"))
    assert "share 3 partners" in err


def test_compare_pairs_and_facts(run, data_folder):
    three = ("compare", "lahti", "vasteras", "randers", "--dir", data_folder, "--format", "json")
    rows = json.loads(run(*three, "--what", "pairs")[1])
    assert [round(row["km"]) for row in rows] == [524, 1029, 519]
    assert rows[2]["networks"] is None
    facts = {row["fact"]: row for row in json.loads(run(*three, "--what", "facts")[1])}
    assert facts["partners"]["city:lahti"] == 17


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["compare", "lahti"], "found 1"),
        (["compare", "lahti", "Atlantis"], "'Atlantis'"),
    ],
)
def test_what_cannot_be_is_one_line(run, data_folder, monkeypatch, arguments, says):
    monkeypatch.chdir(data_folder.parent)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
