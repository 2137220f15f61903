from functools import partial

import pytest

from graph_app.intake.merging.merge import merge
from graph_app.intake.open_data.cordis import read_cordis
from graph_app.model.tables import Tables
from graph_app.model.validate import validate

from .checking import TODAY, everything, finding, ties, valid
from .official import (
    CORDIS_PROJECT,
    H2020_ORGANISATION,
    H2020_PARTNER,
    H2020_PROJECT,
    H2020_ROW,
    PROJECTS,
    cordis,
    cordis_csv,
    write,
)

read = partial(read_cordis, today=TODAY)


def test_the_official_zip_becomes_valid_tables(official):
    draft = read([official], retrieved="2026-11-20")
    tables = valid(draft)
    assert set(tables.programmes["id"]) == {
        *("programme:horizon-europe", "programme:cordis-101056789", "programme:cordis-101099999")
    }
    assert set(tables.cities["country"]) == {"FI", "GR", "GB"}
    source = tables.sources.iloc[0]
    assert (source["id"], source["retrieved"]) == ("source:cordis-horizon-europe", "2026-11-20")
    assert source["publisher"] == "Publications Office of the European Union"
    assert source["url"].startswith("https://data.europa.eu/data/datasets/")
    assert draft.read == 6


def test_organisations_take_part_and_sit_in_their_city(official):
    tables = valid(read([official]))
    assert ties(tables, "participation") >= {
        ("organisation:pic-999111222", "programme:cordis-101056789"),
        ("organisation:pic-999333444", "programme:cordis-101099999"),
    }
    assert ("organisation:pic-999111222", "city:lahti-fi") in ties(tables, "located_in")
    assert ties(tables, "part_of") == {
        ("programme:cordis-101056789", "programme:horizon-europe"),
        ("programme:cordis-101099999", "programme:horizon-europe"),
    }
    organisations = tables.organisations.set_index("id")
    university = organisations.loc["organisation:pic-999333444", ["kind", "name"]].tolist()
    assert university == ["university", "Ethniko Metsovio Polytechneio"]
    assert organisations.loc["organisation:pic-999111222", "website"] == "http://www.lahti.fi"
    lahti = tables.cities.set_index("id").loc["city:lahti-fi"]
    assert (lahti["name"], lahti["latitude"], lahti["longitude"]) == ("Lahti", 60.9827, 25.6612)


def test_a_city_takes_part_through_its_public_bodies_or_through_all(official):
    by_city = {(a, b) for a, b in ties(valid(read([official])), "participation") if "city:" in a}
    assert by_city == {
        ("city:lahti-fi", "programme:cordis-101056789"),
        ("city:york-gb", "programme:cordis-101056789"),
    }
    tables = valid(read([official], through_organisations=True))
    assert ("city:athina-gr", "programme:cordis-101099999") in ties(tables, "participation")
    notes = tables.relations.set_index("id")["note"]
    through = notes["cordis-participation-city.lahti-fi.cordis-101056789"]
    assert through == "Through LAHDEN KAUPUNKI."


@pytest.fixture
def relations(official):
    return valid(read([official])).relations.set_index("id")


def test_what_has_not_begun_is_planned_and_who_left_has_ended(relations):
    later = relations.loc["cordis-participation-pic-999333444.cordis-101099999"]
    assert (later["status"], later["start"]) == ("planned", "2027-01-01")
    assert relations.loc["cordis-participation-pic-999333444.cordis-101056789", "status"] == "ended"
    first = relations.loc["cordis-participation-pic-999111222.cordis-101056789"]
    assert first["status"] == "active"
    assert first["note"] == "Coordinator; EU contribution EUR 100000.50"


def test_amounts_may_have_a_comma_or_a_point(relations):
    note = relations.loc["cordis-part-of-cordis-101056789.horizon-europe", "note"]
    assert note == "EU funding EUR 1999999.50; total cost EUR 2073781.25"


def test_a_placeholder_in_a_number_is_missing_and_reported(official, relations):
    draft = read([official])
    found = finding(draft, column="ecContribution")
    assert (found.file, found.row, found.found) == ("organization.csv", 3, "xxxxx")
    assert draft.counts["placeholders in numbers"] == 1
    note = relations.loc["cordis-participation-pic-999333444.cordis-101056789", "note"]
    assert note == "Participant"


def test_a_cell_that_opens_with_a_doubled_quotation_mark_is_mended_and_counted(tmp_path):
    text = cordis_csv(CORDIS_PROJECT, PROJECTS).replace(
        '"First line;\nsecond line"', '""The action ""X"" works; well"'
    )
    _, organisations = cordis(tmp_path)
    draft = read([write(tmp_path, "p.csv", text), organisations])
    assert draft.counts["repaired quotes"] == 1
    assert len(valid(draft).programmes) == 3


def test_the_row_of_the_list_of_known_defects(tmp_path):
    text = '"id";"acronym";"title";"frameworkProgramme";"objective";"rcn"\n'
    text += '"1";"A";"First";"H2020";""The action ""X"" works"";"9"\n'
    text += '"2";"B";"Second";"H2020";"plain";"10"\n'
    draft = read([write(tmp_path, "project.csv", text)])
    assert draft.counts["repaired quotes"] == 1
    assert list(valid(draft).programmes["name"]) == ["Horizon 2020", "First", "Second"]


def test_only_projects_with_a_city_or_country(official):
    tables = valid(read([official], city="lahti"))
    assert "programme:cordis-101099999" not in set(tables.programmes["id"])
    assert set(tables.cities["name"]) == {"Lahti", "Athina", "York"}
    tables = valid(read([official], country="Greece"))
    assert "programme:cordis-101099999" in set(tables.programmes["id"])
    assert valid(read([official], city="Nowhere")).relations.empty


def h2020(tmp_path):
    projects = cordis_csv(H2020_PROJECT, [H2020_ROW])
    organisations = cordis_csv(H2020_ORGANISATION, [H2020_PARTNER])
    return [
        write(tmp_path, "cordis-h2020projects.csv", projects),
        write(tmp_path, "cordis-h2020organizations.csv", organisations),
    ]


def test_the_older_files_of_horizon_2020(tmp_path):
    tables = valid(read(h2020(tmp_path)))
    assert ties(tables, "part_of") == {("programme:cordis-772787", "programme:horizon-2020")}
    assert ties(tables, "located_in") == {("organisation:pic-999901234", "city:carlow-ie")}
    assert tables.sources["id"].tolist() == ["source:cordis-horizon-2020"]
    assert set(tables.relations["status"].dropna()) == {"ended"}


def test_a_project_file_alone_gives_its_coordinators(tmp_path):
    tables = valid(read(h2020(tmp_path)[:1]))
    assert tables.organisations["name"].tolist() == [H2020_ROW["coordinator"]]
    assert tables.organisations["country"].tolist() == ["FR"]


def test_a_file_of_organisations_alone_gives_projects_by_number(tmp_path):
    draft = read(h2020(tmp_path)[1:])
    assert valid(draft).programmes["name"].tolist() == ["772787"]
    assert draft.counts["projects without their file"] == 1


def test_contact_persons_are_taken_only_when_asked_for(tmp_path):
    paths = h2020(tmp_path)
    plain = everything(read(paths))
    assert not any(word in plain for word in ("Secretperson", "Aoife", "12345"))
    asked = read(paths, contacts=True)
    (person,) = valid(asked).contacts.to_dict("records")
    assert [person[name] for name in ("node", "name", "telephone", "source_id")] == [
        *("organisation:pic-999901234", "Dr Aoife Secretperson"),
        *("+353 12345", "source:cordis-horizon-2020"),
    ]
    rest = "".join(f.to_csv() for name, f in asked.frames.items() if name != "contacts")
    assert not any(word in rest for word in ("Secretperson", "Aoife", "12345"))


def asked_for(tmp_path, *partners):
    rows = [{**H2020_PARTNER, **facts} for facts in partners]
    paths = h2020(tmp_path)
    paths[1].write_text(cordis_csv((*H2020_ORGANISATION, "contactForm"), rows), encoding="utf-8")
    return read(paths, personal=True)


def test_a_contact_person_has_a_role_and_is_entered_once_at_each_organisation(tmp_path):
    draft = asked_for(
        tmp_path,
        {"contactFunction": "Director", "contactType": "Legal"},
        {"contactFunction": "", "contactType": "Legal", "contactLastNames": "Other"},
        {"contactFunction": "Director", "role": "coordinator"},
        {"id": "999000111", "name": "UCD"},
    )
    contacts = valid(draft).contacts
    assert list(
        zip(contacts["node"], contacts["name"], contacts["role"].fillna(""), strict=True)
    ) == [
        ("organisation:pic-999901234", "Dr Aoife Secretperson", "Director"),
        ("organisation:pic-999901234", "Dr Aoife Other", "Legal"),
        ("organisation:pic-999000111", "Dr Aoife Secretperson", ""),
    ]
    merged = merge(Tables.from_frames({}), draft, today=TODAY)
    assert validate(merged.tables, TODAY) == []
    assert merged.report.added["contacts"] == 3


def test_a_wrong_telephone_is_left_out_and_not_repeated(tmp_path):
    draft = asked_for(tmp_path, {"contactTelephoneNumber": "ask Bridget"})
    assert valid(draft).contacts["telephone"].isna().all()
    found = finding(draft, column="telephone")
    assert (found.file, found.row) == ("cordis-h2020organizations.csv", 2)
    assert "Bridget" not in everything(draft)


def test_a_form_to_write_to_is_a_note_of_the_contact(tmp_path):
    form = "https://ec.example/contact-form/999901234"
    nobody = dict.fromkeys([name for name in H2020_PARTNER if name.startswith("contact")], "")
    draft = asked_for(
        tmp_path,
        {"contactForm": form},
        {**nobody, "contactForm": form},
        {**nobody, "contactForm": ""},
    )
    contacts = valid(draft).contacts
    assert list(contacts["name"]) == ["Dr Aoife Secretperson", "Contact form"]
    assert list(contacts["note"]) == [form, form]
    assert form not in valid(draft).relations.to_csv()
