"""Signs people in by their company's own sign-in: OpenID Connect, by authorization code with PKCE."""

import hmac
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import quote_plus, urlsplit

import httpx2
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.jwk import KeySet
from pydantic import SecretStr

from assistant.access.company.company_settings import CompanySettings
from assistant.access.company.ended_there import EndedThere, session_name
from assistant.access.company.errors import SignInUnavailable
from assistant.access.company.id_token import Claims, RequiredClaims, checked_claims
from assistant.access.company.pending_sign_in import PENDING_SECONDS, PendingSignIn
from assistant.access.company.person import identity_of
from assistant.access.company.provider import Provider, ProviderMetadata
from assistant.access.company.provider_calls import ProviderCalls
from assistant.access.company.sign_out_token import checked_end
from assistant.access.member import Identity, SignInRefused
from assistant.access.signed_tokens import CLOCK_SKEW, ForeignSignature

log = logging.getLogger(__name__)

_LONGEST_ANSWER: Final = 8192
_DENIED: Final = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})
_NOT_NOW: Final = frozenset({"server_error", "temporarily_unavailable"})

Judged = TypeVar("Judged")


@dataclass(frozen=True, slots=True)
class SentAway:
    """Where to send the browser, and what it has to keep meanwhile."""

    address: str
    kept: PendingSignIn


class CompanySignIn:
    """Sends people to an OpenID provider and takes them back.

    The provider's tokens are read once and kept nowhere. Each method but `close` may raise `SignInUnavailable`, when
    the provider cannot be reached or the settings do not fit it; the log names a setting to mend.
    """

    def __init__(
        self,
        settings: CompanySettings,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._now = now
        self._calls = ProviderCalls(settings.issuer, transport)
        self._provider = Provider(settings.issuer, self._calls, now)

    @property
    def page_origin(self) -> str:
        """Where the company's pages come from."""
        parts = urlsplit(self._settings.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    async def check(self) -> None:
        """Ask the provider what it says of itself, so that a wrong address is told at start."""
        await self._provider.metadata()

    async def begin(self, return_address: str) -> SentAway:
        """Begin to sign somebody in, who is to come back to an address that the provider knows."""
        metadata = await self._provider.metadata()
        kept = PendingSignIn(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            begun=self._now(),
        )
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": return_address,
            "scope": self._settings.scopes,
            "state": kept.state,
            "nonce": kept.nonce,
            "code_challenge": create_s256_code_challenge(kept.verifier),
            "code_challenge_method": "S256",
        }
        return SentAway(add_params_to_uri(metadata.authorization_endpoint, list(asked.items())), kept)

    async def finish(self, return_address: str, kept: PendingSignIn, query: Mapping[str, str]) -> Identity:
        """Return who has come back.

        Args:
            return_address: The one given to `begin`.
            kept: What the browser kept since then.
            query: What the browser brings from the provider.

        Raises:
            SignInRefused: nobody, or not whom we sent there.
        """
        metadata = await self._provider.metadata()
        code = self._code(kept, query, metadata)
        answer = await self._exchange(metadata, code, kept, return_address)
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise SignInRefused("no-id-token")
        required = RequiredClaims(
            self._settings.issuer,
            self._settings.client_id,
            kept.nonce,
            SecretStr(access) if isinstance(access, str) else None,
        )
        claims = await self._judged(
            lambda keys, algorithms: checked_claims(token, keys, algorithms, required, self._now())
        )
        return identity_of(await self._completed(claims, metadata, required.access_token), self._settings)

    async def sign_out_address(self, return_address: str, id_token_hint: str | None = None) -> str | None:
        """Return where the company's own session ends, too; None where there is no such place."""
        metadata = await self._provider.metadata()
        if metadata.end_session_endpoint is None:
            return None
        asked = {"client_id": self._settings.client_id, "post_logout_redirect_uri": return_address}
        if id_token_hint is not None:
            asked["id_token_hint"] = id_token_hint
        address: str = add_params_to_uri(metadata.end_session_endpoint, list(asked.items()))
        return address

    async def told_of_end(self, token: str) -> EndedThere:
        """Return whose session is over there, as the provider's signed word has it.

        Raises:
            SignInRefused: it is no such word, or none for us, now.
        """
        issuer, client_id = self._settings.issuer, self._settings.client_id
        return await self._judged(
            lambda keys, algorithms: checked_end(token, keys, algorithms, issuer, client_id, self._now())
        )

    def named_end(self, query: Mapping[str, str]) -> EndedThere:
        """Return which session is over there, as the company's page has the leaving browser say.

        Nobody has signed it: who knows a session's id is one to whom the provider told it. Entra does not say whose it is.

        Raises:
            SignInRefused: it names none of this provider's.
        """
        session = session_name(self._settings.issuer, query.get("sid"))
        if not session or query.get("iss", self._settings.issuer) != self._settings.issuer:
            raise SignInRefused("claim-sid")
        return EndedThere(session=session)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._calls.close()

    def _code(self, kept: PendingSignIn, query: Mapping[str, str], metadata: ProviderMetadata) -> str:
        """Return the code that the provider gave, once it is sure that the answer is to our own question."""
        if any(len(value) > _LONGEST_ANSWER for value in query.values()):
            raise SignInRefused("size")
        if not hmac.compare_digest(query.get("state", "").encode("utf-8", "replace"), kept.state.encode()):
            raise SignInRefused("state")
        if not -CLOCK_SKEW <= self._now() - kept.begun <= PENDING_SECONDS:
            raise SignInRefused("late")
        issuer = query.get("iss")
        if issuer != self._settings.issuer and (issuer is not None or metadata.names_itself):
            raise SignInRefused("other-provider")
        error = query.get("error")
        if error in _NOT_NOW:
            raise SignInUnavailable("server-error")
        if error is not None:
            raise SignInRefused("denied" if error in _DENIED else "provider-refused")
        if not (code := query.get("code", "")):
            raise SignInRefused("no-code")
        return code

    async def _exchange(
        self, metadata: ProviderMetadata, code: str, kept: PendingSignIn, return_address: str
    ) -> Claims:
        """Return the provider's tokens for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": return_address,
            "code_verifier": kept.verifier,
        }
        basic = None
        if self._settings.client_secret is None:
            form["client_id"] = self._settings.client_id
        elif _takes_basic(metadata):
            # The standard wants both encoded before they are joined by a colon (RFC 6749, 2.3.1).
            secret = self._settings.client_secret.get_secret_value()
            basic = (quote_plus(self._settings.client_id), quote_plus(secret))
        else:
            form["client_id"] = self._settings.client_id
            form["client_secret"] = self._settings.client_secret.get_secret_value()
        status, answer = await self._calls.post(metadata.token_endpoint, form, basic)
        if status == HTTPStatus.OK:
            return answer
        if answer.get("error") == "invalid_grant":
            raise SignInRefused("code")
        log.error(
            "the company's sign-in does not take OIDC_CLIENT_ID, OIDC_CLIENT_SECRET or the PUBLIC_URL it got"
        )
        raise SignInUnavailable("client-refused")

    async def _judged(self, judge: Callable[[KeySet, frozenset[str]], Judged]) -> Judged:
        """Judge what the provider has signed; where its key is not known, with keys that are asked for anew."""
        metadata = await self._provider.metadata()
        try:
            return judge(await self._provider.keys(), metadata.algorithms)
        except ForeignSignature:
            return judge(await self._provider.keys(anew=True), metadata.algorithms)

    async def _completed(
        self, claims: Claims, metadata: ProviderMetadata, access: SecretStr | None
    ) -> Claims:
        """Add what the provider tells elsewhere, where its ID token says neither a name nor an address."""
        told = {"name", "email", "preferred_username"} & claims.keys()
        if told or metadata.userinfo_endpoint is None or access is None:
            return claims
        more = await self._calls.get(metadata.userinfo_endpoint, access)
        if more.get("sub") != claims["sub"]:
            raise SignInRefused("subject")
        return {**more, **claims}


def _takes_basic(metadata: ProviderMetadata) -> bool:
    methods = metadata.token_endpoint_auth_methods_supported
    return "client_secret_basic" in methods or "client_secret_post" not in methods
