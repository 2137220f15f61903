import datetime

import networkx as nx
import pytest

from graph_app.analysis.paths.best_paths import LEVELS, best_paths, strength_graph
from graph_app.analysis.paths.introductions import explain_no_path
from graph_app.analysis.strength import STATUS_FACTORS
from graph_app.graph.frames import frame_from_graph
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.model.relations import RELATION_TYPES
from graph_app.wording.paths import (
    bridge_sentence,
    factors_table,
    levels_table,
    path_sentence,
    paths_table,
    status_factors,
    strength_number,
    strength_words,
    type_weights,
    why_no_path,
)

TODAY = datetime.date(2026, 11, 24)
EN = get_translator("en")


def sentence(graph, one, other, language="en", **options):
    path = best_paths(graph, one, other, 1, today=TODAY, **options)[0]
    return path_sentence(graph, path, get_translator(language))


def test_a_path_is_one_sentence(graph):
    assert sentence(graph, "city:lahti", "city:chattanooga") == (
        "Lahti is a sister city of Wuxi (since 2010), which is a sister city of Chattanooga"
    )
    assert sentence(graph, "city:lahti", "city:vasteras") == (
        "Lahti is a sister city of Västerås (since 1940)"
    )


def test_ties_are_told_in_the_direction_of_the_walk(graph):
    assert sentence(graph, "city:lahti", "city:espoo") == (
        "Lahti is a member of Union of the Baltic Cities (since 1997), which has the member Espoo"
    )
    assert sentence(graph, "city:espoo", "city:lahti") == (
        "Espoo is a member of Union of the Baltic Cities, which has the member Lahti (since 1997)"
    )


def test_what_is_wrong_with_a_tie_is_said(small):
    found = best_paths(small, "city:a", "city:c", 2, today=TODAY, ended=True)
    said = path_sentence(small, found[1], EN)
    assert said.endswith("which has the member Turku (since 1995, until 2010, status: ended)")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RELATION_TYPES)
@pytest.mark.parametrize("forward", [True, False])
def test_every_type_has_clauses_both_ways_in_every_language(name, forward, language):
    """First clause and hanging clause name each node once, in the order of the walk."""
    graph = nx.MultiGraph([("AAA", "BBB"), ("BBB", "CCC")])
    for _, _, facts in graph.edges(data=True):
        facts["type"] = name
    frame = frame_from_graph(graph)
    ends = ("AAA", "CCC") if forward else ("CCC", "AAA")
    said = sentence(frame, *ends, language)
    order = [said.index(node) for node in (ends[0], "BBB", ends[1])]
    assert order == sorted(order)
    assert all(said.count(node) == 1 for node in ("AAA", "BBB", "CCC"))
    assert "{" not in said


def test_a_tie_of_no_known_type():
    graph = frame_from_graph(nx.path_graph(["A", "B", "C"]))
    assert sentence(graph, "A", "C") == "A is tied to B, which is tied to C"


def test_long_names_are_cut(hostile_tables):
    from graph_app.graph.frames import frame_from_tables

    frame = frame_from_tables(hostile_tables)
    assert len(sentence(frame, "city:c", "event:e")) < 500


def test_strength_in_words_and_numbers():
    words = [strength_words(s, EN) for s in (1, 0.1, 0.002, 0)]
    assert words == ["warm", "lukewarm", "cool", "cold"]
    numbers = [strength_number(s, EN) for s in (1, 1 / 3, 0.00634, 0.00001)]
    assert numbers == ["1", "0.33", "0.0063", "< 0.0001"]
    assert strength_number(1 / 3, get_translator("fi")) == "0,33"


def test_tables_say_what_the_model_uses(graph):
    assert type_weights(EN)["factor"].tolist() == [t.weight for t in RELATION_TYPES.values()]
    assert status_factors(EN)["factor"].tolist() == list(STATUS_FACTORS.values())
    assert levels_table(EN)["least"].tolist() == [least for least, _ in LEVELS.values()]
    found = best_paths(graph, "city:lahti", "city:vasteras", 3, today=TODAY)
    rows = paths_table(graph, found, EN)
    assert rows["rank"].tolist() == [1, 2, 3]
    assert rows["steps"].tolist() == [1, 2, 2]
    warm = strength_graph(graph, TODAY)
    factors = factors_table(warm, found, EN)
    assert len(factors) == len({tie for path in found for tie in path.ties})
    product = factors[["type", "status", "check", "size"]].prod(axis=1)
    assert factors["strength"].to_numpy() == pytest.approx(product.to_numpy())
    assert "Lahti is a sister city of Västerås" in factors["tie"].tolist()


def test_no_path_is_explained(small, graph):
    why = explain_no_path(small, "city:a", "city:e", today=TODAY)
    assert why_no_path(why, "Ålesund", "Alone", EN) == (
        "Alone has no tie here that could be walked. No city there leads on to Alone: only a tie "
        "with Alone itself would create a path."
    )
    assert bridge_sentence(small, why.bridges[0], EN) == "Alone: it is the one asked for"
    event = "event:fis-nordic-world-ski-championships-1926"
    ended = explain_no_path(graph, "city:lahti", event, today=TODAY)
    assert "ties that have ended" in why_no_path(ended, "Lahti", "Games", EN)
