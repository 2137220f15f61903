import hashlib
import json
import resource
import zipfile

import pytest

from graph_app.model.errors import StaleRevisionError, StoreError
from graph_app.store import Change
from tests.store.conftest import ADMIN, EDITOR, load_small, note


def live(store):
    load_small(store)
    store.save([note("one"), Change("cities", "remove", "city:e")], actor=EDITOR, base=1)
    store.save([note('=cmd "quoted"\nsecond line \u202e')], actor=ADMIN, base=2, reason="Why")
    store.undo(3, actor=EDITOR, reason="Wrong")


@pytest.fixture
def lived_in(copy_of):
    """A store with some history."""
    return copy_of(live)


def all_of(store):
    """Everything that a store tells, except of restores."""
    revisions = [one for one in store.revisions(None) if one.kind != "restore"]
    return revisions, [store.tables(one).revision for one in revisions], store.history("r1")


def repacked(path, change):
    """Write a zip anew with parts changed."""
    with zipfile.ZipFile(path) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as pack:
        for name, content in parts.items():
            pack.writestr(name, content)


def test_from_one_database_to_the_other_and_back(lived_in, tmp_path, server, opened):
    before = all_of(lived_in)
    stops = [str(tmp_path / "a"), server.new_schema(), str(tmp_path / "b")]
    store, path = lived_in, tmp_path / "backup.zip"
    for at, place in enumerate(stops):
        store.backup(path)
        store = opened(place)
        made = store.restore(path, actor=ADMIN)
        assert (made.number, made.kind, made.author) == (5 + at, "restore", "Bo")
        assert "backup.zip" in made.reason
        assert all_of(store) == before
        assert store.tables().revision == lived_in.tables().revision
        assert store.problems() == []
    store.undo(2, actor=EDITOR)
    assert store.tables().revision == store.tables(1).revision


def test_a_backup_while_others_write_is_of_one_state(lived_in, tmp_path, opened):
    head = lived_in.backup(tmp_path / "b.zip")
    lived_in.save([note("later")], actor=EDITOR, base=head)
    other = opened(tmp_path / "other")
    other.restore(tmp_path / "b.zip", actor=ADMIN)
    assert other.tables().revision == lived_in.tables(head).revision


def test_a_store_that_holds_something_is_replaced_only_by_force(lived_in, tmp_path):
    path = tmp_path / "b.zip"
    lived_in.backup(path)
    old = lived_in.save([note("after the backup", "r2")], actor=EDITOR, base=4)
    with pytest.raises(StoreError, match=r"holds 5 revisions.*--force"):
        lived_in.restore(path, actor=ADMIN)
    assert lived_in.head() == old
    made = lived_in.restore(path, actor=ADMIN, force=True)
    assert made.number == 6
    assert lived_in.tables().revision == lived_in.tables(4).revision
    with pytest.raises(StaleRevisionError, match="restored or replaced"):
        lived_in.save([note("typed before the restore")], actor=EDITOR, base=old)
    lived_in.save([note("typed after it")], actor=EDITOR, base=made)
    assert lived_in.problems() == []


def alter_row(parts):
    parts["rows/relations.jsonl"] = parts["rows/relations.jsonl"].replace(b"city:b", b"city:c", 1)


def drop_part(parts):
    del parts["rows/events.jsonl"]


def newer(parts):
    parts["manifest.json"] = parts["manifest.json"].replace(b'"form": 1', b'"form": 2')


def no_manifest(parts):
    del parts["manifest.json"]


def forged(parts):
    """A row altered and its hash too: the revisions' contents still tell."""
    import hashlib

    alter_row(parts)
    manifest = json.loads(parts["manifest.json"])
    part = parts["rows/relations.jsonl"]
    manifest["parts"]["rows/relations.jsonl"]["sha256"] = hashlib.sha256(part).hexdigest()
    parts["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize("damage", [alter_row, drop_part, newer, no_manifest, forged])
def test_a_damaged_backup_is_refused_and_changes_nothing(lived_in, tmp_path, damage):
    path = tmp_path / "b.zip"
    lived_in.backup(path)
    repacked(path, damage)
    before = all_of(lived_in)
    with pytest.raises(StoreError, match=r"whole backup|newer version"):
        lived_in.restore(path, actor=ADMIN, force=True)
    assert all_of(lived_in) == before
    assert lived_in.problems() == []


def test_a_cut_off_or_foreign_file_is_refused(tmp_path, facts, opened):
    store = opened(tmp_path / "store")
    store.load(facts, EDITOR)
    whole = tmp_path / "b.zip"
    store.backup(whole)
    content = whole.read_bytes()
    empty = opened(tmp_path / "empty")
    for at, bad in enumerate([b"", b"no zip", content[:-30], content[: len(content) // 2]]):
        path = tmp_path / f"bad{at}"
        path.write_bytes(bad)
        with pytest.raises(StoreError, match="whole backup"):
            empty.restore(path, actor=ADMIN)
    flipped = bytearray(content)
    flipped[200] ^= 0xFF
    whole.write_bytes(flipped)
    with pytest.raises(StoreError):
        empty.restore(whole, actor=ADMIN)
    with pytest.raises(StoreError, match="no such file"):
        empty.restore(tmp_path / "none.zip", actor=ADMIN)
    assert empty.head().number == 0


def test_a_backup_that_cannot_be_written_leaves_the_old_one(tmp_path, facts, opened):
    store = opened(tmp_path / "store")
    store.load(facts, EDITOR)
    with pytest.raises(StoreError, match="cannot be written"):
        store.backup(tmp_path / "no such folder" / "b.zip")
    path = tmp_path / "b.zip"
    store.backup(path)
    old = path.read_bytes()
    # The disk takes no larger file, as when it is full.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, hard))
    try:
        with pytest.raises(StoreError, match="cannot be written"):
            store.backup(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == old
    assert sorted(one.name for one in tmp_path.iterdir()) == ["b.zip", "store"]


def test_a_backup_of_the_first_version_is_taken(lived_in, tmp_path, opened):
    def as_it_was(parts):
        del parts["rows/contacts.jsonl"]
        cities = [json.loads(line) for line in parts["rows/cities.jsonl"].splitlines()]
        assert cities[0][-1] == "geonames"
        older = b"".join(json.dumps(row[:-1]).encode() + b"\n" for row in cities)
        parts["rows/cities.jsonl"] = older
        manifest = json.loads(parts["manifest.json"])
        said = {"bytes": len(older), "sha256": hashlib.sha256(older).hexdigest()}
        manifest["parts"]["rows/cities.jsonl"] |= said
        del manifest["parts"]["rows/contacts.jsonl"]
        parts["manifest.json"] = json.dumps(manifest | {"schema": "0001"}).encode()

    lived_in.backup(tmp_path / "b.zip")
    repacked(tmp_path / "b.zip", as_it_was)
    store = opened(tmp_path / "other")
    store.restore(tmp_path / "b.zip", actor=ADMIN)
    assert all_of(store) == all_of(lived_in)
    assert store.problems() == []
