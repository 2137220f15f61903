"""What the visitor behind a session may do."""

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.auth_util import get_secrets_auth_section
from streamlit.runtime.session_manager import ClientContext

from graph_app.intake.project.settings import read_settings
from graph_app.model.access import Visitor, at_home, is_own_machine, signed_in, stranger
from graph_app.pages.shell.facts import data_folder


def visitor_of(user_info: Mapping[str, Any], client_context: ClientContext) -> Visitor:
    """Return who is at the other end of a connection, by the rules in the settings."""
    access = read_settings(data_folder()).access
    if get_secrets_auth_section():
        known = user_info.get("is_logged_in") is True
        return signed_in(access, dict(user_info), time.time()) if known else stranger(access)
    headers = {name.lower(): value for name, value in client_context.headers}
    address = st.get_option("server.address") or ""
    own = is_own_machine(address, client_context.remote_ip or "", headers)
    return at_home(access) if own else stranger(access)


def session_visitor(session_id: str) -> Visitor | None:
    """Return who is behind a session; None when it is not connected."""
    info = runtime.get_instance()._session_mgr.get_active_session_info(session_id)
    context = info and info.client.client_context
    return visitor_of(info.session._user_info, context) if context else None
