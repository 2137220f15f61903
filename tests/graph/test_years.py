import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import frame_from_tables
from graph_app.graph.years import as_of, change_years, in_year


def test_begun_by_then_and_not_ended_before(small):
    ids = small.edges["id"].to_numpy()
    assert set(ids[in_year(small, 1996)]) == {"r1", "r2", "r3", "r4", "r5", "r8"}
    assert set(ids[in_year(small, 1996, undated=False)]) == {"r1", "r3", "r4", "r8"}
    assert "r4" in set(ids[in_year(small, 2010)])
    assert "r4" not in set(ids[in_year(small, 2011)])


def test_all_nodes_stay_and_no_year_changes_nothing(small):
    then = as_of(small, 1930)
    assert list(then.nodes["id"]) == list(small.nodes["id"])
    assert then.n_edges < small.n_edges
    assert as_of(small, None) is small


@given(st.integers(1900, 2030), st.booleans())
def test_the_filter_of_explore_says_the_same(graph, year, undated):
    wanted = GraphFilter(year=year, undated=undated, isolated=True)
    view = apply_filter(graph, wanted).view
    assert set(view.edges["id"]) == set(as_of(graph, year, undated).edges["id"])


def test_between_two_years_of_change_nothing_changes(small):
    years = change_years(small)
    assert years == [1926, 1950, 1990, 1995, 2000, 2011, 2020]
    for one, after in itertools.pairwise(years):
        for year in range(one, after):
            assert np.array_equal(in_year(small, year), in_year(small, one))
        assert not np.array_equal(in_year(small, after), in_year(small, one))


@pytest.mark.parametrize("most", [2, 10, 60])
def test_of_many_years_some_are_shown_the_first_and_last_among_them(most):
    graph = frame_from_tables(synthetic_tables(200, 300))
    years, every = change_years(graph, most), change_years(graph, 10_000)
    assert len(years) <= most < len(every)
    assert (years[0], years[-1]) == (every[0], every[-1])
    assert set(years) <= set(every)
