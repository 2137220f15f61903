import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from graph_app.model.errors import InvalidTablesError
from graph_app.model.tables import Tables
from graph_app.store import Change, diff
from graph_app.store.changes import same_rows
from graph_app.store.records import as_rows, as_tuples
from graph_app.store.rows import add_content, content_of
from tests.conftest import small_frames

ROWS = st.dictionaries(
    st.sampled_from([f"city:{letter}" for letter in "abcdef"]),
    st.tuples(
        st.one_of(st.none(), st.sampled_from(["X", "Y"])),
        st.one_of(st.none(), st.sampled_from([0.0, -0.0, 1.5])),
    ),
)


def cities(rows):
    frame = pd.DataFrame(
        [(row_id, *row) for row_id, row in rows.items()], columns=["id", "name", "population"]
    )
    return Tables.from_frames({"cities": frame})


@settings(max_examples=30)
@given(before=ROWS, after=ROWS)
def test_the_difference_leads_from_one_to_the_other(before, after):
    changes = list(diff(cities(before), cities(after)))
    rows = {row["id"]: row for row in as_rows(cities(before).cities)}
    for change in changes:
        assert (change.action == "add") == (change.id not in rows)
        if change.action == "remove":
            del rows[change.id]
        else:
            assert rows.get(change.id) != {"id": change.id, **change.values}
            rows[change.id] = {"id": change.id, **change.values}
    assert rows == {row["id"]: row for row in as_rows(cities(after).cities)}
    assert len(changes) == len(diff(cities(before), cities(after)))


@settings(max_examples=30)
@given(rows=ROWS, order=st.randoms())
def test_the_content_names_the_set_of_rows(rows, order):
    tuples = as_tuples(cities(rows).cities)
    shuffled = list(tuples)
    order.shuffle(shuffled)
    whole = content_of("cities", tuples)
    assert content_of("cities", shuffled) == whole
    assert add_content(f"{whole:032x}", -whole) == "0" * 32
    for row in tuples:
        other = (*row[:-1], "Q1")
        assert content_of("cities", [other]) != content_of("cities", [row])


def test_the_content_never_changes_between_versions():
    """Stored for ever: another value would call every store damaged."""
    row = ("city:lahti", "Lahti", None, None, "FI", 60.98, 25.66, 120000.0, None)
    assert f"{content_of('cities', [row]):032x}" == "db2f92163edbfb2635ca42b76d8c6d22"


def test_a_repeated_or_missing_id_has_no_difference():
    frames = small_frames()
    frames["cities"].loc[1, "id"] = "city:a"
    with pytest.raises(InvalidTablesError, match="each row once"):
        diff(Tables.from_frames({}), Tables.from_frames(frames))
    frames["cities"].loc[1, "id"] = None
    with pytest.raises(InvalidTablesError, match="an id in every row"):
        diff(Tables.from_frames(frames), Tables.from_frames({}))


def test_rows_are_the_same_where_both_are_blank():
    one = pd.DataFrame(
        {"a": pd.Series(["x", None, None, "y"], dtype="str"), "b": [1, np.nan, 2, 3]}
    )
    other = pd.DataFrame(
        {"a": pd.Series(["x", None, "z", "y"], dtype="str"), "b": [1, np.nan, 2, 4]}
    )
    assert same_rows(one, other).tolist() == [True, True, False, False]


def test_large_changes_read_as_single_ones():
    changes = list(diff(Tables.from_frames({}), cities({"city:a": ("X", None)})))
    blank = dict.fromkeys(("name_fi", "name_sv", "country", "latitude", "longitude", "wikidata"))
    expected = {"name": "X", "population": None, **blank}
    assert changes == [Change("cities", "add", "city:a", expected)]
