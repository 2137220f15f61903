"""The facts of a node and of a tie as words, for screens and documents alike."""

from collections.abc import Collection

import pandas as pd

from graph_app.graph.frames import Columns
from graph_app.i18n import Translator
from graph_app.model.kinds import ORGANISATION_KINDS, PROGRAMME_KINDS
from graph_app.model.words import N_

_FACTS = {
    "short_name": N_("Short name"),
    "subkind": N_("Kind"),
    "country": N_("Country"),
    "population": N_("Population"),
    "start": N_("Start"),
    "end": N_("End"),
    "recurrence": N_("Recurrence"),
    "scope": N_("Scope"),
    "members_reported": N_("Members, as reported"),
    "audience": N_("For whom"),
    "themes": N_("Themes"),
    "city": N_("City"),
    "part_of": N_("Part of"),
    "secretariat": N_("Secretariat"),
    "website": N_("Website"),
    "wikidata": N_("Wikidata"),
}


def facts_of(
    graph: Columns, node: str, _: Translator, leave_out: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Give the known facts of a node as label and text."""
    row = graph.nodes.iloc[graph.position[node]]
    return [
        (_(label), _fact(graph, name, row[name], _))
        for name, label in _FACTS.items()
        if pd.notna(row[name]) and name not in leave_out
    ]


def _fact(graph: Columns, name: str, value: object, _: Translator) -> str:
    if name in ("population", "members_reported"):
        return _.number(value)
    if name in ("start", "end"):
        return _.date(value)
    if name in ("city", "part_of", "secretariat") and value in graph.position:
        return _.name(graph.nodes.iloc[graph.position[value]].to_dict())
    if name == "subkind":
        kinds = PROGRAMME_KINDS | ORGANISATION_KINDS
        return _(kinds[value]) if value in kinds else str(value)
    say = {"country": _.country, "themes": _.themes}
    return say.get(name, str)(value)


def tie_facts(tie: pd.Series, _: Translator) -> str:
    """Say since when, until when, and how a tie stands; plain text, not Markdown."""
    since = _("since {date}", date=_.date(tie["start"])) if pd.notna(tie["start"]) else ""
    parts = [since or _("start not known")]
    if pd.notna(tie["end"]):
        parts.append(_("until {date}", date=_.date(tie["end"])))
    parts.append(_("status: {status}", status=_.status(tie["status"])))
    if pd.notna(tie["checked"]):
        parts.append(_("checked {date}", date=_.date(tie["checked"])))
    return " · ".join(parts)
