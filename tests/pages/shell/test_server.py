"""How the pages are to be served; the server itself runs in ``tests/scripts/test_serving.py``."""

import pytest

from graph_app.model.errors import SettingsError
from graph_app.pages.shell.server import check_facts, serving


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GRAPH_APP_LOG", "xml"),
        ("GRAPH_APP_STOP_DELAY", "-1"),
        ("GRAPH_APP_STOP_PATIENCE", "soon"),
        ("GRAPH_APP_STOP_PATIENCE", "nan"),
    ],
)
def test_a_wrong_variable_is_refused_by_name(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=f"{variable}: found '{value}'"):
        serving()


def test_facts_that_cannot_be_read_are_said_to_be_so(hostile_folder):
    check_facts()
    (hostile_folder / "relations.csv").unlink()
    with pytest.raises(SettingsError, match=r"no relations\.csv"):
        check_facts()
