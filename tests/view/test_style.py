import numpy as np
import pytest

from graph_app.i18n import get_translator
from graph_app.model.errors import FilterError
from graph_app.model.kinds import KINDS
from graph_app.view.palette import GROUP_COLOURS, KIND_COLOURS, KIND_SHAPES, OTHER_COLOUR
from graph_app.view.style import SIZES, node_sizes, style_nodes

tr = get_translator("en")


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", sorted({*KIND_COLOURS.values(), *GROUP_COLOURS, OTHER_COLOUR}))
@pytest.mark.parametrize("page", ["#ffffff", "#10181e"])
def test_colours_stand_out_in_both_themes(colour, page):
    assert contrast(colour, page) >= 3


def test_every_kind_has_a_colour_and_a_shape_of_its_own():
    for looks in (KIND_COLOURS, KIND_SHAPES):
        assert set(looks) == set(KINDS)
        assert len(set(looks.values())) == len(KINDS)


@pytest.mark.parametrize("colour_by", ["kind", "country", "theme", "community"])
def test_the_legend_matches_the_picture(graph, colour_by):
    groups = np.arange(len(graph)) % 12
    style = style_nodes(graph, tr, colour_by, graph.degree, groups)
    assert sum(item.count for item in style.legend) == len(graph)
    for item in style.legend:
        assert (style.colour == item.colour).sum() == item.count
    counts = [item.count for item in style.legend if item.colour != OTHER_COLOUR]
    assert counts == sorted(counts, reverse=True)


def test_size_grows_with_the_value_and_is_uniform_without():
    sizes = node_sizes([0, 1, 4, float("nan")], 4)
    assert sizes[0] == sizes[3] == SIZES[0]
    assert sizes[2] == SIZES[1]
    assert sizes[0] < sizes[1] < sizes[2]
    assert len(set(node_sizes(None, 3))) == 1
    assert set(node_sizes([0, 0], 2)) == {SIZES[0]}


def test_unknown_colour_is_named(small):
    with pytest.raises(FilterError, match="'mood'"):
        style_nodes(small, tr, "mood")
