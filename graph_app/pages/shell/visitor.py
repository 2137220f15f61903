"""Who is at the page, and what they may do."""

import streamlit as st

from graph_app.i18n import Translator
from graph_app.intake.project.settings import read_settings
from graph_app.model.access import Access, Visitor, at_home
from graph_app.pages.sessions import local_editor, rights
from graph_app.pages.sessions.serving import serving_runtime
from graph_app.pages.shell.facts import data_folder
from graph_app.store import Actor


def current_actor() -> Actor:
    """Return who acts, for the store, which checks the role at every write.

    Raises
    ------
    SettingsError
        If the rules cannot be read.
    """
    visitor = current_visitor()
    return Actor(visitor.name, visitor.role)


def may_edit() -> bool:
    """Return whether the visitor's changes would be accepted."""
    return current_visitor().edits


def may_read() -> bool:
    """Return whether the facts may be shown to the visitor."""
    return current_visitor().reads


def sees_contacts(access: Access | None = None) -> bool:
    """Return whether contact persons may be shown to the visitor."""
    return current_visitor(access).sees_contacts


def may_erase() -> bool:
    """Return whether the visitor may erase personal data for good."""
    return current_visitor().erases


def current_visitor(access: Access | None = None) -> Visitor:
    """Return who is at the page, by the rules given or those in the settings."""
    access = read_settings(data_folder()).access if access is None else access
    connection = _connection()
    if not (connection.headers or can_sign_in()) and serving_runtime() is None:
        # A test runs the page without a server: there is no connection to ask.
        return at_home(access)
    # Without headers the reader has left meanwhile: nobody to trust.
    return rights.visitor_of(access, st.user.to_dict(), connection)


def can_sign_in() -> bool:
    """Return whether a sign-in service is set up."""
    return rights.can_sign_in(st.user.to_dict())


def has_signed_in() -> bool:
    """Return whether the visitor has signed in, however long ago, and not signed out since."""
    return rights.has_signed_in(st.user.to_dict())


def can_open_the_link() -> bool:
    """Return whether the visitor would edit after opening the link printed at the start."""
    return local_editor.may_be_used() and rights.is_at_the_machine(_connection())


def _connection() -> rights.Connection:
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    cookies = st.context.cookies.to_dict()
    return rights.Connection(headers, cookies, st.context.ip_address)


def what_to_do(tr: Translator) -> str:
    """Return what one who may not edit can do about it; empty for one who may."""
    access = read_settings(data_folder()).access
    if current_visitor(access).edits:
        return ""
    if not can_sign_in() and can_open_the_link():
        return tr("To edit, open the link that the program printed when it started.")
    if not can_sign_in():
        return tr("You may read but not edit: no sign-in is set up on this server.")
    if not has_signed_in():
        return tr("Sign in to edit.")
    if access.contact:
        return tr("You may read but not edit. Ask {contact} for more.", contact=access.contact)
    return tr("You may read but not edit. Ask whoever keeps this server for more.")
