"""No pattern of the package costs more than in proportion to the text that it is given."""

import ast
import importlib
import inspect
import re
import time
from collections import deque
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from graph_app.intake.edges import written_dates
from graph_app.intake.files import csv_rows
from graph_app.intake.files.values import DATE_FORMS
from graph_app.model.kinds import KINDS
from graph_app.model.schema import EMAIL, FORMS, rules_of
from graph_app.model.tables import COLUMNS
from graph_app.wording import data
from tests.busy import busy
from tests.patterns import automaton

ROOT = Path(__file__).parent.parent
#: All modules but those that run something when they are imported.
_RUN = ("__main__.py", "shell/front.py", "migrations/env.py")
FILES = [
    path
    for path in (*sorted((ROOT / "graph_app").rglob("*.py")), ROOT / "streamlit_app.py")
    if not path.as_posix().endswith(_RUN)
]
_METHODS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
#: Methods of a column of text, and whether they take a pattern unless told otherwise.
_OF_COLUMN = {
    **dict.fromkeys(("match", "fullmatch", "contains", "extract", "findall", "count"), True),
    **dict.fromkeys(("extractall", "split", "rsplit"), True),
    "replace": False,
}


def module_of(path):
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    return importlib.import_module(name.replace("/", ".").removesuffix(".__init__"))


def arguments(function, at, file=""):
    """Return what the calls of a function give it at a place, and what a name stands for there."""
    found = []
    for path in FILES:
        if not path.as_posix().endswith(file):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == function:
                found.append(_value(node.args[at], module_of(path)))
    assert found
    assert None not in found
    return found


def of_rules():
    """Return the patterns of the rules of all columns."""
    rules = (
        rule for table in COLUMNS for column in COLUMNS[table] for rule in rules_of(table, column)
    )
    known = [inspect.getclosurevars(rule.passes).nonlocals.get("pattern") for rule in rules]
    return list(dict.fromkeys(pattern for pattern in known if pattern))


#: Patterns that hang on what a function is given: why, and all that its names can be. A name that
#: can be what a person declares is given what mappings and readers take.
LISTED = {
    ("graph_app/intake/edges/nodes.py", "f'{kind}:[a-z0-9]+(?:-[a-z0-9]+)*'"): (
        "the kind of a node", lambda: {"kind": list(KINDS)},
    ),
    ("graph_app/intake/edges/written_dates.py", "form"): (
        "a loop over the forms of dates",
        lambda: {"form": [form.pattern for form in written_dates._FORMS]},
    ),
    ("graph_app/intake/files/csv_rows.py", 'f\'{mark} +"[^"\\\\r\\\\n{mark}]\''): (
        "the delimiter of the file", lambda: {"mark": [*map(re.escape, csv_rows._DELIMITERS)]},
    ),
    ("graph_app/intake/files/csv_rows.py", 'f\'\\\\\\\\"[^"\\\\r\\\\n{mark}]\''): (
        "the delimiter of the file", lambda: {"mark": [*map(re.escape, csv_rows._DELIMITERS)]},
    ),
    ("graph_app/intake/files/csv_rows.py", """f'(^|{mark})""(?=[^"{mark}\\\\r\\\\n])'"""): (
        "the delimiter of the file", lambda: {"mark": [*map(re.escape, csv_rows._DELIMITERS)]},
    ),
    ("graph_app/intake/files/csv_rows.py", """f'(?<=[^"{mark}])""(?={mark}|[\\\\r\\\\n]|$)'"""): (
        "the delimiter of the file", lambda: {"mark": [*map(re.escape, csv_rows._DELIMITERS)]},
    ),
    ("graph_app/intake/files/values.py", "_number_form(decimal, thousands)"): (
        "the marks in numbers that a source declares",
        lambda: {"decimal": [".", ","], "thousands": ["", ",", ".", " ", "'", "\xa0"]},
    ),
    ("graph_app/intake/files/values.py", "pattern"): (
        "the form of dates that a source declares",
        lambda: {"pattern": [form for form in DATE_FORMS.values() if form]},
    ),
    ("graph_app/intake/open_data/reading.py", "kinds[kind]"): (
        "the kinds that each reader knows",
        lambda: {
            "kinds": [dict(enumerate(
                one for kinds in arguments("kind_by_words", 1) for one in kinds.values()
            ))],
            "kind": range(sum(map(len, arguments("kind_by_words", 1)))),
        },
    ),
    ("graph_app/intake/project/contacts.py", "form"): (
        "a loop over the columns", lambda: {"form": [form for form, _ in FORMS.values()]},
    ),
    ("graph_app/model/schema.py", "pattern"): ("the rule of a column", lambda: {"pattern": of_rules()}),
    ("graph_app/runtime/settings.py", """f"^({'|'.join(known)})$\""""): (
        "the words that a variable takes",
        lambda: {"known": arguments("_one_of", 2, "runtime/settings.py")},
    ),
    ("graph_app/wording/data.py", "form"): (
        "the form of a column", lambda: {"form": [form for form, _ in data._FORMS.values()]},
    ),
}  # fmt: skip


class Use(NamedTuple):
    """A pattern where it is used: the expression, what it is, if that can be told, and the method."""

    file: str
    written: str
    pattern: re.Pattern | None
    method: str


def uses_in(path):
    """Yield the uses of patterns in a file."""
    module = module_of(path)
    file = path.relative_to(ROOT).as_posix()
    compiled, used = {}, set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        given, method, flags = _pattern_of(node, module)
        if given is None:
            continue
        value = _value(given, module)
        pattern = re.compile(value, flags) if isinstance(value, str | bytes) else value
        pattern = pattern if isinstance(pattern, re.Pattern) else None
        written = ast.unparse(given)
        if method == "compile":
            compiled[pattern or written] = Use(file, written, pattern, "finditer")
        else:
            used.add(pattern)
            yield Use(file, written, pattern, method)
    # A compiled pattern whose use is not seen may be used in any way.
    yield from (use for key, use in compiled.items() if key not in used)


def _pattern_of(call, module):
    """Return the expression of the pattern, the method and the flags of a call; None if it has none."""
    func = call.func
    keywords = {one.arg: one.value for one in call.keywords}
    if "pattern" in keywords:
        return keywords["pattern"], "finditer", 0
    if not isinstance(func, ast.Attribute):
        return None, "", 0
    if isinstance(func.value, ast.Name) and func.value.id == "re":
        if func.attr not in _METHODS | {"compile"}:
            return None, "", 0
        at = {"sub": 4, "subn": 4, "split": 3}.get(func.attr, 2)
        given = call.args[at] if len(call.args) > at else None
        if func.attr in ("compile",):
            given = call.args[1] if len(call.args) > 1 else None
        given = given or keywords.get("flags")
        flags = eval(ast.unparse(given), {"re": re}) if given is not None else 0
        return call.args[0], func.attr, flags
    if isinstance(func.value, ast.Attribute) and func.value.attr == "str" and call.args:
        regex = keywords.get("regex")
        by_default = _OF_COLUMN.get(func.attr, False)
        if regex.value if regex else by_default:
            first = call.args[0]
            one = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if func.attr in ("split", "rsplit") and one and len(first.value) == 1:
                return None, "", 0
            return first, "search" if func.attr == "contains" else func.attr, 0
        return None, "", 0
    if func.attr in _METHODS and isinstance(_value(func.value, module), re.Pattern):
        return func.value, func.attr, 0
    return None, "", 0


def _value(node, module):
    try:
        return eval(ast.unparse(node), vars(module))
    except Exception:
        return None


@cache
def all_uses():
    return [use for path in FILES for use in uses_in(path)]


@cache
def patterns():
    """Return every pattern of the package with a method by which it is used: text, flags, method."""
    found = {}
    for use in all_uses():
        known = [use.pattern] if use.pattern else _listed(use)
        for pattern in known:
            text = pattern.pattern
            text = text.decode("latin-1") if isinstance(text, bytes) else text
            flags = pattern.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.ASCII)
            found.setdefault((text, flags, use.method), f"{use.file}: {use.written}")
    return found


def _listed(use):
    given = LISTED[use.file, use.written][1]()
    module = vars(module_of(ROOT / use.file))
    for values in product(*given.values()):
        yield re.compile(eval(use.written, module, dict(zip(given, values, strict=True))))


def test_only_patterns_that_hang_on_what_a_function_is_given_are_listed():
    unknown = {(use.file, use.written) for use in all_uses() if use.pattern is None}
    assert unknown == set(LISTED)
    assert len(all_uses()) > 90


def test_no_repeat_of_a_pattern_can_be_taken_in_two_ways():
    wrong = {place: said for (text, flags, method), place in patterns().items()
             if (said := automaton(text, flags, method).wrong())}  # fmt: skip
    assert wrong == {}


#: Patterns that were in the package, or could be.
SLOW = [
    (r"[^\s@<>\",;]+@[^\s@<>\",;]+\.[^\s@<>\",;]+", "fullmatch"),
    (r"\s*\([^)]*\)$", "sub"),
    (r"\s*[(\[][^)\]]*[)\]]\s*", "sub"),
    (r"[\s,-]+(?:town|city)$", "sub"),
    (r"\s+cedex(?:\s+\d+)?$", "sub"),
    (r"\s*[|;]\s*", "split"),
    (r"<script>(.*?)</script>", "findall"),
    (r"(?<=\S)\?[^\s>)]+=[^\s>)]*", "sub"),
    (r"\beyJ[\w-]{5,}(?:\.[\w-]+){1,4}", "sub"),
]


@pytest.mark.parametrize(("text", "method"), SLOW)
def test_a_slow_pattern_is_found_by_its_form_and_by_its_work(text, method):
    assert automaton(text, 0, method).wrong()
    assert any(grows(text, 0, method, make) for make in hostile(text, 0, method))


@pytest.mark.parametrize(
    ("text", "method"),
    [
        (r"^[A-Z]{0,2}-?\d[\d\s-]*\s+(?=\D)", "sub"),
        (r"^(?:charter of .*|.*\b(?:league of|union of)\b.*)$", "match"),
        (r"(?:^|[^a-z])(?:mail|puhelin\w*)(?:$|[^a-z])", "search"),
    ],
)
def test_a_doubtful_form_is_found_although_few_texts_are_slow(text, method):
    assert automaton(text, 0, method).wrong()


@pytest.mark.parametrize("text", ["(a+)+b", "(a|a)*b", "(a*)*b", "(?:a|ab|b)*c", "(x+x+)+y"])
def test_a_pattern_without_bound_is_found(text):
    assert "within" in automaton(text, 0, "match").wrong()


@pytest.mark.parametrize(
    ("text", "method"),
    [
        (r"[a-z0-9]+(?:-[a-z0-9]+)*", "fullmatch"),
        (r"(?<!\s)\s+x", "search"),
        (r"\b[IVX]+$", "search"),
        (r"\w+", "findall"),
        (EMAIL, "fullmatch"),
    ],
)
def test_a_pattern_whose_work_is_that_of_reading_is_none_of_them(text, method):
    assert not automaton(text, 0, method).wrong()
    assert not any(grows(text, 0, method, make) for make in hostile(text, 0, method))


# --- the work itself ------------------------------------------------------------------------------

#: Lengths at which it is measured, and seconds below which it is nothing: work that grows as the
#: square takes a tenth of a second or more at the greatest length, reading takes a millisecond.
_LENGTHS = (1_000, 2_000, 4_000, 8_000, 16_000)
_NOTHING = 0.01
#: More than this, when the text doubles, is more than in proportion.
_PROPORTION = 2.8
_FIXED = [*"a A0.-@(?=:/\n\t\"'", "aA", "a ", "a.", "a@", "://", "eyJ-", "(a", "1,", "é", "\u0301"]
_ENDS = ("", "!", "\n", " x")


def hostile(text, flags, method):
    """Return the texts to try a pattern with, as functions of a length."""
    own = automaton(text, flags, method).hostile()
    return [*own, *(lambda n, one=one: one * (n // len(one)) for one in _FIXED)]


def grows(text, flags, method, make):
    """Whether the work grows faster than the text; the end of a text is what makes it fail."""
    pattern = re.compile(text, flags)
    # One measurement in thousands is disturbed; what really grows does so each time.
    return any(
        all(_grows(pattern, method, lambda n, end=end: make(n) + end) for _ in range(3))
        for end in _ENDS
    )


def _grows(pattern, method, make):
    if _seconds(pattern, method, make(4_000), 1) < 0.0006:
        return False
    before = 0.0
    for length in _LENGTHS:
        spent = _seconds(pattern, method, make(length), 2)
        if spent > _NOTHING:
            return spent > _PROPORTION * max(before, _NOTHING / 8)
        before = spent
    return False


def _seconds(pattern, method, text, times):
    """Return the least time of this thread that the use of a pattern takes."""
    use = {"contains": "search", "extract": "search", "replace": "sub", "count": "findall"}
    call = getattr(pattern, use.get(method, method))
    least = 1e9
    for _ in range(times):
        began = time.thread_time()
        found = call("", text) if method in ("sub", "replace") else call(text)
        if method == "finditer":
            deque(found, 0)
        least = min(least, time.thread_time() - began)
    return least


def test_the_work_of_no_pattern_grows_faster_than_the_text():
    wrong = {place for (text, flags, method), place in patterns().items()
             for make in hostile(text, flags, method) if grows(text, flags, method, make)}  # fmt: skip
    assert wrong == set()


def test_a_load_beside_changes_nothing():
    with busy(1):
        (slow, method), make = SLOW[0], lambda n: "a@" + "." * n
        assert grows(slow, 0, method, make)
        assert not grows(EMAIL, 0, method, make)
