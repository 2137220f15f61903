"""A workbook as an office keeps it, brought in through a browser: each row stored or named."""

import pytest

from graph_app.store import open_store
from scripts.serving import edit_link, running_app, settle, visit
from tests.browser.messy_workbook import ROWS, workbook
from tests.conftest import EXCERPT

#: Row -> name and country of the partner, start, end and status as they must be stored.
STORED = {
    7: ("Stockholm", "SE", "2021-05", None, "active"),
    8: ("Pietari", "RU", "1998-05", None, "ended"),
    9: ("Kiova", "UA", "1998", None, "active"),
    10: ("Trondheim", "NO", "1956", None, "active"),
    11: ("Ghent", "BE", "1988-09-01", "2015", "ended"),
    12: ("Lyon", "FR", "2015", "2020", "ended"),
    13: ("Riga", "LV", "1998", None, "active"),
    15: ("Xyzlandia", None, None, None, None),
}
#: Rows that are named and not stored, with what is said of them.
NAMED = {6: "the same as row 13", 14: "two places", 17: "a tie, not a total"}


@pytest.fixture
def editable(chromium, tmp_path):
    with running_app(GRAPH_APP_DATA=str(EXCERPT), GRAPH_APP_STORE=str(tmp_path)) as served:
        yield served, tmp_path


def cells_on(page):
    """Return the texts of all grids on the page: a canvas keeps its cells as a table beside it."""
    return page.evaluate(
        "[...document.querySelectorAll('[data-testid=stDataFrame] table tr')].map("
        "row => [...row.querySelectorAll('td')].map(cell => cell.innerText).join(' | '))"
    )


def test_every_row_of_a_messy_workbook_is_stored_or_named(page, editable):
    assert set(STORED) | set(NAMED) == set(ROWS)
    address, place = editable
    visit(page, edit_link(address, place))
    visit(page, f"{address}/data?part=import&source=edges&lang=en")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = {"name": "kumppanit.xlsx", "mimeType": kind, "buffer": workbook()}
    page.locator("input[type=file]").first.set_input_files(book)
    page.wait_for_selector("text=Not read: Ohje, Vanhat (hidden)")
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("button", name="Store ").wait_for(timeout=120_000)
    settle(page)
    said = cells_on(page)
    for row, reason in NAMED.items():
        assert any(line.startswith(f"{row} |") and reason in line for line in said), (row, said)
    for text in ("joskus", "ehkä", "the sheet Ohje", "the hidden sheet Vanhat", "Päivitetty"):
        assert any(text in line for line in said), text
    page.get_by_role("button", name="Store ").click()
    page.wait_for_selector("text=Saved as revision 2", timeout=60_000)
    store = open_store(place)
    tables = store.tables()
    old = set(store.tables(1).relations["id"])
    cities = tables.cities.set_index("id")
    ties = tables.relations[~tables.relations["id"].isin(old)]
    assert set(ties["source"]) == {"city:lahti"}
    stored = {
        tuple(None if cell != cell else cell for cell in (
            cities.at[tie.target, "name"], cities.at[tie.target, "country"],
            tie.start, tie.end, tie.status))
        for tie in ties.itertuples()
    }  # fmt: skip
    assert stored == set(STORED.values())
    page.get_by_role("button", name="Undo this import").click()
    page.wait_for_selector("text=Saved as revision 3", timeout=60_000)
    assert set(store.tables().relations["id"]) == old
    store.close()
