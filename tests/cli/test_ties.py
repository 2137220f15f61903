import csv
import io
import json

import pytest


def test_every_tie_of_a_public_city(run):
    code, out, err = run("ties", "Kyoto", "--format", "csv")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["ours"] for row in rows} == {"False"}
    assert {row["trust"] for row in rows} == {"C"}
    assert "Florence" in {row["name"] for row in rows}


def test_ours_alone_and_chosen_ones(run):
    code, out, _ = run(
        "ties", "Lahti", "--ours", "--type", "sister_city", "--country", "se", "--format", "json"
    )
    assert code == 0
    (row,) = json.loads(out)
    assert (row["name"], row["country"], row["ours"]) == ("Västerås", "SE", True)
    assert row["end"] is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("Kyoto", "--ours"), "Kyoto"),
        (("Lahti", "--type", "sister"), "found 'sister'"),
        (("Lahti", "--country", "Finland"), "FINLAND"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(run, given, says):
    code, out, err = run("ties", *given)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
