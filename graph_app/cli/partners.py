"""The verb ``partners``."""

import datetime
import sys
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import click

from graph_app.analysis.partners.exclusions import PartnerFilter
from graph_app.analysis.partners.ranking import prepare, rank_partners
from graph_app.analysis.partners.signals import PAST
from graph_app.cli import options
from graph_app.cli.facts import read_tables
from graph_app.cli.nodes import named_node, named_nodes
from graph_app.cli.output import print_rows
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.graph.years import as_of
from graph_app.i18n import Translator, get_translator
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.wording.partners import PartnerWords, how_good


def _countries(name: str, help: str) -> options.Decorator:
    return options.list_option(name, metavar="A,B", help=help)


def _networks(name: str, help: str) -> options.Decorator:
    return options.list_option(name, metavar="NODE,NODE", help=help)


@options.verb("partners Lahti --exclude-country RU --top 3")
@click.argument("city", metavar="CITY", help="id or name")
@options.folder
@options.top
@_countries("--exclude-country", "leave out cities of these countries")
@_countries("--only-country", "leave out cities of all other countries")
@_networks("--exclude-network", "leave out members of these networks")
@_networks("--only-network", "leave out all but members of these networks")
@click.option("--min-population", type=int, metavar="N")
@click.option("--max-population", type=int, metavar="N")
@click.option("--known-population", is_flag=True, help="leave out blanks as well")
@options.list_option(
    "--again", metavar="STATUS", help=f"suggest cities again whose tie is {', '.join(PAST)}"
)
@options.year
@options.form
@options.language
def command(
    city: str,
    folder: Path | None,
    top: int,
    year: int | None,
    form: str,
    lang: str,
    **exclusions: Any,
) -> None:
    """Print cities to approach as partners, with reasons."""
    tables = read_tables(folder)
    frame = frame_from_tables(tables)
    tr = get_translator(lang)
    graph = prepare(as_of(frame, year), year or datetime.date.today().year)
    if top < 0:
        raise FilterError.wrong("--top", top, Message("0 or more"))
    node = named_node(frame, city, tr)
    ranking = rank_partners(graph, node, _filter_of(frame, tr, **exclusions))
    words = PartnerWords(ranking, tr, tables.sources)
    _print_ranking(words, top or None, form)
    print(words.scope(), file=sys.stderr)
    print(how_good(tr), file=sys.stderr)


def _filter_of(graph: GraphFrame, tr: Translator, **given: Any) -> PartnerFilter:
    for status in given["again"]:
        if status not in PAST:
            raise FilterError.one_of("--again", status, PAST)
    return PartnerFilter(
        countries=given["exclude_country"],
        only_countries=given["only_country"],
        min_population=given["min_population"],
        max_population=given["max_population"],
        unknown_population=not given["known_population"],
        networks=named_nodes(graph, given["exclude_network"], tr),
        only_networks=named_nodes(graph, given["only_network"], tr),
        past=tuple(status for status in PAST if status not in given["again"]),
    )


def _print_ranking(words: PartnerWords, most: int | None, form: str) -> None:
    rows = words.table(most)
    # JSON has no NaN: what is not known is null.
    known = rows if form == "csv" else rows.astype(object).where(rows.notna(), None)
    reasons: list[Any] = [heavy + light for heavy, light in map(words.reasons, rows.index)]
    weak_points: list[Any] = [words.weak_points(node) for node in rows.index]
    rows = known.assign(reasons=reasons, weak_points=weak_points).reset_index()
    if form == "json":
        print_rows(rows, form)
    elif form == "csv":
        said = {name: rows[name].map(" | ".join) for name in ("reasons", "weak_points")}
        print_rows(rows.assign(**said), form)
    else:
        for row in rows.to_dict("records"):
            _print_city(row, words.tr)


def _print_city(row: dict[Hashable, Any], tr: Translator) -> None:
    head = f"{row['rank']:>3}. {row['name']}, {row['country'] or '–'}"
    print(f"{head}  ({tr.number(row['score'], 2)})")
    for mark, key in (("+", "reasons"), ("-", "weak_points")):
        for sentence in row[key]:
            print(f"     {mark} {sentence}")
