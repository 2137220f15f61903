"""Public ties on the profile: seen apart from ours, and taken over by an editor."""

import json

import pytest

from graph_app.store import Actor, Change
from tests.pages.reading import claims, press, shown, table_with

EDITOR = Actor("Aino", "editor")


@pytest.fixture
def written(monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_EDITORS", "sub:editor")

    def add_kyoto(store):
        kyoto = {"name": "Kyoto", "country": "JP", "geonames": "1857910"}
        change = Change("cities", "add", "city:kyoto", kyoto)
        store.save([change], actor=EDITOR, base=1, reason="New")

    return add_kyoto


def test_public_ties_stand_apart_and_say_who_says_so(open_screen, store):
    test = open_screen("profile", node="city:kyoto", lang="en", claims=claims("reader"))
    assert "Also in public lists" in shown(test)
    rows = table_with(test, "trust")
    assert {"Florence", "Kyiv"} <= set(rows["name"])
    assert set(rows["trust"]) == {"C: From a public encyclopaedia or collection"}
    assert not [box for box in test.selectbox if box.key == "profile-adopt"]


def test_a_node_without_public_ties_has_no_such_part(open_screen, store):
    test = open_screen("profile", node="network:n", lang="en", claims=claims("editor"))
    assert "Also in public lists" not in shown(test)


def test_an_editor_takes_one_over(open_screen, store):
    before = store.head().number
    test = open_screen("profile", node="city:kyoto", lang="en", claims=claims("editor"))
    box = test.selectbox(key="profile-adopt")
    (florence,) = [name for name in box.options if name.startswith("Florence")]
    box.select(florence)
    press(test, "Take over")
    assert not test.exception
    tables = store.tables(before + 1)
    (tie,) = tables.relations[tables.relations["id"].str.startswith("twinnings-")].to_dict(
        "records"
    )
    assert tie["status"] == "listed"
    assert "city:kyoto" in (tie["source"], tie["target"])
    assert "Florence" in set(tables.cities["name"])
    assert tie["source_id"] in set(tables.sources["id"])
    assert "Florence" not in set(table_with(test, "trust")["name"])


def test_a_layer_that_was_changed_is_said_and_the_profile_stays(
    open_screen, store, tmp_path, monkeypatch
):
    folder = tmp_path / "layer"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"lists": 3}))
    monkeypatch.setenv("GRAPH_APP_REFERENCE", str(folder))
    test = open_screen("profile", node="city:kyoto", lang="en", claims=claims("reader"))
    assert "manifest of a reference layer" in shown(test)
    assert "## Kyoto" in shown(test)
