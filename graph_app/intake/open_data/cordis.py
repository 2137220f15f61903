"""CORDIS: research projects of the European Union and the organisations in them.

The official files are published by the Publications Office on data.europa.eu, one zip for each
framework programme (``cordis-HORIZONprojects-csv.zip``, ``cordis-h2020projects-csv.zip``), or
loose: semicolons, UTF-8, every cell quoted, ``2073781,25`` with a decimal comma in some releases
and ``2073781.25`` in others, days as ``YYYY-MM-DD``.

``project.csv`` (2026): id, acronym, status (SIGNED, CLOSED, TERMINATED), title, startDate, endDate,
totalCost, ecMaxContribution, topics, ecSignatureDate, frameworkProgramme, masterCall, subCall,
fundingScheme, nature, objective, contentUpdateDate, rcn, grantDoi, keywords, Human-validated,
legalBasis.

``cordis-h2020projects.csv`` (2018-2019): rcn, id, acronym, status, programme, topics,
frameworkProgramme, title, startDate, endDate, projectUrl, objective, totalCost, ecMaxContribution,
call, fundingScheme, coordinator, coordinatorCountry, participants, participantCountries, subjects.

``organization.csv`` (2026): projectID, projectAcronym, organisationID (the participant's PIC),
vatNumber, name, shortName, SME, activityType (HES, PRC, REC, PUB, OTH), street, postCode, city,
country (EL and UK for GR and GB), nutsCode, geolocation (``"lat,lng"`` in one cell),
organizationURL, contactForm, contentUpdateDate, rcn, order, role (coordinator, participant,
associatedPartner, thirdParty, internationalPartner), ecContribution, netEcContribution, totalCost,
endOfParticipation, active.

``cordis-h2020organizations.csv`` (2016-2019): projectRcn, projectID, projectAcronym, role, id,
name, shortName, activityType, endOfParticipation, ecContribution, country, street, city, postCode,
organizationUrl, and the contact person: contactType, contactTitle, contactFirstNames,
contactLastNames, contactFunction, contactTelephoneNumber, contactFaxNumber.

A cell that opens with a doubled quotation mark is mended and counted. ``xxxxxxx`` in a number is
missing and reported. A city's coordinates are those of the first organisation in it. The
coordinator of a project file that comes without its organisations is taken from the project's row.
Contact persons are taken only when asked for, as contacts of their organisation; fax numbers are
not read, and a contactForm without a person is entered as a form to write to.
"""

import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pandas as pd

from graph_app.intake.files.numbers import COMMA, ISO_DATE, POINT
from graph_app.intake.files.readers import Form, Rows, open_rows
from graph_app.intake.files.values import is_placeholder, numbers
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.assemble import assemble
from graph_app.intake.open_data.frames import participant_frame, project_frame
from graph_app.intake.open_data.headers import Layout, as_named
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Paths, no_rows, read_by_columns, reader
from graph_app.intake.open_data.options import Options
from graph_app.intake.open_data.places import lat_lng
from graph_app.intake.open_data.reading import (
    euros,
    filled,
    joined_texts,
    looked_up,
    to_countries,
    to_dates,
)
from graph_app.intake.open_data.ties import Dataset
from graph_app.model.errors import TableError
from graph_app.model.messages import Message

PROJECTS = Layout(
    Message("CORDIS projects"),
    as_named("id", "acronym", "status", "title", "totalCost", "ecMaxContribution")
    | as_named("coordinator", "coordinatorCountry")
    | {"start": ("startDate",), "end": ("endDate",), "framework": ("frameworkProgramme",)},
    ("id", "acronym", "title", "framework"),
)
ORGANISATIONS = Layout(
    Message("CORDIS organisations"),
    as_named("name", "city", "country", "geolocation", "role", "ecContribution")
    | {
        "project": ("projectID",),
        "acronym": ("projectAcronym",),
        "ident": ("organisationID", "organizationID", "id"),
        "activity": ("activityType",),
        "website": ("organizationURL", "organisationURL"),
        "left": ("endOfParticipation",),
    },
    ("project", "name", "role"),
)
_PERSON = as_named(
    *("contactType", "contactTitle", "contactFirstNames", "contactLastNames", "contactFunction"),
    *("contactTelephoneNumber", "contactForm"),
)
KINDS = {"HES": "university", "PRC": "company", "PUB": "public-body"}
_STATUS = {"SIGNED": "active", "CLOSED": "ended", "TERMINATED": "ended"}
_ROLES = {
    role.replace(" ", "").lower(): role
    for role in ("Coordinator", "Participant", "Associated partner", "Third party", "Partner")
}
_ROLES |= {"internationalpartner": "International partner"}
_PROGRAMMES = {
    "H2020": ("programme:horizon-2020", "Horizon 2020", "Horizon 2020", "2014", "2020"),
    "HORIZON": ("programme:horizon-europe", "Horizon Europe", "Horizon Europe", "2021", "2027"),
    "FP7": ("programme:fp7", "Seventh Framework Programme", "FP7", "2007", "2013"),
}
_WRITTEN = {"HORIZONEUROPE": "HORIZON", "HE": "HORIZON", "HORIZON2020": "H2020"}
_WRITTEN |= {name: name for name in _PROGRAMMES}
_PAGE = "https://cordis.europa.eu/project/id/"
_DATA = "https://data.europa.eu/data/datasets/"
_SOURCES = {
    "HORIZON": (
        "source:cordis-horizon-europe",
        "CORDIS: EU research projects under Horizon Europe (2021-2027)",
        f"{_DATA}cordis-eu-research-projects-under-horizon-europe-2021-2027",
    ),
    "H2020": (
        "source:cordis-horizon-2020",
        "CORDIS: EU research projects under Horizon 2020 (2014-2020)",
        f"{_DATA}cordish2020projects",
    ),
    "": ("source:cordis", "CORDIS: EU research projects", "https://cordis.europa.eu"),
}
_FORM = Form(kind="csv", delimiter=";")
_NAMED = re.compile(r"project|organi[sz]ation", re.IGNORECASE)


@reader
def read_cordis(paths: Paths, chosen: Options, notes: Notes, progress: Progress) -> Draft:
    """Read CORDIS projects and organisations: the official zip, or its loose files.

    ``project.csv`` and ``organization.csv`` are known by their columns, and the other files of the
    zip are left out.
    """
    layout = ORGANISATIONS
    if chosen.contacts:
        layout = Layout(layout.title, {**layout.fields, **_PERSON}, layout.required)
    projects, organisations = _read_files(paths, layout, notes, progress)
    if projects.empty and organisations.empty:
        raise TableError("CORDIS: found no rows, expected project.csv and organization.csv")
    known = _projects(projects, organisations, notes)
    if organisations.empty:
        participants = _coordinators(projects, notes)
    else:
        participants = _participants(organisations, notes, chosen.contacts)
    dataset = _dataset(known["framework"])
    progress.step(0.9, notes.read)
    return assemble(dataset, known, participants, chosen, notes, _programme_rows(known))


def _read_files(
    paths: Paths, layout: Layout, notes: Notes, progress: Progress
) -> Iterator[pd.DataFrame]:
    kinds = (PROJECTS, layout)
    found, seen = read_by_columns(paths, kinds, partial(_opened, notes), notes, progress)
    if not found:
        raise TableError(
            "CORDIS: found {seen}, expected project.csv or organization.csv",
            seen=seen or Message("no CSV"),
        )
    return (found.get(kind, no_rows(kind)) for kind in kinds)


def _opened(notes: Notes, path: Path, others: bool) -> Generator[Rows, None, None]:
    """Open a file; one among others that is named otherwise need not be readable."""
    with ExitStack() as stack:
        try:
            rows = stack.enter_context(open_rows(path, _FORM))
        except TableError as error:
            if not others or _NAMED.search(path.name):
                raise
            expected = Message("project.csv or organization.csv; the file was let be")
            notes.add(path.name, 0, "", error, expected)
        else:
            yield rows


def _projects(rows: pd.DataFrame, organisations: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    if rows.empty:
        return _from_organisations(organisations, notes)
    rows = notes.reject(rows, rows["id"] == "", "id", Message("the number of a grant agreement"))
    rows = notes.reject(rows, rows["id"].duplicated(), "id", Message("each project once"))
    money = _amounts(rows, {"ecMaxContribution": "EU funding", "totalCost": "total cost"}, notes)
    # Releases also wrote "Horizon 2020" or "HORIZON.1.2".
    plain = rows["framework"].str.upper().str.replace(r"[\s_-]+", "", regex=True)
    framework = looked_up(plain.str.split(".").str[0], _WRITTEN)
    return project_frame(
        rows,
        key=rows["id"],
        name=rows["title"],
        short_name=rows["acronym"],
        programme=looked_up(framework, {key: facts[0] for key, facts in _PROGRAMMES.items()}),
        start=to_dates(rows, "start", ISO_DATE, notes),
        end=to_dates(rows, "end", ISO_DATE, notes),
        status=looked_up(rows["status"].str.upper(), _STATUS),
        website=_PAGE + rows["id"],
        note=money,
        framework=framework,
    )


def _from_organisations(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Return projects as far as a file of organisations names them: number and acronym."""
    first = rows[rows["project"] != ""].drop_duplicates("project")
    notes.count("projects without their file", len(first))
    key, website = first["project"], _PAGE + first["project"]
    return project_frame(first, key=key, short_name=first["acronym"], website=website, framework="")


def _amounts(rows: pd.DataFrame, columns: dict[str, str], notes: Notes) -> pd.Series:
    """Return amounts of money as a note; releases have a decimal point or a decimal comma."""
    texts = []
    amount = Message("{number} (or with a decimal comma)", number=POINT.expected)
    for column, title in columns.items():
        pointed, no_point = numbers(rows[column], POINT.decimal)
        commaed, no_comma = numbers(rows[column], COMMA.decimal)
        wrong = no_point & no_comma
        notes.doubts(rows, wrong, column, amount)
        notes.count("placeholders in numbers", (wrong & is_placeholder(rows[column])).sum())
        texts.append(euros(title, pointed.fillna(commaed)))
    return joined_texts(texts)


def _participants(rows: pd.DataFrame, notes: Notes, contacts: bool) -> pd.DataFrame:
    latitude, longitude = lat_lng(rows, "geolocation", notes)
    role = rows["role"].str.lower().str.replace(r"[\s_-]+", "", regex=True)
    role = looked_up(role, _ROLES).where(role.isin(_ROLES), rows["role"])
    money = _amounts(rows, {"ecContribution": "EU contribution"}, notes)
    numbered = rows["ident"].str.fullmatch(r"\d{6,12}")
    return participant_frame(
        rows,
        ident=("pic-" + rows["ident"]).where(numbered, ""),
        kind=looked_up(rows["activity"].str.upper(), KINDS),
        country=to_countries(rows, "country", notes),
        latitude=latitude,
        longitude=longitude,
        municipal=rows["activity"].str.upper() == "PUB",
        ended=rows["left"].str.lower().isin(("true", "1", "yes")),
        note=joined_texts([role, money]),
        **(_persons(rows) if contacts else {}),
    )


def _persons(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the contact person of each row; later releases have only a form to write to."""
    names = rows["contactTitle"] + " " + rows["contactFirstNames"] + " " + rows["contactLastNames"]
    name = names.str.split().str.join(" ")
    role = filled(rows["contactFunction"], rows["contactType"])
    form, telephone = rows["contactForm"], rows["contactTelephoneNumber"]
    nobody = (name == "") & (role == "") & (telephone == "") & (form != "")
    return {
        "contact_name": name.mask(nobody, "Contact form"),
        "contact_role": role,
        "contact_telephone": telephone,
        "contact_note": form,
    }


def _coordinators(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    some = rows[(rows["coordinator"] != "") & (rows["id"] != "")].drop_duplicates("id")
    country = to_countries(some, "coordinatorCountry", notes)
    rows = some.rename(columns={"id": "project", "coordinator": "name"})
    return participant_frame(rows, country=country, note="Coordinator")


def _programme_rows(projects: pd.DataFrame) -> pd.DataFrame:
    used = [facts for key, facts in _PROGRAMMES.items() if key in set(projects["framework"])]
    columns = ["id", "name", "short_name", "start", "end"]
    return pd.DataFrame(used, columns=columns, dtype="str").assign(kind="funding")


def _dataset(framework: pd.Series) -> Dataset:
    """Return one source for a file of one framework programme, the whole of CORDIS for a mixture."""
    keys = set(framework) - {""}
    key = keys.pop() if len(keys) == 1 else ""
    id_, title, url = _SOURCES.get(key, _SOURCES[""])
    return Dataset("cordis", id_, title, "Publications Office of the European Union", url)
