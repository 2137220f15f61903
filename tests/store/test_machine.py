"""Random saves and undos against a plain dict of dicts."""

import datetime

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from graph_app.model.changes import as_rows
from graph_app.model.errors import InvalidTablesError, StaleRevisionError, StoreError
from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.validate import validate
from graph_app.store import EMPTY, Change, open_store
from tests.conftest import small_frames
from tests.store.conftest import EDITOR

CITIES = [f"city:{letter}" for letter in "abcdefg"]
TIES = [f"r{at}" for at in range(1, 12)]


def as_model(tables):
    """(table, id) -> row."""
    return {(table, row["id"]): row for table in COLUMNS for row in as_rows(getattr(tables, table))}


def as_tables(model):
    return Tables.from_frames({
        table: pd.DataFrame([row for (name, _), row in model.items() if name == table])
        for table in COLUMNS if any(name == table for name, _ in model)
    })  # fmt: skip


TIE_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "note": st.text(st.characters(exclude_categories=["C"]), max_size=5),
        "end": st.sampled_from([None, "1940", "2001", "2019-05"]),
        "target": st.sampled_from([*CITIES, "network:n"]),
    },
)


@st.composite
def one_change(draw):
    action = draw(st.sampled_from(["add", "change", "change", "remove"]))
    if draw(st.booleans()):
        values = {"name": draw(st.sampled_from("XYZ"))} if action != "remove" else {}
        return Change("cities", action, draw(st.sampled_from(CITIES)), values)
    values = dict(draw(TIE_VALUES)) if action != "remove" else {}
    if action == "add":
        start = {"source": draw(st.sampled_from(CITIES)), "target": draw(st.sampled_from(CITIES))}
        values = {**start, "type": "sister_city", "source_id": "source:s", **values}
    return Change("relations", action, draw(st.sampled_from(TIES)), values)


def applied(model, changes):
    """Do changes to the model; None where one cannot be done."""
    model = dict(model)
    for change in changes:
        key = (change.table, change.id)
        if (change.action == "add") == (key in model):
            return None
        if change.action == "remove":
            del model[key]
        else:
            blank = dict.fromkeys(COLUMNS[change.table]) | {"id": change.id}
            values = {
                name: None if isinstance(value, str) and not value.strip() else value
                for name, value in change.values.items()
            }
            model[key] = {**model.get(key, blank), **values}
    return model


class Machine(RuleBasedStateMachine):
    """What the store says is what the dict says, at every revision."""

    place = None

    @initialize()
    def begin(self):
        self.store = open_store(self.place())
        self.other = open_store(self.again)
        tables = Tables.from_frames(small_frames())
        self.store.load(tables, EDITOR)
        self.models = {0: {}, 1: as_model(tables)}
        self.head = 1

    def agree(self, made, model):
        """Compare the store with the model after a revision was made."""
        if made.number == self.head:
            assert model == self.models[self.head]
            return
        self.head += 1
        assert made.number == self.head
        self.models[self.head] = model
        assert as_model(self.store.tables()) == model

    @rule(changes=st.lists(one_change(), min_size=1, max_size=4, unique_by=lambda c: c.id),
          back=st.integers(0, 2))  # fmt: skip
    def save(self, changes, back):
        base = max(1, self.head - back)
        known, now = self.models[base], self.models[self.head]
        yours = applied(known, changes)
        keys = [(change.table, change.id) for change in changes]
        if yours is None:
            with pytest.raises((StoreError, InvalidTablesError)):
                self.store.save(changes, actor=EDITOR, base=base)
            return
        touched = self.touched_since(base)
        at_odds = {key for key in keys if key in touched and yours.get(key) != now.get(key)}
        result = {key: row for key, row in now.items() if key not in keys}
        result |= {key: yours[key] for key in keys if key in yours}
        if at_odds:
            with pytest.raises(StaleRevisionError) as caught:
                self.store.save(changes, actor=EDITOR, base=base)
            for conflict in caught.value.conflicts:
                key = (conflict.table, conflict.id)
                assert conflict.base == known.get(key)
                assert conflict.theirs == now.get(key)
                assert conflict.yours == yours.get(key)
            assert {(one.table, one.id) for one in caught.value.conflicts} == at_odds
        elif validate(as_tables(result), datetime.date.today()):
            with pytest.raises(InvalidTablesError):
                self.store.save(changes, actor=EDITOR, base=base)
        else:
            self.agree(self.store.save(changes, actor=EDITOR, base=base), result)

    def touched_since(self, base):
        pairs = [(self.models[at], self.models[at + 1]) for at in range(base, self.head)]
        return {key for a, b in pairs for key in {*a, *b} if a.get(key) != b.get(key)}

    @precondition(lambda self: self.head > 1)
    @rule(data=st.data())
    def undo(self, data):
        number = data.draw(st.integers(2, self.head))
        before, after = self.models[number - 1], self.models[number]
        now = self.models[self.head]
        keys = [key for key in {*before, *after} if before.get(key) != after.get(key)]
        result = {key: row for key, row in now.items() if key not in keys}
        result |= {key: before[key] for key in keys if key in before}
        error = None
        if any(now.get(key) not in (after.get(key), before.get(key)) for key in keys):
            error = StaleRevisionError
        elif result == now:
            error = StoreError
        elif validate(as_tables(result), datetime.date.today()):
            error = InvalidTablesError
        if error:
            with pytest.raises(error):
                self.store.undo(number, actor=EDITOR)
        else:
            self.agree(self.store.undo(number, actor=EDITOR), result)

    @rule(data=st.data())
    def look_back(self, data):
        number = data.draw(st.integers(0, self.head))
        assert as_model(self.store.tables(number)) == self.models[number]

    @rule()
    def another_process_agrees(self):
        assert self.other.tables().revision == self.store.tables().revision

    def teardown(self):
        if hasattr(self, "store"):
            assert self.store.problems() == []
            assert [one.number for one in self.store.revisions()] == list(range(self.head, 0, -1))
            self.store.close()
            self.other.close()


def run(place, examples):
    machine = type("OneMachine", (Machine,), {})

    def fresh(self):
        self.again = place()
        return self.again

    machine.place = fresh
    case = machine.TestCase
    case.settings = settings(
        max_examples=examples, stateful_step_count=12, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    case().runTest()


def test_random_saves_and_undos_on_sqlite(tmp_path):
    names = iter(range(10**6))
    run(lambda: str(tmp_path / str(next(names))), examples=5)


def test_random_saves_and_undos_on_postgresql(server):
    run(server.new_schema, examples=2)


def test_the_model_of_the_test_is_right_about_the_shipped_rows():
    tables = Tables.from_frames(small_frames())
    assert as_tables(as_model(tables)).revision == tables.revision
    assert EMPTY.number == 0
