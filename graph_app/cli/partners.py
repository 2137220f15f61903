"""The verb ``partners``."""

import datetime
import sys
from pathlib import Path

import click
import pandas as pd

from graph_app.analysis.partners.exclusions import PartnerFilter
from graph_app.analysis.partners.ranking import prepare, rank_partners
from graph_app.analysis.partners.signals import PAST
from graph_app.cli import options
from graph_app.cli.nodes import named_node
from graph_app.cli.output import print_json, print_rows
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.graph.years import as_of
from graph_app.i18n import get_translator
from graph_app.intake.project.folder import load_folder
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.wording.partners import PartnerWords, how_good

_COUNTRIES = {"multiple": True, "callback": options.comma_list, "metavar": "A,B"}
_NETWORKS = {"multiple": True, "callback": options.comma_list, "metavar": "NODE,NODE"}


@options.verb("partners Lahti --exclude-country RU --top 3")
@click.argument("city", metavar="CITY", help="id or name")
@options.folder
@options.top
@click.option("--exclude-country", **_COUNTRIES, help="leave out cities of these countries")
@click.option("--only-country", **_COUNTRIES, help="leave out cities of all other countries")
@click.option("--exclude-network", **_NETWORKS, help="leave out members of these networks")
@click.option("--only-network", **_NETWORKS, help="leave out all but members of these networks")
@click.option("--min-population", type=int, metavar="N")
@click.option("--max-population", type=int, metavar="N")
@click.option("--known-population", is_flag=True, help="leave out blanks as well")
@click.option(
    "--again",
    multiple=True,
    callback=options.comma_list,
    metavar="STATUS",
    help=f"suggest cities again whose tie is {', '.join(PAST)}",
)
@options.year
@options.form
@options.language
def command(
    city: str,
    folder: Path,
    top: int,
    year: int | None,
    form: str,
    lang: str,
    **exclusions,
) -> None:
    """Print cities to approach as partners, with reasons."""
    tables = load_folder(folder)
    frame = frame_from_tables(tables)
    tr = get_translator(lang)
    graph = prepare(as_of(frame, year), year or datetime.date.today().year)
    if top < 0:
        raise FilterError.wrong("--top", top, Message("0 or more"))
    node = named_node(frame, city)
    ranking = rank_partners(graph, node, _filter_of(frame, **exclusions))
    words = PartnerWords(ranking, tr, tables.sources)
    _print_ranking(words, top or None, form)
    print(words.scope(), file=sys.stderr)
    print(how_good(tr), file=sys.stderr)


def _filter_of(graph: GraphFrame, **given) -> PartnerFilter:
    for status in given["again"]:
        if status not in PAST:
            raise FilterError.one_of("--again", status, PAST)
    return PartnerFilter(
        countries=given["exclude_country"],
        only_countries=given["only_country"],
        min_population=given["min_population"],
        max_population=given["max_population"],
        unknown_population=not given["known_population"],
        networks=tuple(named_node(graph, one) for one in given["exclude_network"]),
        only_networks=tuple(named_node(graph, one) for one in given["only_network"]),
        past=tuple(status for status in PAST if status not in given["again"]),
    )


def _print_ranking(words: PartnerWords, most: int | None, form: str) -> None:
    rows = words.table(most)
    if form == "table":
        for node, row in rows.iterrows():
            _print_city(words, node, row)
        return
    sentences = {node: _sentences(words, node) for node in rows.index}
    if form == "json":
        records = [
            {"id": node, **_plain(row), **sentences[node]}
            for node, row in zip(rows.index, rows.to_dict("records"), strict=True)
        ]
        print_json(records)
        return
    for key in ("reasons", "weak_points"):
        rows[key] = [" | ".join(sentences[node][key]) for node in rows.index]
    print_rows(rows.reset_index(), "csv")


def _print_city(words: PartnerWords, node: str, row: pd.Series) -> None:
    head = f"{row['rank']:>3}. {row['name']}"
    country = row["country"] if isinstance(row["country"], str) else "–"
    print(f"{head}, {country}  ({words.tr.number(row['score'], 2)})")
    sentences = _sentences(words, node)
    for mark, key in (("+", "reasons"), ("-", "weak_points")):
        for sentence in sentences[key]:
            print(f"     {mark} {sentence}")


def _sentences(words: PartnerWords, node: str) -> dict[str, list[str]]:
    heavy, light = words.reasons(node)
    return {"reasons": heavy + light, "weak_points": words.weak_points(node)}


def _plain(row: dict) -> dict:
    """JSON has no NaN: what is not known is null."""
    return {key: None if pd.isna(value) else value for key, value in row.items()}
