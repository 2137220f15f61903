"""The real app in a real browser. Without Chromium these tests are left out; in CI they fail."""

import pytest

from scripts.serving import running_app


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def address(chromium):
    with running_app() as served:
        yield served


@pytest.fixture
def page(chromium):
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800}, accept_downloads=True, color_scheme="light"
    )
    opened = context.new_page()
    opened.asked = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    yield opened
    context.close()


@pytest.fixture(scope="module", params=["light", "dark"])
def visit(chromium, request):
    """One visit for many screens, in both themes: the browser keeps the scripts that it has."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme=request.param
    )
    yield context.new_page()
    context.close()
