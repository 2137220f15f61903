"""The first tables of a city that begins: itself, and nothing else yet."""

from pathlib import Path

import pandas as pd

from graph_app.intake.places.country_names import country_code
from graph_app.intake.places.gazetteer import gazetteer
from graph_app.intake.places.matching import ACCEPT, match_places
from graph_app.intake.project.folder import expect_empty, write_tables
from graph_app.intake.project.settings import write_settings
from graph_app.model.errors import TableError
from graph_app.model.messages import Message
from graph_app.model.tables import Tables
from graph_app.model.words import on_one_line, slug


def begin_city(name: str, country: str, language: str, folder: Path) -> Tables:
    """Write the folder with which a city begins: its tables and ``settings.toml``.

    Parameters
    ----------
    name : str
        Name of the city, in any language or spelling that the packaged gazetteer knows.
    country : str
        Code or name of its country; may be blank where the name says enough.
    language : str
        First language of its screens: ``en``, ``fi`` or ``sv``.
    folder : Path
        New or empty.

    Returns
    -------
    Tables
        One city with its country and coordinates; population, Wikidata and names in other
        languages are blank until somebody adds them.

    Raises
    ------
    TableError
        If the gazetteer has no such city, or more than one, or if the folder is not empty.
    """
    expect_empty(folder)
    city = _found(on_one_line(name), country)
    tables = Tables.from_frames({"cities": pd.DataFrame([city])})
    write_tables(tables, folder)
    write_settings(folder, str(city["id"]), str(city["name"]), language)
    return tables


def _found(name: str, country: str) -> dict[str, object]:
    code = country_code(country)
    if country and not code:
        raise TableError.wrong(Message("country"), country, Message("a code such as FI, or a name"))
    asked = pd.DataFrame({"id": ["city:asked"], "name": [name], "country": [code]})
    match = match_places(asked).rows.iloc[0]
    if not slug(name) or match["confidence"] < ACCEPT:
        raise TableError("{name!r}: {doubt}", name=name[:80], doubt=_doubt(match, code))
    place = gazetteer()[0].set_index("geonames").loc[match["geonames"]]
    facts = place[["country", "latitude", "longitude"]].to_dict()
    return {"id": f"city:{slug(name)}", "name": name, **facts}


def _doubt(match: pd.Series, code: str) -> Message:
    if not match["candidate"]:
        return Message("the gazetteer has no such city; check the spelling and the country")
    return Message(
        "the gazetteer is not sure which city that is, perhaps {nearest}; {hint}",
        nearest=f"{match['candidate_name']} ({match['candidate_country']})",
        hint=Message("check the spelling") if code else Message("name the country"),
    )
