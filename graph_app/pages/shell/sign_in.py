"""Signing in and out, and what one who may not read sees instead of the facts."""

import streamlit as st

from graph_app.i18n import Translator, get_translator
from graph_app.intake.project.settings import read_settings
from graph_app.model.access import Access, Visitor
from graph_app.pages.sessions.sign_outs import SIGN_OUTS
from graph_app.pages.sessions.watch import RIGHTS
from graph_app.pages.shell.context import reader_language
from graph_app.pages.shell.facts import data_folder
from graph_app.pages.shell.visitor import (
    can_open_the_link,
    can_sign_in,
    current_visitor,
    has_signed_in,
)
from graph_app.view.page_words import speak
from graph_app.wording.text import plain


def turned_away() -> bool:
    """Return whether the visitor may not read; if so, the page says what to do, and nothing else.

    Raises
    ------
    SettingsError
        If the rules cannot be read.
    """
    # Whoever comes while the rules cannot be read may do nothing.
    RIGHTS.note(Visitor())
    settings = read_settings(data_folder())
    visitor = current_visitor(settings.access)
    RIGHTS.note(visitor)
    if visitor.reads:
        return False
    tr = get_translator(reader_language(settings.language))
    st.set_page_config(page_title=tr("Sign in"), layout="centered")
    speak(tr)
    st.markdown(f"## {tr('Sign in to see this')}")
    st.markdown(plain(_reason(visitor, settings.access, tr)))
    _buttons(visitor, tr)
    return True


def sign_in_corner(access: Access, tr: Translator) -> None:
    """Offer to sign in, or show who is signed in and offer to sign out."""
    visitor = current_visitor(access)
    if not visitor.name:
        _buttons(visitor, tr)
        return
    with st.popover(plain(visitor.name), icon=":material/person:"):
        allowed = {
            "viewer": tr("You may read."),
            "editor": tr("You may read and edit."),
            "admin": tr("You may read, edit and erase."),
        }
        st.markdown(allowed[visitor.role])
        if not visitor.edits and access.contact:
            st.markdown(plain(tr("To edit, ask {contact}.", contact=access.contact)))
        _buttons(visitor, tr)


def _reason(visitor: Visitor, access: Access, tr: Translator) -> str:
    if not can_sign_in() and can_open_the_link():
        return tr("To see this, open the link that the program printed when it started.")
    if not can_sign_in():
        return tr(
            "Only people who have signed in may see this, and no sign-in is set up on this server. "
            "Whoever keeps the server can set it up."
        )
    if not has_signed_in():
        return tr("Only people who have signed in may see this.")
    if not visitor.name:
        return tr("Your sign-in has run out. Sign in again.")
    if access.contact:
        return tr(
            "You have signed in as {name}, who may not see this. Ask {contact} for access.",
            name=visitor.name,
            contact=access.contact,
        )
    return tr(
        "You have signed in as {name}, who may not see this. Ask whoever keeps this server.",
        name=visitor.name,
    )


def _buttons(visitor: Visitor, tr: Translator) -> None:
    if not can_sign_in():
        return
    if not visitor.name:
        label = tr("Sign in again") if has_signed_in() else tr("Sign in")
        st.button(label, icon=":material/login:", key="sign-in", on_click=st.login)
    if has_signed_in() and (visitor.name or not visitor.reads):
        st.button(tr("Sign out"), icon=":material/logout:", key="sign-out", on_click=_sign_out)


def _sign_out() -> None:
    # Before Streamlit forgets the claims, and whether or not the browser then goes where it is led.
    SIGN_OUTS.end(st.user.to_dict())
    st.logout()
