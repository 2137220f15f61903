"""Files that are brought over real sockets, as a browser brings them and as it never would."""

import http.client
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from graph_app.serve.browser_cookie import COOKIE as BROWSER

_EDGE = b"edge0123456789"


def form(content: bytes, name: str = "a.csv") -> bytes:
    """Return a form with one file."""
    head = b'--%b\r\nContent-Disposition: form-data; name="f"; filename="%b"\r\n\r\n'
    return head % (_EDGE, name.encode()) + content + b"\r\n--%b--\r\n" % _EDGE


def secret_of(address: str) -> str:
    """Return what a new browser gets to prove that it asks from our pages."""
    with closing(http.client.HTTPConnection(address[7:], timeout=30)) as connection:
        connection.request("GET", "/_stcore/health")
        answer = connection.getresponse()
        return re.search("_streamlit_xsrf=([^;]+)", answer.headers["Set-Cookie"])[1]


def cookies(secret: str) -> str:
    """Return the cookies of a browser; its name is the secret too, so that no other has it."""
    return f"_streamlit_xsrf={secret}; {BROWSER}={secret}"


def begin(
    address: str, place: str, size: int | None, secret: str = "", method: str = "PUT"
) -> socket.socket:
    """Send the head of a request; return the socket."""
    host, port = address[7:].split(":")
    opened = socket.create_connection((host, int(port)), timeout=30)
    lines = [f"{method} /_stcore/upload_file/{place} HTTP/1.1", f"Host: {host}:{port}"]
    lines += [f"Content-Type: multipart/form-data; boundary={_EDGE.decode()}"]
    lines += [f"Content-Length: {size}"] if size is not None else ["Transfer-Encoding: chunked"]
    if secret:
        lines += [f"X-Xsrftoken: {secret}", f"Cookie: {cookies(secret)}"]
    opened.sendall("\r\n".join([*lines, "", ""]).encode())
    return opened


def answer(opened: socket.socket) -> tuple[int, str]:
    """Return the status of what comes back, and its text."""
    response = http.client.HTTPResponse(opened)
    response.begin()
    with closing(opened):
        return response.status, response.read().decode()


def put(address: str, place: str, body: bytes, secret: str = "") -> tuple[int, str]:
    """Bring a whole body."""
    opened = begin(address, place, len(body), secret)
    opened.sendall(body)
    return answer(opened)


def put_large(address: str, place: str, megabytes: int, secret: str) -> tuple[int, str]:
    """Bring a file of zeros without having it in memory."""
    before, after = form(b"@").split(b"@")
    opened = begin(address, place, megabytes * 2**20 + len(before + after), secret)
    opened.sendall(before)
    for _ in range(megabytes):
        opened.sendall(bytes(2**20))
    opened.sendall(after)
    return answer(opened)


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the uploaded files beneath a folder, whole or not."""
    for path in folder.rglob("*"):
        if "uploads" in path.parts and path.is_file():
            yield path
