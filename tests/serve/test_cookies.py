"""What the app sets as cookies, over http and https, from the beginning of a sign-in to its end."""

import secrets

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from graph_app.serve.cookies import STATE_AGE, CookieRules
from tests.oidc_provider import Browser, app_with_provider

PEOPLE = {
    "anna": {"sub": "1", "email": "anna@city.example", "email_verified": True},
    # The cookie of this one is sent in several, although it is compressed.
    "bo": {"sub": "2", "email": "bo@city.example", "groups": [secrets.token_hex(4000)]},
}
HOURS = 2.5


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "log"
    with app_with_provider(PEOPLE, log, GRAPH_APP_ACCESS_HOURS=str(HOURS)) as (address, _):
        yield address


def attributes(header):
    first, *rest = header.split("; ")
    return first.split("=")[0], dict((*part.lower().split("=", 1), "")[:2] for part in rest)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("person", PEOPLE)
def test_from_the_first_page_to_signing_out(served, scheme, person):
    with Browser(served, scheme) as browser:
        browser.get("/")
        browser.get("/_stcore/health")
        browser.sign_in(person)
        browser.get("/auth/logout")
    set_by = [attributes(one) for one in browser.set_cookies]
    names = {name for name, _ in set_by}
    assert names >= {"_streamlit_user", "_streamlit_user_tokens", "_streamlit_session"}
    assert names >= {"_streamlit_xsrf", "graph_app_place"}
    assert ("_streamlit_user_2" in names) is (person == "bo")
    for name, found in set_by:
        assert ("secure" in found) is (scheme == "https"), (name, found)
        # The page's own script sends it back.
        assert ("httponly" in found) is (name != "_streamlit_xsrf"), (name, found)
        assert found["samesite"] == "lax", (name, found)
        assert int(found.get("max-age", 0)) <= HOURS * 3600, (name, found)
    kept = {name: found["max-age"] for name, found in set_by if found.get("max-age", "0") != "0"}
    assert kept["_streamlit_user"] == kept["_streamlit_user_tokens"] == str(int(HOURS * 3600))
    assert kept["_streamlit_session"] == str(STATE_AGE)
    # The last answer takes back what the sign-in set.
    assert "_streamlit_user" not in browser.cookies


def answer(*headers, hours=1.0, scheme="http"):
    """Return the cookies as a client gets them, from an app that sets these."""

    async def page(_request):
        given = PlainTextResponse("")
        given.raw_headers += [(b"Set-Cookie", one.encode("latin-1")) for one in headers]
        return given

    app = CookieRules(Starlette(routes=[Route("/", page)]), lambda: hours)
    return TestClient(app, base_url=f"{scheme}://a.example").get("/").headers.get_list("set-cookie")


def test_the_rules_of_the_moment_count():
    hours = [1.0]

    async def app(_scope, _receive, send):
        headers = [(b"set-cookie", b"_streamlit_user=x; Max-Age=2592000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    client = TestClient(CookieRules(app, lambda: hours[0]))
    assert "Max-Age=3600;" in client.get("/").headers["set-cookie"]
    hours[0] = 0.001
    assert "Max-Age=3;" in client.get("/").headers["set-cookie"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("_streamlit_user=x; Max-Age=0; Path=/", "_streamlit_user=x; Max-Age=0; Path=/; HttpOnly"),
        ("_streamlit_user=x; Max-Age=60", "_streamlit_user=x; Max-Age=60; HttpOnly"),
        ("_streamlit_user=x; max-age=9999; expires=Y", "_streamlit_user=x; Max-Age=3600; HttpOnly"),
        ("_streamlit_user=x; Max-Age=often", "_streamlit_user=x; Max-Age=3600; HttpOnly"),
        ("_streamlit_user=x; httponly; HttpOnly", "_streamlit_user=x; HttpOnly"),
        (
            "_streamlit_user_3=a=b==; Max-Age=9999",
            "_streamlit_user_3=a=b==; Max-Age=3600; HttpOnly",
        ),
        ("_streamlit_xsrf=2|a|b; Path=/", "_streamlit_xsrf=2|a|b; Path=/"),
        ("other=1; Max-Age=2592000", "other=1; Max-Age=2592000; HttpOnly"),
    ],
)
def test_each_cookie(given, found):
    assert answer(given) == [found]
    assert answer(given, scheme="https") == [f"{found}; Secure"]


def test_several_stay_apart():
    assert answer("a=1", "b=2") == ["a=1; HttpOnly", "b=2; HttpOnly"]
