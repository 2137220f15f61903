"""Signing in with a real OpenID Connect provider, in a real browser, against the running app."""

import json
import re
import time
from urllib.parse import urlsplit

import pytest
from itsdangerous import TimestampSigner
from playwright.sync_api import expect

from scripts.serving import app_process, free_port, settle, visit
from tests.oidc_provider import (
    CLIENT_SECRET,
    COOKIE_SECRET,
    app_with_provider,
    sign_in_variables,
)

PEOPLE = {
    "anna": {"sub": "1", "email": "anna@city.example", "email_verified": True, "name": "Anna"},
    "bo": {"sub": "2", "email": "bo@city.example", "groups": ["office"]},
    "cecilia": {"sub": "3", "email": "c@city.example", "groups": ["office", "international"]},
    "dan": {"sub": "4", "email": "dan@elsewhere.example"},
    "eve": {"sub": "5", "email": "anna@city.example", "email_verified": False},
}


@pytest.fixture(scope="module")
def house(chromium, tmp_path_factory):
    """Return the address of the app, its provider, and its log."""
    log = tmp_path_factory.mktemp("log") / "log"
    variables = {
        "GRAPH_APP_ACCESS_READERS": "group:office",
        "GRAPH_APP_ACCESS_EDITORS": "anna@city.example, group:international",
        "GRAPH_APP_ACCESS_CONTACT": "it@city.example",
        "GRAPH_APP_LOG": "json",
    }
    with app_with_provider(PEOPLE, log, **variables) as (address, provider):
        yield address, provider, log


def sign_in(page, address, person, place=""):
    visit(page, f"{address}{place}")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=person, exact=True).click()
    page.wait_for_url(re.compile(rf"^{address}/"))
    settle(page)


def sign_in_long_ago(page, house, seconds):
    """Sign in with a token that was issued so many seconds ago."""
    address, provider, _ = house
    provider.age = seconds
    try:
        sign_in(page, address, "anna")
    finally:
        provider.age = 0.0


def shown(page):
    return page.locator("[data-testid=stApp]").inner_text()


def test_whoever_has_not_signed_in_sees_no_fact(page, house):
    address, _, _ = house
    for path in ("/", "/explore", "/profile?node=city:vasteras", "/export"):
        visit(page, f"{address}{path}")
        assert "Only people who have signed in may see this." in shown(page)
        assert "Lahti" not in shown(page)
        assert "Västerås" not in shown(page)
    visit(page, f"{address}/?lang=fi")
    assert "Lahti" not in shown(page)


def test_an_editor_signs_in_and_out(page, house):
    address, provider, log = house
    place = "/profile?node=city:vasteras&lang=en"
    sign_in(page, address, "anna", place)
    assert page.url == f"{address}{place}"
    assert "Västerås" in shown(page)
    assert "Lahti" in shown(page)
    page.get_by_role("button", name="anna@city.example").click()
    expect(page.get_by_text("You may read and edit.")).to_be_visible()
    cookies = {one["name"]: one for one in page.context.cookies(address)}
    assert cookies["_streamlit_user"]["httpOnly"]
    assert cookies["_streamlit_user"]["sameSite"] == "Lax"
    assert "graph_app_place" not in {one["name"] for one in page.context.cookies()}
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in", exact=True).wait_for()
    assert "Lahti" not in shown(page)
    assert provider.ended[-1:] == ["1"]
    assert "_streamlit_user" not in {one["name"] for one in page.context.cookies(address)}
    text = log.read_text()
    for secret in (CLIENT_SECRET, COOKIE_SECRET, "anna@city.example", "eyJ", "code=", "state="):
        assert secret not in text


@pytest.mark.parametrize(
    ("person", "name", "says"),
    [
        ("bo", "bo@city.example", "You may read."),
        ("cecilia", "c@city.example", "You may read and edit."),
    ],
)
def test_groups_give_roles(page, house, person, name, says):
    sign_in(page, house[0], person)
    page.get_by_role("button", name=name).click()
    expect(page.get_by_text(says, exact=True)).to_be_visible()
    expect(page.get_by_text("To edit, ask it@city.example.")).to_have_count(int(person == "bo"))


@pytest.mark.parametrize(("person", "name"), [("dan", "dan@elsewhere"), ("eve", "sub:5")])
def test_whoever_is_not_on_the_list_reads_whom_to_ask(page, house, person, name):
    sign_in(page, house[0], person)
    assert f"You have signed in as {name}" in shown(page)
    assert "Ask it@city.example for access." in shown(page)
    assert "Lahti" not in shown(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in", exact=True).wait_for()


def test_whom_the_provider_refuses_stays_outside(page, house):
    sign_in(page, house[0], "nobody")
    assert "Only people who have signed in may see this." in shown(page)


def test_a_sign_in_runs_out(page, house):
    address = house[0]
    sign_in_long_ago(page, house, 12 * 3600 - 2)
    time.sleep(2.2)
    visit(page, address)
    assert "Your sign-in has run out. Sign in again." in shown(page)
    assert "Lahti" not in shown(page)
    page.get_by_role("button", name="Sign in again").click()
    page.get_by_role("button", name="anna", exact=True).click()
    page.wait_for_url(re.compile(rf"^{address}/"))
    settle(page)
    assert "Lahti" in shown(page)


def test_signing_out_in_one_tab_ends_the_other_without_a_click(page, house):
    address, _, _ = house
    sign_in(page, address, "anna")
    other = page.context.new_page()
    visit(other, f"{address}/profile?node=city:vasteras&lang=en")
    assert "Västerås" in shown(other)
    copied = page.context.cookies()
    page.get_by_role("button", name="anna@city.example").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in", exact=True).wait_for()
    expect(other.get_by_text("Only people who have signed in may see this.")).to_be_visible()
    settle(other)
    assert "Västerås" not in shown(other)
    assert "Lahti" not in shown(other)
    other.close()
    # Whoever has got hold of the cookies has nothing.
    page.context.add_cookies(copied)
    visit(page, address)
    assert "Only people who have signed in may see this." in shown(page)
    assert "Lahti" not in shown(page)


def test_an_open_page_shows_that_the_sign_in_ran_out(page, house):
    sign_in_long_ago(page, house, 12 * 3600 - 6)
    said = page.get_by_text("Your sign-in has run out. Sign in again.")
    expect(said).to_be_visible(timeout=20_000)
    settle(page)
    assert "Lahti" not in shown(page)


def test_a_forged_cookie_is_none(page, house):
    address, _, _ = house
    claims = {"sub": "1", "email": "anna@city.example", "iat": time.time(), "is_logged_in": True}
    payload = json.dumps({**claims, "origin": address, "provider": "default"})
    forged = TimestampSigner("another-secret-0123456789-0123456789").sign(payload).decode()
    host = urlsplit(address).hostname
    page.context.add_cookies(
        [{"name": "_streamlit_user", "value": forged, "domain": host, "path": "/"}]
    )
    visit(page, address)
    assert "Only people who have signed in may see this." in shown(page)
    assert "Lahti" not in shown(page)


def test_a_callback_that_nobody_began_leads_back_to_the_door(page, house):
    address, _, _ = house
    visit(page, f"{address}/oauth2callback?code=stolen&state=made-up")
    assert "Only people who have signed in may see this." in shown(page)


def test_a_provider_that_is_away_is_named(page, tmp_path):
    variables = sign_in_variables(f"http://127.0.0.1:{free_port()}/away")
    with (tmp_path / "log").open("wb") as log, app_process(log, **variables) as (address, _process):
        visit(page, address)
        assert "Lahti" in shown(page)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{address}/auth/login**")
        expect(page.get_by_text("The sign-in service cannot be reached now.")).to_be_visible()
    assert "provider=" not in (tmp_path / "log").read_text()
