"""Files that were once answered with something else than one clear error."""

import json

import pytest

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import load_mapping, mapping_from_json, mapping_to_json
from graph_app.intake.files.readers import parse_json
from graph_app.intake.project.settings import read_settings
from graph_app.intake.sources import SOURCES
from graph_app.model.errors import EndpointError, SettingsError, StoreError, TableError
from graph_app.store import Actor, open_store
from tests.intake.make_files import write, zipped
from tests.intake.open_data.conftest import sends, server  # noqa: F401
from tests.intake.open_data.test_sparql import fetch


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("home = " + "[" * 5000, "nested too deeply"),
        ("home = " + "9" * 5000, "cannot be read"),
        ('home = "city:a"\nreported = 3', r"a section \[reported\]"),
        ('home = "city:a"\n[[reported]]\nsister_city = 3', r"a section \[reported\]"),
        ('home = "city:a"\n[reported]\nsister_city = -3', "whole number"),
        ('home = "city:a"\n[access]\nhours = ' + "9" * 400, "a number of hours"),
        ('home = "city:a"\n[access]\nhours = nan', "a number of hours"),
    ],
)
def test_settings(tmp_path, text, says):
    write(tmp_path, "settings.toml", text)
    with pytest.raises(SettingsError, match=says):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("form", {"delimiter": 0}, "expected text in quotes"),
        ("form", {"delimiter": 2**64}, "expected text in quotes"),
        ("form", {"delimiter": ";;"}, "expected one such as ;"),
        ("form", {"delimiter": '"'}, "expected one such as ;"),
        ("form", {"kind": "ods"}, "expected csv, xlsx or json"),
        ("form", {"missing": [1]}, "expected text in quotes"),
        ("form", {"sheet": ["a"]}, "expected text in quotes"),
        ("form", {"encoding": False}, "expected text in quotes"),
        ("source", {"title": 3}, "expected text in quotes"),
        ("constants", {"from.kind": "city", "type": ["sister_city"]}, "expected text in quotes"),
        ("columns", {"from.name": [["a"]], "to.name": "b"}, "expected text in quotes"),
        ("values", {"status": {"x": []}}, "expected text in quotes"),
        ("split", {"a": [None]}, "expected text in quotes"),
        ("name", 7, "expected text in quotes"),
        ("both_ways", "no", "expected true or false"),
        ("personal", 2, "expected true or false"),
        ("values", {"status": 3}, "no valid mapping"),
        ("columns", [], "no valid mapping"),
    ],
)
def test_mappings_of_other_types(part, value, says):
    data = json.loads(mapping_to_json(load_mapping("twin-cities"))) | {part: value}
    with pytest.raises(TableError, match=says):
        mapping_from_json(json.dumps(data))


def test_a_delimiter_of_its_own_is_still_one(tmp_path):
    data = json.loads(mapping_to_json(load_mapping("edges"))) | {"form": {"delimiter": "|"}}
    path = write(tmp_path, "a.csv", "from|to|type\nLahti|Eger|sister_city\n")
    draft = read_edges([path], mapping_from_json(json.dumps(data)))
    assert len(draft.frames["relations"]) == 1


def test_a_server_that_speaks_no_http_for_long(server):  # noqa: F811
    server.always = lambda handler: handler.wfile.write(b"no HTTP " * 5000 + b"\r\n\r\n")
    with pytest.raises(EndpointError) as caught:
        fetch(server, retries=0)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("part", ["x" * 20_000, "\ud800"])
def test_a_backup_with_unspeakable_parts(tmp_path, part):
    manifest = {"form": 1, "schema": "0001", "parts": {part: {}}}
    path = write(tmp_path, "a.zip", zipped({"manifest.json": json.dumps(manifest)}))
    store = open_store(tmp_path / "store")
    with pytest.raises(StoreError, match="expected a whole backup") as caught:
        store.restore(path, actor=Actor("Bo", "admin"))
    assert len(str(caught.value).encode()) < 1000
    assert store.head().number == 0
    store.close()


def test_names_of_columns_as_long_as_books(tmp_path):
    path = write(tmp_path, "a.csv", f"{'x' * 9000},{'y' * 9000}\n1,2\n")
    with pytest.raises(TableError, match="expected a mapping") as caught:
        SOURCES["edges"]([path])
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("half", ["\\ud800", "\\uDFFF x", "\\udc00\\ud800"])
def test_half_a_character_in_json(tmp_path, half):
    member = f'{{"members": [{{"name_on_website": "{half}", "country_name": "Finland"}}]}}'
    path = write(tmp_path, "a.json", member)
    with pytest.raises(TableError, match="half a character"):
        SOURCES["edges"]([path], mapping="eurocities")


def test_a_pair_of_halves_is_a_character():
    assert parse_json("a.json", '{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


def test_half_a_character_from_a_server(server):  # noqa: F811
    server.always = sends(b'{"results": {"bindings": [{"a": {"value": "\\ud800"}}]}}')
    with pytest.raises(EndpointError, match="half a character"):
        fetch(server, retries=0)


@pytest.mark.parametrize("source", ["edges", "folder", "cordis"])
def test_a_zip_entry_without_a_name(tmp_path, source):
    path = write(tmp_path, "a.zip", zipped({"": b"a,b\n1,2\n"}))
    with pytest.raises(TableError, match="a file without a name"):
        SOURCES[source]([path])


def test_a_mapping_for_columns_as_long_as_books(tmp_path):
    path = write(tmp_path, "a.csv", f"{'x' * 9000},{'y' * 9000}\n1,2\n")
    with pytest.raises(TableError, match="expected the column") as caught:
        SOURCES["edges"]([path], mapping="twin-cities")
    assert len(str(caught.value)) < 1000


def test_a_damaged_zip_entry_with_a_name_as_long_as_a_book(tmp_path):
    raw = zipped({f"{'x' * 20_000}.csv": b"a,b\n1,2\n"})
    # The name before the entry and the one in the directory differ.
    path = write(tmp_path, "a.zip", raw.replace(b"xx", b"xy", 1))
    with pytest.raises(TableError, match="damaged zip entry") as caught:
        SOURCES["edges"]([path], mapping="edges")
    assert len(str(caught.value)) < 1000
