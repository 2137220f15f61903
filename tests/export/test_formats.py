"""Contact persons: in no export, and in a briefing note only when asked for."""

import io
import zipfile

import pytest
from docx import Document

from graph_app.briefing.notes import BRIEFING_FORMATS, briefing_note, write_briefing
from graph_app.cli.main import main
from graph_app.export import FORMATS, export
from graph_app.graph.frames import frame_from_tables
from graph_app.intake.project.folder import write_tables
from graph_app.model.tables import Tables
from tests.briefing.briefings import Page, make_request, with_persons
from tests.conftest import HOSTILE_NAMES, small_frames
from tests.export.conftest import make_bundle

NAMING = (b"Mallikas", b"maija@", b"58 55 01", b"Bo Ek", b"contact:0")


def unpacked(content):
    """Return a file and all that lies packed in it, as bytes."""
    parts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [unpacked(archive.read(name)) for name in archive.namelist()]
    return b"\n".join(parts)


def check_nobody(content, other):
    """Check that a file names a city, or another text, and no person."""
    content = unpacked(content)
    assert b"Turku" in content or other in content
    assert not [word for word in NAMING if word in content]


@pytest.fixture(scope="module")
def tables():
    return Tables.from_frames(with_persons(small_frames()))


@pytest.fixture
def folder(tables, tmp_path):
    write_tables(tables, tmp_path / "city", personal=True)
    (tmp_path / "city" / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    return tmp_path / "city"


@pytest.mark.parametrize("form", FORMATS)
def test_no_export_holds_a_person(tables, form):
    bundle = make_bundle(frame_from_tables(tables), sources=tables.sources)
    check_nobody(export(bundle, form), b"city:c")


@pytest.mark.parametrize("form", FORMATS)
def test_no_export_of_the_command_line_holds_a_person(folder, tmp_path, capsys, form):
    assert b"Mallikas" in (folder / "contacts.csv").read_bytes()
    out = tmp_path / "out"
    assert main(["export", str(folder), "--format", form, "--out", str(out)]) == 0
    check_nobody(out.read_bytes(), b"city:c")


def notes(tables, **more):
    graph = frame_from_tables(tables)
    request = make_request(graph, tables, home="city:a", **more)
    for nodes, memberships in (
        (["city:b"], False),
        (["city:b", "city:c"], False),
        (["city:b"], True),
    ):
        for form in BRIEFING_FORMATS:
            yield form, write_briefing(briefing_note(request, nodes, memberships), form)


def test_no_note_names_a_person_unless_asked_for(tables):
    for _form, content in notes(tables):
        check_nobody(content, b"Gda")


def test_a_note_names_the_persons_of_its_subject_when_asked_for(notes_with_persons):
    said = [
        Page(content.decode()).text
        if form == "html"
        else "\n".join(line.text for line in Document(io.BytesIO(content)).paragraphs)
        for form, content in notes_with_persons
    ]
    for text in said[:4]:
        assert "Personal data" in text
        assert "Coordinator; maija@city.example; +48 58 55 01" in text
        assert "nothing further is known" in text
    assert "Maija Mallikas:" in said[0]
    assert "Maija Mallikas (Gdańsk):" in said[2]


@pytest.fixture(scope="module")
def notes_with_persons(tables):
    return list(notes(tables, contacts=tables.contacts))


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_what_a_person_is_called_stays_text(notes_with_persons, text):
    hostile = with_persons(small_frames(), name=text, role=text, email=text)
    hostile = Tables.from_frames(hostile)
    pairs = zip(notes_with_persons, notes(hostile, contacts=hostile.contacts), strict=True)
    for (form, harmless), (_form, content) in pairs:
        if form == "html":
            page = Page(content.decode())
            assert [tag for tag, _ in page.tags] == [t for t, _ in Page(harmless.decode()).tags]
            assert not any("onerror" in attrs for _, attrs in page.tags)
        else:
            Document(io.BytesIO(content))


def test_a_subject_without_persons(tables):
    request = make_request(
        frame_from_tables(tables), tables, home="city:a", contacts=tables.contacts
    )
    content = write_briefing(briefing_note(request, ["city:c"]), "html").decode()
    assert "No contact person is recorded." in content
    assert "Mallikas" not in content


def test_the_command_line_takes_persons_only_when_asked(folder, tmp_path, capsys):
    for more, found in (([], False), (["--contacts"], True)):
        out = tmp_path / f"note{len(more)}.html"
        assert main(["briefing", "city:b", str(folder), "--out", str(out), *more]) == 0
        assert (b"maija@city.example" in out.read_bytes()) is found
