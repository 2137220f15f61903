"""URBACT: networks of cities under the programme, with their lead partners and partners.

The list of P. Gourdon (``URBACT_Membership_GNidCorr_complete_V2.csv``, 2021, compiled from
urbact.eu): semicolons, UTF-8, coordinates with a decimal comma. Columns: Code_Network, NameCity,
CodeCity, Country, Continent, Region, City.Statut (Lead Partner, Partner), Sources, Years, Network,
Description, LeadPartnerCountry, Url, Start, End, geonameId, asciiName, lng_GN, lat_GN.

Each network is a project under URBACT; its cities take part from Start to End, which are years.
"""

import pandas as pd

from graph_app.intake.files.numbers import COMMA, DateFormat
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.keys import keys_of, place_names
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Paths, read_alike, reader
from graph_app.intake.open_data.options import Options, is_before, status_of, with_someone
from graph_app.intake.open_data.places import cities_of, city_ids
from graph_app.intake.open_data.reading import (
    tidy,
    to_countries,
    to_dates,
    to_geonames,
    to_numbers,
    websites,
)
from graph_app.intake.open_data.ties import Dataset, membership_ties, ties
from graph_app.model.messages import Message

LAYOUT = Layout(
    Message("URBACT memberships"),
    {
        "name": ("NameCity",),
        "country": ("Country",),
        "role": ("City.Statut",),
        "network": ("Network",),
        "website": ("Url",),
        "start": ("Start",),
        "end": ("End",),
        "geonames": ("geonameId",),
        "longitude": ("lng_GN",),
        "latitude": ("lat_GN",),
    },
    ("name", "country", "network", "start"),
)
_YEAR = DateFormat(("year",))
_PROGRAMME = {"id": "programme:urbact", "name": "URBACT", "short_name": "URBACT"}
_PROGRAMME |= {"kind": "exchange"}
_DATASET = Dataset(
    "urbact",
    "source:urbact-memberships",
    "URBACT networks and their cities",
    "URBACT, by way of P. Gourdon",
    "https://github.com/pgourdongeo/Chap3_LocationalAnalysis/tree/master/KEEP/AD/URBACT",
)


@reader
def read_urbact(paths: Paths, chosen: Options, notes: Notes, progress: Progress) -> Draft:
    """Read the list of URBACT networks and their cities: the CSV, or a zip of it."""
    nothing = Message("URBACT: found no rows, expected networks and their cities")
    rows = read_alike(paths, LAYOUT, nothing, notes, progress)
    rows = with_someone(_facts(rows, notes), "target", chosen)
    status = status_of(rows["start"], rows["end"], chosen.today)
    rows = rows.assign(source=rows["id"], status=status, note=rows["role"].str.capitalize())
    networks = rows.drop_duplicates("target")
    projects = networks[["target", "network", "start", "end", "website"]]
    projects = projects.rename(columns={"target": "id", "network": "name"})
    projects = projects.assign(kind="project", part_of=_PROGRAMME["id"])
    facts = networks[["start", "end", "status"]]
    part_of = ties(_DATASET, "part_of", projects["id"], projects["part_of"], **facts)
    cities = rows[["id", "name", "country", "geonames", "latitude", "longitude", "file"]]
    frames = {
        "cities": cities_of(cities, notes),
        "programmes": pd.concat([pd.DataFrame([_PROGRAMME]), projects]),
        "relations": pd.concat([membership_ties(_DATASET, "participation", rows), part_of]),
        "sources": _DATASET.source_frame(chosen),
    }
    return notes.draft(frames)


def _facts(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    rows = rows.assign(name=place_names(tidy(rows["name"])), network=tidy(rows["network"]))
    rows = notes.reject(rows, rows["name"] == "", "name", Message("the name of a city"))
    rows = notes.reject(rows, rows["network"] == "", "network", Message("a network"))
    end = to_dates(rows, "end", _YEAR, notes)
    start = to_dates(rows, "start", _YEAR, notes)
    backwards = is_before(end, start)
    notes.doubts(rows, backwards, "end", Message("a year that is not before the start"))
    rows = rows.assign(
        country=to_countries(rows, "country", notes),
        latitude=to_numbers(rows, "latitude", COMMA, notes),
        longitude=to_numbers(rows, "longitude", COMMA, notes),
        geonames=to_geonames(rows, "geonames", notes),
        start=start,
        end=end.mask(backwards, ""),
        website=websites(rows["website"]),
        target="programme:urbact-" + keys_of(rows["network"]),
    )
    return rows.assign(id=city_ids(rows.reset_index(drop=True)).to_numpy())
