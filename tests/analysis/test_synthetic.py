import numpy as np
import pytest

from graph_app.analysis.measures.centrality import compute
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from graph_app.model.validate import validate


@pytest.fixture(scope="module")
def tables():
    return synthetic_tables(1000, 2000, seed=3)


def test_valid_and_of_the_size_asked_for(tables):
    assert validate(tables) == []
    assert len(tables.cities) + len(tables.networks) == 1000
    assert len(tables.relations) == 2000


def test_the_same_each_time(tables):
    assert synthetic_tables(1000, 2000, seed=3).revision == tables.revision
    assert synthetic_tables(1000, 2000, seed=4).revision != tables.revision


def test_has_hubs_and_triangles(tables):
    graph = frame_from_tables(tables)
    assert graph.degree.max() > 10 * np.median(graph.degree)
    assert compute(graph, ["clustering"]).table["clustering"].mean() > 0.02
