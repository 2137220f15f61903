"""What axe-core finds on a page."""

from axe_playwright_python.sync_playwright import Axe


def serious_barriers(page) -> list[tuple[str, list[str]]]:
    """Give the serious and critical findings, each with the first places where it stands."""
    found = Axe().run(page).response["violations"]
    return [
        (v["id"], [node["html"][:160] for node in v["nodes"]][:3])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
