"""Namesakes are told apart in every language, and nothing is added to any other name."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.model.tables import Tables
from graph_app.model.words import fold
from graph_app.wording import names as names_module
from graph_app.wording.names import node_name, node_names, short_names
from tests.namesakes import NAMESAKES, namesake_frame, namesake_tables


@pytest.fixture(scope="module")
def shared():
    return namesake_frame()


def named(graph, language="en"):
    return dict(zip(graph.ids, node_names(graph, get_translator(language)), strict=True))


def test_namesakes_have_what_tells_them_apart(shared):
    names = named(shared)
    assert {node: names[node] for node in NAMESAKES} == NAMESAKES
    others = shared.nodes.set_index("id")["name"].drop(list(NAMESAKES)).to_dict()
    assert {node: names[node] for node in others} == others


def test_in_the_reader_s_language(shared):
    finnish, swedish = named(shared, "fi"), named(shared, "sv")
    # Pariisi is the name of one of them alone; what the other has is what many call the first.
    assert finnish["city:paris"] == "Pariisi"
    assert finnish["city:paris-texas"] == "Paris, Yhdysvallat"
    assert finnish["city:springfield-missouri"] == "Springfield, Missouri, Yhdysvallat"
    assert finnish["network:forum"] == "City Forum, Pariisi"
    assert swedish["city:paris"] == "Paris, Frankrike"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_names_are_alike(shared, language):
    names = [fold(name) for name in named(shared, language).values()]
    assert len(set(names)) == len(names)


def test_a_part_of_the_graph_says_the_same_names(shared):
    part = shared.select(shared.ids == "city:paris")
    assert named(part) == {"city:paris": "Paris, France"}
    assert node_name(part, "city:paris", get_translator("en")) == "Paris, France"


def frame_of(rows, columns="id name country latitude longitude"):
    frames = {}
    for row in rows:
        table = {"city": "cities", "network": "networks"}[row[0].partition(":")[0]]
        frames.setdefault(table, []).append(dict(zip(columns.split(), row, strict=False)))
    import pandas as pd

    return frame_from_tables(
        Tables.from_frames({table: pd.DataFrame(rows) for table, rows in frames.items()})
    )


def test_what_is_not_known_is_not_made_up():
    rows = [("city:a", "Springfield", "US"), ("city:b", "Springfield", "US")]
    assert list(named(frame_of(rows)).values()) == [
        "Springfield, United States (city:a)",
        "Springfield, United States (city:b)",
    ]


def test_a_city_without_a_country_is_not_left_bare():
    rows = [("city:a", "Paris", "FR"), ("city:b", "Paris", None, 33.66, -95.56)]
    assert list(named(frame_of(rows)).values()) == ["Paris, France", "Paris (33.66 / -95.56)"]


def test_two_of_one_region_have_their_coordinates():
    rows = [
        ("city:a", "Twin", "US", 39.80, -89.64),
        ("city:b", "Twin", "US", 39.85, -89.60),
        ("city:c", "Twin", "US", 33.66094, -95.55551),
    ]
    assert list(named(frame_of(rows)).values()) == [
        "Twin, Illinois, United States (39.8 / -89.64)",
        "Twin, Illinois, United States (39.85 / -89.6)",
        "Twin, Texas, United States",
    ]


def test_a_city_and_a_network_of_one_name():
    rows = [("city:a", "Baltic", "SE"), ("network:a", "Baltic"), ("city:b", "Alone", "SE")]
    assert list(named(frame_of(rows)).values()) == ["Baltic, Sweden", "Alone", "Baltic (network)"]


NAMES = st.sampled_from(["Paris", "PARIS", "Pàris", "Oslo", "Paris, France"])


@given(st.lists(st.tuples(NAMES, st.sampled_from(["FR", "US", None])), min_size=2, max_size=8))
def test_names_are_unlike_whatever_is_known(cities):
    rows = [(f"city:{at}", name, country) for at, (name, country) in enumerate(cities)]
    graph = frame_of(rows)
    names = list(named(graph).values())
    assert len({*map(fold, names)}) == len(names)
    # The same whatever the order of the rows.
    assert named(frame_of(rows[::-1])) == dict(zip(graph.ids, names, strict=True))


def test_a_short_name_of_two_is_nobody_s():
    tables = namesake_tables()
    short = tables.networks.assign(short_name=["CF", "cf"])
    graph = frame_from_tables(Tables.from_frames({**vars(tables), "networks": short}))
    assert short_names(graph).isna().all()
    one = tables.networks.assign(short_name=["CF", "CFUS"])
    graph = frame_from_tables(Tables.from_frames({**vars(tables), "networks": one}))
    assert list(short_names(graph).dropna()) == ["CF", "CFUS"]


#: Who says a name by itself: this module, and what is said of rows that are in the tables no more, or
#: not yet.
BY_ITSELF = {"wording/names.py": 3, "wording/data.py": 1, "pages/data/import_list.py": 2}


def test_all_names_come_from_here():
    """``tr.name`` and ``tr.names`` know no namesakes."""
    package = Path(names_module.__file__).parents[1]
    calls = Counter(
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("name", "names")
        and ast.unparse(node.func.value) in ("tr", "self.tr", "translator", "context.tr")
    )
    assert calls == BY_ITSELF


def test_five_thousand_cities_have_names_at_once():
    from time import process_time

    tables = synthetic_tables(5_000, 6_000)
    best = []
    for _ in range(5):
        graph = frame_from_tables(tables)
        start = process_time()
        node_names(graph, get_translator("en"))
        best.append(process_time() - start)
    assert min(best) < 0.05
