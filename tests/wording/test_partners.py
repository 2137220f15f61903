import re

import pytest

from graph_app.analysis.partners.evaluation import CHOSEN, RANKERS, trial
from graph_app.analysis.partners.exclusions import PartnerFilter
from graph_app.analysis.partners.model import MODEL, fit
from graph_app.analysis.partners.ranking import Reason, prepare, rank_partners
from graph_app.analysis.partners.signals import SIGNALS
from graph_app.i18n import get_translator
from graph_app.wording.partners import (
    PartnerWords,
    method,
    trial_table,
    verdict,
    weights_table,
)

LAHTI = "city:lahti"


@pytest.fixture(scope="module")
def graph(frame):
    return prepare(frame, 2026)


@pytest.fixture(scope="module")
def ranker(graph):
    return fit(graph)


@pytest.fixture
def words(graph, ranker, tables):
    def of(language="en", wanted=None):
        ranking = rank_partners(graph, LAHTI, ranker, wanted)
        return PartnerWords(ranking, get_translator(language), tables.sources)

    return of


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (
            Reason("partners", ("city:vasteras", "city:akureyri")),
            "Both are partner cities of Västerås and Akureyri",
        ),
        (
            Reason("networks", ("network:eurocities", "network:ubc")),
            "Both belong to Eurocities and Union of the Baltic Cities",
        ),
        (
            Reason("chain", ("city:narva", "city:karlskoga")),
            "A chain of partner cities leads there: Lahti – Narva – Karlskoga – Tartu",
        ),
        (Reason("themes", ("climate", "water")), "Shared themes: Climate, Water"),
        (
            Reason("countries", (2, "FI", "EE")),
            "2 partnerships join cities of Finland and Estonia",
        ),
        (Reason("countries", (1, "FI", "FI")), "1 partnership joins two cities of Finland"),
        (
            Reason("size", (120000.0, 118000.0)),
            "Similar size: 120,000 and 118,000 inhabitants",
        ),
        (Reason("distance", (540.4,)), "540 km away"),
        (Reason("activity", (1,)), "It has 1 partner city that is known"),
        (Reason("activity", (12,)), "It has 12 partner cities that are known"),
        (Reason("far", (3512.0,)), "Far away: 3,512 km"),
        (
            Reason("one_network", ("network:ubc", 74)),
            "All they have in common is Union of the Baltic Cities, to which 72 others are tied",
        ),
        (
            Reason("one_source", ("source:nowhere", 3)),
            "All its 3 ties come from one source: source:nowhere",
        ),
    ],
)
def test_sentences(words, reason, says):
    assert words().sentence(reason, "city:tartu") == says


def test_an_old_tie_is_told_with_its_status(words, graph):
    tie = graph.frame.edges["id"].tolist().index("sister-city-lahti-akureyri")
    said = words().sentence(Reason("past", ("dormant", tie)), "city:akureyri")
    assert said == "There is an old tie: Lahti is a sister city of Akureyri; status: Dormant"


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_every_suggestion_has_sentences_in_every_language(words, language):
    told = words(language)
    for node in told.ranking.table.index[:40]:
        heavy, light = told.reasons(node)
        assert heavy
        for sentence in (*heavy, *light, *told.weak_points(node)):
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


@pytest.fixture(scope="module")
def result(graph):
    return trial(graph, seeds=(0, 1, 2))


def test_verdict_says_how_good_it_is(result):
    said = " ".join(verdict(result, get_translator("en")))
    row = result.summary().loc[CHOSEN]
    assert f"put {row['recall_50']:.0%} among the first 50 of 85 cities" in said
    assert "chance would have put 59% there" in said
    assert "95% range" in said
    assert "Number of partner cities" in said


def test_verdict_admits_that_the_model_is_beaten(result):
    inner = result.inner
    worse = inner.assign(mrr=inner["mrr"].where(inner["ranker"].ne(MODEL), 0.0))
    changed = type(result)(**{**vars(result), "inner": worse})
    said = " ".join(verdict(changed, get_translator("en")))
    assert "does not beat every other ranking" in said
    assert "Number of partner cities" in said


def test_one_repetition_has_no_range(graph):
    said = " ".join(verdict(trial(graph, seeds=(1,), cities=8), get_translator("en")))
    assert "one repetition gives no range" in said


def test_method_and_table_name_seeds_and_rankers(result):
    tr = get_translator("en")
    assert "9 of 43 sister-city ties hidden, 3 times (seeds 0 to 2)" in method(result, tr)
    rows = trial_table(result, tr)
    assert len(rows) == len(RANKERS) + 1
    assert (rows["mrr"].diff().dropna() <= 0).all()


def test_weights_are_all_there_the_heaviest_first(ranker):
    rows = weights_table(ranker, get_translator("en"))
    assert len(rows) == len(SIGNALS)
    assert list(rows["count"]) == sorted(ranker.weights, reverse=True)
    assert rows["meaning"].str.len().min() > 20
