import pandas as pd

from graph_app.i18n import get_translator
from graph_app.pages.overview.printing import PRINTED_ROWS, for_print


def test_a_printed_chart_loses_nothing():
    tr = get_translator("en")
    many = pd.DataFrame({"label": [f"Country {at}" for at in range(25)], "count": range(25, 0, -1)})
    short = for_print(many, False, tr)
    assert len(short) == PRINTED_ROWS
    assert short["count"].sum() == many["count"].sum()
    assert short["label"].iloc[-1] == "16 others"
    early = for_print(many, True, tr)
    assert early["label"].iloc[0] == "Earlier"
    assert list(early["count"][1:]) == list(many["count"].tail(PRINTED_ROWS - 1))
    assert early["count"].sum() == many["count"].sum()
    few = many.head(PRINTED_ROWS)
    assert list(for_print(few, False, tr)["label"]) == list(few["label"])
