"""All screens, one by one: those that the app has, and no list of our own."""

import pytest
from streamlit.testing.v1 import AppTest

from graph_app.pages.shell.main import SCREENS
from tests.conftest import ROOT
from tests.pages.reading import markup, shown

#: What is asked of a screen so that it has the most to say.
QUERIES = {"connections": {"to": "city:vasteras"}, "compare": {"nodes": "city:lahti,city:vasteras"}}
HOSTILE_QUERIES = {
    "profile": {"node": "city:a"},
    "connections": {"to": "city:c", "ended": "1", "target": "network:network:n"},
    "compare": {"nodes": "city:a,city:b,city:c,city:e"},
    "memberships": {"leave": "network:n", "cities": "![x](http://a.b/c)"},
}


def test_there_are_ten_screens():
    assert len(SCREENS) == 10


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_every_screen_opens_in_every_language(open_screen, screen, language):
    test = open_screen(screen, lang=language, **QUERIES.get(screen, {}))
    assert not test.error
    assert test.query_params["lang"] == language
    assert shown(test).strip()


@pytest.mark.parametrize("screen", SCREENS)
def test_hostile_names_are_escaped(open_screen, hostile_folder, screen):
    assert markup(open_screen(screen, **HOSTILE_QUERIES.get(screen, {}))) == []


def test_tables_that_break_rules_are_refused_with_every_finding(hostile_folder):
    (hostile_folder / "cities.csv").write_text("id,name\ncity:a,A\n", encoding="utf-8")
    front = ROOT / "graph_app/pages/shell/front.py"
    test = AppTest.from_file(str(front), default_timeout=30).run()
    assert not test.exception
    assert "cannot be shown" in test.error[0].value
    assert len(test.dataframe[0].value) > 5
