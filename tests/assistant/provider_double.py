"""An OpenID provider without a network, which does what it is told, wrong things too."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey

ISSUER = "https://login.example.com/staff"
CLIENT = "contact-assistant"
SECRET = "s3cret: +/%"
RETURN = "https://crm.example.com/sign-in/company/callback"
NOW = 1_800_000_000

ADA = {
    "sub": "user-1",
    "name": "Ada Lovelace",
    "email": "Ada@Example.com",
    "email_verified": True,
    "groups": ["sales", "stewards"],
}


def new_key(name: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": name})


def jwks(*keys: Any) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def half_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


@dataclass
class ProviderDouble:
    """What it answers is in its attributes; what it was asked, in ``asked``, by path."""

    key: Any = field(default_factory=lambda: new_key("first"))
    time: float = NOW
    claims: dict[str, Any] = field(default_factory=lambda: dict(ADA))
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "ES256", "kid": "first"})
    discovery: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Callable[[httpx2.Request], httpx2.Response]] = field(default_factory=dict)
    id_token: Callable[[dict[str, Any]], str] | None = None
    userinfo: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Any] | None = None
    secret: str | None = SECRET
    asked: list[str] = field(default_factory=list)
    authorization: dict[str, str] = field(default_factory=dict)

    @property
    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(lambda request: _unread(self._answer(request)))

    def consents(self, address: str) -> dict[str, str]:
        """Somebody signs in at an address where we sent them; what their browser brings back."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ISSUER}/authorize"
        self.authorization = dict(parse_qsl(parts.query))
        return {"code": "the-code", "state": self.authorization["state"]}

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/staff")
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path](request)
        known = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": lambda _: httpx2.Response(200, json=self.keys or jwks(self.key)),
            "/token": self._token,
            "/userinfo": lambda _: httpx2.Response(200, json=self.userinfo),
        }
        return known[path](request)

    def _discovery(self, _: httpx2.Request) -> httpx2.Response:
        found = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            **self.discovery,
        }
        return httpx2.Response(200, json={name: value for name, value in found.items() if value is not None})

    def _token(self, request: httpx2.Request) -> httpx2.Response:
        form = dict(parse_qsl(request.content.decode()))
        if self._client(request, form) != (CLIENT, self.secret):
            return httpx2.Response(401, json={"error": "invalid_client"})
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        asked = self.authorization
        if (form["code"], form["redirect_uri"]) != ("the-code", asked["redirect_uri"]) or challenge.rstrip(
            b"="
        ).decode() != asked["code_challenge"]:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        token = (self.id_token or self.signed)(self.told())
        return httpx2.Response(
            200, json={"access_token": "opaque", "token_type": "Bearer", "id_token": token}
        )

    @staticmethod
    def _client(request: httpx2.Request, form: dict[str, str]) -> tuple[str | None, str | None]:
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            name, _, secret = base64.b64decode(sent).decode().partition(":")
            return unquote_plus(name), unquote_plus(secret)
        return form.get("client_id"), form.get("client_secret")

    def told(self) -> dict[str, Any]:
        usual = {
            "iss": ISSUER,
            "aud": CLIENT,
            "exp": self.time + 300,
            "iat": self.time,
            "nonce": self.authorization["nonce"],
        }
        every = {**usual, **self.claims}
        return {name: value for name, value in every.items() if value is not None}

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(self.header, claims, self.key)


def _unread(response: httpx2.Response) -> httpx2.Response:
    """As it comes over a network, to be read once."""
    stream = httpx2.ByteStream(response.content) if response.is_stream_consumed else response.stream
    return httpx2.Response(response.status_code, headers=response.headers, stream=stream)


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    """A token put together by hand."""
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
