"""Defects met in public files of ties, each handled as its case asks."""

import datetime

import numpy as np
import pandas as pd
import pytest

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import Mapping, load_mapping
from graph_app.intake.files.readers import Form
from graph_app.intake.merging.merge import merge
from graph_app.intake.places.gazetteer import gazetteer
from graph_app.model.errors import TableError
from graph_app.model.tables import Tables
from tests.intake import make_files as files

TODAY = datetime.date(2026, 11, 24)
EMPTY = Tables.from_frames({})


def shipped(folder, mapping, name, content):
    """Read a file with a mapping that ships."""
    return read_edges([files.write(folder, name, content)], load_mapping(mapping), today=TODAY)


def twins(folder, *rows):
    content = files.TWINS_HEADER + "".join(f"{row}\n" for row in rows)
    return shipped(folder, "twin-cities", "twins.csv", content)


def merged_with(draft, known=EMPTY):
    return merge(known, draft, today=TODAY)


def pairs(folder, header, *rows, **more):
    """Read a pair list with a mapping of its own."""
    path = files.write(folder, "pairs.csv", header + "\n" + "".join(f"{r}\n" for r in rows))
    columns = {"from.name": ("a",), "to.name": ("b",)} | more.pop("columns", {})
    constants = {"type": "sister_city"} | more.pop("constants", {})
    mapping = Mapping("pairs", {"title": "Pairs"}, columns, constants, **more)
    return read_edges([path], mapping, today=TODAY)


LAHTI = "Lahti,Finland,60.9833,25.65"


class TestHekman:
    def test_two_spellings_of_one_city_77_km_apart(self, tmp_path):
        draft = twins(
            tmp_path,
            f"Zaporizhia,Ukraine,47.4165,35.9230,{LAHTI}",
            f"Zaporizhzhia,Ukraine,47.8500,35.1175,{LAHTI}",
        )
        merged = merged_with(draft)
        assert len(merged.tables.relations) == 1
        assert len(merged.tables.cities) == 2
        assert merged.report.counts["coordinate conflicts"] == 1
        (conflict,) = [f for f in merged.report.findings if "km away" in str(f.expected)]
        assert (conflict.row, conflict.found) == (2, "Zaporizhia: 47.4165, 35.923")

    @pytest.mark.parametrize(
        ("place", "country", "code"),
        [
            ("Perth,Scotland,-31.9558,115.8597", "GB", "2640358"),
            ("Perth,Canada,-31.9558,115.8597", "CA", "6101546"),
            ('Saint-Denis,"Réunion, France",48.9384,2.3628', "RE", "935264"),
        ],
    )
    def test_a_namesake_at_the_famous_ones_coordinates(self, tmp_path, place, country, code):
        draft = twins(tmp_path, f"{place},{LAHTI}")
        (finding,) = draft.findings
        assert (finding.row, finding.column) == (2, "from.latitude")
        assert f"coordinates inside {country}, or none" in str(finding.expected)
        merged = merged_with(draft)
        assert len(merged.tables.relations) == 1
        city = merged.tables.cities.set_index("country").loc[country]
        # The gazetteer's coordinates replace the doubted ones.
        listed = gazetteer()[0].set_index("geonames").loc[code]
        assert city["latitude"] == pytest.approx(listed["latitude"])

    def test_an_unknown_country_is_reported_and_the_tie_kept(self, tmp_path):
        draft = twins(tmp_path, f"Somewhere,Ruritania,50,10,{LAHTI}")
        (finding,) = draft.findings
        assert (finding.column, finding.found) == ("from.country", "Ruritania")
        assert len(draft.frames["relations"]) == 1

    def test_self_loops_are_dropped_and_reported(self, tmp_path):
        stryi = "Stryi,Ukraine,49.25,23.85"
        draft = twins(tmp_path, f"{stryi},{stryi}", f"{stryi},{LAHTI}")
        (finding,) = draft.findings
        assert (finding.row, finding.found) == (2, "Stryi")
        assert (draft.rejected, draft.counts["ties of a node to itself"]) == (1, 1)

    @pytest.mark.parametrize("name", ["Douzelage", "Charter of European Rural Communities"])
    def test_an_association_is_no_city(self, tmp_path, name):
        draft = twins(tmp_path, f"{name},Luxembourg,,,{LAHTI}", f"Turku,Finland,,,{LAHTI}")
        (finding,) = draft.findings
        assert (finding.found, str(finding.expected)) == (name, "a city, not an association")
        assert len(draft.frames["relations"]) == 1

    def test_a_file_of_nothing_but_associations_is_refused(self, tmp_path):
        with pytest.raises(TableError, match="a city, not an association"):
            twins(tmp_path, f"Union of the Baltic Cities,Poland,,,{LAHTI}")

    def test_a_known_programme_is_no_city(self, tmp_path, tables):
        draft = twins(tmp_path, f"CIVITAS,Belgium,,,{LAHTI}", f"Turku,Finland,,,{LAHTI}")
        merged = merged_with(draft, tables)
        assert merged.report.rejected == 1
        said = [str(finding.expected) for finding in merged.report.findings]
        assert "a city, not a network or programme" in said


class TestTheKompot:
    @pytest.mark.parametrize(
        "prose",
        [
            "Vienna - as a general rule Vienna is twinned to no other city but keeps friends",
            "Helsinki does not sign any formal town twinning treaties.",
            "Roskilde terminated all its twinnings.",
            "x" * 150,
        ],
    )
    def test_prose_is_no_name(self, tmp_path, prose):
        draft = pairs(tmp_path, "a,b", f"{prose},Lahti", "Turku,Lahti")
        (finding,) = draft.findings
        assert str(finding.expected) == "the name of one place, not prose"
        assert (draft.rejected, len(draft.frames["relations"])) == (1, 1)

    def test_an_ended_tie_has_a_status(self, tmp_path):
        draft = pairs(
            tmp_path, "a,b,s", "Roskilde,Lahti,terminated", "Turku,Lahti,Active",
            columns={"status": ("s",)}, values={"status": {"terminated": "ended"}},
        )  # fmt: skip
        assert list(draft.frames["relations"]["status"]) == ["ended", "active"]


class TestL3viathan:
    def test_one_way_relations_are_one_tie_with_its_confirmations(self, tmp_path):
        draft = pairs(
            tmp_path, "a,c,b,d", "Kokkola,FI,Mörbylånga,SE", "Lahti,FI,Pécs,HU", "Pécs,HU,Lahti,FI",
            columns={"from.country": ("c",), "to.country": ("d",)}, both_ways=True,
        )  # fmt: skip
        merged = merged_with(draft)
        notes = merged.tables.relations["note"]
        assert list(notes) == ["Stated by one side only.", "Stated by both sides."]
        assert merged.report.counts["ties stated by one side only"] == 1
        assert merged.report.known == 1

    def test_exact_duplicates_are_counted(self, tmp_path):
        draft = pairs(tmp_path, "a,b", *["Seoul,Rom"] * 5)
        merged = merged_with(draft)
        assert (merged.report.accepted, merged.report.known) == (1, 4)

    def test_namesakes_without_country_or_coordinates_stay_apart_from_known_ones(self, tmp_path):
        known = Tables.from_frames(
            {"cities": pd.DataFrame([{"id": "city:victoria", "name": "Victoria", "country": "CA"}])}
        )
        draft = pairs(tmp_path, "a,b", "Victoria,Lahti")
        merged = merged_with(draft, known)
        assert "city:victoria" not in set(merged.tables.relations["source"])
        assert "Victoria" in set(merged.report.doubtful["name"])


class TestRogorido:
    def test_city_and_municipality_are_one(self, tmp_path):
        draft = pairs(
            tmp_path, "a,c,b,d", "Västerås Municipality,SE,Lahti,FI", "Västerås,SE,Turku,FI",
            columns={"from.country": ("c",), "to.country": ("d",)},
        )  # fmt: skip
        merged = merged_with(draft)
        assert sorted(merged.tables.cities["name"]) == ["Lahti", "Turku", "Västerås"]

    def test_an_id_in_place_of_a_label_is_shown_and_marked(self, tmp_path):
        draft = pairs(tmp_path, "a,b", "Q1030610,Lahti")
        (finding,) = draft.findings
        assert str(finding.expected) == "a name; the Wikidata id stands for it"
        assert draft.counts["unnamed"] == 1
        city = merged_with(draft).tables.cities.set_index("name").loc["Q1030610"]
        assert city["wikidata"] == "Q1030610"

    def test_missing_populations_stay_missing(self, tmp_path):
        draft = pairs(tmp_path, "a,p,b", "Lahti,,Turku", "Pécs,145000,Turku",
                      columns={"from.population": ("p",)})  # fmt: skip
        cities = merged_with(draft).tables.cities.set_index("name")
        assert np.isnan(cities["population"]["Lahti"])
        assert cities["population"]["Pécs"] == 145000

    def test_a_pair_of_namesakes_is_kept(self, tmp_path):
        draft = twins(
            tmp_path,
            "Grandrieu,France,44.7839,3.6333,Grandrieu,France,45.9,4.9",
            "Montblanc,France,43.393,3.366,Montblanc,France,43.393,3.366",
        )
        assert draft.counts["ties of a node to itself"] == 1
        merged = merged_with(draft)
        assert len(merged.tables.relations) == 1
        assert merged.tables.cities["name"].tolist() == ["Grandrieu", "Grandrieu"]

    def test_ids_tell_namesakes_apart(self, tmp_path):
        draft = pairs(tmp_path, "a,i,b,j", "Montblanc,Q1,Montblanc,Q2",
                      columns={"from.wikidata": ("i",), "to.wikidata": ("j",)})  # fmt: skip
        assert len(draft.frames["cities"]) == 2


class TestCovenant:
    def test_missing_markers_and_decimal_commas(self, tmp_path):
        draft = pairs(
            tmp_path, "a;organisation_latitude;organisation_longitude;b",
            "Lahti;60,98;25,66;Turku", "Oulu;null;-;Turku", "Vaasa;63.1;21.6;Turku",
            columns={"from.latitude": ("organisation_latitude",),
                     "from.longitude": ("organisation_longitude",)},
            form=Form(delimiter=";", decimal=","),
        )  # fmt: skip
        cities = draft.frames["cities"].set_index("name")
        assert cities["latitude"]["Lahti"] == 60.98
        assert np.isnan(cities["latitude"]["Oulu"])
        # Another mark than the declared one is reported, never guessed.
        assert np.isnan(cities["latitude"]["Vaasa"])
        assert {(f.row, f.found) for f in draft.findings} == {(4, "63.1"), (4, "21.6")}


class TestEtmun:
    def read(self, folder, *rows):
        return shipped(folder, "etmun", "etmun.csv", files.ETMUN_HEADER + "".join(rows))

    def test_a_name_in_a_code_column(self, tmp_path):
        draft = self.read(tmp_path, files.etmun_row("León", "León", "México", lon="NA", lat="NA"))
        assert draft.frames["cities"]["country"][0] == "MX"
        assert draft.findings == ()

    def test_several_bodies_of_one_city_in_one_network(self, tmp_path):
        draft = self.read(
            tmp_path,
            files.etmun_row("City of Lahti"),
            files.etmun_row("Lahti Aqua", kind="Intermunicipality"),
            files.etmun_row("Lahti", year="2001"),
        )
        merged = merged_with(draft)
        assert len(merged.tables.relations) == 1
        assert merged.report.known == 2

    def test_contact_columns_are_not_taken(self, tmp_path):
        header = "a,b,E-mail,Contact_Name,telephone"
        row = "Lahti,Turku,anna@lahti.fi,Anna Virtanen,+358 40 123"
        draft = pairs(tmp_path, header, row)
        assert draft.counts["columns of personal data left out"] == 3
        text = " ".join(frame.to_csv() for frame in draft.frames.values())
        assert "Virtanen" not in text
        assert "anna@" not in text
        for meaning in ("note", "from.contact_email"):
            with pytest.raises(TableError, match="no personal data unless it is asked for"):
                pairs(tmp_path, header, row, columns={meaning: ("E-mail",)})


class TestEurocities:
    def test_a_transliteration_duplicate_is_asked_about(self, tmp_path):
        members = [
            files.eurocity("Ambelokipi-Menemeni", "", None, "Greece", 40.654, 22.917),
            files.eurocity("Ampelokipoi-Menemeni", "", None, "Greece", 40.655, 22.918),
        ]
        draft = shipped(tmp_path, "eurocities", "m.json", files.eurocities(members))
        report = merged_with(draft).report
        assert len(report.doubtful) >= 1
        assert set(report.doubtful["how"]) == {"spelling"}


def test_ubc_wrong_diacritic(tmp_path):
    draft = pairs(tmp_path, "a,c,b", "Tauragé,LT,UBC", columns={"from.country": ("c",)},
                  constants={"type": "membership"})  # fmt: skip
    merged = merged_with(draft)
    assert merged.tables.cities["latitude"][0] == pytest.approx(55.252, abs=0.01)


def test_konect_integer_ids_are_matched_to_no_place(tmp_path):
    draft = pairs(tmp_path, "a,b", "1,2", "2,3", "3,1")
    (finding,) = draft.findings
    assert "serve for measures only" in str(finding.expected)
    merged = merged_with(draft)
    assert sorted(merged.tables.cities["name"]) == ["1", "2", "3"]
    assert merged.tables.cities["country"].isna().all()
