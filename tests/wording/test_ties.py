import pandas as pd

from graph_app.analysis.ties import TIE_COLUMNS
from graph_app.graph.trust import TRUST
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.wording.ties import PUBLIC_COLUMNS, public_ties_table, trust_words

ROWS = pd.DataFrame(
    [
        ("city:a", "A", "FI", "sister_city", "active", "1950", None, "A", True, "S", None, "r"),
        ("city:b", "B", "DE", "sister_city", "listed", None, None, "C", False, "W", "2026", "p"),
        ("network:n", "N", None, "membership", "listed", None, None, "B", False, "L", "2025", "q"),
    ],
    columns=list(TIE_COLUMNS),
)


def test_only_public_ties_in_the_words_of_the_reader():
    rows = public_ties_table(ROWS, get_translator("fi"))
    assert list(rows.columns) == [*PUBLIC_COLUMNS, "relation"]
    assert list(rows["relation"]) == ["p", "q"]
    assert rows["country"].iloc[0] == "Saksa"
    assert pd.isna(rows["country"].iloc[1])
    assert rows["type"].iloc[0] == get_translator("fi").relation("sister_city")
    assert rows["trust"].iloc[0].startswith("C: Julkisesta")


def test_each_level_has_words_of_its_own_in_each_language():
    for language in LANGUAGES:
        words = {trust_words(level, get_translator(language)) for level in TRUST}
        assert len(words) == len(TRUST)


def test_no_tie_is_no_row():
    assert public_ties_table(ROWS.head(1), get_translator("sv")).empty
