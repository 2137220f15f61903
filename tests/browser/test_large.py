"""Communities first, one of them opened, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.intake.project.folder import write_tables
from scripts.serving import running_app, settle, visit, wait_until
from tests.browser.picture import canvas_of, choose_cities, middle_of


@pytest.fixture(scope="module")
def large(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    write_tables(synthetic_tables(3000, 4500), folder)
    (folder / "settings.toml").write_text('home = "city:c0"\n', encoding="utf-8")
    with running_app(GRAPH_APP_DATA=str(folder)) as served:
        yield served


WHOLE = "/explore?type=sister_city,membership&lang=en"


def picture(page, name):
    return page.get_by_role("application", name=re.compile(f"^{name}"))


def test_a_community_is_opened_by_double_click_and_left_again(page, large):
    visit(page, large + WHOLE)
    picture(page, "Communities of the graph").wait_for()
    canvas_of(page).focus()
    page.keyboard.press("Home")
    page.mouse.dblclick(*middle_of(page))
    wait_until(page, "location.search.includes('community=')")
    picture(page, "Relationship graph").wait_for()
    settle(page)
    expect(page.locator(".ga-canvas")).to_have_count(1)
    page.get_by_role("button", name="All communities").click()
    picture(page, "Communities").wait_for()


def test_a_community_is_opened_by_keyboard(page, large):
    visit(page, large + WHOLE)
    page.locator(".ga-canvas").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    opening = page.get_by_role("button", name="Open this community")
    opening.wait_for()
    opening.focus()
    page.keyboard.press("Enter")
    wait_until(page, "location.search.includes('community=')")


def test_a_filter_moves_no_bubble(page, large):
    visit(page, large + WHOLE)
    before = places(page)
    choose_cities(page)
    after = places(page)
    assert len(after) > 3
    assert {key: before[key] for key in after} == after


def places(page):
    return page.locator(".ga-graph").evaluate("(root) => root.graphView.network.getPositions()")


def test_the_years_play_and_stop(page, large):
    visit(page, large + "/explore?focus=city:c0&hops=1&lang=en")
    page.get_by_role("button", name="Play the years").click()
    wait_until(page, "location.search.includes('year=')")
    first = page.url
    wait_until(page, "url => location.href !== url", first)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Play the years").wait_for()
    settle(page)
    stopped = page.url
    page.wait_for_timeout(2500)
    assert page.url == stopped
