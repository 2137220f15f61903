import pandas as pd
import pytest

from graph_app.editing.adopt import adopted
from graph_app.intake.reference.layer import shipped_layer
from graph_app.intake.reference.union import with_public
from graph_app.model.errors import TableError
from graph_app.model.public_ties import is_public
from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.validate import validate


@pytest.fixture(scope="module")
def both(tables):
    return with_public(tables, shipped_layer())


def with_changes(tables, changes):
    return Tables.from_frames(
        {
            table: pd.concat([getattr(tables, table), changes.added[table]], ignore_index=True)
            if table in changes.added
            else getattr(tables, table)
            for table in COLUMNS
        }
    )


def a_public_tie(both, known):
    """Return the first public tie of a city, with another that only the layer knows, or not."""
    relations = both.relations[is_public(both.relations["id"])]
    relations = relations[relations["type"] == "sister_city"]
    own = relations["source"].isin(known) & ~relations["target"].isin(known)
    return relations.loc[own, "id"].iloc[0]


def test_an_adopted_tie_is_ours_with_its_end_and_its_source(tables, both):
    relation = a_public_tie(both, tables.cities["id"])
    changes = adopted(tables, both, relation)
    assert {table: len(rows) for table, rows in changes.added.items()} == {
        "cities": 1,
        "relations": 1,
        "sources": 1,
    }
    ours = with_changes(tables, changes)
    assert not validate(ours)
    tie = ours.relations.set_index("id").loc[relation.removeprefix("public-")]
    assert (tie["status"], tie["source_id"]) == ("listed", "source:public-twinnings")


def test_the_layer_adds_it_no_second_time(tables, both):
    changes = adopted(tables, both, a_public_tie(both, tables.cities["id"]))
    again = with_public(with_changes(tables, changes), shipped_layer())
    assert again.relations["id"].is_unique
    assert again.cities["id"].is_unique
    assert len(again.relations) == len(both.relations)
    assert is_public(again.relations["id"]).sum() == is_public(both.relations["id"]).sum() - 1
    assert not validate(again)


def test_only_a_public_tie_can_be_adopted(tables, both):
    for relation in ("public-none", tables.relations["id"].iloc[0]):
        with pytest.raises(TableError, match="no public tie"):
            adopted(tables, both, relation)
