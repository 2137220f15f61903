"""No screen puts a serious barrier before anybody: axe-core on each, and on its dark colours."""

import pytest

from scripts.screenshots import SCREENS
from scripts.serving import settle
from tests.browser.barriers import serious_barriers


@pytest.mark.parametrize("screen", SCREENS)
def test_no_serious_barrier(visit, address, screen):
    visit.goto(address + SCREENS[screen])
    settle(visit)
    assert serious_barriers(visit, only_colours=visit.scheme == "dark") == []
