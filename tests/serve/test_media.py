"""Who gets a file; with the app and real sockets in ``tests/pages/sessions/test_runtime.py``."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from graph_app.serve.browser_cookie import COOKIE, BrowserCookie
from graph_app.serve.media import MediaDoor


def page(request):
    kind = "text/html" if request.url.path.endswith("/") else "text/plain"
    return PlainTextResponse("all there is", media_type=kind)


APP = Starlette(routes=[Route("/{path:path}", page)])


@pytest.mark.parametrize("base", ["", "graph", "/graph/"])
def test_a_file_is_given_to_whom_it_belongs(base):
    start = f"/{base.strip('/')}/media/" if base else "/media/"
    door = MediaDoor(APP, lambda name, cookies: (name, cookies.get("a")) == ("f.zip", "1"), base)
    client = TestClient(door)
    assert client.get(f"{start}f.zip", headers={"cookie": "a=1"}).text == "all there is"
    for name, cookie in [("f.zip", "a=2"), ("f.zip", ""), ("other.zip", "a=1"), ("", "a=1")]:
        answer = client.get(f"{start}{name}", headers={"cookie": cookie})
        assert (answer.status_code, answer.text) == (404, "Not Found")
    assert client.get("/elsewhere").text == "all there is"


def cookies_of(path, scheme="http", **headers):
    client = TestClient(BrowserCookie(APP), base_url=f"{scheme}://city.example")
    return client.get(path, headers=headers).headers.get_list("set-cookie")


def test_a_page_names_the_browser_and_a_file_does_not():
    (first,), (second,) = cookies_of("/"), cookies_of("/")
    assert first.startswith(f"{COOKIE}=")
    assert first != second
    assert cookies_of("/file") == []
    assert cookies_of("/", cookie=f"{COOKIE}=known") == []
    assert "Secure" not in first
    assert cookies_of("/", scheme="https")[0].endswith("; HttpOnly; SameSite=Lax; Secure")
