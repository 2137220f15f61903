"""A small OpenID Connect provider on loopback: discovery, keys, code flow with PKCE, end of session.

It signs ID tokens with RS256 and checks clients, redirect addresses, codes and verifiers as
OpenID Connect Core 1.0 and RFC 7636 ask. People sign in on a page of its own.
"""

import base64
import contextlib
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey


@dataclass
class Provider:
    """What the provider knows.

    Parameters
    ----------
    client_id, client_secret, redirect_uri : str
        The one client.
    people : mapping of str to dict
        Name on the page -> claims, ``sub`` among them.
    issuer : str
        Address of the provider.
    """

    client_id: str
    client_secret: str
    redirect_uri: str
    people: Mapping[str, dict]
    issuer: str = ""
    age: float = 0.0
    ended: list[str] = field(default_factory=list)
    codes: dict[str, dict] = field(default_factory=dict)
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    )

    def discovery(self) -> dict:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "email", "profile"],
        }

    def id_token(self, grant: dict) -> str:
        now = int(time.time() - self.age)
        claims = {
            "iss": self.issuer,
            "aud": self.client_id,
            "iat": now,
            "exp": int(time.time()) + 3600,
            "nonce": grant["nonce"],
            **self.people[grant["person"]],
        }
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, *_arguments) -> None:
        pass

    def do_GET(self) -> None:
        path, query = self._asked()
        provider = self.provider
        if path == "/.well-known/openid-configuration":
            self._json(200, provider.discovery())
        elif path == "/keys":
            self._json(200, KeySet([provider.key]).as_dict(private=False))
        elif path == "/authorize":
            self._authorize(query)
        elif path == "/end":
            self._end(query)
        else:
            self._json(404, {"error": "not_found"})

    def do_POST(self) -> None:
        path, _ = self._asked()
        length = int(self.headers.get("content-length", 0))
        form = {
            name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()
        }
        if path == "/token":
            self._token(form)
        else:
            self._json(404, {"error": "not_found"})

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}

    def _authorize(self, query: dict[str, str]) -> None:
        provider = self.provider
        right = (
            query.get("client_id") == provider.client_id
            and query.get("redirect_uri") == provider.redirect_uri
            and query.get("response_type") == "code"
            and "openid" in query.get("scope", "").split()
            and query.get("code_challenge_method") == "S256"
            and query.get("nonce")
            and query.get("state")
        )
        if not right:
            # Never redirected: the address may be another's.
            self._json(400, {"error": "invalid_request"})
        elif person := query.get("person"):
            answer = {"state": query["state"]}
            if person in provider.people:
                code = secrets.token_urlsafe()
                provider.codes[code] = {**query, "until": time.time() + 60}
                answer["code"] = code
            else:
                answer["error"] = "access_denied"
            self._redirect(f"{provider.redirect_uri}?{urlencode(answer)}")
        else:
            self._choose(query)

    def _choose(self, query: dict[str, str]) -> None:
        fields = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in query.items()
        )
        buttons = "".join(
            f'<button name="person" value="{html.escape(name)}">{html.escape(name)}</button>'
            for name in [*self.provider.people, "nobody"]
        )
        page = f"<!doctype html><title>Provider</title><form>{fields}{buttons}</form>"
        self._send(200, page.encode(), "text/html; charset=utf-8")

    def _token(self, form: dict[str, str]) -> None:
        provider = self.provider
        given = base64.b64encode(f"{provider.client_id}:{provider.client_secret}".encode()).decode()
        if self.headers.get("authorization") != f"Basic {given}":
            self._json(401, {"error": "invalid_client"})
            return
        # A code is good once, whatever comes of it.
        grant = provider.codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = (
            grant is not None
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == grant["redirect_uri"]
            and base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() == grant["code_challenge"]
            and time.time() < grant["until"]
        )
        if not right:
            self._json(400, {"error": "invalid_grant"})
            return
        token = {
            "access_token": secrets.token_urlsafe(),
            "token_type": "Bearer",
            "expires_in": 3600,
            "id_token": provider.id_token(grant),
        }
        self._json(200, token)

    def _end(self, query: dict[str, str]) -> None:
        provider = self.provider
        hint = jwt.decode(query["id_token_hint"], provider.key, algorithms=["RS256"])
        provider.ended.append(hint.claims["sub"])
        if query.get("post_logout_redirect_uri") == provider.redirect_uri:
            self._redirect(provider.redirect_uri)
        else:
            self._json(400, {"error": "invalid_request"})

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("location", address)
        self.send_header("content-length", "0")
        self.end_headers()

    def _json(self, status: int, body: dict) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("cache-control", "no-store")
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def running_provider(provider: Provider) -> Iterator[Provider]:
    """Serve the provider on a free port of loopback."""
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
