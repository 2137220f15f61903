"""Kinds of node, statuses of a relation, and the vocabulary of themes."""

from graph_app.model.words import N_

#: Kind of node -> (one, many), English.
KINDS = {
    "city": (N_("City"), N_("Cities")),
    "network": (N_("Network"), N_("Networks")),
    "programme": (N_("Programme"), N_("Programmes")),
    "organisation": (N_("Organisation"), N_("Organisations")),
    "event": (N_("Event"), N_("Events")),
}

#: Status of a relation -> label. A blank status is shown as "Unknown". *Active* is a tie that one of
#: the two or a dated list of members confirms, *listed* one that only an encyclopaedia names.
STATUSES = {
    "active": N_("Active"),
    "listed": N_("Listed"),
    "dormant": N_("Dormant"),
    "suspended": N_("Suspended"),
    "ended": N_("Ended"),
    "planned": N_("Planned"),
}

#: What filters and counts call a blank status, country or theme.
UNKNOWN = "unknown"

#: The one vocabulary of themes -> label.
THEMES = {
    "business": N_("Business and economy"),
    "circular-economy": N_("Circular economy"),
    "climate": N_("Climate"),
    "culture": N_("Culture"),
    "digital": N_("Digital and smart city"),
    "education": N_("Education and schools"),
    "employment": N_("Employment"),
    "energy": N_("Energy"),
    "environment": N_("Environment"),
    "food": N_("Food"),
    "governance": N_("Governance"),
    "health": N_("Health and wellbeing"),
    "heritage": N_("Heritage"),
    "inclusion": N_("Inclusion and migration"),
    "innovation": N_("Innovation and research"),
    "mobility": N_("Mobility"),
    "nature": N_("Nature and biodiversity"),
    "safety": N_("Safety"),
    "solidarity": N_("Solidarity and volunteering"),
    "sport": N_("Sport"),
    "sustainability": N_("Sustainable development"),
    "tourism": N_("Tourism"),
    "urban-development": N_("Urban development"),
    "water": N_("Water"),
    "youth": N_("Youth"),
}

#: Kind of programme (the column ``kind`` of programmes) -> label.
PROGRAMME_KINDS = {
    "award": N_("Award"),
    "exchange": N_("Exchange"),
    "funding": N_("Funding programme"),
    "initiative": N_("Initiative"),
    "project": N_("Project"),
}

#: Kind of organisation (the column ``kind`` of organisations) -> label.
ORGANISATION_KINDS = {
    "association": N_("Association"),
    "company": N_("Company"),
    "development-company": N_("Development company"),
    "public-body": N_("Public body"),
    "school": N_("School"),
    "university": N_("University"),
}


def kind_of(node_id: str) -> str:
    """Return the kind that a node id names, e.g. ``city`` for ``city:lahti``."""
    return node_id.partition(":")[0]
