import pytest

from tests.pages.reading import shown


@pytest.mark.parametrize(
    ("node", "says"),
    [
        ("city:lahti", "Start not known: Partner cities 4, Memberships 2."),
        ("network:eurocities", "Start not known: Members"),
        ("programme:european-green-capital", "Development over the years"),
    ],
)
def test_a_profile_shows_the_years_of_any_node(open_screen, node, says):
    test = open_screen("profile", node=node)
    said = shown(test)
    assert says in said
    assert said.index("Development over the years") < said.index("Ties and sources")


def test_a_profile_without_partners_has_no_empty_chart(open_screen, hostile_folder):
    said = shown(open_screen("profile", node="city:e"))
    assert "Development over the years" not in said
    said = shown(open_screen("profile", node="city:d"))
    assert "No start year is known, so no line can be drawn." in said
    assert "Start not known: Memberships 1." in said
