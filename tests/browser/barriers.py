"""What axe-core finds on a page."""

from axe_playwright_python.sync_playwright import Axe

#: What axe-core looks at where colours alone differ from a page that it has seen.
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def serious_barriers(page, only_colours: bool = False) -> list[tuple[str, list[str]]]:
    """Return the serious and critical findings, each with the first places where it stands."""
    options = {"options": _COLOURS} if only_colours else {}
    found = Axe().run(page, **options).response["violations"]
    return [
        (v["id"], [node["html"][:160] for node in v["nodes"]][:3])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
