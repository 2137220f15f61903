"""Sessions whose browser has left, until it comes back or they end."""

import asyncio
from typing import Any

from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo


class _Ending(TTLCache[str, SessionInfo]):
    """Sessions that end when their time is over, or when there are too many of them."""

    def expire(self, at_time: float | None = None) -> list[tuple[str, SessionInfo]]:
        removed = super().expire(at_time)
        for _, info in removed:
            info.session.shutdown()
        return removed

    def _evict_lru(self, reason: Any) -> SessionInfo:
        info = super()._evict_lru(reason)
        info.session.shutdown()
        return info


class DisconnectedSessions(MemorySessionStorage):
    """Streamlit's storage, in which a session ends on time.

    Streamlit only looks for those whose time is over when the next browser leaves, and then leaves
    their end to the garbage collector: the files of the last visitor of a day stayed until the next
    day.

    Parameters
    ----------
    maxsize : int
        Most sessions; of more, the one longest silent ends.
    ttl_seconds : int
        How long one is there for its browser to come back.
    """

    def __init__(self, maxsize: int = 128, ttl_seconds: int = 120):
        super().__init__(maxsize, ttl_seconds)
        self._cache = self._ending = _Ending(maxsize, ttl_seconds)
        self._seconds = ttl_seconds

    def save(self, session_info: SessionInfo) -> None:
        """Store a session whose browser has left; it ends when its time is over."""
        super().save(session_info)
        # Streamlit calls in its loop, and nothing else looks at the storage elsewhere.
        asyncio.get_running_loop().call_later(self._seconds + 0.1, self._ending.expire)
