"""Briefing notes: one or two pages to print or to send, as a Word document or a web page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from graph_app.briefing.document import Block, Line, Note, Paragraph, tidy
from graph_app.briefing.profile import profile_blocks
from graph_app.briefing.sentences import CitationWriter, Request
from graph_app.briefing.several import comparison_blocks, memberships_blocks
from graph_app.briefing.web_page import write_briefing_html
from graph_app.briefing.word_document import write_docx
from graph_app.model.errors import ExportError, FilterError
from graph_app.model.messages import Message
from graph_app.model.words import N_, slug


@dataclass(frozen=True, slots=True)
class BriefingFormat:
    """A form of the note: name, English label, end of the file name, media type, writer."""

    name: str
    label: str
    ending: str
    mime: str
    write: Callable[[Note], bytes]


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: Name -> form, in the order of the button.
BRIEFING_FORMATS: Mapping[str, BriefingFormat] = MappingProxyType(
    {
        "docx": BriefingFormat("docx", N_("Word document"), "docx", _WORD, write_docx),
        "html": BriefingFormat(
            "html", N_("Page to print"), "html", "text/html", write_briefing_html
        ),
    }
)


def profile_note(request: Request, subject: str) -> Note:
    """Write the briefing note on a node, seen from the home city.

    Parameters
    ----------
    request : Request
        Graph, sources, language, day, home city.
    subject : str
        Node id.

    Raises
    ------
    FilterError
        If the subject or the home city is no node of the graph.
    """
    blocks = profile_blocks(request, subject)
    title = CitationWriter(request).name(subject)
    return _note(request, title, blocks, (subject,))


def comparison_note(request: Request, ids: Sequence[str]) -> Note:
    """Write the briefing note that sets two to four nodes side by side.

    Raises
    ------
    FilterError
        If there are fewer or more, or one is no node of the graph.
    """
    title, blocks = comparison_blocks(request, ids)
    return _note(request, title, blocks, ids)


def memberships_note(request: Request, city: str) -> Note:
    """Write the briefing note on the memberships of a city.

    Raises
    ------
    FilterError
        If the city is no node of the graph.
    """
    if city not in request.graph.position:
        raise FilterError.wrong(Message("briefing"), city, Message("the id of a node"))
    title, blocks = memberships_blocks(request, city)
    return _note(request, title, blocks, (city,), "memberships")


def briefing_note(request: Request, nodes: Sequence[str], memberships: bool = False) -> Note:
    """Write the note that fits: on one node, on its memberships, or on several compared.

    Raises
    ------
    FilterError
        If a node is none of the graph, or memberships of several are asked for.
    """
    if memberships and len(nodes) > 1:
        raise FilterError("briefing: found {n} nodes, expected one city", n=len(nodes))
    if memberships:
        return memberships_note(request, nodes[0])
    return comparison_note(request, nodes) if len(nodes) > 1 else profile_note(request, nodes[0])


def write_briefing(note: Note, form: str) -> bytes:
    """Write a note in one of :data:`BRIEFING_FORMATS`.

    Raises
    ------
    ExportError
        If the form is unknown.
    """
    if form not in BRIEFING_FORMATS:
        raise ExportError.one_of(Message("briefing"), form, BRIEFING_FORMATS)
    return BRIEFING_FORMATS[form].write(note)


def written_note(request: Request, nodes: Sequence[str], memberships: bool, form: str) -> bytes:
    """Write the note that fits in a form; to be called in a worker process."""
    return write_briefing(briefing_note(request, nodes, memberships), form)


def briefing_stem(request: Request, subjects: Sequence[str], about: str = "") -> str:
    """Return a file name without its ending, such as ``lahti-vasteras-briefing-2026-11-24``."""
    parts = dict.fromkeys(node.partition(":")[2] for node in (request.home, *subjects))
    name = "-".join(slug(part)[:32].strip("-") for part in (*parts, about) if part)
    return f"{name or 'note'}-briefing-{request.date}"


def _note(
    request: Request, title: str, blocks: list[Block], subjects: Sequence[str], about: str = ""
) -> Note:
    tr, home = request.translator, CitationWriter(request).name(request.home)
    date = tr.date(request.date.isoformat())
    kind = request.graph.nodes.iloc[request.graph.position[subjects[0]]]["kind"]
    what = tr("Comparison") if len(subjects) > 1 else tr("Memberships") if about else tr.kind(kind)
    said = tr("Briefing note for {city}, {date}", city=home, date=date)
    footer = (
        tr("Revision: {revision}", revision=request.graph.revision),
        tr("Date: {date}", date=date),
        tr("Coordinates and populations: GeoNames, CC BY 4.0."),
    )
    return Note(
        title,
        f"{what} · {said}",
        tr.language,
        tidy(request.author),
        request.date,
        (*_year(request), *blocks),
        " · ".join(part.rstrip(".") for part in footer),
        briefing_stem(request, subjects, about),
    )


def _year(request: Request) -> list[Block]:
    tr = request.translator
    if request.year is None:
        return []
    undated = request.undated
    treated = tr("counted as if they had always been there") if undated else tr("left out")
    text = tr(
        "As it was in {year}; ties without a start year are {treated}.",
        year=request.year,
        treated=treated,
    )
    return [Paragraph(Line(text))]
