"""Colours and shapes.

The colours follow the Okabe-Ito palette, darkened where it was too pale, so that each keeps a
contrast of at least 3:1 against both the light and the dark page (WCAG 2.1, 1.4.11) and stays
distinct for colour-blind readers. A shape for each kind says the same without colour.

References
----------
M. Okabe, K. Ito (2008), Color Universal Design.
"""

#: Kind of node -> colour.
KIND_COLOURS = {
    "city": "#1f78b4",
    "network": "#d55e00",
    "programme": "#008f6b",
    "organisation": "#b2548e",
    "event": "#8a6d00",
}

#: Kind of node -> vis-network shape.
KIND_SHAPES = {
    "city": "dot",
    "network": "diamond",
    "programme": "square",
    "organisation": "triangle",
    "event": "star",
}

#: vis-network shape -> a character that looks like it, for legends and tables.
SHAPE_MARKS = {"dot": "●", "diamond": "◆", "square": "■", "triangle": "▲", "star": "★"}

#: Colours of the largest groups (countries, communities, themes), in order of size.
GROUP_COLOURS = (
    "#1f78b4",
    "#d55e00",
    "#008f6b",
    "#b2548e",
    "#8a6d00",
    "#7d62b8",
    "#a0522d",
    "#5f7f1e",
)

#: Colour of all smaller groups together, and of blanks.
OTHER_COLOUR = "#7a8790"

#: Colour of the home city and of the focus.
ACCENT = "#0b5f8a"
