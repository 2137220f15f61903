"""A PostgreSQL server of our own, for whoever tests or measures with a real one."""

import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scripts.serving import free_port
from tests.conftest import need


def find_binaries() -> Path | None:
    found = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/postgres")))
    newest = found[-1] if found else shutil.which("postgres")
    return Path(newest).parent if newest else None


class Server:
    """A PostgreSQL server with real files, which can be stopped and started."""

    def __init__(self, folder: Path, binaries: Path):
        self.folder, self.binaries = folder, binaries
        self.data = folder / "data"
        # The server refuses to be root.
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.port = free_port()
        self.user = "postgres"
        options = ["--no-locale", "--encoding=UTF8", "--auth=trust", f"--username={self.user}"]
        self.run("initdb", "-D", self.data, *options)
        self.names = itertools.count()

    def run(self, program: str, *arguments):
        command = [str(part) for part in (*self.as_user, self.binaries / program, *arguments)]
        with tempfile.TemporaryFile() as out:
            done = subprocess.run(command, cwd="/", stdout=out, stderr=out, check=False)
            out.seek(0)
            assert done.returncode == 0, out.read().decode()

    def start(self):
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c max_connections=60"
        options += f" -c unix_socket_directories={self.folder}"
        log = self.folder / "log"
        self.run("pg_ctl", "-D", self.data, "-w", "-t", 60, "-l", log, "-o", options, "start")

    def stop(self, mode: str = "immediate"):
        self.run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop")

    def is_down(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) != 0

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str):
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(statement)

    def new_schema(self) -> str:
        """Make an empty place to work in, much faster than a database."""
        name = f"test{next(self.names)}"
        self.execute(f"CREATE SCHEMA {name}")
        return f"{self.address()}?options=-csearch_path%3D{name}"

    def dump(self, place: str) -> str:
        """Return the statements that make the content of such a place anew."""
        name = _schema_of(place)
        done = subprocess.run(
            [self.binaries / "pg_dump", "--inserts", f"--schema={name}", self.address()],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        lines = done.stdout.splitlines()
        # Commands of psql, and the schema itself, are not for us.
        return "\n".join(
            line.replace(f"{name}.", "{schema}.")
            for line in lines
            if not line.startswith(("\\", "CREATE SCHEMA", "ALTER SCHEMA"))
        )

    def fill(self, place: str, dumped: str):
        """Make in an empty place what was dumped from another."""
        self.execute(dumped.replace("{schema}.", f"{_schema_of(place)}."))

    def new_database(self, options: str = "") -> str:
        name = f"test{next(self.names)}"
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.address(name)


def _schema_of(place: str) -> str:
    return place.rsplit("%3D", 1)[1]


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """Start a server of our own; stop it and remove its files at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Server(folder, find_binaries())
    server.start()
    try:
        yield server
    finally:
        with contextlib.suppress(AssertionError):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server():
    need(find_binaries(), "PostgreSQL")
    with running_server() as running:
        yield running
