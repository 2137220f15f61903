"""Who is at a session, and what they may do now: asked again at each message and each file.

Everything here answers at once and from any thread; nothing asks the store.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from streamlit.auth_util import get_secrets_auth_section
from streamlit.runtime.session_manager import ActiveSessionInfo, SessionClient

from graph_app.model.access import Access, Visitor, at_home, is_own_machine, signed_in, stranger
from graph_app.pages.sessions.local_editor import has_opened_the_link, server_address
from graph_app.pages.sessions.serving import serving_runtime
from graph_app.pages.sessions.sign_outs import SIGN_OUTS, claims_of
from graph_app.pages.shell.facts import access_rules
from graph_app.serve.browser_cookie import COOKIE


@dataclass(frozen=True)
class Connection:
    """The request that opened a session.

    Parameters
    ----------
    headers : mapping of str to str
        Names in lower case; empty when the reader has left.
    cookies : mapping of str to str
        Those that the browser sent.
    peer : str or None
        Address that it came from.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    peer: str | None = None


def can_sign_in(claims: Mapping[str, Any]) -> bool:
    """Return whether people can sign in on this server."""
    return "is_logged_in" in claims or bool(get_secrets_auth_section())


def has_signed_in(claims: Mapping[str, Any]) -> bool:
    """Return whether someone has signed in, however long ago, and not signed out since."""
    return claims.get("is_logged_in") is True and not SIGN_OUTS.ended(claims)


def is_at_the_machine(connection: Connection) -> bool:
    """Return whether a connection looks as if it came from the machine itself."""
    # Streamlit gives no address for this machine's own.
    peer = connection.peer or "127.0.0.1"
    return is_own_machine(server_address(), peer, connection.headers)


def visitor_of(access: Access, claims: Mapping[str, Any], connection: Connection) -> Visitor:
    """Return what someone may do, by the rules, their sign-in and their connection.

    Parameters
    ----------
    access : Access
        The rules.
    claims : mapping of str to object
        What Streamlit knows of the user: the claims of the ID token and ``is_logged_in``.
    connection : Connection
        The request that opened the session.
    """
    if can_sign_in(claims):
        known = has_signed_in(claims)
        return signed_in(access, claims, time.time()) if known else stranger(access)
    own = is_at_the_machine(connection)
    own = own and has_opened_the_link(connection.headers["host"], connection.cookies)
    return at_home(access) if own else stranger(access)


def session_visitor(session_id: str, access: Access | None = None) -> Visitor | None:
    """Return who is at a session, and what they may do by the rules as they are now.

    Parameters
    ----------
    session_id : str
        Streamlit's name of the session.
    access : Access, optional
        The rules; those in the settings by default.

    Returns
    -------
    Visitor or None
        None when there is no such session or its browser has left. Where the rules cannot be
        read, someone who may do nothing.
    """
    info = _active(session_id)
    if info is None:
        return None
    access = access or access_rules()
    if access is None:
        return Visitor()
    return visitor_of(access, dict(info.session._user_info), _connection(info.client))


def session_reads(session_id: str) -> bool:
    """Return whether a session is open and the facts may be shown in it now."""
    visitor = session_visitor(session_id)
    return visitor is not None and visitor.reads


def is_same_browser(session_id: str, cookies: Mapping[str, str]) -> bool:
    """Return whether a request comes from the browser that a session is open in."""
    info = _active(session_id)
    if info is None:
        return False
    return _connection(info.client).cookies.get(COOKIE, "") == cookies.get(COOKIE, "")


def _active(session_id: str) -> ActiveSessionInfo | None:
    running = serving_runtime()
    return running._session_mgr.get_active_session_info(session_id) if running else None


def _connection(client: SessionClient) -> Connection:
    context = client.client_context
    if context is None:
        return Connection()
    headers = {name.lower(): value for name, value in context.headers}
    return Connection(headers, dict(context.cookies), context.remote_ip)


def sign_in_counts(cookies: Mapping[str, str], origin: str) -> bool:
    """Return whether a page of this origin, opened now with these cookies, is that of one signed in."""
    claims = claims_of(cookies)
    if claims.get("origin") != origin or not has_signed_in(claims):
        return False
    access = access_rules()
    return access is not None and bool(visitor_of(access, claims, Connection()).name)
