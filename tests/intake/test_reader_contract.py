"""What is true of every source of imports, however its files are damaged."""

import datetime
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph_app.intake.merging.draft import Progress
from graph_app.intake.merging.merge import merge
from graph_app.intake.project.folder import MAX_FINDINGS
from graph_app.intake.sources import SOURCES
from graph_app.model.errors import CancelledError, InvalidTablesError, TableError
from graph_app.model.tables import Tables
from graph_app.model.validate import validate
from tests.conftest import examples
from tests.intake import make_files as files
from tests.intake.valid_files import cases, damaged

TODAY = datetime.date(2026, 11, 24)
EMPTY = Tables.from_frames({})


class Scratch:
    """A folder for the files of an example, and one for the temporary files of readers."""

    def __init__(self, folder: Path, monkeypatch):
        self.given, self.passing = folder / "given", folder / "passing"
        for place in (self.given, self.passing):
            place.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(self.passing))

    def write(self, source: str, case: dict[str, bytes]) -> list[Path]:
        """Write files, and return what is given to the source."""
        for path in self.given.iterdir():
            path.unlink()
        paths = [files.write(self.given, name, content) for name, content in case.items()]
        whole = source == "folder" and not any(path.suffix == ".zip" for path in paths)
        return [self.given] if whole else paths

    def check(self, case: dict[str, bytes]) -> None:
        """See that nothing is left behind, and that the files are as they were."""
        assert list(self.passing.iterdir()) == []
        assert {path.name: path.read_bytes() for path in self.given.iterdir()} == case


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    return Scratch(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def valid(tmp_path_factory):
    """Gives the valid cases of a source."""
    return cache(lambda source: cases(source, tmp_path_factory.mktemp("valid")))


def imported(source, paths, **options):
    draft = SOURCES[source](paths, today=TODAY, **options)
    merged = merge(EMPTY, draft, today=TODAY)
    assert validate(merged.tables, TODAY) == []
    assert 0 <= draft.rejected <= draft.read
    if source == "edges":
        assert len(draft.frames["relations"]) + draft.rejected == draft.read
    assert len(merged.report.findings) <= 2 * MAX_FINDINGS
    assert {t: len(rows) for t, rows in merged.changes.added.items()} == merged.report.added
    merged.report.to_csv()
    merged.report.doubtful_csv()
    return merged


def imported_or_refused(source, scratch, case, options):
    said = ""
    try:
        imported(source, scratch.write(source, case), **options)
    except (TableError, InvalidTablesError) as error:
        said = str(error)
    # It is shown and logged: printable, and of bounded length.
    assert len(said.encode()) < 8000
    scratch.check(case)


@pytest.mark.parametrize("source", SOURCES)
def test_valid_files_are_taken(source, scratch, valid):
    for case, options in valid(source):
        merged = imported(source, scratch.write(source, case), **options)
        assert len(merged.changes)
        scratch.check(case)


@pytest.mark.parametrize("source", SOURCES)
@settings(
    max_examples=examples(12),
    # Files are slow to shrink, and the first that fails shows enough.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_damaged_files_give_valid_facts_or_a_named_error(source, scratch, valid, data):
    case, options = data.draw(st.sampled_from(valid(source)))
    case = data.draw(damaged(case))
    imported_or_refused(source, scratch, case, options)


@pytest.mark.parametrize("source", SOURCES)
@settings(
    max_examples=examples(8),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    content=st.binary(max_size=300),
    start=st.sampled_from([b"", b"PK\x03\x04", b"a,b\n", b"<gexf>", b'{"a": ']),
    ending=st.sampled_from(["csv", "xlsx", "zip", "json", "gexf", "graphml"]),
)
def test_any_bytes_give_valid_facts_or_a_named_error(source, scratch, content, start, ending):
    case = {f"a.{ending}": start + content}
    imported_or_refused(source, scratch, case, {})


@pytest.mark.parametrize("source", SOURCES)
def test_a_zip_bomb_is_refused(source, scratch):
    names = ("cities.csv", "project.csv", "organization.csv")
    case = {"a.zip": files.zipped(dict.fromkeys(names, bytes(20 * 2**20)))}
    with pytest.raises(TableError):
        SOURCES[source](scratch.write(source, case), today=TODAY)
    scratch.check(case)


@pytest.mark.parametrize("source", SOURCES)
def test_every_import_can_be_stopped(source, scratch, valid):
    case, options = valid(source)[0]
    with pytest.raises(CancelledError):
        SOURCES[source](
            scratch.write(source, case), Progress(stop=lambda: True), today=TODAY, **options
        )
    scratch.check(case)
