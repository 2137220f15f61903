"""Every screen runs under the policy that the server sends, and asks nobody else."""

from urllib.parse import urlsplit

import pytest

from scripts.screenshots import SCREENS
from scripts.serving import settle

_WATCH = """
window.__refused = [];
document.addEventListener('securitypolicyviolation', event =>
    window.__refused.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
"""


@pytest.fixture(scope="module")
def visit(chromium):
    """One visit for all screens: the browser keeps the scripts that it has."""
    with chromium.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.told, page.asked = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.told.append(message.text))
        page.on("pageerror", lambda error: page.told.append(str(error)))
        page.add_init_script(_WATCH)
        yield page


@pytest.fixture
def watched(visit):
    visit.told.clear()
    visit.asked.clear()
    return visit


def policy_matters(page):
    told = [text for text in page.told if "Content Security Policy" in text or "eval" in text]
    return [*page.evaluate("window.__refused"), *told]


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_breaks_the_policy(watched, address, screen):
    watched.goto(f"{address}{SCREENS[screen]}")
    settle(watched)
    expanders = watched.locator("[data-testid=stExpander] summary")
    expanders.evaluate_all("all => all.slice(0, 6).forEach(one => one.click())")
    settle(watched)
    assert policy_matters(watched) == []
    assert {
        urlsplit(url).netloc for url in watched.asked if "://" in url and "blob:" not in url
    } == {urlsplit(address).netloc}


def test_charts_are_drawn_without_eval(watched, address):
    watched.goto(address)
    settle(watched)
    chart = watched.locator(
        "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
    )
    chart.first.wait_for(timeout=20_000)
    assert chart.first.bounding_box()["width"] > 100
    assert policy_matters(watched) == []


def test_the_policy_is_in_force(watched, address):
    watched.goto(address)
    settle(watched)
    evaluated = watched.evaluate(
        """() => { const made = document.createElement('script');
        made.textContent = 'window.__ran = 1'; document.body.append(made);
        return window.__ran === undefined; }"""
    )
    assert evaluated
    assert any("script-src" in one for one in watched.evaluate("window.__refused"))
