"""Bring the message catalogs up to date with the source: ``python -m scripts.messages``."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "graph_app" / "i18n" / "locale"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def extracted() -> Catalog:
    """Give every message that the source marks."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(str(ROOT / "graph_app"), [("**.py", "python")], keywords=KEYWORDS)
    for name, _line, message, _comments, _context in found:
        catalog.add(message, locations=[(f"graph_app/{name}", None)])
    return catalog


def main() -> int:
    template = extracted()
    missing = 0
    for language in ("fi", "sv"):
        path = LOCALES / language / "messages.po"
        catalog = Catalog(locale=language, charset="utf-8")
        if path.exists():
            with path.open("rb") as file:
                catalog = read_po(file, locale=language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        missing += sum(1 for m in catalog if m.id and not all(_texts(m.string)))
        with path.open("wb") as file:
            write_po(file, catalog, width=98, sort_output=True, omit_header=False)
    print(f"{len(template)} messages, {missing} translations missing")
    return 0


def _texts(string):
    return string if isinstance(string, tuple | list) else (string,)


if __name__ == "__main__":
    sys.exit(main())
