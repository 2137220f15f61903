import pytest

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.intake.project.folder import write_tables
from tests.pages.reading import press, shown, table_with


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write_tables(synthetic_tables(2000, 3000), folder)
    (folder / "settings.toml").write_text('home = "city:c0"\n', encoding="utf-8")
    return folder


@pytest.fixture
def large(open_screen, monkeypatch, demo):
    monkeypatch.setenv("GRAPH_APP_DATA", str(demo))

    def opened(**query):
        return open_screen("explore", degree="0", type="sister_city,membership", **query)

    return opened


def test_a_large_view_is_first_shown_as_communities(large):
    test = large()
    assert "community" in shown(test)
    assert table_with(test, "nodes")["nodes"].sum() == 2000
    assert test.selectbox(key="explore-colour").disabled


def test_the_largest_can_be_drawn_instead_and_the_address_says_so(large):
    test = large(detail="largest")
    assert "1,500 largest of 2,000" in shown(test)
    assert test.query_params["detail"] in (["largest"], "largest")
    assert not test.selectbox(key="explore-colour").disabled


def test_an_opened_community_is_drawn_whole_with_the_way_back(large):
    test = large(community="1")
    assert "Community 1" in shown(test)
    assert test.query_params["community"] in (["1"], "1")
    press(test, "All communities")
    assert not test.exception
    assert "community" not in test.query_params
    assert "Each bubble is a community" in shown(test)


def test_a_small_view_has_no_choice(open_screen):
    test = open_screen("explore")
    assert not any("how much of it to draw" in str(g.label) for g in test.get("button_group"))


@pytest.mark.parametrize("value", ["x", "-1", "999999", "1e3"])
def test_a_wrong_community_in_the_address_is_harmless(large, value):
    test = large(community=value)
    assert not test.exception
