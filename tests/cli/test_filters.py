import click
import pytest
from hypothesis import given

from graph_app.cli.filters import filter_of, filter_options
from graph_app.graph.filter_kinds import Flag, write
from graph_app.graph.filter_specs import SPECS
from graph_app.graph.frames import frame_from_tables
from graph_app.model.tables import Tables
from tests.conftest import small_frames
from tests.filters import complete, filters

SMALL = frame_from_tables(Tables.from_frames(small_frames()))


@click.command
@filter_options
def command(**given):
    return filter_of(SMALL, **given)


def filter_from(*arguments):
    return command.main(list(arguments), standalone_mode=False)


def options_of(wanted):
    for name, value in wanted.changed().items():
        spec = SPECS[name]
        option = f"--{spec.option}"
        yield option if isinstance(spec.kind, Flag) else f"{option}={write(value)}"


@given(filters("city:a", "network:n").map(complete))
def test_the_options_give_the_filter_back(wanted):
    assert filter_from(*options_of(wanted)) == wanted


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_every_filter_is_in_the_help(spec):
    assert f"--{spec.option}" in command.get_help(click.Context(command))


def test_lists_may_be_repeated_or_joined():
    found = filter_from("--kind", "city,event", "--kind", "network")
    assert found.kinds == ("city", "event", "network")
