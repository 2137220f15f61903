"""No screen puts a serious barrier before anybody: axe-core on each, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from scripts.screenshots import SCREENS
from scripts.serving import settle


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_no_serious_barrier(page, address, screen, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address + SCREENS[screen])
    settle(page)
    found = Axe().run(page).response["violations"]
    serious = [
        (v["id"], [node["html"][:160] for node in v["nodes"]][:3])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert not serious
