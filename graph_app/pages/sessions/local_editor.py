"""Editing on the machine itself, without a sign-in: the token of this process and who has it."""

import logging
import secrets
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section

from graph_app.model.access import is_loopback
from graph_app.pages.shell.facts import access_rules, uses_store
from graph_app.runtime.settings import settings
from graph_app.serve.asgi import base_path
from graph_app.serve.local_editor import FILE, PATH, has_token, token_in

LOG = logging.getLogger("graph_app.serve")


def local_token() -> str:
    """Return the token, or nothing where nobody edits without a sign-in."""
    return _token(_folder()) if may_be_used() else ""


def may_be_used() -> bool:
    """Return whether the token is worth anything: no sign-in, by the rules, on this machine alone."""
    access = access_rules()
    allowed = access is not None and access.local_editor
    return allowed and is_loopback(server_address()) and not get_secrets_auth_section()


def has_opened_the_link(host: str, cookies: Mapping[str, str]) -> bool:
    """Return whether a browser that asks for a host sends the token in its cookies."""
    return has_token(_token(_folder()), host, cookies)


def server_address() -> str:
    """Return where the server listens; blank for everywhere."""
    return st.get_option("server.address") or ""


def greet() -> None:
    """Print the link that lets one edit; where no person watches, say where the token is."""
    if not may_be_used():
        return
    host = server_address()
    host = f"[{host}]" if ":" in host else host
    base = base_path(st.get_option("server.baseUrlPath") or "")
    link = f"http://{host}:{st.get_option('server.port')}{base}{PATH}?token="
    if sys.stdout.isatty():
        print(f"\n  To edit on this machine, open {link}{local_token()}\n", flush=True)
    elif folder := _folder():
        # What is printed may end in a log, and no token belongs there.
        local_token()
        place = (folder / FILE).absolute()
        print(f"To edit on this machine, open {link} with the content of {place}", flush=True)


def _folder() -> Path | None:
    """Return where the token outlives the process: beside an SQLite store.

    Whoever can read that folder can read the store, and whoever can write there can write the
    store: the token gives nobody more than they have. A store in PostgreSQL has no such folder.
    """
    given = settings()
    on_disk = uses_store() and not given.database_url.get_secret_value()
    return Path(given.store_place) if on_disk and "://" not in given.store_place else None


@lru_cache(maxsize=8)
def _token(folder: Path | None) -> str:
    try:
        found = token_in(folder) if folder else ""
    except OSError as error:
        LOG.warning("the token of the local editor cannot be kept: %s", error.strerror)
        found = ""
    return found or secrets.token_urlsafe(32)
