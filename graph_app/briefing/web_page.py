"""A briefing note as one web page that prints on A4: no script, no address that it asks."""

from html import escape
from pathlib import Path

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

_TEMPLATES = Path(__file__).parent / "templates"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def write_briefing_html(note: Note) -> bytes:
    """Write a note as a page that needs neither script nor internet.

    Every text is escaped, and the page's own Content-Security-Policy lets nothing run or load.
    """
    template = (_TEMPLATES / "briefing.html").read_text(encoding="utf-8")
    parts = {
        "language": note.language,
        "csp": _POLICY,
        "title": _said(note.title),
        "subtitle": _said(note.subtitle),
        "author": _said(note.author),
        "style": (_TEMPLATES / "briefing.css").read_text(encoding="utf-8"),
        "body": "\n".join(_WRITERS[type(block)](block) for block in note.blocks),
        "footer": _said(note.footer),
    }
    pieces = template.split("@@")
    pieces[1::2] = [parts[name] for name in pieces[1::2]]
    return "".join(pieces).encode("utf-8", "replace")


def _said(text: str) -> str:
    return escape(clean(text))


def _line(said: Line) -> str:
    parts = []
    if said.lead:
        parts.append(f"<b>{_said(said.lead)}</b>")
    if said.text:
        parts.append(_said(said.text))
    if said.small:
        dot = "· " if said.text else ""
        parts.append(f'<span class="small">{dot}{_said(said.small)}</span>')
    if said.cites:
        links = ", ".join(f'<a href="#source-{n}">{n}</a>' for n in said.cites)
        parts.append(f'<span class="cites">[{links}]</span>')
    return " ".join(parts)


def _heading(block: Heading) -> str:
    return f"<h2>{_said(block.text)}</h2>"


def _paragraph(block: Paragraph) -> str:
    strong = ' class="strong"' if block.strong else ""
    return f"<p{strong}>{_line(block.line)}</p>"


def _bullets(block: Bullets) -> str:
    return f"<ul>{''.join(f'<li>{_line(said)}</li>' for said in block.lines)}</ul>"


def _figures(block: Figures) -> str:
    items = "".join(
        f"<div><dt>{_said(label)}</dt><dd>{_said(value)}</dd></div>" for value, label in block.items
    )
    return f'<dl class="figures">{items}</dl>'


def _fact_table(block: FactTable) -> str:
    right = block.numeric if block.head else (False,) * len(block.rows[0])
    head = ""
    if block.head:
        cells = (
            f'<th scope="col"{_side(at)}>{_said(text)}</th>'
            for text, at in zip(block.head, right, strict=True)
        )
        head = f"<thead><tr>{''.join(cells)}</tr></thead>"
    rows = "".join(_row(row, right) for row in block.rows)
    wide = ' class="wide"' if block.head else ""
    label = f' aria-label="{_said(block.label)}"' if block.label else ""
    return f"<table{wide}{label}>{head}<tbody>{rows}</tbody></table>"


def _side(right: bool) -> str:
    return ' class="right"' if right else ""


def _row(row: tuple[str, ...], right: tuple[bool, ...]) -> str:
    cells = "".join(
        f"<td{_side(at)}>{_link(text, text) if is_web_address(text) else _said(text)}</td>"
        for text, at in zip(row[1:], right[1:], strict=True)
    )
    return f'<tr><th scope="row">{_said(row[0])}</th>{cells}</tr>'


def _link(text: str, url: str) -> str:
    return f'<a href="{_said(url)}" rel="noreferrer noopener">{_said(text)}</a>'


def _pictures(block: Pictures) -> str:
    return f'<div class="pictures">{"".join(map(_picture, block.items))}</div>'


def _picture(picture: Picture) -> str:
    drawn = picture.drawing.svg(clean(picture.alt))
    share = f' style="flex: {picture.drawing.width:g} 1 0"'
    return f"<figure{share}>{drawn}<figcaption>{_said(picture.caption)}</figcaption></figure>"


def _sources(block: Sources) -> str:
    items = "".join(
        f'<li id="source-{source.number}" value="{source.number}">'
        f"{_link(source.title, source.url) if source.url else _said(source.title)}. "
        f'<span class="small">{_said(source.detail)}</span></li>'
        for source in block.items
    )
    return f'<ol class="sources">{items}</ol>'


_WRITERS = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Figures: _figures,
    FactTable: _fact_table,
    Pictures: _pictures,
    Sources: _sources,
}
