"""Where a sign-in leads: with the app and a real provider, and what no address may become."""

import re
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config
from streamlit.auth_util import encode_provider_token
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from graph_app.serve.post_login import COOKIE, COOKIE_AGE, MAX_PLACE, PostLoginRedirect, is_place
from tests.conftest import examples
from tests.oidc_provider import COOKIE_SECRET, app_with_provider

DEEP = "/profile?node=city:vasteras&lang=fi"

PLACES = [
    "/",
    "/?lang=fi",
    DEEP,
    "/explore?type=sister_city&type=membership&year=1990-2020&q=%C3%A4+%2F%2F%5C%0A",
    "/data/",
    "/authors?x=1",
    f"/explore?{'a' * (MAX_PLACE - 9)}",
]
HOSTILE = [
    "",
    "profile",
    "//evil.example",
    "//evil.example/profile",
    "///evil.example",
    "/profile//evil.example",
    "/profile?next=https://evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/profile?a=\\",
    "https://evil.example/",
    "https:/evil.example",
    "javascript:alert(1)",
    "/javascript:alert(1)",
    "/@evil.example",
    "/evil.example",
    "/\t/evil.example",
    "/profile\r\nset-cookie: a=b",
    "/profile\n",
    "/profile?a=b\n",
    "\n/profile",
    " /profile",
    "/profile?a=\x00",
    "/profile?a=\x7f",
    "/profile?a=ä",
    "/profilä",
    "/profile#there",
    "/profile?a=1#there",
    "/profile?a=1; Path=/; Domain=evil.example",
    "/profile?a=1,b",
    '/profile?a="b"',
    "/..",
    "/../auth/logout",
    "/profile/../auth/logout",
    "/%2e%2e/auth/logout",
    "/%2Fevil.example",
    "/%5Cevil.example",
    "/a%75th/logout",
    "/auth",
    "/auth/",
    "/auth?x",
    "/auth/login?provider=x",
    "/auth/logout",
    "/oauth2callback",
    "/oauth2callback?code=x&state=y",
    "/_stcore",
    "/_stcore/health",
    "/_stcore/stream?x=1",
    "/profile/_stcore/health",
    "/media/file.csv",
    f"/explore?{'a' * (MAX_PLACE - 8)}",
]


@pytest.mark.parametrize("base", ["", "/graph", "/a/b"])
@pytest.mark.parametrize("place", PLACES[:-1])
def test_a_page_of_the_app_is_a_place(place, base):
    assert is_place(base + place, base)


def test_a_place_may_be_as_long_as_said_and_no_longer():
    assert is_place(PLACES[-1])
    assert not is_place(f"{PLACES[-1]}a")


@pytest.mark.parametrize("base", ["", "/graph"])
@pytest.mark.parametrize("place", HOSTILE)
def test_nothing_else_is(place, base):
    assert not is_place(base + place, base)


@pytest.mark.parametrize("place", ["/graphics", "/graph", "/profile", "/graph/../other", "/"])
def test_what_lies_beside_the_base_path_is_not_ours(place):
    assert not is_place(place, "/graph")


_NAMES = ["profile", "auth", "_stcore", "oauth2callback", "evil.example", "https:", "a=b"]
_MARKS = ["/", "//", "\\", "?", "#", "@", "..", "%2f", "%5c", "\t", "\n", "\0", "\x7f", *';,"ä ']
_PARTS = st.sampled_from([*_NAMES, *_MARKS])
ADDRESSES = st.one_of(
    st.text(max_size=60),
    st.lists(_PARTS, max_size=8).map("".join),
    st.lists(_PARTS, max_size=8).map(lambda parts: "/profile?" + "".join(parts)),
)


def browser_goes(place, base):
    """Return where a browser is sent: it drops tabs and ends of lines, and takes \\ for /."""
    home = f"https://graph.example{base}/oauth2callback"
    return urlsplit(urljoin(home, re.sub(r"[\t\r\n]", "", place).strip().replace("\\", "/")))


@settings(max_examples=examples(300))
@given(ADDRESSES, st.sampled_from(["", "/graph"]))
def test_no_place_leads_a_browser_away_or_into_the_works(text, base):
    for place in (text, f"{base}{text}", f"{base}/{text}"):
        if not is_place(place, base):
            continue
        parts = browser_goes(place, base)
        assert (parts.scheme, parts.netloc) == ("https", "graph.example")
        assert parts.path.startswith(f"{base}/")
        assert parts.path.count("/") - base.count("/") <= 2
        first = parts.path.removeprefix(base).split("/")[1]
        assert first not in ("auth", "oauth2callback", "_stcore")
        assert re.fullmatch(r"[!-~]{1,2000}", place)
        assert not set('";,\\#') & set(place)


# --- by itself: what the middleware makes of the answers of the app ---------------------------


def house(base="", signs_in=True, to=None, **options):
    """Return a client of an app that answers as Streamlit does."""

    async def login(request):
        if "broken" in request.query_params:
            return PlainTextResponse("Authentication error", 400)
        return RedirectResponse("https://id.example/authorize", 302)

    async def callback(_request):
        answer = RedirectResponse(to or f"{base}/", 302)
        answer.delete_cookie(USER_COOKIE_NAME)
        if signs_in:
            answer.set_cookie(USER_COOKIE_NAME, "signed", httponly=True)
        return answer

    routes = [
        Route(f"{base}/auth/login", login),
        Route(f"{base}/oauth2callback", callback),
        Route(f"{base}/else/auth/login", login),
    ]
    app = PostLoginRedirect(Starlette(routes=routes), base)
    address = {"base_url": "http://graph.example"} | options
    return TestClient(app, follow_redirects=False, **address)


def begin(client, referer, base=""):
    headers = {} if referer is None else {"referer": referer}
    return client.get(f"{base}/auth/login", headers=headers)


def ours(answer):
    return [one for one in answer.headers.get_list("set-cookie") if one.startswith(COOKIE)]


def test_the_cookie_is_short_lived_and_for_the_end_of_the_sign_in_only():
    assert ours(begin(house(), f"http://graph.example{DEEP}")) == [
        f"{COOKIE}={DEEP}; Path=/oauth2callback; Max-Age={COOKIE_AGE}; HttpOnly; SameSite=Lax"
    ]
    encrypted = house(base_url="https://graph.example")
    (cookie,) = ours(begin(encrypted, f"https://graph.example{DEEP}"))
    assert cookie.endswith("; Secure")


@pytest.mark.parametrize("base", ["", "/graph", "/a/b"])
def test_the_end_leads_to_the_place_once(base):
    client = house(base)
    begin(client, f"http://graph.example{base}{DEEP}", base)
    first, second = (client.get(f"{base}/oauth2callback") for _ in range(2))
    assert (first.status_code, first.headers["location"]) == (302, base + DEEP)
    assert "Max-Age=0" in ours(first)[0]
    assert any("signed" in one for one in first.headers.get_list("set-cookie"))
    assert second.headers["location"] == f"{base}/"
    assert not ours(second)


@pytest.mark.parametrize(
    "referer",
    [
        None,
        "",
        "null",
        "/profile",
        f"http://evil.example{DEEP}",
        f"http://graph.example.evil.example{DEEP}",
        f"http://graph.example@evil.example{DEEP}",
        f"http://graph.example:81{DEEP}",
        "http://[::1/profile",
        "http://graph.example",
        "http://graph.example//evil.example",
        "http://graph.example/\\evil.example",
        "http://graph.example/auth/logout",
        f"http://graph.example/explore?{'a' * MAX_PLACE}",
        f"http://graph.example/explore?{';' * (MAX_PLACE // 2)}",
    ],
)
def test_a_sign_in_from_anywhere_else_forgets_the_place_before(referer):
    client = house()
    begin(client, f"http://graph.example{DEEP}")
    assert "Max-Age=0" in ours(begin(client, referer))[0]
    assert client.get("/oauth2callback").headers["location"] == "/"


def test_what_cannot_stand_in_a_cookie_is_written_otherwise_and_means_the_same():
    client = house()
    begin(client, 'http://graph.example/explore?q=a,b;c"d"')
    place = client.get("/oauth2callback").headers["location"]
    assert place == "/explore?q=a%2Cb%3Bc%22d%22"


@pytest.mark.parametrize("place", HOSTILE)
def test_a_planted_cookie_leads_nowhere_else(place):
    planted = [(b"cookie", f"{COOKIE}={place}".encode("latin-1"))]
    answer = house().get("/oauth2callback", headers=planted)
    (where,) = answer.headers.get_list("location")
    # A semicolon ends a cookie, and spaces around it are none of it: what is left may be a place.
    rest = place.partition(";")[0].strip()
    assert where == (rest if is_place(rest) else "/")


@pytest.mark.parametrize("options", [{"signs_in": False}, {"to": "/elsewhere"}])
def test_only_a_success_that_leads_to_the_root_leads_to_the_place(options):
    client = house(**options)
    begin(client, f"http://graph.example{DEEP}")
    answer = client.get("/oauth2callback")
    assert answer.headers["location"] == options.get("to", "/")
    assert "Max-Age=0" in ours(answer)[0]


def test_nothing_is_remembered_when_a_sign_in_cannot_begin_or_elsewhere():
    client, referer = house(), {"referer": f"http://graph.example{DEEP}"}
    assert not ours(client.get("/auth/login?broken", headers=referer))
    assert not ours(client.get("/else/auth/login", headers=referer))


# --- with the app and the provider -----------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Return the address of the app."""
    people = {"anna": {"sub": "1", "email": "anna@city.example", "email_verified": True}}
    with app_with_provider(people, tmp_path_factory.mktemp("log") / "log") as (address, _):
        yield address


@pytest.fixture
def visitor(served):
    """Return someone who has not signed in."""
    with httpx2.Client(base_url=served, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def login():
    """Return the address with which Streamlit lets a browser begin a sign-in."""
    before = config.get_option("server.cookieSecret")
    config.set_option("server.cookieSecret", COOKIE_SECRET)
    yield f"/auth/login?provider={encode_provider_token('default')}"
    config.set_option("server.cookieSecret", before)


def end_of(visitor, login, referer, person="anna"):
    """Sign in; give the last answer of the app."""
    begun = visitor.get(login, headers={"referer": referer})
    assert begun.status_code == 302
    back = visitor.get(f"{begun.headers['location']}&person={person}")
    return visitor.get(back.headers["location"])


def test_a_deep_link_outlives_the_sign_in(served, visitor, login):
    assert visitor.get(DEEP).headers["referrer-policy"] == "same-origin"
    answer = end_of(visitor, login, f"{served}{DEEP}")
    assert (answer.status_code, answer.headers["location"]) == (302, DEEP)
    assert USER_COOKIE_NAME in visitor.cookies
    assert COOKIE not in visitor.cookies


@pytest.mark.parametrize(
    "place", ["//evil.example/profile", "/auth/logout", "/\\evil.example", "/"]
)
def test_a_sign_in_from_nowhere_leads_to_the_root(served, visitor, login, place):
    answer = end_of(visitor, login, f"{served}{place}")
    assert answer.headers["location"] == "/"
    assert USER_COOKIE_NAME in visitor.cookies


def test_whom_the_provider_refuses_is_led_to_the_root(served, visitor, login):
    answer = end_of(visitor, login, f"{served}{DEEP}", "nobody")
    assert answer.headers["location"] == "/"
    assert not {USER_COOKIE_NAME, COOKIE} & set(visitor.cookies)


def test_an_end_that_nobody_began_leads_to_the_root(visitor):
    visitor.cookies.set(COOKIE, DEEP)
    answer = visitor.get("/oauth2callback?code=stolen&state=made-up")
    assert answer.headers["location"] == "/"
