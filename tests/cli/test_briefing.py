import pytest
from docx import Document

from graph_app.cli.main import main


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_writes_a_word_document(capsys, data_folder, tmp_path):
    out = tmp_path / "note.docx"
    assert run(capsys, "briefing", "Västerås", data_folder, "--out", out) == (0, "", "")
    document = Document(str(out))
    assert document.paragraphs[0].text == "Västerås"
    assert list(tmp_path.iterdir()) == [out]


def test_writes_a_page_in_the_language_asked_for(capsys, data_folder, tmp_path):
    out = tmp_path / "note.html"
    arguments = ("briefing", "network:ubc", data_folder, "--out", out, "--lang", "sv")
    assert run(capsys, *arguments)[0] == 0
    text = out.read_text(encoding="utf-8")
    assert '<html lang="sv">' in text
    assert "Lahtis" in text


def test_compares_and_looks_back(capsys, data_folder, tmp_path):
    out = tmp_path / "note.html"
    more = ("--with", "Turku", "--year", "2015", "--no-undated")
    assert run(capsys, "briefing", "Lahti", data_folder, "--out", out, *more)[0] == 0
    text = out.read_text(encoding="utf-8")
    assert "<h1>Lahti and Turku</h1>" in text
    assert "As it was in 2015; ties without a start year are left out." in text


def test_memberships(capsys, data_folder, tmp_path):
    out = tmp_path / "note.docx"
    assert run(capsys, "briefing", "Lahti", data_folder, "--out", out, "--memberships")[0] == 0
    assert Document(str(out)).paragraphs[0].text == "Memberships of Lahti"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Atlantis", "--out", "a.docx"), "'Atlantis'"),
        (("Lahti", "--out", "a.pdf"), "expected a file that ends in .docx or .html"),
        (("Lahti", "--with", "Turku", "--memberships", "--out", "a.docx"), "expected one city"),
        (("Lahti", "--year", "20000", "--out", "a.docx"), "1000 to 2999"),
    ],
)
def test_what_is_wrong_is_one_line(capsys, data_folder, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    node, *rest = arguments
    code, out, err = run(capsys, "briefing", node, data_folder, *rest)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten_unasked(capsys, data_folder, tmp_path):
    out = tmp_path / "note.html"
    out.write_text("mine")
    arguments = ("briefing", "Lahti", data_folder, "--out", out)
    assert "--force" in run(capsys, *arguments)[2]
    assert out.read_text() == "mine"
    assert run(capsys, *arguments, "--force")[0] == 0
