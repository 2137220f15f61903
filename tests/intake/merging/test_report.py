import csv
import io

import pandas as pd

from graph_app.intake.files.collecting import Collector
from graph_app.intake.merging.report import ImportReport
from graph_app.model.findings import Finding

FINDINGS = (
    Finding("a.csv", 3, "year", "=cmd|' /C calc'!A0", "a year"),
    Finding("a.csv", 4, "name", "@SUM(1)", "a name, not a formula"),
)
DOUBTFUL = pd.DataFrame(
    [{"id": "city:x", "name": "+Lahti", "country": "FI", "candidate": "city:lahti",
      "candidate_name": "Lahti", "candidate_country": "FI", "distance": 12.0, "confidence": 0.7,
      "how": "spelling", "file": "a.csv", "row": 9}]
)  # fmt: skip


def report():
    return ImportReport(10, 5, 2, 1, 3, findings=FINDINGS, doubtful=DOUBTFUL)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_finding_and_question_is_a_row():
    header, *rows = rows_of(report().to_csv())
    assert header == ["file", "row", "column", "found", "expected"]
    assert [row[1] for row in rows] == ["3", "4", "9"]
    assert rows[2][4] == ("a person's word whether it is Lahti (FI, 12 km away); confidence 0.70")


def test_no_cell_runs_as_a_formula():
    for content in (report().to_csv(), report().doubtful_csv()):
        assert not [cell for row in rows_of(content) for cell in row if cell[:1] in tuple("=+-@")]


def test_questions_can_be_answered_in_a_spreadsheet():
    header, row = rows_of(report().doubtful_csv())
    assert header[0] == "id"
    assert header[-1] == "same"
    assert row[-1] == ""


def test_a_summary_in_one_line():
    assert report().summary() == (
        "10 rows read, 5 ties new, 2 stated already, 1 cells changed, 3 rows rejected, "
        "1 places doubtful"
    )


def test_findings_are_bounded_and_the_rest_counted():
    notes = Collector(most=5)
    cells = pd.Series(["x"] * 20, dtype="str")
    assert notes.add_rows("a.csv", [True] * 20, range(2, 22), "c", cells, "y") == 20
    assert len(notes.findings) == 5
    assert notes.counts == {"findings not listed": 15}
    assert notes.findings[-1].row == 6
