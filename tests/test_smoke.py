"""The lock installs, and everything in it that we use can be imported together."""

import importlib
import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import graph_app

ROOT = Path(__file__).parent.parent


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if re.match(r"[A-Za-z]", line)]


def test_the_environment_is_the_lock():
    for requirement in locked():
        if requirement.marker is None or requirement.marker.evaluate():
            installed = importlib.metadata.version(requirement.name)
            assert requirement.specifier.contains(installed, prereleases=True), requirement


def test_the_lock_has_every_direct_dependency():
    names = {requirement.name.lower() for requirement in locked()}
    wanted = [*project()["dependencies"], *project()["optional-dependencies"]["dev"]]
    assert {Requirement(text).name.lower() for text in wanted} <= names


def test_the_lock_names_no_host_and_no_path():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--" not in text.replace("-- ", "")


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
