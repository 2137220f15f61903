"""Graph formats: GraphML, GEXF, Pajek, Cytoscape JSON, node-link JSON."""

import io
import json
import re

import networkx as nx
import numpy as np

from graph_app.export.bundle import ExportView


def write_graphml(bundle: ExportView) -> bytes:
    """Write GraphML; ``networkx.read_graphml`` gives the same graph back."""
    out = io.BytesIO()
    nx.write_graphml(bundle.networkx(), out, named_key_ids=True, edge_id_from_attribute=None)
    return out.getvalue()


def write_gexf(bundle: ExportView) -> bytes:
    """Write GEXF 1.2 with colours, sizes and positions, so that Gephi opens it as seen.

    References
    ----------
    GEXF working group, https://gexf.net/viz.html
    """
    graph = bundle.networkx()
    for node, data in graph.nodes(data=True):
        data["label"] = data.get("name", node)
    _add_looks(graph, bundle)
    for key, data in ((k, d) for *_, k, d in graph.edges(keys=True, data=True)):
        data["id"] = key
        # GEXF has a source and a target of its own, which an undirected graph may swap.
        data["from"], data["to"] = data.pop("source", ""), data.pop("target", "")
        # Its own type of an edge is "directed" or "undirected".
        data["relation"] = data.pop("type", "")
    out = io.BytesIO()
    nx.write_gexf(graph, out, version="1.2draft")
    about = "; ".join(f"{name}: {value}" for name, value in bundle.about().items())
    meta = f"<description>{_xml(about)}</description>".encode()
    written = out.getvalue().replace(b"</creator>", b"</creator>" + meta, 1)
    # networkx writes the day of the clock.
    day = f'lastmodifieddate="{bundle.date}"'.encode()
    return re.sub(rb'lastmodifieddate="[^"]*"', day, written, count=1)


def _add_looks(graph: nx.MultiGraph, bundle: ExportView) -> None:
    for at, node in enumerate(bundle.view.nodes["id"]):
        looks: dict[str, object] = {}
        if bundle.style is not None:
            red, green, blue = (int(bundle.style.colour[at][i : i + 2], 16) for i in (1, 3, 5))
            looks["color"] = {"r": red, "g": green, "b": blue, "a": 1.0}
            looks["size"] = float(bundle.style.size[at])
        if bundle.places is not None and node in bundle.places.index:
            x, y = bundle.places.loc[node, ["x", "y"]]
            if np.isfinite([x, y]).all():
                # Gephi's y grows upwards, the screen's downwards.
                looks["position"] = {"x": float(x), "y": -float(y), "z": 0.0}
        if looks:
            graph.nodes[node]["viz"] = looks


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_pajek(bundle: ExportView) -> bytes:
    """Write a Pajek network.

    Pajek carries names, places and weights only: vertices are node ids, with ``x`` and ``y`` where
    known; edges carry their weight, and parallel ties stay apart. Lines that begin with ``%`` say
    what it is about. ``networkx.read_pajek`` reads it.
    """
    about = [f"% {name}: {_line(value)}" for name, value in bundle.about().items()]
    ids = bundle.view.nodes["id"]
    lines = [*about, f"*Vertices {len(ids)}"]
    for at, node in enumerate(ids):
        lines.append(f'{at + 1} "{_line(node)}"{_pajek_place(bundle, node)}')
    lines.append("*Edges")
    weights = bundle.view.edges["weight"]
    ends = zip(bundle.view.source + 1, bundle.view.target + 1, weights, strict=True)
    lines += [f"{source} {target} {float(weight):g}" for source, target, weight in ends]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _pajek_place(bundle: ExportView, node: str) -> str:
    if bundle.places is None or node not in bundle.places.index:
        return ""
    x, y = bundle.places.loc[node, ["x", "y"]]
    return f" {x:g} {y:g} ellipse" if np.isfinite([x, y]).all() else ""


def _line(text: str) -> str:
    return " ".join(text.replace('"', "'").split())


def write_node_link(bundle: ExportView) -> bytes:
    """Write node-link JSON.

    Ends stand under ``from`` and ``to``, because ``source`` and ``target`` are facts of a tie:
    ``networkx.node_link_graph(data, source="from", target="to", edges="edges")`` gives the same
    graph back.
    """
    data = nx.node_link_data(bundle.networkx(), source="from", target="to", edges="edges")
    return _json(data)


def write_cytoscape(bundle: ExportView) -> bytes:
    """Write Cytoscape.js JSON; positions included where known.

    References
    ----------
    https://js.cytoscape.org/#notation/elements-json
    """
    places = bundle.places
    nodes = []
    graph = bundle.networkx()
    for node, data in graph.nodes(data=True):
        element: dict[str, object] = {"data": {**data, "id": node, "value": node}}
        if places is not None and node in places.index:
            x, y = places.loc[node, ["x", "y"]]
            if np.isfinite([x, y]).all():
                element["position"] = {"x": float(x), "y": float(y)}
        nodes.append(element)
    edges = [{"data": {**d, "id": k, "key": k}} for *_, k, d in graph.edges(keys=True, data=True)]
    about = list(bundle.about().items())
    elements = {"nodes": nodes, "edges": edges}
    return _json({"data": about, "directed": False, "multigraph": True, "elements": elements})


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
