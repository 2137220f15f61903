"""A right that is gone is gone at once: with the app, a real provider and real websockets."""

import contextlib
import shutil
import time

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from graph_app.serve.sign_out import PATIENCE, EndSignIn
from scripts.serving import app_process
from tests.conftest import EXCERPT
from tests.oidc_provider import Browser, Provider, running_provider, sign_in_variables

PEOPLE = {
    "anna": {"sub": "1", "email": "anna@city.example", "email_verified": True},
    "bo": {"sub": "2", "email": "bo@city.example", "email_verified": True},
}
PROFILE = ("profile", "node=network:ubc&lang=en")
STRANGER = "Only people who have signed in may see this."
FACT = "Union of the Baltic Cities"
_RULES = """home = "city:lahti"
[access]
reading = "signed-in"
readers = [{readers}]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return shutil.copytree(EXCERPT, tmp_path_factory.mktemp("rules") / "data")


def allow(folder, *readers):
    """Write the rules: who may read."""
    listed = ", ".join(f'"{one}@city.example"' for one in readers)
    (folder / "settings.toml").write_text(_RULES.format(readers=listed), encoding="utf-8")


@contextlib.contextmanager
def served_by(provider, folder, store, **variables):
    own = sign_in_variables(provider.discovery_address)
    own |= {"GRAPH_APP_DATA": str(folder), "GRAPH_APP_STORE": str(store), **variables}
    with (folder.parent / "log").open("ab") as log, app_process(log, **own) as (address, _):
        provider.redirect_uri = f"{address}/oauth2callback"
        yield address


@pytest.fixture(scope="module")
def provider():
    found = Provider(PEOPLE)
    with running_provider(found):
        yield found


@pytest.fixture(scope="module")
def served(provider, folder):
    allow(folder, *PEOPLE)
    with served_by(provider, folder, folder.parent / "store") as address:
        yield address


@pytest.fixture
def browser(served, folder):
    allow(folder, *PEOPLE)
    with Browser(served) as opened:
        opened.sign_in("anna")
        yield opened


def copy_of(browser):
    """Return a browser of somebody who has got hold of the cookies."""
    thief = Browser(browser.address)
    thief.cookies = dict(browser.cookies)
    return thief


def test_signing_out_by_the_address_ends_the_other_tabs_and_every_copy(browser):
    tab = browser.open(*PROFILE)
    assert FACT in tab.shown
    with copy_of(browser) as thief:
        other = thief.open(*PROFILE)
        assert FACT in other.shown
        browser.get("/auth/logout")
        for open_page in (tab, other):
            assert open_page.watch() < 5
            assert STRANGER in open_page.shown
            assert FACT not in open_page.shown
            open_page.refresh()
            assert FACT not in open_page.shown
        again = thief.open(*PROFILE)
        assert STRANGER in again.shown
        assert FACT not in again.shown


def test_signing_out_by_the_button_does_so_before_the_browser_goes_anywhere(browser):
    tab, other = browser.open(*PROFILE), browser.open(*PROFILE)
    tab.press("Sign out")
    assert STRANGER in tab.shown
    assert other.watch() < 5
    assert STRANGER in other.shown
    assert STRANGER in browser.open(*PROFILE).shown


def test_others_and_other_sign_ins_of_the_person_go_on(browser, served):
    with Browser(served) as home, Browser(served) as bo:
        home.sign_in("anna")
        bo.sign_in("bo")
        tabs = home.open(*PROFILE), bo.open(*PROFILE)
        browser.get("/auth/logout")
        assert STRANGER in browser.open(*PROFILE).shown
        for tab in tabs:
            assert not tab.is_drawn_anew(2.5)
            tab.refresh()
            assert FACT in tab.shown


def test_whoever_signs_in_as_another_leaves_no_sign_in_behind(browser):
    tab = browser.open(*PROFILE)
    # From no page of theirs: from there they would be led back to it.
    browser.sign_in("bo", place="")
    assert tab.watch() < 5
    assert STRANGER in tab.shown
    assert FACT in browser.open(*PROFILE).shown


def test_a_second_sign_in_is_not_needed(browser):
    answer = browser.begin_sign_in(f"/{PROFILE[0]}?{PROFILE[1]}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/{PROFILE[0]}?{PROFILE[1]}")
    browser.get("/auth/logout")
    assert "/authorize?" in browser.begin_sign_in("/profile").headers["location"]


def test_a_reader_who_is_removed_sees_so_without_a_click(browser, folder):
    tab = browser.open(*PROFILE)
    allow(folder, "bo")
    assert tab.watch() < 5
    assert "You have signed in as anna@city.example, who may not see this." in tab.shown
    assert FACT not in tab.shown
    allow(folder, "anna")
    assert tab.watch() < 5
    assert FACT in tab.shown


def test_rules_that_cannot_be_read_show_nothing(browser, folder):
    tab = browser.open(*PROFILE)
    (folder / "settings.toml").write_text("home = [", encoding="utf-8")
    assert tab.watch() < 5
    assert FACT not in tab.shown
    # Once, and not again and again.
    assert not tab.is_drawn_anew(2.5)


def test_a_sign_in_that_runs_out_shows_so_without_a_click(provider, folder, tmp_path):
    allow(folder)
    hours = {"GRAPH_APP_ACCESS_HOURS": str(8 / 3600)}
    with served_by(provider, folder, tmp_path, **hours) as address, Browser(address) as browser:
        browser.sign_in("anna")
        began = time.monotonic()
        tab = browser.open(*PROFILE)
        assert FACT in tab.shown
        tab.watch()
        assert 5 < time.monotonic() - began < 12
        assert "Your sign-in has run out. Sign in again." in tab.shown
        assert FACT not in tab.shown


def test_two_processes_of_one_store_and_the_next_start_know_it(provider, folder, tmp_path):
    allow(folder)
    # A cookie counts on pages of the address that is registered, so both are asked as if there.
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(served_by(provider, folder, tmp_path))
        browser = stack.enter_context(Browser(first))
        browser.sign_in("anna")
        address = {"GRAPH_APP_SIGN_IN_ADDRESS": first}
        second = stack.enter_context(served_by(provider, folder, tmp_path, **address))
        other = stack.enter_context(copy_of(browser))
        other.address, other.origin = second, first
        tab = other.open(*PROFILE)
        assert FACT in tab.shown
        browser.get("/auth/logout")
        assert tab.watch() < 6
        assert STRANGER in tab.shown
    with served_by(provider, folder, tmp_path, **address) as third, copy_of(other) as thief:
        thief.address, thief.origin = third, first
        assert STRANGER in thief.open(*PROFILE).shown


# --- by itself --------------------------------------------------------------------------------


def ending(path="/page", cookie="", waits=0.0):
    """Return a client, and the cookies whose sign-in was ended, with when that was on disk."""
    ended = []

    def end(cookies):
        ended.append(dict(cookies))
        return "_streamlit_user" in cookies

    def written(seconds):
        assert seconds == PATIENCE
        time.sleep(waits)
        ended.append("written")

    async def page(_request):
        ended.append("served")
        headers = {"set-cookie": cookie} if cookie else {}
        return PlainTextResponse("", headers=headers)

    app = EndSignIn(Starlette(routes=[Route(path, page)]), end, written)
    return TestClient(app, cookies={"_streamlit_user": "a"}), ended


def test_an_address_ends_it_before_anything_else_happens():
    client, ended = ending("/base/auth/logout", waits=0.2)
    client.get("/base/auth/logout")
    assert ended == [{"_streamlit_user": "a"}, "written", "served"]


@pytest.mark.parametrize("cookie", ["_streamlit_user=; Max-Age=0", "_streamlit_user=b; Path=/"])
def test_so_does_a_cookie_that_is_replaced(cookie):
    client, ended = ending(cookie=cookie)
    client.get("/page")
    assert ended == ["served", {"_streamlit_user": "a"}, "written"]


@pytest.mark.parametrize("cookie", ["", "_streamlit_user_tokens=; Max-Age=0", "other=1"])
def test_nothing_else_does(cookie):
    client, ended = ending(cookie=cookie)
    client.get("/page")
    assert ended == ["served"]


def test_without_a_sign_in_nobody_waits():
    client, ended = ending("/auth/logout")
    client.cookies.clear()
    client.get("/auth/logout")
    assert ended == [{}, "served"]
