import csv
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.places import country_names
from graph_app.intake.places.country_names import country_code
from graph_app.model.countries import country_codes

#: As ISO, the UN, the World Bank, Excel and Natural Earth write them, in brackets and after commas.
NAMES = {
    "KP": ["Korea (Democratic People's Republic of)", "Korea (the Democratic People's Republic of)",
           "Korea, Dem. People's Rep.", "Korea, North", "Korea (North)", "KP"],
    "KR": ["Korea, Republic of", "Korea (Republic of)", "Korea, Rep.", "Korea (South)", "Korea"],
    "CD": ["Congo (DRC)", "Congo (Kinshasa)", "Congo, Dem. Rep.", "Dem. Rep. Congo",
           "Congo, The Democratic Republic of the", "Kongo (Kinshasa)", "Kongon demokraattinen tasavalta"],
    "CG": ["Congo, Rep.", "Congo (Brazzaville)", "Congo (Republic of the)", "Congo"],
    "VG": ["Virgin Islands (British)", "Virgin Islands, British", "British Virgin Is."],
    "VI": ["Virgin Islands (U.S.)", "Virgin Islands, U.S.", "United States Virgin Islands",
           "U.S. Virgin Is.", "Виргинские о-ва (США)"],
    "GB": ["UK", "GB", "Ireland (Northern)", "United Kingdom (Scotland)", "England, United Kingdom",
           "United Kingdom of Great Britain and Northern Ireland", "Iso-Britannia"],
    "GR": ["EL", "GR", "Greece", "Hellas", "Kreikka"],
    "XK": ["XK", "Kosovo*", "Kosovo (UNSCR 1244)", "Kosovo"],
    "TW": ["TW", "Taiwan (Province of China)", "Taiwan, China", "China (Taiwan)",
           "Taiwan, Province of China", "Republic of China", "China (Republic of)"],
    "CN": ["China (People's Republic of)", "China"],
    "HK": ["Hong Kong SAR, China", "China, Hong Kong Special Administrative Region", "China (Hong Kong)"],
    "IR": ["Iran (Islamic Republic of)", "Iran, Islamic Rep."],
    "EG": ["Egypt, Arab Rep."],
    "YE": ["Yemen, Rep."],
    "GM": ["Gambia, The", "Gambia (the)", "The Gambia"],
    "NL": ["Netherlands (Kingdom of the)", "Netherlands, The", "Holland"],
    "VE": ["Venezuela (Bolivarian Republic of)", "Venezuela, RB"],
    "FM": ["Micronesia (Federated States of)", "Micronesia, Fed. Sts."],
    "MK": ["Macedonia, the former Yugoslav Republic of", "Macedonia (FYROM)"],
    "PS": ["Palestine, State of", "Palestine (State of)"],
    "FK": ["Falkland Islands (Malvinas)", "Falkland Islands [Malvinas]"],
    "RE": ["Réunion, France", "France (Réunion)"],
    "US": ["Ohio, United States", "Georgia, United States", "Columbus, Ohio, USA"],
    "BE": ["Luxembourg, Belgium"],
    "SS": ["Sudan (South)", "S. Sudan"],
    "DE": ["Germany (Federal Republic of)", "West Germany", "Germany[1]"],
    "FI": ["Suomi (Finland)", "Finland (Suomi)", "FIN"],
    "NA": ["NA", "Namibia"],
    "BA": ["Bosnia and Herz.", "Bosnia-Herzegovina"],
}  # fmt: skip
UNKNOWN = [
    *("Congo (Utopia)", "Korea (Utopia)", "Georgia (USA)", "Finland (Sweden)", "Utopia (Finland)"),
    *("USSR", "Moscow, USSR", "Russia (USSR)", "Neuvostoliitto", "Sovjetunionen", "СССР"),
    *("Czechoslovakia", "Prague, Czechoslovakia", "Tšekkoslovakia", "Czechoslovakia (Slovakia)"),
    *(
        "Yugoslavia",
        "Socialist Federal Republic of Yugoslavia",
        "Jugoslavien",
        "Slovenia (Yugoslavia)",
    ),
    *(
        "DDR",
        "GDR",
        "Germany (East)",
        "German Democratic Republic",
        "Germany, Democratic Republic of",
    ),
    *(
        "Serbia and Montenegro",
        "Netherlands Antilles",
        "State of Georgia",
        "SU",
        "YU",
        "",
        " ",
        "(",
        "()",
    ),
    *("the", ",", "Vietnam (Republic of)", ")"),
]


@pytest.mark.parametrize(("code", "name"), [(code, n) for code in NAMES for n in NAMES[code]])
def test_names_of_countries_as_public_files_write_them(code, name):
    assert country_code(name) == code
    assert country_code(f"  {name.upper()} ") == code


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_names_no_country_or_several_is_unknown(name):
    assert country_code(name) == ""


@pytest.mark.parametrize("language", ["en", "fi", "sv", "de", "fr", "ru", "et"])
def test_every_country_is_known_by_its_name_in_the_languages_of_the_office(language):
    names = Locale(language).territories
    wrong = {c: names[c] for c in country_codes() if c in names and country_code(names[c]) != c}
    assert wrong == {}


def test_every_alias_is_what_it_says_and_stands_once():
    path = Path(country_names.__file__).with_name("country_aliases.csv")
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    for row in rows:
        assert country_code(row["alias"]) == row["country"], row
        assert row["country"] in {"", *country_codes()}
        assert row["why"]
    assert len({row["alias"].casefold() for row in rows}) == len(rows)


@given(
    st.sampled_from(sorted(country_codes())), st.from_regex(r"[bcdfghjkl]{9,20}", fullmatch=True)
)
def test_an_unknown_qualifier_makes_the_country_unknown(code, word):
    name = Locale("en").territories[code]
    assert country_code(f"{name} ({word})") == ""
    assert country_code(f"{word}, {name}") in (code, country_code(name))


@given(st.text(max_size=40))
def test_any_text_gives_a_code_or_nothing(text):
    assert country_code(text) in {"", *country_codes()}
