"""Logs: one JSON object a line, without secrets, query strings or names of readers."""

import json
import logging
import re
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Requests and events.
LOG = logging.getLogger("graph_app.serve")

# What follows a question mark in an address, tokens, and values of what is called a secret.
_QUERY = re.compile(r"(?<=\S)\?[^\s\"'<>)]+")
_TOKEN = re.compile(r"\beyJ[\w.-]{5,}")
_NAMED = re.compile(
    r"((?:client_secret|cookie_secret|password|passwd|token|secret|authorization|code|state|nonce)"
    r"[\"']?\s*[:=]\s*[\"']?(?:bearer\s+|basic\s+)?)[^\s\"',&}]+",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"://[^\s/@:]*:[^\s/@]+(?=@)")
# Parts of a path that name one session, one file, one download: whoever knows them may have it.
_OWN = re.compile(r"(/upload_file|/media)/(?!\(own\))[^\s\"'<>)]+", re.IGNORECASE)
#: Fields that a record may carry beside its message.
_FIELDS = (
    *("method", "path", "status", "ms", "bytes"),
    *("seconds", "store", "actor", "revision", "kind", "rows"),
)


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """Take secrets, tokens and query strings out of a text.

    Parameters
    ----------
    text : str
        What is to be logged.
    secrets : iterable of str
        Values that must not be in it, whatever their form.
    """
    for secret in secrets:
        text = text.replace(secret, "(secret)")
    text = _OWN.sub(r"\1/(own)", text)
    text = _TOKEN.sub(_without_token, _QUERY.sub(_without_query, text))
    return _NAMED.sub(r"\1(secret)", _IN_ADDRESS.sub("://(secret)", text))


# Each run is taken whole and judged afterwards, so that nothing in it is looked at twice.
def _without_query(run: re.Match[str]) -> str:
    return "?(query)" if "=" in run[0][2:] else run[0]


def _without_token(run: re.Match[str]) -> str:
    token = run[0].rstrip(".")
    return "(token)" + run[0][len(token) :] if "." in token else run[0]


class JsonLines(logging.Formatter):
    """Format a record as one line of JSON.

    Parameters
    ----------
    secrets : iterable of str
        Values that are never written.
    """

    def __init__(self, secrets: Iterable[str] = ()):
        super().__init__()
        self.secrets = tuple(one for one in secrets if len(one) >= 6)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "from": record.name}
        line["event"] = scrub(record.getMessage(), self.secrets)
        for name in _FIELDS:
            if hasattr(record, name):
                value = getattr(record, name)
                line[name] = scrub(value, self.secrets) if isinstance(value, str) else value
        if record.exc_info:
            line["trace"] = scrub(self.formatException(record.exc_info), self.secrets)
        return json.dumps(line, ensure_ascii=False)


class PlainLines(JsonLines):
    """Format a record as a line for a person who watches a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        text = f"{record.levelname.lower()}: {record.getMessage()}"
        if record.exc_info:
            text += f"\n{self.formatException(record.exc_info)}"
        return scrub(text, self.secrets)


def set_up(form: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Make every logger of the process write in one form, and no secret.

    Parameters
    ----------
    form : str
        ``json``, or ``text`` for a terminal: no line for each request.
    secrets : iterable of str
        Values that are never written.
    stream : file, optional
        Standard error by default.
    """
    formatter = (JsonLines if form == "json" else PlainLines)(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    ours = logging.getLogger("graph_app")
    ours.handlers, ours.propagate = [handler], False
    ours.setLevel(logging.INFO if form == "json" else logging.WARNING)
    if not logging.root.handlers:
        logging.root.addHandler(handler)
    # Streamlit gives each of its loggers a handler of its own, and so do the servers below it.
    for name in tuple(logging.root.manager.loggerDict):
        for one in logging.getLogger(name).handlers:
            one.setFormatter(formatter)


def _path_of(scope: Scope) -> str:
    """Return the path for the log; a path may hold spaces, and what follows them is cut off too."""
    return re.sub(r"(?i)(/upload_file|/media)/.*", r"\1/(own)", str(scope["path"]), flags=re.S)[
        :200
    ]


class RequestLog:
    """Log each request and each connection when it ends.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        seen = {"status": 0, "bytes": 0}

        async def sent(message: Message) -> None:
            if message["type"].endswith("response.start"):
                seen["status"] = message["status"]
            elif message["type"] == "websocket.accept":
                seen["status"] = 101
            elif message["type"] == "websocket.close" and not seen["status"]:
                seen["status"] = 403
            seen["bytes"] += len(message.get("body") or message.get("bytes") or b"")
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            LOG.info(
                "request" if scope["type"] == "http" else "connection",
                extra={
                    "method": scope.get("method", "GET"),
                    "path": _path_of(scope),
                    "ms": round((time.monotonic() - began) * 1000, 1),
                    **seen,
                },
            )
