"""vis-network, a file of ours: ``bundled.json`` says where it is from and what it is."""

from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
#: It is in the name of the file as well, because browsers keep it for long.
VIS_VERSION = "10.1.2"

_SCRIPT = ASSETS / f"vis-network-{VIS_VERSION}.min.js"


@cache
def vis_network_script() -> str:
    """Return the script of vis-network."""
    return _SCRIPT.read_text(encoding="utf-8")
