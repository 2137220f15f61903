"""Filters made from what each says that it can be set to."""

from hypothesis import strategies as st

from graph_app.graph import filter_kinds as kinds
from graph_app.graph.filter_specs import SPECS, GraphFilter


def some(values):
    return st.lists(st.sampled_from(sorted(values)), unique=True, max_size=3).map(tuple)


def values_of(kind, nodes):
    match kind:
        case kinds.Countries():
            return some(["FI", "SE", "PL", "NO"])
        case kinds.Choices(known):
            return some(known)
        case kinds.Choice(labels):
            return st.sampled_from(["", *labels])
        case kinds.Scale(low, high) | kinds.Year(low, high):
            return st.none() | st.integers(low, high)
        case kinds.Number(low, high):
            return st.integers(low, low + 5) | st.integers(low, high)
        case kinds.Text(most):
            return st.text(max_size=20) | st.text(min_size=most, max_size=most)
        case kinds.Node():
            return st.sampled_from(["", *nodes])
        case kinds.Flag():
            return st.booleans()


def filters(*nodes):
    """Return a strategy for filters; `nodes` are those that may be the focus."""
    values = {name: values_of(spec.kind, nodes) for name, spec in SPECS.items()}
    return st.builds(GraphFilter, **values)


def complete(wanted):
    """Return a filter without the fields that need another which is not set."""
    for name in wanted.changed():
        if SPECS[name].apply and name not in wanted.active:
            wanted = wanted.without(name)
    return wanted


#: One filter with every field away from its default.
EVERY = GraphFilter(
    kinds=("city",),
    types=("membership", "sister_city"),
    countries=("SE", "FI"),
    themes=("climate",),
    statuses=("unknown",),
    year=1999,
    undated=False,
    search="åbo & co",
    focus="city:turku",
    hops=2,
    min_degree=3,
    isolated=True,
    coordinates="known",
)
