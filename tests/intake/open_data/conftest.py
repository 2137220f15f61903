"""A SPARQL endpoint on loopback that behaves as a test wants it to."""

import contextlib
import json
import re
import socket
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from .official import cordis, write_zip

RESULTS = "application/sparql-results+json"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        form = urllib.parse.parse_qs(self.rfile.read(length).decode())
        self.query = form["query"][0]
        server = self.server
        server.asked.append((self.path, self.query, dict(self.headers)))
        step = server.steps.pop(0) if server.steps else server.always
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            step(self)
        self.close_connection = True

    def page(self):
        limit, offset = re.search(r"LIMIT (\d+) OFFSET (\d+)", self.query).groups()
        return self.server.rows[int(offset) :][: int(limit)]

    def answer(self, body, status=200, kind=RESULTS, length=0, **headers):
        """Send an answer; its length is the body's, another one, or not stated (None)."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length or len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


def whole(handler):
    body = {"head": {"vars": ["a"]}, "results": {"bindings": handler.page()}}
    handler.answer(json.dumps(body).encode())


def fails(status, **headers):
    return lambda handler: handler.answer(b"no", status, "text/plain", **headers)


def sends(body, kind=RESULTS, **more):
    return lambda handler: handler.answer(body, kind=kind, **more)


def stalls(handler):
    handler.server.released.wait(20)


def stalls_in_the_middle(handler):
    handler.answer(b'{"head": ', length=1000)
    stalls(handler)


def for_ever(handler, block, pause):
    while not handler.server.released.wait(pause):
        handler.wfile.write(block)
        handler.wfile.flush()


def trickles(handler):
    """A byte now and then, for ever: never silent, never done."""
    handler.answer(b"", length=None)
    for_ever(handler, b" ", 0.05)


def trickles_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for_ever(handler, b"x", 0.05)


def never_ends(handler):
    handler.answer(b"", length=None)
    for_ever(handler, b'{"a": ' * 10_000, 0)


def hangs_up(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)


def speaks_nonsense(handler):
    handler.wfile.write(b"\x16\x03\x01 this is not HTTP\r\n\r\n")


@pytest.fixture
def official(tmp_path):
    """The zip of a framework programme, with files beside the two that are read."""
    files = {path.name: path.read_bytes() for path in cordis(tmp_path)}
    files["topics.csv"] = '"projectID";"topic";"title"\n"101056789";"T";"A topic"\n'
    files["information.csv"] = "\n"
    return write_zip(tmp_path, "cordis-HORIZONprojects-csv.zip", files)


@pytest.fixture
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.asked, httpd.steps, httpd.rows, httpd.always = [], [], [], whole
    httpd.released = threading.Event()
    httpd.url = f"http://127.0.0.1:{httpd.server_port}/sparql"
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield httpd
    httpd.released.set()
    httpd.shutdown()
    httpd.server_close()
