"""The configuration of nginx by itself: valid, tight, and polite when nobody answers."""

import contextlib
import http.client
import re
import shutil
import socket
import subprocess
import threading
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from graph_app.serve.limits import MAX_BODY
from scripts.serving import ROOT, free_port, wait_for
from tests.deploy.office import DEPLOY, Nginx, make_certificate

pytestmark = pytest.mark.usefixtures("nginx")
UPLOAD = "/_stcore/upload_file/session/file"


def megabytes(text: str) -> list[int]:
    return [int(size) * 2**20 for size in re.findall(r"client_max_body_size (\d+)m;", text)]


@pytest.mark.parametrize("front", ["http", "tls"])
def test_it_is_valid(front, tmp_path):
    make_certificate(tmp_path / "tls")
    said = Nginx(tmp_path, (free_port(), free_port()), front).check()
    assert "test is successful" in said
    assert "[warn]" not in said
    assert "${" not in "".join(p.read_text() for p in (tmp_path / "conf.d").iterdir())


def test_uploads_are_bounded_as_in_the_app():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    most = config["server"]["maxUploadSize"] * 2**20
    other, upload = megabytes((DEPLOY / "nginx" / "graph-app.inc").read_text())
    assert most < upload <= most + 2**20
    assert MAX_BODY <= other <= 2 * MAX_BODY


@pytest.fixture
def alone(tmp_path):
    """Return nginx with nobody behind it."""
    nginx = Nginx(tmp_path, (free_port(), free_port()))
    nginx.start()
    yield nginx
    nginx.stop()


def ask(nginx, method="GET", path="/", headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=10)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    connection.close()
    return answer


def test_when_nobody_answers_the_page_says_so_and_tries_again(alone):
    answer = ask(alone)
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert 'http-equiv="refresh"' in answer.text
    assert "käynnistyy" in answer.text
    assert answer.headers["Server"] == "nginx"
    assert answer.headers["Set-Cookie"] is None


def test_what_is_too_large_is_refused_before_it_is_sent(alone):
    def sized(size: int, path: str) -> int:
        return ask(alone, "POST", path, {"Content-Length": str(size)}).status

    assert sized(2**20 + 1, "/") == 413
    assert sized(202 * 2**20, UPLOAD) == 413
    # Taken on: only then is it found that nobody is there.
    assert sized(200 * 2**20 + 2000, UPLOAD) == 503


def test_the_log_holds_no_query_and_no_address(alone):
    ask(alone, path="/oauth2callback?code=abc&state=def")
    # nginx logs a request after it has answered.
    wait_for((alone.folder / "access.log").read_text, seconds=10)
    text = (alone.folder / "access.log").read_text()
    assert '"path":"/oauth2callback"' in text
    assert '"status":503' in text
    assert "abc" not in text
    assert "127.0.0.1" not in text


def test_no_log_holds_what_opens_a_file_or_a_visit(alone):
    for path in (UPLOAD.replace("session", "5e55"), "/media/5e55.xlsx?x=5e55", "/%6Dedia/5e55",
                 "//media//5e55", "/MEDIA/5e55", "/_stcore/Upload_File/5e55/a", "/x?code=5e55"):  # fmt: skip
        ask(alone, path=path)
    log = alone.folder / "access.log"
    wait_for(lambda: len(log.read_text().splitlines()) == 7, seconds=10)
    assert log.read_text().count('"path":"/media/-"') == 4
    assert log.read_text().count('"path":"/_stcore/upload_file/-/-"') == 2
    # Nobody answers behind it: of that nginx would write whole request lines by itself.
    assert '"tried":"502' in log.read_text()
    for name in ("access.log", "error.log"):
        assert "5e55" not in (alone.folder / name).read_text()


def closed_after(port: int, sent: bytes, most: float) -> float:
    """Send the beginning of a request; return after how many seconds the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=most) as connection:
        connection.sendall(sent)
        began = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            while connection.recv(1000):
                pass
        return time.monotonic() - began


def test_half_a_request_is_cut_off(recorded):
    nginx, _, _serving = recorded
    upload = b"POST " + UPLOAD.encode() + b" HTTP/1.1\r\nHost: x\r\n"
    halves = [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ", upload + b"Content-Length: 100\r\n\r\nab"]
    with ThreadPoolExecutor() as pool:
        took = list(pool.map(lambda half: closed_after(nginx.port, half, 40), halves))
    assert took[0] < 15
    assert took[1] < 15
    assert took[2] < 30


class Recorder(ThreadingHTTPServer):
    """A server in the place of a process, which records what nginx sends."""

    def __init__(self, answers: int = 200):
        self.answers, self.seen, self.cookies = answers, [], ()
        super().__init__(("127.0.0.1", 0), _Recording)
        threading.Thread(target=self.serve_forever).start()


class _Recording(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen.append(self)
        self.send_response(self.server.answers)
        self.send_header("Content-Length", "0")
        for cookie in self.server.cookies:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args):
        pass


@pytest.fixture
def recorded(tmp_path):
    """Return nginx and what stands behind it: one that stops, one that serves."""
    with Recorder(503) as stopping, Recorder(200) as serving:
        nginx = Nginx(tmp_path, (stopping.server_port, serving.server_port))
        nginx.start()
        yield nginx, stopping, serving
        nginx.stop()
        stopping.shutdown()
        serving.shutdown()


def test_what_the_app_is_told(recorded):
    nginx, _, serving = recorded
    forged = {"X-Forwarded-For": "10.1.2.3", "X-Forwarded-Proto": "https", "Forwarded": "for=x"}
    path = "/a%2Fb?q=1&r=%C3%A4"
    ask(nginx, path=path, headers={**forged, "Cookie": "graph_app_process=2"})
    (seen,) = serving.seen
    assert seen.path == path
    assert seen.headers["Host"] == f"127.0.0.1:{nginx.port}"
    assert seen.headers.get_all("X-Forwarded-For") == ["127.0.0.1"]
    assert seen.headers.get_all("X-Forwarded-Proto") == ["http"]
    assert "Forwarded" not in seen.headers


def test_the_tokens_of_a_sign_in_pass_in_cookies_of_the_largest_size(recorded):
    nginx, _, serving = recorded
    serving.cookies = [f"token_{number}={'x' * 4000}" for number in range(3)]
    path, kept = "/oauth2callback?code=abc", "; ".join(["graph_app_process=2", *serving.cookies])
    answer = ask(nginx, path=path, headers={"Cookie": kept})
    assert answer.status == 200
    assert answer.headers.get_all("Set-Cookie") == serving.cookies
    assert serving.seen[0].headers["Cookie"] == kept


def test_reading_goes_to_the_other_process_and_changing_is_not_sent_twice(recorded):
    nginx, stopping, serving = recorded
    to_first = {"Cookie": "graph_app_process=1"}
    answer = ask(nginx, "POST", headers={**to_first, "Content-Length": "0"})
    assert answer.status == 503
    assert (len(stopping.seen), len(serving.seen)) == (1, 0)
    answer = ask(nginx, path="/x", headers=to_first)
    assert answer.status == 200
    assert answer.headers["Set-Cookie"].startswith("graph_app_process=2;")
    assert len(serving.seen) == 1


def test_the_cookie_is_sent_only_when_it_says_something_new(recorded):
    nginx, *_ = recorded
    assert ask(nginx, headers={"Cookie": "graph_app_process=2"}).headers["Set-Cookie"] is None
    for wrong in ("3", "22", "x", "2x"):
        given = ask(nginx, headers={"Cookie": f"graph_app_process={wrong}"}).headers["Set-Cookie"]
        assert given.startswith("graph_app_process=2;")


def test_ready_when_one_of_them_is(recorded):
    nginx, stopping, serving = recorded
    assert {ask(nginx, path="/ready").status for _ in range(4)} == {200}
    serving.answers = 503
    assert ask(nginx, path="/ready").status == 503
    stopping.answers = 200
    # Neither "no" counts as a failure: whoever is ready again is asked at once.
    assert ask(nginx, path="/ready").status == 200


@pytest.mark.skipif(shutil.which("envsubst") is None, reason="envsubst is not installed")
def test_filling_the_templates_as_the_readme_says_gives_what_is_tested_here(tmp_path):
    text = (DEPLOY / "README.md").read_text()
    (block,) = [one for one in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "envsubst" in one]
    typed = block.partition("rm -f")[0].replace("/etc/nginx", str(tmp_path / "typed"))
    (tmp_path / "typed" / "conf.d").mkdir(parents=True)
    subprocess.run(["sh", "-ec", typed], cwd=ROOT, check=True)

    class Typed(Nginx):
        def values(self):
            return dict(re.findall(r"(PROXY_\w+)=(\S+)", typed))

    Typed(tmp_path / "ours", (8501, 8502), "tls").write()
    for name in ("conf.d/10-graph-app.conf", "conf.d/20-tls.conf", "graph-app.inc"):
        assert (tmp_path / "typed" / name).read_text() == (tmp_path / "ours" / name).read_text()
