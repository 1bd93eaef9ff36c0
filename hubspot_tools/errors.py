"""What can go wrong with the CRM, sorted by what the caller will do about it.

CrmError
├── CrmUnavailable    try again later
│   ├── LocalFileUnusable  an operator must act: the local CRM cannot use its file; nothing was written
│   ├── AccountMoving   in up to a day; nothing was written
│   └── OutcomeUnknown  a write may have happened: read back before saying anything
├── RequestsSpent     the caller's own bound: what it has by now has to do
├── RateLimited       wait ``retry_after`` seconds, or until tomorrow when ``daily``
├── AccessDenied      an operator must act: token refused, or a scope is missing
│   ├── TokenRefused    no call at all will work until then
│   └── ReadOnly        known beforehand: the token has no write scope
├── InvalidValues     ask the person for other values; nothing was written
├── EmailTaken        offer the existing contact instead; nothing was written
└── ContactGone       the contact does not exist (any more)

No message carries a value, a token or a response body, so every one of them may be logged.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, Field

from hubspot_tools.storage import StorageTrouble


class CrmError(Exception):
    """Anything the CRM did not do. ``correlation_id`` is HubSpot's, for its support."""

    def __init__(self, message: str, *, correlation_id: str | None = None) -> None:
        super().__init__(message)
        self.correlation_id = correlation_id


class CrmUnavailable(CrmError):
    """The CRM did not answer, or answered nonsense. Nothing is known to be written."""


class AccountMoving(CrmUnavailable):
    """HubSpot moves the account between data centres; ``retry_after`` seconds from now it may be back."""

    def __init__(
        self, message: str, *, retry_after: float | None = None, correlation_id: str | None = None
    ) -> None:
        super().__init__(message, correlation_id=correlation_id)
        self.retry_after = retry_after


class LocalFileUnusable(CrmUnavailable):
    """The local CRM cannot write or open its file; ``trouble`` says why. Nothing was written."""

    def __init__(self, trouble: StorageTrouble, *, correlation_id: str | None = None) -> None:
        super().__init__(f"the local CRM's file cannot be used: {trouble}", correlation_id=correlation_id)
        self.trouble = trouble


class OutcomeUnknown(CrmUnavailable):
    """A write was sent and its answer lost: it may or may not be stored."""


class RequestsSpent(CrmError):
    """Whoever asked has allowed themselves no more requests; this one was not sent."""


class RateLimited(CrmError):
    """The account's request budget is spent."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        daily: bool = False,
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message, correlation_id=correlation_id)
        self.retry_after = retry_after
        self.daily = daily


class AccessDenied(CrmError):
    """The token was refused (401, `TokenRefused`) or lacks ``missing_scopes`` (403)."""

    def __init__(
        self, message: str, *, missing_scopes: Sequence[str] = (), correlation_id: str | None = None
    ) -> None:
        super().__init__(message, correlation_id=correlation_id)
        self.missing_scopes = tuple(missing_scopes)


class TokenRefused(AccessDenied):
    """The token is none, has expired or was revoked (401)."""


class ReadOnly(AccessDenied):
    """The token is known to lack the write scope, so writing was not tried."""


class Problem(StrEnum):
    """Why a property's value cannot be stored."""

    NOT_AN_EMAIL = "not_an_email"
    NOT_A_PHONE = "not_a_phone"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_AN_OPTION = "not_an_option"
    TOO_LONG = "too_long"
    READ_ONLY = "read_only"
    UNKNOWN_PROPERTY = "unknown_property"
    NOTHING_TO_WRITE = "nothing_to_write"
    MISSING = "missing"
    NOBODY = "nobody"
    """Nothing given tells who it is about."""
    REFUSED = "refused"


class PropertyProblem(BaseModel, frozen=True):
    """One refused value.

    ``suggestions`` are the nearest valid names or option labels as the account words them, likeliest first;
    ``suggestion_keys`` the internal names or option values behind them, in the same order, for callers that
    have words of their own; empty when the suggestions are no names or options. ``detail`` is what HubSpot
    itself said, one short line, never for a log: it may repeat the value.
    """

    property: str
    problem: Problem
    value: str = ""
    suggestions: tuple[str, ...] = ()
    suggestion_keys: tuple[str, ...] = ()
    detail: str = Field("", repr=False)

    @classmethod
    def offering(
        cls, name: str, problem: Problem, near: Mapping[str, str], *, value: str = "", detail: str = ""
    ) -> Self:
        """Return a problem whose suggestions are ``near``, likeliest first.

        They are ``{internal name or option value: label}``.
        """
        return cls(
            property=name,
            problem=problem,
            value=value,
            suggestions=tuple(near.values()),
            suggestion_keys=tuple(near),
            detail=detail,
        )


class InvalidValues(CrmError):
    """Values that cannot be stored, found before the call or told by HubSpot. Nothing was written."""

    def __init__(self, problems: Sequence[PropertyProblem], *, correlation_id: str | None = None) -> None:
        # The name of a property that does not exist is text somebody typed, and may be anything.
        known = {p.property for p in problems if p.problem is not Problem.UNKNOWN_PROPERTY}
        unknown = {"an unknown property"} if len(known) < len({p.property for p in problems}) else set()
        names = ", ".join([*sorted(known), *unknown])
        super().__init__(f"values refused for: {names}", correlation_id=correlation_id)
        self.problems = tuple(problems)


class EmailTaken(CrmError):
    """Another contact already has this e-mail address; ``contact_id`` is that contact."""

    def __init__(self, *, contact_id: str, correlation_id: str | None = None) -> None:
        super().__init__("the e-mail address belongs to an existing contact", correlation_id=correlation_id)
        self.contact_id = contact_id


class ContactGone(CrmError):
    """No contact has this id: never existed, was archived, or was merged away."""
