import hashlib
import json
import re
import shutil
import subprocess

import pytest

from graph_app.export.standalone import write_html
from graph_app.view.vendor import ASSETS, VIS_VERSION, vis_network_script
from tests.conftest import ROOT
from tests.export.conftest import make_bundle

PARTS = json.loads((ROOT / "graph_app/view/bundled.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part["name"])
def test_a_bundled_part_is_what_the_list_says(part):
    raw = (ROOT / part["file"]).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == part["sha256"]
    assert all((ROOT / text).stat().st_size > 1000 for text in part["texts"])
    assert part["licence"] in (ROOT / "LICENSES.md").read_text(encoding="utf-8")
    assert part["file"] in (ROOT / "LICENSES.md").read_text(encoding="utf-8")


def test_no_file_of_others_is_left_off_the_list():
    """What is minified, a font, or says that it has a licence of its own is a part of others."""
    listed = {part["file"] for part in PARTS} | {text for part in PARTS for text in part["texts"]}
    for path in (ROOT / "graph_app").rglob("*"):
        name = path.relative_to(ROOT).as_posix()
        if not path.is_file() or path.suffix in (".py", ".pyc", ".po"):
            continue
        foreign = path.suffix in (".woff", ".woff2", ".ttf", ".otf", ".svg", ".wasm")
        foreign |= ".min." in path.name or path.stat().st_size > 100_000
        foreign |= bool(re.search(rb"@license|\(c\) \d{4}", path.read_bytes()))
        assert not foreign or name in listed, name


def test_the_component_imports_that_version():
    (part,) = [one for one in PARTS if one["name"] == "vis-network"]
    assert part["version"] == VIS_VERSION
    assert f"@version {VIS_VERSION}" in vis_network_script()[:400]
    assert f'"./vis-network-{VIS_VERSION}.min.js"' in (ASSETS / "graph_view.js").read_text()
    assert [path.name for path in ASSETS.glob("vis-*.js")] == [f"vis-network-{VIS_VERSION}.min.js"]


def test_a_page_with_the_script_carries_its_licence(graph):
    page = write_html(make_bundle(graph)).decode()
    assert f"@version {VIS_VERSION}" in page
    assert "Permission is hereby granted" in page
    assert "Almende" in page


@pytest.mark.slow
def test_it_is_the_file_that_npm_gives(tmp_path):
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    (part,) = [one for one in PARTS if one["name"] == "vis-network"]
    asked = [npm, "pack", f"vis-network@{VIS_VERSION}", "--json"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("no npm registry can be reached")
    (packed,) = json.loads(done.stdout)
    assert packed["integrity"] == part["integrity"]
    shutil.unpack_archive(tmp_path / packed["filename"], tmp_path)
    raw = (tmp_path / "package/dist/vis-network.min.js").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == part["sha256"]
