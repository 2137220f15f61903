"""A small project in which many share a name: two Parises, two Springfields of one country, ..."""

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.model.tables import COLUMNS, Tables

_CITIES = [
    ("city:lahti", "Lahti", None, "Lahtis", "FI", 60.98, 25.66, 120_000),
    ("city:paris", "Paris", "Pariisi", None, "FR", 48.8534, 2.3488, 2_138_551),
    ("city:paris-texas", "Paris", None, None, "US", 33.66094, -95.55551, 24_782),
    ("city:springfield-illinois", "Springfield", None, None, "US", 39.80172, -89.64371, 116_565),
    ("city:springfield-missouri", "Springfield", None, None, "US", 37.21533, -93.29824, 166_810),
    ("city:kyiv", "Kyiv", "Kiova", "Kiev", "UA", 50.45466, 30.5238, 2_952_301),
    ("city:saint-petersburg", "Saint Petersburg", None, None, "RU", 59.93863, 30.31413, 5_351_935),
    ("city:vasteras", "Västerås", None, None, "SE", 59.61617, 16.55276, 127_799),
    ("city:gdansk", "Gdańsk", None, None, "PL", 54.35227, 18.64912, 486_022),
]
#: Node -> its name in English, of those that share a name.
NAMESAKES = {
    "city:paris": "Paris, France",
    "city:paris-texas": "Paris, United States",
    "city:springfield-illinois": "Springfield, Illinois, United States",
    "city:springfield-missouri": "Springfield, Missouri, United States",
    "network:forum": "City Forum, Paris, France",
    "network:forum-us": "City Forum, Paris, United States",
    "organisation:chamber": "Chamber of Commerce, Lahti",
    "organisation:chamber-paris": "Chamber of Commerce, Paris, France",
    "event:meeting-2019": "Mayors' Meeting, Lahti (2019)",
    "event:meeting-2021": "Mayors' Meeting, Lahti (2021)",
    "programme:green": "Green Twins (programme:green)",
    "programme:green-2": "Green Twins (programme:green-2)",
}
#: Names that by themselves say nothing.
BARE = ("Paris", "Springfield", "City Forum", "Chamber of Commerce", "Mayors' Meeting")

_RELATIONS = [
    ("r1", "city:lahti", "city:paris", "sister_city", "1990", "active"),
    ("r2", "city:lahti", "city:springfield-illinois", "sister_city", "1995", "active"),
    ("r3", "city:paris", "city:paris-texas", "friendship_municipality", "2001", "active"),
    ("r4", "city:springfield-illinois", "city:springfield-missouri", "sister_city", None, "ended"),
    ("r5", "city:lahti", "network:forum", "membership", "2000", "active"),
    ("r6", "city:paris", "network:forum", "membership", "2000", "active"),
    ("r7", "city:paris-texas", "network:forum-us", "membership", "2000", "active"),
    ("r8", "city:springfield-missouri", "network:forum-us", "membership", "2003", "active"),
    ("r9", "city:lahti", "network:forum-us", "membership", "2010", "active"),
    ("r10", "city:lahti", "event:meeting-2019", "hosts", "2019", None),
    ("r11", "city:lahti", "event:meeting-2021", "hosts", "2021", None),
    ("r12", "organisation:chamber", "city:lahti", "located_in", None, "active"),
    ("r13", "organisation:chamber-paris", "city:paris", "located_in", None, "active"),
    ("r14", "city:lahti", "programme:green", "participation", "2015", "active"),
    ("r15", "city:paris", "programme:green", "participation", "2015", "active"),
    ("r16", "city:paris-texas", "programme:green-2", "participation", "2015", "active"),
    ("r17", "city:kyiv", "network:forum", "membership", "2004", "active"),
    ("r18", "city:gdansk", "city:kyiv", "sister_city", "1998", "active"),
    ("r19", "city:paris-texas", "city:springfield-missouri", "sister_city", "2002", "active"),
    ("r20", "city:gdansk", "city:saint-petersburg", "sister_city", "1991", "suspended"),
]


def _table(names: str, rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=names.split())


def namesake_tables() -> Tables:
    """Return the tables of the project."""
    columns = "id name name_fi name_sv country latitude longitude population"
    relations = _table("id source target type start status", _RELATIONS)
    return Tables.from_frames(
        {
            "cities": _table(columns, _CITIES),
            "networks": _table(
                "id name secretariat",
                [
                    ("network:forum", "City Forum", "city:paris"),
                    ("network:forum-us", "City Forum", "city:paris-texas"),
                ],
            ),
            "programmes": _table(
                "id name kind",
                [
                    ("programme:green", "Green Twins", "project"),
                    ("programme:green-2", "Green Twins", "project"),
                ],
            ),
            "organisations": _table(
                "id name kind city",
                [
                    ("organisation:chamber", "Chamber of Commerce", "company", "city:lahti"),
                    ("organisation:chamber-paris", "Chamber of Commerce", "company", "city:paris"),
                ],
            ),
            "events": _table(
                "id name city start",
                [
                    ("event:meeting-2019", "Mayors' Meeting", "city:lahti", "2019-05"),
                    ("event:meeting-2021", "Mayors' Meeting", "city:lahti", "2021-06"),
                ],
            ),
            "relations": relations.assign(source_id="source:s", checked="2026-02-08"),
            "sources": _table(
                "id title url", [("source:s", "Own list", "https://example.org/list")]
            ),
        }
    )


def namesake_frame() -> GraphFrame:
    """Return the graph of the project."""
    return frame_from_tables(namesake_tables())


def write_project(folder: Path) -> Path:
    """Write the project as a folder of tables with Lahti as home."""
    tables = namesake_tables()
    for table in COLUMNS:
        getattr(tables, table).to_csv(folder / f"{table}.csv", index=False)
    (folder / "settings.toml").write_text('home = "city:lahti"\n', encoding="utf-8")
    return folder


def bare_names(text: str, labels: Iterable[str]) -> list[str]:
    """Return where a text says a name without what tells it apart.

    Parameters
    ----------
    text : str
        What a screen or a command says.
    labels : iterable of str
        What the nodes are called, which may be cut and end in an ellipsis.
    """
    for label in sorted(labels, key=len, reverse=True):
        text = text.replace(label, "")
        name = next((name for name in BARE if label.startswith(name)), label)
        for end in range(len(label) - 1, len(name) + 2, -1):
            text = text.replace(f"{label[:end]}…", "")
    found = re.finditer("|".join(BARE), text)
    return [text[max(0, at.start() - 40) : at.end() + 40] for at in found]
