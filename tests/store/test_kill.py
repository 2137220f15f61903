import pytest

from scripts.kill_store import kill_many


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_nothing_confirmed_is_lost_by_a_kill(place):
    outcome = kill_many(place, kills=12, rows=1000)
    assert outcome.lost == []
    assert outcome.kills == 12
    assert outcome.confirmed >= 12


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_nothing_confirmed_is_lost_by_a_kill_of_a_client_of_postgresql(place):
    outcome = kill_many(place, kills=5, rows=1000)
    assert outcome.lost == []
    assert outcome.confirmed >= 5
