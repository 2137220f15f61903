"""Small valid files of every kind that a reader takes, from which :mod:`scripts.fuzz_readers` starts.

Each case is a dict of file name to content; the same at every time of day.
"""

import datetime
import io
import json
import tempfile
from functools import cache
from pathlib import Path

from openpyxl import Workbook

from graph_app.export import export
from graph_app.graph.frames import frame_from_tables
from graph_app.intake.edges.mapping import load_mapping, mapping_to_json, shipped_mappings
from graph_app.intake.open_data.wikidata import ROGORIDO
from graph_app.intake.project.folder import write_tables
from graph_app.model.tables import Tables
from graph_app.store import Actor, Change, open_store
from scripts.fuzz_mutations import packed, unpacked_parts
from tests.conftest import small_frames
from tests.export.conftest import make_bundle
from tests.intake import make_files as files
from tests.intake.files.test_graph_files import foreign, written
from tests.intake.open_data import official
from tests.intake.open_data import test_cordis as cordis
from tests.intake.open_data import test_erasmus as erasmus
from tests.intake.open_data import test_keep_eu as keep
from tests.intake.open_data import test_kohesio as kohesio
from tests.intake.open_data import test_wikidata as wikidata

Case = dict[str, bytes]

_DAY = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
_PLAIN = (
    "from,to,type,since,status,note\n"
    'Lahti,"Västerås",sister_city,1947,active,"First, and ""oldest"""\n'
    "Lahti,Eger,sister_city,1993-05,ended,two\nlines,Turku,cooperation_agreement,,,\n"
)
_TWINS = (
    f"{files.TWINS_HEADER}Lahti,Finland,60.9833,25.65,Västerås,Sweden,59.61,16.55\n"
    'Perth,Scotland,56.39,-3.43,"Saint-Denis","Réunion, France",-20.88,55.45\n'
)
_PERSONS = (
    "from,to,type,contact person,e-mail,lat,lon\n"
    "Lahti,Eger,sister_city,Jane Doe,jane@example.org,60.98,25.66\n"
)
_SETTINGS = (
    'home = "city:a"\ntitle = "Relations of A"\nlanguage = "fi"\n[reported]\nsister_city = 12\n'
    '[access]\nreading = "signed-in"\neditors = ["a@example.org", "group:office"]\nhours = 8\n'
)


def text(**named: str | bytes) -> Case:
    """Return a case; in a name two underscores stand for a dot."""
    return {
        name.replace("__", "."): content if isinstance(content, bytes) else content.encode()
        for name, content in named.items()
    }


def workbook(sheets: dict[str, list]) -> bytes:
    """Return a workbook that is the same at every time of day."""
    book, out = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(out)
    parts = unpacked_parts(out.getvalue())
    del parts["docProps/core.xml"]
    return packed(parts)


def tables() -> list[Case]:
    """Lists of ties as CSV of each dialect."""
    tabs, marks = _PLAIN.replace(",", "\t"), _TWINS.replace(",", ";")
    return [
        text(a__csv=_PLAIN),
        text(a__csv=_TWINS),
        text(a__csv=marks.replace("\n", "\r\n").encode("cp1252")),
        text(a__csv=b"\xef\xbb\xbf" + tabs.replace("\n", "\r").encode()),
        text(a__csv=files.ETMUN_HEADER + files.etmun_row() + files.etmun_row("Ville", year="x")),
    ]


def sheets() -> list[Case]:
    """Lists of ties as workbooks."""
    rows = [line.split(",") for line in _TWINS.splitlines()]
    dated = [["from", "to", "start"], ["Lahti", "Eger", _DAY.replace(tzinfo=None)],
             ["A", "B", 1999], ["C", None, 1.5], ["D", True, datetime.time(1, 2)]]  # fmt: skip
    return [text(a__xlsx=workbook({"One": rows})), text(a__xlsx=workbook({"R": dated, "Q": []}))]


def edges(mapping: str) -> list[Case]:
    """Files for a mapping that ships; for none, whose columns suggest one."""
    member = files.eurocity("Lahti", "Q28911"), files.eurocity("Espoo", "Q47034", "City of Espoo")
    body = files.etmun_row("Lahti region council", kind="Region")
    etmun = files.ETMUN_HEADER + files.etmun_row() + body + files.etmun_row(status="Former Member")
    known = {
        "edges": [text(a__csv=_PLAIN)],
        "twin-cities": [text(a__csv=_TWINS), text(a__zip=packed({"in/a.csv": _TWINS.encode()}))],
        "etmun": [text(a__csv=etmun)],
        "urbact": [text(a__csv=files.URBACT_HEADER + files.urbact_row() * 2)],
        "eurocities": [text(a__json=files.eurocities(list(member)))],
    }
    return known[mapping] if mapping else [*tables(), *sheets(), text(a__csv=_PERSONS)]


@cache
def _small() -> Tables:
    return Tables.from_frames(small_frames())


def graphs(form: str) -> list[Case]:
    """Graph files of ours and of others."""
    ending = {"node-link": "json"}.get(form, form)
    own = export(make_bundle(frame_from_tables(_small())), form)
    return [{f"a.{ending}": own}, {f"a.{ending}": written(foreign(), ending)}]


@cache
def folders() -> list[Case]:
    """Our own tables as the files of a folder."""
    with tempfile.TemporaryDirectory() as folder:
        write_tables(_small(), folder, personal=True)
        return [{path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}]


def folder_zips() -> list[Case]:
    """Our own tables as a zip."""
    return [{"a.zip": packed(parts)} for parts in folders()]


def mappings() -> list[Case]:
    """Mappings, each with a file to read."""
    return [
        {"m.json": mapping_to_json(load_mapping(name)).encode()} | edges(name)[0]
        for name in shipped_mappings()
    ]


def decisions() -> list[Case]:
    """Answers to doubtful places."""
    return [text(a__csv="id,name,same\ncity:a,A,yes\ncity:b,B,ei\ncity:c,C,\n")]


def settings() -> list[Case]:
    """Settings of a city."""
    return [text(settings__toml=_SETTINGS), text(settings__toml='home = "city:a"\n')]


@cache
def backups() -> list[Case]:
    """Backups of a store with some history."""
    actor = Actor("Bo", "admin")
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "store", clock=lambda: _DAY)
        store.load(_small(), actor)
        store.save([Change("relations", "change", "r1", {"note": "x"})], actor=actor, base=1)
        store.backup(Path(folder) / "a.zip")
        store.close()
        return [{"a.zip": packed(unpacked_parts((Path(folder) / "a.zip").read_bytes()))}]


def _official(columns, rows, delimiter=",") -> bytes:
    return official.csv_text(columns, rows, delimiter).encode()


def _keep_books() -> list[Case]:
    old = {
        "Projects (lead partners)": keep.sheet(keep.PROJECTS_2019, [keep.OLD_PROJECT]),
        "Partners": keep.sheet(keep.PARTNERS_2019, keep.OLD_PARTNERS),
    }
    new = {
        "Projects": keep.sheet(keep.PROJECTS_2025, [keep.NEW_PROJECT]),
        "Partners": keep.sheet(keep.PARTNERS_2025, [keep.NEW_PARTNER]),
    }
    return [{"a.xlsx": workbook(new)}, {"a.xlsx": workbook(old)}]


def open_data(source: str) -> list[Case]:
    """Files in the shapes in which the publishers give them."""
    return {
        "cordis": _cordis,
        "erasmus": lambda: [
            {"a.csv": _official(_FULL, [_narrowed(erasmus.SCHOOL | _SECOND, _FULL)])},
            {"a.csv": _official((*erasmus.OLDER, *erasmus.partners(2)), [erasmus.FESTIVAL])},
            {"a.csv": _official(erasmus.SEARCH, [erasmus.FOUND])},
            {"a.xlsx": workbook({"x": keep.sheet(erasmus.SEARCH, [erasmus.FOUND])})},
        ],
        "keep-eu": _keep_books,
        "kohesio": lambda: [
            {"FI.csv": _official(kohesio.NOW, [kohesio.LAKE, kohesio.FOREST])},
            {"FI.csv": _official(kohesio.BEFORE, [_narrowed(kohesio.LAKE, kohesio.BEFORE)], ";")},
        ],
        "urbact": lambda: edges("urbact"),
        "etmun": lambda: edges("etmun"),
        "wikidata": _answers,
    }[source]()


_FULL = (*erasmus.FULL, *erasmus.partners(2))
_SECOND = {f"Partner 2 {name[11:]}": value for name, value in erasmus.SCHOOL.items()
           if name.startswith("Partner 69 ")}  # fmt: skip


def _narrowed(row: dict, columns) -> dict:
    return {name: value for name, value in row.items() if name in columns}


def _cordis() -> list[Case]:
    parts = {
        "project.csv": official.cordis_csv(official.CORDIS_PROJECT, cordis.PROJECTS).encode(),
        "organization.csv": official.cordis_csv(
            official.CORDIS_ORGANISATION, cordis.ORGANISATIONS
        ).encode(),
    }
    return [{"a.zip": packed(parts)}, parts]


def _answers() -> list[Case]:
    rows = [wikidata.pair(), wikidata.pair(partner=f"{wikidata.WD}Q2", partnerLabel="Q2", end="t1")]
    plain = [{name: cell["value"] for name, cell in row.items()} for row in rows]
    names = [names[0] for names in ROGORIDO.fields.values()]
    table = dict(zip(names, ("Lahti", "Finland", "60.9", "25.6", "120000", "Eger", "Hungary",
                             "47.9", "20.3", "50000"), strict=True))  # fmt: skip
    return [
        text(a__json=wikidata.answer(*rows)),
        text(a__json=json.dumps(plain)),
        {"a.tsv": _official(names, [table], "\t")},
    ]


def sparql() -> list[Case]:
    """What a SPARQL endpoint may send, and how it may begin to say it."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
    moved = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nRetry-After: 1\r\n"
    body = _answers()[0]["a.json"]
    return [{"head": head, "body.json": body}, {"head": moved, "body.json": body}]
