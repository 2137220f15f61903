"""Every error, finding and message of the package can be said in each language."""

import ast
import re
import string
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from graph_app.i18n import get_translator
from scripts.messages import ROOT, called, error_names, parsed

TREES = {path.relative_to(ROOT): tree for path, tree in parsed().items()}
ERRORS = error_names(TREES.values())
# These two modules define what the others construct.
DEFINING = {Path("graph_app/model/messages.py"), Path("graph_app/model/errors.py")}
#: What an error carries beside the values of its template.
DETAILS = {"findings", "conflicts", "revisions", "after"}
#: What is the same in every language: addresses, options, parts of files, texts in quotes, names in
#: capital letters.
CODE = re.compile(
    r"""\S*(?:://|[._=/:+@]\w|_)\S*|"[^"]*"|\[\w+\]|--\w+|\b[A-Z]{2,}\b|\{[^}]*\}|"""
    r"""(?:graph-app|node-link|vis-network)[\w-]*"""
)
#: Names of products and formats, and words that stand in files and settings as they are.
NAMES = {
    *("Erasmus", "Excel", "Kohesio", "Office", "Parquet", "PostgreSQL", "SQLite", "Wikidata"),
    *("Windows", "pyvis", "csv", "gzip", "json", "postgresql", "utf", "xlsx", "zip"),
    *("access", "again", "alpha", "bindings", "city", "demo", "home", "http", "https", "id"),
    *("km", "past", "reported", "results", "same", "source"),
    *("false", "no", "text", "true", "type", "yes"),
}
#: Words that happen to be spelled alike in English and in the other language.
ALIKE = {
    "fi": {"GeoNames", "import", "on", "partner"},
    "sv": {
        *(
            "GeoNames",
            "bomb",
            "byte",
            "cell",
            "disk",
            "form",
            "format",
            "full",
            "hand",
            "import",
            "in",
            "layout",
        ),
        *("manifest", "organisation", "partner", "position", "process", "test", "version"),
    },
}
WORD = re.compile(r"[^\W\d_]{2,}")


class Call(NamedTuple):
    """A place that constructs an error or a message."""

    path: Path
    node: ast.Call

    @property
    def place(self) -> str:
        return f"{self.path}:{self.node.lineno}: {ast.unparse(self.node)}"

    @property
    def template(self) -> str | None:
        """The template; None where it is no literal."""
        first = self.node.args[0] if self.node.args else None
        literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
        return first.value if literal else None

    @property
    def values(self) -> dict[str | None, ast.expr]:
        return {k.arg: k.value for k in self.node.keywords if k.arg not in DETAILS}


def calls(names: set[str]) -> Iterator[Call]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if path not in DEFINING and isinstance(node, ast.Call) and called(node) in names:
                yield Call(path, node)


CALLS = list(calls(ERRORS | {"Message"}))
LITERAL = [call for call in CALLS if call.template is not None]


def fields(template: str) -> dict[str, str]:
    """Return each field of a template with its format specification."""
    return {name: spec for _, name, spec, _ in string.Formatter().parse(template) if name}


def words(template: str) -> set[str]:
    """Return the English words of a template."""
    return set(WORD.findall(CODE.sub(" ", template))) - NAMES


def annotated(node: ast.AST, name: str) -> bool:
    """Tell whether an argument or the result of a function is declared to be a message."""
    note = getattr(node, name, None)
    return note is not None and "Message" in ast.unparse(note)


#: Names of functions and properties that give messages.
GIVING = {"Message"} | {
    node.name
    for tree in TREES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef) and annotated(node, "returns")
}


#: Texts that are marked for translation where they are declared, by their name.
MARKED = {"label", "STATUSES"}


def is_message(node: ast.expr, tree: ast.Module) -> bool:
    """Tell whether an expression is a message by what the module says of it."""
    match node:
        case ast.Call():
            return called(node) in GIVING
        case ast.Attribute():
            return node.attr in GIVING | MARKED
        case ast.Subscript():
            return is_message(node.value, tree)
        case ast.Name():
            return node.id in MARKED or any(_declares(one, node.id, tree) for one in ast.walk(tree))
    return False


def _declares(node: ast.AST, name: str, tree: ast.Module) -> bool:
    if isinstance(node, ast.arg):
        return node.arg == name and annotated(node, "annotation")
    if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Name):
        return name in map(ast.unparse, node.targets) and is_message(node.value, tree)
    return False


def test_the_package_constructs_messages():
    assert len(LITERAL) > 300
    assert {called(call.node) for call in CALLS} >= ERRORS - {"GraphAppError", "StoreError"}


@pytest.mark.parametrize("call", [c for c in CALLS if c.template is None], ids=lambda c: c.place)
def test_what_is_no_literal_is_a_message(call):
    assert call.node.args, "an error without a message"
    assert is_message(call.node.args[0], TREES[call.path])
    assert not call.values


def test_each_template_has_its_values():
    wrong = [c.place for c in LITERAL if set(fields(c.template)) != set(c.values)]
    assert not wrong


def english(node: ast.expr) -> Iterator[str]:
    """Give the texts within a value that are written in the source, but not those of messages."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for name, child in ast.iter_fields(node):
        for one in child if isinstance(child, list) else [child]:
            of_message = isinstance(one, ast.Call) and called(one) in GIVING
            if isinstance(one, ast.expr) and name != "slice" and not of_message:
                yield from english(one)


def test_no_value_is_a_text_in_english():
    wrong = [
        (call.place, text)
        for call in LITERAL
        for value in call.values.values()
        if not (isinstance(value, ast.Call) and called(value) in GIVING)
        for text in english(value)
        if words(text)
    ]
    assert not wrong


def parameters(tree: ast.Module) -> Iterator[tuple[str, set[int]]]:
    """Give the functions of a module, and which of their positional arguments are messages."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            args = [arg for arg in node.args.args if arg.arg not in ("self", "cls")]
            yield node.name, {i for i, a in enumerate(args) if annotated(a, "annotation")}


def test_no_finding_is_said_in_a_plain_text():
    public = {"Finding": {3, 4}, "RowFinding": {3, 4}}
    for tree in TREES.values():
        public |= {name: at for name, at in parameters(tree) if at and not name.startswith("_")}
    wrong = []
    for path, tree in TREES.items():
        known = public | {name: at for name, at in parameters(tree) if at}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in known:
                args = [arg for at, arg in enumerate(node.args) if at in known[called(node)]]
                texts = [arg for arg in args if isinstance(arg, ast.Constant | ast.JoinedStr)]
                wrong += [
                    (path, ast.unparse(arg)) for arg in texts for t in english(arg) if words(t)
                ]
    assert not wrong


def sample(spec: str) -> object:
    return 7 if spec else "•"


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_english_is_left(language):
    tr, left = get_translator(language), {}
    for call in LITERAL:
        module = import_module(".".join(call.path.with_suffix("").parts))
        values = {name: sample(spec) for name, spec in fields(call.template).items()}
        made = getattr(module, called(call.node))(call.template, **values)
        same = words(call.template) & words(tr.error(made))
        left |= {call.template: same - ALIKE[language]} if same - ALIKE[language] else {}
    assert not left
