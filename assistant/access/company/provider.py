"""What an OpenID provider says of itself: its addresses and its keys."""

import logging
from collections.abc import Callable
from typing import Annotated, Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import DictKey, ECKey, Key, KeySet, RSAKey, import_key
from pydantic import AfterValidator, BaseModel, Field, ValidationError

from assistant.access.company.company_settings import is_safe_address
from assistant.access.company.errors import SignInUnavailable
from assistant.access.company.provider_calls import Json, ProviderCalls
from assistant.access.company.remembered import Remembered

log = logging.getLogger(__name__)

DISCOVERY: Final = "/.well-known/openid-configuration"
REMEMBERED_FOR: Final = 3600.0
"""Seconds for which a provider's addresses and keys are believed."""

KEYS_ANEW_AFTER: Final = 60.0
"""Seconds between two looks for a key that is not known yet."""

_MOST_KEYS: Final = 100
_MODULUS: Final = range(342, 2731)
"""Base64 characters of an RSA key's modulus, 2048 to 16384 bits: less is guessed, more keeps the server busy."""


def _endpoint(address: str) -> str:
    if not is_safe_address(address):
        raise ValueError
    return address


_Endpoint = Annotated[str, AfterValidator(_endpoint)]


class ProviderMetadata(BaseModel, frozen=True):
    """A provider's addresses and abilities, as OpenID Connect Discovery names them."""

    issuer: str
    authorization_endpoint: _Endpoint
    token_endpoint: _Endpoint
    jwks_uri: _Endpoint
    userinfo_endpoint: _Endpoint | None = None
    end_session_endpoint: _Endpoint | None = None
    algorithms: frozenset[str] = Field(
        frozenset({"RS256"}), validation_alias="id_token_signing_alg_values_supported"
    )
    token_endpoint_auth_methods_supported: frozenset[str] = frozenset({"client_secret_basic"})
    names_itself: bool = Field(
        default=False, validation_alias="authorization_response_iss_parameter_supported"
    )
    """Whether each of its answers says that it is its own (RFC 9207)."""


class Provider:
    """Knows one provider, asked again after an hour, and for its keys when a new one turns up.

    Every method may raise `SignInUnavailable`.
    """

    def __init__(self, issuer: str, calls: ProviderCalls, now: Callable[[], float]) -> None:
        self._issuer = issuer
        self._calls = calls
        self._metadata = Remembered(self._discover, now)
        self._keys = Remembered(self._fetch_keys, now)

    async def metadata(self) -> ProviderMetadata:
        """Return what the provider says of itself."""
        return await self._metadata.get(max_age=REMEMBERED_FOR)

    async def keys(self, *, anew: bool = False) -> KeySet:
        """Return the keys it signs with; ``anew`` asks for them, unless that was done within a minute."""
        return await self._keys.get(max_age=KEYS_ANEW_AFTER if anew else REMEMBERED_FOR)

    async def _discover(self) -> ProviderMetadata:
        found = await self._calls.get(self._issuer.rstrip("/") + DISCOVERY)
        try:
            metadata = ProviderMetadata.model_validate(found)
        except ValidationError:
            raise SignInUnavailable("odd-discovery") from None
        if metadata.issuer != self._issuer:
            log.error(
                "OIDC_ISSUER is not what the provider calls itself: %s", _difference(metadata, self._issuer)
            )
            raise SignInUnavailable("issuer-differs")
        return metadata

    async def _fetch_keys(self) -> KeySet:
        metadata = await self.metadata()
        return signing_keys(await self._calls.get(metadata.jwks_uri))


def signing_keys(found: Json) -> KeySet:
    """Read the public keys that a signature may be checked with.

    Other keys, and what cannot be read, are left out. Secrets shared by two are no such keys: whoever checks with one could sign with it.

    Raises:
        SignInUnavailable: there is none.
    """
    listed = found.get("keys")
    keys = [key for one in (listed if isinstance(listed, list) else [])[:_MOST_KEYS] if (key := _key(one))]
    if not keys:
        raise SignInUnavailable("no-keys")
    return KeySet(keys)


def _key(found: Any) -> Key | None:
    if not isinstance(found, dict) or found.get("use", "sig") != "sig" or not _is_asymmetric(found):
        return None
    public: DictKey = {name: text for name in _PUBLIC if isinstance(text := found.get(name), str)}
    try:
        return import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


_PUBLIC: Final = frozenset({"kty", "kid", "use", "alg", "n", "e", "crv", "x", "y"})


def _is_asymmetric(found: Json) -> bool:
    modulus = found.get("n")
    is_rsa = found.get("kty") == RSAKey.key_type and isinstance(modulus, str) and len(modulus) in _MODULUS
    return is_rsa or found.get("kty") == ECKey.key_type


def _difference(metadata: ProviderMetadata, issuer: str) -> str:
    """Say what to mend."""
    if "{tenantid}" in metadata.issuer:
        return "it names every tenant; put your own tenant’s id in its place"
    if metadata.issuer.rstrip("/") == issuer.rstrip("/"):
        return "the slash at its end"
    return "write it as the provider’s own /.well-known/openid-configuration does"
