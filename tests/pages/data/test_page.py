"""The screen Data: its parts, and who may do what."""

import streamlit as st

from tests.pages.reading import markup, shown


def test_a_folder_is_shown_and_the_way_to_a_store_is_told(open_screen, tables):
    test = open_screen("data", part="edit")
    assert "GRAPH_APP_STORE" in shown(test)
    assert len(test.dataframe[0].value) == len(tables.relations)
    assert not test.button_group


def test_a_viewer_reads_and_is_told_why_not_more(open_screen, place, monkeypatch):
    settings = place.parent / "first" / "settings.toml"
    settings.write_text('home = "city:a"\n[access]\nlocal_editor = false\n', encoding="utf-8")
    test = open_screen("data", part="edit")
    assert test.button_group(key="data-part").options == ["Tables", "History"]
    assert "You may read but not edit" in shown(test)
    history = open_screen("data", part="history")
    assert not [b for b in history.button if b.label.startswith("Undo")]


def test_hostile_names_are_shown_as_text(open_screen, hostile_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_STORE", str(tmp_path / "store"))
    st.cache_resource.clear()
    for part, query in (("edit", {"do": "remove", "row": "r1"}), ("history", {}), ("grid", {})):
        test = open_screen("data", part=part, **query)
        assert markup(test) == []
    st.cache_resource.clear()
