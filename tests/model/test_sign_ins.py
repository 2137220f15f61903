import re

import pytest

from graph_app.model.sign_ins import sign_in_digest

CLAIMS = {"iss": "https://id.example", "sub": "1", "iat": 1_800_000_000, "nonce": "n1"}


def test_one_sign_in_has_one_digest_in_whatever_form_it_comes():
    forms = [
        CLAIMS,
        dict(reversed(CLAIMS.items())),
        # The cookie has more than the session, and a proxy may replace what is no part of it.
        {**CLAIMS, "origin": "https://a.example", "is_logged_in": True, "tokens": {}},
        {**CLAIMS, "email": "other@city.example", "groups": ["x"]},
    ]
    (digest,) = {sign_in_digest(one) for one in forms}
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert "id.example" not in digest


@pytest.mark.parametrize("other", [{"nonce": "n2"}, {"iat": 1_800_000_001}, {"sub": "2"}])
def test_another_sign_in_has_another(other):
    assert sign_in_digest({**CLAIMS, **other}) != sign_in_digest(CLAIMS)


def test_whatever_is_claimed_has_one():
    assert sign_in_digest({"sub": {1, 2}, "iat": object}) != sign_in_digest({})
