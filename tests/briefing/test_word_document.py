"""Notes opened by LibreOffice and set as PDF. Without it these tests are left out; in CI they fail."""

import os
import re
import shutil
import subprocess

import pytest

from graph_app.briefing.document import Bullets, Heading, Paragraph, Sources
from graph_app.briefing.notes import (
    comparison_note,
    memberships_note,
    profile_note,
    write_briefing,
)
from tests.briefing.briefings import HOME, hostile_request, make_request

_SECONDS = 120


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    missing = [tool for tool in ("soffice", "pdftotext", "pdfinfo") if shutil.which(tool) is None]
    if missing:
        said = f"no {', '.join(missing)} on this machine"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(f"{said}: the notes are not opened with LibreOffice")
    # A profile of our own: it shares nothing with an office that a person may have open.
    profile = tmp_path_factory.mktemp("office").as_uri()
    return [shutil.which("soffice"), f"-env:UserInstallation={profile}", "--headless"]


def as_pdf(office, folder, notes):
    """Convert notes in one run."""
    files = []
    for at, note in enumerate(notes):
        files.append(folder / f"note-{at}.docx")
        files[-1].write_bytes(write_briefing(note, "docx"))
    command = [*office, "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    return [file.with_suffix(".pdf") for file in files]


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()


def pages(pdf):
    return int(re.search(r"Pages:\s+(\d+)", run("pdfinfo", str(pdf)))[1])


def text_of(pdf):
    return squeezed(run("pdftotext", "-layout", str(pdf), "-"))


def squeezed(text):
    """Leave out all blanks: a line may break anywhere, and a name with it."""
    return re.sub(r"\s+", "", text)


def key_texts(note):
    yield from (note.title, note.subtitle)
    for block in note.blocks:
        if isinstance(block, Heading):
            yield block.text
        if isinstance(block, Paragraph):
            yield block.line.text
        if isinstance(block, Bullets):
            yield from (line.lead for line in block.lines)
        if isinstance(block, Sources):
            yield from (source.title for source in block.items)


_FOUR = (HOME, "city:tallinn", "city:turku", "city:randers")
#: Language -> what its notes are about: each sort of note once at least, the longest in all.
_NOTES = {
    "en": (profile_note, "city:vasteras", comparison_note, (HOME, "city:vasteras")),
    "fi": (profile_note, "network:eurocities", comparison_note, _FOUR),
    "sv": (profile_note, "event:novu-2024", memberships_note, HOME),
}


def notes_in(graph, tables, language):
    request = make_request(graph, tables, language)
    one, node, other, subject = _NOTES[language]
    yield profile_note(request, HOME)
    yield one(request, node)
    yield other(request, subject)


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_notes_fill_one_or_two_pages_and_say_everything(office, tmp_path, graph, tables, language):
    notes = list(notes_in(graph, tables, language))
    for note, pdf in zip(notes, as_pdf(office, tmp_path, notes), strict=True):
        assert pages(pdf) in (1, 2), note.title
        text = text_of(pdf)
        for said in key_texts(note):
            assert squeezed(said) in text, (note.title, said)
        assert graph.revision in text


def test_hostile_and_endless_names_fill_no_more_pages(office, tmp_path):
    request = hostile_request()
    notes = [profile_note(request, node) for node in ("city:a", "city:b", "network:n", "event:e")]
    notes.append(comparison_note(request, ["city:a", "city:b", "city:e", "event:e"]))
    pdfs = as_pdf(office, tmp_path, notes)
    assert [pages(pdf) <= 2 for pdf in pdfs] == [True] * len(notes)
    assert squeezed("<img src=x onerror=window.__pwned=1>") in text_of(pdfs[0])
