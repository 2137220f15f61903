"""A real browser behind nginx: its process dies, and whoever sits there goes on."""

import pytest
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from graph_app.store import open_store
from scripts.serving import settle, visit, wait_for
from tests.browser.test_data import change_cell
from tests.deploy.office import COOKIE, sign_in_cookie

GRID = "/data?part=grid&table=cities&q=dublin&lang=en"
FORM = "/data?part=edit&do=change&table=networks&row=network:eurocities&lang=en"
REASON = "Reason for the change, for the history"


def process_of(page) -> str:
    return next((c["value"] for c in page.context.cookies() if c["name"] == COOKIE), "")


@pytest.fixture
def page(chromium, office):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    signed = {"name": USER_COOKIE_NAME, "value": sign_in_cookie(office.address)}
    context.add_cookies([{**signed, "url": office.address}])
    yield context.new_page()
    context.close()


def fill(page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_label(label).press("Tab")
    settle(page)


def save(page, button: str) -> None:
    said = page.get_by_text("Saved as revision")
    before = said.all_inner_texts()
    page.get_by_role("button", name=button, exact=True).click()
    wait_for(
        lambda: page.wait_for_timeout(50) or said.all_inner_texts() not in ([], before), seconds=20
    )


def test_what_is_typed_outlasts_the_process(office, database, page):
    visit(page, office.address + FORM)
    fill(page, "Short name", "Before")
    fill(page, REASON, "To see whether it goes on")
    save(page, "Save")
    fill(page, "Short name", "After")
    fill(page, REASON, "It goes on")
    grid = page.context.new_page()
    visit(grid, office.address + GRID)
    change_cell(grid, "Irlannin Dublin")
    # In the midst of a word: the app has not heard of it yet.
    page.get_by_label("Scope").fill("Europe")
    was = process_of(page)
    office.processes[int(was) - 1].kill()
    # Nobody reloads: the answer to the browser's own new connection names the other process.
    wait_for(lambda: page.wait_for_timeout(200) or process_of(page) not in ("", was), seconds=30)
    for one in (page, grid):
        one.get_by_role("button", name="Save").and_(one.locator(":enabled")).wait_for()
        settle(one)
    assert page.get_by_label("Short name").input_value() == "After"
    assert page.get_by_label("Scope").input_value() == "Europe"
    # The field lost the keyboard when it was disabled; what is in it has not been sent.
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Click once more into the field").wait_for()
    settle(page)
    page.get_by_label("Scope").click()
    save(page, "Save")
    fill(grid, REASON, "From the list of exonyms")
    save(grid, "Save 1 row")
    office.processes[int(was) - 1].start()
    store = open_store(database)
    network = store.tables().networks.set_index("id").loc["network:eurocities"]
    city = store.tables().cities.set_index("id").loc["city:dublin"]
    store.close()
    assert (network["short_name"], network["scope"]) == ("After", "Europe")
    assert city["name_fi"] == "Irlannin Dublin"
    page.get_by_role("link", name="Profile").click()
    page.get_by_label("Whose profile?").wait_for(timeout=20_000)
