"""The lock installs, and everything in it that we use can be imported together."""

import importlib
import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import graph_app

ROOT = Path(__file__).parent.parent


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


#: All of it, and the part that an image needs.
LOCKS = ("requirements.txt", "requirements-app.txt")


def locked(lock="requirements.txt"):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip("\\ ")) for line in lines if re.match(r"[A-Za-z]", line)]


def test_the_environment_is_the_lock():
    for requirement in locked():
        if requirement.marker is None or requirement.marker.evaluate():
            installed = importlib.metadata.version(requirement.name)
            assert requirement.specifier.contains(installed, prereleases=True), requirement


def test_the_lock_has_every_direct_dependency():
    names = {requirement.name.lower() for requirement in locked()}
    wanted = [*project()["dependencies"], *project()["optional-dependencies"]["dev"]]
    assert {Requirement(text).name.lower() for text in wanted} <= names


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_names_no_host_and_no_path(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--" not in text.replace("-- ", "").replace("--hash=sha256:", "")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_the_lock_has_a_hash(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[A-Za-z])", text)[1:]:
        assert re.match(
            r"[\w.-]+==\S+( ; [^\n]+)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n)+", entry
        )
    makefile, image = (ROOT / "Makefile").read_text(), (ROOT / "deploy/Dockerfile").read_text()
    assert "--require-hashes --no-deps --requirement requirements.txt" in makefile
    assert "--require-hashes --no-deps --requirement requirements-app.txt" in image


def test_the_image_gets_the_versions_that_are_tested():
    whole, part = ({(one.name, str(one.specifier)) for one in locked(lock)} for lock in LOCKS)
    assert part < whole


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_lock_is_whole_for_every_python(version):
    names = {canonicalize_name(one.name) for one in locked()}
    here = {"python_version": version, "python_full_version": f"{version}.9", "extra": ""}
    for one in locked():
        if one.marker and not one.marker.evaluate(here):
            continue
        try:
            needs = importlib.metadata.requires(one.name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # not for this machine's Python
        for text in needs:
            need = Requirement(text)
            if need.marker is None or need.marker.evaluate(here):
                assert canonicalize_name(need.name) in names, (one.name, text)


def test_every_direct_dependency_can_be_imported():
    wanted = {Requirement(text).name for text in project()["dependencies"]}
    for module, packages in importlib.metadata.packages_distributions().items():
        if wanted & {*packages}:
            assert importlib.import_module(module)


def test_every_module_of_ours_imports():
    package = ROOT / "graph_app"
    for path in package.rglob("*.py"):
        if path.name == "front.py" or "migrations" in path.parts:
            # Streamlit runs the one for each reader, Alembic the others.
            continue
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        assert importlib.import_module(name)


def test_the_public_names_exist():
    for name in graph_app.__all__:
        assert getattr(graph_app, name).__doc__


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scripts").glob("*.py")), ids=lambda path: path.stem
)
def test_every_script_can_be_imported(path):
    importlib.import_module(f"scripts.{path.stem}")
