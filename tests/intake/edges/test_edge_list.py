import datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import Mapping, load_mapping
from graph_app.intake.edges.periods import ends_before, later_than
from graph_app.intake.edges.tie_types import type_codes
from graph_app.intake.files.readers import Form
from graph_app.intake.merging.draft import Progress, join_drafts
from graph_app.intake.merging.merge import merge
from graph_app.model.errors import CancelledError, GraphAppError, TableError
from graph_app.model.tables import Tables
from graph_app.model.validate import validate
from tests.conftest import examples
from tests.intake import make_files as files

TODAY = datetime.date(2026, 11, 24)


def edges(folder, content, mapping=None, name="edges.csv", **more):
    path = files.write(folder, name, content)
    return read_edges([path], mapping or load_mapping("edges"), today=TODAY, **more)


def test_a_three_column_list(tmp_path):
    draft = edges(
        tmp_path,
        "from\tto\ttype\nLahti\tTurku\tsister_city\nLahti\tUBC\tMembership\n"
        "Lahti\tLUT\tcooperation agreement\n",
    )
    relations = draft.frames["relations"]
    assert list(relations["type"]) == ["sister_city", "membership", "cooperation_agreement"]
    assert list(draft.frames["networks"]["name"]) == ["UBC"]
    assert relations["row"].tolist() == [2, 3, 4]
    assert set(relations["source_id"]) == {"source:edges"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,b\n1,2\n", "found 'a, b', expected the column 'from'"),
        ("from;to;type\nLahti;Turku;flies_to\n", "found no usable row among 1"),
        ("from,to,type\nLahti,Lahti,sister_city\n", "no usable tie among 1 rows"),
        ("from,to,type\n,,sister_city\n", "expected a name"),
        ("from,to,type\n", "found no usable row among 0"),
    ],
)
def test_files_without_a_usable_tie(tmp_path, content, says):
    with pytest.raises(TableError, match=says):
        edges(tmp_path, content)


def test_a_wrong_delimiter_is_named(tmp_path):
    content = files.TWINS_HEADER.replace(",", ";") + "a;b;c;d;e;f;g;h\n"
    with pytest.raises(TableError, match="the delimiter ';', expected ','"):
        edges(tmp_path, content, load_mapping("twin-cities"))


def dated(folder, *rows, **more):
    mapping = Mapping(
        "dated", {"title": "Dated"},
        {"from.name": ("a",), "to.name": ("b",), "start": ("s",), "end": ("e",)},
        {"type": "sister_city"}, **more,
    )  # fmt: skip
    return edges(folder, "a,b,s,e\n" + "".join(f"{row}\n" for row in rows), mapping)


def test_a_future_year_is_rejected_and_a_wrong_period_doubted(tmp_path):
    draft = dated(tmp_path, "Lahti,Turku,2990,", "Lahti,Oulu,2010,2001", "Lahti,Vaasa,31.2.2010,")
    assert {(f.row, f.column, f.found) for f in draft.findings} == {
        (2, "s", "2990"), (3, "e", "2001"), (4, "s", "31.2.2010")}  # fmt: skip
    assert draft.rejected == 1
    assert list(draft.frames["relations"]["start"]) == ["2010", ""]


def test_dates_follow_the_declared_form(tmp_path):
    rows = ("Lahti,Turku,01/02/2010,", "Lahti,Oulu,2010-02-01,")
    day_first = dated(tmp_path, *rows, dates={"start": "d/m/y"})
    month_first = dated(tmp_path, *rows, dates={"start": "m/d/y"})
    assert list(day_first.frames["relations"]["start"]) == ["2010-02-01", "2010-02-01"]
    assert list(month_first.frames["relations"]["start"]) == ["2010-01-02", "2010-02-01"]


def test_null_island_is_doubted(tmp_path):
    content = files.TWINS_HEADER + "Lahti,Finland,0,0,Turku,Finland,60.45,\n"
    draft = edges(tmp_path, content, load_mapping("twin-cities"))
    assert [f.column for f in draft.findings] == ["from.latitude", "to.latitude"]
    assert draft.frames["cities"]["latitude"].isna().all()
    assert len(draft.frames["relations"]) == 1


def test_ties_stated_the_other_way_are_turned_round(tmp_path):
    mapping = Mapping("m", {"title": "M"}, {"from.name": ("n",), "to.name": ("c",)},
                      {"type": "membership", "from.kind": "network", "to.kind": "city"})  # fmt: skip
    draft = edges(tmp_path, "n,c\nUBC,Lahti\nUBC,Turku\n", mapping)
    assert draft.counts["ties turned round"] == 2
    assert draft.frames["relations"]["source"].str.startswith("city:").all()


def test_a_tie_between_wrong_kinds_is_rejected(tmp_path):
    mapping = Mapping("m", {"title": "M"}, {"from.name": ("a",), "to.name": ("b",),
                      "to.kind": ("k",)}, {"type": "sister_city"})  # fmt: skip
    draft = edges(tmp_path, "a,b,k\nLahti,Games,event\nLahti,Turku,city\n", mapping)
    (finding,) = draft.findings
    assert str(finding.expected) == "another type than sister_city between a city and a event"
    assert (draft.rejected, len(draft.frames["relations"])) == (1, 1)


def test_progress_is_reported_and_the_import_can_be_stopped(tmp_path):
    steps = []
    rows = "".join(f"Town {at % 500},Town {at % 499 + 500},sister_city\n" for at in range(300_000))
    content = f"from,to,type\n{rows}"
    edges(tmp_path, content, progress=Progress(lambda share, rows: steps.append((share, rows))))
    assert len(steps) > 1
    assert steps == sorted(steps)
    assert steps[-1] == (1.0, 300_000)
    asked = iter([False, True])
    with pytest.raises(CancelledError, match="nothing was stored"):
        edges(tmp_path, content, progress=Progress(stop=lambda: next(asked)))


def test_several_files_and_a_zip_are_one_draft(tmp_path):
    content = "from,to,type\nLahti,{},sister_city\n"
    archive = files.zipped({"a.csv": content.format("Turku"), "b.csv": content.format("Oulu")})
    path = files.write(tmp_path, "all.zip", archive)
    draft = read_edges([path], load_mapping("edges"), today=TODAY)
    assert len(draft.frames["relations"]) == 2
    assert len(draft.frames["cities"]) == 3
    assert draft.frames["relations"]["id"].is_unique


def test_drafts_join_without_losing_namesakes(tmp_path):
    def one(latitude, at):
        mapping = Mapping("m", {"title": "M"}, {"from.name": ("a",), "to.name": ("b",),
                          "from.latitude": ("y",), "from.longitude": ("x",)},
                          {"type": "sister_city"})  # fmt: skip
        return edges(tmp_path, f"a,y,x,b\nHome,{latitude},25,Turku\n", mapping, f"{at}.csv")

    joined = join_drafts([one(61, 1), one(64, 2), one(61, 3)])
    assert len(joined.frames["cities"]) == 3
    assert len(joined.frames["relations"]) == 3


def test_types_dates_and_periods():
    cells = pd.Series(["Sister city", "SISTER_CITY", "part-of", "x", ""], dtype="str")
    assert [code >= 0 for code in type_codes(cells)] == [True, True, True, False, False]
    dates = pd.Series(["2026-11-25", "2026", "", "2027"], dtype="str")
    assert list(later_than(dates, TODAY)) == [True, False, False, True]
    end = pd.Series(["2026-11-24", "2026-03", "2020", "2027"], dtype="str")
    assert list(ends_before(dates, end)) == [True, False, False, False]


CELL = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["Lahti", "Turku", "UBC", "sister_city", "membership", "part_of", "60.9", "0",
                     "-999", "1e309", "Finland", "XX", "2010", "9999", "2010-02-30", "city", "NA",
                     "=1+1", "Q42", "network:ubc", "city:lahti", "\x00", "\u202e"]),
)  # fmt: skip
WIDE = Mapping(
    "wide", {"title": "Wide"},
    {name: (name,) for name in ("from.name", "from.kind", "from.id", "from.country",
     "from.latitude", "from.longitude", "from.population", "from.wikidata", "to.name", "to.kind",
     "to.website", "to.part_of", "type", "start", "end", "status", "note")},
    form=Form(delimiter=","), dates={"start": "year-in-text"},
)  # fmt: skip


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture,
                                                  HealthCheck.too_slow])  # fmt: skip
@given(rows=st.lists(st.lists(CELL, min_size=17, max_size=17), min_size=1, max_size=6))
def test_whatever_the_cells_hold_the_merged_tables_are_valid(tmp_path, rows):
    content = pd.DataFrame(rows, columns=list(WIDE.columns)).to_csv(index=False)
    try:
        draft = edges(tmp_path, content.encode("utf-8", "surrogatepass"), WIDE)
        merged = merge(Tables.from_frames({}), draft, today=TODAY)
    except GraphAppError:
        return
    assert validate(merged.tables, TODAY) == []
    assert merged.report.accepted + merged.report.known + merged.report.rejected == draft.read


PAIRS = Mapping(
    "pairs", {"title": "Pairs"},
    {"from.name": ("city",), "to.name": ("partner",), "to.country": ("land",), "start": ("since",)},
    {"type": "sister_city"}, dates={"start": "year"},
)  # fmt: skip


def ties_of(draft):
    cities = draft.frames["cities"].set_index("id")
    return [
        (cities.at[tie["source"], "name"], cities.at[tie["target"], "name"],
         cities.at[tie["target"], "country"], tie["start"])
        for tie in draft.frames["relations"].sort_values(["row", "id"]).to_dict("records")
    ]  # fmt: skip


def test_several_places_in_a_cell_are_several_ties(tmp_path):
    draft = edges(
        tmp_path,
        "city;partner;land;since\nLahti;Suhl | Most | Pécs;DE | CZ | HU;1988\n"
        'Kotka;"Landskrona\nGlostrup";;"1947\n1948"\nTurku;Bergen;NO;1946\n'
        "Oulu;Halle, Bursa;;1968\nOulu;Halle, Bursa;DE;1968\nTotal;7;;\n",
        PAIRS,
    )
    assert ties_of(draft) == [
        ("Lahti", "Suhl", "DE", "1988"), ("Lahti", "Most", "CZ", "1988"),
        ("Lahti", "Pécs", "HU", "1988"), ("Kotka", "Landskrona", "", "1947"),
        ("Kotka", "Glostrup", "", "1948"), ("Turku", "Bergen", "NO", "1946"),
        ("Oulu", "Halle, Bursa", "DE", "1968"),
    ]  # fmt: skip
    assert draft.frames["relations"]["id"].is_unique
    assert draft.counts["names taken out of one cell"] == 5
    said = {(one.row, one.column): str(one.expected) for one in draft.findings}
    assert "the 3 were taken" in said[2, "partner"]
    assert "semicolons" in said[5, "partner"]
    assert said[7, ""] == "a city, not a total"
    assert draft.rejected == 2


def test_a_country_beside_a_name_is_its_country_and_a_region_a_note(tmp_path):
    draft = edges(
        tmp_path,
        'city;partner;land;since\nLahti;"Darebin, Victoria, Australia";;1990\n'
        "Lahti;Suhl (Germany);DE;1988\nLahti;Suhl (Germany);PL;1989\n",
        PAIRS,
    )
    assert [tie[1:3] for tie in ties_of(draft)] == [
        ("Darebin", "AU"), ("Suhl", "DE"), ("Suhl (Germany)", "PL"),
    ]  # fmt: skip
    assert draft.frames["relations"]["note"].iloc[0] == "Darebin: Victoria"
    assert draft.counts["countries taken out of a name"] == 2


def test_namibia_and_the_city_of_nan(tmp_path):
    draft = edges(
        tmp_path,
        "city;partner;land;since\nLahti;Karibib;NA;1990\nLahti;Nan;TH;1990\nLahti;Most;CZ;1960.0\n",
        PAIRS,
    )
    assert [tie[1:] for tie in ties_of(draft)] == [
        ("Karibib", "NA", "1990"), ("Nan", "TH", "1990"), ("Most", "CZ", "1960"),
    ]  # fmt: skip


def test_what_reading_the_file_found_is_in_the_findings(tmp_path):
    draft = edges(
        tmp_path,
        "Partner cities\n\ncity;partner;land;since\nLahti;#REF!;DE;\nLahti;Most;CZ;\n",
        PAIRS,
    )
    assert [(one.row, one.column, one.found) for one in draft.findings] == [
        (1, "", "Partner cities"), (4, "partner", "#REF!"), (4, "", ""),
    ]  # fmt: skip
    assert ties_of(draft) == [("Lahti", "Most", "CZ", "")]


def test_the_second_column_of_one_name_is_that_of_the_other_end(tmp_path):
    mapping = Mapping(
        "pairs", {"title": "Pairs"},
        {"from.name": ("city",), "from.country": ("country",), "to.name": ("partner",),
         "to.country": ("partner_country",)},
        {"type": "sister_city"},
    )  # fmt: skip
    draft = edges(tmp_path, "city,country,partner,country\nLahti,FI,Suhl,DE\n", mapping)
    assert ties_of(draft) == [("Lahti", "Suhl", "DE", "")]
    assert [one.column for one in draft.findings] == ["country 2"]
