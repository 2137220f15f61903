"""Which layout keeps most of the graph: ``python -m scripts.layout_quality`` writes docs/layouts.md.

Stress is Kruskal's, after the best scale, over pairs of a
sample of nodes (Gansner, Hu, North 2013); neighbourhoods kept is the mean Jaccard overlap of a
node's neighbours in the graph with as many nearest nodes in the picture (Kruiger et al. 2017).
"""

import platform
import random
import sys
import time

import igraph
import numpy as np
from scipy.spatial import cKDTree

from graph_app.analysis.layout import layout
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.convert import to_igraph
from graph_app.graph.ego import ego_network
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.intake.project.folder import load_folder
from scripts.serving import ROOT

_SAMPLE = 300


def largest_part(graph: GraphFrame) -> GraphFrame:
    sizes = np.bincount(graph.component)
    return graph.select(graph.component == sizes.argmax())


def stress(graph: igraph.Graph, places: np.ndarray) -> float:
    chosen = np.random.default_rng(0).choice(len(places), min(_SAMPLE, len(places)), replace=False)
    steps = np.array(graph.distances(source=chosen.tolist()), dtype=float)
    apart = np.linalg.norm(places[chosen, None] - places[None], axis=2)
    pairs = np.isfinite(steps) & (steps > 0)
    d, x = steps[pairs], apart[pairs]
    scale = (x / d).sum() / (x**2 / d**2).sum()
    return float(np.sqrt((((scale * x - d) / d) ** 2).mean()))


def kept(graph: igraph.Graph, places: np.ndarray) -> float:
    tree = cKDTree(places)
    shares = []
    for node in np.random.default_rng(1).choice(len(places), min(2000, len(places)), replace=False):
        near = set(graph.neighbors(int(node)))
        found = tree.query(places[node], k=len(near) + 1)[1]
        nearest = set(np.atleast_1d(found).tolist()) - {int(node)}
        shares.append(len(near & nearest) / max(1, len(near | nearest)))
    return float(np.mean(shares))


def raw_layouts(graph: igraph.Graph) -> dict:
    kinds = {
        "igraph Fruchterman-Reingold": lambda: graph.layout_fruchterman_reingold(niter=500),
        "igraph UMAP": lambda: graph.layout_umap(min_dist=0.6, epochs=300),
        "igraph DrL": lambda: graph.layout_drl(),
    }
    if graph.vcount() <= 1000:
        kinds["igraph Kamada-Kawai"] = lambda: graph.layout_kamada_kawai()
    return kinds


def rows_of(name: str, frame: GraphFrame) -> list[str]:
    part = largest_part(frame)
    graph = to_igraph(part)
    found = []
    for kind, place in raw_layouts(graph).items():
        igraph.set_random_number_generator(random.Random(0))
        found.append(_row(name, kind, graph, lambda place=place: np.array(place().coords)))
    ours = _row(name, "**ours, organic**", graph, lambda: layout(part).to_numpy())
    return [*found, ours]


def _row(name: str, kind: str, graph: igraph.Graph, place) -> str:
    start = time.perf_counter()
    places = place()
    took = time.perf_counter() - start
    figures = f"{took:.1f} | {stress(graph, places):.3f} | {kept(graph, places):.3f}"
    return f"| {name}, {graph.vcount():,} nodes | {kind} | {figures} |"


_TEXT = """# Layouts, measured

Written by `python -m scripts.layout_quality` on igraph {igraph}, Python {python}; the seconds are
those of one run on a machine of two cores and hold as ratios only.

- **stress**: root mean square of the relative error between the distances in the picture, at the
  best scale, and the steps in the graph, over all pairs with one of {sample} nodes (Gansner, Hu,
  North 2013); lower is better.
- **neighbourhoods kept**: mean Jaccard overlap of a node's neighbours in the graph with as many
  nearest nodes in the picture (Kruiger et al. 2017); higher is better.

{rows}

What follows from it: up to 250 nodes Kamada-Kawai, then Fruchterman-Reingold. UMAP and DrL keep
more neighbours, at several times the stress or the time: on 14,000 nodes they take 4 and 10 s where
a reader waits for a picture that shows communities as bubbles first and opens them one by one. Our
own row holds two things more: components are packed side by side, and up to 3,000 nodes those
that stand on each other are pushed apart so that labels can be read.

Layouts of more than 600 nodes are computed in a process beside the app's, because igraph lets no
other thread run meanwhile, and are kept on disk by revision, focus and steps. After an edit, nodes
keep their places and new ones stand beside their neighbours, as long as most of the nodes were
there before.
"""


def main() -> int:
    whole = frame_from_tables(load_folder(ROOT / "data"))
    graphs = {
        "Lahti and its ties": ego_network(whole, "city:lahti", 1),
        "Lahti, whole graph": whole,
        "made-up 5k": frame_from_tables(synthetic_tables(5000, 7500)),
        "made-up 14k": frame_from_tables(synthetic_tables(14_000, 20_000)),
    }
    rows = [row for name, columns in graphs.items() for row in rows_of(name, columns)]
    head = "| graph (largest part) | layout | seconds | stress | neighbourhoods kept |"
    text = _TEXT.format(
        igraph=igraph.__version__,
        python=platform.python_version(),
        sample=_SAMPLE,
        rows="\n".join([head, "|---|---|---|---|---|", *rows]),
    )
    (ROOT / "docs" / "layouts.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
