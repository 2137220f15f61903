import json

import pytest

from graph_app.intake.files.readers import open_rows
from tests.intake.make_files import write


def rows(tmp_path, *records):
    with open_rows(write(tmp_path, "a.json", json.dumps(records))) as opened:
        return opened.header, list(opened.records), opened.counts


@pytest.mark.parametrize(
    ("record", "cells"),
    [
        ({"a": "x", "b": ["p", "q"]}, [["x", "p"], ["x", "q"]]),
        ({"a": "x", "b": ["p"]}, [["x", "p"]]),
        ({"a": "x", "b": []}, [["x", ""]]),
        ({"a": ["x", "y"], "b": ["p", "q"]}, [["x", "p"], ["y", "q"]]),
        ({"a": "x", "b": 1.5}, [["x", "1.5"]]),
    ],
)
def test_a_list_is_a_row_for_each_piece(tmp_path, record, cells):
    header, found, counts = rows(tmp_path, record)
    assert header == ["a", "b"]
    assert found == list(enumerate(cells, start=2))
    assert counts == {}


def test_a_list_of_objects_gives_columns(tmp_path):
    header, found, _ = rows(tmp_path, {"a": "x", "b": [{"n": "p", "c": "HU"}, {"n": "q"}]})
    assert header == ["a", "b.n", "b.c"]
    assert [row for _, row in found] == [["x", "p", "HU"], ["x", "q", ""]]


def test_lists_of_different_lengths_are_left_out_and_counted(tmp_path):
    _, found, counts = rows(tmp_path, {"a": ["x"], "b": ["p", "q"]})
    assert found == [(2, ["", ""])]
    assert counts == {"lists of different lengths left out": 1}
