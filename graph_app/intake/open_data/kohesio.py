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

from graph_app.intake.files.numbers import POINT, DateFormat
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.assemble import assemble
from graph_app.intake.open_data.frames import participant_frame, project_frame
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.keys import key_of
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Paths, read_alike, reader
from graph_app.intake.open_data.options import Options
from graph_app.intake.open_data.reading import (
    euros,
    filled,
    joined_texts,
    to_countries,
    to_dates,
    to_numbers,
)
from graph_app.intake.open_data.ties import Dataset
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
_DATASET = Dataset(
    "kohesio",
    "source:kohesio",
    "Kohesio, projects of the EU cohesion policy",
    "European Commission, Directorate-General for Regional and Urban Policy",
    "https://kohesio.ec.europa.eu/en/data",
)


@reader
def read_kohesio(paths: Paths, chosen: Options, notes: Notes, progress: Progress) -> Draft:
    """Read the CSV files of Kohesio, of one or several countries, or zips of them.

    A file is refused for its first row that a whole file would not have.
    """
    nothing = Message("Kohesio: found no rows, expected projects")
    rows = read_alike(paths, OPERATIONS, nothing, notes, progress, strict=True)
    # The number of an operation is its key, without the address before it.
    key = filled(_entity(rows["id"]), rows["id"])
    rows = rows.assign(country=to_countries(rows, "country", notes), key=key)
    projects, participants = _projects(rows, notes), _participants(rows, notes)
    return assemble(_DATASET, projects, participants, chosen, notes, places=_places(rows))


def _projects(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    notes.refuse(rows, rows["id"] == "", "id", Message("an id"))
    notes.refuse(rows, rows["key"].duplicated(), "id", Message("each operation once"))
    programme = filled(rows["programme"], rows["fund"])
    return project_frame(
        rows,
        key=rows["key"],
        name=filled(rows["name"], rows["name 2"]),
        programme=by_distinct(programme, lambda text: f"programme:{key_of(text)}" if text else ""),
        start=to_dates(rows, "start", _DAYS, notes, strict=True),
        end=to_dates(rows, "end", _DAYS, notes, strict=True),
        website=rows["id"],
        note=_money(rows, notes),
        programme_name=programme,
    )


def _entity(addresses: pd.Series) -> pd.Series:
    """Return the number at the end of each address; blank where there is none."""
    return addresses.str.extract(r"(Q\d+)$", expand=False).fillna("").astype("str")


def _money(rows: pd.DataFrame, notes: Notes) -> pd.Series:
    budget = to_numbers(rows, "budget", POINT, notes, strict=True)
    cost = to_numbers(rows, "cost", POINT, notes, strict=True)
    # Countries outside the euro state the expenditure in their own currency.
    code = rows["currency"].where(rows["currency"].str.fullmatch("[A-Z]{3}"), "EUR")
    return joined_texts([euros("EU budget", budget), euros("Eligible expenditure", cost, code)])


def _participants(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    some = rows[rows["beneficiary name"] != ""]
    notes.count("beneficiaries without a name", len(rows) - len(some))
    entity = _entity(some["beneficiary"])
    return participant_frame(
        some,
        project=some["key"],
        name=some["beneficiary name"],
        ident=("kohesio-" + entity.str.lower()).where(entity != "", ""),
        note="Beneficiary",
    )


def _places(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each project and municipality in which it takes place."""
    labels = rows["municipalities"].str.split(r"[|;]", regex=True)
    columns = {"project": rows["key"], "name": labels, "country": rows["country"]}
    places = pd.DataFrame(columns).explode("name").astype("str")
    return places.assign(name=places["name"].str.strip())
