"""A polite client of SPARQL endpoints.

It names the product to the server, asks one page at a time, waits when it is asked to, and gives up
when its time is over. An answer is bounded and accepted only when it is whole SPARQL JSON.

References
----------
W3C (2013), SPARQL 1.1 Protocol and SPARQL 1.1 Query Results JSON Format. RFC 9110, 10.2.3
(Retry-After). Wikimedia, User-Agent policy and Wikidata Query Service limits (60 s of processing a
minute; clients that ignore 429 and Retry-After are shut out).
"""

import asyncio
import datetime
import email.utils
import json
import ssl
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import metadata

import httpx2

from graph_app.intake.files.guards import has_half_characters
from graph_app.intake.merging.draft import Progress
from graph_app.model.errors import EndpointError, TableError
from graph_app.model.messages import Message

#: Status, headers and body of an answer.
Answer = tuple[int, httpx2.Headers, bytes]
#: A row of an answer: variable -> ``{"type": ..., "value": ...}``.
Binding = dict[str, dict[str, str]]
_RETRIED = {408, 429, 500, 502, 503, 504}
_MOVED = {301, 302, 307, 308}
_TYPES = {"application/sparql-results+json", "application/json"}
_MOST_MOVES = 3


try:
    _PRODUCT = f"graph-app/{metadata.version('graph-app')} (explorer of the relations of cities)"
except metadata.PackageNotFoundError:
    _PRODUCT = "graph-app/0 (explorer of the relations of cities)"


@dataclass(frozen=True)
class Endpoint:
    """Where to ask, and for how long.

    Parameters
    ----------
    url : str
        An http or https address, e.g. ``https://query.wikidata.org/sparql``.
    seconds : float
        Time for everything: all pages, all retries.
    silence : float
        Longest time without a byte from the server.
    retries : int
        How often one page is asked again after a failure that may pass.
    back_off : float
        Seconds before the first retry; doubled at each further one, unless the server says when.
    page : int
        Rows asked for at once.
    most_pages, most_bytes : int
        Bounds of what is taken.
    contact : str
        An e-mail or web address of the office, sent to the server beside the product's name.
    """

    url: str
    seconds: float = 120.0
    silence: float = 60.0
    retries: int = 4
    back_off: float = 1.0
    page: int = 5_000
    most_pages: int = 200
    most_bytes: int = 64 * 2**20
    contact: str = ""

    def __post_init__(self) -> None:
        _checked(self.url)

    @property
    def host(self) -> str:
        """The host that is asked, with its port where the address names one."""
        return urllib.parse.urlsplit(self.url).netloc

    @property
    def user_agent(self) -> str:
        """The name under which the server knows us."""
        contact = "".join(char for char in self.contact if 32 < ord(char) < 127)
        return f"{_PRODUCT} {contact}".strip()


def _checked(url: str) -> urllib.parse.SplitResult:
    expected = Message("expected an address such as https://query.wikidata.org/sparql")
    try:
        parts = urllib.parse.urlsplit(url)
        parts.port  # noqa: B018 - raises when the port is no number
    except ValueError as error:
        raise EndpointError(
            "{url!r}: {reason}, {expected}", url=url[:80], reason=error, expected=expected
        ) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EndpointError(
            "{url!r}: found no http or https address, {expected}", url=url[:80], expected=expected
        )
    if parts.username is not None or parts.password is not None:
        raise EndpointError(
            "{hostname}: found a name in the address, expected none", hostname=parts.hostname
        )
    if not url.isascii() or any(char <= " " for char in url):
        raise EndpointError(
            "{url!r}: found a character that no address has, {expected}",
            url=url[:80],
            expected=expected,
        )
    return parts


@dataclass
class _Clock:
    """The time that is left for everything."""

    seconds: float
    host: str
    begun: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        left = self.begun + self.seconds - time.monotonic()
        if left <= 0:
            raise EndpointError(
                "{host}: no whole answer within {seconds:g} seconds",
                host=self.host,
                seconds=self.seconds,
            )
        return left


class _PassingError(EndpointError):
    """A failure that may pass; ``after`` is the time the server asks us to wait, in seconds."""

    def __init__(self, template: str | Message, /, after: float | None = None, **values: object):
        super().__init__(template, **values)
        self.after = after


def ask_pages(
    endpoint: Endpoint, query: Callable[[int, int], str], progress: Progress | None = None
) -> Iterator[list[Binding]]:
    """Ask an endpoint page by page, until a page is not full.

    Parameters
    ----------
    endpoint : Endpoint
        Where to ask, with all bounds.
    query : callable
        Gives the SPARQL text for ``(limit, offset)``; its order of rows must be fixed.
    progress : Progress, optional
        Asked between pages and while waiting whether to stop; takes the rows so far.

    Yields
    ------
    list of dict
        The bindings of one page, each ``{variable: {"type": ..., "value": ...}}``.

    Raises
    ------
    EndpointError
        If the server refuses, stalls, sends no SPARQL JSON, or too much.
    CancelledError
        If the person stops it.
    """
    progress = progress or Progress()
    clock = _Clock(endpoint.seconds, endpoint.host)
    before: list[Binding] | None = None
    rows = 0
    for number in range(endpoint.most_pages):
        progress.step(number / (number + 1), rows)
        page = _page(endpoint, query(endpoint.page, number * endpoint.page), clock, progress)
        if page and page == before:
            raise EndpointError(
                "{host}: sent the same page twice, expected the next one", host=endpoint.host
            )
        rows += len(page)
        yield page
        if len(page) < endpoint.page:
            return
        before = page
    most = endpoint.most_pages * endpoint.page
    raise EndpointError(
        "{host}: found more than {most:,} rows, expected fewer", host=endpoint.host, most=most
    )


def _page(endpoint: Endpoint, query: str, clock: _Clock, progress: Progress) -> list[Binding]:
    for attempt in range(endpoint.retries + 1):
        try:
            return _bindings(endpoint, _ask(endpoint, query, clock, progress))
        except _PassingError as failure:
            left = clock.left()
            host = endpoint.host
            if attempt == endpoint.retries:
                times = Message("asked {attempt} times", attempt=attempt + 1)
                raise EndpointError(
                    "{host}: {reason} ({times})", host=host, reason=failure, times=times
                ) from None
            pause = endpoint.back_off * 2**attempt if failure.after is None else failure.after
            if pause >= left:
                if failure.after is None:
                    times = Message(
                        "asked {attempt} times within {seconds:g} seconds",
                        attempt=attempt + 1,
                        seconds=endpoint.seconds,
                    )
                else:
                    times = Message(
                        "asks to wait {pause:.0f} seconds, more than are left", pause=pause
                    )
                raise EndpointError(
                    "{host}: {reason}; {times}", host=host, reason=failure, times=times
                ) from None
            _wait(pause, progress)
    raise AssertionError("the last attempt returns or raises")


def _wait(seconds: float, progress: Progress) -> None:
    """Wait in small steps, so that the person can stop."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        progress.check()
        time.sleep(min(0.2, left))


def _ask(endpoint: Endpoint, query: str, clock: _Clock, progress: Progress) -> bytes:
    """Return the body of the answer, following moves on the same host."""
    url = endpoint.url
    for _ in range(_MOST_MOVES + 1):
        status, headers, body = _post(endpoint, url, query, clock, progress)
        if status in _MOVED:
            url = _moved(endpoint, url, headers.get("Location") or "")
        elif status in _RETRIED:
            after = _retry_after(headers.get("Retry-After"))
            raise _PassingError("answered {status}", after=after, status=status)
        elif status != 200:
            raise EndpointError(
                "{host}: answered {status}, expected 200", host=endpoint.host, status=status
            )
        else:
            _check_type(endpoint, headers, body)
            return body
    raise EndpointError(
        "{host}: moved us on more than {most} times", host=endpoint.host, most=_MOST_MOVES
    )


def _moved(endpoint: Endpoint, url: str, location: str) -> str:
    """Return the new address; only on the same host, and never from https to http."""
    new = urllib.parse.urljoin(url, location)
    old, parts = urllib.parse.urlsplit(url), _checked(new)
    safer = (old.scheme, parts.scheme) == ("http", "https")
    same_place = parts.hostname == old.hostname and (safer or parts.netloc == old.netloc)
    if not same_place or (old.scheme, parts.scheme) == ("https", "http"):
        raise EndpointError(
            "{host}: moved us to {scheme}://{netloc}, expected the same host",
            host=endpoint.host,
            scheme=parts.scheme,
            netloc=parts.netloc,
        )
    return new


def _post(endpoint: Endpoint, url: str, query: str, clock: _Clock, progress: Progress) -> Answer:
    """Return the answer, which comes in time or not at all."""
    given_up = threading.Event()

    async def watched() -> Answer:
        task = asyncio.ensure_future(_exchange(endpoint, url, query))
        try:
            while not task.done() and not progress.stopped and not given_up.is_set():
                await asyncio.wait({task}, timeout=min(0.2, clock.left()))
            progress.check()
            # There is none when the caller was interrupted, who then asks for none.
            return task.result()
        finally:
            task.cancel()

    # In a thread of its own, as the caller's may run a loop of events already.
    with ThreadPoolExecutor(1) as pool:
        try:
            return pool.submit(asyncio.run, watched()).result()
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            clock.left()
            if isinstance(error, httpx2.TimeoutException):
                raise _PassingError("was silent for too long") from None
            # What is no HTTP is shown as it came, and may be long.
            reason = str(error)[:200] or Message("closed")
            raise _PassingError("could not be asked ({reason})", reason=reason) from None
        finally:
            given_up.set()


async def _exchange(endpoint: Endpoint, url: str, query: str) -> Answer:
    headers = {
        "Accept": "application/sparql-results+json",
        "Accept-Encoding": "identity",
        "User-Agent": endpoint.user_agent,
        "Connection": "close",
    }
    client = httpx2.AsyncClient(
        timeout=endpoint.silence, verify=ssl.create_default_context(), trust_env=False
    )
    asked = client.stream("POST", url, data={"query": query}, headers=headers)
    async with client, asked as answer:
        body = bytearray()
        async for block in answer.aiter_raw():
            body += block
            if len(body) > endpoint.most_bytes:
                raise EndpointError(
                    "{host}: sent more than {most_bytes:,} bytes, expected a page of {page:,} rows",
                    host=endpoint.host,
                    most_bytes=endpoint.most_bytes,
                    page=endpoint.page,
                )
        return answer.status_code, answer.headers, bytes(body)


def _retry_after(text: str | None) -> float | None:
    """Return the seconds to wait that a Retry-After header names, as seconds or as a date."""
    if not text:
        return None
    if text.strip().isdecimal():
        return float(text.strip())
    try:
        until = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    until = until.replace(tzinfo=until.tzinfo or datetime.UTC)
    return max(0.0, (until - datetime.datetime.now(datetime.UTC)).total_seconds())


def _check_type(endpoint: Endpoint, headers: httpx2.Headers, body: bytes) -> None:
    host, expected = endpoint.host, Message("expected application/sparql-results+json")
    found = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if body.lstrip()[:1] == b"<" or found == "text/html":
        raise EndpointError(
            "{host}: sent a web page (HTML), {expected}", host=host, expected=expected
        )
    if found not in _TYPES:
        raise EndpointError(
            "{host}: sent {found!r}, {expected}", host=host, found=found[:60], expected=expected
        )
    coding = headers.get("Content-Encoding", "identity").lower()
    if coding != "identity":
        raise EndpointError(
            "{host}: sent {coding!r}, expected it uncompressed", host=host, coding=coding[:30]
        )


def _bindings(endpoint: Endpoint, body: bytes) -> list[Binding]:
    try:
        text = body.decode(json.detect_encoding(body))
        answer = json.loads(text)
    except (ValueError, RecursionError):
        # A query service that runs out of time breaks off in the middle of the rows.
        raise _PassingError("broke off its answer or sent no JSON") from None
    if has_half_characters(text, answer):
        raise EndpointError("{host}: found half a character, expected text", host=endpoint.host)
    try:
        return checked_bindings(answer)
    except TableError as error:
        raise EndpointError("{host}: {reason}", host=endpoint.host, reason=error) from None


def checked_bindings(answer: object) -> list[Binding]:
    """Return the rows of SPARQL 1.1 JSON results.

    Raises
    ------
    TableError
        If the form is another.
    """
    results = answer.get("results") if isinstance(answer, dict) else None
    rows = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(rows, list):
        raise TableError("found no results and bindings, expected SPARQL JSON")
    for row in rows:
        cells = row.values() if isinstance(row, dict) else (None,)
        if not all(isinstance(c, dict) and isinstance(c.get("value"), str) for c in cells):
            raise TableError("found a row without values, expected SPARQL JSON")
    return rows
