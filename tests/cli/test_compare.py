import io
import json

import pandas as pd

from graph_app.analysis.compare import compare


def test_compare_gives_what_is_shared(run, graph):
    code, out, err = run(
        *("compare", "Lahti", "vasteras"),
        *("--group", "partners", "--format", "csv"),
    )
    assert code == 0
    rows = pd.read_csv(io.StringIO(out))
    found = compare(graph, ["city:lahti", "city:vasteras"])
    assert set(rows["id"][rows["who"] == "all"]) == set(found.shared_by_all("partners"))
    assert len(rows) == len(found.others("partners"))
    assert "share 3 partners" in err


def test_compare_pairs_and_facts(run):
    three = ("compare", "lahti", "vasteras", "randers", "--format", "json")
    rows = json.loads(run(*three, "--what", "pairs")[1])
    assert [round(row["km"]) for row in rows] == [524, 1029, 519]
    assert rows[2]["networks"] is None
    facts = {row["fact"]: row for row in json.loads(run(*three, "--what", "facts")[1])}
    assert facts["partners"]["city:lahti"] == 17
