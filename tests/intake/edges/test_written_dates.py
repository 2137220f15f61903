"""Dates, periods and ended ties as people write them in a list."""

import datetime
from dataclasses import replace

import pandas as pd
import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.suggestions import suggest_columns, suggest_dates, suggest_mapping
from graph_app.intake.edges.written_dates import Written, without_date, written_period
from graph_app.intake.files.readers import open_rows
from graph_app.model.dates import is_partial_date
from tests.intake import make_files as files

TODAY = datetime.date(2026, 11, 24)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2090, 12, 31))


@given(day=DAYS, language=st.sampled_from(["fi", "sv", "en_GB", "de", "et"]))
def test_a_day_is_read_in_whatever_way_it_is_written(day, language):
    named = format_date(day, "d. MMMM y", locale=language)
    dotted = f"{day.day}.{day.month}.{day.year}"
    for text in (day.isoformat(), dotted, dotted.replace(".", "/"), named):
        assert written_period(text) == Written(day.isoformat()), text
    month = day.isoformat()[:7]
    standing = format_date(day, "LLLL y", locale=language)
    for text in (f"{day.month}/{day.year}", f"{day.month}.{day.year}", standing):
        assert written_period(text) == Written(month), text


@given(one=DAYS, other=DAYS, mark=st.sampled_from([" – ", "–", " - ", "-", "... "]))
def test_a_period_has_both_its_dates(one, other, mark):
    first, last = sorted((one, other))
    text = f"{first.day}.{first.month}.{first.year}{mark}{last.year}"
    assert written_period(text) == Written(first.isoformat(), str(last.year))
    assert written_period(f"{first.year}{mark}") == Written(str(first.year))
    assert written_period(f"{mark}{last.year}") == Written("", str(last.year))


@given(st.text(alphabet="0123456789.-–/ abkuo()", max_size=25))
def test_whatever_is_written_gives_dates_or_nothing(text):
    read = written_period(text)
    if read is not None:
        assert read.start or read.end
        assert all(is_partial_date(part) for part in read[:2] if part)


@pytest.mark.parametrize(
    "text", ["joskus", "3/4/98", "5/31/1998", "31.2.1998", "2001 ja 2005", "2005–2001", "12", "1.1"]
)
def test_what_could_be_several_dates_is_none(text):
    assert written_period(text) is None


def test_more_than_a_date_is_rough():
    assert written_period("noin 1998") == Written("1998", "", True)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("irtisanottu 2015", ("irtisanottu", "2015")),
        ("päättynyt (31.12.2015)", ("päättynyt", "2015-12-31")),
        ("ended in May 2015", ("ended in", "2015-05")),
        ("voimassa", ("voimassa", "")),
        ("2015", ("2015", "")),
    ],
)
def test_a_date_behind_a_word(text, parts):
    assert without_date(text) == parts


ROWS = (
    "Kumppani;Sopimuksen tyyppi;Sopimus alkaen;Sopimus tila\n"
    "Riika;ystävyyskaupunki;31.5.1998;voimassa\n"
    "Suhl;ystävyyskaupunki;toukokuu 1998;irtisanottu 2015\n"
    "Pécs;ystävyyskaupunki;2001-2010;päättynyt\n"
    "Wuxi;ystävyyskaupunki;joskus;ehkä\n"
    "Pietari;ystävyyskaupunki;1990;voimassa 2022\n"
    "Yhteensä;;5;\n"
)


def test_a_list_as_an_office_writes_it(tmp_path):
    path = files.write(tmp_path, "lista.csv", ROWS)
    with open_rows(path) as rows:
        frame = next(rows.portions())[0]
    mapping = suggest_mapping(list(frame), "lista.csv", None, "Lahti", frame)
    assert mapping.columns["status"] == ("Sopimus tila",)
    assert mapping.dates == {"start": "written"}
    draft = read_edges([path], mapping, today=TODAY)
    ties = draft.frames["relations"].set_index("row")
    assert ties["start"].to_dict() == {2: "1998-05-31", 3: "1998-05", 4: "2001", 5: "", 6: "1990"}
    assert ties["end"].to_dict() == {2: "", 3: "2015", 4: "2010", 5: "", 6: ""}
    assert ties["status"].to_dict() == {2: "active", 3: "ended", 4: "ended", 5: "", 6: "active"}
    assert ties["note"][6] == "voimassa 2022"
    found = {(one.row, one.found) for one in draft.findings}
    assert {(5, "joskus"), (5, "ehkä"), (7, "Yhteensä")} <= found
    (total,) = [str(one.expected) for one in draft.findings if one.found == "Yhteensä"]
    assert total == "a tie, not a total"


def test_what_kind_of_agreement_and_since_when_are_told_apart():
    header = ["Partner", "Sopimus", "Sopimus alkaen", "Relation type", "Relation status"]
    found = suggest_columns(header)
    assert (found["type"], found["start"], found["status"]) == (
        ("Sopimus",),
        ("Sopimus alkaen",),
        ("Relation status",),
    )


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["1998", "1998-05", "2001-01-01"], None),
        (["5/31/1998", "3/4/1999"], "m/d/y"),
        (["31/5/1998", "3/4/1999"], "written"),
        (["31.5.1998", "soon"], "written"),
        (["soon", "later"], None),
    ],
)
def test_the_form_of_dates_is_suggested(cells, form):
    frame = pd.DataFrame({"Since": pd.Series(cells, dtype="str")})
    assert suggest_dates({"start": ("Since",)}, frame).get("start") == form


def test_a_status_that_is_not_known_is_said_unless_the_note_has_it(tmp_path):
    path = files.write(tmp_path, "a.csv", "from,to,status\nLahti,Suhl,perhaps\n")
    mapping = suggest_mapping(["from", "to", "status"], "a.csv")
    draft = read_edges([path], mapping, today=TODAY)
    assert [one.found for one in draft.findings] == ["perhaps"]
    noted = replace(mapping, columns={**mapping.columns, "note": ("status",)})
    draft = read_edges([path], noted, today=TODAY)
    assert draft.findings == ()
    assert draft.frames["relations"]["note"].tolist() == ["status: perhaps"]
