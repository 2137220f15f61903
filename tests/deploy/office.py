"""An office on loopback: processes of the app behind nginx on one PostgreSQL, as they are shipped."""

import contextlib
import datetime
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    generate_xsrf_token_string,
)
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from scripts.serving import ROOT, free_port, status, wait_for, wait_for_answer
from scripts.websocket_user import WebsocketUser
from tests.conftest import EXCERPT
from tests.oidc_provider import COOKIE_SECRET, sign_in_variables

DEPLOY = ROOT / "deploy"
#: The cookie by which nginx remembers who answered.
COOKIE = "graph_app_process"
#: Who may edit, once signed in.
EDITOR = "aino@example.org"
_SERVICE = "https://sign-in.invalid/.well-known/openid-configuration"


def nginx_path() -> str | None:
    """Return the installed nginx, if there is one; it may lie outside the PATH of a user."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


# --- what the image holds -------------------------------------------------------------------------


def copied() -> list[tuple[list[str], str]]:
    """Return what the Dockerfile copies: sources, and where to."""
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    words = [shlex.split(line)[1:] for line in lines if line.startswith("COPY ")]
    return [(parts[:-1], parts[-1]) for parts in words]


def lay_out(folder: Path) -> Path:
    """Put into a folder what the image would hold, and no more."""
    for sources, target in copied():
        for source in sources:
            place = folder / target
            if target.endswith("/"):
                place = place / Path(source).name
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, place)
    return folder


# --- a process of the app -------------------------------------------------------------------------


@dataclass
class Process:
    """One process of the app, which can be stopped, killed and started again.

    Parameters
    ----------
    code : Path
        What the image holds.
    folder : Path
        For its cache and its log; nobody else's.
    environment : mapping of str to str
        As the compose file gives it.
    """

    code: Path
    folder: Path
    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    running: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> list[dict]:
        """Return what it has logged so far."""
        # It may be in the midst of a line.
        lines = (self.folder / "log").read_text().splitlines(keepends=True)
        return [json.loads(one) for one in lines if one.startswith("{") and one.endswith("}\n")]

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        own = {
            "GRAPH_APP_CACHE": str(self.folder / "cache"),
            "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
            "STREAMLIT_SERVER_PORT": str(self.port),
        }
        with (self.folder / "log").open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"],
                cwd=self.code,
                env={**os.environ, **self.environment, **own},
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        wait_for_answer(f"{self.address}/ready", self.running)

    def kill(self) -> None:
        self.running.kill()
        self.running.wait()

    def stop(self) -> None:
        if self.running is not None and self.running.poll() is None:
            self.running.terminate()
            self.running.wait(timeout=40)


# --- nginx ----------------------------------------------------------------------------------------

_MAIN = """
{user}
daemon off;
worker_processes 2;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include conf.d/*.conf;
}}
"""


@dataclass
class Nginx:
    """nginx with the configuration that is shipped.

    Parameters
    ----------
    folder : Path
        For its files.
    ports : sequence of int
        Those of the two processes.
    front : str
        ``http`` or ``tls``.
    """

    folder: Path
    ports: tuple[int, int]
    front: str = "http"
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    running: subprocess.Popen | None = None

    def values(self) -> dict[str, str]:
        first, second = map(str, self.ports)
        return {
            **{"PROXY_HOST_1": "127.0.0.1", "PROXY_PORT_1": first},
            **{"PROXY_HOST_2": "127.0.0.1", "PROXY_PORT_2": second},
            "PROXY_LISTEN": f"127.0.0.1:{self.port}",
            "PROXY_LISTEN_TLS": f"127.0.0.1:{self.tls_port}",
            "PROXY_NAME": "localhost",
            "PROXY_LOG": str(self.folder / "access.log"),
        }

    def write(self) -> None:
        """Fill the templates as envsubst does, in a folder like ``/etc/nginx``."""
        (self.folder / "conf.d").mkdir(parents=True, exist_ok=True)
        for name in ("10-graph-app", f"20-{self.front}"):
            text = (DEPLOY / "nginx" / f"{name}.conf.template").read_text()
            text = re.sub(r"\$\{(PROXY_\w+)\}", lambda match: self.values()[match[1]], text)
            (self.folder / "conf.d" / f"{name}.conf").write_text(text)
        shutil.copy(DEPLOY / "nginx" / "graph-app.inc", self.folder)
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(_MAIN.format(folder=self.folder, user=user))

    def command(self) -> list[str]:
        error_log = str(self.folder / "error.log")
        return [nginx_path(), "-c", str(self.folder / "nginx.conf"), "-e", error_log]

    def check(self) -> str:
        """Return what ``nginx -t`` says."""
        self.write()
        done = subprocess.run([*self.command(), "-t"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stderr + (self.folder / "error.log").read_text()

    def start(self) -> None:
        self.check()
        self.running = subprocess.Popen(self.command())
        # The check leaves an empty file; nginx listens before it fills it.
        wait_for(lambda: (self.folder / "pid").read_text())

    def stop(self) -> None:
        self.running.send_signal(signal.SIGTERM)
        self.running.wait(timeout=20)


def make_certificate(folder: Path) -> Path:
    """Write a key and a certificate of its own for this machine; give the certificate."""
    folder.mkdir(parents=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(secret)
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    return folder / "fullchain.pem"


# --- the office -----------------------------------------------------------------------------------


@dataclass
class Office:
    """Two processes of the app behind nginx."""

    processes: tuple[Process, Process]
    nginx: Nginx

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.nginx.port}"

    def first_visit(self) -> str:
        """Open the page as one who comes for the first time; give the process that answered."""
        with urllib.request.urlopen(self.address, timeout=10) as answer:
            return cookie_of("; ".join(answer.headers.get_all("Set-Cookie") or ()))

    def get(self, path: str, process: str) -> int:
        """Ask for something as one whose cookie names a process; give the status."""
        request = urllib.request.Request(self.address + path)
        request.add_header("Cookie", f"{COOKIE}={process}")
        return status(request)


@contextlib.contextmanager
def running_office(database: str, folder: Path) -> Iterator[Office]:
    """Start an office on one database; stop it at the end."""
    nginx_port = free_port()
    environment = {
        "GRAPH_APP_DATABASE_URL": database,
        "GRAPH_APP_LOG": "json",
        "GRAPH_APP_STOP_DELAY": "0.5",
        "GRAPH_APP_ACCESS_EDITORS": EDITOR,
        "GRAPH_APP_DATA": str(EXCERPT),
        **sign_in_variables(_SERVICE, f"http://127.0.0.1:{nginx_port}"),
    }
    code = lay_out(folder / "image")
    processes = tuple(Process(code, folder / f"process-{n}", environment) for n in (1, 2))
    ports = (processes[0].port, processes[1].port)
    nginx = Nginx(folder / "nginx", ports, port=nginx_port)
    with contextlib.ExitStack() as stack:
        # Both at once: one of them loads the first facts, the other has to let it.
        for process in processes:
            process.start()
            stack.callback(process.stop)
        nginx.start()
        stack.callback(nginx.stop)
        for process in processes:
            process.wait()
        yield Office(processes, nginx)


def sign_in_cookie(address: str, email: str = EDITOR) -> str:
    """Return the cookie that the app sets when a sign-in has come back from the service."""
    claims = {"sub": email, "email": email, "email_verified": True, "iat": int(time.time())}
    user = {**claims, "origin": address, "is_logged_in": True, "provider": "default"}
    return create_signed_value(COOKIE_SECRET, USER_COOKIE_NAME, json.dumps(user)).decode()


class Reader(WebsocketUser):
    """One reader's visit through nginx, with cookies as a browser keeps them.

    Parameters
    ----------
    address : str
        Of nginx.
    process : str
        What the cookie of nginx says; empty at the first visit.
    signed_in : bool
        Whether it is the editor.
    **options
        For the connection.
    """

    def __init__(self, address: str, process: str = "", signed_in: bool = False, **options):
        token = generate_xsrf_token_string()
        cookies = {"_streamlit_xsrf": token, COOKIE: process}
        if signed_in:
            cookies[USER_COOKIE_NAME] = sign_in_cookie(address)
        sent = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
        #: Texts that the page showed when it was last drawn.
        self.texts: list[str] = []
        super().__init__(
            address,
            subprotocols=["streamlit", token],
            additional_headers={"Origin": address, "Cookie": sent},
            **options,
        )
        self.process = cookie_of(self._socket.response.headers.get("Set-Cookie", "")) or process

    def refresh(self, fragment: str = "") -> float:
        self.texts = []
        return super().refresh(fragment)

    def _note(self, delta) -> None:
        super()._note(delta)
        if delta.WhichOneof("type") == "new_element":
            kind = delta.new_element.WhichOneof("type")
            if kind in ("markdown", "heading", "alert", "text"):
                self.texts.append(getattr(delta.new_element, kind).body)

    @property
    def shown(self) -> str:
        """Return the text of the page."""
        return "\n".join(self.texts)

    def change(self, table: str, row: str, label: str, value: str, reason: str) -> float:
        """Change one field through the Data screen; give the seconds that saving took."""
        self.open("data", f"part=edit&do=change&table={table}&row={row}&lang=en")
        self.pick(label, value)
        self.pick("Reason for the change, for the history", reason)
        return self.press("Save")


# --- small things ---------------------------------------------------------------------------------


def cookie_of(header: str) -> str:
    """Return the process that ``Set-Cookie`` names, among others; empty when it names none."""
    found = re.search(rf"\b{COOKIE}=(\d+)", header or "")
    return found[1] if found else ""
