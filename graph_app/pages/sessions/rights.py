"""What the person behind a session may do: one decision, whoever asks and on whatever thread."""

import time
from collections.abc import Mapping

from streamlit import runtime
from streamlit.auth_util import get_secrets_auth_section
from streamlit.runtime.session_manager import ClientContext

from graph_app.intake.project.settings import read_settings
from graph_app.model.access import Access, Visitor, at_home, signed_in, stranger
from graph_app.model.errors import SettingsError
from graph_app.pages.sessions.local_editor import has_opened_the_link
from graph_app.pages.sessions.sign_outs import SIGN_OUTS, claims_of
from graph_app.pages.shell.facts import data_folder


def visitor_of(
    user_info: Mapping[str, object], client: ClientContext | None, access: Access | None = None
) -> Visitor:
    """Return what a person may do.

    Parameters
    ----------
    user_info : mapping of str to object
        What Streamlit knows of them: the claims of their sign-in, and whether they have signed in.
    client : ClientContext or None
        Their connection; None for one who has left.
    access : Access, optional
        The rules; those in the settings by default.

    Raises
    ------
    SettingsError
        If the rules cannot be read.
    """
    access = read_settings(data_folder()).access if access is None else access
    if not can_sign_in(user_info):
        return at_home(access) if has_opened_the_link(client) else stranger(access)
    if not has_signed_in(user_info):
        return stranger(access)
    return signed_in(access, user_info, time.time())


def session_visitor(session_id: str, access: Access | None = None) -> Visitor | None:
    """Return what the person behind an open session may do; None where no such session is open."""
    # Both are known to Streamlit alone, which gives them only to the script of the session.
    info = runtime.get_instance()._session_mgr.get_active_session_info(session_id)
    if info is None:
        return None
    return visitor_of(info.session._user_info, info.client.client_context, access)


def can_sign_in(user_info: Mapping[str, object]) -> bool:
    """Return whether a sign-in service is set up."""
    return "is_logged_in" in user_info or bool(get_secrets_auth_section())


def has_signed_in(user_info: Mapping[str, object]) -> bool:
    """Return whether somebody has signed in, however long ago, and not signed out since."""
    return user_info.get("is_logged_in") is True and not SIGN_OUTS.ended(user_info)


def sign_in_counts(cookies: Mapping[str, str], origin: str) -> bool:
    """Return whether a page of this origin, opened now with these cookies, is that of one signed in."""
    claims = claims_of(cookies)
    if claims.get("origin") != origin or not has_signed_in(claims):
        return False
    try:
        return bool(visitor_of(claims, None).name)
    except SettingsError:
        return False
