"""The section ``[access]`` of ``settings.toml``, and the variables that override it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from graph_app.model.access import MAX_HOURS, READING, ROLES, Access
from graph_app.model.errors import SettingsError
from graph_app.model.messages import Message, either
from graph_app.runtime.settings import AccessRules

_LISTS = ("readers", "editors", "admins")
_PREFIX = "GRAPH_APP_ACCESS_"
_ENTRY = re.compile(r"^(?:group:\S.*|sub:\S.*|[^\s@:]+@[^\s@:]+)$")


def read_access(name: str, values: object, variables: AccessRules) -> Access:
    """Return the rules in a section, overridden by variables such as ``GRAPH_APP_ACCESS_EDITORS``.

    Parameters
    ----------
    name : str
        Name of the file, for errors.
    values : object
        The section.
    variables : AccessRules
        What the environment sets.

    Raises
    ------
    SettingsError
        If a rule is unknown or has the wrong form: rules that are not understood let nobody in.
    """
    if not isinstance(values, Mapping):
        raise SettingsError.wrong(f"{name}, access", values, Message("a section [access]"))
    known = [field.name for field in fields(Access)]
    found = {f"{name}, access, {key}": (key, value) for key, value in values.items()}
    for key, value in variables.model_dump(exclude_none=True).items():
        listed = list(value) if key in _LISTS else value
        found[f"{_PREFIX}{key.upper()}"] = (key, listed)
    rules: dict[str, Any] = {}
    for place, (key, value) in found.items():
        if key not in known:
            raise SettingsError.one_of(place, key, known)
        if key in _LISTS:
            rules[key] = _entries(place, value)
        elif _RIGHT[key][0](value):
            rules[key] = value
        else:
            raise SettingsError.wrong(place, value, _RIGHT[key][1])
    return Access(**rules)


_RIGHT: dict[str, tuple[Callable[[Any], bool], Message]] = {
    "reading": (lambda value: value in READING, either(f'"{one}"' for one in READING)),
    "groups_claim": (
        lambda value: isinstance(value, str) and bool(value.strip()),
        Message('the name of a claim, such as "groups"'),
    ),
    "hours": (
        lambda value: type(value) in (int, float) and 0 < value <= MAX_HOURS,
        Message("a number of hours above 0 and at most 720"),
    ),
    "contact": (lambda value: isinstance(value, str), Message("whom to ask, in quotes")),
    "local_editor": (lambda value: isinstance(value, bool), Message("true or false")),
    "contacts": (lambda value: value in ROLES, either(f'"{one}"' for one in ROLES)),
}


def _entries(place: str, value: object) -> tuple[str, ...]:
    expected = Message('e-mail addresses, "group:NAME" or "sub:ID" in a list')
    if not isinstance(value, list):
        raise SettingsError.wrong(place, value, expected)
    for one in value:
        if not isinstance(one, str) or not _ENTRY.match(one):
            raise SettingsError.wrong(place, one, expected)
    return tuple(value)
