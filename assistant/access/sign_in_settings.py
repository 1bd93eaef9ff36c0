"""What an operator may choose about how people sign in."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode

from assistant.access.company.company_settings import (
    GROUPS_CLAIM,
    SCOPES,
    CompanySettings,
    IssuerAddress,
    PublicAddress,
    Scopes,
)
from assistant.access.member import SignInMethod

_PageKey = Annotated[SecretStr, Field(min_length=32)]


class SignInSettings(BaseSettings):
    """The settings by which people are let in; each way in has what it needs."""

    auth: Annotated[tuple[SignInMethod, ...], NoDecode] = ("none",)
    """How people sign in, comma-separated: ``oidc``, ``header``, ``password``, ``token``; ``none`` is for one's own
    machine, or behind a proxy that lets nobody else in."""

    session_hours: float = Field(8.0, gt=0, le=168)
    """Hours after which whoever has signed in does so again."""

    header_user: str = Field("X-Forwarded-User", min_length=1)
    """The header in which the proxy in front names whom it has signed in, with ``AUTH=header``."""

    header_email: str = Field("X-Forwarded-Email", min_length=1)
    """The same for their e-mail address."""

    header_name: str = Field("X-Forwarded-Preferred-Username", min_length=1)
    """The same for how they are called."""

    header_groups: str = Field("X-Forwarded-Groups", min_length=1)
    """The same for the groups they are in, comma-separated."""

    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    """Addresses or networks of the proxies in front that sign people in, comma-separated; none: this machine alone."""

    public_url: PublicAddress | None = None
    """Where people open the assistant; the company's sign-in sends them back to ``/sign-in/company/callback`` below it."""

    oidc_issuer: IssuerAddress | None = None
    """The company's OpenID provider, by the address with which it names itself."""

    oidc_client_id: str | None = None
    """What the provider calls this assistant."""

    oidc_client_secret: SecretStr | None = None
    """What it proves that with; a public client has none, and relies on PKCE."""

    oidc_scopes: Scopes = SCOPES
    """What the provider is asked for, separated by spaces."""

    oidc_groups_claim: str = GROUPS_CLAIM
    """The claim that lists a person's groups; dots lead into others: ``realm_access.roles``."""

    oidc_email_claim: str = ""
    """A claim whose address the company alone gives (Entra: ``email``); empty believes what the provider has verified."""

    page_token_keys: Annotated[tuple[_PageKey, ...], NoDecode] = ()
    """Secrets with which intranet pages sign who is there, comma-separated, at least 32 characters each."""

    page_token_issuers: Annotated[tuple[str, ...], NoDecode] = ()
    """Who may sign such tokens (``iss``), comma-separated; empty is whoever has a key."""

    page_token_audience: str | None = None
    """Whom such tokens must be made for (``aud``); None is `public_url`."""

    @field_validator("auth", "page_token_keys", "page_token_issuers", mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        return separated(value)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        return tuple(map(_network, value.split(","))) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _ways_in_fit(self) -> Self:
        """See that every way in has what it needs.

        Raises:
            PydanticCustomError: one cannot work; the sentence names the setting.
        """
        if "none" in self.auth and len(set(self.auth)) > 1:
            raise PydanticCustomError("auth", "AUTH: none cannot stand beside another way to sign in")
        if "header" in self.auth and not self.trusted_proxies:
            raise PydanticCustomError(
                "auth", "AUTH: header needs TRUSTED_PROXIES, the proxies whose headers are believed"
            )
        if "oidc" in self.auth:
            self._need("oidc", "public_url", "oidc_issuer", "oidc_client_id")
        if "token" in self.auth:
            self._need("token", "page_token_keys", *([] if self.page_token_audience else ["public_url"]))
        return self

    @property
    def signs_in(self) -> bool:
        """Whether people sign in here."""
        return "none" not in self.auth

    @property
    def company(self) -> CompanySettings | None:
        """The company's OpenID provider; None where it signs nobody in."""
        if "oidc" not in self.auth or self.oidc_issuer is None or self.oidc_client_id is None:
            return None
        return CompanySettings(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=self.oidc_client_secret,
            scopes=self.oidc_scopes,
            groups_claim=self.oidc_groups_claim,
            email_claim=self.oidc_email_claim,
        )

    @property
    def own_origins(self) -> tuple[str, ...]:
        """The page that people open, as an origin; none where it was not said."""
        if self.public_url is None:
            return ()
        parts = urlsplit(self.public_url)
        return (f"{parts.scheme}://{parts.netloc}",)

    @property
    def token_audience(self) -> str:
        """What the tokens of intranet pages must be made for; ``""`` where that was said nowhere."""
        return self.page_token_audience or self.public_url or ""

    def _need(self, way: str, *names: str) -> None:
        if missing := [name.upper() for name in names if not getattr(self, name)]:
            raise PydanticCustomError(
                "auth", "AUTH: {way} needs {missing}", {"way": way, "missing": " and ".join(missing)}
            )


def separated(value: object) -> object:
    """Return the parts of a value written with commas; one that is no text is left as it is."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _network(text: str) -> IPv4Network | IPv6Network:
    """One proxy's address, or a network of them.

    Raises:
        PydanticCustomError: it is none, or holds every address there is.
    """
    try:
        network = ip_network(text.strip())
    except ValueError:
        network = None
    if network is None or network.prefixlen == 0:
        raise PydanticCustomError(
            "proxies", "name IP addresses or networks, such as 10.0.0.5 or 10.0.0.0/24, separated by commas"
        )
    return network
