import re

import pytest

from graph_app.analysis.partners.exclusions import PartnerFilter
from graph_app.analysis.partners.model import WEIGHTS
from graph_app.analysis.partners.ranking import Reason, prepare, rank_partners
from graph_app.analysis.partners.signals import SIGNALS
from graph_app.graph.citations import cited_sources
from graph_app.i18n import get_translator
from graph_app.wording.partners import (
    TESTED,
    PartnerWords,
    how_good,
    how_tested,
    weights_table,
)
from tests.conftest import ROOT

LAHTI = "city:lahti"


@pytest.fixture(scope="module")
def graph(frame):
    return prepare(frame, 2026)


@pytest.fixture
def words(graph, tables):
    def of(language="en", wanted=None):
        ranking = rank_partners(graph, LAHTI, wanted)
        return PartnerWords(ranking, get_translator(language), tables.sources)

    return of


@pytest.mark.parametrize(
    ("key", "values", "says"),
    [
        (
            "partners",
            ("city:vasteras", "city:akureyri"),
            "Both are partner cities of Västerås and Akureyri",
        ),
        (
            "networks",
            ("network:eurocities", "network:ubc"),
            "Both belong to Eurocities and Union of the Baltic Cities",
        ),
        (
            "chain",
            ("city:narva", "city:karlskoga"),
            "A chain of partner cities leads there: Lahti – Narva – Karlskoga – Tartu",
        ),
        ("themes", ("climate", "water"), "Shared themes: Climate, Water"),
        ("countries", (2, "FI", "EE"), "2 partnerships join cities of Finland and Estonia"),
        ("countries", (1, "FI", "FI"), "1 partnership joins two cities of Finland"),
        ("size", (120000.0, 118000.0), "Similar size: 120,000 and 118,000 inhabitants"),
        ("distance", (540.4,), "540 km away"),
        ("activity", (1,), "It has 1 partner city that is known"),
        ("activity", (12,), "It has 12 partner cities that are known"),
        ("far", (3512.0,), "Far away: 3,512 km"),
        (
            "one_network",
            ("network:ubc", 74),
            "All they have in common is Union of the Baltic Cities, to which 72 others are tied",
        ),
        (
            "one_source",
            ("source:nowhere", 3),
            "All its 3 ties come from one source: source:nowhere",
        ),
        ("own_place", (), "The coordinates of Lahti are not known: distance says nothing"),
        ("no_partners", (), "No partner city of it is known here"),
    ],
)
def test_sentences(words, key, values, says):
    assert words().sentence(Reason(key, values), "city:tartu") == says


def test_the_one_source_is_named_as_in_its_citation(words, tables):
    for one in list(cited_sources(tables.sources).values())[:20]:
        said = words().sentence(Reason("one_source", (one.source, 1)), "city:tartu")
        assert said == f"Its only tie comes from one source: {one.title}"


def test_an_old_tie_is_told_with_its_status(words, graph):
    tie = graph.frame.edges["id"].tolist().index("sister-city-lahti-akureyri")
    said = words().sentence(Reason("past", ("dormant", tie)), "city:akureyri")
    assert said == "There is an old tie: Lahti is a sister city of Akureyri; status: Dormant"


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_every_suggestion_has_sentences_in_every_language(words, language):
    written = words(language)
    for node in written.ranking.table.index[:40]:
        heavy, light = written.reasons(node)
        assert heavy
        for sentence in (*heavy, *light, *written.weak_points(node)):
            assert "{" not in sentence
            assert not re.search(r"\bnan\b", sentence)


def test_many_names_are_counted(words):
    nodes = [f"city:{name}" for name in ("turku", "tampere", "espoo", "oulu", "narva", "suhl")]
    said = words().names([node for node in nodes if node in words().graph.position])
    assert said.endswith("and 1 more") or said.count(",") < 5
    assert words("fi").names(["city:turku", "city:narva"]) == "Turku ja Narva"


def test_scope_says_who_was_left_out(words):
    assert words().scope() == "71 cities are ranked. Left out: 17 have a tie already."
    few = words(wanted=PartnerFilter(only_countries=("EE",))).scope()
    assert "by country" in few
    assert few.startswith("5 cities are ranked") or "cities are ranked" in few


def test_table_gives_distance_and_size_as_people_read_them(words):
    rows = words("fi").table(25)
    assert len(rows) == 25
    assert (rows["distance"].dropna() > 0).all()
    assert (rows["size"].dropna() >= 1).all()
    assert rows.loc["city:tallinn", "name"] == "Tallinna"
    assert rows.loc["city:tallinn", "country"] == "Viro"
    assert set(SIGNALS) <= set(rows.columns)


def documented_recall():
    """Return the share among the first 50 by ranker, as the tables of docs/partners.md have it."""
    text = (ROOT / "docs" / "partners.md").read_text(encoding="utf-8")
    sections = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    for name, section in zip(("data", "lists"), sections, strict=True):
        rows = [[cell.strip() for cell in line.split("|")] for line in section.splitlines()]
        yield name, {row[1]: float(row[4].split()[0]) for row in rows if row[4:5] and "(" in row[4]}


def test_the_sentence_says_what_was_measured():
    for name, shares in documented_recall():
        model, best = TESTED[name]
        assert shares["The model"] == model
        assert max(shares[label] for label in SIGNALS.values()) == best
    said = how_good(get_translator("en"))
    assert "19% of them were among the first 50 of 27,000 cities" in said
    assert "60% among the first 50 of 417" in said
    assert "number of partner cities alone: 76%" in said


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_the_test_and_its_document_are_named_in_every_language(language):
    tr = get_translator(language)
    assert "docs/partners.md" in how_tested(tr)
    assert "{" not in how_tested(tr) + how_good(tr)


def test_weights_are_all_there_the_heaviest_first(words):
    ranking = words().ranking
    rows = weights_table(ranking, get_translator("en"))
    assert dict(zip(rows["label"], rows["weight"], strict=True)) == {
        label: WEIGHTS.get(name, 0.0) for name, label in SIGNALS.items()
    }
    assert rows["effect"].is_monotonic_decreasing
    assert rows["effect"].iloc[0] == pytest.approx(ranking.contributions.std(ddof=0).max())
    assert rows["meaning"].str.len().min() > 20


def test_weights_where_nobody_is_ranked(words):
    nobody = words(wanted=PartnerFilter(only_countries=("FI",), max_population=1)).ranking
    assert (weights_table(nobody, get_translator("en"))["effect"] == 0).all()
