import json
import re
import subprocess

import pytest

from scripts.sbom import LOCK, main, with_bundled
from scripts.serving import ROOT


def locked():
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK.read_text(), re.MULTILINE))


def test_bundled_parts_are_named_with_their_hashes():
    parts = with_bundled({"components": []})["components"]
    listed = json.loads((ROOT / "graph_app/view/bundled.json").read_text())
    assert [(p["name"], p["hashes"][0]["content"]) for p in parts] == [
        (one["name"], one["sha256"]) for one in listed
    ]


@pytest.mark.slow
def test_the_bill_names_what_the_lock_names_in_the_same_bytes(tmp_path):
    try:
        main(str(tmp_path / "one"))
    except subprocess.CalledProcessError:
        pytest.skip("the tool cannot be fetched from here")
    main(str(tmp_path / "two"))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    bill = json.loads((tmp_path / "one").read_text())
    assert not {"serialNumber"} & bill.keys()
    assert "timestamp" not in bill["metadata"]
    named = {one["name"]: one["version"] for one in bill["components"]
             if not one["bom-ref"].startswith("bundled-")}  # fmt: skip
    assert named == locked()
