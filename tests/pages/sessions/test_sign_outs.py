"""Ended sign-ins in two processes of one store, and while the store is away."""

from contextlib import closing

import pytest

from graph_app.model.errors import StoreUnavailableError
from graph_app.pages.sessions.sign_outs import SignOuts
from graph_app.store import open_store
from scripts.serving import wait_for

ANNA, BO = {"sub": "anna", "iat": 1.0, "nonce": "a"}, {"sub": "bo", "iat": 1.0, "nonce": "b"}


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path)) as opened:
        yield opened


@pytest.fixture
def follow():
    """Follow a store as a process does, until the test ends."""
    ends = []

    def following(store):
        found = SignOuts()
        ends.append(found.follow(store, every=0.05))
        return found

    yield following
    for end in ends:
        end.set()


def test_without_a_store_it_is_known_at_once_and_here():
    here, elsewhere = SignOuts(), SignOuts()
    here.end(ANNA)
    assert here.ended(ANNA)
    assert not here.ended(BO)
    assert not elsewhere.ended(ANNA)
    assert here.wait_until_written(0)


def test_other_processes_and_later_ones_know_it(store, follow):
    here, elsewhere = follow(lambda: store), follow(lambda: store)
    here.end(ANNA)
    assert here.wait_until_written(5)
    wait_for(lambda: elsewhere.ended(ANNA), seconds=5)
    assert follow(lambda: store).ended(ANNA)
    assert not elsewhere.ended(BO)


def test_a_store_that_is_away_hears_of_it_when_it_is_back(store, follow):
    away = [True]

    def opened():
        if away:
            raise StoreUnavailableError("The store is away")
        return store

    here = follow(opened)
    here.end(ANNA)
    assert here.ended(ANNA)
    assert not here.wait_until_written(0.2)
    assert not store.ended_sign_ins()
    away.clear()
    assert here.wait_until_written(5)
    assert len(store.ended_sign_ins()) == 1
