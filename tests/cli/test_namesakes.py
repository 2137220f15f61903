"""No verb says a name that two have without what tells them apart, and each finds a node by it."""

import pytest

from graph_app.i18n import get_translator
from graph_app.wording.names import node_names
from tests.namesakes import bare_names, namesake_frame, write_project

GRAPH = namesake_frame()
CALLS = [
    ("summary", "{}", "--top", "0"),
    ("summary", "{}", "--search", "paris", "--format", "json"),
    ("paths", "Lahti", "springfield missouri", "{}"),
    ("paths", "Lahti", "Paris, Texas", "{}", "--format", "csv"),
    ("paths", "Paris FR", "Danzig", "{}"),
    ("paths", "Chamber of Commerce, Lahti", "City Forum, Paris, France", "{}", "--format", "json"),
    ("partners", "Lahti", "{}"),
    ("partners", "paris france", "{}", "--format", "csv"),
    ("partners", "springfield il", "{}", "--exclude-network", "city forum usa", "--lang", "sv"),
    ("compare", "Paris, France", "Paris, United States", "--dir", "{}"),
    ("compare", "paris fr", "paris tx", "--dir", "{}", "--what", "pairs"),
    ("compare", "city forum france", "city forum usa", "--dir", "{}", "--format", "csv"),
    ("memberships", "Lahti", "{}"),
    ("memberships", "paris texas", "{}"),
    ("memberships", "Lahti", "{}", "--leave", "City Forum, Paris, France"),
    ("memberships", "Lahti", "{}", "--invite", "Paris, France; springfield, illinois"),
    ("robustness", "{}"),
    ("robustness", "{}", "--city", "paris france"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return write_project(tmp_path_factory.mktemp("namesakes"))


@pytest.fixture
def call(run, project):
    return lambda *arguments: run(*(str(project) if one == "{}" else one for one in arguments))


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
def test_no_verb_says_a_bare_name(call, arguments):
    code, out, err = call(*arguments)
    assert code == 0, err
    assert out
    language = arguments[-1] if "--lang" in arguments else "en"
    labels = node_names(GRAPH, get_translator(language))
    # In CSV the mark around a text with a comma is no part of it.
    assert bare_names(f"{out}\n{err}".replace('"', ""), labels) == []


@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_briefing_says_none(call, tmp_path, language):
    out = tmp_path / "note.html"
    names = ("Paris, France", "Springfield, Missouri")
    code, _out, err = call(
        "briefing", names[0], "{}", "--with", names[1], "--out", out, "--lang", language
    )
    assert code == 0, err
    labels = node_names(GRAPH, get_translator(language))
    assert bare_names(out.read_text(encoding="utf-8").replace("&#39;", "'"), labels) == []


VERBS = [
    ("paths", "Lahti", "Paris", "{}"),
    ("partners", "Paris", "{}"),
    ("compare", "Lahti", "Paris", "--dir", "{}"),
    ("memberships", "Paris", "{}"),
    ("robustness", "{}", "--city", "Paris"),
    ("briefing", "Paris", "{}", "--out", "x.html"),
    ("summary", "{}", "--focus", "Paris"),
    ("export", "{}", "--focus", "Paris", "--format", "csv", "--out", "x.zip"),
]


@pytest.mark.parametrize("arguments", VERBS, ids=" ".join)
def test_a_name_of_two_is_refused_with_both(call, arguments):
    code, out, err = call(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "Paris, France (city:paris); Paris, United States (city:paris-texas)" in err


@pytest.mark.parametrize("arguments", VERBS, ids=" ".join)
def test_a_misspelled_name_is_answered_with_the_nearest(call, arguments):
    wrong = ["Springfeld" if one == "Paris" else one for one in arguments]
    code, out, err = call(*wrong)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "did you mean Springfield, Illinois, United States (city:springfield-illinois); " in err


def test_paths_answer_in_the_language_of_the_verb(call):
    code, _out, err = call("paths", "Lahti", "Springfield", "{}", "--lang", "fi")
    assert code == 2
    assert "Springfield, Illinois, Yhdysvallat (city:springfield-illinois)" in err
