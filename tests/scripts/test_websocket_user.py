"""What a reader's browser does with the running app: caches large parts, runs fragments alone."""

import contextlib

import pytest

from scripts.serving import running_app
from scripts.websocket_user import WebsocketUser
from tests.conftest import EXCERPT


@pytest.fixture(scope="module")
def address():
    with running_app(GRAPH_APP_DATA=str(EXCERPT)) as address:
        yield address


@pytest.fixture
def user(address):
    with contextlib.closing(WebsocketUser(address)) as user:
        yield user


def received(user, act, *arguments):
    before = user.received
    act(*arguments)
    assert not user.errors
    return user.received - before


def test_large_parts_travel_once(user):
    first = received(user, user.open, "", "lang=en")
    assert first > 100_000
    assert received(user, user.open, "", "lang=en") < first / 4
    # Another screen in between does not lose them; after some runs without they come again.
    user.open("export", "lang=en")
    assert received(user, user.open, "", "lang=en") < first / 4
    for _ in range(5):
        user.open("export", "lang=en")
    assert received(user, user.open, "", "lang=en") > first / 2


def test_another_look_draws_the_picture_alone(user):
    user.open("explore", "focus=city:lahti&hops=1&lang=en")
    drawn, user.widgets = user.widgets, {"Colour by": user.widgets["Colour by"]}
    user.pick("Colour by", "Country")
    assert {"Colour by", "Size by", "Layout"} <= set(user.widgets) < set(drawn)
    assert "Focus" not in user.widgets
    user.refresh()
    assert not user.errors
    assert "colour=country" in user.query
    # The look outlives a change of the filters, which draws all.
    user.choose("Country", ["Sweden"])
    assert "Focus" in user.widgets
    assert "colour=country" in user.query
    assert "country=SE" in user.query


def test_a_second_reader_gets_what_the_first_got(address):
    texts = []
    for _ in range(2):
        with contextlib.closing(WebsocketUser(address)) as user:
            texts.append(received(user, user.open, "profile", "node=city:lahti&lang=sv"))
    assert abs(texts[0] - texts[1]) < 200
