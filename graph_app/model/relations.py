"""The one registry of relation types and their rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graph_app.model.words import N_


@dataclass(frozen=True, slots=True)
class RelationType:
    """A type of relation and what may be at its ends.

    Parameters
    ----------
    name : str
        The identifier used in tables.
    label : str
        English label.
    forward, backward : str
        English phrases that join two names, from source to target and back:
        ``"{a} is a member of {b}"`` and ``"{a} has the member {b}"``.
    source_kinds, target_kinds : frozenset of str
        Node kinds allowed at each end.
    symmetric : bool
        Whether the two ends are interchangeable.
    weight : float
        Default tie weight in (0, 1]; 1 is the closest tie a city can have.
    """

    name: str
    label: str
    forward: str
    backward: str
    source_kinds: frozenset[str]
    target_kinds: frozenset[str]
    symmetric: bool
    weight: float

    def allows(self, source_kind: str, target_kind: str) -> bool:
        """Return whether the type may run from one kind of node to the other."""
        return source_kind in self.source_kinds and target_kind in self.target_kinds


def _type(
    name: str, label: str, phrases: tuple[str, ...], ends: str, weight: float
) -> RelationType:
    """Return a type; one with a single phrase is symmetric."""
    sources, targets = (frozenset(side.split()) for side in ends.split(" -> "))
    symmetric = len(phrases) == 1
    return RelationType(name, label, phrases[0], phrases[-1], sources, targets, symmetric, weight)


_TYPES = (
    _type(
        "sister_city", N_("Sister city"), (N_("{a} is a sister city of {b}"),), "city -> city", 1.0
    ),
    _type(
        "friendship_municipality",
        N_("Friendship municipality"),
        (N_("{a} is a friendship municipality of {b}"),),
        "city -> city",
        0.7,
    ),
    _type(
        "cooperation_agreement",
        N_("Cooperation agreement"),
        (N_("{a} has a cooperation agreement with {b}"),),
        "city organisation -> city organisation",
        0.9,
    ),
    _type(
        "membership",
        N_("Membership"),
        (N_("{a} is a member of {b}"), N_("{a} has the member {b}")),
        "city organisation network -> network",
        0.4,
    ),
    _type(
        "participation",
        N_("Participation"),
        (N_("{a} takes part in {b}"), N_("{a} has the participant {b}")),
        "city organisation network -> programme event",
        0.5,
    ),
    _type(
        "part_of",
        N_("Part of"),
        (N_("{a} is part of {b}"), N_("{a} includes {b}")),
        "programme network organisation event -> programme network organisation event",
        0.6,
    ),
    _type(
        "secretariat",
        N_("Secretariat"),
        (N_("{a} has its secretariat in {b}"), N_("{a} is home to the secretariat of {b}")),
        "network programme -> city",
        0.3,
    ),
    _type(
        "hosts",
        N_("Hosts"),
        (N_("{a} hosts {b}"), N_("{a} is hosted by {b}")),
        "city organisation -> event programme organisation network",
        0.5,
    ),
    _type(
        "located_in",
        N_("Located in"),
        (N_("{a} is located in {b}"), N_("{a} is the seat of {b}")),
        "organisation event -> city",
        0.6,
    ),
    _type(
        "organises",
        N_("Organises"),
        (N_("{a} organises {b}"), N_("{a} is organised by {b}")),
        "city organisation network programme -> event programme",
        0.6,
    ),
    _type(
        "funds",
        N_("Funds"),
        (N_("{a} funds {b}"), N_("{a} is funded by {b}")),
        "programme organisation network city -> programme event organisation",
        0.4,
    ),
    _type(
        "award",
        N_("Award"),
        (N_("{a} holds the award {b}"), N_("{a} has been awarded to {b}")),
        "city organisation -> programme",
        0.3,
    ),
)

#: Name -> type, in the order in which screens list them.
RELATION_TYPES: Mapping[str, RelationType] = MappingProxyType({t.name: t for t in _TYPES})
