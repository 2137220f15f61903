"""The legend of a picture: marks in the shapes and colours that the picture uses."""

from collections.abc import Sequence
from html import escape

from graph_app.i18n import Translator
from graph_app.view.palette import SHAPE_MARKS
from graph_app.view.picture import LINE_LEGEND
from graph_app.view.style import LegendItem
from graph_app.wording.text import shorten

#: Line -> drawn and blank pixels in turn, as in the picture.
_DASHES = {
    "active": (1, 0),
    "listed": (16, 3),
    "unknown": (6, 4),
    "dormant": (10, 6),
    "ended": (2, 6),
    "planned": (2, 4),
}


def legend_html(items: Sequence[LegendItem], tr: Translator) -> str:
    """Return the legend as HTML in which every label is escaped text.

    Parameters
    ----------
    items : sequence of LegendItem
        One line each: colour, shape, label, count.
    tr : Translator
        The reader's language.
    """
    nodes = "".join(_node(item, tr) for item in items)
    lines = "".join(
        f'<span class="ga-key">{_line(*_DASHES[name])} {escape(tr(label))}</span>'
        for name, label in LINE_LEGEND.items()
    )
    return (
        "<style>.ga-legend{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:.85rem}"
        ".ga-key{white-space:nowrap}.ga-mark{font-size:1.05rem}</style>"
        f'<div class="ga-legend" role="group" aria-label="{escape(tr("Legend"))}">{nodes}</div>'
        f'<div class="ga-legend">{lines}</div>'
    )


def _line(drawn: int, blank: int) -> str:
    pattern = f"currentColor 0 {drawn}px, transparent {drawn}px {drawn + blank}px"
    return (
        '<span aria-hidden="true" style="display:inline-block;width:34px;height:2px;'
        f'vertical-align:middle;background:repeating-linear-gradient(90deg, {pattern})"></span>'
    )


def _node(item: LegendItem, tr: Translator) -> str:
    mark = SHAPE_MARKS.get(item.shape, "●")
    return (
        f'<span class="ga-key"><span class="ga-mark" style="color:{escape(item.colour)}" '
        f'aria-hidden="true">{mark}</span> {escape(shorten(item.label, 40))} '
        f"({escape(tr.number(item.count))})</span>"
    )
