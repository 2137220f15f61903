"""Connections, Partners, Compare and Memberships with the keyboard alone."""

import re
import zipfile

from playwright.sync_api import expect

from scripts.serving import visit


def choose(page, label, text):
    """Type into a choice and take the first that fits."""
    box = page.get_by_role("combobox", name=re.compile(label)).first
    box.focus()
    page.keyboard.type(text)
    page.get_by_role("option", name=re.compile(text)).first.wait_for()
    page.keyboard.press("Enter")


def press(page, name):
    button = page.get_by_role("button", name=re.compile(name)).first
    button.focus()
    page.keyboard.press("Enter")


def test_a_way_to_paris_is_found_with_its_sources(page, address):
    visit(page, f"{address}/connections?lang=en")
    choose(page, "^To", "Paris")
    page.wait_for_url(re.compile("to=city%3Aparis"))
    page.get_by_text("Lahti is a member of Eurocities, which has the member Paris.").wait_for()
    page.get_by_text("Sources of path 1").or_(page.get_by_text(re.compile("path 1"))).first.focus()
    page.get_by_role("application").first.wait_for()


def test_from_a_suggestion_to_the_way_there(page, address):
    visit(page, f"{address}/partners?lang=en")
    page.get_by_role("heading", name="Partners for Lahti").wait_for(timeout=60_000)
    first = page.get_by_role("heading", name=re.compile(r"^1\. ")).inner_text()
    press(page, "How do we reach them")
    page.wait_for_url(re.compile("/connections.*to="))
    name = first.removeprefix("1. ").split(",")[0]
    page.get_by_role("heading", name=re.compile(name)).first.wait_for()


def test_a_third_city_joins_the_comparison(page, address):
    visit(page, f"{address}/compare?nodes=city:lahti,city:vasteras&lang=en")
    choose(page, "Whom to compare", "Turku")
    page.wait_for_url(re.compile("city%3Aturku"))
    page.get_by_text(re.compile("^Lahti, Västerås and Turku")).wait_for()


def test_leaving_a_network_shows_what_would_be_lost(page, address):
    visit(page, f"{address}/memberships?lang=en")
    choose(page, "Leave these networks", "Eurocities")
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Reach").wait_for()
    page.wait_for_url(re.compile("leave=network%3Aeurocities"))


def test_a_briefing_note_is_one_key_away(page, address, tmp_path):
    visit(page, f"{address}/profile?node=city:vasteras&lang=en")
    with page.expect_download() as waiting:
        press(page, "Briefing note: Word")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert re.fullmatch(r"lahti-vasteras-.*\.docx", path.name)
    text = zipfile.ZipFile(path).read("word/document.xml").decode()
    assert "Lahti is a sister city of Västerås" in text
    expect(page.get_by_role("heading", name="Västerås")).to_be_visible()
