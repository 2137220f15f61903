import json

import pytest

from graph_app.model.tables import COLUMNS
from tests.intake import make_files as files

TEXT = (
    "Kaupunki;Maa;Ystävyyskaupunki;Maa 2;Vuosi\n"
    "Lahti;Suomi;Pécs;Unkari;1956\n"
    "Lahti;Suomi;Rotenburg;Saksa;1968\n"
    "Lahti;Suomi;Västerås;Ruotsi;joskus\n"
)
KEYS = {
    *("version", "source", "into", "written", "revision", "files", "columns", "read", "accepted"),
    *("known", "changed", "rejected", "doubtful", "added", "counts", "grounds", "joins", "places"),
    "findings",
}


@pytest.fixture
def told(tmp_path, run):
    path = files.write(tmp_path, "twins.csv", TEXT.encode("cp1252"))

    def call(*more, source="edges"):
        report = tmp_path / "report.json"
        arguments = ("--type", "sister_city", "--into", tmp_path / "new", "--report", report)
        code, out, err = run("import", source, path, *arguments, *more)
        return code, out, err, json.loads(report.read_text(encoding="utf-8"))

    return call


def test_the_report_has_what_the_screen_has(told):
    code, _, err, report = told("--yes")
    assert code == 0
    assert set(report) == KEYS
    assert (report["read"], report["accepted"], report["rejected"]) == (3, 3, 0)
    assert set(report["added"]) == set(COLUMNS)
    assert (report["added"]["relations"], report["added"]["contacts"]) == (3, 0)
    assert report["files"] == [
        {"file": "twins.csv", "kind": "csv", "encoding": "windows-1252", "delimiter": ";",
         "sheet": None, "header_row": 1}
    ]  # fmt: skip
    assert report["columns"]["from.name"] == ["Kaupunki"]
    (finding,) = [one for one in report["findings"] if one["found"] == "joskus"]
    assert (finding["file"], finding["row"], finding["column"]) == ("twins.csv", 4, "Vuosi")
    assert finding["expected"]
    assert sum(report["grounds"].values()) == len(report["joins"]) > 0
    (place,) = report["places"]
    assert (place["name"], place["answer"], place["answered"]) == ("Rotenburg", "no", False)
    assert report["doubtful"] == 1
    assert "No mapping was given; taken: from.name = Kaupunki" in err
    assert "1 place in doubt became a place of its own" in err


def test_a_dry_run_says_that_nothing_was_written(told):
    code, _, err, report = told("--dry-run")
    assert (code, report["written"], report["revision"]) == (0, False, None)
    assert "became" not in err


@pytest.mark.parametrize(("language", "word"), [("fi", "Luettuja rivejä"), ("sv", "rader")])
def test_texts_are_in_the_language_of_the_reader_and_keys_are_not(told, language, word):
    _, out, _, report = told("--dry-run", "--lang", language)
    english = told("--dry-run")[3]
    assert word.casefold() in out.casefold()
    assert set(report) == set(english)
    assert report["added"] == english["added"]
    assert report["findings"][0]["expected"] != english["findings"][0]["expected"]
