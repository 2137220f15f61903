"""Messages: templates and values, in English and in the languages of readers."""

import datetime
import pickle

import numpy as np
import pytest

from graph_app.i18n import get_translator
from graph_app.model.errors import InvalidTablesError, TableError, reason_of
from graph_app.model.findings import Finding
from graph_app.model.messages import Message, ServerText, either, path_text

INNER = Message("at most {longest} characters", longest=300)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (Message("a {b} c"), "a {b} c"),
        (Message("found {found!r}", found="{x} it's"), 'found "{x} it\'s"'),
        (Message("{name}: {inner}", name="a", inner=INNER), "a: at most 300 characters"),
        (Message("one of {known}", known=["b", INNER]), "one of b, at most 300 characters"),
        (Message("{n:,} and {n}", n=np.int64(1234)), "1,234 and 1234"),
        (Message("{share:.1f}", share=np.float64(0.25)), "0.2"),
        (Message("until {day}", day=datetime.date(2024, 5, 1)), "until 2024-05-01"),
        (Message("{reason}", reason=TableError(INNER)), "at most 300 characters"),
        (Message("{nothing}!", nothing=None), "!"),
        (either("abc"), "a or b or c"),
    ],
)
def test_english(message, text):
    assert str(message) == get_translator("en").error(message) == text
    assert pickle.loads(pickle.dumps(message)) == message
    assert len({message, pickle.loads(pickle.dumps(message))}) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "a.csv: löytyi 12\xa0345 tavua, pitäisi olla enintään 999"),
        ("sv", "a.csv: hittade 12\xa0345 byte, väntade högst 999"),
    ],
)
def test_numbers_are_those_of_the_language(language, text):
    message = Message(
        "{name}: found {size:,} bytes, expected at most {most:,}",
        name="a.csv",
        size=12345,
        most=999,
    )
    assert get_translator(language).error(message) == text


def test_decimals_and_signs_are_those_of_the_language():
    message = Message("a number from {low:g} to {high:g}", low=-0.5, high=0.5)
    assert get_translator("sv").error(message) == "ett tal från −0,5 till 0,5"


def test_messages_are_ordered_by_their_text_among_others():
    assert sorted([Message("c"), "b", Message("a")]) == [Message("a"), "b", Message("c")]


def test_findings_say_messages_and_data():
    found = Finding("a.csv", 2, "", Message("an empty file"), "data as it is")
    told = Finding("a.csv", 2, "name", "x\ny", Message("a network"))
    assert str(found) == 'a.csv, row 2: found "an empty file", expected data as it is'
    assert (
        get_translator("fi").error(told)
        == 'a.csv, rivi 2, name: löytyi "x y", pitäisi olla verkosto'
    )
    assert sorted({told, found, pickle.loads(pickle.dumps(told))}) == [found, told]
    assert told.cells(get_translator("sv").error)["expected"] == "ett nätverk"


def test_an_error_keeps_its_details_on_the_way_to_another_process():
    finding = Finding("a.csv", 0, "", "", INNER)
    error = InvalidTablesError("{first}. Nothing was stored.", findings=[finding], first=finding)
    sent = pickle.loads(pickle.dumps(error))
    assert (str(sent), sent.message, sent.findings) == (str(error), error.message, (finding,))


def test_what_the_operating_system_says_is_said_in_each_language(tmp_path):
    with pytest.raises(FileNotFoundError) as raised:
        (tmp_path / "none").read_text()
    assert str(reason_of(raised.value)) == raised.value.strerror
    assert get_translator("sv").error(reason_of(raised.value)) == "Filen eller mappen finns inte"


def test_readers_see_no_address_of_the_database():
    said = Message(
        "{shown}: {cause!r}, {reason}",
        shown=path_text("/srv/graph/var"),
        cause=ServerText("at 10.0.0.5", "see the log"),
        reason=Message("away ({why})", why=ServerText("user anna", Message("no more"))),
    )
    assert str(said) == "/srv/graph/var: 'at 10.0.0.5', away (user anna)"
    assert said.in_words(str, format, public=True) == "var: 'see the log', away (no more)"
    sent = pickle.loads(pickle.dumps(said))
    assert sent.in_words(str, format, public=True) == said.in_words(str, format, public=True)
