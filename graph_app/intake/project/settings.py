"""``settings.toml``: what a city sets for itself."""

import json
import tomllib
from pathlib import Path
from typing import Any

from graph_app.intake.project.access import read_access
from graph_app.model.errors import SettingsError, reason_of
from graph_app.model.messages import Message, path_text
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.settings import Settings
from graph_app.runtime.settings import settings

_TEXTS = ("home", "title", "language", "reported_source")
_SECTIONS = ("reported", "access")
_HINT = Message('expected a file with a line such as home = "city:lahti"')


def read_settings(folder: Path | str) -> Settings:
    """Read the settings in the folder of the tables.

    ``GRAPH_APP_HOME`` overrides the home city, and variables that begin with
    ``GRAPH_APP_ACCESS_`` who may read and edit.

    Parameters
    ----------
    folder : path
        Folder with ``settings.toml``.

    Raises
    ------
    SettingsError
        If the file is missing, is no TOML, or sets something unknown.
    """
    path = Path(folder) / "settings.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            "{path}: no such file, {hint}", path=path_text(path), hint=_HINT
        ) from None
    except RecursionError:
        raise SettingsError(
            "{name}: found lists nested too deeply, {hint}", name=path.name, hint=_HINT
        ) from None
    except (ValueError, OSError) as error:
        # Besides its own errors, the parser raises ValueError for a number of thousands of digits.
        raise SettingsError(
            "{name}: cannot be read ({reason}), {hint}",
            name=path.name,
            reason=reason_of(error) if isinstance(error, OSError) else error,
            hint=_HINT,
        ) from error
    _check(path.name, values)
    given = settings()
    values["home"] = given.home or values["home"]
    values["access"] = read_access(path.name, values.get("access", {}), given.access)
    return Settings(**values)


def write_settings(folder: Path, home: str, title: str, language: str) -> None:
    """Write the ``settings.toml`` with which a folder of tables begins."""
    values = {"home": home, "title": title, "language": language}
    # A string of JSON is one of TOML too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
    (folder / "settings.toml").write_text("".join(lines), encoding="utf-8")


def _check(name: str, values: dict[str, Any]) -> None:
    unknown = set(values) - {*_TEXTS, *_SECTIONS}
    if unknown:
        raise SettingsError.one_of(name, min(unknown), (*_TEXTS, *_SECTIONS))
    for key in _TEXTS:
        if not isinstance(values.get(key, ""), str):
            raise SettingsError.wrong(f"{name}, {key}", values[key], Message("text in quotes"))
    if not values.get("home"):
        raise SettingsError("{name}: found no home, {hint}", name=name, hint=_HINT)
    reported = values.get("reported", {})
    if not isinstance(reported, dict):
        raise SettingsError.wrong(name, reported, Message("a section [reported]"))
    for relation, count in reported.items():
        if relation not in RELATION_TYPES or type(count) is not int or count < 0:
            raise SettingsError(
                "{name}, reported: found {relation} = {count}, expected a relation type and a "
                "whole number",
                name=name,
                relation=relation,
                count=repr(count),
            )
