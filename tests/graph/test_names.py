import pytest

from graph_app.graph.frames import frame_from_tables
from graph_app.graph.names import find_node
from graph_app.model.errors import FilterError
from graph_app.model.tables import Tables
from tests.conftest import small_frames


@pytest.mark.parametrize("text", ["city:c", "Turku", " TURKU ", "åbo", "Abo"])
def test_an_id_or_a_name_in_any_language_is_the_node(small, text):
    assert find_node(small, text) == "city:c"


@pytest.mark.parametrize("text", ["Tur", "city:nowhere", "x" * 500])
def test_what_is_no_whole_name_is_refused(small, text):
    with pytest.raises(FilterError, match="expected the id or a whole name") as refused:
        find_node(small, text)
    assert len(str(refused.value)) < 200


def test_a_name_of_several_lists_them():
    frames = small_frames()
    frames["cities"].loc[1, "name"] = "Turku"
    graph = frame_from_tables(Tables.from_frames(frames))
    with pytest.raises(FilterError, match="any of city:b, city:c"):
        find_node(graph, "turku")
