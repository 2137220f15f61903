import io
import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.serve.logs import JsonLines, PlainLines, scrub

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("GET /oauth2callback?code=abc123&state=xyz789", "abc123"),
        ("GET https://a.example/x?state=xyz789", "xyz789"),
        (f"token was {TOKEN}.", TOKEN),
        ("client_secret=hunter22 client", "hunter22"),
        ("{'client_secret': 'hunter22', 'a': 1}", "hunter22"),
        ('{"password": "hunter22"}', "hunter22"),
        ("Authorization: Bearer hunter22", "hunter22"),
        ("Authorization: Basic aHVudGVy", "aHVudGVy"),
        ("GET /media/0f3a9c.xlsx failed", "0f3a9c"),
        ("'PUT /_stcore/upload_file/5e55-10n/f11e' 500", "5e55-10n"),
        ("at http://a.example/_stcore/upload_file/5e55-10n/f11e", "f11e"),
        ("postgresql://graph:hunter22@db/graph cannot", "hunter22"),
    ],
)
def test_secrets_are_taken_out(text, secret):
    assert secret in text
    assert secret not in scrub(text)


@pytest.mark.parametrize("text", ["Is this right? yes", "3 tables read", "request", "a?b c=d"])
def test_plain_words_stay(text):
    assert scrub(text) == text


def record(message, *arguments, **extra):
    made = logging.LogRecord("graph_app.x", logging.INFO, "", 0, message, arguments, None)
    vars(made).update(extra)
    return made


@given(st.text(max_size=100), st.text(alphabet="abcdefgh", min_size=6, max_size=12))
def test_each_record_is_one_line_of_json_without_the_secret(text, secret):
    line = JsonLines([secret]).format(record("%s", f"{text}{secret}{text}", path=f"/{secret}"))
    assert "\n" not in line
    assert json.loads(line)["level"] == "info"
    assert secret not in line


def test_a_trace_is_scrubbed_too():
    try:
        raise ValueError(f"refused {TOKEN} at /x?code=abc")
    except ValueError:
        made = record("failed")
        made.exc_info = sys.exc_info()
    for form in (JsonLines(), PlainLines()):
        assert TOKEN not in form.format(made)
        assert "code=abc" not in form.format(made)
        assert "ValueError" in form.format(made)


def test_only_known_fields_are_written():
    line = json.loads(
        JsonLines().format(record("write", actor="anna", revision=3, rows=1, reader="bo"))
    )
    assert line["actor"] == "anna"
    assert "reader" not in line


def test_a_handler_writes_lines():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.handle(record("one"))
    handler.handle(record("two\nthree"))
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == [
        "one",
        "two\nthree",
    ]


def test_what_was_taken_out_once_is_left_alone():
    once = scrub("GET /media/abc.zip and /_stcore/upload_file/s/f")
    assert once == "GET /media/(own) and /_stcore/upload_file/(own)"
    assert scrub(once) == once
