"""How the pages are served: what wraps them, the sign-in service, logs, start and stop."""

import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config, file_util

from graph_app.intake.project.settings import read_settings
from graph_app.model.access import Access
from graph_app.model.errors import SettingsError
from graph_app.model.messages import path_text
from graph_app.pages.sessions import downloads, local_editor
from graph_app.pages.sessions.media import may_fetch
from graph_app.pages.sessions.rights import session_reads, sign_in_counts
from graph_app.pages.sessions.sign_outs import SIGN_OUTS, end_sign_in_of
from graph_app.pages.sessions.uploads import disk_uploads, upload_rules
from graph_app.pages.sessions.watch import RIGHTS
from graph_app.pages.shell.facts import access_rules, data_folder, uses_store
from graph_app.runtime.private_folder import close_private_folder, private_folder
from graph_app.runtime.settings import settings
from graph_app.serve.browser_cookie import BrowserCookie
from graph_app.serve.cookies import CookieRules
from graph_app.serve.headers import SecureHeaders, content_security_policy, script_hashes
from graph_app.serve.lifecycle import Lifecycle, Readiness
from graph_app.serve.limits import Limiter
from graph_app.serve.local_editor import LocalEditor
from graph_app.serve.logs import LOG, RequestLog, set_up
from graph_app.serve.media import MediaDoor
from graph_app.serve.origin import SameOrigin
from graph_app.serve.post_login import PostLoginRedirect
from graph_app.serve.sign_in import SignInTrouble, read_sign_in, secrets_of
from graph_app.serve.sign_out import EndSignIn
from graph_app.serve.uploads import Uploads
from graph_app.store.database import writes_running
from graph_app.store.shared import shared_store

#: Seconds that one thread may compute before another is let in; Python's own is 0.005.
_TURN = 0.001


@dataclass(frozen=True)
class Serving:
    """What Streamlit needs to serve the pages.

    Parameters
    ----------
    middleware : list of starlette.middleware.Middleware
        From the outermost inwards.
    secrets : mapping or None
        The sign-in service that the variables name, or that there is none; None where Streamlit's
        own file may name one.
    life : Lifecycle
        Whether the process is ready.
    log_form : str
        ``json`` or ``text``.
    """

    middleware: list[Middleware]
    secrets: Mapping[str, object] | None
    life: Lifecycle
    log_form: str

    def begin(self) -> None:
        """Take over logs and the signal to stop, once all is loaded."""
        set_up(self.log_form, _all_secrets())
        with contextlib.suppress(OSError):
            # What killed processes left is removed now, not at the first upload.
            private_folder()
        # The server waits for one turn of the interpreter at each step of an answer: short turns.
        sys.setswitchinterval(_TURN)
        self.life.watch()
        if uses_store():
            SIGN_OUTS.follow(shared_store)
        RIGHTS.start()
        local_editor.greet()
        LOG.info("started", extra={"store": "store" if uses_store() else "folder"})

    def end(self) -> None:
        """Leave nothing on the disk that was for this process alone."""
        close_private_folder()


def serving() -> Serving:
    """Return how this process is to be served.

    Raises
    ------
    SettingsError
        If a variable is wrong.
    """
    given = settings()
    downloads.install(session_reads)
    form = given.log or ("text" if sys.stderr.isatty() else "json")
    set_up(form, secrets_of(given))
    section = read_sign_in(given.sign_in)
    if section:
        # The state of a sign-in on its way lies in a cookie of its own: any process may read it.
        config.set_option("server.cookieSecret", section["cookie_secret"])
    seconds = (given.stop_delay, given.stop_patience)
    life = Lifecycle(check_facts, lambda: writes_running() > 0, *seconds)
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    base = config.get_option("server.baseUrlPath")
    middleware = [
        Middleware(RequestLog),
        Middleware(SecureHeaders, policy=content_security_policy(script_hashes(page))),
        Middleware(CookieRules, hours=_hours),
        Middleware(Readiness, life=life),
        Middleware(SameOrigin, allowed=config.get_option("server.corsAllowedOrigins")),
        Middleware(Limiter, limits=given.limit),
        Middleware(Uploads, store=disk_uploads().store, rules=upload_rules()),
        Middleware(SignInTrouble),
        Middleware(PostLoginRedirect, base=base, counts=sign_in_counts),
        Middleware(EndSignIn, end=end_sign_in_of, written=SIGN_OUTS.wait_until_written),
        Middleware(
            LocalEditor,
            token=local_editor.local_token,
            address=local_editor.server_address(),
            base=base,
        ),
        Middleware(BrowserCookie, base=base),
        Middleware(MediaDoor, may_fetch=may_fetch, base=base),
    ]
    return Serving(middleware, _secrets(section), life, form)


def _secrets(section: Mapping[str, object] | None) -> Mapping[str, object] | None:
    # Streamlit looks for its file whenever somebody asks who is at the page, one thread at a time,
    # until it has found secrets: a third of a page's time. So it is told when there are none.
    if section or not st.secrets.load_if_toml_exists():
        return {"auth": section or {}}
    return None


def check_facts() -> None:
    """Check that settings and facts can be reached, without reading all of them.

    Raises
    ------
    GraphAppError
        If one of them cannot be reached.
    """
    folder = data_folder()
    read_settings(folder)
    if uses_store():
        shared_store().head()
    elif not os.access(folder / "relations.csv", os.R_OK):
        raise SettingsError(
            "{folder}: found no relations.csv that can be read", folder=path_text(folder)
        )


def _hours() -> float:
    """Return how long a sign-in counts, by the rules of now."""
    # Nobody is let in by rules that cannot be read, whatever cookie they have.
    return (access_rules() or Access).hours


def _all_secrets() -> list[str]:
    """Return the secrets of the environment and of Streamlit's own file."""
    found = secrets_of(settings())
    found += [config.get_option("server.cookieSecret") or "", local_editor.local_token()]
    try:
        section = st.secrets.get("auth") or {}
    except FileNotFoundError:
        section = {}
    for value in (section, *section.values()):
        if isinstance(value, Mapping):
            found += [str(value.get(name, "")) for name in ("client_secret", "cookie_secret")]
    return [one for one in found if one]
