"""Small files of the shapes that users bring."""

import io
import json
import zipfile
from pathlib import Path

ETMUN_HEADER = (
    '"Full_Name";"Locality_Siege";"CountryCode";"Continent";"Region";"Y";"X";"Pop_collect";'
    '"Statut";"Entity";"Year_of_Joining";"Note";"Network_Name";"Code_Network";'
    '"EntitySimplified";"CountryName";"MembershipCode";"Adress";"lon";"lat"\n'
)
URBACT_HEADER = (
    "Code_Network;NameCity;CodeCity;Country;Continent;Region;City.Statut;Sources;Years;Network;"
    "Description;LeadPartnerCountry;Url;Start;End;geonameId;asciiName;lng_GN;lat_GN\n"
)
TWINS_HEADER = "city1,country1,lat1,lng1,city2,country2,lat2,lng2\n"


def etmun_row(
    name="Lahti", seat="Lahti", country="FI", status="Member", year="1997", network="UBC",
    kind="Municipality", lon="25,66", lat="60,98",
):  # fmt: skip
    return (
        f'"{name}";"{seat}";"{country}";"Europe";"Northern Europe";"60.9";"25.6";NA;"{status}";'
        f'"Municipality";"{year}";NA;"{network}";"01";"{kind}";NA;"A1";"{seat}";{lon};{lat}\n'
    )


def urbact_row(city="Porto", country="PT", network="2nd Chance", start="2015", end="2018",
               geonames="2735943", lon="-8,61099", lat="41,14961"):  # fmt: skip
    return (
        f"1;{city};PT18;{country};Europe;Southern Europe;Partner;http://urbact.eu;2016;{network};"
        f"About it;IT;http://urbact.eu/2nd-chance;{start};{end};{geonames};{city};{lon};{lat}\n"
    )


def eurocities(members):
    return json.dumps({"members": members, "not_found": ["Nowhere"]}, ensure_ascii=False)


def eurocity(name, wikidata, official=None, country="Finland", latitude=60.98, longitude=25.66):
    return {
        "name_on_website": name, "wikidata_id": wikidata, "wikidata_name": official or name,
        "latitude": latitude, "longitude": longitude, "population": 120000.0, "country": "Q33",
        "country_name": country,
    }  # fmt: skip


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def zipped(files: dict[str, str | bytes]) -> bytes:
    """A zip that is the same at every time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}
