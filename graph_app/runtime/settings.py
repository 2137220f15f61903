"""The variables of the environment: named, described and checked here, and read nowhere else.

What a city sets for itself is in ``settings.toml`` (``graph_app.model.settings``); this is what
whoever runs a process sets for the process.
"""

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph_app.model.access import MAX_HOURS, READING, ROLES
from graph_app.model.errors import SettingsError
from graph_app.model.messages import Message, either

PREFIX = "GRAPH_APP_"
#: Longest part of a wrong value that a message repeats.
_LONGEST = 60
_NOT_SHOWN = Message("a value that is not shown")
_TEXT = Message("text")


def _variable(default: Any, description: str, expected: Message = _TEXT, **bounds: Any) -> Any:
    """Return a field; `expected` ends the message about a wrong value."""
    extra: Any = {"expected": expected}
    return Field(default, description=description, json_schema_extra=extra, **bounds)


def _one_of(default: str | None, description: str, known: tuple[str, ...]) -> Any:
    return _variable(default, description, either(known), pattern=f"^({'|'.join(known)})$")


def _per_minute(default: int, description: str) -> Any:
    return _variable(default, description, Message("a whole number above 0"), gt=0)


def _megabytes(default: int, description: str) -> Any:
    expected = Message("a whole number of megabytes, 0 or more")
    return _variable(default, description, expected, ge=0)


def _count(default: int, description: str, least: int = 1, most: int = 1000) -> Any:
    expected = Message("a whole number from {least} to {most}", least=least, most=most)
    return _variable(default, description, expected, ge=least, le=most)


def _seconds(default: float, description: str, least: int = 0, most: int = 600) -> Any:
    expected = Message("seconds from {least} to {most}", least=least, most=most)
    return _variable(default, description, expected, ge=least, le=most, allow_inf_nan=False)


def _without_blanks(values: Any) -> Any:
    """Treat a blank variable as one that is not set."""
    if not isinstance(values, dict):
        return values
    stripped = {key: v.strip() if isinstance(v, str) else v for key, v in values.items()}
    return {key: value for key, value in stripped.items() if value != ""}


def _listed(text: Any) -> Any:
    """Split at commas and semicolons."""
    parts = text.replace(";", ",").split(",") if isinstance(text, str) else text
    return tuple(part.strip() for part in parts if part.strip())


_List = Annotated[tuple[str, ...] | None, BeforeValidator(_listed)]


class _Section(BaseModel):
    """Variables that begin alike. An unknown one is refused: a typing error must not go unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    _blanks = model_validator(mode="before")(_without_blanks)


class Limits(_Section):
    """What one client may do; a client is an IPv4 address or an IPv6 network of 64 bits.

    An office behind one address is one client: the defaults leave room for a hundred people.
    """

    connections: int = _per_minute(240, "New connections of pages in a minute.")
    open_connections: int = _per_minute(300, "Connections open at once.")
    uploads: int = _per_minute(60, "Files in a minute.")
    sign_ins: int = _per_minute(120, "Steps of a sign-in in a minute.")
    messages: int = _per_minute(
        1200, "Messages in a minute on one connection; what comes faster waits."
    )
    upload_files: int = _per_minute(100, "Uploaded files of one visit.")
    upload_session_mb: int = _megabytes(800, "Megabytes of uploads of one visit.")
    upload_person_mb: int = _megabytes(1600, "Megabytes of uploads of one person, in all visits.")
    upload_process_mb: int = _megabytes(3200, "Megabytes of uploads in one process.")
    upload_free_mb: int = _megabytes(500, "Megabytes that uploads leave free on the disk.")
    upload_silence: float = _seconds(30.0, "Seconds without a byte that end an upload.", 1)
    work_mb: int = _count(
        1536, "Megabytes of memory of one process that exports or imports.", 256, 1_000_000
    )
    work_at_once: int = _count(2, "Processes that export or import at once.", most=64)
    work_waiting: int = _count(20, "Exports and imports that wait for such a process.", 0)
    work_each: int = _count(3, "Exports of one person that run or wait.")
    work_wait: float = _seconds(60.0, "Seconds that an export or import waits.", 1)
    work_seconds: float = _seconds(
        900.0, "Seconds that one import may take; an export gets 110 at most.", 1, 86_400
    )


class SignIn(_Section):
    """The sign-in service. What ends in ``_file`` names a file that contains the value."""

    service: str = _variable("", "Address of the OpenID Connect configuration.")
    address: str = _variable("", "Address at which people find the app.")
    client_id: str = _variable("", "Name under which the app is registered at the service.")
    client_secret: SecretStr = _variable(SecretStr(""), "Secret that the service gave the app.")
    cookie_secret: SecretStr = _variable(
        SecretStr(""), "Signs the cookies; the same for all processes."
    )
    scope: str = _variable("", "What the service is asked for, if not openid email profile.")
    service_file: Path | None = _variable(None, "File that holds the service's address.")
    address_file: Path | None = _variable(None, "File that holds the app's address.")
    client_id_file: Path | None = _variable(None, "File that holds the name of the app.")
    client_secret_file: Path | None = _variable(None, "File that holds the app's secret.")
    cookie_secret_file: Path | None = _variable(None, "File that holds the secret of the cookies.")
    scope_file: Path | None = _variable(None, "File that holds the scope.")


class AccessRules(_Section):
    """Rules that override lines of the section ``[access]`` of ``settings.toml``."""

    reading: str | None = _one_of(None, "Who may read.", READING)
    readers: _List = _variable(None, "Who may read when reading needs a sign-in.")
    editors: _List = _variable(None, "Who may edit.")
    admins: _List = _variable(None, "Who may also erase personal data and restore backups.")
    groups_claim: str | None = _variable(None, "Claim that holds the groups of a person.")
    hours: float | None = _variable(
        None,
        "How long a sign-in counts.",
        Message("a number of hours above 0 and at most 720"),
        gt=0,
        le=MAX_HOURS,
        allow_inf_nan=False,
    )
    contact: str | None = _variable(None, "Whom to ask, shown to those who lack a right.")
    local_editor: bool | None = _variable(
        None, "Whether whoever works at the machine itself may edit.", either(("true", "false"))
    )
    contacts: str | None = _one_of(None, "Lowest role that sees contact persons.", ROLES)


class Environment(BaseSettings):
    """All variables that the product reads."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        enable_decoding=False,
        extra="ignore",
        frozen=True,
    )
    _blanks = model_validator(mode="before")(_without_blanks)

    data: Path | None = _variable(None, "Folder of the first tables and of settings.toml.")
    store: str = _variable("", "Folder of the SQLite store.")
    reference: Path | None = _variable(None, "Folder of the public ties, in place of ours.")
    database_url: SecretStr = _variable(SecretStr(""), "Address of a PostgreSQL store.")
    home: str = _variable("", "Home city, in place of the one in settings.toml.")
    cache: Path | None = _variable(None, "Folder of cached results.")
    cache_mb: int = _megabytes(512, "Most megabytes of cached results.")
    cache_home: Path | None = _variable(
        None, "Folder of all caches of the user.", validation_alias="XDG_CACHE_HOME"
    )
    log: str | None = _one_of(
        None, "Form of the log; text on a terminal, json elsewhere.", ("json", "text")
    )
    stop_delay: float = _seconds(
        1.0, "Seconds between the signal to stop and the first connection that is closed."
    )
    stop_patience: float = _seconds(25.0, "Seconds that running saves are given at a stop.")
    sparql: str = _variable(
        "https://query.wikidata.org/sparql", "SPARQL endpoint that is asked for sister cities."
    )
    sparql_seconds: float = _seconds(120.0, "Seconds that a whole answer may take.", 1, 3600)
    streamlit_cookie_secret: SecretStr = _variable(
        SecretStr(""),
        "Streamlit's own secret, which must not get into a log.",
        validation_alias="STREAMLIT_SERVER_COOKIE_SECRET",
    )
    limit: Limits = _variable(Limits(), "Bounds on what one client does.")
    sign_in: SignIn = _variable(SignIn(), "The sign-in service.")
    access: AccessRules = _variable(AccessRules(), "Who may read and who may edit.")

    @property
    def store_place(self) -> str:
        """Where the store is: an address, else a folder, else the folder ``var``."""
        return self.database_url.get_secret_value() or self.store or "var"

    @property
    def user_cache(self) -> Path:
        """The user's folder of caches."""
        return self.cache_home or Path("~/.cache").expanduser()


def settings() -> Environment:
    """Return what the environment sets now.

    Raises
    ------
    SettingsError
        If a variable has a wrong value: one line with the variable, what was found and what is
        expected. The value of a secret is not repeated.
    """
    return _read(frozenset(os.environ.items()))


@lru_cache(maxsize=1)
def _read(_state: frozenset[tuple[str, str]]) -> Environment:
    try:
        return Environment()
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False)[0]
    raise _error(problem["type"], [str(part) for part in problem["loc"]], problem["input"])


def variables(
    model: type[BaseModel] = Environment, prefix: str = PREFIX
) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the name of each variable, such as ``GRAPH_APP_LIMIT_UPLOADS``, and its field."""
    for name, field in model.model_fields.items():
        variable = str(field.validation_alias or f"{prefix}{name.upper()}")
        if isinstance(field.annotation, type) and issubclass(field.annotation, _Section):
            yield from variables(field.annotation, f"{variable}_")
        else:
            yield variable, field


def environment_of_child(**more: str) -> dict[str, str]:
    """Return the environment for a process that this one starts."""
    return {**os.environ, **more}


def _error(kind: str, location: list[str], found: Any) -> SettingsError:
    """Return the error of one variable, in one line."""
    variable = location[0] if location[0].isupper() else PREFIX + "_".join(location).upper()
    fields = dict(variables())
    if variable not in fields:
        shown = repr(location[-1]) if kind == "extra_forbidden" else _NOT_SHOWN
        beginning = f"{PREFIX}{location[0].upper()}_"
        known = [name for name in fields if name.startswith(beginning)]
        expected = Message("one of {known}", known=known)
    else:
        secret = fields[variable].annotation is SecretStr
        shown = _NOT_SHOWN if secret else repr(str(found)[:_LONGEST])
        extra: Any = fields[variable].json_schema_extra
        expected = extra["expected"]
    return SettingsError(
        "{what}: found {found}, expected {expected}", what=variable, found=shown, expected=expected
    )
