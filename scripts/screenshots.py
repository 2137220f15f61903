"""Take the screenshots of the README from the running app: ``make screenshots``."""

import sys
from pathlib import Path

from scripts.serving import ROOT, browser, running_app, visit

SCREENS = {
    "overview": "/",
    "explore": "/explore",
    "profile": "/profile?node=city:vasteras",
    "connections": "/connections?from=city:lahti&to=city:paris",
    "partners": "/partners",
    "compare": "/compare?nodes=city:lahti,city:vasteras,city:turku",
    "memberships": "/memberships",
    "measures": "/measures?degree=0",
    "data": "/data",
    "export": "/export?focus=city:lahti&hops=1",
}


def main(folder: Path, languages: list[str]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with running_app() as address, browser() as opened:
        for theme in ("light", "dark"):
            for language in languages:
                shoot(opened, address, folder, theme, language)
    return 0


def shoot(opened, address: str, folder: Path, theme: str, language: str) -> None:
    context = opened.new_context(viewport={"width": 1280, "height": 800}, color_scheme=theme)
    page = context.new_page()
    # An address beneath the first one is found only after the first one has been opened.
    for name, path in SCREENS.items():
        joint = "&" if "?" in path else "?"
        visit(page, f"{address}{path}{joint}lang={language}")
        page.screenshot(path=folder / f"{name}-{theme}-{language}.png")
    context.close()


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    sys.exit(main(where, sys.argv[2:] or ["en"]))
