import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.edges.mapping import (
    Mapping,
    load_mapping,
    mapping_from_json,
    mapping_to_json,
    personal_columns,
    shipped_mappings,
)
from graph_app.intake.files.readers import Form
from graph_app.model.errors import GraphAppError, TableError
from tests.intake import make_files as files

COLUMNS = {"from.name": ("a",), "to.name": ("b",)}


def mapping(**more):
    facts = {"name": "m", "source": {"title": "M"}, "columns": COLUMNS,
             "constants": {"type": "sister_city"}}  # fmt: skip
    return Mapping(**facts | more)


@pytest.mark.parametrize("name", shipped_mappings())
def test_a_saved_mapping_is_loaded_as_it_was(tmp_path, name):
    shipped = load_mapping(name)
    path = files.write(tmp_path, "saved.json", mapping_to_json(shipped))
    assert load_mapping(path) == shipped


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"name": "Not A Slug"}, "small letters"),
        ({"columns": {"from.name": ("a",)}}, "no column for to.name"),
        ({"columns": COLUMNS | {"from.colour": ("c",)}}, "the meaning 'from.colour'"),
        ({"constants": {}}, "no type of relation"),
        ({"constants": {"type": "flies_to"}}, "found 'flies_to'"),
        ({"values": {"status": {"x": "over"}}}, "found 'over'"),
        ({"dates": {"start": "guess"}}, "the date form 'guess'"),
        ({"form": Form(decimal="'")}, "the decimal mark"),
        ({"form": Form(decimal=",", thousands=",")}, "the decimal mark"),
        ({"columns": COLUMNS | {"note": ("E-Mail",)}}, "no personal data"),
        ({"columns": COLUMNS | {"to.contact_name": ("x",)}}, "no personal data"),
    ],
)
def test_what_cannot_be_is_refused(more, says):
    with pytest.raises(TableError, match=says):
        mapping(**more)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": 3}', '{"name": "m", "x": 1}',
                                  '{"name": "m", "source": {}, "columns": 3}'])  # fmt: skip
def test_what_is_no_mapping(text):
    with pytest.raises(TableError):
        mapping_from_json(text)


@given(st.text(max_size=80))
def test_any_text_is_a_mapping_or_a_named_error(text):
    with pytest.raises(GraphAppError):
        mapping_from_json(text)


PARTS = st.sampled_from(["name", "source", "columns", "constants", "values", "form", "dates",
                         "split", "both_ways"])  # fmt: skip
VALUES = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(max_size=6)),
    lambda inner: st.one_of(st.lists(inner, max_size=2),
                            st.dictionaries(st.text(max_size=6), inner, max_size=2)),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(PARTS, VALUES, max_size=5))
def test_any_json_is_a_mapping_or_a_named_error(changes):
    whole = json.loads(mapping_to_json(mapping()))
    try:
        read = mapping_from_json(json.dumps(whole | changes))
    except GraphAppError:
        return
    assert dataclasses.is_dataclass(read)


def test_personal_columns_in_several_languages():
    personal = ["E-mail", "contactName", "Telephone", "puhelinnumero", "yhteyshenkilö", "Tel.",
                "Contact_Person", "Ansprechpartner", "phone", "Network_Manager", "MAIL"]  # fmt: skip
    plain = ["city", "Hotel", "country", "mailand", "status", "telescope", "year", "Network_Name"]
    assert personal_columns(personal + plain) == personal


def test_no_mapping_of_that_name():
    with pytest.raises(TableError, match="expected a file or one of edges, etmun"):
        load_mapping("nothing")


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("form", {"delimiter": 0}, "expected text in quotes"),
        ("form", {"delimiter": 2**64}, "expected text in quotes"),
        ("form", {"delimiter": ";;"}, "expected one such as ;"),
        ("form", {"delimiter": '"'}, "expected one such as ;"),
        ("form", {"kind": "ods"}, "expected csv, xlsx or json"),
        ("form", {"missing": [1]}, "expected text in quotes"),
        ("form", {"sheet": ["a"]}, "expected text in quotes"),
        ("form", {"encoding": False}, "expected text in quotes"),
        ("source", {"title": 3}, "expected text in quotes"),
        ("constants", {"from.kind": "city", "type": ["sister_city"]}, "expected text in quotes"),
        ("columns", {"from.name": [["a"]], "to.name": "b"}, "expected text in quotes"),
        ("values", {"status": {"x": []}}, "expected text in quotes"),
        ("split", {"a": [None]}, "expected text in quotes"),
        ("name", 7, "expected text in quotes"),
        ("both_ways", "no", "expected true or false"),
        ("personal", 2, "expected true or false"),
        ("values", {"status": 3}, "no valid mapping"),
        ("columns", [], "no valid mapping"),
    ],
)
def test_mappings_of_other_types(part, value, says):
    data = json.loads(mapping_to_json(load_mapping("twin-cities"))) | {part: value}
    with pytest.raises(TableError, match=says):
        mapping_from_json(json.dumps(data))
