"""How strength is counted, so that anybody can check it."""

import streamlit as st
from streamlit.column_config import NumberColumn

from graph_app.analysis.strength import HALF_LIFE_YEARS, HANDOVER, LEAST_CHECKED
from graph_app.i18n import Translator
from graph_app.pages.parts.elements import show_table
from graph_app.wording.paths import levels_table, status_factors, type_weights
from graph_app.wording.text import plain


def show_model(tr: Translator) -> None:
    """Draw the model of tie strength with the tables of its factors."""
    with st.expander(tr("How strength is counted")):
        st.markdown("\n".join(f"- {plain(line, 1000)}" for line in _lines(tr)))
        levels = levels_table(tr).set_axis(["label", "factor"], axis=1)
        for place, label, rows, heading in zip(
            st.columns(3),
            (tr("Type of relation"), tr("Status"), tr("Level")),
            (type_weights(tr), status_factors(tr), levels),
            (tr("Factor"), tr("Factor"), tr("At least")),
            strict=True,
        ):
            columns = {"label": label, "factor": NumberColumn(heading, format="%.3f")}
            show_table(rows, tr, columns, place, height="content")


def _lines(tr: Translator) -> list[str]:
    return [
        tr(
            "A tie is as strong as the product of four factors, each between 0 and 1: type, status, "
            "age of the check, size. It is a convention, the same for all, and no measurement."
        ),
        tr(
            "Age of the check: 1 when a person confirmed the tie within a year, then half as much "
            "every {years} years, down to {least}; {least} where no check is known.",
            years=tr.number(HALF_LIFE_YEARS),
            least=tr.number(LEAST_CHECKED, 2),
        ),
        tr(
            "Size: with a network, programme or event of d ties (or members, as it reports) "
            "1 / (1 + log10(d / 2)), so that five cities in one exchange know each other better "
            "than 1,750 in one association; 1 between two cities."
        ),
        tr(
            "A path is as strong as the product of its ties, times {handover} for each node in "
            "between, which has to hand us on. Between two nodes only their strongest tie counts.",
            handover=tr.number(HANDOVER, 2),
        ),
        tr(
            "Ties that have ended are left out unless you ask for them. In another year every "
            "status counts as unknown, for what is known of it is known of today."
        ),
        tr(
            "The paths are exact: J. Y. Yen (1971), Finding the K shortest loopless paths in a "
            "network, Management Science 17(11), on the cost -log(strength)."
        ),
    ]
