"""Screens that are drawn once for all readers show each what belongs to facts, year and language.

The cities that they show are asked for again and again, with something else changed each time: what
was drawn before must not be sent again.
"""

import pytest

from graph_app.store import Actor, Change
from tests.pages.reading import claims, everything

EDITOR = Actor("Aino", "editor")
SCREENS = {
    "partners": {"city": "city:a"},
    "compare": {"nodes": "city:a,city:b"},
    "memberships": {"node": "city:a", "leave": "network:n"},
    "connections": {"from": "city:a", "to": "city:b"},
    "measures": {},
}
#: Screens whose year is chosen on them.
WITH_YEAR = [screen for screen in SCREENS if screen != "measures"]


def write_person(store):
    person = {"node": "city:b", "name": "Maija Mallikas", "role": "Mayor"}
    change = Change("contacts", "add", "contact:0123456789abcdef", person)
    store.save([change], actor=EDITOR, base=1, reason="New there")


@pytest.fixture
def written(monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_EDITORS", "sub:editor")
    return write_person


@pytest.fixture
def said(place, open_screen):
    """Return all that a screen says."""

    def said(screen, user=None, **query):
        return everything(open_screen(screen, claims=user, **SCREENS[screen], **query))

    return said


@pytest.mark.parametrize("screen", SCREENS)
def test_each_reader_is_told_the_same_in_their_language(said, screen):
    seen = [said(screen, lang=language) for language in ("en", "fi", "sv", "en", "fi", "sv")]
    assert seen[:3] == seen[3:]
    assert len(set(seen)) == 3
    # A word of a drawn table: the country of a city.
    assert ("Poland" in seen[0], "Puola" in seen[1], "Polen" in seen[2]) == (True, True, True)
    assert "Poland" not in seen[1] + seen[2]


@pytest.mark.parametrize("screen", SCREENS)
def test_each_revision_is_told_anew(said, store, screen):
    before = said(screen)
    assert "Sopot" not in before
    assert "Gdańsk" in before
    change = Change("cities", "change", "city:b", {"name": "Sopot"})
    store.save([change], actor=EDITOR, base=2, reason="Other name")
    after = said(screen)
    assert "Sopot" in after
    assert "Gdańsk" not in after


@pytest.mark.parametrize("screen", WITH_YEAR)
def test_each_year_is_told_apart(said, screen):
    seen = [said(screen, year=year) for year in ("1960", "2005", "1960")]
    assert seen[0] == seen[2] != seen[1]


@pytest.mark.parametrize("screen", SCREENS)
def test_only_those_who_may_are_shown_persons(said, screen):
    """Whoever comes second is not shown what was drawn for whoever came first."""
    stranger, editor = claims("someone"), claims("editor")
    first, then = said(screen, editor), said(screen, stranger)
    assert "Mallikas" not in first + then
    assert said(screen, editor) == first
    assert said(screen, stranger) == then


def test_a_note_with_persons_is_offered_to_those_alone_who_see_them(place, open_screen):
    for sub, boxes in (("editor", 1), ("someone", 0), ("editor", 1)):
        test = open_screen("compare", claims=claims(sub), **SCREENS["compare"])
        assert len([box for box in test.checkbox if "contact persons" in box.label]) == boxes
