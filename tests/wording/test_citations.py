import pytest

from graph_app.graph.citations import Citation
from graph_app.i18n import get_translator
from graph_app.wording.citations import citation_sentence, source_facts

WHOLE = Citation(
    "source:a", "Minutes", "City of A", "https://a.example", "2015-11", "2026-02-08", "2026-02-09"
)


def test_a_citation_says_all_that_is_known():
    assert citation_sentence(WHOLE, get_translator("en")) == (
        "Minutes · City of A · published November 2015 · retrieved 8 Feb 2026 · "
        "checked 9 Feb 2026 · https://a.example"
    )


def test_what_is_not_known_is_left_out():
    bare = Citation("source:a", "Minutes")
    assert citation_sentence(bare, get_translator("en")) == "Minutes · day not known"
    assert citation_sentence(None, get_translator("en")) == "no source"


@pytest.mark.parametrize(
    ("language", "says"), [("fi", "julkaistu marraskuu 2015"), ("sv", "publicerad november 2015")]
)
def test_the_facts_are_in_the_readers_language(language, says):
    assert says in source_facts(WHOLE, get_translator(language))


def test_hostile_text_is_one_line():
    hostile = Citation("source:a", "a\nb\x1b[2J", "c\td", "https://a\x1b\n")
    said = citation_sentence(hostile, get_translator("en"))
    assert "\n" not in said
    assert "\x1b" not in said
