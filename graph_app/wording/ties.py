"""Ties of a node as a table in the reader's language, with how well each is known."""

import numpy as np
import pandas as pd

from graph_app.graph.trust import TRUST
from graph_app.i18n import Translator
from graph_app.model.words import N_

#: Column of :func:`public_ties_table` -> its heading in English.
PUBLIC_COLUMNS = {
    "name": N_("Name"),
    "country": N_("Country"),
    "type": N_("Relation"),
    "start": N_("Start"),
    "trust": N_("How well known"),
    "source": N_("Source"),
    "checked": N_("As of"),
}


def trust_words(level: str, tr: Translator) -> str:
    """Return a level of trust as its letter and what it means.

    Examples
    --------
    >>> from graph_app.i18n import get_translator
    >>> trust_words("C", get_translator("en"))
    'C: From a public encyclopaedia or collection'
    """
    return f"{level}: {tr(TRUST[level])}"


def public_ties_table(rows: pd.DataFrame, tr: Translator) -> pd.DataFrame:
    """Return the public ties of a node, those that our own tables do not state.

    Parameters
    ----------
    rows : pandas.DataFrame
        From :func:`graph_app.analysis.ties.ties_of`.
    tr : Translator
        The reader's language.

    Returns
    -------
    pandas.DataFrame
        The keys of :data:`PUBLIC_COLUMNS` and ``relation``, the id of the tie; text, missing where
        not known.
    """
    public = rows[~rows["ours"]].reset_index(drop=True)
    countries = public["country"].astype(object).where(public["country"].notna(), "")
    return public.assign(
        country=[tr.country(code) if code else np.nan for code in countries],
        type=[tr.relation(name) for name in public["type"]],
        trust=[trust_words(level, tr) for level in public["trust"]],
    )[[*PUBLIC_COLUMNS, "relation"]]
