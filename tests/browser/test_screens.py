"""Every screen, once in light and once in dark: barriers, policy, strangers, words of Streamlit.

A screen is loaded once for all that is asked of it, since loading takes most of the time.
"""

import re
from functools import cache
from urllib.parse import urlsplit

import pytest

from graph_app.i18n.catalog import read_catalog
from graph_app.pages.shell import main as app
from graph_app.view.page_words import WORDS
from scripts.screenshots import SCREENS
from scripts.serving import settle, visit
from tests.browser.barriers import serious_barriers
from tests.view.test_page_words import scripts_of_streamlit

_WATCH = """
window.__refused = [];
document.addEventListener('securitypolicyviolation', event =>
    window.__refused.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
"""
# All that the page shows or has read out: texts, and attributes with words.
_SAID = """() => {
  const said = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) said.push([texts.currentNode.parentElement, texts.currentNode.nodeValue]);
  for (const name of ["aria-label", "title", "placeholder"])
    for (const one of document.querySelectorAll(`[${name}]`)) said.push([one, one.getAttribute(name)]);
  const ours = "[data-testid=stMarkdownContainer], [data-testid=stIconMaterial], canvas, svg, style";
  return said
    .filter(([one]) => !one.closest(ours) || one.closest("[data-testid=stFileUploader] button"))
    .map(([, text]) => text.trim());
}"""


@cache
def words_of_streamlit():
    """All that its scripts hold between quotes and that may be words."""
    quoted = re.findall(r"`([^`\n]{2,120})`|\"([^\"\n]{2,120})\"", scripts_of_streamlit())
    known = {word for words in WORDS.values() for word in words}
    return known | {text for pair in quoted for text in pair if re.match("[A-Z][a-z]", text)}


def said_in_english(page):
    """Return what the page says in words of Streamlit's scripts that are none of ours."""
    ours = {message.string for message in read_catalog("fi") if isinstance(message.string, str)}
    return [text for text in page.evaluate(_SAID) if text in words_of_streamlit() - ours]


@pytest.fixture(scope="module")
def visitor(chromium):
    """One visit for all screens: the browser caches the scripts that it has."""
    with chromium.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.messages, page.asked = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.messages.append(message.text))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.add_init_script(_WATCH)
        yield page


@pytest.fixture
def watched(visitor):
    visitor.messages.clear()
    visitor.asked.clear()
    return visitor


def policy_matters(page):
    reported = [
        text for text in page.messages if "Content Security Policy" in text or "eval" in text
    ]
    return [*page.evaluate("window.__refused"), *reported]


def address_of(screen, address, language):
    joint = "&" if "?" in SCREENS[screen] else "?"
    return f"{address}{SCREENS[screen]}{joint}lang={language}"


def test_no_screen_is_left_out():
    assert SCREENS.keys() == app.SCREENS.keys()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_in_light_and_in_finnish(watched, address, screen):
    watched.emulate_media(color_scheme="light")
    visit(watched, address_of(screen, address, "fi"))
    # What Streamlit says by itself.
    assert watched.evaluate("document.documentElement.lang") == "fi"
    assert said_in_english(watched) == []
    # Vega would read out every mark in English; a chart has one description, and a table.
    assert watched.locator("svg [aria-label]").count() == 0
    for chart in watched.locator("[data-testid=stVegaLiteChart]").all():
        assert chart.get_attribute("aria-roledescription") == "kuvio"
        assert chart.get_attribute("aria-label")
    barriers = serious_barriers(watched)
    # The policy that the server sends, and whom the page asks, with what lies folded as well.
    expanders = watched.locator("[data-testid=stExpander] summary")
    expanders.evaluate_all("all => all.slice(0, 6).forEach(one => one.click())")
    settle(watched)
    assert barriers == []
    assert policy_matters(watched) == []
    hosts = {urlsplit(url).netloc for url in watched.asked if "://" in url and "blob:" not in url}
    assert hosts == {urlsplit(address).netloc}


@pytest.mark.parametrize("screen", SCREENS)
def test_the_dark_colours_of_a_screen_are_no_barrier(watched, address, screen):
    watched.emulate_media(color_scheme="dark")
    visit(watched, address_of(screen, address, "en"))
    assert serious_barriers(watched, only_colours=True) == []


def test_charts_are_drawn_without_eval(watched, address):
    visit(watched, address)
    chart = watched.locator(
        "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
    )
    chart.first.wait_for(timeout=20_000)
    assert chart.first.bounding_box()["width"] > 100
    assert policy_matters(watched) == []
    # The policy is in force: what was written into the page does not run.
    evaluated = watched.evaluate(
        """() => { const made = document.createElement('script');
        made.textContent = 'window.__ran = 1'; document.body.append(made);
        return window.__ran === undefined; }"""
    )
    assert evaluated
    assert any("script-src" in one for one in watched.evaluate("window.__refused"))
