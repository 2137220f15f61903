import pytest

from graph_app.intake.project.access import read_access
from graph_app.intake.project.settings import read_settings
from graph_app.model.access import Access
from graph_app.model.errors import SettingsError
from graph_app.runtime.settings import AccessRules


def test_without_a_section_reading_is_open_and_nobody_is_named():
    assert read_access("settings.toml", {}, AccessRules()) == Access()


def test_a_section_is_read(tmp_path):
    (tmp_path / "settings.toml").write_text(
        'home = "city:a"\n[access]\nreading = "signed-in"\neditors = ["a@b.example", "group:x y"]\n'
        'admins = ["sub:1|2"]\nhours = 8\ncontact = "the office"\nlocal_editor = false\n',
        encoding="utf-8",
    )
    access = read_settings(tmp_path).access
    assert access.reading == "signed-in"
    assert access.editors == ("a@b.example", "group:x y")
    assert access.admins == ("sub:1|2",)
    assert (access.hours, access.contact, access.local_editor) == (8, "the office", False)


def test_variables_override_the_section(environment_of):
    section = {"reading": "open", "editors": ["a@b.example"]}
    environment = {
        "GRAPH_APP_ACCESS_READING": "signed-in",
        "GRAPH_APP_ACCESS_EDITORS": "c@d.example; group:x, ",
        "GRAPH_APP_ACCESS_HOURS": "1.5",
        "GRAPH_APP_ACCESS_LOCAL_EDITOR": "No",
        "GRAPH_APP_ACCESS_CONTACT": "  ",
        "GRAPH_APP_ACCESS_CONTACTS": "admin",
    }
    access = read_access("settings.toml", section, environment_of(environment).access)
    assert access.reading == "signed-in"
    assert access.editors == ("c@d.example", "group:x")
    assert (access.hours, access.local_editor, access.contact) == (1.5, False, "")
    assert access.contacts == "admin"


@pytest.mark.parametrize(
    ("section", "environment", "says"),
    [
        ("open", {}, r"expected a section \[access\]"),
        ({"writers": []}, {}, "found 'writers', expected one of reading"),
        ({"reading": "closed"}, {}, '"open" or "signed-in"'),
        ({"editors": "a@b.example"}, {}, "in a list"),
        ({"editors": ["anna"]}, {}, "access, editors: found 'anna'"),
        ({"editors": ["group:"]}, {}, "found 'group:'"),
        ({"editors": ["*@b.example", 3]}, {}, "found 3"),
        ({"hours": 0}, {}, "above 0"),
        ({"hours": True}, {}, "above 0"),
        ({"hours": float("inf")}, {}, "above 0"),
        ({"local_editor": 1}, {}, "true or false"),
        ({"groups_claim": " "}, {}, "name of a claim"),
        ({"contacts": "everyone"}, {}, '"viewer" or "editor" or "admin"'),
        ({"contacts": []}, {}, "access, contacts"),
        ({}, {"GRAPH_APP_ACCESS_CONTACTS": "none"}, "GRAPH_APP_ACCESS_CONTACTS: found 'none'"),
        ({}, {"GRAPH_APP_ACCESS_EDITOR": "a@b.example"}, "GRAPH_APP_ACCESS_EDITOR: found 'editor'"),
        ({}, {"GRAPH_APP_ACCESS_HOURS": "long"}, "GRAPH_APP_ACCESS_HOURS: found 'long'"),
        ({}, {"GRAPH_APP_ACCESS_LOCAL_EDITOR": "maybe"}, "true or false"),
    ],
)
def test_rules_that_are_not_understood_are_named(environment_of, section, environment, says):
    with pytest.raises(SettingsError, match=says):
        read_access("settings.toml", section, environment_of(environment).access)
