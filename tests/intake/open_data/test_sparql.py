import datetime
import email.utils
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.merging.draft import Progress
from graph_app.intake.open_data.sparql import Endpoint, ask_pages, checked_bindings
from graph_app.model.errors import CancelledError, EndpointError, TableError
from tests.conftest import run_in_thread

from . import conftest as act


def cell(value):
    return {"a": {"type": "literal", "value": str(value)}}


def query(limit, offset):
    return f"SELECT ?a WHERE {{ ?a ?b ?c }} ORDER BY ?a LIMIT {limit} OFFSET {offset}"


def endpoint(server, **bounds):
    quick = {"seconds": 5.0, "silence": 0.5, "back_off": 0.01, "page": 10}
    return Endpoint(server.url, **(quick | bounds))


def fetch(server, progress=None, **bounds):
    pages = list(ask_pages(endpoint(server, **bounds), query, progress))
    return [int(row["a"]["value"]) for page in pages for row in page]


@pytest.mark.parametrize(("rows", "asked"), [(0, 1), (9, 1), (10, 2), (25, 3)])
def test_pages_are_asked_until_one_is_not_full(server, rows, asked):
    server.rows = [cell(n) for n in range(rows)]
    assert fetch(server) == list(range(rows))
    assert len(server.asked) == asked


def test_the_server_learns_who_asks_and_what_is_wanted(server):
    list(ask_pages(endpoint(server, contact="intl@example.org\r\nX-Evil: 1"), query))
    _, sent, headers = server.asked[0]
    assert headers["User-Agent"].startswith("graph-app/")
    assert headers["User-Agent"].endswith("intl@example.orgX-Evil:1")
    assert "X-Evil" not in headers
    assert headers["Accept"] == "application/sparql-results+json"
    assert sent == query(10, 0)


def test_the_host_that_is_asked_can_be_shown(server):
    assert endpoint(server).host == f"127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    "step",
    [
        act.fails(500),
        act.fails(503),
        act.fails(429),
        act.stalls,
        act.stalls_in_the_middle,
        act.hangs_up,
        act.speaks_nonsense,
        act.sends(b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a"'),
        act.sends(b'{"results": {"bindings": []}}', length=4000),
    ],
    ids=["500", "503", "429", "stalls", "stalls inside", "hangs up", "nonsense", "cut", "short"],
)
def test_what_may_pass_is_tried_again(server, step):
    server.rows = [cell(1)]
    server.steps = [step]
    assert fetch(server) == [1]
    assert len(server.asked) == 2


def test_a_server_that_always_fails_is_given_up(server):
    server.always = act.fails(500)
    with pytest.raises(EndpointError, match=r"answered 500 \(asked 3 times\)"):
        fetch(server, retries=2)
    assert len(server.asked) == 3


def test_waits_double(server):
    server.always = act.fails(503)
    begun = time.monotonic()
    with pytest.raises(EndpointError):
        fetch(server, retries=3, back_off=0.05)
    assert time.monotonic() - begun > 0.05 + 0.1 + 0.2


def in_two_seconds():
    when = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=2)
    return email.utils.format_datetime(when, usegmt=True)


@pytest.mark.parametrize(("after", "least"), [(lambda: "1", 1), (in_two_seconds, 0.9)])
def test_a_wait_that_the_server_asks_for_in_seconds_or_as_a_date_is_made(server, after, least):
    server.steps = [act.fails(429, Retry_After=after())]
    begun = time.monotonic()
    assert fetch(server) == []
    assert time.monotonic() - begun >= least


def test_a_wait_longer_than_our_time_ends_it_at_once(server):
    server.steps = [act.fails(429, Retry_After="3600")]
    begun = time.monotonic()
    with pytest.raises(EndpointError, match="asks to wait 3600 seconds"):
        fetch(server)
    assert time.monotonic() - begun < 2
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "step",
    [act.stalls, act.stalls_in_the_middle, act.trickles, act.trickles_headers],
    ids=["stalls", "stalls inside", "trickles", "trickles headers"],
)
def test_the_time_for_everything_is_not_exceeded(server, step):
    server.always = step
    begun = time.monotonic()
    with pytest.raises(EndpointError, match="no whole answer within 1 seconds"):
        fetch(server, seconds=1.0, silence=10.0)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (act.fails(400), "answered 400"),
        (act.fails(403), "answered 403"),
        (act.sends(b"<!DOCTYPE html><html>", "text/html"), "a web page"),
        (act.sends(b"  <html>you are blocked", act.RESULTS), "a web page"),
        (act.sends(b"a\n1\n", "text/csv"), "sent 'text/csv', expected application/sparql"),
        (act.sends(b"{}", Content_Encoding="gzip"), "expected it uncompressed"),
        (act.sends(b'{"boolean": true}'), "no results and bindings"),
        (act.sends(b'{"results": {"bindings": [{"a": "1"}]}}'), "a row without values"),
        (act.sends(b"[1, 2]"), "no results and bindings"),
        (act.never_ends, "sent more than 100,000 bytes"),
    ],
)
def test_a_server_that_lies_is_not_believed(server, step, message):
    server.always = step
    with pytest.raises(EndpointError, match=message):
        fetch(server, most_bytes=100_000)
    assert len(server.asked) == 1


def test_a_server_that_ignores_the_offset_is_found_out(server):
    same = json.dumps({"results": {"bindings": [cell(n) for n in range(10)]}}).encode()
    server.always = act.sends(same)
    with pytest.raises(EndpointError, match="the same page twice"):
        fetch(server)


def test_a_server_without_end_is_left(server):
    server.rows = [cell(n) for n in range(100)]
    with pytest.raises(EndpointError, match="more than 30 rows"):
        fetch(server, most_pages=3)


def test_json_without_bottom_is_no_json(server):
    server.always = act.sends(b"[" * 100_000)
    with pytest.raises(EndpointError, match="no JSON"):
        fetch(server, retries=1)


def move(to, status=302):
    return lambda handler: handler.answer(b"", status, "text/plain", Location=to)


def test_a_move_on_the_same_host_is_followed(server):
    server.rows = [cell(7)]
    server.steps = [move("/elsewhere", 308)]
    assert fetch(server) == [7]
    assert [path for path, _, _ in server.asked] == ["/sparql", "/elsewhere"]


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("file:///etc/passwd", "no http or https address"),
        ("ftp://127.0.0.1/x", "no http or https address"),
        ("http://169.254.169.254/latest", "expected the same host"),
        ("http://127.0.0.1:1/other-port", "expected the same host"),
        ("//evil.example/sparql", "expected the same host"),
        ("/sparql", "more than 3 times"),
    ],
)
def test_a_move_elsewhere_is_refused(server, to, message):
    server.always = move(to)
    with pytest.raises(EndpointError, match=message):
        fetch(server)


def test_nobody_there_is_said_by_name():
    lonely = Endpoint("http://127.0.0.1:9/sparql", seconds=3, retries=1, back_off=0.01)
    with pytest.raises(EndpointError, match=r"127.0.0.1:9: could not be asked .*asked 2 times"):
        list(ask_pages(lonely, query))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/sparql",
        "query.wikidata.org/sparql",
        "http://",
        "http://user:secret@example.org/sparql",
        "http://example.org:port/",
        "http://example.org/a b",
        "http://example.org/\r\nHost: x",
        "http://[::1/sparql",
        "",
    ],
)
def test_only_plain_web_addresses_are_asked(url):
    with pytest.raises(EndpointError) as caught:
        Endpoint(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("step", "bounds", "within"),
    [
        (act.fails(429, Retry_After="3"), {}, 2),
        (act.stalls, {"seconds": 60, "silence": 30}, 15),
    ],
    ids=["waiting", "silent"],
)
def test_the_person_can_stop_between_pages_and_while_waiting(server, step, bounds, within):
    server.steps = [step]
    stops = iter([False, False, False])
    begun = time.monotonic()
    with pytest.raises(CancelledError):
        fetch(server, Progress(stop=lambda: next(stops, True)), **bounds)
    assert time.monotonic() - begun < within


def test_it_can_be_asked_from_within_a_loop_of_events(server):
    server.rows = [cell(1)]

    async def asked():
        return fetch(server)

    assert run_in_thread(asked()) == [1]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["results", "bindings", "a", "value"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_rows_or_refused(answer):
    try:
        rows = checked_bindings(answer)
    except TableError:
        return
    assert all(isinstance(cell["value"], str) for row in rows for cell in row.values())
