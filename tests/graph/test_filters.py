from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.graph.filters import (
    GraphFilter,
    apply_filter,
    filter_from_query,
    filter_to_query,
    loosening,
)
from graph_app.graph.frames import frame_from_tables
from graph_app.graph.years import in_year
from graph_app.model.errors import FilterError
from graph_app.model.tables import Tables
from tests.conftest import small_frames
from tests.filters import EVERY
from tests.filters import filters as some_filters


def ids(graph, **wanted):
    return set(apply_filter(graph, GraphFilter(**wanted)).view.nodes["id"])


def ties(graph, **wanted):
    return set(apply_filter(graph, GraphFilter(**wanted)).view.edges["id"])


def test_without_filters_only_nodes_without_ties_go(small):
    assert "city:e" not in ids(small)
    assert "city:e" in ids(small, isolated=True)


def test_kind(small):
    assert ids(small, kinds=("city",)) == {"city:a", "city:b", "city:c"}


def test_coordinates(small):
    known = {"city:a", "city:b", "city:c", "city:d", "event:e"}
    assert ids(small, coordinates="known", isolated=True) == known
    assert ids(small, coordinates="unknown", isolated=True) == set(small.ids) - known
    assert ties(small, coordinates="known") == {"r1", "r2", "r7", "r8"}


def test_relation_type(small):
    assert ties(small, types=("sister_city",)) == {"r1", "r2"}


def test_country_keeps_what_has_no_country_while_it_is_tied(small):
    assert ids(small, countries=("PL",)) == {"city:d", "network:n"}


def test_the_focus_is_never_filtered_away(small):
    assert "city:a" in ids(small, countries=("PL",), focus="city:a")
    assert ties(small, countries=("PL",), focus="city:a") >= {"r1", "r7", "r5"}


def test_theme_of_a_tie_or_of_an_end(small):
    assert ties(small, themes=("climate",)) == {"r3", "r6"}
    assert ties(small, themes=("water",)) == {"r3", "r4", "r5"}


def test_theme_unknown_is_a_tie_without_any(small):
    assert ties(small, themes=("unknown",)) == {"r1", "r2", "r7", "r8"}


def test_blank_status_is_unknown(small):
    assert ties(small, statuses=("unknown",)) == {"r5", "r8"}
    assert ties(small, statuses=("dormant", "planned")) == {"r6", "r7"}


@pytest.mark.parametrize(
    ("year", "undated", "expected"),
    [
        (1949, True, {"r2", "r5", "r8"}),
        (1949, False, {"r8"}),
        (1995, False, {"r1", "r3", "r4", "r8"}),
        (2010, False, {"r1", "r3", "r4", "r7", "r8"}),
        (2011, False, {"r1", "r3", "r7", "r8"}),
    ],
)
def test_as_it_was_in_a_year(small, year, undated, expected):
    assert set(small.edges["id"][in_year(small, year, undated)]) == expected


@pytest.mark.parametrize("text", ["alesund", "ÅLESUND", "åle", " Alesund "])
def test_search_folds_accents(small, text):
    result = apply_filter(small, GraphFilter(search=text))
    assert result.matched == ("city:a",)
    assert set(result.view.nodes["id"]) >= {"city:a", "city:b", "network:n"}


@pytest.mark.parametrize(
    ("text", "found"),
    [("turku", ("city:c",)), ("abo", ("city:c",)), ("Åbo", ("city:c",)), (".*", ())],
)
def test_search_finds_names_in_every_language_and_no_pattern(small, text, found):
    assert apply_filter(small, GraphFilter(search=text)).matched == found


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        (1, {"city:d", "network:n"}),
        (2, {"city:d", "network:n", "city:a", "city:c"}),
        (3, {"city:d", "network:n", "city:a", "city:c", "city:b", "programme:p", "event:e"}),
    ],
)
def test_hops_from_the_focus(small, hops, expected):
    assert ids(small, focus="city:d", hops=hops) == expected


def test_minimum_degree_counts_neighbours_within_the_view(small):
    assert ids(small, min_degree=3) == {"city:a", "network:n"}


def test_filters_combine_and_say_what_each_leaves(small):
    result = apply_filter(small, GraphFilter(kinds=("city",), types=("sister_city",)))
    assert result.steps == (("kinds", 3, 3), ("types", 3, 2))


def test_empty_result_names_the_filter_to_loosen(small):
    wanted = GraphFilter(kinds=("event",), types=("sister_city",))
    assert apply_filter(small, wanted).view.n_edges == 0
    assert loosening(small, wanted) == [("kinds", 2)]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kinds": ("village",)}, "village"),
        ({"types": ("friend",)}, "friend"),
        ({"countries": ("Finland",)}, "FI"),
        ({"year": 99}, "1000 to 2999"),
        ({"hops": 5}, "1 to 4"),
        ({"min_degree": -1}, "0 to"),
        ({"search": "x" * 101}, "101"),
    ],
)
def test_wrong_values_are_named(wrong, says):
    with pytest.raises(FilterError, match=says):
        GraphFilter(**wrong)


def test_unknown_focus_is_named(small):
    with pytest.raises(FilterError, match="city:nowhere"):
        apply_filter(small, GraphFilter(focus="city:nowhere"))


filters = some_filters("city:a", "network:n")
SMALL = frame_from_tables(Tables.from_frames(small_frames()))


@given(filters)
def test_the_address_gives_the_filter_back(wanted):
    assert filter_from_query(filter_to_query(wanted)) == wanted


def test_an_address_that_was_passed_on_stays_the_same():
    assert urlencode(filter_to_query(EVERY)) == (
        "kind=city&type=membership%2Csister_city&country=SE%2CFI&theme=climate&status=unknown"
        "&year=1999&hops=2&degree=3&q=%C3%A5bo+%26+co&focus=city%3Aturku&undated=0&isolated=1"
        "&coordinates=known"
    )


@given(st.dictionaries(st.sampled_from(["kind", "year", "hops", "q", "undated"]), st.text()))
def test_a_hostile_address_gives_a_filter_or_one_clear_error(query):
    outcome = None
    try:
        outcome = filter_from_query(query)
    except FilterError as error:
        outcome = str(error)[:400]
    assert isinstance(outcome, GraphFilter) or (": found" in outcome and outcome.isprintable())


@given(filters)
def test_a_view_is_part_of_the_graph(wanted):
    result = apply_filter(SMALL, wanted)
    view = result.view
    assert set(view.ids) <= set(SMALL.ids)
    assert set(view.edges["id"]) <= set(SMALL.edges["id"])
    assert list(view.ids[view.source]) == list(view.edges["source"])
    assert set(result.matched) <= set(view.ids)
    left = [nodes for _, nodes, _ in result.steps]
    assert left == sorted(left, reverse=True)
    assert not wanted.focus or wanted.focus in set(view.ids)


@given(filters, filters)
def test_more_kinds_of_filter_never_show_more(one, other):
    more = {"statuses": other.statuses, "year": one.year}
    assert ties(SMALL, types=one.types, **more) <= ties(SMALL, types=one.types)


def test_degrees_in_the_view_reach_the_minimum(graph):
    view = apply_filter(graph, GraphFilter(min_degree=3)).view
    assert len(view) > 10
    assert np.all(graph.degree[graph.nodes["id"].isin(view.nodes["id"])] >= 3)
