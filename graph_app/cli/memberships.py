"""The verbs ``compare`` and ``memberships``: the same calls as the screens."""

import argparse
import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from graph_app.analysis.compare import GROUPS, Comparison, compare
from graph_app.analysis.memberships.value import portfolio, standing
from graph_app.analysis.memberships.what_if import Change, centralities, typed_cities, what_if
from graph_app.cli.views import _print_rows
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.graph.names import find_node
from graph_app.graph.years import as_of
from graph_app.i18n import get_translator
from graph_app.intake.project.folder import load_folder
from graph_app.intake.project.settings import read_settings
from graph_app.model.errors import FilterError
from graph_app.wording.memberships import (
    Names,
    comparison_headline,
    groups_with_rows,
    labels_of,
    pairs_table,
    portfolio_headline,
    verdict_sentence,
    who_has,
)

_MADE_UP_NAME = "our own network"


def register(verbs) -> None:
    """Add the verbs to the command line."""
    verb = verbs.add_parser("compare", help="two to four nodes side by side")
    verb.add_argument("nodes", nargs="+", metavar="NODE", help="id or name; two to four")
    verb.add_argument("--dir", dest="folder", type=Path, default=_default(), metavar="DIR")
    verb.add_argument("--what", choices=("pairs", "facts", "shared"), default="shared")
    verb.add_argument("--group", choices=GROUPS, default="all", help="for --what shared")
    _add_common(verb)
    verb.set_defaults(run=_compare)
    verb = verbs.add_parser("memberships", help="what each membership of a city gives; what if")
    verb.add_argument("city", nargs="?", metavar="CITY", help="id or name; the home city")
    verb.add_argument("folder", nargs="?", type=Path, default=_default(), metavar="DIR")
    group = verb.add_argument_group("what if")
    for option in ("leave", "join"):
        group.add_argument(f"--{option}", action="append", default=[], metavar="NETWORK")
    group.add_argument("--invite", default="", metavar="A,B", help="cities of a network of our own")
    group.add_argument("--countries", default="", metavar="FI,SE", help="paths to these countries")
    group.add_argument("--centralities", action="store_true", help="those of the city as well")
    _add_common(verb)
    verb.set_defaults(run=_memberships)


def _default() -> Path:
    return Path(os.environ.get("GRAPH_APP_DATA") or "data")


def _add_common(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--year", type=int, help="as it was in that year")
    verb.add_argument("--no-undated", action="store_true", help="leave out ties without a start")
    verb.add_argument("--format", choices=("table", "csv", "json"), default="table")


def _graph(arguments: argparse.Namespace) -> GraphFrame:
    graph = frame_from_tables(load_folder(arguments.folder))
    year = GraphFilter(year=arguments.year).year
    return standing(as_of(graph, year, not arguments.no_undated), datetime.date.today(), year)


def _names(graph: GraphFrame) -> Names:
    names = graph.nodes.set_index("id")["name"]
    return lambda node: names.get(node, _MADE_UP_NAME)


def _print(rows: pd.DataFrame, form: str) -> None:
    """Print rows; what is not known is null in JSON and empty elsewhere."""
    blank = None if form == "json" else ""
    _print_rows(rows.astype(object).where(rows.notna(), blank), form)


# --- compare --------------------------------------------------------------------------------------


def _compare(arguments: argparse.Namespace) -> int:
    graph = _graph(arguments)
    found = compare(graph, [find_node(graph, text) for text in arguments.nodes])
    name = _names(graph)
    rows = {"pairs": _pairs, "facts": _facts, "shared": _shared}[arguments.what]
    _print(rows(found, name, arguments.group), arguments.format)
    print(comparison_headline(found, name, get_translator("en")), file=sys.stderr)
    return 0


def _pairs(found: Comparison, name: Names, group: str) -> pd.DataFrame:
    return pairs_table(found, name)


def _facts(found: Comparison, name: Names, group: str) -> pd.DataFrame:
    known = [fact for fact in found.facts.index if fact not in GROUPS]
    return found.facts.loc[[*known, *groups_with_rows(found)]].reset_index()


def _shared(found: Comparison, name: Names, group: str) -> pd.DataFrame:
    labels, tr = labels_of(found.ids, name), get_translator("en")
    rows = [
        (who_has(row.pattern, labels, tr), sum(row.pattern), node, name(node))
        for row in found.patterns(group).itertuples()
        for node in row.ids
    ]
    return pd.DataFrame(rows, columns=["who", "shared_by", "id", "name"])


# --- memberships ----------------------------------------------------------------------------------


def _memberships(arguments: argparse.Namespace) -> int:
    graph = _graph(arguments)
    home = find_node(graph, arguments.city or read_settings(arguments.folder).home)
    if arguments.leave or arguments.join or arguments.invite:
        return _what_if(arguments, graph, home)
    if arguments.countries or arguments.centralities:
        raise FilterError("memberships: found no --leave, --join or --invite, expected one of them")
    found = portfolio(graph, home, datetime.date.today())
    name, tr = _names(graph), get_translator("en")
    sentences = [verdict_sentence(row, name, tr) for _at, row in found.table.iterrows()]
    rows = found.table.assign(
        reported=found.table["reported"].astype("Int64"),
        name=found.table["network"].map(name),
        in_words=sentences,
    )
    short = ["network", "members", "reported", "cities", "countries", "exclusive", "share"]
    table = arguments.format == "table"
    _print(rows[[*short, "since", "verdict"]] if table else rows, arguments.format)
    if table:
        print("", *sentences, sep="\n")
    print(portfolio_headline(found, name, tr), file=sys.stderr)
    return 0


def _what_if(arguments: argparse.Namespace, graph: GraphFrame, home: str) -> int:
    wanted = _change(arguments, graph)
    countries = [code for code in arguments.countries.upper().split(",") if code]
    today, past = datetime.date.today(), arguments.year is not None
    found = what_if(graph, home, wanted, countries, today, _MADE_UP_NAME, past)
    rows = [("reach", figure, *row) for figure, *row in found.reach.itertuples()]
    for path in found.paths.itertuples():
        rows.append(("cities near", path.country, path.near_before, path.near_after))
        rows.append(("best path", path.country, path.strength_before, path.strength_after))
    if arguments.centralities:
        rows += _measures(graph, found.changed, home)
    # Counts stay whole numbers beside strengths and centralities.
    table = pd.DataFrame(rows, columns=["what", "of", "before", "after"], dtype=object)
    _print(table.assign(change=table["after"] - table["before"]), arguments.format)
    return 0


def _change(arguments: argparse.Namespace, graph: GraphFrame) -> Change:
    typed = typed_cities(graph, arguments.invite)
    if typed.unknown:
        names = ", ".join(typed.unknown[:20])
        print(f"graph-app: no city, or several, have these names: {names}", file=sys.stderr)
    return Change(_found(graph, arguments.leave), _found(graph, arguments.join), typed.ids)


def _found(graph: GraphFrame, listed: Sequence[str]) -> tuple[str, ...]:
    texts = [part for text in listed for part in text.split(",") if part.strip()]
    return tuple(dict.fromkeys(find_node(graph, text) for text in texts))


def _measures(before: GraphFrame, after: GraphFrame, home: str) -> list[tuple]:
    old, new = centralities(before, home), centralities(after, home)
    return [
        (what, measure, old.loc[measure, column], new.loc[measure, column])
        for measure in old.index
        for what, column in (("centrality", "value"), ("rank", "rank"))
    ]
