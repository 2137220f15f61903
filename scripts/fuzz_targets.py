"""Every reader of the product, as :mod:`scripts.fuzz_readers` calls it."""

import contextlib
import functools
import random
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

from graph_app.cli.import_files import read_decisions
from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import (
    load_mapping,
    mapping_from_json,
    mapping_to_json,
    shipped_mappings,
)
from graph_app.intake.edges.suggestions import suggest_mapping
from graph_app.intake.files.readers import Form, open_rows, unpacked
from graph_app.intake.open_data import READERS as OPEN_DATA
from graph_app.intake.open_data.sparql import Endpoint
from graph_app.intake.open_data.wikidata import fetch_wikidata
from graph_app.intake.project.folder import load_folder
from graph_app.intake.project.settings import read_settings
from graph_app.intake.sources import SOURCES
from graph_app.model.errors import (
    EndpointError,
    InvalidTablesError,
    SettingsError,
    StoreError,
    TableError,
)
from graph_app.store import Actor, Store, open_store
from scripts import fuzz_seeds as seeds
from scripts.fuzz_law import TODAY, BrokenLawError, Reader

_ADMIN = Actor("Bo", "admin")


def read_rows(paths: list[Path], rng: random.Random, _folder: Path) -> str:
    """Read every row of a table, and suggest a mapping for it."""
    form = Form(decimal=rng.choice(".,"))
    if rng.random() < 0.15:
        form = Form(
            delimiter=rng.choice(",;\t"), encoding=rng.choice(("", "utf-8", "windows-1252"))
        )
    uneven = 0
    with unpacked(paths) as files:
        for path in files:
            with open_rows(path, form) as rows:
                suggest_mapping(rows.header, rows.name, rows.form)
                for frame, left_out in rows.portions(rng.choice((1, 3, 50_000))):
                    uneven += len(left_out)
                    if list(frame.columns) != rows.header or frame.isna().any(axis=None):
                        raise BrokenLawError("a frame of other columns, or with gaps")
                if not 0 <= rows.share() <= 1:
                    raise BrokenLawError(f"a share of {rows.share()}")
    return f"{bool(uneven)} {sorted(rows.counts)} {rows.form.delimiter!r} {rows.form.encoding}"


def read_ties(mapping: str, paths: list[Path], rng: random.Random, _folder: Path):
    """Read a list of ties by a mapping that ships, or a suggested one."""
    more = {"type": rng.choice(("sister_city", "membership"))} if rng.random() < 0.15 else {}
    return SOURCES["edges"](
        paths, mapping=mapping or None, personal=rng.random() < 0.3, today=TODAY, **more
    )


def read_graph(paths: list[Path], rng: random.Random, _folder: Path):
    """Read graph files."""
    type_ = rng.choice(("", "sister_city", "sister_city", "membership"))
    kind = rng.choice(("", "", "city", "organisation"))
    return SOURCES["graph"](paths, type=type_, kind=kind, today=TODAY)


def read_own(paths: list[Path], rng: random.Random, _folder: Path):
    """Read our own tables, as a folder or a zip."""
    if not any(path.suffix == ".zip" for path in paths):
        load_folder(paths[0].parent)
        paths = [paths[0].parent]
    return SOURCES["folder"](paths, personal=rng.random() < 0.5)


def read_mapping(paths: list[Path], _rng: random.Random, _folder: Path):
    """Load a mapping, write and read it again, and read a file by it."""
    mapping = load_mapping(paths[0])
    if mapping_from_json(mapping_to_json(mapping)) != mapping:
        raise BrokenLawError("a mapping that does not come back as it was")
    return read_edges(paths[1:], mapping, today=TODAY)


def read_answers(paths: list[Path], _rng: random.Random, _folder: Path) -> str:
    """Read answers to doubtful places."""
    return f"{sorted(set(read_decisions(paths[0]).values()))}"


def read_set(paths: list[Path], _rng: random.Random, _folder: Path) -> str:
    """Read the settings of a city."""
    found = read_settings(paths[0].parent)
    return f"{bool(found.reported)} {found.access.reading} {bool(found.access.editors)}"


@functools.cache
def _store(folder: Path) -> Store:
    return open_store(folder / "store")


def restore(paths: list[Path], _rng: random.Random, folder: Path) -> str:
    """Restore a backup; what is refused has changed nothing, what is not is whole."""
    store = _store(folder)
    before = store.head()
    try:
        store.restore(paths[0], actor=_ADMIN, force=True)
    except StoreError:
        if store.head() != before:
            raise BrokenLawError("a refused backup changed the store") from None
        raise
    problems = store.problems()
    if problems:
        raise BrokenLawError(f"restored with: {problems[0]}")
    return f"{len(store.tables().relations)} ties"


def read_open_data(source: str, paths: list[Path], rng: random.Random, _folder: Path):
    """Read a publisher's file with the options that a person may choose."""
    options: dict[str, object] = {"today": TODAY}
    if source != "wikidata" and rng.random() < 0.5:
        options["through_organisations"] = rng.random() < 0.7
        options |= rng.choice(({}, {"city": "Lahti"}, {"country": "FI"}, {"contacts": True}))
    return OPEN_DATA[source](paths, **options)


class _Answering(socketserver.StreamRequestHandler):
    timeout = 2

    def handle(self):
        length = 0
        while (line := self.rfile.readline(65536)).strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        self.rfile.read(length)
        with contextlib.suppress(OSError):
            self.wfile.write(self.server.answer)


@functools.cache
def _server(_folder: Path) -> socketserver.ThreadingTCPServer:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Answering)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def ask(paths: list[Path], rng: random.Random, folder: Path):
    """Ask a real server on this machine that answers with the file."""
    head, body = (path.read_bytes() for path in paths)
    length = len(body) if rng.random() < 0.9 else rng.choice((0, 1, 10**9, -1))
    server = _server(folder)
    server.answer = head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % length + body
    url = f"http://127.0.0.1:{server.server_address[1]}/sparql"
    endpoint = Endpoint(url, seconds=2, silence=0.5, retries=rng.choice((0, 1)), back_off=0.01)
    return fetch_wikidata(endpoint, city="Q28911", today=TODAY)


def _targets() -> Iterator[Reader]:
    table, partial = (TableError,), functools.partial
    yield Reader("csv", read_rows, seeds.tables, table)
    yield Reader("xlsx", read_rows, seeds.sheets, table)
    yield Reader("edges", partial(read_ties, ""), partial(seeds.edges, ""), table)
    for name in shipped_mappings():
        read, cases = partial(read_ties, name), partial(seeds.edges, name)
        yield Reader(f"edges-{name}", read, cases, table)
    for form in ("gexf", "graphml", "node-link"):
        yield Reader(form, read_graph, partial(seeds.graphs, form), table)
    own = (TableError, InvalidTablesError)
    yield Reader("folder", read_own, seeds.folders, own)
    yield Reader("folder-zip", read_own, seeds.folder_zips, own)
    yield Reader("mapping", read_mapping, seeds.mappings, table)
    yield Reader("decisions", read_answers, seeds.decisions, table)
    yield Reader("settings", read_set, seeds.settings, (SettingsError,))
    yield Reader("backup", restore, seeds.backups, (StoreError,))
    for name in OPEN_DATA:
        yield Reader(name, partial(read_open_data, name), partial(seeds.open_data, name), table)
    # An answer may be refused for its form, or for what it lacks.
    yield Reader("sparql", ask, seeds.sparql, (EndpointError, TableError))


#: Name -> reader.
READERS: dict[str, Reader] = {reader.name: reader for reader in _targets()}
