"""keep.eu: projects and partners of Interreg and other territorial cooperation programmes.

Interact's data base keep.eu gives workbooks (XLSX). Amounts have a decimal point and may have a
comma between thousands, both in one row; days are ``YYYY/MM/DD``, real Excel dates, or ``N.a.``.

Workbook of 2019: sheet "Projects (lead partners)" with Programme, Acronym, Project Name, Project
Name language 2, 3, Lead Partner, Period, Street, Postal code, Town, Country, Budget, Project total
expenditure, EU Funding, Project EU Funding expenditure, ERDF budget, ENI budget, IPA budget, ERDF
eq. budget, Co-Financing sources, Website, Thematic1-3, Specific Obj, Thematic Obj, Inv. Priority,
Thematic Priorities (...), Description 1, 2, EN, Expected Results 1, 2, EN, Achievements 1, 2, EN,
Expected Outputs 1, 2, EN, Delivered Outputs 1, 2, EN, Project start, Project end, Priority Area,
Degree of comp., Strategy, Call SN; sheet "Partners" with Programme, Acronym, Project Partner, Lead
Partner (Yes/No), Street, Postal code, Town, Country (``UNITED KINGDOM`` and ``United Kingdom``),
Website, Department, Legal Status, Country code (``DE Germany / DEUTSCHLAND``), NUTS1-3 (or
equivalent); sheet "Calls" with Programme, Serial Number, Start Date, End Date, Budget.

Search export of 2025-2026: a sheet of projects with Programme, Project ID (2021-2027 only), Project
acronym, Period, Project name in English, in language 2-4, Description in English, in language 2,
Expected Achievements in English, Actual Achievements in English, Project start, Project end,
Project's total budget / expenditure, Project's EU funding, Union co-financing rate, Website, Theme
1-3; a sheet of partners with Programme, Project ID (2021-2027 only), Project acronym, Organisation
in English, in language 2-4, Lead partner (Yes/No), Type of Organisation, Country code, Town, NUTS2
code, NUTS3 code (or equivalent), Website, Participant Identification Code, Partner’s ID if not PIC,
Partner's total eligible budget / expenditure, Partner's programme co-financing (EUR), ERDF
contribution.

Sheets are known by their columns, not their titles. Projects and partners are joined by programme
and project id, else by programme and acronym: acronyms repeat across programmes, and before 2021
there are no ids. Organisations without a PIC that are almost of one name in one town are listed for
a person to decide. The column "Department" may name a person and is not read.
"""

import numpy as np
import pandas as pd

from graph_app.intake.files.numbers import POINT_GROUPED, DateFormat
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.assemble import assemble
from graph_app.intake.open_data.frames import participant_frame, project_frame
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.keys import key_of, keys_of
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Paths, no_rows, read_by_columns, reader
from graph_app.intake.open_data.options import Options
from graph_app.intake.open_data.reading import (
    euros,
    filled,
    joined_texts,
    kind_by_words,
    looked_up,
    to_countries,
    to_dates,
    to_numbers,
)
from graph_app.intake.open_data.ties import Dataset
from graph_app.intake.open_data.workbooks import open_sheets
from graph_app.model.errors import TableError
from graph_app.model.messages import Message
from graph_app.model.texts import by_distinct

_OF_PROJECT = {
    "programme": ("Programme",),
    "id": ("Project ID (2021-2027 only)", "Project ID"),
    "acronym": ("Project acronym", "Acronym"),
    "website": ("Website",),
}
PROJECTS = Layout(
    Message("keep.eu projects"),
    _OF_PROJECT
    | {
        "period": ("Period",),
        "title": ("Project name in English", "Project Name"),
        "title 2": ("Project name in language 2", "Project Name language 2"),
        "budget": ("Project's total budget / expenditure", "Budget"),
        "funding": ("Project's EU funding", "EU Funding"),
        "start": ("Project start",),
        "end": ("Project end",),
    },
    ("programme", "acronym", "title", "start"),
)
PARTNERS = Layout(
    Message("keep.eu partners"),
    _OF_PROJECT
    | {
        "name": ("Organisation in English", "Project Partner"),
        "name 2": ("Organisation in language 2",),
        "name 3": ("Organisation in language 3",),
        "name 4": ("Organisation in language 4",),
        "lead": ("Lead partner",),
        "type": ("Type of Organisation", "Legal Status"),
        "city": ("Town",),
        "country": ("Country",),
        "country code": ("Country code",),
        "pic": ("Participant Identification Code",),
    },
    ("programme", "acronym", "name", "lead"),
)
_DAYS = DateFormat(("iso", "y/m/d"))

#: Our kind -> words in the type of an organisation; the first kind counts.
KINDS = {
    "public-body": "public authority",
    "university": "higher education",
    "school": "school|education/training",
    "company": "enterprise|sme",
    "association": "interest groups|association|ngo",
}
_MUNICIPAL = "local public authority|municipality"
_DATASET = Dataset(
    "keep",
    "source:keep-eu",
    "keep.eu, export of projects and partners",
    "Interact, keep.eu",
    "https://keep.eu/projects/",
)


@reader
def read_keep_eu(paths: Paths, chosen: Options, notes: Notes, progress: Progress) -> Draft:
    """Read workbooks of keep.eu, of 2019 or of today, or their sheets as CSV; all may be mixed."""
    projects, partners = _read_sheets(paths, notes, progress)
    known = _projects(projects, notes)
    partners = partners.assign(project=_project_of(partners, known))
    participants = _participants(partners, notes)
    return assemble(_DATASET, known, participants, chosen, notes)


def _read_sheets(
    paths: Paths, notes: Notes, progress: Progress
) -> tuple[pd.DataFrame, pd.DataFrame]:
    # Partners first: both have a programme, an acronym and a website.
    kinds = (PARTNERS, PROJECTS)
    found, seen = read_by_columns(paths, kinds, open_sheets, notes, progress)
    if PROJECTS not in found:
        raise TableError(
            "keep.eu: found {seen}, expected a sheet of projects ({columns})",
            seen=seen or Message("no sheet"),
            columns=[PROJECTS.fields[name][0] for name in PROJECTS.required],
        )
    return found[PROJECTS], found.get(PARTNERS, no_rows(PARTNERS))


def _projects(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    title = filled(rows["title"], rows["title 2"])
    nameless = (title == "") & (rows["acronym"] == "")
    rows = notes.reject(rows, nameless, "title", Message("a name or an acronym of the project"))
    title = title[~nameless]
    programme = rows["programme"].replace("", "Interreg")
    budget = to_numbers(rows, "budget", POINT_GROUPED, notes)
    funding = to_numbers(rows, "funding", POINT_GROUPED, notes)
    projects = project_frame(
        rows,
        key=_pairs(programme, filled(rows["id"], rows["acronym"], title)),
        name=title,
        short_name=rows["acronym"],
        programme=by_distinct(programme, _programme_id),
        start=to_dates(rows, "start", _DAYS, notes),
        end=to_dates(rows, "end", _DAYS, notes),
        website=rows["website"],
        note=joined_texts([euros("EU funding", funding), euros("budget", budget)]),
        programme_name=programme,
        by_acronym=_pairs(programme, rows["acronym"]).where(rows["acronym"] != "", ""),
        acronym=rows["acronym"],
    )
    repeated = projects["key"].duplicated()
    return notes.reject(projects, repeated, "acronym", Message("each project of a programme once"))


def _pairs(programme: pd.Series, which: pd.Series) -> pd.Series:
    """Return keys of projects: a programme and what names the project within it."""
    return keys_of(programme) + "-" + keys_of(which)


def _programme_id(name: str) -> str:
    key = key_of(name)
    return f"programme:{key}" if "interreg" in key else f"programme:interreg-{key}".strip("-")


def _project_of(partners: pd.DataFrame, projects: pd.DataFrame) -> pd.Series:
    """Return the key of each partner's project: by id, else by an acronym that only one has."""
    programme = partners["programme"].replace("", "Interreg")
    by_id = _pairs(programme, partners["id"]).where(partners["id"] != "", "")
    known = by_id.isin(projects["key"])
    single = projects[(projects["by_acronym"] != "") & ~projects["by_acronym"].duplicated(False)]
    keys = dict(zip(single["by_acronym"], single["key"], strict=True))
    by_acronym = looked_up(_pairs(programme, partners["acronym"]), keys)
    # An id that no project has is no reason to take a namesake's.
    return by_id.where(known, by_acronym.where(by_id == "", ""))


def _participants(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    type_ = rows["type"].str.lower()
    pic = rows["pic"].str.replace(r"\D", "", regex=True)
    return participant_frame(
        rows,
        name=filled(*(rows[name] for name in ("name", "name 2", "name 3", "name 4"))),
        ident=("pic-" + pic).where(pic.str.fullmatch(r"\d{9}"), ""),
        kind=kind_by_words(type_, KINDS),
        country=_countries(rows, notes),
        municipal=type_.str.contains(_MUNICIPAL),
        note=np.where(rows["lead"].str.lower() == "yes", "Lead partner", "Partner"),
    )


def _countries(rows: pd.DataFrame, notes: Notes) -> pd.Series:
    """Return ISO codes; the code of ``DE Germany / DEUTSCHLAND`` counts before the name in the other column."""
    code = by_distinct(rows["country code"], lambda text: text.partition(" ")[0])
    written = filled(rows["country"], rows["country code"])
    shown = rows.assign(country=code.where(code.str.fullmatch("[A-Za-z]{2}"), written))
    return to_countries(shown, "country", notes)
