"""A small OpenID Connect provider on loopback: discovery, keys, code flow with PKCE, end of session.

It signs ID tokens with RS256 and checks clients, redirect addresses, codes and verifiers as
OpenID Connect Core 1.0 and RFC 7636 ask. People sign in on a page of its own.
"""

import base64
import contextlib
import hashlib
import html
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx2
import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit import config
from streamlit.auth_util import encode_provider_token
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from scripts.serving import app_process, wait_for
from scripts.websocket_user import WebsocketUser

CLIENT = "graph-app"
CLIENT_SECRET = "client-secret-hunter22"
COOKIE_SECRET = "cookie-secret-hunter22-0123456789-abc"


def sign_in_variables(service: str, address: str = "http://127.0.0.1:{port}") -> dict[str, str]:
    """Return the variables with which the app signs in at a service."""
    return {
        "GRAPH_APP_SIGN_IN_SERVICE": service,
        "GRAPH_APP_SIGN_IN_ADDRESS": address,
        "GRAPH_APP_SIGN_IN_CLIENT_ID": CLIENT,
        "GRAPH_APP_SIGN_IN_CLIENT_SECRET": CLIENT_SECRET,
        "GRAPH_APP_SIGN_IN_COOKIE_SECRET": COOKIE_SECRET,
    }


@dataclass
class Provider:
    """What the provider knows.

    Parameters
    ----------
    people : mapping of str to dict
        Name on the page -> claims, ``sub`` among them.
    issuer, redirect_uri : str
        Address of the provider, and where its one client takes answers.
    age : float
        How many seconds ago its tokens say that they were issued.
    ended : list of str
        Subjects of the sessions that were ended.
    """

    people: Mapping[str, dict]
    issuer: str = ""
    redirect_uri: str = ""
    age: float = 0.0
    ended: list[str] = field(default_factory=list)
    codes: dict[str, dict] = field(default_factory=dict)
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    )

    @property
    def discovery_address(self) -> str:
        return f"{self.issuer}/.well-known/openid-configuration"

    def app(self) -> Starlette:
        keys = KeySet([self.key]).as_dict(private=False)
        routes = [
            Route("/.well-known/openid-configuration", lambda _: JSONResponse(self.discovery())),
            Route("/keys", lambda _: JSONResponse(keys)),
            Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]),
            Route("/end", self.end),
        ]
        return Starlette(routes=routes)

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

    def authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        right = (
            query.get("client_id") == CLIENT
            and query.get("redirect_uri") == self.redirect_uri
            and query.get("response_type") == "code"
            and "openid" in query.get("scope", "").split()
            and query.get("code_challenge_method") == "S256"
            and query.get("nonce")
            and query.get("state")
        )
        if not right:
            # Never redirected: the address may be another's.
            return JSONResponse({"error": "invalid_request"}, 400)
        person = query.get("person")
        if not person:
            return self.choice(query)
        answer = {"state": query["state"], "error": "access_denied"}
        if person in self.people:
            code = secrets.token_urlsafe()
            self.codes[code] = {**query, "until": time.time() + 60}
            answer = {"state": query["state"], "code": code}
        return RedirectResponse(f"{self.redirect_uri}?{urlencode(answer)}", 302)

    def choice(self, query: Mapping[str, str]) -> Response:
        """Return the page on which people sign in."""
        fields = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in query.items()
        )
        buttons = "".join(
            f'<button name="person" value="{name}">{name}</button>'
            for name in [*self.people, "nobody"]
        )
        return HTMLResponse(f"<!doctype html><title>Provider</title><form>{fields}{buttons}</form>")

    async def token(self, request: Request) -> Response:
        given = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {given}":
            return JSONResponse({"error": "invalid_client"}, 401)
        form = await request.form()
        # A code is good once, whatever comes of it.
        grant = self.codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = (
            grant is not None
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == grant["redirect_uri"]
            and base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() == grant["code_challenge"]
            and time.time() < grant["until"]
        )
        if not right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        answer = {
            "access_token": secrets.token_urlsafe(),
            "token_type": "Bearer",
            "expires_in": 3600,
            "id_token": self.id_token(grant),
        }
        return JSONResponse(answer, headers={"cache-control": "no-store"})

    def id_token(self, grant: Mapping[str, str]) -> str:
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": int(time.time() - self.age),
            "exp": int(time.time()) + 3600,
            "nonce": grant["nonce"],
            **self.people[grant["person"]],
        }
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def end(self, request: Request) -> Response:
        hint = jwt.decode(request.query_params["id_token_hint"], self.key, algorithms=["RS256"])
        self.ended.append(hint.claims["sub"])
        if request.query_params.get("post_logout_redirect_uri") != self.redirect_uri:
            return JSONResponse({"error": "invalid_request"}, 400)
        return RedirectResponse(self.redirect_uri, 302)


@contextlib.contextmanager
def running_provider(provider: Provider) -> Iterator[None]:
    """Serve the provider on a free port of loopback."""
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_level="error"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        provider.issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        wait_for(lambda: server.started)
        yield
        server.should_exit = True
        thread.join()


@contextlib.contextmanager
def app_with_provider(
    people: Mapping[str, dict], log: Path, **variables: str
) -> Iterator[tuple[str, Provider]]:
    """Serve the app, which only those may read who sign in; give its address and the provider."""
    provider = Provider(people)
    with running_provider(provider), log.open("wb") as file:
        own = sign_in_variables(provider.discovery_address)
        own |= {"GRAPH_APP_ACCESS_READING": "signed-in", **variables}
        with app_process(file, **own) as (address, _):
            provider.redirect_uri = f"{address}/oauth2callback"
            yield address, provider


class Browser:
    """A browser without a window: it keeps cookies, follows a sign-in, and opens websockets.

    Parameters
    ----------
    address : str
        Of the app.
    scheme : str
        ``https`` for one that reaches it through a proxy which ends the encryption.
    """

    def __init__(self, address: str, scheme: str = "http"):
        self.address, self._visits = address, contextlib.ExitStack()
        #: Where its pages come from: the address, unless a proxy is in front of it.
        self.origin = address
        headers = {"X-Forwarded-Proto": scheme} if scheme != "http" else {}
        self._client = httpx2.Client(trust_env=False, timeout=30, headers=headers)
        #: Name -> value of what it keeps.
        self.cookies: dict[str, str] = {}
        #: Every ``Set-Cookie`` that it was sent.
        self.set_cookies: list[str] = []

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_error: object) -> None:
        self._visits.close()
        self._client.close()

    @property
    def sent(self) -> str:
        """The cookies as it sends them."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str, **headers: str) -> httpx2.Response:
        headers["Cookie"] = self.sent
        answer = self._client.get(f"{self.address}{path}", headers=headers)
        for one in answer.headers.get_list("set-cookie"):
            self.set_cookies.append(one)
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "max-age=0" in one.lower():
                del self.cookies[name]
        return answer

    def begin_sign_in(self, place: str = "/") -> httpx2.Response:
        """Ask to sign in as the button on a page does."""
        before = config.get_option("server.cookieSecret")
        config.set_option("server.cookieSecret", COOKIE_SECRET)
        try:
            token = encode_provider_token("default")
        finally:
            config.set_option("server.cookieSecret", before)
        referer = {"Referer": f"{self.address}{place}"} if place else {}
        return self.get(f"/auth/login?provider={token}", **referer)

    def sign_in(self, person: str, place: str = "/") -> None:
        began = self.begin_sign_in(place)
        back = self._client.get(f"{began.headers['location']}&person={person}")
        self.get(back.headers["location"].removeprefix(self.address))

    def open(self, page: str = "", query: str = "lang=en") -> "Visit":
        """Open a tab with the cookies that it has now."""
        return self._visits.enter_context(contextlib.closing(Visit(self, page, query)))


class Visit(WebsocketUser):
    """One tab of a browser.

    Parameters
    ----------
    browser : Browser
        Whose cookies it sends.
    page, query : str
        What it opens.
    """

    def __init__(self, browser: Browser, page: str, query: str):
        if "_streamlit_xsrf" not in browser.cookies:
            browser.get("/_stcore/health")
        token = browser.cookies.get("_streamlit_xsrf", "")
        parts = urlsplit(browser.address)
        super().__init__(
            browser.origin,
            sock=socket.create_connection((parts.hostname, parts.port)),
            subprotocols=["streamlit", token],
            additional_headers={"Origin": browser.origin, "Cookie": browser.sent},
        )
        self.open(page, query)

    @property
    def shown(self) -> str:
        """The text of the page as a person reads it."""
        return "\n".join(self.texts).replace("\\", "")

    def watch(self) -> float:
        """Wait, without a click, until the page is drawn anew; return the seconds that it took."""
        self.texts = []
        return self._drawn("")

    def is_drawn_anew(self, seconds: float) -> bool:
        """Return whether the page is drawn anew, without a click, within so many seconds."""
        until = time.monotonic() + seconds
        with contextlib.suppress(TimeoutError):
            while True:
                content = self._socket.recv(timeout=max(0.0, until - time.monotonic()))
                if ForwardMsg.FromString(content).WhichOneof("type") == "new_session":
                    return True
        return False
