"""Kohesio: projects of the cohesion policy and their beneficiaries.

The European Commission's Kohesio (https://kohesio.ec.europa.eu/en/data) gives a CSV for each
country and period: UTF-8, comma (some semicolon), amounts with a decimal point.

``<CC>-pp21-27-YYYYMMDD.csv`` (2026, days ``DD/MM/YYYY``): Operation_Unique_Identifier
(``https://linkedopendata.eu/entity/Q...``), Operation_Name_English,
Operation_Name_Programme_Language, Country, Operation_Start_Date, Operation_End_Date,
Project_EU_Budget, Total_Eligible_Expenditure_amount, Total_Eligible_Expenditure_Currency,
Beneficiary_Unique_Identifier, Beneficiary_Name, Fund_Code, Fund_Name, Category_Label,
Location_Indicator_latitude_longitude (``"lat,lng"``, several joined), NUTS1_Label, NUTS2_Label,
NUTS3_Label, NUTS1_Code, NUTS2_Code, NUTS3_Code, Programming_Period, Operation_Summary_English,
Operation_Summary_Programme_Language, LAU_Labels; further columns seen: Operation_Local_Identifier,
Cofinancing_Rate, Beneficiary_Local_Identifier, Programme_Name, Policy_Objective_Label,
Category_Of_Intervention, CountryCode.

``latest_<CC>.csv`` (before 2024, days ``YYYY-MM-DD``): Operation_Unique_Identifier,
Operation_Local_Identifier, Operation_Name_English, Operation_Name_Programme_Language, Country,
Postal_Code, Operation_Start_Date, Operation_End_Date, Cofinancing_Rate,
Total_Eligible_Expenditure_amount, Total_Eligible_Expenditure_Currency, Project_EU_Budget,
Beneficiary_Unique_Identifier, Location_Indicator_latitude_longitude, Category_Of_Intervention,
Category_Label, Thematic_Objective_ID, Thematic_Objective_Label, Policy_Objective_ID,
Policy_Objective_Label, Fund_Code, Fund_Name, Programme_Code, Programme_Name, Region, NUTS3_Code,
Programming_Period, Operation_Summary_English, Operation_Summary_Programme_Language,
ManagingAuthority, Image_URL, InfoRegio_ID, InfoRegio_URL.

A file with a day that does not exist, an amount that is no number, an operation listed twice or a
row of another length is refused, and its first such row named: the files are made by a machine, so
such a row means that the file was changed or cut. A project is hosted by the municipalities in
LAU_Labels (several joined by ``|`` or ``;``) and has its beneficiary as participant. The older form
does not name beneficiaries; they are counted, not entered.
"""

import pandas as pd

from graph_app.intake.files.numbers import POINT, DateFormat, read_numbers
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.assemble import Dataset, assemble, hosted_by
from graph_app.intake.open_data.frames import participant_frame, programmes_of, project_frame
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.keys import key_of
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Paths, read_alike, reader
from graph_app.intake.open_data.options import Options
from graph_app.intake.open_data.reading import (
    euros,
    joined_texts,
    refuse_first,
    to_countries,
    to_dates,
)
from graph_app.model.messages import Message
from graph_app.model.texts import by_distinct

OPERATIONS = Layout(
    Message("Kohesio projects"),
    {
        "id": ("Operation_Unique_Identifier",),
        "name": ("Operation_Name_English",),
        "name 2": ("Operation_Name_Programme_Language",),
        "country": ("CountryCode", "Country"),
        "start": ("Operation_Start_Date",),
        "end": ("Operation_End_Date",),
        "budget": ("Project_EU_Budget",),
        "cost": ("Total_Eligible_Expenditure_amount",),
        "currency": ("Total_Eligible_Expenditure_Currency",),
        "beneficiary": ("Beneficiary_Unique_Identifier",),
        "beneficiary name": ("Beneficiary_Name",),
        "fund": ("Fund_Name",),
        "programme": ("Programme_Name",),
        "period": ("Programming_Period",),
        "municipalities": ("LAU_Labels",),
    },
    ("id", "name", "start", "budget"),
)
_DAYS = DateFormat(("d/m/y", "iso"))
_ENTITY = r"(Q\d+)$"
_SOURCE = {
    "id": "source:kohesio",
    "title": "Kohesio, projects of the EU cohesion policy",
    "publisher": "European Commission, Directorate-General for Regional and Urban Policy",
    "url": "https://kohesio.ec.europa.eu/en/data",
}


@reader
def read_kohesio(paths: Paths, chosen: Options, notes: Notes, progress: Progress) -> Draft:
    """Read the CSV files of Kohesio, of one or several countries, or zips of them.

    A file is refused for its first row that a whole file would not have.
    """
    nothing = Message("Kohesio: found no rows, expected projects")
    rows = read_alike(paths, OPERATIONS, nothing, notes, progress, strict=True)
    rows = rows.assign(country=to_countries(rows, "country", notes))
    projects = _projects(rows, notes)
    dataset = Dataset("kohesio", _SOURCE)
    programmes = programmes_of(projects)
    draft = assemble(dataset, programmes, projects, _participants(rows, notes), chosen, notes)
    return hosted_by(dataset, draft, _places(rows), notes)


def _projects(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    refuse_first(rows, (rows["id"] == "").to_numpy(), "id", Message("an id"), notes)
    refuse_first(
        rows, rows["id"].duplicated().to_numpy(), "id", Message("each operation once"), notes
    )
    programme = rows["programme"].where(rows["programme"] != "", rows["fund"])
    name = rows["name"].where(rows["name"] != "", rows["name 2"])
    return project_frame(
        rows,
        key=_keys(rows["id"]),
        name=name,
        programme=by_distinct(programme, lambda text: f"programme:{key_of(text)}" if text else ""),
        start=to_dates(rows, "start", _DAYS, notes, strict=True),
        end=to_dates(rows, "end", _DAYS, notes, strict=True),
        website=rows["id"],
        note=_money(rows, notes),
        programme_name=programme,
    )


def _keys(ids: pd.Series) -> pd.Series:
    """The number of the operation, without the address before it."""
    entity = ids.str.extract(_ENTITY, expand=False).fillna("").astype("str")
    return entity.where(entity != "", ids)


def _money(rows: pd.DataFrame, notes: Notes) -> pd.Series:
    texts = []
    for column, title in (("budget", "EU budget"), ("cost", "Eligible expenditure")):
        values, wrong = read_numbers(rows[column], POINT)
        refuse_first(rows, wrong, column, POINT.expected, notes)
        text = euros(title, values)
        if column == "cost":
            # Countries outside the euro state the expenditure in their own currency.
            code = rows["currency"].where(rows["currency"].str.fullmatch("[A-Z]{3}"), "EUR")
            number = text.str.removeprefix(f"{title} EUR ")
            text = (title + " " + code + " " + number).where(text != "", "")
        texts.append(text)
    return joined_texts(texts)


def _participants(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    named = (rows["beneficiary name"] != "").to_numpy()
    notes.count("beneficiaries without a name", int((~named).sum()))
    some = rows[named]
    entity = some["beneficiary"].str.extract(_ENTITY, expand=False).fillna("").astype("str")
    return participant_frame(
        some,
        project=_keys(some["id"]),
        name=some["beneficiary name"],
        ident=("kohesio-" + entity.str.lower()).where(entity != "", ""),
        country=some["country"],
        note="Beneficiary",
    )


def _places(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each project and municipality in which it takes place."""
    labels = rows["municipalities"].str.split(r"\s*[|;]\s*", regex=True)
    frame = pd.DataFrame(
        {"project": _keys(rows["id"]), "name": labels, "country": rows["country"]}
    ).explode("name")
    frame["name"] = frame["name"].astype("str").fillna("")
    return frame[frame["name"] != ""]
