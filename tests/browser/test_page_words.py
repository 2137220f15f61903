"""The language of the page follows the reader's."""

from scripts.serving import settle, visit


def test_the_words_follow_the_language_and_come_back(page, address):
    visit(page, f"{address}/memberships?lang=fi")
    search = page.locator("[data-testid=stElementToolbar] button[aria-label=Haku]")
    search.first.wait_for(state="attached")
    for language, name, word in (("Svenska", "sv", "Sök"), ("English", "en", "Search")):
        page.get_by_text(language, exact=True).click()
        settle(page)
        assert page.evaluate("document.documentElement.lang") == name
        said = page.locator("[data-testid=stElementToolbar] button").evaluate_all(
            "buttons => buttons.map((one) => one.ariaLabel)"
        )
        assert word in said
        assert "Haku" not in said
    # Each name of a language is read out in its own.
    parts = page.locator("[lang]:not(html)").evaluate_all("all => all.map((one) => one.lang)")
    assert set(parts) == {"en", "fi", "sv"}


def test_what_a_city_is_called_stays(page, address):
    """A name that is also a word of Streamlit's is outside of what is translated."""
    visit(page, f"{address}/compare?nodes=city:lahti,city:turku&lang=fi")
    page.get_by_label("Poista Lahti · Kaupunki").wait_for()
    page.evaluate("document.querySelector('h2').textContent = 'Search'")
    page.wait_for_timeout(200)
    assert page.locator("h2").first.inner_text() == "Search"
