"""No grid gives its cells as a file: the browser would write formulas and contact persons as well."""

import pytest

from graph_app.i18n import LANGUAGES, get_translator
from scripts.serving import settle, visit

BUTTONS = "[data-testid=stDataFrame] [data-testid=stElementToolbarButton] button"


def labels(page):
    """Return the labels of all buttons above grids, with what lies folded as well."""
    page.locator("[data-testid=stExpander] summary").evaluate_all(
        "all => all.slice(0, 6).forEach(one => one.click())"
    )
    settle(page)
    for grid in page.locator("[data-testid=stDataFrame]").all():
        if grid.is_visible():
            grid.hover()
    return page.locator(BUTTONS).evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label') || one.innerText)"
    )


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize("screen", ["data", "partners", "explore", "compare?ids=city:turku"])
def test_no_grid_has_a_download(page, address, screen, language):
    joint = "&" if "?" in screen else "?"
    visit(page, f"{address}/{screen}{joint}lang={language}")
    found = labels(page)
    words = {get_translator(lang)("Download as CSV") for lang in LANGUAGES}
    assert found, "no grid was looked at"
    assert not [label for label in found if label.startswith(tuple(words))]


def test_our_button_gives_escaped_rows(page, address):
    visit(page, f"{address}/data?table=cities&lang=en")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download this table (CSV)").click()
    assert started.value.suggested_filename == "cities.csv"
    content = started.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbfName,")
    assert "Lahti" in content.decode()
