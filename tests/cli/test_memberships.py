import io
import json

import pandas as pd
import pytest


def test_memberships_of_the_home_city(run, data_folder):
    code, out, err = run("memberships", "lahtis", data_folder, "--format", "json")
    assert code == 0
    rows = {row["network"]: row for row in json.loads(out)}
    assert rows["network:ubc"]["exclusive"] == 56
    assert rows["network:covenant-of-mayors"]["share"] is None
    assert rows["network:civitas"]["verdict"] == "none_known"
    assert "6 memberships" in err


def test_the_table_ends_in_plain_words(run, data_folder):
    code, out, _err = run("memberships", "Turku", data_folder)
    assert code == 0
    assert "cannot be judged: the tables hold 24 of its 1,750 members" in out


def test_what_if(run, data_folder):
    code, out, err = run(
        *("memberships", "lahti", data_folder, "--leave", "Eurocities", "--countries", "pt"),
        *("--invite", "Turku,Atlantis", "--centralities", "--format", "csv"),
    )
    assert code == 0
    assert "Atlantis" in err
    rows = pd.read_csv(io.StringIO(out)).set_index(["what", "of"])
    assert rows.loc[("reach", "cities"), "change"] == -188
    assert rows.loc[("cities near", "PT"), ["before", "after"]].tolist() == [10, 3]
    assert rows.loc[("rank", "closeness"), "after"] == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["memberships", "lahti", "--leave", "geoparks"], "leave"),
        (["memberships", "lahti", "--countries", "SE"], "--leave"),
        (["memberships", "lahti", "--year", "20000"], "1000 to 2999"),
    ],
)
def test_what_cannot_be_is_one_line(run, data_folder, monkeypatch, arguments, says):
    monkeypatch.chdir(data_folder.parent)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
