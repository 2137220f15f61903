"""The verb ``memberships``."""

import datetime
import sys
from pathlib import Path
from typing import Any

import click
import pandas as pd

from graph_app.analysis.memberships.typed_cities import typed_cities
from graph_app.analysis.memberships.value import portfolio
from graph_app.analysis.memberships.what_if import Change, centralities, what_if
from graph_app.cli import options
from graph_app.cli.facts import settings_of
from graph_app.cli.nodes import named_node, named_nodes, node_finder
from graph_app.cli.output import print_known
from graph_app.cli.standing import MADE_UP_NAME, names_of, standing_of
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import get_translator
from graph_app.model.errors import FilterError
from graph_app.wording.memberships import portfolio_headline, verdict_sentence

_SHORT = ("network", "members", "reported", "cities", "countries", "exclusive", "share")


@options.verb("memberships Lahti --leave UBC --countries PL,DE")
@click.argument("city", required=False, metavar="[CITY]", help="id or name; the home city")
@options.folder
@options.list_option("--leave", metavar="NETWORK", help="what if: the city leaves")
@options.list_option("--join", metavar="NETWORK", help="what if: the city joins")
@click.option("--invite", default="", metavar="A,B", help="what if: cities of a network of our own")
@click.option("--countries", default="", metavar="FI,SE", help="paths to these countries")
@click.option("--centralities", "measured", is_flag=True, help="those of the city as well")
@options.year
@options.undated
@options.form
def command(
    city: str | None, folder: Path | None, year: int | None, undated: bool, form: str, **change: Any
) -> None:
    """Print what each membership of a city gives, or what a change would do."""
    graph = standing_of(folder, year, undated)
    home = named_node(graph, city or settings_of(folder).home)
    if change["leave"] or change["join"] or change["invite"]:
        _print_what_if(graph, home, year is not None, form, **change)
    elif change["countries"] or change["measured"]:
        raise FilterError("memberships: found no --leave, --join or --invite, expected one of them")
    else:
        _print_portfolio(graph, home, form)


def _print_portfolio(graph: GraphFrame, home: str, form: str) -> None:
    found = portfolio(graph, home, datetime.date.today())
    name, tr = names_of(graph), get_translator("en")
    sentences = [verdict_sentence(row, name, tr) for _at, row in found.table.iterrows()]
    rows = found.table.assign(
        reported=found.table["reported"].astype("Int64"),
        name=found.table["network"].map(name),
        in_words=sentences,
    )
    table = form == "table"
    print_known(rows[[*_SHORT, "since", "verdict"]] if table else rows, form)
    if table:
        print("", *sentences, sep="\n")
    print(portfolio_headline(found, name, tr), file=sys.stderr)


def _print_what_if(
    graph: GraphFrame,
    home: str,
    past: bool,
    form: str,
    *,
    countries: str,
    measured: bool,
    **change: Any,
) -> None:
    codes = [code for code in countries.upper().split(",") if code]
    wanted, today = _change(graph, **change), datetime.date.today()
    found = what_if(graph, home, wanted, codes, today, MADE_UP_NAME, past)
    rows = [("reach", figure, *row) for figure, *row in found.reach.itertuples()]
    for path in found.paths.itertuples():
        rows.append(("cities near", path.country, path.near_before, path.near_after))
        rows.append(("best path", path.country, path.strength_before, path.strength_after))
    if measured:
        rows += _measures(graph, found.changed, home)
    # Counts stay whole numbers beside strengths and centralities.
    table = pd.DataFrame(rows, columns=["what", "of", "before", "after"], dtype=object)
    print_known(table.assign(change=table["after"] - table["before"]), form)


def _change(
    graph: GraphFrame, leave: tuple[str, ...], join: tuple[str, ...], invite: str
) -> Change:
    typed = typed_cities(graph, invite, node_finder(graph).named)
    if typed.unknown:
        names = ", ".join(typed.unknown[:20])
        print(f"graph-app: no city, or several, have these names: {names}", file=sys.stderr)
    left, joined = (named_nodes(graph, texts) for texts in (leave, join))
    return Change(left, joined, typed.ids)


def _measures(before: GraphFrame, after: GraphFrame, home: str) -> list[tuple]:
    old, new = centralities(before, home), centralities(after, home)
    return [
        (what, measure, old.loc[measure, column], new.loc[measure, column])
        for measure in old.index
        for what, column in (("centrality", "value"), ("rank", "rank"))
    ]
