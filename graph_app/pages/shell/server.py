"""How the pages are served: what wraps them, the sign-in service, logs, start and stop."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config, file_util

from graph_app.intake.project.settings import read_settings
from graph_app.model.errors import SettingsError
from graph_app.model.messages import path_text
from graph_app.pages.shell.facts import data_folder, uses_store
from graph_app.runtime.settings import settings
from graph_app.serve.headers import SecureHeaders, content_security_policy, script_hashes
from graph_app.serve.lifecycle import Lifecycle, Readiness
from graph_app.serve.limits import Limiter
from graph_app.serve.logs import LOG, RequestLog, set_up
from graph_app.serve.origin import SameOrigin
from graph_app.serve.post_login import PostLoginRedirect
from graph_app.serve.sign_in import SignInTrouble, read_sign_in, secrets_of
from graph_app.store.database import writes_running
from graph_app.store.shared import shared_store


@dataclass(frozen=True)
class Serving:
    """What Streamlit needs to serve the pages.

    Parameters
    ----------
    middleware : list of starlette.middleware.Middleware
        From the outermost inwards.
    secrets : mapping or None
        The sign-in service; None when the variables name none.
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
        self.life.watch()
        LOG.info("started", extra={"store": "store" if uses_store() else "folder"})


def serving() -> Serving:
    """Return how this process is to be served.

    Raises
    ------
    SettingsError
        If a variable is wrong.
    """
    given = settings()
    form = given.log or ("text" if sys.stderr.isatty() else "json")
    set_up(form, secrets_of(given))
    section = read_sign_in(given.sign_in)
    if section:
        # The state of a sign-in on its way lies in a cookie of its own: any process may read it.
        config.set_option("server.cookieSecret", section["cookie_secret"])
    seconds = (given.stop_delay, given.stop_patience)
    life = Lifecycle(check_facts, lambda: writes_running() > 0, *seconds)
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    middleware = [
        Middleware(RequestLog),
        Middleware(SecureHeaders, policy=content_security_policy(script_hashes(page))),
        Middleware(Readiness, life=life),
        Middleware(SameOrigin, allowed=config.get_option("server.corsAllowedOrigins")),
        Middleware(Limiter, limits=given.limit),
        Middleware(SignInTrouble),
        Middleware(PostLoginRedirect, base=config.get_option("server.baseUrlPath")),
    ]
    return Serving(middleware, {"auth": section} if section else None, life, form)


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


def _all_secrets() -> list[str]:
    """Return the secrets of the environment and of Streamlit's own file."""
    found = secrets_of(settings())
    found.append(config.get_option("server.cookieSecret") or "")
    try:
        section = st.secrets.get("auth") or {}
    except FileNotFoundError:
        section = {}
    for value in (section, *section.values()):
        if isinstance(value, Mapping):
            found += [str(value.get(name, "")) for name in ("client_secret", "cookie_secret")]
    return [one for one in found if one]
