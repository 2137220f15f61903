"""One sign-in among all: what names it once its claims need not be kept."""

import hashlib
import json
from collections.abc import Mapping

# What the service says of the sign-in itself (OpenID Connect Core 1.0, section 2; RFC 7519,
# section 4.1). Not the other claims: a proxy may replace e-mail address or groups by headers of its
# own, and a sign-in that was ended under one form must not go on under the other.
_NAMING = ("iss", "sub", "iat", "nonce", "jti", "sid")


def sign_in_digest(claims: Mapping[str, object]) -> str:
    """Return the SHA-256 of what names one sign-in, as 64 hexadecimal digits.

    Parameters
    ----------
    claims : mapping of str to object
        Those of a validated ID token. Its ``nonce`` is drawn anew for each sign-in, so that two of
        one person differ.
    """
    named = {name: claims.get(name) for name in _NAMING}
    text = json.dumps(named, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
