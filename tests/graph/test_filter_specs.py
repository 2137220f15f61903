from dataclasses import fields

import pytest

from graph_app.graph.filter_specs import SPECS, GraphFilter
from tests.filters import EVERY


def test_every_field_has_one_entry():
    names = [field.name for field in fields(GraphFilter)]
    assert sorted(SPECS) == sorted(names)
    assert {spec.needs for spec in SPECS.values()} <= {"", *names}


@pytest.mark.parametrize("name", ["query_key", "option", "label"])
def test_no_two_filters_are_called_the_same(name):
    assert len({getattr(spec, name) for spec in SPECS.values()}) == len(SPECS)


def test_a_field_that_needs_another_makes_no_difference_alone():
    assert GraphFilter(hops=2, undated=False).in_effect == ()
    assert GraphFilter(hops=2, focus="city:a").active == ("hops",)
    assert "undated" in GraphFilter(undated=False, year=1999).in_effect


def test_each_field_goes_back_to_its_default():
    for name in SPECS:
        assert name in EVERY.changed()
        assert name not in EVERY.without(name).changed()
