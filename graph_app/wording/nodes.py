"""The facts of a node and of a tie as words, for screens and documents alike."""

from collections.abc import Collection

import pandas as pd

from graph_app.graph.frames import GraphFrame
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
    graph: GraphFrame, node: str, tr: Translator, leave_out: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Return the known facts of a node as label and text."""
    row = graph.nodes.iloc[graph.position[node]]
    return [
        (tr(label), _fact(graph, name, row[name], tr))
        for name, label in _FACTS.items()
        if pd.notna(row[name]) and name not in leave_out
    ]


def _fact(graph: GraphFrame, name: str, value: object, tr: Translator) -> str:
    if name in ("population", "members_reported"):
        return tr.number(value)
    if name in ("start", "end"):
        return tr.date(value)
    if name in ("city", "part_of", "secretariat") and value in graph.position:
        return tr.name(graph.nodes.iloc[graph.position[value]].to_dict())
    if name == "subkind":
        kinds = PROGRAMME_KINDS | ORGANISATION_KINDS
        return tr(kinds[value]) if value in kinds else str(value)
    say = {"country": tr.country, "themes": tr.themes}
    return say.get(name, str)(value)


def tie_facts(tie: pd.Series, tr: Translator) -> str:
    """Say since when, until when, and how a tie stands; plain text, not Markdown."""
    since = tr("since {date}", date=tr.date(tie["start"])) if pd.notna(tie["start"]) else ""
    parts = [since or tr("start not known")]
    if pd.notna(tie["end"]):
        parts.append(tr("until {date}", date=tr.date(tie["end"])))
    parts.append(tr("status: {status}", status=tr.status(tie["status"])))
    if pd.notna(tie["checked"]):
        parts.append(tr("checked {date}", date=tr.date(tie["checked"])))
    return " · ".join(parts)
