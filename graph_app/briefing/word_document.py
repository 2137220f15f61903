"""A briefing note as a Word document with real styles, so that an office can edit it."""

import datetime
import io
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from graph_app.briefing.document import (
    Block,
    Bullets,
    FactTable,
    Figures,
    Heading,
    Line,
    Note,
    Paragraph,
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
#: Style -> size in points, bold, space before and after in points, colour.
_STYLES = {
    "Normal": (9.5, False, 0, 3, None),
    "Title": (20, True, 0, 0, _BLUE),
    "Subtitle": (10, False, 0, 6, _GREY),
    "Heading 1": (12, True, 8, 3, _BLUE),
    "List Bullet": (9.5, False, 0, 2, None),
    "Caption": (8, False, 2, 0, _GREY),
    "Footer": (7.5, False, 0, 0, _GREY),
}


def write_docx(note: Note) -> bytes:
    """Write a note as a Word document on A4.

    Headings, lists and captions have Word's own styles, pictures a text for those who do not see
    them, the document its language; links lead to web addresses only.
    """
    document = Document()
    _set_page(document, note)
    _set_styles(document, note.language)
    _set_properties(document, note)
    document.add_paragraph(clean(note.title), style="Title")
    document.add_paragraph(clean(note.subtitle), style="Subtitle")
    for block in note.blocks:
        _write_block(document, block)
    file = io.BytesIO()
    document.save(file)
    return archive(unpacked(file.getvalue()))


def _write_block(document: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            document.add_paragraph(clean(block.text), style="Heading 1")
        case Paragraph():
            _write_line(document.add_paragraph(), block.line, block.strong)
        case Bullets():
            for line in block.lines:
                _write_line(document.add_paragraph(style="List Bullet"), line)
        case Figures():
            _write_figures(document, block)
        case FactTable():
            _write_facts(document, block)
        case Pictures():
            _write_pictures(document, block)
        case Sources():
            _write_sources(document, block)


# --- the document ---------------------------------------------------------------------------------


def _set_page(document: WordDocument, note: Note) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - _WIDTH) / 2)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(1.5)
    section.footer_distance = Cm(0.8)
    line = section.footer.paragraphs[0]
    _run(line, f"{note.footer} · ")
    _add_field(line, "PAGE")
    _run(line, " / ")
    _add_field(line, "NUMPAGES")


def _add_field(line: WordParagraph, code: str) -> None:
    field = f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    line._p.append(parse_xml(field))


def _set_styles(document: WordDocument, language: str) -> None:
    styles: Any = document.styles
    defaults = styles.element.find(qn("w:docDefaults"))
    _set_font(next(defaults.iter(qn("w:rFonts"))))
    next(defaults.iter(qn("w:lang"))).set(qn("w:val"), _LOCALES[language])
    for name, (size, bold, before, after, colour) in _STYLES.items():
        style = styles[name]
        style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
        style.font.italic = False
        _set_font(style.element.rPr.rFonts)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.0
        if colour is not None:
            style.font.color.rgb = colour
    title = styles["Title"].element.pPr
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)


def _set_font(fonts: BaseOxmlElement) -> None:
    """Name the font itself: the template's names of theme fonts would win over it."""
    for key in [key for key in fonts.attrib if str(key).lower().endswith("theme")]:
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), _FONT)


def _set_properties(document: WordDocument, note: Note) -> None:
    known = document.core_properties
    known.title, known.subject = clean(note.title)[:250], clean(note.subtitle)[:250]
    known.author = known.last_modified_by = clean(note.author)[:250]
    known.language, known.comments, known.keywords = _LOCALES[note.language], "", ""
    made = datetime.datetime.combine(note.date, datetime.time(12))
    known.created = known.modified = made


# --- text -----------------------------------------------------------------------------------------


def _run(
    line: WordParagraph,
    text: str,
    bold: bool = False,
    colour: RGBColor | None = None,
    size: float = 0,
) -> Run:
    run = line.add_run(clean(text))
    run.bold = bold or None
    if colour is not None:
        run.font.color.rgb = colour
    if size:
        run.font.size = Pt(size)
    return run


def _write_line(paragraph: WordParagraph, line: Line, strong: bool = False) -> None:
    if line.lead:
        _run(paragraph, f"{line.lead} ", bold=True)
    if line.text:
        _run(paragraph, line.text, bold=strong, size=12 if strong else 0)
    if line.small:
        small = f" · {line.small}" if line.text else line.small
        _run(paragraph, small, colour=_GREY, size=8.5)
    if line.cites:
        _run(paragraph, f" [{', '.join(map(str, line.cites))}]", colour=_BLUE, size=8)


def _link(line: WordParagraph, text: str, url: str, size: float = 0) -> None:
    """Add a real hyperlink."""
    target = line.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run = _run(line, text, colour=_BLUE, size=size)
    run.underline = True
    link.append(run._r)
    line._p.append(link)


def _write_sources(document: WordDocument, block: Sources) -> None:
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
        _run(line, f". {source.detail}", colour=_GREY, size=8)


# --- tables and pictures --------------------------------------------------------------------------


def _table(document: WordDocument, rows: int, widths: list[float], label: str = "") -> Table:
    table = document.add_table(rows, len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for row in table.rows:
        _add(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    if label:
        _add(table._tbl.tblPr, "w:tblDescription", val=clean(label))
    return table


def _add(parent: BaseOxmlElement, name: str, **values: str) -> BaseOxmlElement:
    """Add an element of Word's for which python-docx has no method."""
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
    return element


def _write_facts(document: WordDocument, block: FactTable) -> None:
    rows = [block.head, *block.rows] if block.head else list(block.rows)
    count = len(rows[0]) - 1
    first, size = (3.9, 8.5) if count > 3 else (4.8, 0)
    # Numbers far from their labels are hard to follow.
    rest = min((_WIDTH - first) / count, 5.5) if block.head else _WIDTH - first
    table = _table(document, len(rows), [first, *[rest] * count], block.label)
    borders = _add(table._tbl.tblPr, "w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _add(borders, f"w:{side}", val="single", sz="4", space="0", color="CFD8DE")
    if block.head:
        _add(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    right = block.numeric if block.head else (False,) * len(rows[0])
    for row, texts in zip(table.rows, rows, strict=True):
        for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            _write_cell(cell, text, at == 0 or texts is block.head, right[at], size)


def _write_cell(cell: _Cell, text: str, bold: bool, right: bool, size: float) -> None:
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = line.paragraph_format.space_before = Pt(1.5)
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if is_web_address(text) and text.isprintable() and " " not in text and "…" not in text:
        _link(line, text, text, size)
    else:
        _run(line, text, bold, size=size)


def _write_figures(document: WordDocument, block: Figures) -> None:
    table = _table(document, 1, [_WIDTH / len(block.items)] * len(block.items))
    for cell, (value, label) in zip(table.rows[0].cells, block.items, strict=True):
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
        _run(cell.paragraphs[0], value, True, _BLUE, 16)
        _run(cell.add_paragraph(), label, colour=_GREY, size=8.5)


def _write_pictures(document: WordDocument, block: Pictures) -> None:
    """Write pictures side by side at one scale, so that their letters are of one size."""
    units = sum(picture.drawing.width for picture in block.items)
    scale = min((_WIDTH - 0.4 * len(block.items)) / units, _LARGEST)
    widths = [picture.drawing.width * scale for picture in block.items]
    cells = _table(document, 1, [width + 0.4 for width in widths]).rows[0].cells
    for cell, picture, width in zip(cells, block.items, widths, strict=True):
        line = cell.paragraphs[0]
        line.paragraph_format.space_after = Pt(0)
        shape = line.add_run().add_picture(io.BytesIO(picture.drawing.png()), width=Cm(width))
        shape._inline.docPr.set("descr", clean(picture.alt))
        _run(cell.add_paragraph(style="Caption"), picture.caption)
