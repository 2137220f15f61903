import datetime
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.memberships.value import (
    VERDICTS,
    last_activity,
    networks_of,
    portfolio,
    standing,
)
from graph_app.analysis.overview.key_figures import key_figures
from graph_app.graph.years import as_of
from tests.analysis.graphs import TODAY, frame_of
from tests.conftest import small_frames

CITIES = [f"city:{n}" for n in range(12)]
NETWORKS = [f"network:{n}" for n in "abcd"]


def graph_of(members, reported=None, home="city:0"):
    """A graph in which the home city is a member of every network, beside these members."""
    pairs = [(home, network) for network in NETWORKS if network in {n for _, n in members}]
    pairs += [pair for pair in members if pair[0] != home]
    countries = ["FI", "SE", "NO", "DK"] * 3
    networks = pd.DataFrame({"id": NETWORKS, "name": NETWORKS, "members_reported": reported})
    relations = pd.DataFrame(pairs, columns=["source", "target"])
    return frame_of(
        {
            "cities": pd.DataFrame({"id": CITIES, "name": CITIES, "country": countries}),
            "networks": networks.astype({"members_reported": float}),
            "relations": relations.assign(id=relations.index.map("r{}".format), type="membership"),
        }
    )


memberships = st.sets(st.tuples(st.sampled_from(CITIES), st.sampled_from(NETWORKS)), max_size=30)


@given(memberships)
def test_portfolio_equals_counting_sets(members):
    columns = graph_of(sorted(members))
    found = portfolio(columns, "city:0", TODAY)
    joined = {n for _, n in members}
    reach = {n: {c for c, m in members if m == n} - {"city:0"} for n in joined}
    assert set(found.table["network"]) == joined
    assert found.cities == len(set().union(*reach.values()))
    for row in found.table.itertuples():
        others = set().union(*(reach[n] for n in joined if n != row.network))
        assert row.cities == len(reach[row.network])
        assert set(found.exclusive[row.network]) == reach[row.network] - others
        assert row.exclusive == len(reach[row.network] - others)
    for a, b in itertools.product(joined, repeat=2):
        both, either = len(reach[a] & reach[b]), len(reach[a] | reach[b])
        known = bool(reach[a] and reach[b])
        shares = (both / either, both / len(reach[a])) if known else (np.nan, np.nan)
        found_shares = (found.jaccard.loc[a, b], found.contained.loc[a, b])
        assert found_shares == pytest.approx(shares, nan_ok=True)
    assert found.table["cities"].is_monotonic_decreasing
    assert sum(found.table["exclusive"]) <= found.cities
    assert set(found.table["verdict"]) <= set(VERDICTS)


def test_verdicts():
    a = [(city, "network:a") for city in CITIES[1:11]]
    inside = [(city, "network:b") for city in CITIES[1:5]]
    half = [(city, "network:c") for city in (*CITIES[1:4], CITIES[11])]
    found = portfolio(graph_of([*a, *inside, *half]), "city:0", TODAY).table.set_index("network")
    # Of the ten cities of a, six are in no other network; b lies wholly in a; one of four of c is new.
    assert found.loc["network:a", "exclusive"] == 6
    assert found.loc["network:a", "verdict"] == "unique"
    assert found.loc["network:b", "verdict"] == "redundant"
    assert found.loc["network:b", ["cover", "covered"]].tolist() == ["network:a", 4]
    assert found.loc["network:c", "verdict"] == "partly"


def test_what_the_tables_hardly_know_is_not_judged():
    members = [(city, "network:a") for city in CITIES[1:4]]
    alone = [("city:0", "network:b")]
    found = portfolio(graph_of([*members, *alone], reported=100.0), "city:0", TODAY).table
    assert found["verdict"].tolist() == ["few_known", "none_known"]
    assert pd.isna(found["share"][1])
    found = portfolio(graph_of(members, reported=16.0), "city:0", TODAY).table
    assert found["verdict"].tolist() == ["unique"]


def test_the_shipped_memberships(graph):
    found = portfolio(standing(graph, TODAY), "city:lahti", TODAY)
    figures = key_figures(graph, "city:lahti", TODAY)
    assert len(found.table) == figures.memberships
    assert found.cities == figures.reached
    table = found.table.set_index("network")
    assert table.loc["network:ubc", "since"] == "1997"
    assert table.loc["network:ubc", "last_activity"] == "2018-06-14"
    assert table.loc["network:iclei", "verdict"] == "few_known"
    assert pd.isna(table.loc["network:civitas", "last_activity"])


def test_a_city_without_memberships(small):
    found = portfolio(small, "city:e", TODAY)
    assert found.table.empty
    assert (found.cities, found.countries) == (0, 0)
    assert found.jaccard.shape == (0, 0)


def test_what_has_ended_does_not_count(small):
    now = standing(small, TODAY)
    assert set(small.edges["id"]) - set(now.edges["id"]) == {"r4"}
    assert list(portfolio(now, "city:a", TODAY).table["cities"]) == [1]
    then = as_of(small, 2005)
    assert standing(then, TODAY, 2005) is then
    assert list(portfolio(then, "city:a", TODAY).table["cities"]) == [2]
    assert not len(networks_of(now, "city:c"))


def test_projects_that_have_ended_remain():
    frames = small_frames()
    frames["relations"].loc[5, ["status", "end"]] = ["ended", "2021"]
    graph = frame_of(frames)
    assert "r6" in set(standing(graph, TODAY).edges["id"])


def test_the_last_activity_has_begun():
    frames = small_frames()
    more = pd.DataFrame(
        [
            ("r9", "network:n", "event:e", "organises", "2019-05", "2019-06-02"),
            ("r10", "network:n", "event:f", "organises", "2027", None),
            ("r11", "programme:p", "network:n", "part_of", None, None),
        ],
        columns=["id", "source", "target", "type", "start", "end"],
    )
    frames["relations"] = pd.concat([frames["relations"], more], ignore_index=True)
    frames["events"] = pd.DataFrame({"id": ["event:e", "event:f"], "name": ["E", "F"]})
    graph = frame_of(frames)
    network = graph.position["network:n"]
    assert last_activity(graph, network, TODAY) == "2019-06-02"
    assert last_activity(graph, network, datetime.date(2019, 5, 20)) == "2019-05"
    assert last_activity(graph, network, datetime.date(2010, 1, 1)) is None
