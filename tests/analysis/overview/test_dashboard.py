import pytest

from graph_app.analysis.overview.dashboard import FIGURES, dashboard
from graph_app.analysis.overview.key_figures import key_figures
from graph_app.graph.years import as_of
from tests.analysis.graphs import TODAY


def test_the_five_figures_of_lahti(graph):
    found = dashboard(graph, "city:lahti", TODAY, 2015)
    assert tuple(found.figures) == FIGURES
    partners = found.figures["partners"]
    assert (partners.value, partners.change, partners.undated) == (17, 1, 4)
    assert (partners.newest, partners.newest_year) == (("city:zhangjiakou",), 2018)
    assert found.top_countries == ("CN",)
    assert (found.top_count, found.in_region, found.no_country) == (3, 7, 0)
    assert found.top_networks == ("network:eurocities",)


@pytest.mark.parametrize("since", [1945, 1990, 2025])
def test_what_is_in_no_change_is_the_rest_of_the_figure(graph, since):
    found = dashboard(graph, "city:lahti", TODAY, since)
    before = key_figures(graph, "city:lahti", TODAY, since)
    for name, figure in found.figures.items():
        assert figure.value == getattr(before, name) + figure.change + figure.undated


def test_a_partner_came_with_the_earliest_of_its_ties(small):
    partners = dashboard(small, "city:a", TODAY, 1960).figures["partners"]
    assert (partners.newest, partners.newest_year) == (("city:b",), 1950)
    assert partners.change == 0


def test_nothing_at_all(small):
    found = dashboard(small, "city:e", TODAY, 2000)
    assert all((f.value, f.change, f.undated) == (0, 0, 0) for f in found.figures.values())
    assert found.figures["partners"].newest == ()
    assert (found.top_countries, found.top_networks) == ((), ())
    assert found.in_region == 0


def test_a_home_city_elsewhere_has_no_region(small):
    assert dashboard(small, "city:b", TODAY, 2000).in_region is None


def test_cities_through_one_network_alone(graph):
    found = dashboard(graph, "city:lahti", TODAY, 2015)
    joined = graph.edges[graph.edges["type"].eq("membership")]
    ours = joined.loc[joined["source"].eq("city:lahti"), "target"]
    others = joined[joined["target"].isin(ours) & joined["source"].str.startswith("city:")]
    others = others[others["source"].ne("city:lahti")]
    assert found.top_reached == others["target"].value_counts().max()
    assert found.through_one == (others.groupby("source")["target"].nunique() == 1).sum()


def test_as_it_was_in_another_year(graph):
    found, dated = (
        dashboard(as_of(graph, 1995, undated), "city:lahti", TODAY, 1960, 1995, undated).figures[
            "partners"
        ]
        for undated in (True, False)
    )
    assert found.value == dated.value + 4
    assert (found.undated, dated.undated) == (4, 0)
    assert found.change == dated.change > 0
    # Two came in 1994: both are the newest.
    assert found.newest == ("city:kaluga", "city:narva")
