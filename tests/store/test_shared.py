import threading

import psycopg
import pytest

from graph_app.model.errors import StoreError, StoreUnavailableError
from graph_app.store import open_store, shared
from graph_app.store.shared import close_shared_store, opened_store, shared_store
from tests.postgres import server  # noqa: F401


@pytest.fixture(autouse=True)
def _closed():
    close_shared_store()
    yield
    close_shared_store()


@pytest.fixture
def use(environment_of):
    return lambda place: environment_of({"GRAPH_APP_STORE": str(place)})


def test_it_is_opened_once_for_all_threads(use, tmp_path):
    use(tmp_path / "one")
    found, barrier = [], threading.Barrier(8)

    def ask():
        barrier.wait()
        found.append(shared_store())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(map(id, found))) == 1
    assert opened_store() is found[0]


def test_another_place_closes_the_first(use, tmp_path):
    use(tmp_path / "one")
    first = shared_store()
    first.head()
    assert first.database.engine.pool.checkedin() == 1
    use(tmp_path / "two")
    second = shared_store()
    assert second is not first
    assert second.key != first.key
    assert first.database.engine.pool.checkedin() == 0


def test_a_failed_opening_is_tried_again(use, tmp_path):
    use(tmp_path / "file" / "store")
    (tmp_path / "file").write_text("in the way")
    for _ in range(2):
        with pytest.raises(StoreError):
            shared_store()
    (tmp_path / "file").unlink()
    assert shared_store().head().number == 0


def test_who_waits_for_a_failing_opening_fails_with_it(use, tmp_path, monkeypatch):
    use(tmp_path)
    tries, waiting, outcomes = [], threading.Barrier(6), []

    def slowly(place):
        tries.append(place)
        # Until the others have asked too.
        threading.Event().wait(0.3)
        raise StoreUnavailableError("away")

    def ask():
        waiting.wait()
        try:
            shared_store()
        except StoreUnavailableError as error:
            outcomes.append(str(error))

    monkeypatch.setattr(shared, "open_store", slowly)
    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["away"] * 6
    assert len(tries) == 1
    monkeypatch.setattr(shared, "open_store", open_store)
    assert shared_store().head().number == 0


def connections(running, name):
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(running.address()) as connection:
        return connection.execute(query, [name]).fetchone()[0]


def test_emptying_the_caches_of_pages_leaks_no_connection(environment_of, server, small_tables):  # noqa: F811
    """As whoever sent `clear_cache` could: 58 times, and PostgreSQL had no connection left."""
    import streamlit as st

    from graph_app.pages.shell.facts import read_facts
    from tests.store.conftest import EDITOR

    place = server.new_database()
    name = place.rpartition("/")[2]
    environment_of({"GRAPH_APP_DATABASE_URL": place})
    shared_store().load(small_tables, EDITOR)
    before = read_facts()
    counted = connections(server, name)
    for at in range(200):
        st.cache_resource.clear()
        facts = read_facts()
        if at % 50 == 49:
            assert connections(server, name) <= counted
    assert facts.store is before.store
    assert facts.graph.revision == before.graph.revision
    assert facts.tables.revision == before.tables.revision
    close_shared_store()
    assert connections(server, name) == 0
