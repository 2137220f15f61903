"""One page that holds picture, tables, script and style, and asks nobody for anything."""

import base64
import hashlib
import json
from html import escape
from pathlib import Path

import pandas as pd

from graph_app.export.bundle import ExportView
from graph_app.view.legend import legend_html
from graph_app.view.picture import Emphasis, picture
from graph_app.view.style import style_nodes
from graph_app.view.tables import nodes_table, ties_table
from graph_app.view.vendor import vis_network_script

_TEMPLATES = Path(__file__).parent / "templates"


def write_html(bundle: ExportView) -> bytes:
    """Write a page that works from a memory stick.

    Names are text everywhere: the data lie in a JSON element in which no ``<`` can stand, the
    script builds elements with ``textContent``, and the page's own Content-Security-Policy lets
    nothing run but the two scripts whose hashes it names.
    """
    template = (_TEMPLATES / "standalone.html").read_text(encoding="utf-8")
    scripts = [_script(vis_network_script()), _script(_read("standalone.js"))]
    parts = {
        "language": bundle.translator.language,
        "csp": _policy(scripts),
        "title": escape(_title(bundle)),
        "about": _about(bundle),
        "style": _read("standalone.css"),
        "legend": _legend(bundle),
        "nodes": _table(_nodes(bundle)),
        "ties": _table(_ties(bundle)),
        "licence": escape(_read("vis-network-LICENSE.txt")),
        "data": _safe_json(_data(bundle)),
        "vis": scripts[0],
        "script": scripts[1],
        **{f"word_{name}": escape(word) for name, word in _words(bundle).items()},
    }
    # Not str.format: scripts are full of braces, and a replaced part is never looked at again.
    pieces = template.split("@@")
    pieces[1::2] = [parts[name] for name in pieces[1::2]]
    return "".join(pieces).encode("utf-8", "replace")


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _script(source: str) -> str:
    return source.replace("</script", "<\\/script")


def _policy(scripts: list[str]) -> str:
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    hashes = " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)
    return f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:"


def _title(bundle: ExportView) -> str:
    return bundle.translator("{city} in the world", city=bundle.title)


def _about(bundle: ExportView) -> str:
    tr, about = bundle.translator, bundle.about()
    lines = [
        tr("{nodes} nodes, {ties} ties", nodes=about["nodes"], ties=about["ties"]),
        tr("Filter: {filter}", filter=about["filter"] or tr("none")),
        tr("Date: {date}", date=tr.date(about["date"])),
        tr("Revision: {revision}", revision=about["revision"]),
    ]
    return " · ".join(escape(line) for line in lines)


def _style(bundle: ExportView):
    return bundle.style or style_nodes(bundle.view, bundle.translator)


def _legend(bundle: ExportView) -> str:
    return legend_html(_style(bundle).legend, bundle.translator)


def _places(bundle: ExportView) -> pd.DataFrame:
    if bundle.places is not None:
        return bundle.places
    return pd.DataFrame(columns=["x", "y"], dtype=float)


def _data(bundle: ExportView) -> dict:
    emphasis = Emphasis(bundle.home, bundle.wanted.focus)
    physics = bundle.places is None
    network = picture(
        bundle.view, _places(bundle), _style(bundle), bundle.translator, emphasis, physics
    )
    return {
        "nodes": network.nodes,
        "edges": network.edges,
        "options": network.options,
        "words": _words(bundle),
    }


def _safe_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _words(bundle: ExportView) -> dict[str, str]:
    tr = bundle.translator
    return {
        "search": tr("Search"),
        "nodes": tr("Nodes"),
        "ties": tr("Ties"),
        "graph": tr("Relationship graph"),
        "licences": tr("Licences"),
        "details": tr("Click a node or a line to see its facts and sources."),
        "credits": tr("Coordinates and populations: GeoNames, CC BY 4.0."),
    }


def _nodes(bundle: ExportView) -> pd.DataFrame:
    tr = bundle.translator
    rows = nodes_table(bundle.view, tr)
    rows["population"] = rows["population"].map(tr.number, na_action="ignore")
    names = [tr("Name"), tr("Kind"), tr("Country"), tr("Population"), tr("Tied to"), tr("Themes")]
    return rows.set_axis(names, axis=1)


def _ties(bundle: ExportView) -> pd.DataFrame:
    tr = bundle.translator
    sources = (
        bundle.sources if len(bundle.sources) else pd.DataFrame(columns=["id", "title", "url"])
    )
    rows = ties_table(bundle.view, sources, tr).drop(columns=["themes", "note"])
    names = [
        tr("From"),
        tr("Relation"),
        tr("To"),
        tr("Since"),
        tr("Until"),
        tr("Status"),
        tr("Checked"),
    ]
    return rows.set_axis([*names, tr("Source"), tr("Link")], axis=1)


def _table(rows: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in rows.columns)
    body = "".join(
        f'<tr data-id="{escape(str(index))}">{"".join(_cell(value) for value in values)}</tr>'
        for index, *values in rows.itertuples()
    )
    return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"


def _cell(value: object) -> str:
    if value is None or value != value:
        return "<td>–</td>"
    text = str(value)
    if text.startswith(("https://", "http://")):
        link = escape(text)
        return f'<td><a href="{link}" rel="noreferrer noopener">{link[:60]}</a></td>'
    return f"<td>{escape(text)}</td>"
