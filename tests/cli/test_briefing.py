from docx import Document


def test_writes_a_word_document(run, tmp_path):
    out = tmp_path / "note.docx"
    assert run("briefing", "Västerås", "--out", out) == (0, "", "")
    document = Document(str(out))
    assert document.paragraphs[0].text == "Västerås"
    assert list(tmp_path.iterdir()) == [out]


def test_writes_a_page_in_the_language_asked_for(run, tmp_path):
    out = tmp_path / "note.html"
    arguments = ("briefing", "network:ubc", "--out", out, "--lang", "sv")
    assert run(*arguments)[0] == 0
    text = out.read_text(encoding="utf-8")
    assert '<html lang="sv">' in text
    assert "Lahtis" in text


def test_compares_and_looks_back(run, tmp_path):
    out = tmp_path / "note.html"
    more = ("--with", "Turku", "--year", "2015", "--no-undated")
    assert run("briefing", "Lahti", "--out", out, *more)[0] == 0
    text = out.read_text(encoding="utf-8")
    assert "<h1>Lahti and Turku</h1>" in text
    assert "As it was in 2015; ties without a start year are left out." in text


def test_memberships(run, tmp_path):
    out = tmp_path / "note.docx"
    assert run("briefing", "Lahti", "--out", out, "--memberships")[0] == 0
    assert Document(str(out)).paragraphs[0].text == "Memberships of Lahti"


def test_nothing_is_overwritten_unasked(run, tmp_path):
    out = tmp_path / "note.html"
    out.write_text("mine")
    arguments = ("briefing", "Lahti", "--out", out)
    assert "--force" in run(*arguments)[2]
    assert out.read_text() == "mine"
    assert run(*arguments, "--force")[0] == 0
