"""ETMUN: memberships of cities in European networks of cities.

The list of P. Gourdon (collected 2016-2019): semicolons, UTF-8 or Windows-1252, quoted, ``NA`` where
nothing is known. ``ETMUN_Membership_GNidCorr`` (2020): Full_Name, Locality_Siege, CountryCode,
Continent, Region, Pop_collect, Statut, Entity, Year_of_Joining, Note, Network_Name, Code_Network,
EntitySimplified, CountryName, MembershipCode, lon, lat (decimal comma), CityAddress, geonameId,
asciiName, lng_GN, lat_GN. An earlier form has Y and X (decimal point) and Adress, and lacks
CityAddress, geonameId, asciiName, lng_GN and lat_GN.

Cities, municipalities and the bodies that several of them share are entered as the city of their
seat, once in each network, with the body's own name in the note. Regions, associations and offices
of states are organisations. Of ``2012-2016 - CIVITAS PLUS II`` the first year is the start and the
text is in the note; ``20202030ADAPT`` is the commitments 2020, 2030 and ADAPT; a former member has ended.
Whether a membership still exists is not known from a list of 2019: its status is blank. Columns of
contact persons, which the author's own table has, are not read.
"""

import re

import pandas as pd

from graph_app.intake.files.numbers import COMMA, POINT, DateFormat, read_dates
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.keys import keys_of, place_names
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Paths, read_alike, reader
from graph_app.intake.open_data.options import Options, with_someone
from graph_app.intake.open_data.places import cities_of, city_ids
from graph_app.intake.open_data.reading import (
    filled,
    joined_texts,
    kind_by_words,
    looked_up,
    tidy,
    to_countries,
    to_geonames,
    to_numbers,
)
from graph_app.intake.open_data.ties import Dataset, membership_ties, ties
from graph_app.model.messages import Message
from graph_app.model.texts import by_distinct

LAYOUT = Layout(
    Message("ETMUN memberships"),
    {
        "name": ("Full_Name",),
        "seat": ("Locality_Siege",),
        "ascii": ("asciiName",),
        "country": ("CountryCode",),
        "country name": ("CountryName",),
        "statut": ("Statut",),
        "entity": ("EntitySimplified", "Entity"),
        "year": ("Year_of_Joining",),
        "network": ("Network_Name",),
        "geonames": ("geonameId",),
        "longitude": ("lon", "lng_GN"),
        "latitude": ("lat", "lat_GN"),
        "longitude point": ("X",),
        "latitude point": ("Y",),
    },
    ("name", "country", "network", "year"),
)
_CITY = {"city", "municipality", "intermunicipality", "local administration", ""}
_KINDS = {
    "public-body": "^(region|state administration)$",
    "association": "^(national|regional|international|local) association$",
}
_YEAR = DateFormat(("year-in-text",))
_COMMITMENTS = re.compile(r"2020|2030|ADAPT")
_DATASET = Dataset(
    "etmun",
    "source:etmun",
    "ETMUN memberships of European city networks, collected 2016-2019",
    "P. Gourdon, ETMUN",
    "https://github.com/pgourdongeo/Chap3_LocationalAnalysis",
)


@reader
def read_etmun(paths: Paths, chosen: Options, notes: Notes, progress: Progress) -> Draft:
    """Read the list of memberships in European city networks: CSV, workbook, or a zip of it."""
    nothing = Message("ETMUN: found no rows, expected memberships of cities in networks")
    rows = read_alike(paths, LAYOUT, nothing, notes, progress)
    rows = with_someone(_facts(rows, notes, chosen), "target", chosen)
    return _draft(rows, chosen, notes)


def _facts(rows: pd.DataFrame, notes: Notes, chosen: Options) -> pd.DataFrame:
    name = tidy(filled(rows["name"], rows["seat"]))
    rows = rows.assign(name=name, network=tidy(rows["network"]))
    rows = notes.reject(rows, rows["name"] == "", "name", Message("the name of a member"))
    rows = notes.reject(rows, rows["network"] == "", "network", Message("a network"))
    is_city = rows["entity"].str.lower().isin(_CITY)
    seat = filled(rows["ascii"], rows["seat"], rows["name"].where(is_city, ""))
    seat = place_names(tidy(seat))
    nowhere = is_city & (seat == "")
    notes.doubts(rows, nowhere, "name", Message("the name of a city; entered as an organisation"))
    start = _years(rows, notes, chosen)
    rows = rows.assign(
        geonames=to_geonames(rows, "geonames", notes),
        city=seat,
        is_city=is_city & (seat != ""),
        country=to_countries(
            # The column of codes has names in some rows.
            rows.assign(country=filled(rows["country"], rows["country name"])),
            "country",
            notes,
        ),
        start=start,
        end="",
        status=looked_up(rows["statut"].str.lower(), {"former member": "ended"}),
        note=_note(rows, seat, is_city, start),
        target="network:" + keys_of(rows["network"]),
        **_places(rows, notes),
    )
    return rows.assign(city_id=_city_ids(rows))


def _city_ids(rows: pd.DataFrame) -> pd.Series:
    """Return ids by the number in GeoNames where there is one, with the first name it has."""
    each = rows[["city", "country", "latitude", "longitude"]].rename(columns={"city": "name"})
    ids = city_ids(each.reset_index(drop=True)).set_axis(rows.index)
    numbered = (rows["geonames"] != "") & (ids != "")
    first = ids.where(numbered).groupby(rows["geonames"]).transform("first")
    return ids.mask(numbered, first + "-g" + rows["geonames"])


def _years(rows: pd.DataFrame, notes: Notes, chosen: Options) -> pd.Series:
    years, wrong = read_dates(rows["year"], _YEAR)
    latest = chosen.today.year
    future = years.gt(str(latest))
    expected = Message("a year until {year}, or nothing", year=latest)
    notes.doubts(rows, wrong | future, "year", expected)
    return years.mask(future, "")


def _places(rows: pd.DataFrame, notes: Notes) -> dict[str, pd.Series]:
    latitude = to_numbers(rows, "latitude", COMMA, notes)
    longitude = to_numbers(rows, "longitude", COMMA, notes)
    if (rows["latitude"] == "").all():
        latitude = to_numbers(rows, "latitude point", POINT, notes)
        longitude = to_numbers(rows, "longitude point", POINT, notes)
    return {"latitude": latitude, "longitude": longitude}


def _note(rows: pd.DataFrame, seat: pd.Series, is_city: pd.Series, start: pd.Series) -> pd.Series:
    other = keys_of(seat) != keys_of(place_names(rows["name"]))
    body = ("As " + rows["name"]).where(is_city & other, "")
    text = ("Joined: " + rows["year"]).where((rows["year"] != start) & (rows["year"] != ""), "")
    return joined_texts([body, by_distinct(rows["statut"], _commitments), text])


def _commitments(statut: str) -> str:
    """Cut ``20202030ADAPT`` into its commitments; any other status is left as it is."""
    parts = _COMMITMENTS.findall(statut)
    if parts and "".join(parts) == statut:
        return f"Commitments: {', '.join(parts)}"
    return statut


def _draft(rows: pd.DataFrame, chosen: Options, notes: Notes) -> Draft:
    other = "organisation:" + keys_of(rows["name"] + "|" + rows["country"] + "|" + rows["city"])
    rows = rows.assign(source=rows["city_id"].where(rows["is_city"], other))
    pairs = rows.duplicated(["source", "target"])
    notes.count("bodies of a city that is already listed", int(pairs.sum()))
    places = rows[["city_id", "city", "country", "geonames", "latitude", "longitude", "file"]]
    bodies = rows[~rows["is_city"]].drop_duplicates("source")
    seated = bodies[bodies["city_id"] != ""]
    seats = ties(_DATASET, "located_in", seated["source"], seated["city_id"])
    organisations = bodies[["source", "name", "city_id", "country"]].assign(
        kind=kind_by_words(bodies["entity"].str.lower(), _KINDS)
    )
    names = rows[["target", "network"]].drop_duplicates("target")
    frames = {
        "cities": cities_of(places.rename(columns={"city_id": "id", "city": "name"}), notes),
        "networks": names.rename(columns={"target": "id", "network": "name"}),
        "organisations": organisations.rename(columns={"source": "id", "city_id": "city"}),
        "relations": pd.concat([membership_ties(_DATASET, "membership", rows), seats]),
        "sources": _DATASET.source_frame(chosen),
    }
    return notes.draft(frames)
