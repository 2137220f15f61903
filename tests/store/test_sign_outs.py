import datetime
import hashlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_app.model.errors import StoreUnavailableError
from graph_app.store.sql import SIGN_OUTS
from tests.conftest import ROOT
from tests.store.conftest import ADMIN, EDITOR, Clock, note

NOON = datetime.datetime(2026, 11, 27, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_an_ended_sign_in_is_known_to_other_processes(store, place, opened):
    until = datetime.datetime.now(datetime.UTC) + HOUR
    code = (
        "import sys; from graph_app.store import open_store; "
        "print(*open_store(sys.argv[1]).ended_sign_ins())"
    )
    other = opened(place)
    assert other.ended_sign_ins() == frozenset()
    store.end_sign_in(digest("anna"), until)
    store.end_sign_in(digest("anna"), until)
    assert other.ended_sign_ins() == {digest("anna")}
    done = subprocess.run(
        [sys.executable, "-c", code, place], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [digest("anna")]


def test_it_leaves_no_revision_and_no_history(store):
    before = store.revisions(), store.tables().revision
    store.end_sign_in(digest("anna"), NOON.replace(year=2100))
    assert (store.revisions(), store.tables().revision) == before
    assert store.problems() == []


def test_what_has_run_out_is_forgotten_and_removed(place, opened):
    clock = Clock(NOON)
    store = opened(place, clock=clock)
    store.end_sign_in(digest("anna"), NOON + HOUR)
    store.end_sign_in(digest("bo"), NOON + 3 * HOUR)
    # The later of two ends counts.
    store.end_sign_in(digest("anna"), NOON + 2 * HOUR)
    store.end_sign_in(digest("anna"), NOON)
    clock.now = NOON + HOUR
    assert store.ended_sign_ins() == {digest("anna"), digest("bo")}
    clock.now = NOON + 2 * HOUR
    assert store.ended_sign_ins() == {digest("bo")}
    store.end_sign_in(digest("carl"), NOON + 3 * HOUR)
    with store.database.reading() as connection:
        rows = connection.execute(SIGN_OUTS.select()).all()
    assert sorted(row.digest for row in rows) == sorted([digest("bo"), digest("carl")])


@pytest.mark.parametrize("claims", ["anna@city.example", "", "A" * 64, digest("x") + "\n"])
def test_claims_are_refused_and_not_repeated(store, claims):
    with pytest.raises(ValueError, match="SHA-256") as caught:
        store.end_sign_in(claims, NOON)
    assert not claims or claims not in str(caught.value)
    assert store.ended_sign_ins() == frozenset()


def test_many_end_at_once(store, place, opened):
    stores = [opened(place) for _ in range(4)]
    until = datetime.datetime.now(datetime.UTC) + HOUR
    with ThreadPoolExecutor(8) as pool:
        ended = [
            pool.submit(stores[n % 4].end_sign_in, digest(str(n % 10)), until) for n in range(40)
        ]
        assert [one.result() for one in ended] == [None] * 40
    assert store.ended_sign_ins() == {digest(str(n)) for n in range(10)}


def test_nobody_waits_for_whoever_saves(server, opened):
    store = opened(server.new_schema())
    with store.database.writing():
        began = time.monotonic()
        opened_too = opened(store.database.engine.url.render_as_string(hide_password=False))
        opened_too.end_sign_in(digest("anna"), NOON.replace(year=2100))
        assert time.monotonic() - began < 5
    assert store.ended_sign_ins() == {digest("anna")}


def test_a_restore_does_not_revive_it(store, tmp_path):
    store.backup(tmp_path / "before.zip")
    store.save([note("later")], actor=EDITOR, base=1)
    store.end_sign_in(digest("anna"), NOON.replace(year=2100))
    store.backup(tmp_path / "after.zip")
    store.restore(tmp_path / "before.zip", actor=ADMIN, force=True)
    assert store.ended_sign_ins() == {digest("anna")}
    for name in ("before.zip", "after.zip"):
        assert digest("anna").encode() not in (tmp_path / name).read_bytes()


def test_a_store_that_may_only_be_read_says_so(store):
    store.database.read_only = True
    with pytest.raises(StoreUnavailableError):
        store.end_sign_in(digest("anna"), NOON)
