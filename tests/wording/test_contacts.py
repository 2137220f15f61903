import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph_app.i18n import get_translator
from graph_app.wording.contacts import mail_link, named_in, person_facts, persons_of

ANNA = {"name": "Anna Virtanen", "email": "anna.v@city.example", "telephone": "+358 40 123 4567"}


def test_what_is_blank_is_said_to_be_not_known():
    row = {**ANNA, "role": None, "checked": "2026-02", "note": float("nan")}
    facts = person_facts(row, get_translator("en"))
    assert facts == [
        ("Role", "not known"),
        ("E-mail", "anna.v@city.example"),
        ("Telephone", "+358 40 123 4567"),
        ("Checked", "February 2026"),
        ("Note", "not known"),
    ]


def test_persons_stand_node_by_node_and_by_name():
    rows = [("b", "Zoe"), ("a", "bo"), ("b", "Aino"), ("c", "X")]
    frame = pd.DataFrame(rows, columns=["node", "name"])
    found = [(row["node"], row["name"]) for row in persons_of(frame, ("b", "a"))]
    assert found == [("b", "Aino"), ("b", "Zoe"), ("a", "bo")]


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("anna.v@city.example", "mailto:anna.v@city.example"),
        ("a?bcc=x@city.example", "mailto:a%3Fbcc%3Dx@city.example"),
        ("a)b&c@city.example", "mailto:a%29b%26c@city.example"),
        ("javascript:alert(1)", ""),
        ("a@b", ""),
        ("a@b.example\nx", ""),
        ("<a@b.example>", ""),
        (None, ""),
        (float("nan"), ""),
    ],
)
def test_only_an_address_is_a_link(address, link):
    assert mail_link(address) == link


@given(some.text(max_size=60))
def test_a_link_says_nothing_but_the_address(text):
    link = mail_link(text)
    assert not link or not set(link.removeprefix("mailto:")) & set('?&=#<>()[]" \n\\:/')


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("Asked for by the person", ""),
        ("Virtanen asked for it", "virtanen"),
        ("ANNÁ has left", "anna"),
        ("write to anna.v@city.example", "anna"),
        ("the number 4567", "4567"),
        ("An old row", ""),
        ("she Likes coffee, they say", "likes coffee"),
    ],
)
def test_a_reason_that_names_the_person_is_found(reason, word):
    assert named_in(reason, [{"name": None, "note": 3.0}, ANNA | {"note": "Likes coffee"}]) == word
