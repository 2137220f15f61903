"""Asking a SPARQL endpoint through the screen: a real server on this machine answers."""

import json
import time

import pytest

from tests.intake.open_data import conftest as act
from tests.intake.open_data.conftest import server  # noqa: F401
from tests.intake.open_data.test_wikidata import WD, pair
from tests.pages.data.test_importing import ASK, figures, finish
from tests.pages.reading import claims, press, shown

KEY = "data-f-live-"


@pytest.fixture
def ask(open_screen, store, server, monkeypatch):  # noqa: F811
    """The question on the screen, with the server as its endpoint."""
    monkeypatch.setenv("GRAPH_APP_SPARQL", server.url)
    monkeypatch.setenv("GRAPH_APP_SPARQL_SECONDS", "20")
    server.rows = [pair(), pair(partner=f"{WD}Q2", partnerLabel="Eger", partnerCountry="HU")]
    return open_screen("data", part="import", source="wikidata-live")


def about(test, **answers):
    """Answer the fields; the others are cleared."""
    test.selectbox(key=f"{KEY}country").set_value(answers.get("country"))
    return test.text_input(key=f"{KEY}city").set_value(answers.get("city", "")).run()


def can_ask(test):
    return ASK in [button.label for button in test.button]


def failed(test):
    """Return the one message on the screen after a failure."""
    (message,) = test.error
    assert not test.exception
    assert "Nothing was stored." in shown(test)
    return message.value.replace("\\", "")


@pytest.mark.parametrize(
    ("answers", "part"),
    [({"city": "Q28911"}, "VALUES ?city { wd:Q28911 }"), ({"country": "FI"}, 'wdt:P297 "FI"')],
)
def test_from_the_question_to_the_stored_ties(ask, server, store, answers, part):  # noqa: F811
    assert not can_ask(ask)
    about(ask, **answers)
    assert f"127.0.0.1:{server.server_port} learns of this question" in shown(ask)
    assert server.asked == []
    finish(ask, ASK)
    ((_path, sent, headers),) = server.asked
    assert part in sent
    assert headers["User-Agent"].startswith("graph-app/")
    counts = figures(ask)
    assert (counts["Rows read"], counts["New relations"]) == ("2", "2")
    assert store.head().number == 1
    finish(ask, "Store ")
    new = store.tables().relations.iloc[8:]
    assert set(new["type"]) == {"sister_city"}
    assert sorted(new["start"]) == ["1947", "1947"]
    source = store.tables().sources.set_index("id").loc[new["source_id"].iloc[0]]
    assert source["publisher"] == "Wikidata"
    assert store.head().reason == "Import: Wikidata: sister cities, asked for now"


def test_the_request_says_whom_to_write_to(ask, server, monkeypatch):  # noqa: F811
    monkeypatch.setenv("GRAPH_APP_ACCESS_CONTACT", "office@city.example")
    about(ask, city="Q28911")
    assert "and of office@city.example, whom to ask here" in shown(ask).replace("\\", "")
    finish(ask, ASK)
    ((_path, _sent, headers),) = server.asked
    assert headers["User-Agent"].endswith(" office@city.example")


def test_nothing_is_sent_while_typing(ask, server):  # noqa: F811
    about(ask, city="Lahti")
    assert "expected a Wikidata id such as Q28911" in shown(ask)
    assert not can_ask(ask)
    about(ask, city="Q28911", country="FI")
    assert "expected a city (Wikidata id) or a country" in shown(ask)
    assert not can_ask(ask)
    about(ask)
    assert not ask.warning
    assert server.asked == []


def test_no_sister_cities_are_an_empty_preview(ask, server, store):  # noqa: F811
    server.rows = []
    finish(about(ask, city="Q28911"), ASK)
    assert figures(ask)["Rows read"] == "0"
    assert next(b for b in ask.button if b.label.startswith("Store ")).disabled
    assert store.head().number == 1


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (act.stalls, "no whole answer within 1 seconds"),
        (act.stalls_in_the_middle, "no whole answer within 1 seconds"),
        (act.trickles, "no whole answer within 1 seconds"),
        (act.fails(403), "answered 403, expected 200"),
        (act.fails(500), "answered 500; asked 1 times within 1 seconds"),
        (act.fails(429, Retry_After="600"), "answered 429; asks to wait 600 seconds"),
        (act.sends(b"<html><script>alert(1)</script>", "text/html"), "sent a web page (HTML)"),
        (act.sends(b'{"boolean": true}'), "found no results and bindings"),
        (act.sends(json.dumps({"results": {"bindings": [{"a": {"value": "b"}}]}}).encode()),
         "found no variables city and partner"),
        (lambda h: h.answer(b"", 302, Location="http://169.254.169.254/"), "expected the same host"),
    ],
    ids=["stalls", "stalls inside", "trickles", "403", "500", "429", "web page", "boolean",
         "other rows", "moves us inside"],
)  # fmt: skip
def test_a_server_that_fails_gives_one_message(
    ask, server, store, monkeypatch, step, message  # noqa: F811
):  # fmt: skip
    server.always = step
    monkeypatch.setenv("GRAPH_APP_SPARQL_SECONDS", "1")
    finish(about(ask, city="Q28911"), ASK)
    said = failed(ask)
    assert message in said
    assert f"127.0.0.1:{server.server_port}" in said
    assert "<script>" not in said
    assert store.head().number == 1
    press(ask, "Back to the files")
    assert not ask.error
    assert ask.text_input(key=f"{KEY}city").value == "Q28911"


def test_a_silent_server_can_be_stopped_at_once(ask, server, store):  # noqa: F811
    server.always = act.stalls
    press(about(ask, country="FI"), ASK)
    begun = time.monotonic()
    press(ask, "Stop")
    finish(ask)
    assert time.monotonic() - begun < 5
    assert "The import was stopped" in failed(ask)
    assert store.head().number == 1


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "nan", "inf", "1e9"])
def test_a_time_that_is_none_is_said(ask, server, monkeypatch, seconds):  # noqa: F811
    monkeypatch.setenv("GRAPH_APP_SPARQL_SECONDS", seconds)
    assert "expected seconds from 1 to 3600" in shown(about(ask, city="Q28911"))
    assert not can_ask(ask)
    assert server.asked == []


def test_only_an_admin_names_the_address(ask, server, store, monkeypatch):  # noqa: F811
    assert f"{KEY}url" not in [field.key for field in ask.text_input]
    monkeypatch.setenv("GRAPH_APP_ACCESS_READING", "signed-in")
    monkeypatch.setenv("GRAPH_APP_ACCESS_ADMINS", "anna@city.example")
    monkeypatch.delenv("GRAPH_APP_SPARQL")
    ask.user = claims(email="anna@city.example")
    ask.run()
    field = ask.text_input(key=f"{KEY}url")
    assert field.value == "https://query.wikidata.org/sparql"
    assert "query.wikidata.org learns" in shown(about(ask, city="Q28911"))
    field.set_value("file:///etc/passwd").run()
    assert "found no http or https address" in shown(ask)
    assert not can_ask(ask)
    ask.text_input(key=f"{KEY}url").set_value(server.url).run()
    finish(ask, ASK)
    assert len(server.asked) == 1
    assert ask.metric[0].value == "2"
    assert store.head().number == 1
