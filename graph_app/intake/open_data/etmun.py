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
text is kept; ``20202030ADAPT`` is the commitments 2020, 2030 and ADAPT; a former member has ended.
Whether a membership still holds is not known from a list of 2019: its status is blank. Columns of
contact persons, which the author's own table has, are not read.
"""

import re

import pandas as pd

from graph_app.intake.files.numbers import COMMA, POINT, DateFormat, read_dates
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.assemble import Dataset
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.keys import keys_of, place_names
from graph_app.intake.open_data.memberships import tie_table
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.official_files import Paths, read_alike, reader
from graph_app.intake.open_data.options import Options, with_someone
from graph_app.intake.open_data.places import cities_of, city_ids
from graph_app.intake.open_data.reading import (
    joined_texts,
    looked_up,
    tidy,
    to_countries,
    to_numbers,
)
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
    "region": "public-body",
    "state administration": "public-body",
    "national association": "association",
    "regional association": "association",
    "international association": "association",
    "local association": "association",
}
_YEAR = DateFormat(("year-in-text",))
_COMMITMENTS = re.compile(r"2020|2030|ADAPT")
_SOURCE = {
    "id": "source:etmun",
    "title": "ETMUN memberships of European city networks, collected 2016-2019",
    "publisher": "P. Gourdon, ETMUN",
    "url": "https://github.com/pgourdongeo/Chap3_LocationalAnalysis",
}


@reader
def read_etmun(paths: Paths, chosen: Options, notes: Notes, progress: Progress) -> Draft:
    """Read the list of memberships in European city networks: CSV, workbook, or a zip of it."""
    nothing = Message("ETMUN: found no rows, expected memberships of cities in networks")
    rows = read_alike(paths, LAYOUT, nothing, notes, progress)
    rows = with_someone(_facts(rows, notes, chosen), "target", chosen)
    return _draft(rows, chosen, notes)


def _facts(rows: pd.DataFrame, notes: Notes, chosen: Options) -> pd.DataFrame:
    name = rows["name"].where(rows["name"] != "", rows["seat"])
    rows = rows.assign(name=tidy(name), network=tidy(rows["network"]))
    rows = notes.reject(
        rows, (rows["name"] == "").to_numpy(), "name", Message("the name of a member")
    )
    rows = notes.reject(rows, (rows["network"] == "").to_numpy(), "network", Message("a network"))
    is_city = rows["entity"].str.lower().isin(_CITY)
    seat = rows["ascii"].where(rows["ascii"] != "", rows["seat"])
    seat = place_names(tidy(seat.where(seat != "", rows["name"].where(is_city, ""))))
    nowhere = (is_city & (seat == "")).to_numpy(dtype=bool)
    notes.doubts(rows, nowhere, "name", Message("the name of a city; entered as an organisation"))
    start = _years(rows, notes, chosen)
    rows = rows.assign(
        city=seat,
        is_city=is_city & (seat != ""),
        country=_countries(rows, notes),
        start=start,
        end="",
        status=(rows["statut"].str.lower() == "former member").map({True: "ended", False: ""}),
        note=_note(rows, seat, is_city, start),
        target="network:" + keys_of(rows["network"]),
        **_places(rows, notes),
    )
    each = rows[["city", "country", "latitude", "longitude"]].rename(columns={"city": "name"})
    return rows.assign(city_id=_city_ids(rows, each.reset_index(drop=True)))


def _city_ids(rows: pd.DataFrame, each: pd.DataFrame) -> pd.Series:
    """By the number in GeoNames where there is one: the first name met stands for all."""
    ids = city_ids(each).set_axis(rows.index)
    numbered = (rows["geonames"].str.fullmatch(r"\d+") & (ids != "")).to_numpy(dtype=bool)
    first = pd.Series(ids[numbered].to_numpy(), index=rows["geonames"][numbered].to_numpy())
    first = first[~first.index.duplicated()]
    table = {number: f"{id_}-g{number}" for number, id_ in first.items()}
    return ids.where(~numbered, looked_up(rows["geonames"], table))


def _years(rows: pd.DataFrame, notes: Notes, chosen: Options) -> pd.Series:
    years, wrong = read_dates(rows["year"], _YEAR)
    future = ((years != "") & (years > str(chosen.today.year))).to_numpy(dtype=bool)
    expected = Message("a year until {year}, or nothing", year=chosen.today.year)
    notes.doubts(rows, wrong | future, "year", expected)
    return years.mask(future, "")


def _countries(rows: pd.DataFrame, notes: Notes) -> pd.Series:
    """The code, which is a name in some rows; else the name in the other column."""
    written = rows["country"].where(rows["country"] != "", rows["country name"])
    return to_countries(rows.assign(country=written), "country", notes)


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
    """Cut ``20202030ADAPT`` into its commitments; any other status is kept as it is."""
    parts = _COMMITMENTS.findall(statut)
    if parts and "".join(parts) == statut:
        return f"Commitments: {', '.join(parts)}"
    return statut


def _draft(rows: pd.DataFrame, chosen: Options, notes: Notes) -> Draft:
    dataset = Dataset("etmun", _SOURCE)
    other = "organisation:" + keys_of(rows["name"] + "|" + rows["country"] + "|" + rows["city"])
    rows = rows.assign(source=rows["city_id"].where(rows["is_city"], other))
    pairs = rows.duplicated(["source", "target"])
    notes.count("bodies of a city that is already listed", int(pairs.sum()))
    places = rows[["city_id", "city", "country", "geonames", "latitude", "longitude", "file"]]
    places = places.rename(columns={"city_id": "id", "city": "name"})
    bodies = rows[~rows["is_city"]]
    organisations = _organisations(bodies)
    seated = organisations[organisations["city"] != ""]
    seats = seated.assign(source=seated["id"], target=seated["city"], start="", end="")
    seats = tie_table(dataset, seats.assign(status="", note=""), "located_in")
    names = rows.drop_duplicates("target")
    frames = {
        "cities": cities_of(places, notes),
        "networks": pd.DataFrame({"id": names["target"], "name": names["network"]}),
        "organisations": organisations,
        "relations": pd.concat([tie_table(dataset, rows, "membership"), seats]),
        "sources": dataset.source_frame(chosen),
    }
    return notes.draft(frames)


def _organisations(bodies: pd.DataFrame) -> pd.DataFrame:
    first = bodies.drop_duplicates("source")
    return pd.DataFrame(
        {
            "id": first["source"],
            "name": first["name"],
            "kind": looked_up(first["entity"].str.lower(), _KINDS),
            "city": first["city_id"],
            "country": first["country"],
        }
    )
