import dataclasses

import pandas as pd

from graph_app.i18n import get_translator
from graph_app.intake.merging.report import ImportReport
from graph_app.wording.imports import import_figures, new_rows

REPORT = ImportReport(
    read=1234,
    accepted=3,
    known=1,
    changed=2,
    rejected=4,
    added={"cities": 2, "relations": 3},
    findings=(),
    counts={},
    doubtful=pd.DataFrame({"id": ["a", "b"]}),
)


def test_figures_stand_in_one_order_with_labels_of_the_reader():
    assert [n for _, n in import_figures(REPORT, get_translator("en"))] == [1234, 3, 1, 2, 4, 2]
    one, two = (dict(import_figures(REPORT, get_translator(lang))) for lang in ("en", "fi"))
    assert not set(one) & set(two)


def test_new_rows_by_table_or_none():
    tr = get_translator("en")
    assert new_rows(REPORT, tr) == "New rows: Cities 2, Relations 3"
    assert new_rows(dataclasses.replace(REPORT, added={}), tr) == "New rows: none"
