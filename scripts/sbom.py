"""Write a bill of materials in CycloneDX JSON: ``python -m scripts.sbom FILE``.

It names what the image gets: every package of its lock with its hashes, and the parts of others that
lie in the repository. The same lock gives the same bytes: no serial number, no time.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.serving import ROOT

#: The version that is run, in an environment of its own.
TOOL = "cyclonedx-bom==7.5.0"
LOCK = ROOT / "requirements-app.txt"


def main(out: str) -> None:
    """Write the bill of materials."""
    bill = with_bundled(packages())
    Path(out).write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def packages() -> dict:
    """Return what CycloneDX says of the lock."""
    uv = str(Path(sys.executable).with_name("uv"))
    options = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--of", "JSON"]
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "bom.json"
        command = ["cyclonedx-py", "requirements", *options, "-o", str(made), str(LOCK)]
        subprocess.run([uv, "tool", "run", "-q", "--from", TOOL, *command], check=True)
        found: dict = json.loads(made.read_text(encoding="utf-8"))
    return found


def with_bundled(bill: dict) -> dict:
    """Add the parts of others that lie in the repository."""
    listed = json.loads((ROOT / "graph_app/view/bundled.json").read_text(encoding="utf-8"))
    parts = [
        {
            "type": "library" if part["purl"] else "data",
            "bom-ref": f"bundled-{part['name']}",
            "name": part["name"],
            "version": part["version"],
            "description": part["origin"],
            "hashes": [{"alg": "SHA-256", "content": part["sha256"]}],
            **({"purl": part["purl"]} if part["purl"] else {}),
        }
        for part in listed
    ]
    return {**bill, "components": [*bill["components"], *parts]}


if __name__ == "__main__":
    main(sys.argv[1])
