import datetime
import json

import numpy as np
import pandas as pd
import pytest

from graph_app.analysis.compare import GROUPS, compare
from graph_app.analysis.memberships.value import VERDICTS, portfolio, standing
from graph_app.analysis.memberships.what_if import Change, centralities, what_if
from graph_app.i18n import get_translator
from graph_app.wording import memberships as words

TODAY = datetime.date(2026, 11, 24)
tr = get_translator("en")


@pytest.fixture(scope="module")
def name(graph):
    names = graph.nodes.set_index("id")["name"]
    return names.get


def row(**values):
    facts = {
        "network": "network:ubc",
        "members": 40,
        "reported": np.nan,
        "cities": 30,
        "exclusive": 0,
        "share": 0.0,
        "cover": "network:eurocities",
        "covered": 18,
        "verdict": "redundant",
    }
    return pd.Series(facts | values)


def test_every_group_verdict_and_figure_has_words(graph):
    assert set(words.GROUP_LABELS) == set(GROUPS)
    assert set(words.VERDICT_LABELS) == set(VERDICTS)
    found = what_if(graph, "city:lahti", Change(leave=("network:ubc",)), [], TODAY)
    assert set(words.REACH_LABELS) == set(found.reach.index)


def test_redundant_is_said_in_plain_words(name):
    say = words.verdict_sentence
    assert say(row(), name, tr) == (
        "Everything that Union of the Baltic Cities reaches, Eurocities reaches too, except 12 "
        "cities."
    )
    assert "except 1 city." in say(row(covered=29), name, tr)
    assert say(row(covered=30), name, tr).endswith("Eurocities reaches too.")
    spread = say(row(covered=10, exclusive=2), name, tr)
    assert "Of the 30 cities" in spread
    assert "reach 28" in spread


def test_unique_partly_and_unknown(name):
    say = words.verdict_sentence
    unique = say(row(verdict="unique", exclusive=24, share=0.8), name, tr)
    assert unique.startswith("24 of the 30 cities")
    assert "80%" in unique
    partly = say(row(verdict="partly", exclusive=9, share=0.3), name, tr)
    assert "9 of them through no other membership" in partly
    assert "Eurocities reaches 18 of them too" in partly
    few = say(row(verdict="few_known", members=4, reported=71.0), name, tr)
    assert "4 of its 71 members" in few
    assert "no other city" in say(row(verdict="none_known", cities=0), name, tr)


def test_every_membership_has_a_sentence(graph, name):
    found = portfolio(standing(graph, TODAY), "city:lahti", TODAY)
    for _at, facts in found.table.iterrows():
        assert name(facts["network"]) in words.verdict_sentence(facts, name, tr)
    assert words.portfolio_headline(found, name, tr) == (
        "Lahti has 6 memberships, which reach 50 other cities in 14 countries."
    )
    nobody = portfolio(graph, "city:randers", TODAY)
    assert "no network" in words.portfolio_headline(nobody, name, tr)


def test_headline_of_a_comparison(graph, name):
    found = compare(graph, ["city:lahti", "city:vasteras"])
    assert words.comparison_headline(found, name, tr) == (
        "Lahti and Västerås share 3 partners, 1 programme and 5 events. Between them: 1 step, 524 km."
    )
    three = compare(graph, ["city:lahti", "city:vasteras", "city:randers"])
    assert "Typically between two of them" in words.comparison_headline(three, name, tr)


def test_headline_of_what_has_nothing_in_common(small):
    found = compare(small, ["city:a", "city:e"])
    names = small.nodes.set_index("id")["name"].get
    said = words.comparison_headline(found, names, tr)
    assert said == (
        "Ålesund and Alone share nothing that the tables know of. Between them: no chain of ties."
    )


def test_half_a_step():
    assert words.steps_words(1.0, tr) == "1 step"
    assert words.steps_words(2.5, tr) == "2.5 steps"


def test_the_same_name_twice_is_told_apart():
    labels = words.labels_of(["city:a", "city:b", "city:c"], {"city:a": "X", "city:b": "X"}.get)
    assert labels == ["X (city:a)", "X (city:b)", None]


def test_who_has_it():
    labels = ["A", "B", "C"]
    assert words.who_has((True, True, True), labels, tr) == "all"
    assert words.who_has((False, True, False), labels, tr) == "only B"
    assert words.who_has((True, False, True), labels, tr) == "A and C"


def test_changes_have_a_sign_and_a_word():
    assert words.change_words(1, 4, tr) == "+3 more"
    assert words.change_words(278, 90, tr) == "−188 fewer"
    assert words.change_words(5, 5, tr) == "no change"
    assert words.rank_words(3, 1, tr) == "▲ 2 places up"
    assert words.rank_words(1, 2, tr) == "▼ 1 place down"
    assert words.rank_words(2, 2, tr) == "same place"


def test_a_what_if_in_words(frame, name):
    wanted = Change(leave=("network:eurocities",), invite=("city:turku",))
    found = what_if(frame, "city:lahti", wanted, ["PT", "SE"], TODAY, "ours")
    said = words.change_headline(found, wanted, "Lahti", name, "ours", tr)
    assert said == (
        "Lahti without Eurocities and with ours: 21 cities fewer reached through networks."
    )
    reach = words.reach_rows(found, tr).set_index("figure")
    assert reach.loc["Cities in these networks", "change"] == "−21 fewer"
    paths = words.path_rows(found, name, tr)
    assert paths["country"].tolist() == ["Portugal", "Sweden"]
    assert paths["city_before"][1] == "Västerås"


def test_a_lower_rank_in_words(frame):
    left = what_if(frame, "city:turku", Change(leave=("network:eurocities",)), [], TODAY).changed
    before, after = (centralities(graph, "city:turku") for graph in (frame, left))
    rows = words.centrality_rows(before, after, tr).set_index("measure")
    assert rows.loc["Closeness", "change"].startswith("▼")


def test_a_change_without_effect(graph, name):
    wanted = Change(leave=("network:civitas",))
    found = what_if(graph, "city:lahti", wanted, [], TODAY)
    said = words.change_headline(found, wanted, "Lahti", name, "ours", tr)
    assert said == "Lahti without CIVITAS: no city fewer or more reached through networks."


def test_pairs_as_text_are_the_numbers_of_the_table(graph, name):
    found = compare(graph, ["city:lahti", "city:vasteras", "city:randers"])
    table, text = words.pairs_table(found, name), words.pairs_rows(found, name, tr)
    assert text.columns.tolist() == ["Lahti – Västerås", "Lahti – Randers", "Västerås – Randers"]
    assert text.loc["Kilometres"].tolist() == [f"{km:,.0f}" for km in table["km"]]
    assert text.loc["Overlap: Partners"].tolist() == ["15%", "18%", "38%"]
    json.dumps(text.to_dict())
