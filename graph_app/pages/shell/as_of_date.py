"""The graph as we knew it on a day: an earlier state of the store on every screen but Data."""

from dataclasses import replace

import streamlit as st

from graph_app.model.errors import FilterError, StoreError, StoreUnavailableError
from graph_app.pages.parts.elements import warning
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import KNOWN, Context, known_day
from graph_app.pages.shell.facts import facts_of_day
from graph_app.wording.text import plain


def as_known(context: Context) -> Context:
    """Return the facts of the day in the address, or of this visit; those of today when none is.

    A day that is no day, or before the first facts, is said to be so and not used.
    """
    tr, asked = context.tr, known_day()
    if not asked or context.facts.store is None:
        return context
    try:
        facts = facts_of_day(context.facts, address_bar.as_day(KNOWN, asked))
    except StoreUnavailableError:
        raise
    except (FilterError, StoreError) as error:
        forget_day()
        warning(
            tr(
                "As we knew it on a day: {error}. Shown is what we know today.",
                error=tr.error(error),
            ),
            600,
        )
        return context
    st.session_state[KNOWN] = asked
    return replace(context, facts=facts)


def forget_day() -> None:
    """Show what is known today from the next run on."""
    st.session_state.pop(KNOWN, None)
    address_bar.drop(KNOWN)


def say_day(context: Context) -> None:
    """Say on every screen which day's knowledge it shows, with the way back."""
    known = context.facts.known
    if known is None:
        return
    tr = context.tr
    said, back = st.columns([5, 1.5], vertical_alignment="center")
    text = tr(
        "You see what we knew at the end of {day}: revision {n}. Changes since then are left out.",
        day=tr.date(known.isoformat()),
        n=context.facts.number,
    )
    said.info(plain(text), icon=":material/history:")
    back.button(tr("Back to today"), on_click=forget_day, icon=":material/today:", width="stretch")
