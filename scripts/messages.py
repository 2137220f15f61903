"""Bring the message catalogs up to date with the source: ``python -m scripts.messages``."""

import ast
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from graph_app.model.relations import RELATION_TYPES
from graph_app.wording.paths import clause

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "graph_app"
LOCALES = PACKAGE / "i18n" / "locale"
#: Streamlit's own words, translated for the page.
PAGE_WORDS = PACKAGE / "view" / "assets" / "page_words.json"
#: Name of the function, method or class -> how many of its first arguments are messages.
MARKS = {"tr": 1, "N_": 1, "ngettext": 2, "Message": 1}


def parsed() -> dict[Path, ast.Module]:
    """Return the syntax tree of every module of the package."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))
    }


def error_names(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of the classes that are errors of ours."""
    classes = [node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    names = {"GraphAppError"}
    while more := {c.name for c in classes if names & {ast.unparse(b) for b in c.bases}} - names:
        names |= more
    return names


def called(node: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    return getattr(node.func, "attr", None) or getattr(node.func, "id", "")


def extracted() -> Catalog:
    """Return every message that the source marks or gives to an error."""
    catalog, trees = Catalog(charset="utf-8"), parsed()
    marks = MARKS | dict.fromkeys(error_names(trees.values()), 1)
    for path, tree in trees.items():
        for message in _marked(tree, marks):
            catalog.add(message, locations=[(path.relative_to(ROOT).as_posix(), None)])
    for kind in RELATION_TYPES.values():
        for phrase in (kind.forward, kind.backward):
            catalog.add(clause(phrase), locations=[("graph_app/wording/paths.py", None)])
    for rule in json.loads(PAGE_WORDS.read_text(encoding="utf-8")):
        for message in (*rule["words"], *rule["patterns"].values()):
            catalog.add(message, locations=[(PAGE_WORDS.relative_to(ROOT).as_posix(), None)])
    return catalog


def _marked(tree: ast.AST, marks: dict[str, int]) -> Iterator[str | tuple[str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called(node) not in marks:
            continue
        count = marks[called(node)]
        texts = [arg.value for arg in node.args[:count] if _is_text(arg)]
        if len(texts) == count:
            yield texts[0] if count == 1 else (texts[0], texts[1])


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
