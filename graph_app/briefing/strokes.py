"""A small drawing, once as SVG for web pages and once as PNG for Word.

Neither a browser nor matplotlib is needed: polygons, lines and labels are all there is.
"""

import contextlib
import importlib.util
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from graph_app.view.templates import fill

INK = "#1b2a34"
_TEMPLATE = Path(__file__).parent / "templates" / "drawing.html"
_FONTS = "'Source Sans 3', 'Segoe UI', system-ui, sans-serif"
#: Pixels of the PNG for each unit of the drawing, and how much larger it is drawn at first.
_SCALE, _FINER = 2, 2
_WEIGHTS = {False: 400, True: 650}

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """A filled polygon with an outline; without fill where it is empty."""

    points: Points
    fill: str
    stroke: str = "#ffffff"
    width: float = 1.0

    def draw(self, canvas: ImageDraw.ImageDraw, scale: float) -> None:
        """Draw it on the canvas of a PNG."""
        points = _scaled(self.points, scale)
        if self.fill:
            canvas.polygon(points, fill=self.fill)
        if self.width:
            outline = [*points, points[0], points[1]]
            canvas.line(outline, fill=self.stroke, width=round(self.width * scale), joint="curve")


@dataclass(frozen=True)
class Stroke:
    """A line through points, dashed (drawn and blank units in turn) or full."""

    points: Points
    colour: str
    width: float = 1.0
    dash: tuple[float, float] | None = None

    def draw(self, canvas: ImageDraw.ImageDraw, scale: float) -> None:
        """Draw it on the canvas of a PNG."""
        width = max(1, round(self.width * scale))
        pieces = [self.points] if self.dash is None else dashes(self.points, *self.dash)
        for piece in pieces:
            canvas.line(_scaled(piece, scale), fill=self.colour, width=width, joint="curve")


@dataclass(frozen=True)
class Label:
    """Text on a white edge; `anchor` is ``start``, ``middle`` or ``end``, `y` its middle."""

    x: float
    y: float
    text: str
    size: float = 11.0
    bold: bool = False
    anchor: str = "start"
    colour: str = INK

    @property
    def width(self) -> float:
        """Length of the text in the font of the PNG."""
        return text_width(self.text, self.size, self.bold)

    @property
    def baseline(self) -> float:
        """Height at which the letters are drawn."""
        return self.y + self.size * 0.35

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the text."""
        left = self.x - self.width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, self.y - self.size * 0.62, left + self.width, self.y + self.size * 0.62

    def draw(self, canvas: ImageDraw.ImageDraw, scale: float) -> None:
        """Draw it on the canvas of a PNG."""
        canvas.text(
            (self.x * scale, self.baseline * scale),
            _spelt(self.text),
            fill=self.colour,
            font=_font(round(self.size * scale), self.bold),
            anchor={"start": "ls", "middle": "ms", "end": "rs"}[self.anchor],
            stroke_width=round(1.5 * scale),
            stroke_fill="#ffffff",
        )


Item = Shape | Stroke | Label


@dataclass(frozen=True, eq=False)
class Drawing:
    """Items drawn one over the other on white, `width` by `height` units."""

    width: float
    height: float
    items: tuple[Item, ...]

    def svg(self, label: str) -> str:
        """Return an SVG element without scripts and links.

        Another font than the one measured is squeezed to the same length, so that no label meets
        another.
        """
        return fill(_TEMPLATE, drawing=self, label=label, fonts=_FONTS).decode()

    def png(self) -> bytes:
        """Return a PNG of two pixels a unit, 25 kB to 150 kB."""
        scale = _SCALE * _FINER
        size = (round(self.width * scale), round(self.height * scale))
        image = Image.new("RGB", size, "#ffffff")
        canvas = ImageDraw.Draw(image)
        for item in self.items:
            item.draw(canvas, scale)
        file = io.BytesIO()
        image.reduce(_FINER).save(file, "PNG", optimize=True)
        return file.getvalue()


# --- text -----------------------------------------------------------------------------------------


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Measure a text in the font of the PNG, in units of the drawing."""
    return _font(64, bold).getlength(_spelt(text)) * size / 64


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = _font_file()
    if path is None:
        return ImageFont.load_default(size)
    font = ImageFont.truetype(path, size)
    # A font of one weight stays as it is; a person still sees which node has the ring.
    with contextlib.suppress(OSError):
        font.set_variation_by_axes([_WEIGHTS[bold]])
    return font


@cache
def _font_file() -> str | None:
    """Return a font that has the letters of Europe: the one the app shows, or one of the system."""
    package = importlib.util.find_spec("streamlit")
    folder = Path(package.origin).parent if package and package.origin else Path()
    shipped = sorted(folder.glob("static/static/media/SourceSansVF-Upright*.woff2"))
    for name in (*map(str, shipped), "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf"):
        with contextlib.suppress(OSError):
            ImageFont.truetype(name, 12)
            return name
    return None


def _spelt(text: str) -> str:
    """Return text as the font can write it; Pillow's own font knows no accents."""
    if _font_file() is not None:
        return text
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


# --- as PNG ---------------------------------------------------------------------------------------


def _scaled(points: Points, scale: float) -> list[tuple[float, float]]:
    return [(x * scale, y * scale) for x, y in points]


def dashes(points: Points, drawn: float, blank: float) -> list[Points]:
    """Cut a line into its dashes."""
    xy = np.asarray(points, dtype=float)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    pieces: list[Points] = []
    for start in np.arange(0.0, along[-1], drawn + blank):
        end = min(start + drawn, along[-1])
        at = [start, *along[(along > start) & (along < end)], end]
        columns = (np.interp(at, along, xy[:, axis]) for axis in (0, 1))
        pieces.append(list(zip(*columns, strict=True)))
    return pieces
