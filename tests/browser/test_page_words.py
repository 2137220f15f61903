"""The language of the page, and what Streamlit says by itself."""

import re
from functools import cache

from graph_app.i18n.catalog import read_catalog
from graph_app.view.page_words import WORDS
from scripts.serving import settle
from tests.view.test_page_words import scripts_of_streamlit

SCREENS = ("", "explore", "profile", "connections", "partners", "compare", "memberships")
SCREENS += ("measures", "data", "export")
# All that stands on the page or is read out: texts, and attributes that hold words.
SAID = """() => {
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


def language_of(page):
    return page.evaluate("document.documentElement.lang")


@cache
def words_of_streamlit():
    """All that its scripts hold between quotes and that may be words."""
    quoted = re.findall(r"`([^`\n]{2,120})`|\"([^\"\n]{2,120})\"", scripts_of_streamlit())
    known = {word for words in WORDS.values() for word in words}
    return known | {text for pair in quoted for text in pair if re.match("[A-Z][a-z]", text)}


def said_in_english(page):
    """What stands on the page as Streamlit's scripts hold it, and is no word of ours."""
    ours = {message.string for message in read_catalog("fi") if isinstance(message.string, str)}
    return [text for text in page.evaluate(SAID) if text in words_of_streamlit() - ours]


def test_streamlit_speaks_finnish_on_every_screen(page, address):
    for screen in SCREENS:
        page.goto(f"{address}/{screen}?lang=fi")
        settle(page)
        assert (language_of(page), said_in_english(page)) == ("fi", [])
        # Vega would read out every mark in English; a chart has one description, and a table.
        assert page.locator("svg [aria-label]").count() == 0
        for chart in page.locator("[data-testid=stVegaLiteChart]").all():
            assert chart.get_attribute("aria-roledescription") == "kuvio"
            assert chart.get_attribute("aria-label")


def test_the_words_follow_the_language_and_come_back(page, address):
    page.goto(f"{address}/memberships?lang=fi")
    settle(page)
    search = page.locator("[data-testid=stElementToolbar] button[aria-label=Haku]")
    search.first.wait_for(state="attached")
    for language, name, word in (("Svenska", "sv", "Sök"), ("English", "en", "Search")):
        page.get_by_text(language, exact=True).click()
        settle(page)
        assert language_of(page) == name
        said = page.locator("[data-testid=stElementToolbar] button").evaluate_all(
            "buttons => buttons.map((one) => one.ariaLabel)"
        )
        assert word in said
        assert "Haku" not in said
    # Each name of a language is read out in its own.
    parts = page.locator("[lang]:not(html)").evaluate_all("all => all.map((one) => one.lang)")
    assert set(parts) == {"en", "fi", "sv"}


def test_what_a_city_is_called_stays(page, address):
    """A name that is also a word of Streamlit's stands outside of where its words are said."""
    page.goto(f"{address}/compare?nodes=city:lahti,city:turku&lang=fi")
    settle(page)
    page.get_by_label("Poista Lahti · Kaupunki").wait_for()
    page.evaluate("document.querySelector('h2').textContent = 'Search'")
    page.wait_for_timeout(200)
    assert page.locator("h2").first.inner_text() == "Search"
