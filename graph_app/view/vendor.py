"""vis-network, taken from the pyvis package that is installed anyway."""

import os
from functools import cache
from pathlib import Path

import pyvis

from graph_app.model.errors import SettingsError, reason_of
from graph_app.model.messages import path_text

VIS_VERSION = "9.1.2"
ASSETS = Path(__file__).parent / "assets"

_SOURCE = Path(pyvis.__file__).parent / f"templates/lib/vis-{VIS_VERSION}/vis-network.min.js"


@cache
def vis_network_script() -> str:
    """Return the script of vis-network.

    Raises
    ------
    SettingsError
        If the installed pyvis does not hold it.
    """
    try:
        return _SOURCE.read_text(encoding="utf-8")
    except OSError:
        raise SettingsError(
            "pyvis holds no vis-network {version}; install the version in requirements.txt",
            version=VIS_VERSION,
        ) from None


@cache
def ensure_vis_network(folder: Path = ASSETS) -> str:
    """Copy the script beside the component's own, where Streamlit can serve it.

    Returns
    -------
    str
        Name of the file; it carries the version, because browsers keep it for long.
    """
    target = folder / f"vis-network-{VIS_VERSION}.min.js"
    script = vis_network_script()
    if not target.exists() or target.stat().st_size != len(script.encode()):
        part = target.with_suffix(f".{os.getpid()}.part")
        try:
            part.write_text(script, encoding="utf-8")
            part.replace(target)
        except OSError as error:
            raise SettingsError(
                "{folder}: cannot be written ({reason})",
                folder=path_text(folder),
                reason=reason_of(error),
            ) from error
    return target.name
