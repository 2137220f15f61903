"""A server that listens everywhere asks nobody what its own address is."""

import contextlib
import os
import socket
import subprocess
import sys
import threading

import pytest

from scripts.serving import free_port, wait_for_health
from tests.conftest import ROOT


@pytest.fixture
def proxy():
    """Return the address of a proxy and what it was asked for; it answers nothing."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            with contextlib.suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    with caller:
                        asked.append(caller.recv(200))

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked


def test_it_greets_without_a_question_to_the_internet(proxy, tmp_path):
    address, asked = proxy
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = ["--server.port", str(port), "--server.address", "0.0.0.0"]
    through = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), address)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=os.environ | through | {"no_proxy": "127.0.0.1", "GRAPH_APP_LOG": "json"},
            stdout=log,
            stderr=log,
        )
        try:
            wait_for_health(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.wait(timeout=20)
    assert asked == []
    assert f"http://localhost:{port}" in (tmp_path / "log").read_text()
