"""Reads from a provider's claims who somebody is."""

import logging
from collections.abc import Iterator
from typing import Any

from assistant.access.company.company_settings import CompanySettings
from assistant.access.company.ended_there import session_name
from assistant.access.company.id_token import Claims
from assistant.access.member import MOST_GROUPS, Identity
from assistant.access.person_claims import address, groups_in, line, scoped_id

log = logging.getLogger(__name__)


def identity_of(claims: Claims, settings: CompanySettings) -> Identity:
    """Return who the claims speak of; they have been checked.

    The id is the provider's own for the person (``sub``), behind the issuer that gave it: an address can be changed,
    and be given to a successor, who must not find the predecessor's proposals.

    Raises:
        SignInRefused: there is no id that could be kept.
    """
    return Identity(
        method="oidc",
        id=scoped_id(settings.issuer, claims.get("sub")),
        name=line(claims.get("name")) or line(claims.get("preferred_username")),
        email=_email(claims, settings.email_claim),
        groups=frozenset(_groups(claims, settings.groups_claim)),
        company_session=session_name(settings.issuer, claims.get("sid")),
    )


def _email(claims: Claims, given_by_company: str) -> str:
    """Return an address that is known to be theirs.

    Anybody can write any address into a profile; one that the provider has not verified gives nobody a role.
    """
    verified = claims.get("email_verified")
    if given_by_company and (given_by_company != "email" or not _says(verified, "false")):
        return address(_claim_at(claims, given_by_company))
    return address(claims.get("email")) if _says(verified, "true") else ""


def _groups(claims: Claims, name: str) -> Iterator[str]:
    """Yield somebody's groups; none, and a line in the log, where they are too many.

    A token of Entra's that would list more than 200 says instead where they could be asked for.
    """
    listed = _claim_at(claims, name)
    elsewhere = claims.get("_claim_names")
    left_out = listed is None and (
        (isinstance(elsewhere, dict) and name in elsewhere) or _says(claims.get("hasgroups"), "true")
    )
    if left_out or (isinstance(listed, list) and len(listed) > MOST_GROUPS):
        log.warning(
            "a person's groups are too many for their token, so none of them counts: let the provider send only "
            "the groups assigned to this application, or its roles (docs/sign-in.md)"
        )
        return
    yield from groups_in(listed)


def _says(value: object, word: str) -> bool:
    """Whether a claim is true or false; some providers write it as text."""
    return value is (word == "true") or value == word


def _claim_at(claims: Claims, name: str) -> Any:
    """Return the claim of a name; where none is called so, dots lead into claims that hold others."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
