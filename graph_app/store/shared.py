"""The one store of this process, which no cache of pages holds."""

import atexit
import threading
import time

from graph_app.model.errors import StoreError
from graph_app.runtime.settings import settings
from graph_app.store.store import Store, open_store


class _Shared:
    """A store that is opened once, whoever asks, and closed when another takes its place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._place = ""
        self._store: Store | None = None
        self._failed: tuple[float, str, StoreError] | None = None

    def get(self, place: str) -> Store:
        """Return the store in a place; open it when it is not open."""
        asked = time.monotonic()
        with self._lock:
            if self._store is not None and self._place == place:
                return self._store
            if self._failed and self._failed[0] >= asked and self._failed[1] == place:
                # It failed while this thread waited: all who wait need not try in turn.
                error = self._failed[2]
                raise type(error)(error.message)
            self._close()
            try:
                self._store, self._place = open_store(place), place
            except StoreError as error:
                self._failed = time.monotonic(), place, error.with_traceback(None)
                raise
            self._failed = None
            return self._store

    def opened(self) -> Store | None:
        """Return the store that is open, without opening one."""
        return self._store

    def close(self) -> None:
        """Close the store; the next who asks opens it anew."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store = None


_SHARED = _Shared()
atexit.register(_SHARED.close)


def shared_store() -> Store:
    """Return the store of this process in the place that the settings name.

    It is opened once and closed when the place changes or the process ends. An opening that failed
    is tried again by whoever asks next.

    Raises
    ------
    StoreError
        If it cannot be opened.
    """
    return _SHARED.get(settings().store_place)


def opened_store() -> Store | None:
    """Return the store of this process where it is open already."""
    return _SHARED.opened()


def close_shared_store() -> None:
    """Close the store of this process; whoever asks next opens it anew."""
    _SHARED.close()
