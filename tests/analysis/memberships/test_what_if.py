from copy import deepcopy

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from graph_app.analysis.measures.centrality import compute
from graph_app.analysis.memberships.what_if import (
    CENTRALITIES,
    MADE_UP_NETWORK,
    Change,
    centralities,
    change,
    path_strengths,
    what_if,
)
from graph_app.analysis.paths.best_paths import best_paths
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.convert import to_simple_networkx
from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError
from graph_app.model.tables import COLUMNS
from tests.analysis.graphs import TODAY, cost_graph, frame_of, strongest_ways

HOME = "city:lahti"
OTHER = "network:unesco-global-geoparks"


def with_rows(tables, drop=(), add=(), networks=()):
    """The tables with these relations left out and these memberships added, read anew."""
    frames = {table: getattr(tables, table) for table in COLUMNS}
    kept = frames["relations"][~frames["relations"]["id"].isin(drop)]
    rows = pd.DataFrame(add, columns=["id", "source", "target"])
    rows = rows.assign(type="membership", status="active")
    frames["relations"] = pd.concat([kept, rows], ignore_index=True)
    new = pd.DataFrame({"id": networks, "name": networks})
    frames["networks"] = pd.concat([frames["networks"], new], ignore_index=True)
    return frame_of(frames)


def adjacency_of(graph, order):
    at = [graph.position[node] for node in order]
    return graph.adjacency[at][:, at].toarray()


def assert_same_graph(one, other):
    order = sorted(one.nodes["id"])
    assert order == sorted(other.nodes["id"])
    np.testing.assert_allclose(adjacency_of(one, order), adjacency_of(other, order))


def assert_same_content(one: GraphFrame, other: GraphFrame):
    assert_frame_equal(one.nodes, other.nodes)
    assert_frame_equal(one.edges, other.edges)
    np.testing.assert_array_equal(one.source, other.source)
    np.testing.assert_array_equal(one.target, other.target)


# --- a what-if is the graph of changed tables -----------------------------------------------------


def test_what_if_equals_the_rebuilt_tables(tables, graph):
    invite = ("city:turku", "city:malmo")
    wanted = Change(leave=("network:ubc",), join=(OTHER,), invite=invite)
    rebuilt = with_rows(
        tables,
        drop=["membership-lahti-ubc"],
        add=[
            ("x1", HOME, OTHER),
            ("x2", HOME, MADE_UP_NETWORK),
            *((f"y-{city}", city, MADE_UP_NETWORK) for city in invite),
        ],
        networks=[MADE_UP_NETWORK],
    )
    found = what_if(graph, HOME, wanted, ["SE", "PT"], TODAY)
    assert_same_graph(found.changed, rebuilt)
    own, expected = centralities(found.changed, HOME), centralities(rebuilt, HOME)
    np.testing.assert_allclose(own["value"], expected["value"], atol=1e-9)
    assert own["rank"].tolist() == expected["rank"].tolist()
    order = list(rebuilt.nodes["id"])
    np.testing.assert_allclose(
        pd.Series(path_strengths(found.changed, HOME, TODAY), found.changed.nodes["id"])[order],
        path_strengths(rebuilt, HOME, TODAY),
    )


def test_reach_before_and_after(graph):
    found = what_if(graph, HOME, Change(leave=("network:eurocities",)), ["IE", "ZZ"], TODAY)
    before, after = found.reach["before"], found.reach["after"]
    assert before["networks"] - after["networks"] == 1
    assert before["cities"] - after["cities"] == len(found.lost) == 21
    assert before["countries"] - after["countries"] == len(found.lost_countries)
    assert found.gained == found.gained_countries == ()
    paths = found.paths.set_index("country")
    assert paths.loc["IE", "near_before"] > paths.loc["IE", "near_after"]
    assert paths.loc["ZZ", ["cities", "near_after", "strength_after"]].tolist() == [0, 0, 0]
    assert pd.isna(paths.loc["ZZ", "city_after"])


def test_the_best_path_is_that_of_connections(graph):
    found = what_if(graph, HOME, Change(join=(OTHER,)), ["PT", "SE"], TODAY)
    for row in found.paths.itertuples():
        (path,) = best_paths(graph, HOME, row.city_before, 1, today=TODAY)
        assert row.strength_before == pytest.approx(path.strength)


def test_path_strengths_equal_a_search_in_networkx(frame):
    start = frame.position[HOME]
    ways = {start: 1.0, **strongest_ways(cost_graph(frame), start)}
    expected = [ways.get(node, 0.0) for node in range(len(frame))]
    assert path_strengths(frame, HOME, TODAY) == pytest.approx(expected)


# --- undone ---------------------------------------------------------------------------------------


def _made_up() -> GraphFrame:
    """Made-up cities and their ties, in six networks besides the largest one."""
    made = synthetic_tables(30, 60, seed=5)
    networks = [f"network:n{n}" for n in range(6)]
    joined = [(f"city:c{n}", networks[(n * k) % 6]) for n in range(25) for k in (1, 2)]
    new = sorted(set(joined) - set(made.relations[["source", "target"]].itertuples(index=False)))
    rows = [(f"m{at}", *pair) for at, pair in enumerate(new) if pair[1] != "network:n0"]
    return with_rows(made, add=rows, networks=networks[1:])


made_up = _made_up()
homes = st.sampled_from([f"city:c{n}" for n in range(20)])
networks = st.lists(st.sampled_from([f"network:n{n}" for n in range(6)]), unique=True)
invited = st.lists(st.sampled_from([f"city:c{n}" for n in range(20, 29)]), unique=True)


def own_networks(graph, home):
    return set(graph.edges["target"][graph.is_type("membership") & graph.edges["source"].eq(home)])


@given(homes, networks, invited)
def test_a_join_that_is_left_again_is_the_old_state(home, chosen, cities):
    join = tuple(n for n in chosen if n not in own_networks(made_up, home))
    changed = change(made_up, home, Change(join=join, invite=tuple(cities)))
    assert changed.n_edges == made_up.n_edges + len(join) + len(cities) + bool(cities)
    leave = (*join, *([MADE_UP_NETWORK] if cities else []))
    assert_same_content(change(changed, home, Change(leave=leave)), made_up)


@given(homes, networks)
def test_a_network_that_is_left_and_joined_again_is_the_old_graph(home, chosen):
    leave = tuple(n for n in chosen if n in own_networks(made_up, home))
    changed = change(made_up, home, Change(leave=leave))
    assert own_networks(changed, home).isdisjoint(leave)
    again = change(changed, home, Change(join=leave))
    assert_same_graph(again, made_up)
    np.testing.assert_allclose(
        compute(again, ["pagerank"]).table, compute(made_up, ["pagerank"]).table, atol=1e-9
    )


@given(homes, networks, invited)
def test_the_facts_are_never_touched(home, chosen, cities):
    before, own = deepcopy(made_up), own_networks(made_up, home)
    leave, join = ([n for n in chosen if (n in own) == inside] for inside in (True, False))
    wanted = Change(tuple(leave), tuple(join), tuple(cities))
    found = what_if(made_up, home, wanted, ["FI"], TODAY)
    assert_same_content(made_up, before)
    assert found.changed.edges["id"].is_unique
    figures = found.reach.loc["cities"]
    assert figures["after"] - figures["before"] == len(found.gained) - len(found.lost)


def test_made_up_ids_never_repeat(graph):
    one = change(graph, HOME, Change(join=(OTHER,), invite=("city:turku",)))
    two = change(change(one, HOME, Change(leave=(OTHER,))), HOME, Change(join=(OTHER,)))
    assert two.edges["id"].is_unique


# --- what cannot be -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Change(leave=(OTHER,)), "leave"),
        (Change(join=("network:ubc",)), "join"),
        (Change(join=("city:turku",)), "join"),
        (Change(invite=("network:ubc",)), "invite"),
        (Change(invite=("city:atlantis",)), "'city:atlantis'"),
    ],
)
def test_impossible_changes_are_refused(graph, wanted, says):
    with pytest.raises(FilterError, match=says):
        change(graph, HOME, wanted)


def test_a_second_made_up_network_is_refused(graph):
    changed = change(graph, HOME, Change(invite=("city:turku",)))
    with pytest.raises(FilterError, match="leave it first"):
        change(changed, HOME, Change(invite=("city:malmo",)))


# --- centralities ---------------------------------------------------------------------------------


def test_centralities_equal_networkx(frame):
    graph, at = to_simple_networkx(frame), frame.position[HOME]
    found = centralities(frame, HOME)
    assert tuple(found.index) == CENTRALITIES
    references = {
        "degree": dict(graph.degree),
        "betweenness": nx.betweenness_centrality(graph),
        "closeness": nx.closeness_centrality(graph),
        "pagerank": nx.pagerank(graph, weight="weight", tol=1e-12, max_iter=1000),
    }
    for name, values in references.items():
        assert found.loc[name, "value"] == pytest.approx(values[at], abs=1e-6)
        higher = sum(value > values[at] + 1e-9 for value in values.values())
        assert found.loc[name, "rank"] == higher + 1
    assert set(found["of"]) == {len(frame)}
