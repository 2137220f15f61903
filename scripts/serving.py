"""The running app and a browser that looks at it, for screenshots, benches and browser tests."""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, Page, sync_playwright

from graph_app.serve.local_editor import PATH, cookie_name, token_in

ROOT = Path(__file__).parent.parent
#: Without these Chromium looks for hosts of its own at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Return the installed Chromium, if there is one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running_app(**environment: str) -> Iterator[str]:
    """Serve the app on a free port; give its address."""
    with tempfile.TemporaryFile() as log, app_process(log, **environment) as (address, _process):
        yield address


@contextlib.contextmanager
def app_process(
    log: IO[bytes],
    script: Path | str = "streamlit_app.py",
    listens: str = "127.0.0.1",
    **environment: str,
) -> Iterator[tuple[str, subprocess.Popen]]:
    """Serve the app on a free port; give its address and its process, which writes to a log."""
    port = free_port()
    options = ["--server.port", str(port), "--server.address", listens]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options],
        cwd=ROOT,
        env={"GRAPH_APP_DATA": str(ROOT / "data"), **os.environ, **environment},
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for_answer(f"{address}/_stcore/health", process)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=20)


def edit_link(address: str, store: Path) -> str:
    """Return the link that lets a browser edit at an app with a store of its own."""
    return f"{address}{PATH}?token={token_in(store)}"


def edit_cookie(address: str, store: Path) -> str:
    """Return the cookie that a browser gets from the link."""
    return f"{cookie_name(address)}={token_in(store)}"


def wait_for_answer(url: str, process: subprocess.Popen) -> None:
    """Wait until a process answers with 200; raise a RuntimeError when it ends before."""

    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"the app ended with {process.returncode} before it answered")
        return status(url) == 200

    wait_for(answers)


def status(url: str | urllib.request.Request) -> int:
    """Return the status of an answer; 0 when there is none."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, http.client.HTTPException):
        return 0


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait until a condition is true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not true within {seconds} seconds")
        time.sleep(0.05)


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        yield opened
        opened.close()


#: Returns whether nothing on the page has changed for so many milliseconds.
_UNCHANGED = """(milliseconds) => {
  if (!window.__changed) {
    window.__changed = performance.now();
    new MutationObserver(() => { window.__changed = performance.now(); }).observe(
      document, { attributes: true, characterData: true, childList: true, subtree: true });
  }
  return performance.now() - window.__changed >= milliseconds;
}"""


def visit(page: Page, address: str) -> None:
    """Open an address and wait until everything is drawn."""
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Wait until Streamlit has drawn everything and nothing runs."""
    page.wait_for_selector("[data-testid=stAppViewContainer]", timeout=30_000)
    page.wait_for_selector("[data-testid=stHeading], h2, .ga-canvas canvas", timeout=30_000)
    _wait_for_the_script(page)
    wait_until(page, _UNCHANGED, 250)
    # What was drawn last may have asked for another run.
    _wait_for_the_script(page)


def _wait_for_the_script(page: Page) -> None:
    wait_until(
        page,
        "!!document.querySelector('[data-test-script-state=notRunning]')"
        " && !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]')",
    )


def wait_until(page: Page, condition: str, argument: object = None, seconds: float = 30) -> None:
    """Wait for a condition in the page; Playwright's own way needs eval, which the app forbids."""
    until = time.monotonic() + seconds
    while not page.evaluate(condition, argument):
        if time.monotonic() > until:
            raise TimeoutError(f"not true within {seconds} seconds: {condition}")
        page.wait_for_timeout(50)
