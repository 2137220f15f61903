"""The running app and a browser that looks at it, for screenshots, benches and browser tests."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

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
def app_process(log, **environment: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """Serve the app on a free port; give its address and its process, whose words go to a file."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env={**os.environ, "GRAPH_APP_DATA": str(ROOT / "data"), **environment},
        stdout=log,
        stderr=log,
    )
    try:
        wait_for_health(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for_health(address: str, process: subprocess.Popen, seconds: float = 60) -> None:
    """Wait until a server answers; a RuntimeError when it ends or stays silent."""
    url, until = f"{address}/_stcore/health", time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the app ended with {process.returncode} before it answered")
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("the app did not answer")


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        yield opened
        opened.close()


#: Tells whether nothing on the page has changed for so many milliseconds.
_UNCHANGED = """(milliseconds) => {
  if (!window.__changed) {
    window.__changed = performance.now();
    new MutationObserver(() => { window.__changed = performance.now(); }).observe(
      document, { attributes: true, characterData: true, childList: true, subtree: true });
  }
  return performance.now() - window.__changed >= milliseconds;
}"""


def settle(page) -> None:
    """Wait until Streamlit has drawn everything and nothing runs."""
    page.wait_for_selector("[data-testid=stAppViewContainer]", timeout=30_000)
    page.wait_for_selector("[data-testid=stHeading], h2, .ga-canvas canvas", timeout=30_000)
    _wait_for_the_script(page)
    wait_until(page, _UNCHANGED, 250)
    # What was drawn last may have asked for another run.
    _wait_for_the_script(page)


def _wait_for_the_script(page) -> None:
    wait_until(
        page,
        "!!document.querySelector('[data-test-script-state=notRunning]')"
        " && !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]')",
    )


def wait_until(page, condition: str, argument: object = None, seconds: float = 30) -> None:
    """Wait for a condition in the page; Playwright's own way needs eval, which the app forbids."""
    until = time.monotonic() + seconds
    while not page.evaluate(condition, argument):
        if time.monotonic() > until:
            raise TimeoutError(f"not true within {seconds} seconds: {condition}")
        page.wait_for_timeout(50)
