import pytest

from graph_app.i18n import get_translator
from tests.pages.reading import run_script


def texts(test):
    return {button.proto.label for button in test.get("download_button")}


@pytest.mark.parametrize(
    ("language", "node"),
    [("en", "city:vasteras"), ("fi", "network:eurocities"), ("sv", "event:novu-2024")],
)
def test_the_profile_offers_both_forms(open_screen, language, node):
    tr = get_translator(language)
    test = open_screen("profile", node=node, lang=language)
    forms = ("Word document", "Page to print")
    assert texts(test) >= {tr("Briefing note: {form}", form=tr(form)) for form in forms}
    # Nothing is written before somebody asks for it.
    for button in test.get("download_button"):
        assert button.proto.deferred_file_id
        assert not button.proto.url


def test_hostile_names_do_not_break_the_button(open_screen, hostile_folder):
    test = open_screen("profile", node="city:b")
    assert len(texts(test)) == 2


def script(subject, memberships):
    from graph_app.pages.parts.briefing_button import briefing_button
    from graph_app.pages.shell.context import get_context

    briefing_button(get_context(), subject, memberships=memberships)


@pytest.mark.parametrize(
    ("subject", "memberships", "buttons"),
    [
        (["city:lahti", "city:turku"], False, 2),
        ("city:lahti", True, 2),
        ([], False, 0),
        ("city:nowhere", False, 0),
    ],
)
def test_the_button_is_there_where_a_note_can_be_written(subject, memberships, buttons):
    test = run_script(script, subject=subject, memberships=memberships)
    assert len(test.get("download_button")) == buttons
