import pytest

from graph_app.model.errors import SettingsError
from graph_app.serve.sign_in import read_sign_in, secrets_of
from tests.oidc_provider import CLIENT_SECRET, COOKIE_SECRET, sign_in_variables

SERVICE = "https://id.example/.well-known/openid-configuration"
WHOLE = sign_in_variables(SERVICE, "https://graph.example/")


@pytest.fixture
def read(environment_of):
    return lambda given: read_sign_in(environment_of(given).sign_in)


def test_nothing_set_means_no_sign_in(read):
    assert read({}) is None
    assert read({"GRAPH_APP_SIGN_IN_SERVICE": " "}) is None


def test_the_variables_become_the_section(read):
    assert read({**WHOLE, "GRAPH_APP_SIGN_IN_SCOPE": "openid groups"}) == {
        "server_metadata_url": SERVICE,
        "redirect_uri": "https://graph.example/oauth2callback",
        "client_id": "graph-app",
        "client_secret": CLIENT_SECRET,
        "cookie_secret": COOKIE_SECRET,
        "client_kwargs": {"scope": "openid groups"},
    }


def test_a_secret_may_lie_in_a_file(read, tmp_path):
    name = "GRAPH_APP_SIGN_IN_CLIENT_SECRET"
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    given = {key: value for key, value in WHOLE.items() if key != name}
    given[f"{name}_FILE"] = str(tmp_path / "secret")
    assert read(given)["client_secret"] == "from a file"
    given[f"{name}_FILE"] = str(tmp_path / "none")
    with pytest.raises(SettingsError, match=r"CLIENT_SECRET_FILE.*No such file"):
        read(given)


@pytest.mark.parametrize("missing", WHOLE)
def test_what_is_missing_is_named_and_no_secret_shown(read, missing):
    with pytest.raises(SettingsError, match=missing) as error:
        read({**WHOLE, missing: ""})
    assert "hunter22" not in str(error.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GRAPH_APP_SIGN_IN_COOKIE_SECRET", "short"),
        ("GRAPH_APP_SIGN_IN_SERVICE", "http://id.example/x"),
        ("GRAPH_APP_SIGN_IN_SERVICE", "id.example"),
        ("GRAPH_APP_SIGN_IN_SERVICE", "https://[::1"),
        ("GRAPH_APP_SIGN_IN_ADDRESS", "http://graph.example"),
        ("GRAPH_APP_SIGN_IN_ADDRESS", "javascript:alert(1)"),
    ],
)
def test_what_is_wrong_is_named(read, variable, value):
    with pytest.raises(SettingsError, match=variable) as error:
        read({**WHOLE, variable: value})
    assert "short" not in str(error.value)


def test_this_machine_needs_no_encryption(read):
    local = {**WHOLE, "GRAPH_APP_SIGN_IN_ADDRESS": "http://127.0.0.1:{port}"}
    assert read(local)["redirect_uri"] == "http://127.0.0.1:{port}/oauth2callback"


def test_the_secrets_are_known_to_the_logs(environment_of):
    url = "postgresql://u:pass1234@h/d"
    found = secrets_of(environment_of({**WHOLE, "GRAPH_APP_DATABASE_URL": url}))
    assert set(found) == {CLIENT_SECRET, COOKIE_SECRET, "pass1234"}
