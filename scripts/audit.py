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
    print("\n".join(f"audit: {line}" for line in report(found)))
    return 1 if weaknesses(found) else 0


def ask(lock: Path) -> list[Mapping]:
    """Run pip-audit on a lock file; give what it says of each package, nothing if it cannot run."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        return []
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command = [uv, "tool", "run", "--python", sys.executable, TOOL, "-r", str(lock), *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST)
        return json.loads(done.stdout)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return []


def weaknesses(found: Iterable[Mapping]) -> list[str]:
    """Return a line for each known weakness."""
    return [
        f"{one['name']} {one['version']}: {weak['id']}, "
        f"fixed in {', '.join(weak.get('fix_versions') or ['no version yet'])}"
        for one in found
        for weak in one.get("vulns", ())
    ]


def report(found: list[Mapping]) -> list[str]:
    """Return what there is to say: weaknesses, then how many packages could be asked about."""
    unknown = sum("skip_reason" in one for one in found)
    if unknown == len(found):
        return ["NOT DONE, the database of weaknesses cannot be reached from here"]
    lines = weaknesses(found)
    asked = f"{len(found) - unknown} packages asked about, {len(lines)} weaknesses"
    if unknown:
        lines.append(f"{unknown} of {len(found)} packages are not in the database")
    return [*lines, asked]


if __name__ == "__main__":
    sys.exit(main())
