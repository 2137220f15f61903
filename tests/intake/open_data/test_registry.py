import pytest

from graph_app.intake.merging.merge import merge
from graph_app.intake.open_data import READERS
from graph_app.intake.open_data.headers import Layout, plain_header
from graph_app.intake.open_data.keys import key_of, place_name
from graph_app.intake.sources import SOURCES
from graph_app.model.errors import TableError

from .checking import TODAY
from .official import write


def test_every_reader_is_a_source_of_imports():
    assert set(READERS) <= set(SOURCES)
    assert " ".join(sorted(READERS)) == "cordis erasmus etmun keep-eu kohesio urbact wikidata"


@pytest.mark.parametrize("name", READERS)
def test_nothing_to_read_is_named(name):
    with pytest.raises(TableError):
        READERS[name]([], today=TODAY)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("<!DOCTYPE html><p>Sign in</p>", "web page"),
        ("<html>", "web page"),
        ("%PDF-1.7", "PDF"),
        ("a;b\n1;2\n", "expected"),
    ],
)
def test_another_file_is_named(name, content, message, tmp_path):
    with pytest.raises(TableError, match=message):
        READERS[name]([write(tmp_path, "x.csv", content)], today=TODAY)


@pytest.mark.parametrize("name", READERS)
def test_a_missing_file_is_named(name, tmp_path):
    with pytest.raises(TableError, match=r"none\.csv"):
        READERS[name]([tmp_path / "none.csv"], today=TODAY)


def test_a_city_of_a_project_is_the_city_that_is_known(tables, official):
    draft = READERS["cordis"]([official], today=TODAY)
    merged = merge(tables, draft).tables
    names = merged.programmes.set_index("id")["name"]
    mine = merged.relations[merged.relations["source"] == "city:lahti"]
    assert "Lakes of green cities" in set(mine["target"].map(names))


def test_headers_are_compared_without_case_accents_and_punctuation():
    layout = Layout("x", {"a": ("Partner\u2019s ID", "Other*")}, ("a",))
    assert layout.columns(["PARTNER'S  id", "z"]) == {"a": "PARTNER'S  id"}
    assert layout.columns(["other name (long)"]) == {"a": "other name (long)"}
    assert not layout.fits(["z"])
    assert plain_header("Operation_Name") == plain_header("operation name")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PARIS CEDEX 05", "Paris"),
        ("Lyon Cedex", "Lyon"),
        ("Västerås Municipality", "Västerås"),
        ("City of York", "York"),
        ("LAHTI", "Lahti"),
        ("ULM", "ULM"),
        ("'S-HERTOGENBOSCH", "'S-Hertogenbosch"),
        ("Town 1", "Town 1"),
        ("Ville Platte", "Ville Platte"),
        ("Comune di Roma", "Roma"),
        ("-", ""),
        ("12345", ""),
        ("x" * 101, ""),
    ],
)
def test_names_of_places_without_what_address_books_add(text, name):
    assert place_name(text) == name


def test_names_with_the_same_slug_have_different_keys():
    assert key_of("Δήμος Αθηναίων") != key_of("Δήμος Πατρέων")
    assert key_of("LAHTI") == key_of("Lahti")
    assert key_of("a" * 300) != key_of("a" * 299)
    assert len(key_of("ä" * 300)) < 80
    assert key_of("Zaporizhia 市") != key_of("Zaporizhia 町")
