"""The facts of a node and of a tie as words, for screens and documents alike."""

from collections.abc import Collection

import pandas as pd

from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.wording.data import COLUMN_LABELS, POINTING, value_words
from graph_app.wording.names import node_name

#: Facts of a node in the order of reading.
_FACTS = (
    *("short_name", "subkind", "country", "population", "start", "end", "recurrence", "scope"),
    *("members_reported", "audience", "themes", "city", "part_of", "secretariat", "website"),
    "wikidata",
)


def facts_of(
    graph: GraphFrame, node: str, tr: Translator, leave_out: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Return the known facts of a node as label and text."""
    row = graph.nodes.iloc[graph.position[node]]
    facts = []
    for name in _FACTS:
        value = row[name]
        if pd.isna(value) or name in leave_out:
            continue
        known = name in POINTING and value in graph.position
        names = {value: node_name(graph, value, tr)} if known else {}
        column = "kind" if name == "subkind" else name
        facts.append((tr(COLUMN_LABELS[column]), value_words(column, value, names, tr)))
    return facts


def tie_facts(tie: pd.Series, tr: Translator) -> str:
    """Return since when, until when, and with which status a tie is known; not Markdown."""
    since = tr("since {date}", date=tr.date(tie["start"])) if pd.notna(tie["start"]) else ""
    parts = [since or tr("start not known")]
    if pd.notna(tie["end"]):
        parts.append(tr("until {date}", date=tr.date(tie["end"])))
    parts.append(tr("status: {status}", status=tr.status(tie["status"])))
    if pd.notna(tie["checked"]):
        parts.append(tr("checked {date}", date=tr.date(tie["checked"])))
    return " · ".join(parts)
