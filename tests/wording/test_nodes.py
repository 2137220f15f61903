from graph_app.i18n import get_translator
from graph_app.wording.nodes import facts_of, tie_facts


def test_known_facts_are_said_in_the_readers_language(small):
    assert dict(facts_of(small, "city:c", get_translator("sv"))) == {
        "Land": "Finland",
        "Folkmängd": "195\xa0000",
    }
    said = dict(facts_of(small, "programme:p", get_translator("en")))
    assert said == {"Kind": "Project", "Themes": "Climate"}


def test_facts_may_be_left_out_and_another_node_is_named(small):
    tr = get_translator("en")
    assert dict(facts_of(small, "city:c", tr, leave_out=["country"])).keys() == {"Population"}
    assert dict(facts_of(small, "event:e", tr))["City"] == "Ålesund"


def test_a_tie_says_since_when_until_when_and_how_it_stands(small):
    ties, tr = small.edges.set_index("id"), get_translator("en")
    assert tie_facts(ties.loc["r4"], tr) == (
        "since 1995 · until 2010 · status: Ended · checked 8 Feb 2026"
    )
    assert tie_facts(ties.loc["r2"], tr).startswith("start not known · status: Active")
