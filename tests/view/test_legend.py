import pytest

from graph_app.i18n import LANGUAGES, get_translator
from graph_app.view.legend import legend_html
from graph_app.view.palette import SHAPE_MARKS
from graph_app.view.picture import LINE_LEGEND
from graph_app.view.style import LegendItem


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_and_every_mark_has_its_words(language):
    tr = get_translator(language)
    items = [LegendItem(f"Mark {shape}", "#1f78b4", shape, 1234) for shape in SHAPE_MARKS]
    html = legend_html(items, tr)
    for shape, mark in SHAPE_MARKS.items():
        assert f"{mark}</span> Mark {shape} " in html
    assert f"({tr.number(1234)})" in html
    assert all(tr(label) in html for label in LINE_LEGEND.values())


def test_labels_are_text():
    item = LegendItem("<img src=x onerror=1>", '"><script>', "dot", 1)
    html = legend_html([item], get_translator("en"))
    assert "<img" not in html
    assert "<script" not in html
