"""The verb ``partners``."""

import datetime
import sys
from pathlib import Path

import click
import pandas as pd

from graph_app.analysis.partners.evaluation import Evaluation
from graph_app.analysis.partners.evaluation import trial as evaluate
from graph_app.analysis.partners.exclusions import PartnerFilter, ruled_out
from graph_app.analysis.partners.kept_trial import ranker_and_trial
from graph_app.analysis.partners.model import MODEL
from graph_app.analysis.partners.ranking import city_number, prepare, rank_partners
from graph_app.analysis.partners.signals import PAST, PartnerGraph
from graph_app.cli import options
from graph_app.cli.nodes import named_node
from graph_app.cli.output import print_json, print_rows
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.graph.years import as_of
from graph_app.i18n import Translator, get_translator
from graph_app.intake.project.folder import load_folder
from graph_app.model.errors import FilterError
from graph_app.wording.partners import PartnerWords, method, trial_table, verdict

_MOST_SEEDS = 200


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
@click.option("--trial", is_flag=True, help="test the ranking on hidden ties")
@click.option("--seeds", type=int, default=10, metavar="N", help="repetitions of the test")
def command(
    city: str,
    folder: Path,
    top: int,
    year: int | None,
    form: str,
    lang: str,
    trial: bool,
    seeds: int,
    **exclusions,
) -> None:
    """Print cities to approach as partners, with reasons."""
    tables = load_folder(folder)
    frame = frame_from_tables(tables)
    tr = get_translator(lang)
    graph = prepare(as_of(frame, year), year or datetime.date.today().year)
    if trial:
        _print_trial(_test(graph, seeds), form, tr)
        return
    if top < 0:
        raise FilterError(f"--top: found {top}, expected 0 or more")
    node = named_node(frame, city)
    wanted = _filter_of(frame, **exclusions)
    # What is wrong with the question is said before the test takes its seconds.
    ruled_out(graph, city_number(graph, node), wanted)
    ranker, result = ranker_and_trial(graph)
    words = PartnerWords(rank_partners(graph, node, ranker, wanted), tr, tables.sources)
    _print_ranking(words, top or None, form)
    print(words.scope(), file=sys.stderr)
    _say_how(ranker.name, result, tr)


def _filter_of(graph: GraphFrame, **given) -> PartnerFilter:
    for status in given["again"]:
        if status not in PAST:
            raise FilterError(f"--again: found {status[:20]!r}, expected one of {', '.join(PAST)}")
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


def _test(graph: PartnerGraph, seeds: int) -> Evaluation:
    if not 1 <= seeds <= _MOST_SEEDS:
        raise FilterError(f"--seeds: found {seeds}, expected 1 to {_MOST_SEEDS}")

    def tell(share: float) -> None:
        print(f"\r{share:4.0%}", end="" if share < 1 else "\n", file=sys.stderr, flush=True)

    return evaluate(graph, tuple(range(seeds)), progress=tell if sys.stderr.isatty() else None)


def _say_how(name: str, result: Evaluation | None, tr: Translator) -> None:
    if result is not None:
        print(" ".join(verdict(result, tr)), file=sys.stderr)
    elif name == MODEL:
        print("Ranked by the model, not tested on this graph: --trial tests it.", file=sys.stderr)


def _print_ranking(words: PartnerWords, most: int | None, form: str) -> None:
    rows = words.table(most)
    if form == "table":
        for node, row in rows.iterrows():
            _print_city(words, node, row)
        return
    told = {node: _told(words, node) for node in rows.index}
    if form == "json":
        records = [
            {"id": node, **_plain(row), **told[node]}
            for node, row in zip(rows.index, rows.to_dict("records"), strict=True)
        ]
        print_json(records)
        return
    for key in ("reasons", "weak_points"):
        rows[key] = [" | ".join(told[node][key]) for node in rows.index]
    print_rows(rows.reset_index(), "csv")


def _print_city(words: PartnerWords, node: str, row: pd.Series) -> None:
    head = f"{row['rank']:>3}. {row['name']}"
    country = row["country"] if isinstance(row["country"], str) else "–"
    print(f"{head}, {country}  ({words.tr.number(row['score'], 2)})")
    told = _told(words, node)
    for mark, key in (("+", "reasons"), ("-", "weak_points")):
        for sentence in told[key]:
            print(f"     {mark} {sentence}")


def _told(words: PartnerWords, node: str) -> dict[str, list[str]]:
    heavy, light = words.reasons(node)
    return {"reasons": heavy + light, "weak_points": words.weak_points(node)}


def _plain(row: dict) -> dict:
    """JSON has no NaN: what is not known is null."""
    return {key: None if pd.isna(value) else value for key, value in row.items()}


def _print_trial(result: Evaluation, form: str, tr: Translator) -> None:
    if form == "table":
        print(trial_table(result, tr).to_string(index=False, float_format="{:.3f}".format))
    elif form == "csv":
        print_rows(result.summary().reset_index(), "csv")
    else:
        rows = result.summary().reset_index().to_dict("records")
        print_json([_plain(row) for row in rows])
    print(" ".join([*verdict(result, tr), method(result, tr)]), file=sys.stderr)
