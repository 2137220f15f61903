"""What errors and findings say, taken out of the source as forms with names for what varies."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

#: Floors whose errors and findings a reader may see; the command line speaks English.
_FLOORS = ("model", "intake", "store", "graph", "analysis", "export", "view")
#: Calls whose texts are what a finding or a rule expects.
_CALLS = {
    "Finding",
    "RowFinding",
    "add",
    "_add",
    "add_rows",
    "_Rule",
    "_matches",
    "_each",
    "_one_of",
}
#: Names to which such texts are given.
_NAMES = {"expected", "hint", "problem", "reason", "nothing"}
_SENTENCE = re.compile(r"[A-Za-z]{2,}'?[,:;]? [(\"'a-z{0-9]")


def told(path: PurePath, tree: ast.Module) -> Iterator[str]:
    """Give the forms of a module, e.g. ``{name}: no such file, expected {hint}``.

    Parameters
    ----------
    path : PurePath
        Of the module, beneath the package.
    tree : ast.Module
        The module.
    """
    if path.parts[0] not in _FLOORS:
        return
    for node in ast.walk(tree):
        for text in _texts(node):
            form = form_of(text)
            if form and _SENTENCE.search(re.sub(r"\{\w+\}", "{", form)):
                yield form


def _texts(node: ast.AST) -> Iterator[ast.expr]:
    """Give the expressions that a node says."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        yield from node.exc.args[:1]
    elif isinstance(node, ast.Call):
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        if name in _CALLS and len(node.args) > 1:
            yield from _choices(node.args[-1])
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {part.id for one in targets for part in ast.walk(one) if isinstance(part, ast.Name)}
        if {name.lower().strip("_") for name in names} & _NAMES:
            yield from _choices(node.value)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from (one for one in _choices(node.value) if "expected" in (form_of(one) or ""))


def _choices(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _choices(one)
    else:
        yield node


def form_of(node: ast.expr) -> str | None:
    """Give the form of a text or f-string; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    form, taken = "", []
    for part in node.values:
        if isinstance(part, ast.Constant):
            form += part.value
        else:
            taken.append(_name(part.value, taken))
            form += f"{{{taken[-1]}}}"
    return form


def _name(node: ast.expr, taken: list[str]) -> str:
    names = [n.id if isinstance(n, ast.Name) else n.attr for n in ast.walk(node)
             if isinstance(n, ast.Name | ast.Attribute)]  # fmt: skip
    name = (names[0] if names else "what").strip("_").lower()
    return name if name not in taken else f"{name}{taken.count(name) + len(taken) + 1}"
