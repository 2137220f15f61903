"""Ask for known weaknesses of what the lock file names: ``python -m scripts.audit``.

Ends with 1 when there are any. Where the database cannot be reached it says so and ends with 0:
nothing is then known, neither good nor bad.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from scripts.serving import ROOT

#: The version that is run, in an environment of its own.
TOOL = "pip-audit==2.10.1"
_LONGEST = 300


def main() -> int:
    found = ask(ROOT / "requirements.txt")
    if found is None:
        print("audit: NOT DONE, pip-audit could not be run here")
        return 0
    print("\n".join(tell(found)))
    return 1 if weaknesses(found) else 0


def ask(lock: Path) -> list[Mapping] | None:
    """Run pip-audit on a lock file; give what it says of each package, None if it cannot run."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        return None
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command = [uv, "tool", "run", "--python", sys.executable, TOOL, "-r", str(lock), *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST)
        return json.loads(done.stdout)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return None


def weaknesses(found: Iterable[Mapping]) -> list[str]:
    """Return a line for each known weakness."""
    return [
        f"{one['name']} {one['version']}: {weak['id']}, mended in {_versions(weak)}"
        for one in found
        for weak in one.get("vulns", ())
    ]


def tell(found: list[Mapping]) -> list[str]:
    """Return what there is to say: weaknesses, then how many packages could be asked about."""
    asked = [one for one in found if "skip_reason" not in one]
    lines = [f"audit: {line}" for line in weaknesses(found)]
    if not asked:
        return ["audit: NOT DONE, the database of weaknesses cannot be reached from here"]
    if len(asked) < len(found):
        lines.append(f"audit: {len(found) - len(asked)} of {len(found)} packages are not in it")
    return [
        *lines,
        f"audit: {len(asked)} packages asked about, {len(weaknesses(found))} weaknesses",
    ]


def _versions(weak: Mapping) -> str:
    return ", ".join(weak.get("fix_versions") or ()) or "no version yet"


if __name__ == "__main__":
    sys.exit(main())
