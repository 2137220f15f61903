"""Bring the message catalogs up to date with the source: ``python -m scripts.messages``."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from graph_app.i18n.retelling import TOLD
from scripts.told import told

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "graph_app" / "i18n" / "locale"
#: Name of the function or method -> how many of its first arguments are messages.
MARKS = {"tr": 1, "N_": 1, "ngettext": 2}


def extracted() -> Catalog:
    """Return every message that the source marks, and the forms of what errors tell."""
    catalog = Catalog(charset="utf-8")
    for path in sorted((ROOT / "graph_app").rglob("*.py")):
        place, tree = path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))
        where = [(place.as_posix(), None)]
        for message in _marked(tree):
            catalog.add(message, locations=where)
        for form in told(place.relative_to("graph_app"), tree):
            catalog.add(form, locations=where, auto_comments=[TOLD])
    return catalog


def _marked(tree: ast.AST) -> Iterator[str | tuple[str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        texts = [a.value for a in node.args[: MARKS.get(name, 0)] if _is_text(a)]
        if texts and len(texts) == MARKS[name]:
            yield texts[0] if len(texts) == 1 else (texts[0], texts[1])


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value)


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
