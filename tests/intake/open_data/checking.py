"""What every draft of open data must have."""

import datetime

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.validate import validate
from tests.conftest import examples

# Frames of text are slow to shrink; the first example that fails tells enough.
quick = settings(
    max_examples=examples(12),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
cells = st.text(st.characters(codec="utf-8"), max_size=12)


def some_rows(columns, values=cells):
    """Return a strategy of up to four rows, of which each has some of the columns."""
    return st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(columns, values)), max_size=4)


TODAY = datetime.date(2026, 11, 24)


def valid(draft):
    """Return the tables of a draft, after a check that they break no rule."""
    for table, frame in draft.frames.items():
        assert set(frame.columns) <= set(COLUMNS[table])
    tables = Tables.from_frames(draft.frames)
    wrong = validate(tables, TODAY)
    assert wrong == [], str(wrong[0])
    assert draft.rejected >= 0
    assert draft.read >= 0
    return tables


def ties(tables, kind):
    """Return the ties of a type as a set of (source, target)."""
    rows = tables.relations[tables.relations["type"] == kind]
    return set(zip(rows["source"], rows["target"], strict=True))


def finding(draft, **facts):
    """Return the one finding that has these facts."""
    found = [
        f
        for f in draft.findings
        if all(str(value) in str(getattr(f, name)) for name, value in facts.items())
    ]
    assert len(found) == 1, draft.findings
    return found[0]


def everything(draft):
    """Return all that a draft says, as one text."""
    return "".join(frame.to_csv() for frame in draft.frames.values()) + str(draft.findings)
