import hypothesis.strategies as st
import numpy as np
import pandas as pd
from hypothesis import given, settings

from graph_app.model.changes import Change, as_tuples
from graph_app.model.tables import Tables
from graph_app.store.changes import same_rows
from graph_app.store.rows import add_content, content_of
from tests.store.conftest import everything_in

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
    row = ("city:lahti", "Lahti", None, None, "FI", 60.98, 25.66, 120000.0, None, None)
    assert f"{content_of('cities', [row]):032x}" == "db2f92163edbfb2635ca42b76d8c6d22"


HOSTILE = ['"', "\\", '\\"', "\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\x7f", "\u2028", "ä", "😀", "\U0010ffff",
           "null", "</script>"]  # fmt: skip
NUMBERS = [0.0, -0.0, 1e22, 1e-7, 0.1, -1.5, 5e-324, 1e300, 123456789.0, *[None] * 6]


def test_the_content_of_hostile_texts_and_numbers_never_changes():
    ids = [f"city:{at}" for at in range(len(HOSTILE))]
    frame = pd.DataFrame({"id": ids, "name": HOSTILE, "population": NUMBERS})
    rows = as_tuples(Tables.from_frames({"cities": frame}).cities)
    assert f"{content_of('cities', rows):032x}" == "829dc0174f203e465935eff354f7331a"


def test_rows_are_the_same_where_both_are_blank():
    one = pd.DataFrame(
        {"a": pd.Series(["x", None, None, "y"], dtype="str"), "b": [1, np.nan, 2, 3]}
    )
    other = pd.DataFrame(
        {"a": pd.Series(["x", None, "z", "y"], dtype="str"), "b": [1, np.nan, 2, 4]}
    )
    assert same_rows(one, other).tolist() == [True, True, False, False]


def test_large_changes_read_as_single_ones():
    changes = list(everything_in(cities({"city:a": ("X", None)})))
    texts = ("name_fi", "name_sv", "country", "wikidata", "geonames")
    blank = dict.fromkeys((*texts, "latitude", "longitude"))
    expected = {"name": "X", "population": None, **blank}
    assert changes == [Change("cities", "add", "city:a", expected)]
