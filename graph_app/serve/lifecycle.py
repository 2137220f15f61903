"""Whether the process is ready for readers, and how it stops."""

import asyncio
import json
import logging
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

from starlette.types import ASGIApp, Receive, Scope, Send

from graph_app.serve.asgi import answer

_Handler = Callable[[int, FrameType | None], object] | int | None

LOG = logging.getLogger("graph_app.serve")

#: How long an answer about readiness is valid, and how long it may take, in seconds.
VALID, MAX_WAIT = 1.0, 8.0


class Lifecycle:
    """The state of the process between start and stop.

    Parameters
    ----------
    check : callable
        Raises when the facts cannot be reached.
    busy : callable
        Returns whether a save is running.
    delay : float
        How long ``/ready`` says no before connections close, in seconds, so that whoever shares
        out the readers sees it.
    patience : float
        How long running saves are waited for, in seconds.
    """

    def __init__(
        self,
        check: Callable[[], object],
        busy: Callable[[], bool] = lambda: False,
        delay: float = 1.0,
        patience: float = 25.0,
    ):
        self._check, self._busy, self.delay, self.patience = check, busy, delay, patience
        self.stopping = False
        self._known: tuple[float, bool] = (-VALID, False)
        self._asking: asyncio.Future[bool] | None = None
        # Not the loop's own threads: whoever fills those must not make the process look dead.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ready")

    async def ready(self) -> bool:
        """Return whether a reader would be served; asks the store at most once a second."""
        if self.stopping:
            return False
        at, answer_ = self._known
        if time.monotonic() - at < VALID:
            return answer_
        # One question at a time: a store that hangs must not take a thread for each who asks.
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().run_in_executor(self._thread, self._ask)
        done, _ = await asyncio.wait({self._asking}, timeout=MAX_WAIT)
        found = bool(done) and self._asking.result()
        self._known = (time.monotonic(), found)
        return found and not self.stopping

    def _ask(self) -> bool:
        try:
            self._check()
        except Exception as error:
            LOG.warning("not ready: %s", error)
            return False
        return True

    # --- stopping --------------------------------------------------------------------------------

    def watch(self) -> None:
        """Take the signal to stop before the server does; only the main thread can."""
        if threading.current_thread() is not threading.main_thread():
            return
        server = signal.getsignal(signal.SIGTERM)
        loop = asyncio.get_running_loop()

        def stop(number: int, frame: FrameType | None) -> None:
            if self.stopping:
                self._pass_on(server, number)
                return
            self.stopping = True
            loop.call_soon_threadsafe(lambda: loop.create_task(self._wind_down(server, number)))

        signal.signal(signal.SIGTERM, stop)

    async def _wind_down(self, server: _Handler, number: int) -> None:
        LOG.info("stopping")
        until = time.monotonic() + self.patience
        await asyncio.sleep(self.delay)
        while self._busy() and time.monotonic() < until:
            await asyncio.sleep(0.05)
        if self._busy():
            LOG.warning("stopping although a save still runs", extra={"seconds": self.patience})
        self._pass_on(server, number)

    @staticmethod
    def _pass_on(server: _Handler, number: int) -> None:
        if callable(server):
            server(number, None)
        else:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)


class Readiness:
    """Answer ``/ready``, and turn new connections away while the process stops.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    life : Lifecycle
        The state of the process.
    """

    def __init__(self, app: ASGIApp, life: Lifecycle):
        self.app, self.life = app, life

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] == "http" and str(scope["path"]).rstrip("/").endswith("/ready"):
            ready = await self.life.ready()
            status, says = 200 if ready else 503, json.dumps({"ready": ready})
            await answer(scope, receive, send, status, says, media_type="application/json")
        elif scope["type"] == "websocket" and self.life.stopping:
            await answer(scope, receive, send, 503, headers={"retry-after": "5"})
        else:
            await self.app(scope, receive, send)
