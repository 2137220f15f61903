"""Sign-ins that were ended: signing out holds in every tab and for every copy of the cookie.

Streamlit's cookie is signed and contains the claims; whoever has a copy could use it until the
sign-in runs out. So what was ended is remembered here: in memory, and in the store for the other
processes and for the time after a restart. Without a store it is known to this process alone, as
long as it runs.
"""

import datetime
import json
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from graph_app.model.access import MAX_HOURS
from graph_app.model.sign_ins import sign_in_digest

LOG = logging.getLogger("graph_app.serve")
#: Seconds between two looks at what other processes have ended.
EVERY = 1.0


class EndedSignIns(Protocol):
    """What remembers ended sign-ins for all processes: the store."""

    def end_sign_in(self, digest: str, until: datetime.datetime) -> None:
        """Note that a sign-in counts no longer."""

    def ended_sign_ins(self) -> frozenset[str]:
        """Return the digests of the sign-ins that were ended."""


class SignOuts:
    """The ended sign-ins that this process knows of; safe to use from any thread."""

    def __init__(self) -> None:
        self._ended: frozenset[str] = frozenset()
        self._unwritten: dict[str, datetime.datetime] = {}
        # Guards both; who only asks takes the set as it is.
        self._changing = threading.Condition()
        self._following = False
        self._failed = ""

    def ended(self, claims: Mapping[str, object]) -> bool:
        """Return whether a sign-in was ended."""
        known = self._ended
        return bool(known) and sign_in_digest(claims) in known

    def end(self, claims: Mapping[str, object]) -> None:
        """End a sign-in: here at once, in the other processes within seconds."""
        digest = sign_in_digest(claims)
        # As long as any rule may let a sign-in count: `hours` can be raised meanwhile.
        longest = datetime.timedelta(hours=MAX_HOURS + 1)
        with self._changing:
            self._ended |= {digest}
            if self._following:
                self._unwritten[digest] = datetime.datetime.now(datetime.UTC) + longest
            self._changing.notify_all()

    def wait_until_written(self, seconds: float) -> bool:
        """Wait until the store knows of all that was ended here; return whether it does."""
        with self._changing:
            return self._changing.wait_for(lambda: not self._unwritten, seconds)

    def follow(self, store: Callable[[], EndedSignIns], every: float = EVERY) -> threading.Event:
        """Share what is ended with the other processes of a store, from now on.

        What they ended before is known when this returns, if the store can be reached.

        Returns
        -------
        threading.Event
            What ends it when set.
        """
        end = threading.Event()
        self._following = True
        self._exchange(store)
        threading.Thread(target=self._keep, args=(store, every, end), daemon=True).start()
        return end

    def _keep(self, store: Callable[[], EndedSignIns], every: float, end: threading.Event) -> None:
        while not end.is_set():
            with self._changing:
                self._changing.wait_for(self._can_write, every)
            self._exchange(store)

    def _can_write(self) -> bool:
        # What could not be written is tried again with the next look, not at once.
        return bool(self._unwritten) and not self._failed

    def _exchange(self, store: Callable[[], EndedSignIns]) -> None:
        """Read what was ended elsewhere, and write what was ended here."""
        try:
            opened = store()
            found = opened.ended_sign_ins()
            with self._changing:
                self._ended |= found
                unwritten = dict(self._unwritten)
            for digest, until in unwritten.items():
                opened.end_sign_in(digest, until)
                with self._changing:
                    del self._unwritten[digest]
                    self._changing.notify_all()
        except Exception as error:
            if type(error).__name__ != self._failed:
                LOG.warning("sign-outs are not shared with other processes: %s", error)
            self._failed = type(error).__name__
        else:
            self._failed = ""


#: Those of this process.
SIGN_OUTS = SignOuts()


def end_sign_in_of(cookies: Mapping[str, str]) -> bool:
    """End the sign-in that a browser's cookies contain; return whether they contain one."""
    claims = claims_of(cookies)
    if claims:
        SIGN_OUTS.end(claims)
    return bool(claims)


def claims_of(cookies: Mapping[str, str]) -> dict[str, object]:
    """Return the claims in the cookie of a sign-in; none where its signature is not ours."""
    secret = get_cookie_secret()

    def value(name: str) -> bytes | None:
        given = cookies.get(name, "")
        return decode_signed_value(secret, name, given.encode("latin-1", "replace"))

    try:
        found = json.loads(get_cookie_with_chunks(value, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
