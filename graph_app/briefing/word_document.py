"""A briefing note as a Word document with real styles, so that an office can edit it."""

import datetime
import io

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from graph_app.briefing.document import (
    Bullets,
    FactTable,
    Figures,
    Heading,
    Line,
    Note,
    Paragraph,
    Picture,
    Pictures,
    Sources,
)
from graph_app.graph.citations import is_web_address
from graph_app.model.words import clean
from graph_app.runtime.archives import archive, unpacked
from graph_app.view.palette import ACCENT

_FONT = "Calibri"
_GREY, _BLUE = RGBColor(0x52, 0x60, 0x6A), RGBColor.from_string(ACCENT[1:].upper())
_LOCALES = {"en": "en-GB", "fi": "fi-FI", "sv": "sv-SE"}
#: Width between the margins of a page of A4, in cm.
_WIDTH = 17.4
#: Largest scale of a picture, in cm a unit.
_LARGEST = 0.025
#: Style -> size in points, bold, space before and after in points.
_STYLES = {
    "Normal": (9.5, False, 0, 3),
    "Title": (20, True, 0, 0),
    "Subtitle": (10, False, 0, 6),
    "Heading 1": (12, True, 8, 3),
    "List Bullet": (9.5, False, 0, 2),
    "Caption": (8, False, 2, 0),
    "Footer": (7.5, False, 0, 0),
}
_COLOURS = {
    "Title": _BLUE,
    "Subtitle": _GREY,
    "Heading 1": _BLUE,
    "Caption": _GREY,
    "Footer": _GREY,
}


def write_docx(note: Note) -> bytes:
    """Write a note as a Word document on A4.

    Headings, lists and captions carry Word's own styles, pictures a text for those who do not see
    them, the document its language; links lead to web addresses only.
    """
    document = Document()
    _set_page(document)
    _set_styles(document, note.language)
    _set_properties(document, note)
    _add_footer(document, note)
    document.add_paragraph(clean(note.title), style="Title")
    document.add_paragraph(clean(note.subtitle), style="Subtitle")
    for block in note.blocks:
        _WRITERS[type(block)](document, block)
    file = io.BytesIO()
    document.save(file)
    return archive(unpacked(file.getvalue()))


# --- the document ---------------------------------------------------------------------------------


def _set_page(document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - _WIDTH) / 2)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(1.5)
    section.footer_distance = Cm(0.8)


def _set_styles(document, language: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    fonts = next(defaults.iter(qn("w:rFonts")))
    _set_font(fonts)
    speech = next(defaults.iter(qn("w:lang")))
    speech.set(qn("w:val"), _LOCALES[language])
    for name, (size, bold, before, after) in _STYLES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
        style.font.italic = False
        _set_font(style.element.rPr.rFonts)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.0
    for name, colour in _COLOURS.items():
        document.styles[name].font.color.rgb = colour
    _without_border(document.styles["Title"])


def _set_font(fonts) -> None:
    """Name the font itself: the template's names of theme fonts would win over it."""
    for key in list(fonts.attrib):
        if key.endswith("Theme") or key.endswith("theme"):
            del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), _FONT)


def _without_border(style) -> None:
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _set_properties(document, note: Note) -> None:
    known = document.core_properties
    known.title, known.subject = clean(note.title)[:250], clean(note.subtitle)[:250]
    known.author = known.last_modified_by = clean(note.author)[:250]
    known.language, known.comments, known.keywords = _LOCALES[note.language], "", ""
    made = datetime.datetime.combine(note.date, datetime.time(12))
    known.created = known.modified = made


def _add_footer(document, note: Note) -> None:
    line = document.sections[0].footer.paragraphs[0]
    _run(line, f"{note.footer} · ")
    _field(line, "PAGE")
    _run(line, " / ")
    _field(line, "NUMPAGES")


def _field(line: WordParagraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)


# --- text -----------------------------------------------------------------------------------------


def _run(line: WordParagraph, text: str, bold: bool = False, colour=None, size: float = 0):
    run = line.add_run(clean(text))
    run.bold = bold or None
    if colour is not None:
        run.font.color.rgb = colour
    if size:
        run.font.size = Pt(size)
    return run


def _say(line: WordParagraph, said: Line, strong: bool = False) -> None:
    if said.lead:
        _run(line, f"{said.lead} ", bold=True)
    if said.text:
        _run(line, said.text, bold=strong, size=12 if strong else 0)
    if said.small:
        _run(
            line,
            f" {said.small}".lstrip() if not said.text else f" · {said.small}",
            False,
            _GREY,
            8.5,
        )
    if said.cites:
        _run(line, f" [{', '.join(map(str, said.cites))}]", False, _BLUE, 8)


def _link(line: WordParagraph, text: str, url: str, size: float = 0) -> None:
    """Add a real hyperlink."""
    target = line.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run = _run(line, text, False, _BLUE, size)
    run.underline = True
    link.append(run._r)
    line._p.append(link)


def _text_or_link(line: WordParagraph, text: str, bold: bool, size: float) -> None:
    if is_web_address(text) and text.isprintable() and " " not in text and "…" not in text:
        _link(line, text, text, size)
    else:
        _run(line, text, bold, size=size)


def _heading(document, block: Heading) -> None:
    document.add_paragraph(clean(block.text), style="Heading 1")


def _paragraph(document, block: Paragraph) -> None:
    _say(document.add_paragraph(), block.line, block.strong)


def _bullets(document, block: Bullets) -> None:
    for said in block.lines:
        _say(document.add_paragraph(style="List Bullet"), said)


def _sources(document, block: Sources) -> None:
    for source in block.items:
        line = document.add_paragraph()
        line.paragraph_format.left_indent = Cm(0.6)
        line.paragraph_format.first_line_indent = Cm(-0.6)
        line.paragraph_format.space_after = Pt(1)
        _run(line, f"{source.number}. ", size=8)
        if source.url:
            _link(line, source.title, source.url, size=8)
        else:
            _run(line, source.title, size=8)
        _run(line, f". {source.detail}", False, _GREY, 8)


# --- tables and pictures --------------------------------------------------------------------------


def _table(document, rows: int, widths: list[float], label: str = "") -> Table:
    table = document.add_table(rows, len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for row in table.rows:
        _set(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    if label:
        _set(table._tbl.tblPr, "w:tblDescription", val=clean(label))
    return table


def _set(parent, name: str, **values: str) -> None:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)


def _lines_between(table: Table) -> None:
    """Draw a thin line under each row and nothing else."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _set(borders, f"w:{side}", val="single", sz="4", space="0", color="CFD8DE")
    table._tbl.tblPr.append(borders)


def _write(cell: _Cell, text: str, bold: bool, right: bool, size: float) -> None:
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = line.paragraph_format.space_before = Pt(1.5)
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _text_or_link(line, text, bold, size)


def _fact_table(document, block: FactTable) -> None:
    rows = [block.head, *block.rows] if block.head else list(block.rows)
    count = len(rows[0]) - 1
    first, size = (3.9, 8.5) if count > 3 else (4.8, 0)
    # Numbers far from their labels are hard to follow.
    rest = min((_WIDTH - first) / count, 5.5) if block.head else _WIDTH - first
    table = _table(document, len(rows), [first, *[rest] * count], block.label)
    _lines_between(table)
    if block.head:
        _set(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    right = block.numeric if block.head else (False,) * len(rows[0])
    for row, texts in zip(table.rows, rows, strict=True):
        for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            _write(cell, text, at == 0 or texts is block.head, right[at], size)


def _figures(document, block: Figures) -> None:
    table = _table(document, 1, [_WIDTH / len(block.items)] * len(block.items))
    for cell, (value, label) in zip(table.rows[0].cells, block.items, strict=True):
        line = cell.paragraphs[0]
        line.paragraph_format.space_after = Pt(0)
        _run(line, value, True, _BLUE, 16)
        said = cell.add_paragraph()
        _run(said, label, False, _GREY, 8.5)


def _pictures(document, block: Pictures) -> None:
    """Set pictures side by side at one scale, so that their letters are of one size."""
    units = sum(picture.drawing.width for picture in block.items)
    scale = min((_WIDTH - 0.4 * len(block.items)) / units, _LARGEST)
    widths = [picture.drawing.width * scale + 0.4 for picture in block.items]
    table = _table(document, 1, widths)
    for cell, picture in zip(table.rows[0].cells, block.items, strict=True):
        _picture(cell, picture, picture.drawing.width * scale)


def _picture(cell: _Cell, picture: Picture, width: float) -> None:
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(0)
    shape = line.add_run().add_picture(io.BytesIO(picture.drawing.png()), width=Cm(width))
    shape._inline.docPr.set("descr", clean(picture.alt))
    caption = cell.add_paragraph(style="Caption")
    _run(caption, picture.caption)


_WRITERS = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Figures: _figures,
    FactTable: _fact_table,
    Pictures: _pictures,
    Sources: _sources,
}
