"""A real browser behind nginx: its process dies, and whoever sits there goes on."""

import pytest
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from scripts.serving import settle
from tests.deploy.office import COOKIE, sign_in_cookie, wait_for

FORM = "/data?part=edit&do=change&table=networks&row=network:eurocities&lang=en"
REASON = "Reason for the change, for the history"

pytestmark = pytest.mark.browser


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


def save(page, name: str) -> None:
    fill(page, "Short name", name)
    fill(page, REASON, "To see whether it goes on")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved as revision").wait_for(timeout=20_000)


def test_a_browser_goes_on_when_its_process_dies(office, page):
    page.goto(office.address + FORM)
    settle(page)
    save(page, "Before")
    was = process_of(page)
    office.processes[int(was) - 1].kill()
    # Nobody reloads: the answer to the browser's own new connection names the other process.
    wait_for(lambda: page.wait_for_timeout(200) or process_of(page) not in ("", was), seconds=30)
    page.get_by_role("link", name="Profile").click()
    page.get_by_label("Whose profile?").wait_for(timeout=20_000)
    page.goto(office.address + FORM)
    settle(page)
    assert page.get_by_label("Short name").input_value() == "Before"
    save(page, "After")
    office.processes[int(was) - 1].start()
