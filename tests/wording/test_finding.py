"""A node is found by any of its names, and by its name with what tells it apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.wording.finding import MOST_NEAR, NodeFinder
from tests.namesakes import NAMESAKES, namesake_frame

GRAPH = namesake_frame()
FINDERS = {language: NodeFinder(GRAPH, get_translator(language)) for language in LANGUAGES}
ENGLISH = FINDERS["en"]

FOUND = {
    "city:paris": (
        *("Paris, France", "paris france", "Paris FR", "PARIS (France)", "Paris, Ranska"),
        *("Paris, Frankrike", "Pariisi", "pariisi ranska", "city:paris"),
    ),
    "city:paris-texas": (
        *("Paris, United States", "paris usa", "Paris, Texas", "paris tx", "Paris, Texas, US"),
        *("Paris, Yhdysvallat", "Paris, TX, USA"),
    ),
    "city:springfield-missouri": ("Springfield, Missouri, US", "springfield missouri", "SPRINGFIELD MO"),
    "city:vasteras": ("vasteras", "Västerås", "VÄSTERÅS", "Vasteras Sweden"),
    "city:gdansk": ("gdansk", "Gdańsk", "Danzig", "danzig, poland", "Gdansk PL"),
    "city:kyiv": ("Kyiv", "Kiev", "Kiova", "kiew"),
    "city:saint-petersburg": (
        *("Saint Petersburg", "St. Petersburg", "saint-petersburg", "Pietari", "Leningrad"),
        "Санкт-Петербург",
    ),
    "network:forum-us": ("City Forum, Paris, United States", "city forum usa"),
    "event:meeting-2021": ("Mayors' Meeting (2021)", "mayors meeting 2021", "Mayors meeting, Lahti, 2021"),
    "organisation:chamber": ("Chamber of Commerce, Lahti", "chamber of commerce lahti"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("node", "text"), [(node, text) for node, texts in FOUND.items() for text in texts]
)
def test_a_name_is_found(node, text):
    assert ENGLISH.named(text) == [node]
    assert ENGLISH.named(f" {text} ") == [node]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_node_is_found_by_its_id_and_by_what_it_is_called(language):
    finder = FINDERS[language]
    for node in GRAPH.ids:
        assert finder.named(node) == [node]
        assert finder.named(finder.label(node)) == [node]


def test_a_name_of_several_means_them_all():
    assert ENGLISH.named("Paris") == ["city:paris", "city:paris-texas"]
    assert ENGLISH.named("springfield us") == [
        "city:springfield-illinois",
        "city:springfield-missouri",
    ]
    assert ENGLISH.named("Paris", {"city:paris-texas"}) == ["city:paris-texas"]


@pytest.mark.parametrize("text", ["", " ", ",", "Paris, Germany", "Atlantis", "x" * 5000, "()[]"])
def test_what_nothing_is_called_finds_nothing(text):
    assert ENGLISH.named(text) == []


NEAR = {
    "Lathi": "city:lahti",
    "lahtii": "city:lahti",
    "Springfeld": "city:springfield-illinois",
    "Gdanks": "city:gdansk",
    "Dantzig": "city:gdansk",
    "Vesteras": "city:vasteras",
    "Paris, Germany": "city:paris",
    "Paris Germany": "city:paris",
    "petersburg": "city:saint-petersburg",
    "chamber of comerce": "organisation:chamber",
}


@pytest.mark.parametrize(("text", "node"), NEAR.items())
def test_a_misspelled_name_is_near(text, node):
    assert node in ENGLISH.near(text)[:2]
    assert len(ENGLISH.near(text)) <= MOST_NEAR


def test_what_is_like_no_name_is_near_none():
    assert ENGLISH.near("Xqzzyx") == ENGLISH.near("") == ENGLISH.near(",") == []


def test_a_beginning_is_found():
    assert ENGLISH.beginning("spring") == ["city:springfield-illinois", "city:springfield-missouri"]
    assert ENGLISH.beginning("dan") == []
    assert ENGLISH.beginning("danz") == ["city:gdansk"]


def test_the_search_of_explore_knows_other_names():
    search = GraphFilter(search="danzig")
    assert apply_filter(GRAPH, search).matched == ()
    assert apply_filter(GRAPH, search, ENGLISH.by_other_words).matched == ("city:gdansk",)
    # What the tables call so comes first.
    own = apply_filter(GRAPH, GraphFilter(search="paris"), ENGLISH.by_other_words).matched
    assert own == ("city:paris", "city:paris-texas")


@given(st.text(max_size=60) | st.sampled_from([*NAMESAKES.values()]).map(lambda name: name[::-1]))
def test_any_text_is_answered(text):
    for nodes in (ENGLISH.named(text), ENGLISH.near(text), ENGLISH.beginning(text)):
        assert len(set(nodes)) == len(nodes)
        assert set(nodes) <= set(GRAPH.ids)
