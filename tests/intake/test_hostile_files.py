"""Files that were once answered with something else than one clear error."""

import json

import pytest

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import load_mapping, mapping_from_json, mapping_to_json
from graph_app.intake.files.readers import parse_json
from graph_app.intake.sources import SOURCES
from graph_app.model.errors import EndpointError, StoreError, TableError
from graph_app.store import Actor, open_store
from tests.intake.make_files import write, zipped
from tests.intake.open_data.conftest import sends, server  # noqa: F401
from tests.intake.open_data.test_sparql import fetch


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


LONG = f"{'x' * 9000},{'y' * 9000}\n1,2\n"
ZIP = zipped({f"{'x' * 20_000}.csv": b"a,b\n1,2\n"})


@pytest.mark.parametrize(
    ("name", "content", "mapping", "says"),
    [
        ("a.csv", LONG, None, "expected a mapping"),
        ("a.csv", LONG, "twin-cities", "expected the column"),
        # The name before the entry and the one in the directory differ.
        ("a.zip", ZIP.replace(b"xx", b"xy", 1), "edges", "damaged zip entry"),
    ],
)
def test_names_as_long_as_books(tmp_path, name, content, mapping, says):
    with pytest.raises(TableError, match=says) as caught:
        SOURCES["edges"]([write(tmp_path, name, content)], mapping=mapping)
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
