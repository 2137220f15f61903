import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_app.analysis.partners import ranking as module
from graph_app.analysis.partners.exclusions import (
    PartnerFilter,
    direct_ties,
    partner_filter_from_query,
    partner_filter_to_query,
    ruled_out,
)
from graph_app.analysis.partners.ranking import DIFFERENT, FAR_KM, prepare, rank_partners
from graph_app.analysis.partners.signals import PAST, SIGNALS
from graph_app.graph.years import as_of
from graph_app.model.errors import FilterError
from tests.analysis.graphs import frame_of, near
from tests.conftest import small_frames

LAHTI = "city:lahti"


@pytest.fixture(scope="module")
def graph(frame):
    return prepare(frame, 2026)


@pytest.fixture(scope="module")
def ranking(graph):
    return rank_partners(graph, LAHTI)


def ranked(frames, city="city:a", wanted=None):
    return rank_partners(prepare(frame_of(frames), 2026), city, wanted)


# --- the order -------------------------------------------------------------------------------------


def test_every_city_without_a_tie_is_ranked_and_no_other(graph, ranking, frame):
    neighbours, cities = near(frame, LAHTI), set(frame.ids[graph.cities])
    assert set(ranking.table.index) == cities - neighbours - {LAHTI}
    assert ranking.excluded["tied"] == len(neighbours & cities) == 17
    assert len(ranking.table) == 71


def test_contributions_sum_up_to_the_score(ranking):
    np.testing.assert_allclose(ranking.contributions.sum(axis=1), ranking.table["score"])
    assert (np.diff(ranking.table["score"]) <= 0).all()
    assert list(ranking.table["rank"]) == list(range(1, len(ranking.table) + 1))
    assert list(ranking.contributions.columns) == list(SIGNALS)


@pytest.mark.parametrize("node", ["network:ubc", "city:atlantis", ""])
def test_only_cities_have_partners(graph, node):
    with pytest.raises(FilterError, match="expected the id of a city"):
        rank_partners(graph, node)


def test_the_year_is_that_of_the_ties(frame):
    graph = prepare(as_of(frame, 1950), 1950)
    found = rank_partners(graph, LAHTI)
    assert "city:wuxi" in found.table.index, "partners since 1992"
    assert "city:akureyri" not in found.table.index, "partners since 1947"


# --- who is left out -------------------------------------------------------------------------------

FILTERS = st.builds(
    PartnerFilter,
    countries=st.lists(st.sampled_from(["SE", "EE", "RU", "JP"]), unique=True).map(tuple),
    only_countries=st.lists(st.sampled_from(["SE", "NO", "DE"]), unique=True).map(tuple),
    min_population=st.one_of(st.none(), st.integers(0, 100_000)),
    max_population=st.one_of(st.none(), st.integers(100_000, 10**6)),
    unknown_population=st.booleans(),
    networks=st.sets(st.sampled_from(["network:ubc", "network:eurocities"])).map(tuple),
    only_networks=st.sampled_from([(), ("network:ubc",)]),
    past=st.lists(st.sampled_from(PAST), unique=True).map(tuple),
)


@settings(max_examples=60)
@given(FILTERS)
def test_whoever_is_ruled_out_is_never_suggested(graph, ranking, wanted):
    found = rank_partners(graph, LAHTI, wanted)
    nodes = graph.frame.nodes.set_index("id").loc[found.table.index]
    assert not nodes["country"].isin(wanted.countries).any()
    if wanted.only_countries:
        assert nodes["country"].isin(wanted.only_countries).all()
    people = nodes["population"]
    bounded = wanted.min_population is not None or wanted.max_population is not None
    assert not (people < (wanted.min_population or 0)).any()
    assert not (people > (wanted.max_population or np.inf)).any()
    if bounded and not wanted.unknown_population:
        assert people.notna().all()
    members = {n: set(graph.frame.neighbours(n)) for n in ("network:ubc", "network:eurocities")}
    at = {graph.frame.position[node] for node in found.table.index}
    assert not any(at & members[network] for network in wanted.networks)
    assert all(at <= members[network] for network in wanted.only_networks)
    assert not set(found.table.index) - set(ranking.table.index), "nobody already tied"
    counted = sum(found.excluded.values()) + len(found.table) + 1
    assert counted == len(graph.cities)
    # Whom a filter leaves keeps the score it has without.
    np.testing.assert_array_equal(
        found.table["score"], ranking.table["score"].reindex(found.table.index)
    )


@given(FILTERS)
def test_a_filter_travels_in_an_address(wanted):
    assert partner_filter_from_query(partner_filter_to_query(wanted)) == wanted


def test_the_default_leaves_the_address_empty():
    assert partner_filter_to_query(PartnerFilter()) == {}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"countries": ("Sweden",)}, "country: found 'Sweden'"),
        ({"only_countries": ("se",)}, "country: found 'se'"),
        ({"past": ("active",)}, "past: found 'active'"),
        ({"min_population": -1}, "min_population: found -1"),
        ({"min_population": 9, "max_population": 8}, "expected at most 8"),
    ],
)
def test_wrong_filters_are_refused(values, says):
    with pytest.raises(FilterError, match=says):
        PartnerFilter(**values)


@pytest.mark.parametrize("query", [{"from": "many"}, {"to": "-3"}, {"not": "SWE"}, {"past": "x"}])
def test_wrong_addresses_are_refused(query):
    with pytest.raises(FilterError):
        partner_filter_from_query(query)


def test_unknown_networks_are_refused(graph):
    for node in ("network:none", "city:turku"):
        with pytest.raises(FilterError, match="expected the id of a network"):
            rank_partners(graph, LAHTI, PartnerFilter(networks=(node,)))


def test_past_ties_are_suggested_again_only_when_asked():
    frames = small_frames()
    frames["relations"].loc[0, "status"] = "ended"
    graph = prepare(frame_of(frames), 2026)
    direct = direct_ties(graph, 0)[1]
    assert direct.status == "dormant", "one tie is ended, the other asleep"
    assert len(direct.ties) == 2
    assert "city:b" not in ranked(frames).table.index
    again = ranked(frames, wanted=PartnerFilter(past=("ended", "suspended")))
    assert "city:b" in again.table.index
    weak = {point.key: point.values for point in again.weak_points("city:b")}
    assert weak["past"][0] == "dormant"


def test_a_living_tie_is_never_suggested_again():
    frames = small_frames()
    frames["relations"].loc[6, "status"] = "ended"
    found = ranked(frames, wanted=PartnerFilter(past=()))
    assert "city:b" not in found.table.index


def test_rules_are_looked_at_in_order(graph):
    number = int(graph.number[graph.frame.position[LAHTI]])
    out = ruled_out(graph, number, PartnerFilter(countries=("FI", "SE")))
    cities = [LAHTI, "city:vasteras", "city:turku", "city:tallinn"]
    at = [graph.number[graph.frame.position[city]] for city in cities]
    assert out[at].tolist() == ["self", "tied", "country", ""]


# --- reasons and weak points -----------------------------------------------------------------------


def keys(found):
    return {reason.key: reason.values for reason in found}


@pytest.fixture(scope="module")
def alive(graph):
    return graph.frame.with_ties(graph.live)


def test_reasons_are_facts_of_the_tables(ranking, alive):
    ours = near(alive, LAHTI)
    for other in ranking.table.index[:60]:
        theirs = near(alive, other)
        found = keys(ranking.reasons(other))
        named = {node for key in ("partners", "networks", "others") for node in found.get(key, ())}
        assert named == ours & theirs
        assert len(named) == ranking.table.loc[other, "common_neighbours"]
        if "chain" in found:
            first, last = found["chain"]
            assert first in ours
            assert last in theirs
            assert last in near(alive, first)


def test_reasons_come_by_what_they_weigh(ranking):
    for other in ranking.table.index[:60]:
        found = [reason.contribution for reason in ranking.reasons(other)]
        assert found == sorted(found, reverse=True)
        assert sum(found) <= ranking.contributions.loc[other].clip(lower=0).sum() + 1e-9


def test_similar_size_is_said_of_similar_sizes_only(ranking):
    for other in ranking.table.index:
        reasons, weak = keys(ranking.reasons(other)), keys(ranking.weak_points(other))
        assert not ("size" in reasons and "sizes" in weak)
        if "size" in reasons:
            here, there = reasons["size"]
            assert 0.5 <= here / there <= 2
        if "sizes" in weak:
            here, there = weak["sizes"]
            assert max(here / there, there / here) > DIFFERENT


def test_weak_points_say_what_is_missing():
    found = ranked(small_frames())
    alone = keys(found.weak_points("city:e"))
    assert {"nothing_common", "no_partners", "no_population", "no_place"} <= set(alone)
    other = keys(found.weak_points("city:c"))
    assert "no_population" not in other
    assert other["one_source"] == ("source:s", 2)
    found = ranked(small_frames(), city="city:e")
    assert {"own_population", "own_place"} <= set(keys(found.weak_points("city:b")))
    assert not {"size", "distance"} & set(keys(found.reasons("city:b")))


def test_far_cities_and_large_networks_are_weak_points(ranking, alive, monkeypatch):
    monkeypatch.setattr(module, "LARGE_NETWORK", 20)
    seen = set()
    for other in ranking.table.index:
        weak = keys(ranking.weak_points(other))
        seen |= set(weak)
        assert ("far" in weak) == (-ranking.table.loc[other, "distance"] > FAR_KM)
        if "one_network" in weak:
            network, members = weak["one_network"]
            assert members == len(alive.neighbours(network)) > 20
            assert set(keys(ranking.reasons(other))) & {"partners", "others"} == set()
    assert {"far", "one_network", "no_partners", "one_source", "sizes"} <= seen


def test_reasons_of_whom_nobody_ranked(ranking):
    with pytest.raises(FilterError, match="expected one that is ranked"):
        ranking.reasons("city:vasteras")
