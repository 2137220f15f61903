"""How good the ranking of partners is: ``python -m scripts.partner_trial`` writes docs/partners.md.

``python -m scripts.partner_trial FOLDER`` tests any folder of our tables and prints the table;
``--twin FILE --members FILE`` tests two public lists joined by name and country;
``--weights`` prints the weights that the public lists give, which the app ranks with.
"""

import argparse
import datetime
import sys
import time
from pathlib import Path

import numpy as np

from graph_app.analysis.partners.model import WEIGHTS
from graph_app.analysis.partners.ranking import prepare
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.intake.project.folder import load_folder
from graph_app.model.words import fold
from scripts.partner_evaluation import METRICS, RANKERS, Evaluation, evaluate
from scripts.partner_files import read_graph
from scripts.partner_fit import fit
from scripts.serving import ROOT

_DOCUMENT = ROOT / "docs" / "partners.md"
_START, _END = "<!-- results -->", "<!-- end of results -->"


def main() -> None:
    """Test what the arguments name, print it, and write the document if asked."""
    arguments = _arguments()
    if arguments.weights:
        _print_weights(_public(arguments), arguments.seeds)
        return
    sections = [
        _tested(name, graph, arguments, weights) for name, graph, weights in _graphs(arguments)
    ]
    text = "\n".join(sections)
    print(text)
    if arguments.write:
        before, _, rest = _DOCUMENT.read_text(encoding="utf-8").partition(_START)
        after = rest.partition(_END)[2]
        _DOCUMENT.write_text(f"{before}{_START}\n{text}{_END}{after}", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "data")
    parser.add_argument("--twin", type=Path, help="list of twinnings, CSV")
    parser.add_argument("--members", type=Path, help="list of members of networks, CSV with ;")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--cities", type=int, default=400, help="most cities asked a repetition")
    parser.add_argument("--weights", action="store_true", help="print the weights of the lists")
    parser.add_argument("--write", action="store_true", help="write docs/partners.md")
    return parser.parse_args()


def _graphs(arguments: argparse.Namespace):
    if arguments.write or not arguments.twin:
        graph = frame_from_tables(load_folder(arguments.folder))
        yield f"The tables in `{arguments.folder.name}/`", graph, WEIGHTS
    if arguments.twin:
        # The published weights were learned from these lists, hidden ties included.
        yield "The public lists", _public(arguments), None


def _public(arguments: argparse.Namespace) -> GraphFrame:
    return frame_from_tables(read_graph(arguments.twin, arguments.members))


def _tested(name: str, graph: GraphFrame, arguments: argparse.Namespace, weights) -> str:
    today = datetime.date.today()
    start = time.perf_counter()
    seeds = tuple(range(arguments.seeds))
    result = evaluate(prepare(graph, today.year), seeds, cities=arguments.cities, weights=weights)
    seconds = time.perf_counter() - start
    print(f"{name}: {seconds:.0f} s", file=sys.stderr)
    cities = int(graph.nodes["kind"].eq("city").sum())
    said = (
        f"### {name}\n\n"
        f"{today.isoformat()}, revision {graph.revision}: {cities:,} cities, {graph.n_edges:,} ties, "
        f"{result.ties:,} sister-city ties, {result.hidden:,} hidden ({result.hidden / result.ties:.0%}). "
        f"Seeds {seeds[0]} to {seeds[-1]}; {result.cities:,} cities asked in each, "
        f"{result.candidates:,} candidates for each. "
        f"Weights: {'as published' if weights else 'learned from the ties that are not hidden'}.\n\n"
    )
    return f"{said}{_table(result)}\n\n"


def _table(result: Evaluation) -> str:
    head = ["ranker", *METRICS.values()]
    lines = [" | ".join(head), " | ".join(["---"] + ["---:"] * len(METRICS))]
    for ranker, row in result.summary().iterrows():
        cells = [f"{row[m]:.3f} ({row[f'{m}_low']:.3f}–{row[f'{m}_high']:.3f})" for m in METRICS]
        lines.append(" | ".join([RANKERS[ranker], *cells]))
    return "\n".join(f"| {line} |" for line in lines)


def _print_weights(graph: GraphFrame, seeds: int) -> None:
    shown = frame_from_tables(load_folder(ROOT / "data"))
    rest = _without(graph, shown)
    sisters = int(rest.edges["type"].eq("sister_city").sum())
    for seed in range(seeds):
        found = fit(prepare(rest, datetime.date.today().year), seed, cities=2000)
        weights = ", ".join(f"{name} {weight:.2f}" for name, weight in found.weights.items())
        print(f"{found.cities} cities, {found.ties} of {sisters} sister-city ties: {weights}")


def _without(graph: GraphFrame, shown: GraphFrame) -> GraphFrame:
    """Leave out every city that the shipped tables hold, with its ties."""
    keys = [_keys(columns) for columns in (graph, shown)]
    return graph.select(~np.isin(keys[0], keys[1]) | graph.nodes["kind"].ne("city").to_numpy())


def _keys(graph: GraphFrame) -> np.ndarray:
    nodes = graph.nodes
    return (nodes["name"].map(fold) + "|" + nodes["country"].fillna("")).to_numpy(dtype=str)


if __name__ == "__main__":
    main()
