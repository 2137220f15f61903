"""The sign-in service, set up by variables instead of a file with secrets."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from graph_app.model.access import is_loopback
from graph_app.model.errors import SettingsError
from graph_app.model.messages import Message
from graph_app.serve.asgi import App, Receive, Scope, Send, answer

#: Variable -> where its value goes in the section ``[auth]`` of Streamlit.
_VARIABLES = {
    "GRAPH_APP_SIGN_IN_SERVICE": "server_metadata_url",
    "GRAPH_APP_SIGN_IN_ADDRESS": "redirect_uri",
    "GRAPH_APP_SIGN_IN_CLIENT_ID": "client_id",
    "GRAPH_APP_SIGN_IN_CLIENT_SECRET": "client_secret",
    "GRAPH_APP_SIGN_IN_COOKIE_SECRET": "cookie_secret",
}
_SCOPE = "GRAPH_APP_SIGN_IN_SCOPE"
_CALLBACK = "/oauth2callback"
_SHORTEST = 32
_AWAY = (
    "The sign-in service cannot be reached now. Go back and try again in a moment; if this stays, "
    "tell whoever keeps this server."
)


def read_sign_in(environment: Mapping[str, str]) -> dict[str, object] | None:
    """Return the section ``[auth]`` that the variables stand for; None when none is set.

    A variable whose name ends in ``_FILE`` names a file that holds the value.

    Raises
    ------
    SettingsError
        If some are missing or wrong. Secrets are not shown.
    """
    found = {variable: _value(environment, variable) for variable in _VARIABLES}
    if not any(found.values()):
        return None
    missing = [variable for variable, value in found.items() if not value]
    if missing:
        raise SettingsError(
            "{missing}: found nothing, expected a value: sign-in needs it", missing=missing[0]
        )
    if len(found["GRAPH_APP_SIGN_IN_COOKIE_SECRET"]) < _SHORTEST:
        raise SettingsError(
            "GRAPH_APP_SIGN_IN_COOKIE_SECRET: found less than {shortest} characters, "
            "expected a long random text, the same for all processes",
            shortest=_SHORTEST,
        )
    for variable in ("GRAPH_APP_SIGN_IN_SERVICE", "GRAPH_APP_SIGN_IN_ADDRESS"):
        _check_address(variable, found[variable])
    section: dict[str, object] = {_VARIABLES[name]: value for name, value in found.items()}
    section["redirect_uri"] = _callback(str(section["redirect_uri"]))
    if scope := _value(environment, _SCOPE):
        section["client_kwargs"] = {"scope": scope}
    return section


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """Return the values that must never be written to a log."""
    names = ["GRAPH_APP_SIGN_IN_CLIENT_SECRET", "GRAPH_APP_SIGN_IN_COOKIE_SECRET"]
    found = [_value(environment, name) for name in names]
    found.append(environment.get("STREAMLIT_SERVER_COOKIE_SECRET", ""))
    if url := environment.get("GRAPH_APP_DATABASE_URL"):
        found.append(urlsplit(url).password or "")
    return [one for one in found if one]


def _value(environment: Mapping[str, str], variable: str) -> str:
    if value := environment.get(variable, "").strip():
        return value
    if path := environment.get(f"{variable}_FILE", "").strip():
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or Message("it holds no text")
            raise SettingsError(
                "{variable}_FILE: {path} cannot be read: {reason}",
                variable=variable,
                path=path,
                reason=why,
            ) from None
    return ""


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
    """Says what to do where Streamlit only says that the sign-in failed to begin.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    """

    def __init__(self, app: App):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] != "http" or not str(scope["path"]).endswith("/auth/login"):
            await self.app(scope, receive, send)
            return
        failed = False

        async def sent(message) -> None:
            nonlocal failed
            if message["type"] == "http.response.start" and message["status"] >= 400:
                failed = True
            if not failed:
                await send(message)

        await self.app(scope, receive, sent)
        if failed:
            await answer(scope, send, 502, _AWAY)
