import contextlib

import pytest
from hypothesis import given

from graph_app.intake.merging.draft import Progress
from graph_app.intake.open_data.cordis import read_cordis
from graph_app.model.errors import CancelledError, GraphAppError, SettingsError, TableError

from .checking import finding, quick, some_rows, ties, valid
from .official import (
    CORDIS_ORGANISATION,
    CORDIS_PROJECT,
    H2020_ORGANISATION,
    ORGANISATIONS,
    PROJECTS,
    cordis,
    write,
)
from .test_cordis import read

WITH_PERSONS = (*CORDIS_ORGANISATION, *(c for c in H2020_ORGANISATION if c.startswith("contact")))


def changed(tmp_path, projects=PROJECTS, organisations=ORGANISATIONS, **options):
    columns = WITH_PERSONS if options else CORDIS_ORGANISATION
    return read(cordis(tmp_path, projects, organisations, columns), **options)


@pytest.mark.parametrize(
    ("facts", "column", "expected"),
    [
        ({"projectID": "5"}, "projectID", "a project of this import"),
        ({"name": ""}, "name", "the name of an organisation"),
    ],
)
def test_rows_that_cannot_be_used_are_rejected_by_row(tmp_path, facts, column, expected):
    draft = changed(tmp_path, organisations=[*ORGANISATIONS, {**ORGANISATIONS[0], **facts}])
    assert draft.rejected == 1
    found = finding(draft, column=column)
    assert (found.file, found.row, str(found.expected)) == ("organization.csv", 6, expected)
    valid(draft)


@pytest.mark.parametrize(
    ("facts", "column", "found"),
    [
        ({"country": "ZZ"}, "country", "ZZ"),
        ({"geolocation": "60,98,25,66"}, "geolocation", "60,98"),
        ({"geolocation": "48.8566,2.3522"}, "coordinates", "48.8566, 2.3522"),
        ({"geolocation": "0,0"}, "coordinates", "0, 0"),
        ({"geolocation": "991,25"}, "coordinates", "991, 25"),
    ],
)
def test_doubted_cells_are_blank_and_the_tie_stays(tmp_path, facts, column, found):
    rows = [{**ORGANISATIONS[0], "ecContribution": "", **facts}]
    draft = changed(tmp_path, organisations=rows)
    assert finding(draft, column=column).found.startswith(found)
    tables = valid(draft)
    assert len(ties(tables, "participation")) == 2
    assert tables.cities["latitude"].isna().all() or column == "country"


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"startDate": "31/12/2024"}, "startDate"),
        ({"endDate": "2026-02-30"}, "endDate"),
        ({"endDate": "2019-01-01"}, "endDate"),
        ({"totalCost": "EUR 5"}, "totalCost"),
    ],
)
def test_dates_and_amounts_in_another_form_are_blank_and_reported(tmp_path, facts, column):
    draft = changed(tmp_path, projects=[{**PROJECTS[0], **facts}], organisations=ORGANISATIONS[:1])
    assert finding(draft, column=column).row == 2
    valid(draft)


def test_a_project_listed_twice_counts_once(tmp_path):
    draft = changed(tmp_path, projects=[*PROJECTS, PROJECTS[0]])
    assert draft.rejected == 1
    assert finding(draft, column="id").row == 4
    valid(draft)


def test_the_same_organisation_twice_in_a_project_is_one_tie(tmp_path):
    again = {**ORGANISATIONS[0], "role": "thirdParty", "ecContribution": "5"}
    draft = changed(tmp_path, organisations=[*ORGANISATIONS, again])
    relations = valid(draft).relations.set_index("id")
    note = relations.loc["cordis-participation-pic-999111222.cordis-101056789", "note"]
    assert "Coordinator" in note
    assert "Third party; EU contribution EUR 5.00" in note
    assert draft.counts["repeated participations"] == 1


def test_a_row_with_another_number_of_cells_is_rejected(tmp_path):
    paths = cordis(tmp_path)
    with open(paths[1], "a", encoding="utf-8") as file:
        file.write('"1";"2"\n')
    draft = read(paths)
    assert draft.rejected == 1
    found = finding(draft, found="2 cells")
    assert (found.row, str(found.expected)) == (6, "25 cells, as in the header")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a;b\n1;2\n", "expected project.csv or organization.csv"),
        (b"a,b\n1,2\n", "expected"),
        (b'"id";"acronym";"title";"frameworkProgramme"\n', "found no rows"),
        (b'"id";"id"\n"1";"2"\n', "expected project.csv"),
    ],
)
def test_another_file_is_named(tmp_path, content, message):
    with pytest.raises(TableError, match=message):
        read([write(tmp_path, "project.csv", content)])


def test_unknown_and_wrong_options_are_named(official):
    with pytest.raises(SettingsError, match="'colour'"):
        read([official], colour="red")
    with pytest.raises(SettingsError, match="retrieved"):
        read([official], retrieved="2030-01-01")
    with pytest.raises(SettingsError, match="country"):
        read([official], country="Atlantis")


def test_options_may_come_as_words_from_the_command_line(official):
    tables = valid(read([official], through_organisations="yes", personal=False, country="EL"))
    assert "city:athina-gr" in {a for a, _ in ties(tables, "participation")}
    assert "city:athina-gr" not in {
        a for a, _ in ties(valid(read([official], through_organisations="no")), "participation")
    }
    with pytest.raises(SettingsError, match="yes or no"):
        read([official], contacts="perhaps")
    with pytest.raises(SettingsError, match="today"):
        read_cordis([official], today="tomorrow")


def test_it_says_how_far_it_is_and_can_be_stopped(official):
    steps = []
    read_cordis([official], Progress(tell=lambda share, rows: steps.append((share, rows))))
    assert steps == sorted(steps)
    assert steps[-1][1] == 6
    with pytest.raises(CancelledError):
        read_cordis([official], Progress(stop=lambda: True))


@quick
@given(some_rows(CORDIS_PROJECT), some_rows(WITH_PERSONS))
def test_any_cells_give_valid_tables_or_a_named_error(tmp_path, projects, organisations):
    known = [{**row, "id": str(at)} for at, row in enumerate(projects)]
    members = [{"name": "N", **row, "projectID": "0"} for row in organisations]
    with contextlib.suppress(GraphAppError):
        valid(changed(tmp_path, known, members, contacts=True))
