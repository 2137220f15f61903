"""A server that listens everywhere asks nobody what its own address is."""

import contextlib
import socket
import threading

import pytest

from scripts.serving import app_process


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
    through = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), address)
    own = {"no_proxy": "127.0.0.1", "GRAPH_APP_LOG": "json"}
    path = tmp_path / "log"
    with path.open("wb") as log, app_process(log, listens="0.0.0.0", **through, **own) as (app, _):
        pass
    assert asked == []
    assert app in path.read_text()
