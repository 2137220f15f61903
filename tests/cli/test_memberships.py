import io
import json

import pandas as pd
import pytest


def test_memberships_of_the_home_city(run):
    code, out, err = run("memberships", "lahtis", "--format", "json")
    assert code == 0
    rows = {row["network"]: row for row in json.loads(out)}
    assert rows["network:ubc"]["exclusive"] == 15
    assert rows["network:covenant-of-mayors"]["share"] is None
    assert rows["network:civitas"]["verdict"] == "none_known"
    assert "6 memberships" in err


def test_the_table_ends_in_plain_words(run):
    code, out, _err = run("memberships", "Turku")
    assert code == 0
    assert "cannot be judged: the tables hold 11 of its 1,750 members" in out


def test_what_if(run):
    code, out, err = run(
        *("memberships", "lahti", "--leave", "Eurocities", "--countries", "pt"),
        *("--invite", "Turku,Atlantis", "--centralities", "--format", "csv"),
    )
    assert code == 0
    assert "Atlantis" in err
    rows = pd.read_csv(io.StringIO(out)).set_index(["what", "of"])
    assert rows.loc[("reach", "cities"), "change"] == -21
    assert rows.loc[("cities near", "PT"), ["before", "after"]].tolist() == [4, 3]
    assert rows.loc[("centrality", "closeness"), "after"] == pytest.approx(0.55049, abs=1e-5)
