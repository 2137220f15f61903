"""The real app in a real browser. Without Chromium these tests are left out; in CI they fail."""

import pytest

from scripts.serving import running_app
from tests.conftest import EXCERPT


@pytest.fixture(scope="session")
def address(chromium):
    with running_app(GRAPH_APP_DATA=str(EXCERPT)) as served:
        yield served


@pytest.fixture(scope="session")
def context(chromium):
    """A browser that caches the scripts that it has got and compiled."""
    opened = chromium.new_context(
        viewport={"width": 1280, "height": 800}, accept_downloads=True, color_scheme="light"
    )
    yield opened
    opened.close()


@pytest.fixture
def page(context):
    """A page of somebody who comes for the first time."""
    opened = context.new_page()
    opened.asked = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    yield opened
    if opened.url.startswith("http"):
        opened.evaluate("localStorage.clear(); sessionStorage.clear()")
    opened.close()
    context.clear_cookies()
