"""Uploads, answered before Streamlit's own route would take them into memory.

Whether a visitor may upload is asked before the first byte of the file is read. What comes then goes
to the disk piece by piece, in threads of its own: neither the memory nor the other readers notice.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_app.serve.asgi import answer, base_path
from graph_app.serve.upload_store import MEGABYTE, Incoming, UploadRefusedError, UploadStore

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

#: Bytes, and pieces of any size, that are gathered before they are written.
_PORTION, _PIECES = MEGABYTE, 256
#: Files that are written at once; more wait for their turn.
_THREADS = 4
#: Longest name of a file, and of its type, that is kept: their ends, since names end in what they are.
_LONGEST = 200
_READS = ("GET", "HEAD", "OPTIONS")
_PLACE = re.compile(r"/_stcore/upload_file/([^/]{1,100})/([^/]{1,100})")
_NO_RIGHT = "You may not upload files here. Sign in as somebody who may edit, and reload the page."
_NOT_OURS = "This request does not come from a page of this app. Reload the page and try again."
_NO_FORM = "Expected a form with one file."
_SILENT = "No byte came for {n:g} seconds."
_DISK = "The server cannot write the file to its disk. Tell whoever keeps this server."


@dataclass(frozen=True)
class UploadRules:
    """What is asked about an upload.

    Parameters
    ----------
    is_ours : callable
        Given a request, whether it comes from a page of this app.
    may_upload : callable
        Given a session and the cookies of the request, the name of who uploads; None when they
        may not, or when the session is another browser's.
    is_open : callable
        Given a session, whether it has not ended.
    silence : float
        Seconds without a byte that end an upload.
    base : str
        Path beneath which the app is served.
    """

    is_ours: Callable[[Request], bool]
    may_upload: Callable[[str, Mapping[str, str]], str | None]
    is_open: Callable[[str], bool]
    silence: float
    base: str = ""


class Uploads:
    """Take files to the disk, and remove them.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    store : UploadStore
        Where files lie.
    rules : UploadRules
        What is asked first.
    """

    def __init__(self, app: ASGIApp, store: UploadStore, rules: UploadRules):
        self.app, self.store, self.rules = app, store, rules
        self._threads = ThreadPoolExecutor(_THREADS, "uploads")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        path = str(scope.get("path", ""))
        changes = scope["type"] == "http" and scope["method"] not in _READS
        if not changes or "upload_file" not in path:
            await self.app(scope, receive, send)
            return
        headers = {}
        try:
            await self._change(Request(scope, receive))
            # Without a body, which this status must not have.
            await Response(status_code=204)(scope, receive, send)
            return
        except UploadRefusedError as error:
            status, says = error.status, error.says
            # Whoever has no right, or sends nothing, is not waited for any longer.
            headers = {"connection": "close"} if status in (403, 408) else {}
        except OSError:
            status, says = 507, _DISK
        except _GoneError:
            return
        await answer(scope, receive, send, status, says, headers)

    async def _change(self, request: Request) -> None:
        path = str(request.scope["path"])
        found = _PLACE.fullmatch(path.removeprefix(base_path(self.rules.base)))
        if not found or request.method not in ("PUT", "DELETE"):
            raise UploadRefusedError(404, "")
        session, file = found.groups()
        if not self.rules.is_ours(request):
            raise UploadRefusedError(403, _NOT_OURS)
        person = self.rules.may_upload(session, request.cookies)
        if person is None:
            raise UploadRefusedError(403, _NO_RIGHT)
        if request.method == "DELETE":
            await self._aside(self.store.remove, session, file)
        else:
            await self._put(request, session, file, person)

    async def _put(self, request: Request, session: str, file: str, person: str) -> None:
        size, form = _announced(request, self.store.most), _Form(_boundary(request))
        incoming = await self._aside(self.store.begin, session, person, size)
        try:
            async for portion in _portions(request.receive, size, self.rules.silence):
                await self._aside(form.take, portion, incoming)
            if not form.ended:
                raise UploadRefusedError(400, _NO_FORM)
            await self._aside(self.store.finish, incoming, file, form.name, form.type)
            if not self.rules.is_open(session):
                raise UploadRefusedError(403, _NO_RIGHT)
        finally:
            # Not waited for: the request may have been cancelled.
            self._threads.submit(self.store.drop, incoming)
            if not self.rules.is_open(session):
                self._threads.submit(self.store.remove_session, session)

    async def _aside(self, call: Callable, *arguments: object):
        """Call what reads or writes the disk in a thread of the uploads."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, call, *arguments)


class _GoneError(Exception):
    """The browser has left."""


class _Form:
    """The one file of a form, as its pieces come.

    Parameters
    ----------
    boundary : bytes
        What stands between the parts.
    """

    def __init__(self, boundary: bytes):
        self.name, self.type, self.ended = "", "application/octet-stream", False
        self._parts, self._field, self._value = 0, b"", b""
        self._headers: dict[bytes, bytes] = {}
        self._incoming: Incoming | None = None
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._part_begin,
            "on_part_data": self._part_data,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def take(self, portion: list[bytes], incoming: Incoming) -> None:
        """Write what belongs to the file; raise an UploadRefusedError when it is no such form."""
        self._incoming = incoming
        with incoming.lock:
            try:
                for piece in portion:
                    self._parser.write(piece)
            except (FormParserError, ValueError):
                # A ValueError: the file was closed meanwhile, since the request has been given up.
                raise UploadRefusedError(400, _NO_FORM) from None

    def _part_begin(self) -> None:
        self._parts += 1
        if self._parts > 1:
            raise UploadRefusedError(400, _NO_FORM)

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        if b"filename" not in options:
            raise UploadRefusedError(400, _NO_FORM)
        self.name = options[b"filename"].decode("utf-8", "replace")[-_LONGEST:]
        kind = self._headers.get(b"content-type", b"").decode("latin-1")
        self.type = kind[:_LONGEST] or self.type

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._incoming is not None:
            self._incoming.write(data[start:end])

    def _end(self) -> None:
        self.ended = True


def _announced(request: Request, most: int) -> int:
    """Return how many bytes to make room for: all that a file may have when nothing is said."""
    said = request.headers.get("content-length")
    if said is None:
        return most + MEGABYTE
    if not (said.isascii() and said.isdigit()) or len(said) > 15:
        raise UploadRefusedError(400, _NO_FORM)
    return int(said)


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    # RFC 2046, section 5.1.1.
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 70:
        raise UploadRefusedError(400, _NO_FORM)
    return boundary


async def _portions(receive: Receive, most: int, silence: float) -> AsyncIterator[list[bytes]]:
    """Yield the body in portions that are worth a write."""
    portion: list[bytes] = []
    gathered, more = 0, True
    while more:
        message: Message = {}
        with suppress(TimeoutError):
            async with asyncio.timeout(silence):
                message = await receive()
        if not message:
            raise UploadRefusedError(408, _SILENT.format(n=silence))
        if message["type"] != "http.request":
            raise _GoneError
        body, more = message.get("body", b""), message.get("more_body", False)
        portion.append(body)
        gathered, most = gathered + len(body), most - len(body)
        if most < 0:
            raise UploadRefusedError(413, "The request held more bytes than it announced.")
        if gathered >= _PORTION or len(portion) >= _PIECES or not more:
            yield portion
            portion, gathered = [], 0
