"""One page with picture, tables, script and style, and asks nobody for anything."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from graph_app.export.bundle import ExportView
from graph_app.view.legend import legend_html
from graph_app.view.picture import Emphasis, picture
from graph_app.view.style import Style, style_nodes
from graph_app.view.tables import nodes_table, ties_table
from graph_app.view.templates import fill
from graph_app.view.vendor import vis_network_script

_TEMPLATES = Path(__file__).parent / "templates"


def write_html(bundle: ExportView) -> bytes:
    """Write a page that works from a memory stick.

    Names are text everywhere: the data are in a JSON element that no ``<`` can end, the
    script builds elements with ``textContent``, and the page's own Content-Security-Policy lets
    nothing run but the two scripts whose hashes it names.
    """
    style = bundle.style or style_nodes(bundle.view, bundle.translator)
    scripts = [_script(vis_network_script()), _script(_read("standalone.js"))]
    return fill(
        _TEMPLATES / "standalone.html",
        language=bundle.translator.language,
        hashes=" ".join(map(_hash, scripts)),
        title=bundle.translator("{city} in the world", city=bundle.title),
        about=_about(bundle),
        words=_words(bundle),
        style=Markup(_read("standalone.css")),
        legend=Markup(legend_html(style.legend, bundle.translator)),
        nodes=_nodes(bundle),
        ties=_ties(bundle),
        licence=_read("vis-network-LICENSE.txt"),
        data=_data(bundle, style),
        scripts=scripts,
    )


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _script(source: str) -> Markup:
    return Markup(source.replace("</script", "<\\/script"))


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _about(bundle: ExportView) -> list[str]:
    tr, about = bundle.translator, bundle.about()
    return [
        tr("{nodes} nodes, {ties} ties", nodes=about["nodes"], ties=about["ties"]),
        tr("Filter: {filter}", filter=about["filter"] or tr("none")),
        tr("Date: {date}", date=tr.date(about["date"])),
        tr("Revision: {revision}", revision=about["revision"]),
    ]


def _data(bundle: ExportView, style: Style) -> dict[str, Any]:
    emphasis, places = Emphasis(bundle.home, bundle.wanted.focus), bundle.places
    physics = places is None
    if places is None:
        places = pd.DataFrame(columns=["x", "y"], dtype=float)
    network = picture(bundle.view, places, style, bundle.translator, emphasis, physics)
    return {"nodes": network.nodes, "edges": network.edges, "options": network.options}


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
    return _filled(rows.set_axis(names, axis=1))


def _ties(bundle: ExportView) -> pd.DataFrame:
    tr = bundle.translator
    rows = ties_table(bundle.view, bundle.sources, tr).drop(columns=["themes", "note"])
    names = [tr("From"), tr("Relation"), tr("To"), tr("Since"), tr("Until"), tr("Status")]
    return _filled(rows.set_axis([*names, tr("Checked"), tr("Source"), tr("Link")], axis=1))


def _filled(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype(object).where(rows.notna(), "–")
