"""Errors of every class, raised by public calls, as a reader of each language sees them."""

import datetime
import pickle

import pandas as pd
import pytest

from graph_app.export.formats import FORMATS, export
from graph_app.graph.build import frame_from_tables
from graph_app.graph.filters import GraphFilter
from graph_app.graph.projection import Projection, project
from graph_app.i18n import get_translator
from graph_app.intake.files.readers import open_rows
from graph_app.intake.merging.draft import Progress
from graph_app.intake.open_data.sparql import Endpoint
from graph_app.intake.project.folder import load_folder
from graph_app.intake.project.settings import read_settings
from graph_app.model.errors import (
    CancelledError,
    EndpointError,
    ExportError,
    FilterError,
    InvalidTablesError,
    NotAllowedError,
    SettingsError,
    StaleRevisionError,
    StoreError,
    StoreUnavailableError,
    TableError,
    TooLargeError,
)
from graph_app.model.tables import Tables
from graph_app.store import Actor, Change, open_store

EDITOR = Actor("Aino", "editor")


def cities(*names):
    rows = [{"id": f"city:{name.lower()}", "name": name, "country": "FI"} for name in names]
    return Tables.from_frames({"cities": pd.DataFrame(rows)})


def a_zip(path):
    (path / "a.csv").write_bytes(b"PK\x03\x04")
    with open_rows(path / "a.csv"):
        pass


def wrong_tables(path):
    for table in ("cities", "relations", "sources"):
        (path / f"{table}.csv").write_text(
            ",".join(getattr(cities(), table)) + "\n", encoding="utf-8"
        )
    with (path / "cities.csv").open("a", encoding="utf-8") as file:
        file.write("city:lahti,Lahti,,,FI,95.5,25.6,,,\n")
    load_folder(path)


def too_large(_path):
    hub = [{"id": f"m{i}", "source": f"city:c{i}", "target": "network:n", "type": "membership"}
           for i in range(60)]  # fmt: skip
    tables = Tables.from_frames(
        {
            "cities": pd.DataFrame([{"id": f"city:c{i}", "name": f"C{i}"} for i in range(60)]),
            "networks": pd.DataFrame([{"id": "network:n", "name": "Verkko"}]),
            "relations": pd.DataFrame(hub),
        }
    )
    project(frame_from_tables(tables), Projection("city", "network"), max_pairs=1000)


def stopped(_path):
    Progress(stop=lambda: True).check()


def store_of(path):
    store = open_store(path / "store")
    store.load(cities("Lahti"), actor=EDITOR)
    return store


def stale(path):
    store = store_of(path)
    base = store.head()
    for name in ("Lahtis", "Lahden"):
        change = Change("cities", "change", "city:lahti", {"name": name})
        store.save([change], actor=EDITOR, base=base)


def a_file(path):
    (path / "store").write_text("no folder")
    open_store(path / "store")


def undo_as_viewer(path):
    store_of(path).undo(1, actor=Actor("Bo", "viewer"))


CASES = [
    (
        a_zip, TableError,
        "a.csv: found a zip or Excel file, expected a table as CSV (comma, semicolon or tab; "
        "UTF-8 or Windows-1252)",
        "a.csv: löytyi zip- tai Excel-tiedosto, pitäisi olla taulukko CSV-muodossa (pilkku, "
        "puolipiste tai sarkain; UTF-8 tai Windows-1252)",
        "a.csv: hittade en zip- eller Excelfil, väntade en tabell som CSV (komma, semikolon eller "
        "tabb; UTF-8 eller Windows-1252)",
    ),
    (
        wrong_tables, InvalidTablesError,
        'cities.csv, row 2, latitude: found "95.5", expected a number from -90 to 90 '
        "(the first of 2 findings)",
        'cities.csv, rivi 2, latitude: löytyi "95.5", pitäisi olla luku, joka on vähintään −90 ja '
        "enintään 90 (ensimmäinen, havaintoja yhteensä 2)",
        'cities.csv, rad 2, latitude: hittade "95.5", väntade ett tal från −90 till 90 '
        "(den första, totalt antal anmärkningar: 2)",
    ),
    (
        lambda path: read_settings(path), SettingsError,
        '{path}/settings.toml: no such file, expected a file with a line such as home = '
        '"city:lahti"',
        "{path}/settings.toml: tiedostoa ei ole, pitäisi olla tiedosto, jossa on esimerkiksi rivi "
        'home = "city:lahti"',
        "{path}/settings.toml: filen finns inte, väntade en fil med en rad som home = "
        '"city:lahti"',
    ),
    (
        lambda _: GraphFilter(countries=("Finland",)), FilterError,
        "country: found 'Finland', expected a code such as FI",
        "maa: löytyi 'Finland', pitäisi olla maatunnus, esimerkiksi FI",
        "land: hittade 'Finland', väntade en landskod, till exempel FI",
    ),
    (
        too_large, TooLargeError,
        "The projection could have 1,770 ties, more than 1,000. The largest shared neighbour is "
        "Verkko with 60 ties: filter it out or narrow the filter.",
        "Projektiossa voisi olla 1\xa0770 yhteyttä, enemmän kuin 1\xa0000. Suurin yhteinen naapuri "
        "on Verkko, yhteyksiä 60: suodata se pois tai rajaa suodatinta tiukemmin.",
        "Projektionen kan få 1\xa0770 relationer, fler än 1\xa0000. Den största gemensamma grannen "
        "är Verkko med 60 relationer: filtrera bort den eller snäva in filtret.",
    ),
    (
        lambda _: export(None, "docx"), ExportError,
        "format: found 'docx', expected one of {formats}",
        "tiedostomuoto: löytyi 'docx', pitäisi olla jokin näistä: {formats}",
        "format: hittade 'docx', väntade något av följande: {formats}",
    ),
    (
        stopped, CancelledError,
        "The import was stopped; nothing was stored.",
        "Tuonti pysäytettiin; mitään ei tallennettu.",
        "Importen avbröts; inget sparades.",
    ),
    (
        lambda path: store_of(path).revision(9), StoreError,
        "found no revision 9, expected one from 1 to 1",
        "versiota 9 ei löytynyt, pitäisi olla jokin väliltä 1–1",
        "hittade ingen version 9, väntade en från 1 till 1",
    ),
    (
        a_file, StoreUnavailableError,
        "The store in {path}/store cannot be opened: File exists. Expected a folder that can be "
        "made and written.",
        "Tietovarastoa kansiossa {path}/store ei voi avata: Tiedosto on jo olemassa. Pitäisi olla "
        "kansio, jonka voi luoda ja johon voi kirjoittaa.",
        "Datalagret i {path}/store kan inte öppnas: Filen finns redan. Väntade en mapp som går att "
        "skapa och skriva i.",
    ),
    (
        undo_as_viewer, NotAllowedError,
        "Undoing: Bo has the role viewer, expected editor or admin",
        "Kumoaminen: käyttäjällä Bo on rooli viewer, pitäisi olla editor tai admin",
        "Ångrande: Bo har rollen viewer, väntade editor eller admin",
    ),
    (
        stale, StaleRevisionError,
        "cities, city:lahti was changed by 2 (Aino, {today}) since you opened it at revision 1. "
        "Nothing was stored: compare both versions and decide.",
        "cities, city:lahti: muutettu sen jälkeen, kun avasit tiedot versiossa 1. Muuttaneet "
        "versiot: 2 (Aino, {today}). Mitään ei tallennettu: vertaa molempia versioita ja päätä.",
        "cities, city:lahti har ändrats av 2 (Aino, {today}) sedan du öppnade versionen 1. Inget "
        "sparades: jämför båda versionerna och bestäm.",
    ),
    (
        lambda _: Endpoint("ftp://a.example"), EndpointError,
        "'ftp://a.example': found no http or https address, expected an address such as "
        "https://query.wikidata.org/sparql",
        "'ftp://a.example': http- tai https-osoitetta ei löytynyt, pitäisi olla osoite, esimerkiksi "
        "https://query.wikidata.org/sparql",
        "'ftp://a.example': hittade ingen http- eller https-adress, väntade en adress, till exempel "
        "https://query.wikidata.org/sparql",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", *("en", "fi", "sv")), CASES)
def test_an_error_in_three_languages(call, kind, en, fi, sv, tmp_path):
    with pytest.raises(kind) as raised:
        call(tmp_path)
    error = raised.value
    said = [get_translator(language).error(error) for language in ("en", "fi", "sv")]
    today = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"

    def filled(text, path):
        return text.format(path=path, today=today, formats=", ".join(FORMATS))

    # Readers see the last name of a path; the log and the command line see all of it.
    shown = [filled(text.replace("{path}/", ""), tmp_path.name) for text in (en, fi, sv)]
    assert said == shown
    assert str(error) == filled(en, tmp_path)
    sent = pickle.loads(pickle.dumps(error))
    assert (type(sent), sent.message, str(sent)) == (kind, error.message, str(error))
