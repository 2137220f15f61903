import pytest

from graph_app.analysis.overview.key_figures import (
    attention,
    key_figures,
    members_of,
    ties_by,
    ties_in,
)
from tests.analysis.graphs import TODAY, with_edges


def test_key_figures_of_a_hand_made_graph(small):
    found = key_figures(small, "city:a", TODAY)
    assert (found.partners, found.countries, found.memberships) == (1, 1, 1)
    # city:c has left the network that city:d and city:a are in.
    assert (found.reached, found.programmes) == (1, 1)
    assert (found.ties, found.checked, found.undated) == (5, 5, 0)


def test_figures_as_they_were_count_dated_ties_only(small):
    before = key_figures(small, "city:a", TODAY, 1989)
    assert (before.partners, before.memberships, before.reached) == (1, 0, 0)
    assert key_figures(small, "city:a", TODAY, 1991).memberships == 1
    assert key_figures(small, "city:d", TODAY, 2020).memberships == 0


def test_key_figures_of_lahti(graph):
    found = key_figures(graph, "city:lahti", TODAY)
    assert (found.partners, found.memberships, found.reached) == (17, 6, 50)
    assert found.undated > 0


@pytest.mark.parametrize("what", ["type", "decade"])
def test_counts_have_every_tie(graph, what):
    assert ties_by(graph, "city:lahti", what)["count"].sum() == len(graph.ties_of("city:lahti"))


def test_decades_are_in_order_with_the_unknown_last(graph):
    groups = list(ties_by(graph, "city:lahti", "decade")["group"])
    assert groups == sorted(groups)
    assert groups[-1] == "unknown"


def test_counts_may_leave_ties_out(graph):
    held = ties_in(graph, TODAY, 1990, undated=False)
    then = ties_by(graph, "city:lahti", "country", held)
    assert then["count"].sum() == key_figures(graph, "city:lahti", TODAY, 1990).partners
    assert then["count"].sum() < ties_by(graph, "city:lahti", "country")["count"].sum()


def test_a_tie_that_ended_nobody_knows_when_is_in_no_year(small):
    ended = with_edges(small, status=["ended", *small.edges["status"].iloc[1:]])
    for year in (None, 1960, 2020):
        assert ties_in(small, TODAY, year)[0]
        assert not ties_in(ended, TODAY, year)[0]


def test_ties_of_a_year_with_and_without_those_whose_start_is_unknown(small):
    undated = small.edges["start"].isna().to_numpy()
    for year in (None, 2000):
        both = ties_in(small, TODAY, year, undated=True)
        dated = ties_in(small, TODAY, year, undated=False)
        assert (both & ~undated == dated).all()
        assert both[undated].all()
    assert key_figures(small, "city:c", TODAY, 1960, undated=True).partners == 1
    assert key_figures(small, "city:c", TODAY, 1960).partners == 0


def test_members_are_cities_other_than_ours_each_network_once(small):
    member = small.edges["id"].eq("r3").to_numpy()
    now = members_of(small, "city:a", TODAY, member)
    assert list(small.nodes["id"].iloc[now["city"]]) == ["city:d"]
    then = members_of(small, "city:a", TODAY, member, 2005)
    assert list(small.nodes["id"].iloc[then["city"]]) == ["city:c", "city:d"]


def test_what_needs_attention(small):
    reasons = attention(small, "city:a", TODAY).set_index("id")["reason"]
    assert reasons.to_dict() == {"r6": "overdue", "r7": "dormant"}


def test_old_and_missing_checks_need_attention(small):
    old = with_edges(small, checked=["2025-11-23", None, "2025-11-25", *["2026"] * 5])
    reasons = attention(old, "city:a", TODAY).set_index("id")["reason"]
    assert reasons["r1"] == "old"
    assert "r3" not in reasons
    assert attention(old, "city:b", TODAY).set_index("id")["reason"]["r2"] == "unchecked"


def test_a_tie_that_only_an_encyclopaedia_names_is_to_be_confirmed_however_fresh(small):
    listed = with_edges(small, status=["listed", *small.edges["status"][1:]])
    assert attention(listed, "city:a", TODAY).set_index("id")["reason"]["r1"] == "listed"


def test_what_ends_soon_comes_first(small):
    ending = with_edges(small, end=[None, None, "2027-06", *[None] * 5])
    assert next(iter(attention(ending, "city:a", TODAY)["reason"])) == "ending"


def test_every_finding_is_a_relation_of_the_home_city(graph):
    found = attention(graph, "city:lahti", TODAY)
    ties = graph.edges.iloc[graph.ties_of("city:lahti")]
    assert set(found["id"]) <= set(ties["id"])
    assert "sister-city-lahti-kaluga" in set(found.query("reason == 'unknown'")["id"])
