import pytest

from graph_app.analysis.memberships.typed_cities import typed_cities
from graph_app.i18n import get_translator
from graph_app.model.errors import FilterError
from graph_app.wording.finding import NodeFinder
from tests.namesakes import namesake_frame


def test_typed_cities_are_found_in_any_language(graph):
    named = NodeFinder(graph, get_translator("en")).named
    found = typed_cities(graph, "Åbo, gdansk\n city:malmo;Turku\n\nAtlantis, UBC", named)
    assert found.ids == ("city:turku", "city:gdansk", "city:malmo")
    assert found.unknown == ("Atlantis", "UBC")
    assert typed_cities(graph, " ,\n", named).ids == ()
    with pytest.raises(FilterError, match="501"):
        typed_cities(graph, ",".join(map(str, range(501))), named)


def test_a_city_may_be_typed_with_what_tells_it_apart():
    graph = namesake_frame()
    named = NodeFinder(graph, get_translator("en")).named
    found = typed_cities(graph, "Lahti, Paris, France, Springfield, Illinois\nParis\nGdańsk", named)
    assert found.ids == ("city:lahti", "city:paris", "city:springfield-illinois", "city:gdansk")
    assert found.unknown == ("Paris",)
