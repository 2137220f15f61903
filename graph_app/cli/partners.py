"""The verb ``partners``."""

import argparse
import csv
import datetime
import json
import os
import sys
from pathlib import Path

import pandas as pd

from graph_app.analysis.partners.exclusions import PartnerFilter
from graph_app.analysis.partners.ranking import prepare, rank_partners
from graph_app.analysis.partners.signals import PAST
from graph_app.export.table_files import escape_formulas
from graph_app.graph.filter_kinds import YEARS
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.graph.names import find_node
from graph_app.graph.years import as_of
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.intake.project.folder import load_folder
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.wording.partners import PartnerWords, how_good


def register(verbs) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser("partners", help="cities to approach as partners, with reasons")
    verb.add_argument("city", metavar="CITY", help="id or name")
    default = os.environ.get("GRAPH_APP_DATA") or "data"
    verb.add_argument("folder", nargs="?", type=Path, default=Path(default), metavar="DIR")
    verb.add_argument("--top", type=int, default=20, metavar="N", help="cities; 0 for all")
    _add_exclusions(verb)
    verb.add_argument("--year", type=int, metavar="YYYY", help="the graph as it was in that year")
    verb.add_argument("--format", choices=("table", "csv", "json"), default="table")
    verb.add_argument("--lang", choices=LANGUAGES, default="en")
    verb.set_defaults(run=_run)


def _add_exclusions(verb: argparse.ArgumentParser) -> None:
    group = verb.add_argument_group("cities to leave out")
    for option, metavar in (
        ("exclude-country", "A,B"),
        ("only-country", "A,B"),
        ("exclude-network", "NODE,NODE"),
        ("only-network", "NODE,NODE"),
    ):
        group.add_argument(f"--{option}", action="append", default=[], metavar=metavar)
    group.add_argument("--min-population", type=int, metavar="N")
    group.add_argument("--max-population", type=int, metavar="N")
    group.add_argument("--known-population", action="store_true", help="leave out blanks as well")
    group.add_argument(
        "--again",
        action="append",
        default=[],
        metavar="STATUS",
        help=f"suggest cities again whose tie is {', '.join(PAST)}",
    )


def _run(arguments: argparse.Namespace) -> int:
    tables = load_folder(arguments.folder)
    frame = frame_from_tables(tables)
    tr = get_translator(arguments.lang)
    graph = prepare(as_of(frame, arguments.year), _year(arguments.year))
    if arguments.top < 0:
        raise FilterError.wrong("--top", arguments.top, Message("0 or more"))
    city = find_node(frame, arguments.city)
    ranking = rank_partners(graph, city, _filter_of(arguments, frame))
    words = PartnerWords(ranking, tr, tables.sources)
    _print_ranking(words, arguments.top or None, arguments.format)
    print(words.scope(), file=sys.stderr)
    print(how_good(tr), file=sys.stderr)
    return 0


def _year(year: int | None) -> int:
    if year is None:
        return datetime.date.today().year
    if not YEARS[0] <= year <= YEARS[1]:
        first, last = YEARS
        raise FilterError.wrong(
            Message("year"), year, Message("{first} to {last}", first=first, last=last)
        )
    return year


def _filter_of(arguments: argparse.Namespace, graph: GraphFrame) -> PartnerFilter:
    again = _parts(arguments.again)
    for status in again:
        if status not in PAST:
            raise FilterError.one_of("--again", status, PAST)
    return PartnerFilter(
        countries=_parts(arguments.exclude_country),
        only_countries=_parts(arguments.only_country),
        min_population=arguments.min_population,
        max_population=arguments.max_population,
        unknown_population=not arguments.known_population,
        networks=tuple(find_node(graph, one) for one in _parts(arguments.exclude_network)),
        only_networks=tuple(find_node(graph, one) for one in _parts(arguments.only_network)),
        past=tuple(status for status in PAST if status not in again),
    )


def _parts(texts: list[str]) -> tuple[str, ...]:
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())


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
        print(json.dumps(records, ensure_ascii=False, indent=1))
        return
    for key in ("reasons", "weak_points"):
        rows[key] = [" | ".join(sentences[node][key]) for node in rows.index]
    _print_csv(rows.reset_index())


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


def _print_csv(rows: pd.DataFrame) -> None:
    escape_formulas(rows).to_csv(sys.stdout, index=False, quoting=csv.QUOTE_MINIMAL)
