"""Small valid files of every source of imports, and how a file may be damaged.

A case is a choice of files (name -> content) and the options with which they are read; the same at
every time of day.
"""

import datetime
import io
import json
import re
import zipfile
import zlib

from hypothesis import strategies as st
from openpyxl import Workbook

from graph_app.export import export
from graph_app.graph.frames import frame_from_tables
from graph_app.intake.open_data.wikidata import ROGORIDO
from graph_app.intake.project.folder import write_tables
from graph_app.model.tables import Tables
from tests.conftest import small_frames
from tests.export.conftest import make_bundle
from tests.intake import make_files as files
from tests.intake.files.test_graph_files import foreign, written
from tests.intake.open_data import official
from tests.intake.open_data import test_erasmus as erasmus
from tests.intake.open_data import test_keep_eu as keep
from tests.intake.open_data import test_kohesio as kohesio
from tests.intake.open_data import test_wikidata as wikidata

TIES = (
    "from,to,type,since,status,note,contact person,e-mail\n"
    'Lahti,"Västerås",sister_city,1947,active,"First, and ""oldest""",,\n'
    "Lahti,Eger,sister_city,1993-05,ended,,Jane Doe,jane@example.org\n"
)
TWINS = (
    f"{files.TWINS_HEADER}Lahti,Finland,60.9833,25.65,Västerås,Sweden,59.61,16.55\n"
    'Perth,Scotland,56.39,-3.43,"Saint-Denis","Réunion, France",-20.88,55.45\n'
)
ETMUN = files.ETMUN_HEADER + "".join(
    files.etmun_row(*more, status=status)
    for more, status in (((), "Member"), (("Office",), "Former Member"), (("Oulu", "Oulu"), "x"))
)
URBACT = files.URBACT_HEADER + files.urbact_row() + files.urbact_row("Lahti", "FI")


def workbook(**sheets) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(out)
    parts = files.unzipped(out.getvalue())
    # The day on which the book was made is in it.
    del parts["docProps/core.xml"]
    return files.zipped(parts)


def _edges():
    dated = [["from", "to", "type", "start"], ["Lahti", "Eger", "sister_city", datetime.date(1999, 5, 1)],
             ["Lahti", None, True, 1.5]]  # fmt: skip
    members = files.eurocity("Lahti", "Q28911"), files.eurocity("Espoo", "Q47034", "City of Espoo")
    marks = "kaupunki;kumppani;alkaen\r\nLahti;Västerås;1947\r\nLahti;Eger;\r\n"
    yield {"a.csv": TIES}, {"personal": True}
    yield {"a.csv": marks.encode("cp1252")}, {"type": "cooperation_agreement"}
    yield {"a.csv": "\ufefffrom\tto\ttype\rLahti\tEger\tsister_city\r"}, {}
    yield {"a.xlsx": workbook(One=dated)}, {}
    yield {"a.zip": files.zipped({"in/a.csv": TWINS})}, {"mapping": "twin-cities"}
    yield {"a.csv": ETMUN}, {"mapping": "etmun"}
    yield {"a.csv": URBACT}, {"mapping": "urbact"}
    yield {"a.json": files.eurocities(list(members))}, {"mapping": "eurocities"}


def _graphs():
    bundle = make_bundle(frame_from_tables(Tables.from_frames(small_frames())))
    for form, ending in (("gexf", "gexf"), ("graphml", "graphml"), ("node-link", "json")):
        yield {f"a.{ending}": export(bundle, form)}, {}
        yield {f"a.{ending}": written(foreign(), ending)}, {"type": "sister_city"}


def _folder(folder):
    write_tables(Tables.from_frames(small_frames()), folder, personal=True)
    parts = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    yield parts, {"personal": True}
    yield {"a.zip": files.zipped(parts)}, {}


def _sheet(columns, *rows, delimiter=","):
    rows = [{name: row[name] for name in columns if name in row} for row in rows]
    return official.csv_text(columns, rows, delimiter)


def _cordis():
    projects = official.cordis_csv(official.CORDIS_PROJECT, official.PROJECTS)
    organisations = official.cordis_csv(official.CORDIS_ORGANISATION, official.ORGANISATIONS)
    parts = {"project.csv": projects, "organization.csv": organisations}
    yield {"a.zip": files.zipped(parts)}, {"through_organisations": True}
    yield parts, {"contacts": True}


def _erasmus():
    full, older = ((*some, *erasmus.partners(2)) for some in (erasmus.FULL, erasmus.OLDER))
    yield {"a.csv": _sheet(full, erasmus.SCHOOL)}, {}
    yield {"a.csv": _sheet(older, erasmus.FESTIVAL)}, {"through_organisations": True}
    found = keep.sheet(erasmus.SEARCH, [erasmus.FOUND])
    yield {"a.xlsx": workbook(x=found)}, {"country": "FI"}


def _keep():
    old, new = (
        workbook(Projects=keep.sheet(*projects), Partners=keep.sheet(*partners))
        for projects, partners in (
            ((keep.PROJECTS_2019, [keep.OLD_PROJECT]), (keep.PARTNERS_2019, keep.OLD_PARTNERS)),
            ((keep.PROJECTS_2025, [keep.NEW_PROJECT]), (keep.PARTNERS_2025, [keep.NEW_PARTNER])),
        )
    )
    yield {"a.xlsx": old}, {}
    yield {"a.xlsx": new}, {"through_organisations": True}


def _kohesio():
    yield {"FI.csv": _sheet(kohesio.NOW, kohesio.LAKE, kohesio.FOREST)}, {}
    yield {"FI.csv": _sheet(kohesio.BEFORE, kohesio.LAKE, delimiter=";")}, {}


def _wikidata():
    rows = [wikidata.pair(), wikidata.pair(partner=f"{wikidata.WD}Q2", partnerLabel="Q2", end="t1")]
    names = [names[0] for names in ROGORIDO.fields.values()]
    lahti = ("Lahti", "Finland", "60.9", "25.6", "120000")
    cells = (*lahti, "Eger", "Hungary", "47.9", "20.3", "50000")
    plain = [{name: cell["value"] for name, cell in row.items()} for row in rows]
    yield {"a.json": wikidata.answer(*rows)}, {}
    yield {"a.json": json.dumps(plain)}, {}
    yield {"a.tsv": _sheet(names, dict(zip(names, cells, strict=True)), delimiter="\t")}, {}


def cases(source: str, folder) -> list[tuple[dict[str, bytes], dict]]:
    """Return the cases of a source; a folder is needed to write into."""
    made = {
        "edges": _edges,
        "graph": _graphs,
        "folder": lambda: _folder(folder),
        "cordis": _cordis,
        "erasmus": _erasmus,
        "keep-eu": _keep,
        "kohesio": _kohesio,
        "etmun": lambda: [({"a.csv": ETMUN}, {}), ({"a.csv": ETMUN}, {"country": "FI"})],
        "urbact": lambda: [({"a.csv": URBACT}, {})],
        "wikidata": _wikidata,
    }[source]()
    return [
        ({name: c if isinstance(c, bytes) else c.encode() for name, c in case.items()}, options)
        for case, options in made
    ]


#: Texts on which readers of tables, numbers, dates, ids, addresses and names have stumbled.
VALUES = (
    *("", " ", "\u00a0", "NA", "nan", "inf", "1e309", "-0", "0x10", "1_000", "१२", "²", "1,5"),
    *("1.5.5", "90.0001", "-181", "1" * 400, "-", "true", "null", "=1+1", "'", "<b>x</b>", "&amp;"),
    *("\u202e", "\ufeff", "\x0b", "\x1f", "\x85", "\u2028", "İ", "ß", "e\u0301", "😀", "中" * 60),
    *("a" * 5000, "\n", "\r", '"', 'a"b', ";", ",", "\t", "city:lahti", "city:", "network:x", "Q0"),
    *("Q28911", "658225", "0", "0000", "0000-00-00", "0999", "2024-02-30", "9999-12-31", "99999"),
    *("31.12.2020", "1/2/2020", "2020-01-01T00:00:00Z", "-0044-03-15T00:00:00Z", "2999"),
    *("2016-2012", "Point(1 2)", "Point(1e5 nan)", "Point(999 999)", "FI", "XX", "EL", "Finland"),
    *("Georgia", "Lahti", "Perth", "http://", "http://[", "https://example.org/" + "x" * 600),
    *("../../x", "\\", "%s", "{0}", "sister_city", "membership", "part_of", "city", "ended"),
    *("<!DOCTYPE x>", "]]>", "&#0;", "\\ud800", "[" * 3000, "{}", "20202030ADAPT"),
)
_NAMES = ("../out.csv", "/tmp/out.csv", "C:\\out.csv", "", "..", "x" * 300, "\x01", "project.csv",
          ".hidden", "a\\b.csv", "__MACOSX/x", "xl/vbaProject.bin", "a/")  # fmt: skip
_BYTES = (b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b'"',
          b"PK\x03\x04", b"PK\x05\x06", b"<!DOCTYPE x>", b"%PDF")  # fmt: skip
# Cells of a table, values of JSON, tags, attributes and texts of XML.
_PIECES = {
    "csv": re.compile(r'"(?:[^"]|"")*"|[^,;\t\r\n"]+|.', re.DOTALL),
    "json": re.compile(r'"(?:[^"\\]|\\.)*"|[\w.+-]+|.', re.DOTALL),
    "xml": re.compile(r'"[^"]*"|<[/\w]+|[^<"]+|.', re.DOTALL),
}
_WRITTEN_AS = {"tsv": "csv", "gexf": "xml", "graphml": "xml", "rels": "xml"}


@st.composite
def damaged(draw, case: dict[str, bytes]) -> dict[str, bytes]:
    """Files of which one is changed in one to three places: a piece, an entry of a zip, or bytes."""
    name = draw(st.sampled_from(sorted(case)))
    content = case[name]
    for _ in range(draw(st.integers(1, 3))):
        content = _changed(draw, name, content)
    return {**case, name: content}


def _changed(draw, name: str, content: bytes) -> bytes:
    ending = name.rpartition(".")[2].lower()
    ending = _WRITTEN_AS.get(ending, ending)
    if draw(st.integers(0, 4)) == 0:
        return _other_bytes(draw, content)
    if ending in ("zip", "xlsx") and zipfile.is_zipfile(io.BytesIO(content)):
        return _other_entries(draw, content)
    if ending in _PIECES:
        return _other_piece(draw, content.decode("utf-8", "replace"), _PIECES[ending])
    return _other_bytes(draw, content)


def _other_piece(draw, text: str, piece: re.Pattern) -> bytes:
    pieces = piece.findall(text)
    if not pieces:
        return draw(st.binary(max_size=40))
    at = draw(st.integers(0, len(pieces) - 1))
    new = draw(st.sampled_from(VALUES) | st.text(max_size=8) | st.sampled_from(pieces))
    quoted = f'"{new}"' if pieces[at].startswith('"') and not new.startswith('"') else new
    pieces[at] = draw(st.sampled_from([quoted, quoted, quoted, "", pieces[at] * 2]))
    return "".join(pieces).encode("utf-8", "replace")


def _other_entries(draw, content: bytes) -> bytes:
    try:
        parts = files.unzipped(content)
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError):
        parts = {}
    if not parts:
        return _other_bytes(draw, content)
    name = draw(st.sampled_from(sorted(parts)))
    what = draw(st.integers(0, 7))
    if what == 0:
        del parts[name]
    elif what == 1:
        parts[draw(st.sampled_from(_NAMES))] = parts.pop(name)
    else:
        parts[name] = _changed(draw, name, parts[name])
    return files.zipped(parts)


def _other_bytes(draw, content: bytes) -> bytes:
    at, length = draw(st.integers(0, len(content))), draw(st.sampled_from([0, 1, 1, 4, 40]))
    new = draw(st.sampled_from(_BYTES) | st.binary(max_size=8) | st.just(content[at:][:60] * 2))
    rest = draw(st.sampled_from([content[at + length :]] * 3 + [b""]))
    return content[:at] + new + rest
