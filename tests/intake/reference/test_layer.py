import json

import pandas as pd
import pytest

from graph_app.intake.reference.layer import (
    BODY_COLUMNS,
    PLACE_COLUMNS,
    TIE_COLUMNS,
    PublicList,
    ReferenceLayer,
    no_layer,
    read_layer,
    table_of,
    write_layer,
)
from graph_app.model.errors import TableError

LICENCES = {"places": "CC BY 4.0\n", "twins": "CC BY-SA 4.0\n", "members": "CC0 1.0\n"}


@pytest.fixture
def layer():
    places = pd.DataFrame(
        {"geonames": ["649360", "2822542"], "name": ["Lahti", "Suhl"], "country": ["FI", "DE"]}
    )
    bodies = pd.DataFrame({"id": ["network:ubc"], "name": ["Union of the Baltic Cities"]})
    ties = pd.DataFrame(
        {
            "source": ["2822542", "649360"],
            "target": ["649360", "network:ubc"],
            "type": ["sister_city", "membership"],
            "start": ["1987", None],
            "list": ["twins", "members"],
        }
    )
    lists = (
        PublicList("twins", "Twins", "W", "https://w.example", "CC-BY-SA-4.0", "2026", rows=1),
        PublicList("members", "M", "U", "", "CC0-1.0", "2026", ("network:ubc",), 1),
    )
    tables = (
        table_of(frame, columns)
        for frame, columns in ((places, PLACE_COLUMNS), (bodies, BODY_COLUMNS), (ties, TIE_COLUMNS))
    )
    return ReferenceLayer(*tables, lists)


def test_what_was_written_is_read(layer, tmp_path):
    write_layer(layer, tmp_path, LICENCES)
    again = read_layer(tmp_path)
    for name in ("places", "bodies", "ties"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(layer, name))
    assert [one.complete for one in again.lists] == [(), ("network:ubc",)]
    assert again.digest
    assert (tmp_path / "twins" / "LICENCE.txt").read_text() == LICENCES["twins"]


def test_the_same_ties_are_the_same_bytes(layer, tmp_path):
    for name in ("one", "two"):
        write_layer(layer, tmp_path / name, LICENCES)
    files = {path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*")}
    for path in files:
        if (tmp_path / "one" / path).is_file():
            one, two = ((tmp_path / name / path).read_bytes() for name in ("one", "two"))
            assert one == two, path


def test_a_folder_without_a_layer_has_no_ties(tmp_path):
    assert len(read_layer(tmp_path)) == len(no_layer()) == 0
    assert len(read_layer(tmp_path / "missing")) == 0


@pytest.mark.parametrize("name", ["places.parquet", "bodies.parquet", "twins/ties.parquet"])
def test_a_changed_or_missing_file_is_named(layer, tmp_path, name):
    write_layer(layer, tmp_path, LICENCES)
    with (tmp_path / name).open("ab") as file:
        file.write(b"!")
    with pytest.raises(TableError, match=rf"{name}: expected the file that the manifest names"):
        read_layer(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(TableError, match=rf"{name}: expected a file that can be read"):
        read_layer(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda said: [],
        lambda said: said | {"lists": 3},
        lambda said: said | {"lists": [said["lists"][0] | {"name": "../twins"}]},
        lambda said: said | {"lists": [said["lists"][0] | {"name": ""}]},
        lambda said: said | {"lists": [said["lists"][0] | {"unknown": 1}]},
        lambda said: {"lists": said["lists"]},
    ],
)
def test_a_manifest_of_another_form_is_named(layer, tmp_path, change):
    write_layer(layer, tmp_path, LICENCES)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(change(json.loads(manifest.read_text()))))
    with pytest.raises(TableError, match="manifest of a reference layer"):
        read_layer(tmp_path)


def test_text_that_is_no_json_is_named(tmp_path):
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(TableError, match="manifest of a reference layer"):
        read_layer(tmp_path)
