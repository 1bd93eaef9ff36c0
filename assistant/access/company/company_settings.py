"""What an operator says about the company's sign-in."""

from ipaddress import ip_address
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, SecretStr
from pydantic_core import PydanticCustomError

GROUPS_CLAIM: Final = "groups"
SCOPES: Final = "openid profile email"

_EVERY_TENANT: Final = frozenset({"common", "organizations", "consumers"})
"""What Microsoft's addresses name where they stand for no company in particular."""


def is_safe_address(address: str) -> bool:
    """Whether nobody on the way can read what is sent there: https, or this machine."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    if parts.username is not None or not parts.hostname or not address.isprintable() or " " in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(address))


def is_this_machine(address: str) -> bool:
    """Whether an address is a loopback one."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _issuer(text: str) -> str:
    if not is_safe_address(text) or "?" in text or "#" in text:
        raise PydanticCustomError("issuer", "name the provider by its https address, as it names itself")
    tenant = urlsplit(text).path.strip("/").partition("/")[0]
    if "{" in text or ("microsoftonline" in text and tenant in _EVERY_TENANT):
        raise PydanticCustomError(
            "tenant", "put your own tenant’s id in its place: every company’s people could sign in there"
        )
    return text


def _public(text: str) -> str:
    if not is_safe_address(text) or "?" in text or "#" in text:
        raise PydanticCustomError(
            "public",
            "name the https address at which people open the assistant, such as https://crm.example.com",
        )
    return text.rstrip("/")


def _scopes(text: str) -> str:
    scopes = text.replace(",", " ").split()
    if "openid" not in scopes:
        raise PydanticCustomError("scopes", "openid must be among them")
    return " ".join(scopes)


IssuerAddress = Annotated[str, AfterValidator(_issuer)]
"""An OpenID provider's name for itself, kept as it was written: tokens repeat it letter by letter."""

PublicAddress = Annotated[str, AfterValidator(_public)]
"""Where people reach the assistant, without a slash at its end."""

Scopes = Annotated[str, AfterValidator(_scopes)]
"""What the provider is asked to tell, separated by spaces."""


class CompanySettings(BaseModel, frozen=True, hide_input_in_errors=True):
    """One OpenID provider, and what of its claims counts.

    ``groups_claim`` names the claim with somebody's groups, a dotted one by its path (``realm_access.roles``).
    ``email_claim`` names a claim that holds an address given by the company alone, which is then believed without the
    provider's word for it; ``""`` believes ``email`` where the provider says that it is verified.
    """

    issuer: IssuerAddress
    client_id: str
    client_secret: SecretStr | None = None
    scopes: Scopes = SCOPES
    groups_claim: str = GROUPS_CLAIM
    email_claim: str = ""
