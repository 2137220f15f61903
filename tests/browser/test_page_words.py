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


def test_what_is_typed_is_looked_for_by_any_name(page, address):
    """The browser's own list knows no accents; Enter sends the text to the server."""
    for language, offer in (("en", "Search for “vasteras”"), ("fi", "Etsi ”vasteras”")):
        visit(page, f"{address}/profile?node=city:lahti&lang={language}")
        page.get_by_role("combobox").first.click()
        page.keyboard.type("vasteras")
        page.get_by_text(offer, exact=True).wait_for()
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Västerås", exact=True).wait_for()
        assert "city%3Avasteras" in page.url
