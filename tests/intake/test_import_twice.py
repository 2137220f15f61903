"""Whatever is imported twice changes nothing the second time, and two imports may come in any order."""

import datetime
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import Mapping
from graph_app.intake.merging.merge import merge
from graph_app.intake.places.matching import match_places
from graph_app.intake.sources import SOURCES
from graph_app.model.tables import NODE_TABLES, Tables
from tests.conftest import examples
from tests.intake.make_files import write
from tests.intake.valid_files import cases

TODAY = datetime.date(2026, 11, 24)
EMPTY = Tables.from_frames({})


@pytest.fixture(scope="module")
def drafts(tmp_path_factory):
    """Name of a source and number of a case -> what is read of it."""
    found = {}
    for source, read in SOURCES.items():
        folder = tmp_path_factory.mktemp("cases")
        for at, (files, options) in enumerate(cases(source, folder)):
            given = tmp_path_factory.mktemp("files")
            paths = [write(given, name, content) for name, content in files.items()]
            whole = source == "folder" and not any(path.suffix == ".zip" for path in paths)
            found[f"{source}-{at}"] = read([given] if whole else paths, today=TODAY, **options)
    return found


def added(tables, *drafts):
    for draft in drafts:
        tables = merge(tables, draft, today=TODAY).tables
    return tables


def content(tables):
    """What tables say, whatever the ids: nodes by their facts, ties by the nodes they join."""
    named = {}
    for table in NODE_TABLES:
        rows = getattr(tables, table)
        named |= {node: (table, name.casefold()) for node, name in rows[["id", "name"]].to_numpy()}
    # A city has the name that the first list gives it: what it is, its place says.
    places = match_places(tables.cities).rows
    for city, geonames in places.loc[places["geonames"] != "", ["id", "geonames"]].to_numpy():
        named[city] = ("cities", geonames)
    columns = ["source", "target", "type", "start", "end"]
    rows = tables.relations[columns].astype(object)
    ties = [
        (named[row[0]], named[row[1]], *map(str, row[2:]))
        for row in rows.itertuples(index=False, name=None)
    ]
    return sorted(map(str, named.values())), sorted(map(str, ties))


def test_every_source_is_tried(drafts):
    assert {name.rpartition("-")[0] for name in drafts} == set(SOURCES)


def test_a_second_import_adds_nothing(drafts):
    for name, draft in drafts.items():
        once = added(EMPTY, draft)
        again = merge(once, draft, today=TODAY)
        assert again.changes.added == {}, (name, again.changes.added)


def test_a_second_import_into_tables_of_ones_own_adds_nothing(drafts, tables):
    for name, draft in drafts.items():
        once = added(tables, draft)
        assert merge(once, draft, today=TODAY).changes.added == {}, name


def test_two_imports_may_come_in_any_order(drafts):
    # A bare name is a question, unless a city of the tables answers it: then the order tells.
    one_a_source = {
        name: draft
        for name, draft in drafts.items()
        if name.endswith("-0") and merge(EMPTY, draft, today=TODAY).report.doubtful.empty
    }
    assert len(one_a_source) >= 5
    for (first, a), (second, b) in combinations(one_a_source.items(), 2):
        assert content(added(EMPTY, a, b)) == content(added(EMPTY, b, a)), (first, second)


def test_missing_cells_name_nothing(drafts):
    for name, draft in drafts.items():
        tables = added(EMPTY, draft)
        for table in NODE_TABLES:
            rows = getattr(tables, table)
            texts = [node.partition(":")[2] for node in rows["id"]] + rows["name"].tolist()
            assert not {"nan", "none", "na", "null"} & {text.casefold() for text in texts}, name


COLUMNS = ("name", "country", "latitude", "longitude", "wikidata", "geonames")
# Namesakes, other spellings, numbers, towns with an id and without, and places that nobody knows.
NAMES = (
    *("Lahti", "City of Lahti", "Lathi", "Springfield", "Frankfurt", "Venice", "Nan", "1234"),
    *("Nowhere on Sea", "Nowhere on Se", "Town of Nowhere on Sea", "Q5", "Matosinhos", "Nienburg"),
)
PLACES = st.builds(
    lambda name, country, at, wikidata, geonames: (name, country, *at, wikidata, geonames),
    st.sampled_from(NAMES),
    st.sampled_from(("", "FI", "US", "DE", "IT", "PT", "TH")),
    st.sampled_from((("", ""), ("60.98", "25.66"), ("45.43", "12.33"), ("41.2", "-8.6"))),
    st.sampled_from(("", "", "", "Q28911", "Q1", "Q641")),
    st.sampled_from(("", "", "", "649360", "99999999", "3164603")),
)
LISTS = st.lists(PLACES, min_size=1, max_size=6)


def read_list(folder, places):
    columns = {f"from.{name}": (name,) for name in COLUMNS} | {"to.name": ("net",)}
    constants = {"to.kind": "network", "type": "membership"}
    mapping = Mapping("list", {"title": "A list"}, columns, constants)
    path = folder / "list.csv"
    frame = pd.DataFrame(places, columns=list(COLUMNS), dtype="str").assign(net="Some net")
    frame.to_csv(path, index=False)
    return read_edges([path], mapping, today=TODAY)


@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(places=LISTS)
def test_a_list_of_places_twice_is_once_doubtful_or_not(tmp_path, places):
    draft = read_list(tmp_path, places)
    once = added(EMPTY, draft)
    again = merge(once, draft, today=TODAY)
    assert again.changes.added == {}, once.cities.dropna(axis=1, how="all").to_string()


def test_a_list_of_bare_numbers_twice_is_once(tmp_path):
    draft = read_list(tmp_path, [(str(n), "", "", "", "", "") for n in range(300)])
    once = added(EMPTY, draft)
    assert len(once.cities) == 300
    assert merge(once, draft, today=TODAY).changes.added == {}
