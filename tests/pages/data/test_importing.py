"""Importing on a real store: picker, preview, confirmation, undo, what is refused."""

import io
import json
import pickle
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from graph_app.editing.import_job import MOST_BYTES, Job, stage
from graph_app.editing.peek import first_mapping, peek, peek_aside, words_of
from graph_app.editing.rows import zipped
from graph_app.i18n import get_translator
from graph_app.intake.edges.mapping import (
    END_MEANINGS,
    PERSONAL_MEANINGS,
    TIE_MEANINGS,
    load_mapping,
    mapping_to_json,
)
from graph_app.intake.sources import SOURCES
from graph_app.model.errors import TableError
from graph_app.model.tables import Tables
from graph_app.pages.data.importing import _KINDS
from graph_app.pages.data.mapping import meaning_label
from graph_app.runtime.worker_pool import work_pool
from graph_app.store import Actor, Change
from tests.pages.reading import press, shown, table_with

ASK = "Show what it would change"
EDGES = (
    "Town,Partner,Since,State\n"
    "Ålesund,Łódź,1998,in force\n"
    "Gdańsk,Turku,31.5.1999,over\n"
    "Turku,,2001,in force\n"
).encode()


def upload(test, source, *files):
    """Bring files and ask for the preview when nothing more is needed."""
    test.file_uploader(key=f"data-files-{source}").set_value(list(files)).run()
    return test


def finish(test, button=""):
    """Press a button, wait for what runs in the thread, and see what came of it."""
    if button:
        press(test, button)
    if "data-job" in test.session_state:
        test.session_state["data-job"].join()
    return test.run()


def preview(test, source, *files):
    """Bring files and see what they would change."""
    return finish(upload(test, source, *files), ASK)


def figures(test):
    return {metric.label: metric.value for metric in test.metric}


def key_of(test, end):
    """Return the key of the picker's field that ends in something."""
    fields = [*test.multiselect, *test.selectbox, *test.text_input]
    return next(
        field.key
        for field in fields
        if str(field.key).startswith("data-f-map-") and str(field.key).endswith(f"-{end}")
    )


def test_a_list_of_ties_from_the_picker_to_the_undo(open_screen, store):
    test = open_screen("data", part="import")
    upload(test, "edges", ("ties.csv", EDGES, "text/csv"))
    assert "found no column for" not in shown(test)
    assert table_with(test, "Town")["Town"].tolist() == ["Ålesund", "Gdańsk", "Turku"]
    sample = table_with(test, "tie")
    assert sample["tie"].tolist()[0] == "Ålesund is a sister city of Łódź"
    assert test.multiselect(key=key_of(test, "from.name")).value == ["Town"]
    assert test.multiselect(key=key_of(test, "to.name")).value == ["Partner"]
    assert test.multiselect(key=key_of(test, "start")).value == ["Since"]
    test.selectbox(key=key_of(test, "word-status-in force")).set_value("active")
    test.selectbox(key=key_of(test, "word-status-over")).set_value("ended").run()
    finish(test, ASK)
    counts = figures(test)
    assert (counts["Rows read"], counts["Rows rejected"]) == ("3", "1")
    assert store.head().number == 1
    assert "Rows left out (1)" in [one.label.replace("\\", "") for one in test.expander]
    assert table_with(test, "expected")["row"].tolist() == [4]
    new = int(counts["New relations"])
    finish(test, "Store ")
    assert "Saved as revision 2" in shown(test)
    assert (store.head().kind, len(store.tables().relations)) == ("import", 8 + new)
    ties = store.tables().relations.iloc[8:]
    assert ties["status"].tolist() == ["active", "ended"][:new]
    press(test, "Undo")
    assert len(store.tables().relations) == 8


def test_dates_follow_the_form_that_is_declared(open_screen, store):
    test = open_screen("data", part="import")
    ties = EDGES.replace(b"1998", b"1.2.1998").replace(
        "Gdańsk,Turku".encode(), "Turku,Łódź".encode()
    )
    upload(test, "edges", ("ties.csv", ties, "text/csv"))
    test.selectbox(key=key_of(test, "date-start")).set_value("d.m.y").run()
    finish(test, ASK)
    finish(test, "Store ")
    assert store.tables().relations["start"].iloc[8:].tolist() == ["1998-02-01", "1999-05-31"]


def test_our_own_zip_comes_back(open_screen, store, small_tables):
    vaasa = {"id": "city:vaasa", "name": "Vaasa", "name_sv": "Vasa", "country": "FI"}
    cities = pd.concat([small_tables.cities, pd.DataFrame([vaasa])], ignore_index=True)
    zip_ = zipped(replace(small_tables, cities=Tables.from_frames({"cities": cities}).cities))
    test = open_screen("data", part="import", source="folder")
    preview(test, "folder", ("tables.zip", zip_, "application/zip"))
    finish(test, "Store 1 new row")
    assert store.tables().cities["name"].iloc[-1] == "Vaasa"
    assert store.head().reason == "Import: Our own tables"


def test_the_same_again_changes_nothing(open_screen, store, small_tables):
    test = open_screen("data", part="import", source="folder")
    preview(test, "folder", ("tables.zip", zipped(small_tables), "application/zip"))
    button = next(b for b in test.button if b.label.startswith("Store "))
    assert button.disabled
    press(test, "Give it up")
    assert test.file_uploader


def test_what_cannot_be_read_is_said_and_nothing_stored(open_screen, store):
    test = open_screen("data", part="import", source="graph")
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><graphml>&a;</graphml>'
    preview(test, "graph", ("bomb.graphml", bomb, "text/xml"))
    assert "document type" in shown(test)
    assert "Nothing was stored" in shown(test)
    press(test, "Back to the files")
    assert store.head().number == 1


def test_others_who_save_meanwhile_make_the_preview_old(open_screen, store, small_tables):
    test = open_screen("data", part="import")
    preview(test, "edges", ("ties.csv", EDGES, "text/csv"))
    change = Change("relations", "change", "r1", {"status": "dormant"})
    store.save([change], actor=Actor("Aino", "editor"), base=1)
    test.run()
    finish(test, "Make the preview anew")
    finish(test, "Store ")
    assert store.head().number == 3
    assert store.tables().relations.set_index("id").loc["r1", "status"] == "dormant"


def test_a_saved_mapping_is_used_again(open_screen, store):
    test = open_screen("data", part="import")
    upload(test, "edges", ("ties.csv", b"a,b\nTurku,Gdansk\n", "text/csv"))
    test.selectbox(key="data-f-map-start").set_value("+").run()
    saved = load_mapping("edges")
    text = mapping_to_json(saved).replace('"from"\n', '"a"\n').replace('"to"\n', '"b"\n')
    uploader = next(u for u in test.file_uploader if "JSON" in u.label)
    uploader.set_value(("mine.json", text.encode(), "application/json")).run()
    assert test.multiselect(key=key_of(test, "from.name")).value == ["a"]
    uploader = next(u for u in test.file_uploader if "JSON" in u.label)
    uploader.set_value(("mine.json", b'{"name": 3}', "application/json")).run()
    assert test.error


def test_doubtful_places_wait_for_a_yes_or_no(open_screen, store):
    test = open_screen("data", part="import")
    rows = b"from,to,type\nTurku,Frankfurt,sister_city\nTurku,Gdanks,sister_city\n"
    preview(test, "edges", ("ties.csv", rows, "text/csv"))
    doubts = len(test.session_state["data-job"].merged.report.doubtful)
    assert doubts == len(test.radio) > 0
    for radio in test.radio:
        radio.set_value("yes")
    test.run()
    finish(test, f"Apply {doubts} answer" + "s" * (doubts != 1))
    assert len(test.session_state["data-job"].merged.report.doubtful) < doubts
    assert not test.error


# --- below the screen -----------------------------------------------------------------------------


def read_forever(progress):
    while True:
        progress.step(0.1, 10)


def test_a_job_that_is_stopped_stores_nothing(small_tables):
    job = Job(read_forever, small_tables, 1).start()
    job.stopped.set()
    job.join()
    assert job.merged is None
    assert "stopped" in str(job.error)


def break_off(progress):
    raise ZeroDivisionError("1/0")


@pytest.mark.parametrize("name", SOURCES)
def test_every_reader_can_go_to_another_process(name):
    reader = partial(SOURCES[name], [Path("x.csv")])
    assert pickle.loads(pickle.dumps(reader)).func is SOURCES[name]


def test_a_reader_that_breaks_is_said(small_tables):
    job = Job(break_off, small_tables, 1, "Our own tables").start()
    job.join()
    assert "Our own tables" in str(job.error)


def test_files_are_staged_under_bare_names_and_bounded():
    staged = stage("k", [("../../etc/pass\0wd.csv", b"a"), ("C:\\x\\b.csv", b"b")], together=False)
    assert [path.name for path in staged.paths] == ["pass_wd.csv", "b.csv"]
    assert all("graph-app-import-" in str(path) and ".." not in str(path) for path in staged.paths)
    together = stage("k", [("cities.csv", b"a"), ("events.csv", b"b")], together=True)
    assert len(together.paths) == 1
    assert sorted(p.name for p in together.paths[0].iterdir()) == ["cities.csv", "events.csv"]
    with pytest.raises(TableError, match="MB"):
        stage("k", [("a.csv", memoryview(bytearray(MOST_BYTES + 1)))], together=False)


def test_every_source_and_meaning_has_its_words():
    assert set(_KINDS) == set(SOURCES)
    for end in ("from", "to"):
        for name in END_MEANINGS:
            assert meaning_label(f"{end}.{name}", get_translator("en"))
    others = (*TIE_MEANINGS, *PERSONAL_MEANINGS)
    assert all(meaning_label(name, get_translator("en")) for name in others)


def test_a_table_without_telling_names_begins_with_its_first_columns(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"e-mail;eins;zwei\na@b.c;Turku;Vasa\n")
    seen = peek(path)
    mapping = first_mapping(seen)
    assert mapping.columns["from.name"] == ("eins",)
    assert mapping.columns["to.name"] == ("zwei",)
    assert seen.form.delimiter == ";"
    assert words_of(seen, ("eins",)) == ["Turku"]
    assert io.BytesIO(zipped(Tables.from_frames({}))).getvalue()[:2] == b"PK"


def test_what_is_wrong_is_said_in_the_language_of_the_reader(open_screen, store):
    test = open_screen("data", part="import", lang="fi")
    upload(test, "edges", ("tyhjä.csv", b"", "text/csv"))
    assert "tyhjä.csv" in shown(test)
    assert "expected" not in shown(test)
    assert "pitäisi olla" in shown(test)
    test = open_screen("data", part="import", lang="fi")
    late = b"Kaupunki;Kumppani;Alkaen\nTurku;Vaasa;2999\nTurku;Pori;kesalla\n"
    upload(test, "edges", ("lista.csv", late, "text/csv"))
    finish(test, "Näytä, mitä se muuttaisi")
    said = [
        text for one in test.dataframe if "expected" in one.value for text in one.value["expected"]
    ]
    assert len(said) >= 2
    assert all("päivämäärä" in text for text in said)


def test_a_file_that_may_be_large_is_looked_at_in_another_process(tmp_path):
    rows = [{"from": "Turku", "to": "Łódź", "note": "x" * 100}] * 10_000
    path = tmp_path / "ties.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    seen, there = peek(path), peek_aside(path, "aino")
    pd.testing.assert_frame_equal(seen.frame, there.frame)
    assert (seen.name, seen.form) == (there.name, there.form)
    assert any(worker.runs for worker in work_pool()._idle)


def test_all_places_in_doubt_are_answered_at_once(open_screen, store):
    test = open_screen("data", part="import")
    doubtful = b"City,Partner,Country\nTurku,Tarto,EE\nTurku,Syracuse,US\n"
    preview(test, "edges", ("list.csv", doubtful, "text/csv"))
    assert figures(test)["Places in doubt"] == "2"
    press(test, "Yes to all of these")
    assert [radio.value for radio in test.radio] == ["yes", "yes"]
    finish(test, "Apply 2 answers")
    assert figures(test)["Places in doubt"] == "0"
    finish(test, "Store ")
    assert {"city:tartu", "city:syracuse"} <= set(store.tables().cities["id"])
