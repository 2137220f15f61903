"""The picture of the graph on a page."""

import re

from scripts.serving import settle, wait_until


def canvas_of(page):
    page.wait_for_selector(".ga-canvas canvas", timeout=30_000)
    return page.locator(".ga-canvas")


def middle_of(page):
    """Return the middle of the picture, once it has come to rest there."""
    page.wait_for_timeout(300)
    box = canvas_of(page).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def choose_cities(page):
    """Leave cities alone in the view."""
    page.get_by_role("combobox", name=re.compile("Kind")).first.click()
    page.get_by_role("option", name="Cities").click()
    page.keyboard.press("Escape")
    wait_until(page, "location.search.includes('kind=city')")
    settle(page)
