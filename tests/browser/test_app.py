import io
import re

import networkx as nx
from playwright.sync_api import expect

from graph_app.export import export
from graph_app.intake.project.folder import write_tables
from scripts.screenshots import SCREENS
from scripts.serving import running_app, settle, visit, wait_until
from tests.browser.picture import canvas_of, choose_cities, middle_of
from tests.export.conftest import make_bundle

START = "/explore?focus=city:lahti&hops=1&lang=en"


def painted(page):
    """Return how many pixels of the picture are drawn."""
    script = """(canvas) => {
      const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      let drawn = 0;
      for (let at = 3; at < data.length; at += 4) drawn += data[at] > 0;
      return drawn;
    }"""
    return page.locator(".ga-canvas canvas").evaluate(script)


def walk_to_a_neighbour(page):
    canvas = canvas_of(page)
    canvas.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Control+ArrowRight")
    expect(page.locator(".ga-live")).to_have_text(re.compile(".{4,}"))
    return page.locator(".ga-live").inner_text().split(",")[0]


def test_first_picture_and_no_request_leaves_the_machine(page, address):
    page.goto(address + START)
    canvas_of(page)
    settle(page)
    assert painted(page) > 5000
    assert "71 nodes, 127 ties" in page.locator(".ga-canvas").get_attribute("aria-label")


def test_by_keyboard_alone_to_the_details(page, address):
    visit(page, address + START)
    name = walk_to_a_neighbour(page)
    page.keyboard.press("Enter")
    page.wait_for_selector("h4")
    assert page.locator("h4").first.inner_text().startswith(name[:10])
    wait_until(page, "location.search.includes('node=')")


def test_ties_are_reached_by_keyboard(page, address):
    visit(page, address + START)
    canvas_of(page).focus()
    page.keyboard.press("Home")
    page.keyboard.press("t")
    first = page.locator(".ga-live").inner_text()
    page.keyboard.press("t")
    second = page.locator(".ga-live").inner_text()
    assert " – " in first
    assert first != second
    page.keyboard.press("Enter")
    page.wait_for_selector("text=status:")
    said = page.locator("p", has_text="status:").first.inner_text()
    ends = second.split(",")[0].split(" – ")
    assert all(end[:8] in said for end in ends), (said, second)


def test_a_click_shows_details_with_sources(page, address):
    visit(page, address + START)
    canvas_of(page).focus()
    page.keyboard.press("Home")
    page.mouse.click(*middle_of(page))
    page.wait_for_selector("h4", timeout=5000)
    assert page.locator("h4").first.inner_text() == "Lahti"
    page.wait_for_selector("text=is a sister city of")
    assert page.locator("a[href^='https://']").count() > 0


def test_a_double_click_walks_on(page, address):
    visit(page, address + START)
    name = walk_to_a_neighbour(page)
    page.mouse.dblclick(*middle_of(page))
    wait_until(page, "!location.search.includes('focus=city%3Alahti')")
    assert "focus=" in page.url
    assert name


def test_a_filter_change_moves_nothing_that_stays(page, address):
    visit(page, address + START)
    canvas = canvas_of(page)
    canvas.focus()
    page.keyboard.press("Home")
    page.keyboard.press("+")
    before = where(page)
    choose_cities(page)
    after = where(page)
    assert len(after["places"]) == 18 < len(before["places"])
    assert all(before["places"][node] == place for node, place in after["places"].items())
    assert (after["scale"], after["middle"]) == (before["scale"], before["middle"])


def where(page):
    """Return the places of the nodes, and what part of the picture is in view."""
    script = """(root) => {
      const { network } = root.graphView;
      return {
        places: network.getPositions(),
        scale: network.getScale(),
        middle: network.getViewPosition(),
      };
    }"""
    return page.locator(".ga-graph").evaluate(script)


def test_the_language_changes_and_stays_in_the_address(page, address):
    visit(page, address + START)
    page.get_by_role("radio", name="Suomi").or_(page.get_by_text("Suomi")).first.click()
    page.wait_for_selector("text=Tyhjennä suodattimet")
    assert "lang=fi" in page.url
    assert "focus=city%3Alahti" in page.url


def test_reloading_the_address_gives_the_same_view(page, address):
    query = "/explore?type=sister_city&country=SE%2CNO&colour=country&node=city%3Alahti&lang=sv"
    visit(page, address + query)
    label = canvas_of(page).get_attribute("aria-label")
    url = page.url
    page.reload()
    settle(page)
    assert canvas_of(page).get_attribute("aria-label") == label
    assert page.url == url
    assert page.locator("h4").first.inner_text() == "Lahtis"


def test_a_download_has_the_view(page, address, tmp_path):
    visit(page, address + "/export?type=sister_city&focus=city:lahti&hops=1&lang=en")
    card = page.locator("[data-testid=stVerticalBlock]").filter(has_text="For networkx, igraph")
    with page.expect_download() as waiting:
        card.last.get_by_role("button", name="Download").click()
    path = tmp_path / "view.graphml"
    waiting.value.save_as(path)
    graph = nx.read_graphml(io.BytesIO(path.read_bytes()), force_multigraph=True)
    assert graph.number_of_nodes() == 14
    assert waiting.value.suggested_filename.startswith("lahti-")


def test_hostile_names_are_shown_as_text(page, tmp_path, hostile_tables, chromium):
    write_tables(hostile_tables, tmp_path)
    (tmp_path / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    with running_app(GRAPH_APP_DATA=str(tmp_path)) as served:
        for screen in SCREENS:
            for language in ("en", "sv") if screen == "explore" else ("en",):
                path = "" if screen == "overview" else screen
                query = "node=city:a&from=city:a&to=city:c&nodes=city:a,city:b"
                visit(page, f"{served}/{path}?{query}&lang={language}")
                assert page.evaluate("window.__pwned") is None
                assert page.locator("img[src='x']").count() == 0
        outside = [u for u in page.asked if not u.startswith((served, "data:", "blob:"))]
    assert not outside


def test_the_standalone_page_works_from_a_file_and_runs_no_name(page, tmp_path, hostile_tables):
    from graph_app.graph.frames import frame_from_tables

    bundle = make_bundle(frame_from_tables(hostile_tables), sources=hostile_tables.sources)
    path = tmp_path / "view.html"
    path.write_bytes(export(bundle, "html"))
    problems = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector("#graph canvas")
    page.fill("#search", "cmd")
    page.wait_for_timeout(300)
    assert page.locator("#details h3").inner_text().startswith("=cmd")
    assert page.evaluate("window.__pwned") is None
    assert not problems
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
