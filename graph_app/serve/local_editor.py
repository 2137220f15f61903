"""Who sits at the machine says so by a token: the program prints it, the browser keeps it.

Neither the address of a connection nor its headers show who asks: whatever passes on connections
from elsewhere without a word, such as a plain TCP proxy, looks like the machine itself.
"""

import contextlib
import hmac
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from graph_app.model.access import is_own_machine
from graph_app.runtime.private_files import part_file
from graph_app.serve.asgi import answer, base_path

#: The address that gives the cookie, and the file with the token.
PATH, FILE = "/edit-on-this-machine", "local-editor-token"
#: How long a browser keeps the cookie, in seconds.
AGE = 30 * 24 * 3600
_SHORTEST = 40
_WRONG = (
    "This link does not allow to edit here. Open the link that the program printed when it started "
    "last, on the machine on which it runs."
)


def cookie_name(host: str) -> str:
    """Return the name of the cookie for a ``Host``: browsers share cookies among all ports."""
    port = host.rpartition(":")[2]
    return f"graph_app_local_{port if port.isdigit() else 80}"


def has_token(token: str, host: str, cookies: Mapping[str, str]) -> bool:
    """Return whether a browser's cookies contain the token."""
    return _same(token, cookies.get(cookie_name(host), ""))


def token_in(folder: Path) -> str:
    """Return the token in a folder; make one where there is none that only its owner could read.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    path = folder / FILE
    if found := _read(path):
        return found
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        path.unlink()
    with part_file(folder) as part:
        part.write_text(secrets.token_urlsafe(32), encoding="ascii")
        # Whole or not at all, and the first of two processes wins.
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    return _read(path)


def _read(path: Path) -> str:
    """Return the token; blank where others could have read it, or where there is none."""
    try:
        with open(path, encoding="ascii") as file:
            mode = os.fstat(file.fileno()).st_mode
            found = file.read(200).strip()
    except (OSError, ValueError):
        return ""
    # Windows has no such bits: there the folder of the user is their own.
    shared = os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO)
    return "" if shared or len(found) < _SHORTEST else found


class LocalEditor:
    """Give the cookie to whoever opens the link that the program printed.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    token : callable
        Returns the token, or nothing where nobody edits without a sign-in.
    address : str
        Where the server listens.
    base : str
        ``server.baseUrlPath`` of Streamlit.
    """

    def __init__(self, app: ASGIApp, token: Callable[[], str], address: str, base: str = ""):
        self.app, self._token, self._address = app, token, address
        self._base = base_path(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] != "http" or scope["path"] != self._base + PATH:
            await self.app(scope, receive, send)
            return
        if scope["method"] != "GET":
            await answer(scope, receive, send, 405, headers={"allow": "GET"})
        elif self._allowed(scope):
            name = cookie_name(HTTPConnection(scope).headers.get("host", ""))
            parts = [f"{name}={self._token()}", f"Path={self._base or '/'}", f"Max-Age={AGE}"]
            cookie = "; ".join([*parts, "HttpOnly", "SameSite=Strict"])
            headers = {"location": f"{self._base}/", "set-cookie": cookie}
            await answer(scope, receive, send, 303, headers=headers)
        else:
            await answer(scope, receive, send, 403, _WRONG)

    def _allowed(self, scope: Scope) -> bool:
        asked = HTTPConnection(scope)
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
        peer = asked.client.host if asked.client else None
        return _same(self._token(), given[0]) and is_own_machine(
            self._address, peer, dict(asked.headers)
        )


def _same(token: str, given: str) -> bool:
    return bool(token) and hmac.compare_digest(token.encode(), given.encode("utf-8", "replace"))
