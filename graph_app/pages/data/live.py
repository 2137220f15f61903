"""Ask a SPARQL endpoint for sister cities, when a person presses the button and not before."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from graph_app.i18n import Translator
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.sister_query import sister_city_query
from graph_app.intake.open_data.sparql import Endpoint
from graph_app.intake.open_data.wikidata import fetch_wikidata
from graph_app.model.countries import country_codes
from graph_app.model.errors import GraphAppError
from graph_app.pages.data.fields import TYPED
from graph_app.pages.parts.elements import caption, text_field, warning
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.visitor import current_actor
from graph_app.runtime.settings import settings

#: Name of the source on the screen.
LIVE = "wikidata-live"


def ask_live(context: Context) -> Callable[[Progress], Draft] | None:
    """Draw the question; return how to ask it, or None while it is none."""
    tr, key, given = context.tr, f"{TYPED}live-", settings()
    url = given.sparql
    left, right = st.columns(2)
    country = left.selectbox(
        tr("Sister cities of all cities of this country"),
        sorted(country_codes(), key=tr.country),
        index=None,
        format_func=tr.country,
        key=f"{key}country",
        placeholder=tr("Choose"),
    )
    city = text_field(
        tr,
        tr("Or of one city, by its Wikidata id"),
        20,
        right,
        key=f"{key}city",
        placeholder="Q28911",
    ).strip()
    # Whoever names the address makes this server ask it: for whoever runs the server alone.
    if current_actor().role == "admin":
        url = text_field(
            tr, tr("Address of the SPARQL endpoint"), 500, value=url, key=f"{key}url"
        ).strip()
    if not country and not city:
        return None
    try:
        sister_city_query(city, country or "")
        # Wikimedia asks every client to say whom to write to.
        contact = context.settings.access.contact
        endpoint = Endpoint(url, seconds=given.sparql_seconds, contact=contact)
    except GraphAppError as error:
        warning(tr.error(error), 600)
        return None
    caption(_disclosed(endpoint, tr), 600)

    return partial(fetch_wikidata, endpoint, city=city, country=country or "")


def _disclosed(endpoint: Endpoint, tr: Translator) -> str:
    if not endpoint.contact:
        return tr("{host} learns of this question, and of nothing else.", host=endpoint.host)
    return tr(
        "{host} learns of this question and of {contact}, whom to ask here; of nothing else.",
        host=endpoint.host,
        contact=endpoint.contact,
    )
