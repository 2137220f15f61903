"""Errors and findings said again in another language."""

import ast
import re
import string
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.i18n import get_translator
from graph_app.i18n.catalog import read_catalog
from graph_app.i18n.retelling import Retelling, forms_of
from scripts.told import told

FORMS = {
    "{file}: no such file, expected {hint}": "{file}: tiedostoa ei ole, pitäisi olla {hint}",
    "a date in the form {form}, as declared": "päivämäärä ilmoitetussa muodossa {form}",
    "{name}: found {found}": "{name}: löytyi {found}",
    "nothing at all": "ei mitään",
}


def test_a_message_is_said_again_with_its_parts():
    say = Retelling(FORMS)
    assert say("a.csv: no such file, expected nothing at all") == (
        "a.csv: tiedostoa ei ole, pitäisi olla ei mitään"
    )
    told_of_parts = say("x: found a date in the form d.m.y, as declared")
    assert told_of_parts == "x: löytyi päivämäärä ilmoitetussa muodossa d.m.y"


def test_what_has_no_known_form_stays():
    say = Retelling(FORMS)
    for text in ("", "x", "no such thing", "x" * 3000 + ": found y", "nothing at all "):
        assert say(text) == text


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_value_comes_through(name, found):
    say = Retelling({"the file {name} holds {found}, twice": "tiedosto {name}: {found} kahdesti"})
    said = say(f"the file {name} holds {found}, twice")
    assert said.startswith("tiedosto ")
    assert said.endswith(" kahdesti")
    # Where a value holds words of the form itself, the pieces may be cut elsewhere.
    if " holds " not in name + found and ", twice" not in name + found:
        assert said == f"tiedosto {name}: {found} kahdesti"


@given(st.text(max_size=200))
def test_any_text_is_said(text):
    for language in ("en", "fi", "sv"):
        assert isinstance(get_translator(language).error(text), str)
    assert get_translator("en").error(text) == text


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_form_is_found_again(language):
    """Each form of the source, filled with values, is said in the language."""
    tr = get_translator(language)
    forms = forms_of(read_catalog(language))
    assert len(forms) > 200
    for form in forms:
        names = set(_fields(form))
        said = tr.error(form.format(**{name: f"<{name}>" for name in names}))
        # Forms that differ in the names of their parts alone cannot be told apart.
        alike = [other for other in forms if _shape(other) == _shape(form)]
        assert any(_matches(forms[other], said) for other in alike), (form, said)


def _shape(form):
    return re.sub(r"\{\w+\}", "{}", form)


def _matches(text, said):
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", "<\\\\w+>", re.escape(text)), said)


def _fields(form):

    return [name for _, name, _, _ in string.Formatter().parse(form) if name]


SOURCE = '''
_HINT = "expected a line"
def check(path, n):
    """A docstring that says expected."""
    expected = f"one of {', '.join(known)}" if n else "nothing that is known"
    notes.add(path.name, 1, "column", found, f"a date not after {today}")
    if n > 3:
        raise TableError(f"{path}: found {n} rows, {_HINT}")
    raise TableError(self.words)
'''


def test_forms_are_taken_out_of_the_source():
    found = set(told(PurePath("intake/x.py"), ast.parse(SOURCE)))
    assert found == {
        "expected a line",
        "one of {join}",
        "nothing that is known",
        "a date not after {today}",
        "{path}: found {n} rows, {hint}",
    }
    assert not set(told(PurePath("cli.py"), ast.parse(SOURCE)))
