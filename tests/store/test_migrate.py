import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from graph_app.model.changes import Change
from graph_app.model.errors import StoreError
from graph_app.store import open_store
from graph_app.store.sql import METADATA, SCHEMA_VERSION
from tests.conftest import ROOT
from tests.store.conftest import EDITOR
from tests.store.test_erase import PERSON


def test_the_steps_lead_to_what_the_code_expects(place, opened):
    store = opened(place)
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == SCHEMA_VERSION
        assert compare_metadata(context, METADATA) == []
    steps = ScriptDirectory(ROOT / "graph_app" / "store" / "migrations")
    assert steps.get_heads() == [SCHEMA_VERSION]


def test_a_store_of_a_newer_version_is_refused(store, place):
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer version of graph-app: found .*9999, expected"):
        open_store(place)


def test_many_processes_may_make_the_store_at_once(place):
    code = "import sys; from graph_app.store import open_store; print(open_store(sys.argv[1]).head().number)"
    command = [sys.executable, "-c", code, place]
    children = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [child.communicate(timeout=120)[0] for child in children] == ["0\n"] * 3


def test_a_step_that_fails_leaves_nothing(place, monkeypatch, opened):
    from alembic import op

    monkeypatch.setattr(op, "create_index", fails_at_the_third())
    with pytest.raises(RuntimeError, match="power"):
        opened(place)
    monkeypatch.undo()
    store = opened(place)
    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def fails_at_the_third():
    calls = []

    def create_index(*_args, **_more):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the power fails")

    return create_index


def test_a_store_of_the_first_version_is_brought_to_this_one(place, facts, opened):
    """It had no contact persons and no GeoNames ids; its rows and history stay as they were."""
    store = opened(place)
    store.load(facts, EDITOR)
    before = store.head(), store.tables().revision
    with store.database.writing() as connection:
        for table in ("contacts_rows", "ended_sign_ins", "unfinished_erasures"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("ALTER TABLE cities_rows DROP COLUMN geonames")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    store.close()
    store = opened(place)
    assert (store.head(), store.tables().revision) == before
    store.save([PERSON], actor=EDITOR, base=1)
    first = facts.cities["id"].iloc[0]
    city = Change("cities", "change", first, {"geonames": "649360"})
    store.save([city], actor=EDITOR, base=2)
    assert store.tables().cities["geonames"].dropna().tolist() == ["649360"]
    assert list(store.tables().contacts["name"]) == ["Matti Meikalainen"]
    assert store.problems() == []
    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
