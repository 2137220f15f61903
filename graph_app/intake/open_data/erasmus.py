"""Erasmus+ project results: projects, their coordinators and partners.

The Erasmus+ Project Results Platform (https://erasmus-plus.ec.europa.eu/projects) gives exports as
XLSX or CSV (UTF-8; comma or semicolon). Amounts have a decimal point, older ones also a comma
between thousands (``200,000.00``); days are ``M/D/YYYY``, at times with a year of two digits.

Full export of a key action and year (``ErasmusPlus_KA1_2018_..._Projects_Overview``, 2018):
Programme, Key Action, Action Type, Call year, Project Identifier, Project Title, Topics, Project
Summary, Project Status, EU Grant award in euros (...), Is Good Practice, Is Success Story, Project
Website, Results Available, Results Platform Project Card, Participating countries (``NL,ES,IT``;
EL and UK for GR and GB), Coordinating organisation name, Coordinating organisation type,
Coordinator's address, Coordinator's region, Coordinator's country, Coordinator's website, and for
each n = 1 .. 69 or more: Partner n name, Partner n organisation type, Partner n address, Partner n
region, Partner n country, Partner n website.

Full export 2014-2016 (also Creative Europe): Programme, Sub-programme, Action, Call year, Start
date, End date, Project Number (today Project Identifier), Project Title, Project Summary, Project
Status, EU Grant award in euros (...), Is Success Story, Results Available, Results Platform Project
Card, Participating countries, Coordinator's name (today Coordinating organisation name),
Coordinator organisation type, Coordinator's address, Coordinator's region, Coordinator's country,
and the same partner columns.

Search export (2024-2025): Programme, Key Action, Action Type, Funding Year (was Call year), Project
Identifier, Project Title, Project Summary, Topics, Results Platform Project Card, Coordinating
organisation name, Coordinator's country, Participating Countries, EU Grant award in euros (...), Is
Good Practice.

An address is street, postcode, town; the town is what follows its last comma. A file without
days gives the year of the call as the start. The binary ``.xls`` of older years has to be saved as
``.xlsx`` first. Partners that are named by country only are not entered.
"""

import re
from pathlib import Path

import pandas as pd

from graph_app.intake.files.numbers import POINT_GROUPED, DateFormat
from graph_app.intake.files.readers import open_rows
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.assemble import assemble
from graph_app.intake.open_data.frames import participant_frame, programmes_of, project_frame
from graph_app.intake.open_data.headers import Layout, plain_header
from graph_app.intake.open_data.keys import key_of
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Part, Paths, official_files, reader
from graph_app.intake.open_data.options import Options
from graph_app.intake.open_data.reading import (
    euros,
    filled,
    kind_by_words,
    looked_up,
    read_fields,
    to_countries,
    to_dates,
    to_numbers,
)
from graph_app.intake.open_data.ties import Dataset
from graph_app.model.errors import TableError
from graph_app.model.messages import Message
from graph_app.model.texts import by_distinct

_FIELDS = {
    "programme": ("Programme",),
    "year": ("Call year", "Funding Year"),
    "start": ("Start date",),
    "end": ("End date",),
    "id": ("Project Identifier", "Project Number"),
    "title": ("Project Title",),
    "status": ("Project Status",),
    "grant": ("EU Grant award in euros*",),
    "card": ("Results Platform Project Card",),
    "website": ("Project Website",),
    "name 0": ("Coordinating organisation name", "Coordinator's name"),
    "type 0": ("Coordinating organisation type", "Coordinator organisation type"),
    "address 0": ("Coordinator's address",),
    "country 0": ("Coordinator's country",),
    "website 0": ("Coordinator's website",),
}
_PARTNER = {name: name for name in ("name", "address", "country", "website")}
_PARTNER |= {"type": "organisation type"}
_REQUIRED = ("id", "title", "name 0")
#: Groups of digits, with what is between them: ``L-1234``, ``114 55``, ``4710 -``.
_POSTCODE = re.compile(r"^[A-Z]{0,2}-?\d[\d-]*(?:\s+[\d-]+)*\s+(?=\D)")
_PARTNER_NAME = re.compile(r"partner(\d{1,4})name")
#: Partner blocks beyond this number are no export of the platform.
_MOST_PARTNERS = 2_000
_DAYS = DateFormat(("m/d/y", "iso"), century=20)
_YEAR = DateFormat(("year",))
_STATUS = {"ongoing": "active", "finalized": "ended", "finalised": "ended", "closed": "ended"}
_STATUS |= {"terminated": "ended", "follow-up": "ended"}

#: Our kind -> words in the type of an organisation; the first kind counts.
KINDS = {
    "public-body": "public body|public authority",
    "university": "higher education|tertiary level",
    "school": "school|pre-primary|secondary level|vocational training",
    "company": "enterprise|company",
    "association": "association|non-governmental|foundation",
}
_MUNICIPAL = "local public body|local public authority|municipality|city council"
_DATASET = Dataset(
    "eplus",
    "source:erasmus-plus-results",
    "Erasmus+ Project Results Platform, export of projects",
    "European Commission, Directorate-General for Education, Youth, Sport and Culture",
    "https://erasmus-plus.ec.europa.eu/projects",
)


@reader
def read_erasmus(paths: Paths, chosen: Options, notes: Notes, progress: Progress) -> Draft:
    """Read exports of the Erasmus+ Project Results Platform: XLSX, CSV, or zips of them.

    Several years and forms may be mixed.
    """
    projects, participants = [], []
    with official_files(paths) as files:
        for path, part in files:
            rows, blocks = _read_file(path, notes, progress, part)
            projects.append(_projects(rows, notes))
            participants += [_participants(rows, n, notes) for n in blocks]
    if not projects:
        raise TableError("Erasmus+: found no file, expected an export of project results")
    known = pd.concat(projects)
    known = known.assign(id=known["key"])
    known = notes.reject(known, known["key"].duplicated(), "id", Message("each project once"))
    programmes = programmes_of(known)
    exchange = programmes["id"] == "programme:erasmus-plus"
    programmes["kind"] = programmes["kind"].mask(exchange, "exchange")
    return assemble(_DATASET, known, pd.concat(participants), chosen, notes, programmes)


def _read_file(
    path: Path, notes: Notes, progress: Progress, part: Part
) -> tuple[pd.DataFrame, range]:
    with open_rows(path) as opened:
        blocks = _blocks(opened.header)
        fields = {
            f"{field} {n}": (f"Partner {n} {name}",)
            for n in blocks[1:]
            for field, name in _PARTNER.items()
        }
        layout = Layout(Message("Erasmus+ project results"), _FIELDS | fields, _REQUIRED)
        rows = read_fields(opened, layout, notes, progress, part=part)
    return notes.reject(rows, rows["id"] == "", "id", Message("a project identifier")), blocks


def _blocks(header: list[str]) -> range:
    """Return the numbers of the blocks: 0 is the coordinator; how many partners differs by file."""
    found = (_PARTNER_NAME.fullmatch(plain_header(column)) for column in header)
    numbers = [int(match.group(1)) for match in found if match]
    return range(min(max(numbers, default=0), _MOST_PARTNERS) + 1)


def _projects(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    start = to_dates(rows, "start", _DAYS, notes)
    year = to_dates(rows, "year", _YEAR, notes)
    grant = to_numbers(rows, "grant", POINT_GROUPED, notes)
    programme = rows["programme"].replace("", "Erasmus+")
    return project_frame(
        rows,
        key=rows["id"],
        name=rows["title"],
        programme=by_distinct(programme, _programme_id),
        start=filled(start, year),
        end=to_dates(rows, "end", _DAYS, notes),
        status=looked_up(rows["status"].str.lower(), _STATUS),
        website=filled(rows["website"], rows["card"]),
        note=euros("EU grant", grant),
        programme_name=programme,
    )


def _programme_id(name: str) -> str:
    return "programme:erasmus-plus" if name == "Erasmus+" else f"programme:{key_of(name)}"


def _participants(rows: pd.DataFrame, block: int, notes: Notes) -> pd.DataFrame:
    """Return the filled rows of one block: the coordinator's, or the n-th partner's."""
    named = {field: rows[f"{field} {block}"] for field in _PARTNER}
    # A row has columns for hundreds of partners, and few of these have a name.
    rows = rows[["id", "file"]].assign(**named)[named["name"] != ""]
    type_ = rows["type"].str.lower()
    country = rows.rename(columns={"country": f"country {block}"})
    return participant_frame(
        rows,
        project=rows["id"],
        kind=kind_by_words(type_, KINDS),
        city=by_distinct(rows["address"], _town),
        country=to_countries(country, f"country {block}", notes),
        municipal=type_.str.contains(_MUNICIPAL),
        note="Partner" if block else "Coordinator",
    )


def _town(address: str) -> str:
    """Return what follows the last comma, without a postcode: ``Fronagass 16, 9492, Eschen``."""
    _, comma, town = address.rpartition(",")
    return _POSTCODE.sub("", town.strip()) if comma else ""
