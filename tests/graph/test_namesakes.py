import pickle

from graph_app.graph.namesakes import find_namesakes
from tests.namesakes import NAMESAKES, namesake_frame


def test_those_who_share_a_name_and_where_they_are(small):
    graph = namesake_frame()
    # Lahti says where two of them are.
    assert set(graph.all_namesakes.rows["id"]) == {*NAMESAKES, "city:lahti"}
    assert find_namesakes(small.nodes).rows.empty


def test_a_part_of_a_graph_knows_the_namesakes_of_the_whole():
    graph = namesake_frame()
    part = graph.select(graph.ids == "city:paris")
    assert part.all_namesakes is graph.all_namesakes
    there = pickle.loads(pickle.dumps(part))
    assert list(there.all_namesakes.rows["id"]) == list(graph.all_namesakes.rows["id"])


def test_a_name_in_any_language_counts(small):
    nodes = small.nodes.copy()
    nodes.loc[0, "name"] = "ABO"
    assert set(find_namesakes(nodes).rows["id"]) == {"city:a", "city:c"}


def test_short_names_that_another_has():
    nodes = namesake_frame().nodes.copy()
    nodes.loc[nodes["id"].eq("network:forum"), "short_name"] = "Gdansk"
    nodes.loc[nodes["id"].eq("network:forum-us"), "short_name"] = "City Forum"
    nodes.loc[nodes["id"].eq("programme:green"), "short_name"] = "GT"
    assert find_namesakes(nodes).short == {"network:forum", "network:forum-us"}


def test_names_that_look_told_apart_are_noted(small):
    nodes = small.nodes.copy()
    nodes.loc[0, "name"] = "Paris, France"
    assert find_namesakes(nodes).taken == {"paris, france"}
