"""The sign-in service, set up by variables instead of a file with secrets."""

from contextlib import suppress
from urllib.parse import urlsplit

from starlette import types
from starlette.types import ASGIApp, Receive, Scope, Send

from graph_app.model.access import is_loopback
from graph_app.model.errors import SettingsError
from graph_app.model.messages import Message
from graph_app.runtime.settings import Environment, SignIn
from graph_app.serve.asgi import answer

#: Setting -> where its value goes in the section ``[auth]`` of Streamlit.
_KEYS = {
    "service": "server_metadata_url",
    "address": "redirect_uri",
    "client_id": "client_id",
    "client_secret": "client_secret",
    "cookie_secret": "cookie_secret",
}
_SECRETS = ("client_secret", "cookie_secret")
_PREFIX = "GRAPH_APP_SIGN_IN_"
_CALLBACK = "/oauth2callback"
_SHORTEST = 32
_AWAY = (
    "The sign-in service cannot be reached now. Go back and try again in a moment; if this stays, "
    "tell whoever keeps this server."
)


def read_sign_in(given: SignIn) -> dict[str, object] | None:
    """Return the section ``[auth]`` that the settings make; None when none is set.

    Raises
    ------
    SettingsError
        If some are missing or wrong. Secrets are not shown.
    """
    found = {name: _value(given, name) for name in _KEYS}
    if not any(found.values()):
        return None
    missing = [_variable(name) for name, value in found.items() if not value]
    if missing:
        raise SettingsError(
            "{missing}: found nothing, expected a value: sign-in needs it", missing=missing[0]
        )
    if len(found["cookie_secret"]) < _SHORTEST:
        raise SettingsError(
            "GRAPH_APP_SIGN_IN_COOKIE_SECRET: found less than {shortest} characters, "
            "expected a long random text, the same for all processes",
            shortest=_SHORTEST,
        )
    for name in ("service", "address"):
        _check_address(_variable(name), found[name])
    section: dict[str, object] = {_KEYS[name]: value for name, value in found.items()}
    section["redirect_uri"] = _callback(found["address"])
    if scope := _value(given, "scope"):
        section["client_kwargs"] = {"scope": scope}
    return section


def secrets_of(given: Environment) -> list[str]:
    """Return the values that must never be written to a log."""
    found = [_value(given.sign_in, name) for name in _SECRETS]
    found.append(given.streamlit_cookie_secret.get_secret_value())
    with suppress(ValueError):
        found.append(urlsplit(given.database_url.get_secret_value()).password or "")
    return [one for one in found if one]


def _value(given: SignIn, name: str) -> str:
    """Return a setting, or the content of the file that the variable with ``_FILE`` names."""
    value, path = getattr(given, name), getattr(given, f"{name}_file")
    if value or path is None:
        return value.get_secret_value() if name in _SECRETS else value
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or Message("it holds no text")
        raise SettingsError(
            "{variable}_FILE: {path} cannot be read: {reason}",
            variable=_variable(name),
            path=path,
            reason=why,
        ) from None


def _variable(name: str) -> str:
    return f"{_PREFIX}{name.upper()}"


def _check_address(variable: str, address: str) -> None:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)) if host else 0
    if not safe:
        raise SettingsError.wrong(
            variable,
            address,
            Message("an address that begins with https:// (http:// only on this machine)"),
        )


def _callback(address: str) -> str:
    address = address.rstrip("/")
    return address if address.endswith(_CALLBACK) else f"{address}{_CALLBACK}"


class SignInTrouble:
    """Say what to do where Streamlit only says that the sign-in failed to begin.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] != "http" or not str(scope["path"]).endswith("/auth/login"):
            await self.app(scope, receive, send)
            return
        failed = False

        async def sent(message: types.Message) -> None:
            nonlocal failed
            if message["type"] == "http.response.start" and message["status"] >= 400:
                failed = True
            if not failed:
                await send(message)

        await self.app(scope, receive, sent)
        if failed:
            await answer(scope, receive, send, 502, _AWAY)
