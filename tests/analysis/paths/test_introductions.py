import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.paths.best_paths import WARM, path_via, strength_graph
from graph_app.analysis.paths.introductions import (
    BRIDGE_REASONS,
    FAINT,
    TARGET_KINDS,
    example_path,
    explain_no_path,
    introductions,
    target_options,
    target_set,
)
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from graph_app.graph.years import as_of
from graph_app.model.errors import FilterError
from tests.analysis.graphs import TODAY, frame_of, ids_at


@pytest.fixture(scope="module")
def strengths(graph):
    return strength_graph(graph, TODAY)


def by_hand(strengths, home, targets):
    """Strength of the best path through each neighbour, one search at a time."""
    at = strengths.frame.position[home]
    near = sorted(int(n) for n in strengths.neighbours(at))
    wanted = [int(t) for t in np.flatnonzero(targets) if t != at and t not in near]
    rows = {}
    for node in near:
        paths = [path_via(strengths, at, node, target) for target in wanted]
        rows[node] = [p.strength if p and p.strength >= FAINT else 0.0 for p in paths]
    return pd.DataFrame.from_dict(rows, orient="index", columns=wanted)


def agrees(strengths, home, targets):
    found = introductions(strengths, home, targets)
    table = found.table.set_index("node")
    expected = by_hand(strengths, home, targets)
    expected = expected[expected.sum(axis=1) > 0]
    assert set(table.index) == set(expected.index)
    expected = expected.loc[table.index]
    assert table["total"].to_numpy() == pytest.approx(expected.sum(axis=1).to_numpy())
    assert table["reached"].tolist() == (expected > 0).sum(axis=1).tolist()
    assert table["strength"].to_numpy() == pytest.approx(expected.max(axis=1).to_numpy())
    assert table["best"].sum() == (expected.max() > 0).sum()
    return found


@pytest.mark.parametrize(
    ("kind", "value"),
    [("country", "SE"), ("country", "JP"), ("network", "network:iclei"), ("theme", "climate")],
)
def test_the_figures_are_those_of_one_search_at_a_time(strengths, graph, kind, value):
    agrees(strengths, "city:lahti", target_set(graph, kind, value))


@given(st.integers(0, 30), st.sampled_from(["SE", "FI", "US", "CN"]))
def test_the_figures_agree_on_made_up_graphs(seed, country):
    graph = frame_from_tables(synthetic_tables(40, 70, seed))
    strengths = strength_graph(graph, TODAY)
    if graph.nodes["country"].eq(country).any():
        agrees(strengths, "city:c0", target_set(graph, "country", country))


def test_who_can_introduce_lahti_to_japan(strengths, graph):
    found = introductions(strengths, "city:lahti", target_set(graph, "country", "JP"))
    assert found.table["id"].tolist()[:2] == ["city:wuxi", "city:deyang"]
    assert found.table["warm"].tolist()[:2] == [2, 1]
    path = example_path(strengths, "city:lahti", found.table.iloc[0])
    assert path.strength == pytest.approx(found.table["strength"][0])
    assert path.strength >= WARM
    assert graph.nodes["country"].iloc[path.nodes[-1]] == "JP"


def test_direct_ties_need_no_introduction(strengths, graph):
    found = introductions(strengths, "city:lahti", target_set(graph, "country", "SE"))
    near = set(strengths.neighbours(graph.position["city:lahti"]))
    assert graph.position["city:vasteras"] in found.direct
    assert set(found.direct) <= near
    assert not set(found.table["example"]) & near
    assert found.targets == 12


def test_a_path_does_not_come_back_home(small):
    """Alesund reaches Turku through Gdansk alone; Baltic would have to come back to Alesund."""
    finland = target_set(small, "country", "FI")
    found = introductions(strength_graph(small, TODAY), "city:a", finland)
    assert found.table["id"].tolist() == ["city:b"]


def test_nobody_to_ask_and_nobody_to_reach(small):
    strengths = strength_graph(small, TODAY)
    alone = introductions(strengths, "city:e", target_set(small, "country", "FI"))
    assert alone.table.empty
    assert alone.unreached.tolist() == [small.position["city:c"]]
    nobody = introductions(strengths, "city:a", np.zeros(len(small), dtype=bool))
    assert nobody.table.empty
    assert nobody.targets == 0


def test_sets_of_targets(small, graph):
    ids = small.ids
    assert ids[target_set(small, "country", "PL")].tolist() == ["city:b", "city:d"]
    # Turku left Baltic in 2010.
    assert ids[target_set(small, "network", "network:n")].tolist() == ["city:a", "city:d"]
    assert ids[target_set(small, "theme", "climate")].tolist() == ["programme:p"]
    for kind in TARGET_KINDS:
        options = target_options(graph, kind)
        counts = list(options.values())
        assert counts == sorted(counts, reverse=True)
        for value, count in list(options.items())[:5]:
            assert target_set(graph, kind, value).sum() == count > 0


@pytest.mark.parametrize(
    ("kind", "value"),
    [("country", "XX"), ("network", "network:zz"), ("theme", "magic"), ("planet", "earth")],
)
def test_unknown_targets_are_refused(small, kind, value):
    with pytest.raises(FilterError, match=value):
        target_set(small, kind, value)


# --- where no path leads --------------------------------------------------------------------------


def test_a_city_without_ties(small):
    why = explain_no_path(small, "city:a", "city:e", today=TODAY)
    assert (why.theirs, why.ended, why.alone) == (1, False, True)
    assert [b.node for b in why.bridges] == [small.position["city:e"]]
    assert np.isnan(why.bridges[0].km)


def test_ended_ties_may_be_the_only_way(graph):
    event = "event:fis-nordic-world-ski-championships-1926"
    why = explain_no_path(graph, "city:lahti", event, today=TODAY)
    assert why.ended
    assert why.ours == 154


def two_parts():
    rows = [
        ("city:home", "Home", "FI", 61.0, 25.7),
        ("city:near", "Near", "FI", 60.5, 25.0),
        ("city:mid", "Mid", "SE", 59.3, 18.1),
        ("city:far", "Far", "US", 35.0, -85.3),
        ("city:mate", "Mate", "SE", 59.0, 18.0),
    ]
    cities = pd.DataFrame(rows, columns=["id", "name", "country", "latitude", "longitude"])
    pairs = [("city:near", "city:mid"), ("city:mid", "city:far"), ("city:home", "city:mate")]
    relations = pd.DataFrame(pairs, columns=["source", "target"]).assign(
        id=["r1", "r2", "r3"], type="sister_city", status="active", checked="2026-11"
    )
    return frame_of({"cities": cities, "relations": relations})


def test_a_near_city_is_proposed_before_a_far_one():
    graph = two_parts()
    why = explain_no_path(graph, "city:home", "city:far", today=TODAY)
    assert (why.ours, why.theirs, why.ended, why.alone) == (2, 3, False, False)
    proposed = dict(zip(ids_at(graph, (b.node for b in why.bridges)), why.bridges, strict=True))
    # 1/9 at 67 km, 1/3 at 456 km, 1 at 7,700 km: by strength times closeness Mid comes first.
    assert list(proposed) == ["city:mid", "city:near", "city:far"]
    assert proposed["city:near"].reasons == ("same_country", "nearest")
    assert proposed["city:mid"].reasons == ("partner_country", "strongest")
    assert proposed["city:far"].reasons == ("target",)
    assert proposed["city:far"].path is None
    assert proposed["city:near"].path.strength == pytest.approx(1 / 3)
    assert proposed["city:near"].km == pytest.approx(67.6, abs=1)
    assert set().union(*(b.reasons for b in why.bridges)) <= set(BRIDGE_REASONS)


def test_in_an_earlier_year(graph):
    then = as_of(graph, 1960, undated=False)
    why = explain_no_path(then, "city:lahti", "city:chattanooga", today=TODAY, past=True)
    assert why.theirs == 1
    assert why.ours == 7
