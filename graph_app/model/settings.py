"""What a city sets for itself: its home node, its own counts, its language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_app.model.access import Access


@dataclass(frozen=True)
class Settings:
    """Settings that lie beside the tables, in ``settings.toml``.

    Parameters
    ----------
    home : str
        Node id of the home city, e.g. ``city:lahti``.
    title : str
        Name of the explorer in the header.
    language : str
        Language at first opening: ``en``, ``fi`` or ``sv``.
    reported : mapping of str to int
        Relation type -> how many ties the city itself counts, e.g. ``sister_city`` -> 13.
    reported_source : str
        Id of the source of those counts; empty where there is none.
    access : Access
        Who may read and who may edit.
    """

    home: str
    title: str = ""
    language: str = "en"
    reported: Mapping[str, int] = field(default_factory=dict)
    reported_source: str = ""
    access: Access = field(default_factory=Access)
