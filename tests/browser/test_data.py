"""Data in a real browser: by keyboard alone, seen elsewhere, undone; cells of the grid; axe."""

import pytest

from graph_app.store import open_store
from scripts.serving import edit_link, running_app, settle, visit
from tests.browser.barriers import serious_barriers
from tests.conftest import EXCERPT


@pytest.fixture(scope="module")
def editable(chromium, tmp_path_factory):
    """The app on a store of its own: its address and the place of the store."""
    place = tmp_path_factory.mktemp("store")
    with running_app(GRAPH_APP_DATA=str(EXCERPT), GRAPH_APP_STORE=str(place)) as served:
        yield served, place


@pytest.fixture(autouse=True)
def _at_the_machine(page, editable):
    visit(page, edit_link(*editable))


@pytest.fixture
def store(editable):
    opened = open_store(editable[1])
    yield opened
    opened.close()


def pick(page, label, text):
    """Choose in a picker by keyboard: go there, write, take the first that fits."""
    field = page.get_by_role("combobox", name=label)
    field.focus()
    page.keyboard.type(text)
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    settle(page)


def write(page, label, text):
    page.get_by_role("textbox", name=label).focus()
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    settle(page)


def test_a_sister_city_is_added_by_keyboard_seen_on_the_profile_and_undone(page, editable, store):
    address, _place = editable
    visit(page, f"{address}/data?part=edit&lang=en")
    before = store.head().number
    pick(page, "Type of relation", "Sister city")
    pick(page, "From", "Lahti")
    pick(page, "To", "Dublin")
    write(page, "Start", "1998-05")
    pick(page, "Source", "Kansainv")
    write(page, "Reason", "Signed in May")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Saved as revision")
    assert store.head().number == before + 1
    assert store.head().author
    visit(page, f"{address}/profile?node=city:dublin&lang=en")
    page.wait_for_selector("text=Lahti is a sister city of Dublin")
    visit(page, f"{address}/data?part=history&lang=en")
    write(page, "Reason for undoing it", "Only a trial")
    page.get_by_role("button", name=f"Undo revision {before + 1}").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Saved as revision")
    assert "sister-city-lahti-dublin" not in set(store.tables().relations["id"])
    assert store.head().reason == "Only a trial"


def change_cell(page, text):
    """Write into the column beside the names, in the first row of the grid."""
    # The grid is a canvas: it takes the keyboard once a cell is entered.
    box = page.locator("[data-testid=stDataFrame]").first.bounding_box()
    page.mouse.click(box["x"] + 130, box["y"] + 55)
    page.wait_for_timeout(400)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    # The editor of the cell opens over the canvas.
    page.wait_for_selector(".gdg-input")
    page.keyboard.type(text, delay=20)
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=What you changed")
    settle(page)


def test_a_cell_of_the_grid_is_changed_by_keyboard_and_saved(page, editable, store):
    address, _place = editable
    visit(page, f"{address}/data?part=grid&table=cities&q=dublin&lang=en")
    before = store.tables().cities.set_index("id").loc["city:dublin"]
    change_cell(page, "Dublin suomeksi")
    write(page, "Reason", "From the list of exonyms")
    page.get_by_role("button", name="Save 1 row").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Saved as revision")
    change = store.changes(store.head())[0]
    assert change.id == "city:dublin"
    assert change.columns == ("name_fi",)
    assert change.after["name_fi"] == "Dublin suomeksi"
    assert change.after["name"] == before["name"]


def test_a_list_is_brought_in_shown_and_stored(page, editable, store):
    address, _place = editable
    visit(page, f"{address}/data?part=import&source=edges&lang=en")
    before = store.head().number
    ties = b"Town,Partner,Type\nLahti,Cork,sister_city\n"
    picked = {"name": "ties.csv", "mimeType": "text/csv", "buffer": ties}
    page.locator("input[type=file]").first.set_input_files(picked)
    page.get_by_role("button", name="Show what it would change").click()
    # A process of its own reads the file, behind all others where processors are few.
    page.get_by_role("button", name="Store ").click(timeout=120_000)
    page.wait_for_selector("text=Saved as revision")
    assert (store.head().number, store.head().kind) == (before + 1, "import")


def test_a_file_that_is_taken_away_leaves_the_page(page, editable):
    visit(page, f"{editable[0]}/data?part=import&source=graph&lang=en")
    picked = {"name": "net.gexf", "mimeType": "text/xml", "buffer": b"<gexf/>"}
    page.locator("input[type=file]").first.set_input_files(picked)
    page.wait_for_selector("text=net.gexf")
    with page.expect_response(lambda r: r.request.method == "DELETE") as answered:
        page.get_by_role("button", name="Remove net.gexf").click()
    assert answered.value.status == 204


# The part of the tables is looked at with the other screens.
@pytest.mark.parametrize("part", ["edit&do=change", "grid", "import", "history"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier_in_any_part(page, editable, part, scheme):
    page.emulate_media(color_scheme=scheme)
    visit(page, f"{editable[0]}/data?part={part}")
    assert serious_barriers(page, only_colours=scheme == "dark") == []
