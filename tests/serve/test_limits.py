import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.model.errors import SettingsError
from graph_app.serve.limits import MAX_CLIENTS, Bucket, Limiter, Limits, client_of


@given(
    st.integers(1, 50),
    st.lists(st.floats(0, 120), min_size=1, max_size=200),
)
def test_no_window_of_a_minute_lets_through_more_than_twice_the_limit(minute, pauses):
    now = 0.0
    bucket = Bucket(minute, lambda: now)
    taken = []
    for pause in pauses:
        now += pause
        if bucket.wait() == 0:
            taken.append(now)
    for start in taken:
        # A full bucket at once, and what flows in during the minute.
        assert sum(start <= at < start + 60 for at in taken) <= 2 * minute + 1


@given(st.integers(1, 50), st.integers(1, 100))
def test_whoever_waits_long_enough_is_let_in(minute, tries):
    now = 0.0
    bucket = Bucket(minute, lambda: now)
    for _ in range(tries):
        if wait := bucket.wait():
            now += wait + 1e-6
            assert bucket.wait() == 0


@pytest.mark.parametrize(
    ("client", "is_"),
    [
        (("10.0.0.7", 5), "10.0.0.7"),
        (("::ffff:10.0.0.7", 5), "10.0.0.7"),
        (("2001:db8:1:2:3:4:5:6", 5), "2001:db8:1:2::/64"),
        (("2001:db8:1:2:ffff::1", 5), "2001:db8:1:2::/64"),
        (("somewhere", 0), "somewhere"),
        (None, ""),
    ],
)
def test_who_counts_as_one(client, is_):
    assert client_of({"client": client}) == is_


def test_clients_are_forgotten_before_they_fill_the_memory():
    limiter = Limiter(None, Limits(sign_ins=1), clock=lambda: 0.0)
    for number in range(MAX_CLIENTS + 50):
        assert limiter._bucket("sign_ins", str(number)).wait() == 0
    assert len(limiter._buckets) == MAX_CLIENTS
    assert limiter._bucket("sign_ins", str(MAX_CLIENTS)).wait() > 0


def test_variables_set_the_limits(environment_of):
    given = {"GRAPH_APP_LIMIT_UPLOADS": "7", "GRAPH_APP_LIMIT_MESSAGES": " "}
    found = environment_of(given).limit
    assert (found.uploads, found.messages) == (7, Limits().messages)
    for wrong in ("0", "-1", "many", "1.5", "٣"):
        with pytest.raises(SettingsError, match="GRAPH_APP_LIMIT_UPLOADS"):
            environment_of({"GRAPH_APP_LIMIT_UPLOADS": wrong})
