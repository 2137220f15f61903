import io
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from graph_app.briefing.strokes import (
    Drawing,
    Label,
    Shape,
    Stroke,
    _font,
    dashes,
    text_width,
)
from tests.export.conftest import HOSTILE

SQUARE = ((10, 10), (60, 10), (60, 60), (10, 60))
EUROPE = "äöåøæœßðþłđžščćżźńęąőűģķļņėįųūīēāíóúéèêëïôûùñçõı"


def opened(drawing):
    return np.asarray(Image.open(io.BytesIO(drawing.png())).convert("RGB")).astype(int)


def test_png_and_svg_show_the_same():
    items = (
        Shape(SQUARE, "#1f78b4", "#000000", 0.0),
        Stroke(((70, 70), (95, 70)), "#d55e00", 4.0),
        Label(50, 85, "Åbo", 11),
    )
    drawing = Drawing(100, 100, items)
    pixels = opened(drawing)
    assert pixels.shape == (200, 200, 3)
    assert tuple(pixels[70, 70]) == (0x1F, 0x78, 0xB4)
    assert tuple(pixels[140, 160]) == (0xD5, 0x5E, 0x00)
    assert tuple(pixels[5, 5]) == (255, 255, 255)
    text = pixels[160:182, 100:136]
    assert (text.sum(axis=2) < 200).any()
    tags = [element.tag.split("}")[1] for element in ElementTree.fromstring(drawing.svg("x"))]
    assert tags == ["polygon", "polyline", "text"]


def test_every_letter_of_europe_has_a_shape_of_its_own():
    missing = bytes(_font(40, False).getmask("\uffff"))
    masks = {letter: bytes(_font(40, False).getmask(letter)) for letter in EUROPE}
    assert missing not in masks.values()
    assert len(set(masks.values())) == len(EUROPE)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_labels_stay_text(text):
    from graph_app.briefing.document import tidy

    drawing = Drawing(400, 40, (Label(5, 20, tidy(text, 60)),))
    svg = ElementTree.fromstring(drawing.svg(tidy(text)))
    assert [element.tag.split("}")[1] for element in svg] == ["text"]
    assert svg[0].text == tidy(text, 60)
    assert opened(drawing).shape == (80, 800, 3)


@pytest.mark.parametrize(("anchor", "share"), [("start", 0.0), ("middle", 0.5), ("end", 1.0)])
def test_the_box_of_a_label_holds_its_ink(anchor, share):
    drawn = Label(50, 20, "Lahti", 10, anchor=anchor)
    box = drawn.box
    ink = np.argwhere(opened(Drawing(100, 40, (drawn,))).sum(axis=2) < 500) / 2
    assert box[0] - 1 <= ink[:, 1].min()
    assert ink[:, 1].max() <= box[2] + 1
    assert box[1] <= ink[:, 0].min()
    assert ink[:, 0].max() <= box[3]
    width = text_width("Lahti", 10)
    assert box[2] - box[0] == pytest.approx(width)
    assert box[0] == pytest.approx(50 - share * width)
    assert ink[:, 1].max() - ink[:, 1].min() > width * 0.8


@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=2, max_size=6, unique=True
    ),
    st.floats(1, 20),
    st.floats(1, 20),
)
def test_dashes_lie_on_the_line_and_cover_their_share(points, drawn, blank):
    xy = np.array(points, dtype=float)
    length = np.hypot(*np.diff(xy, axis=0).T).sum()
    pieces = dashes(points, drawn, blank)
    covered = sum(np.hypot(*np.diff(np.array(piece), axis=0).T).sum() for piece in pieces)
    whole, rest = divmod(length, drawn + blank)
    assert covered == pytest.approx(whole * drawn + min(rest, drawn), abs=1e-6 * (1 + length))
    assert tuple(pieces[0][0]) == tuple(points[0])


def test_without_any_font_of_ours_names_are_spelt_without_accents(monkeypatch):
    from graph_app.briefing import strokes as briefing_strokes

    monkeypatch.setattr(briefing_strokes, "_font_file", lambda: None)
    briefing_strokes._font.cache_clear()
    try:
        accented, bare = (Drawing(100, 30, (Label(5, 15, t),)).png() for t in ("Åbo", "Abo"))
        assert accented == bare
        assert "Åbo" in Drawing(100, 30, (Label(5, 15, "Åbo"),)).svg("x")
    finally:
        briefing_strokes._font.cache_clear()
