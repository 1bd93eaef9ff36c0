"""What can go wrong with the CRM, sorted by what the caller will do about it.

CrmError
├── CrmUnavailable    try again later
│   ├── LocalFileUnusable  an operator must act: the local CRM cannot use its file; nothing was written
│   ├── AccountMoving   in up to a day; nothing was written
│   ├── RecordLocked    in a few seconds; nothing was written
│   ├── LimitsUnknown   in a moment: what servers share is out of reach, and HubSpot was not asked
│   └── OutcomeUnknown  a write may have happened: read back before saying anything
├── RequestsSpent     the caller's own bound: what it has by now has to do
├── RateLimited       wait ``retry_after`` seconds, or until tomorrow when ``daily``
├── RequestRefused    not again as it is: ``cause`` says what an operator, or the person, would have to change; nothing was
│                     written
├── AccessDenied      an operator must act: token refused, or a scope is missing
│   ├── TokenRefused    no call at all will work until then
│   ├── ReadOnly        known beforehand: the token has no write scope
│   └── NotPermitted    the person must ask for a higher role: theirs does not allow it, whatever the token does
├── InvalidValues     ask the person for other values; nothing was written
├── EmailTaken        offer the existing contact instead; nothing was written
└── ContactGone       the contact does not exist (any more)

No message carries a value, a token or a response body, so every one of them may be logged.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, Field

from hubspot_tools.facts.asked_form import AskedForm
from hubspot_tools.storage import StorageTrouble

WHOLE_CONTACT = "contact"
"""Stands where a problem names a property, when it is none of a single one."""


class CrmError(Exception):
    """Anything the CRM did not do. ``correlation_id`` is HubSpot's, for its support."""

    def __init__(self, message: str, *, correlation_id: str | None = None) -> None:
        super().__init__(message)
        self.correlation_id = correlation_id


class CrmUnavailable(CrmError):
    """The CRM did not answer, or answered nonsense. Nothing is known to be written.

    ``retry_after`` seconds from now it may be back, where it says so.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, correlation_id: str | None = None
    ) -> None:
        super().__init__(message, correlation_id=correlation_id)
        self.retry_after = retry_after


class AccountMoving(CrmUnavailable):
    """HubSpot moves the account between data centres."""


class RecordLocked(CrmUnavailable):
    """Another change of the same contact is under way (423)."""


class LimitsUnknown(CrmUnavailable):
    """A write was not sent: nobody can tell what servers have sent of the limits that they share."""


class LocalFileUnusable(CrmUnavailable):
    """The local CRM cannot write or open its file; ``trouble`` says why. Nothing was written."""

    def __init__(self, trouble: StorageTrouble, *, correlation_id: str | None = None) -> None:
        super().__init__(f"the local CRM's file cannot be used: {trouble}", correlation_id=correlation_id)
        self.trouble = trouble


class OutcomeUnknown(CrmUnavailable):
    """A write was sent and its answer lost: it may or may not be stored."""


class RequestsSpent(CrmError):
    """Whoever asked has allowed themselves no more requests; this one was not sent."""


class RefusalCause(StrEnum):
    """Why HubSpot will refuse a request however often it is made."""

    PLAN = "plan"
    """The account's subscription does not include it (402)."""
    RECORD = "record"
    """Whoever the token stands for may not do this to this contact (403 that names no scope)."""
    PERMISSION = "permission"
    """They may not do it to any: the same of what is about no contact in particular, a search or a create."""
    VERSION_ENDED = "version_ended"
    """The path is no longer there: a version of the API that has ended (410, or a 404 that speaks of no contact)."""
    TOO_MANY_IDENTITIES = "too_many_identities"
    """The contact would have more than 250 addresses and other identities (414, in words)."""
    TOO_LARGE = "too_large"
    """The request is longer than HubSpot reads (413, 414)."""
    NOT_UNDERSTOOD = "not_understood"
    """The request makes no sense to HubSpot (400 on what writes nothing, 405, 406, 415, 422): a defect of ours."""
    MISDIRECTED = "misdirected"
    """The address leads elsewhere (3xx): a proxy, or a wrong setting."""


class RequestRefused(CrmError):
    """HubSpot will not do this as it was asked, now or later. Nothing was written."""

    def __init__(self, cause: RefusalCause, *, status: int, correlation_id: str | None = None) -> None:
        super().__init__(f"HubSpot refuses ({cause}, status {status})", correlation_id=correlation_id)
        self.cause = cause
        self.status = status


class RateLimited(CrmError):
    """The account's request budget is spent; ``retry_after`` seconds from now there is some again."""

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


class NotPermitted(AccessDenied):
    """Whoever asks may not, whatever the token may; nothing was sent.

    ``role`` is theirs, ``""`` for somebody who is not signed in (any more). ``most`` is how many contacts at once they
    may ask for, or with ``spent``, how much of that in a day, which is used up; None where no number is what is wrong.
    """

    def __init__(self, role: str, *, most: float | None = None, spent: str = "") -> None:
        super().__init__(f"not permitted to the role {role or 'of nobody'}")
        self.role = role
        self.most = most
        self.spent = spent

    @property
    def is_by_role(self) -> bool:
        """Whether their role never may, and not only today or so many at once."""
        return bool(self.role) and self.most is None and not self.spent


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
    REQUIRED_WHEN = "required_when"
    """The account wants it because of what another property, the ``trigger``, holds."""
    NOT_ALLOWED = "not_allowed"
    """Whoever the token stands for may not write it."""
    TAKEN = "taken"
    """Another contact has it, and no two may share it."""
    AMBIGUOUS = "ambiguous"
    """Several of the account's properties, options or owners are called so: ``suggestions`` tells them apart."""
    NOBODY = "nobody"
    """Nothing given tells who it is about."""
    REFUSED = "refused"
    MALFORMED = "malformed"
    """It has not the form, ``expected``, that the account asks for."""


class Trigger(BaseModel, frozen=True):
    """The property whose value makes another one required.

    ``label`` is the account's, and ``value`` that of the option; ``""`` where they are unknown.
    """

    property: str
    label: str = ""
    value: str = ""


class PropertyProblem(BaseModel, frozen=True):
    """One refused value.

    ``suggestions`` are the nearest valid names or option labels as the account words them, likeliest first;
    ``suggestion_keys`` the internal names or option values behind them, in the same order, for callers that
    have words of their own; empty when the suggestions are no names or options. ``detail`` is what HubSpot
    itself said, one short line, never for a log: it may repeat the value. ``label`` is the account's for the property,
    ``""`` where nobody could be asked.
    """

    property: str
    problem: Problem
    value: str = ""
    suggestions: tuple[str, ...] = ()
    suggestion_keys: tuple[str, ...] = ()
    detail: str = Field("", repr=False)
    label: str = ""
    trigger: Trigger | None = None
    expected: AskedForm | None = None

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


REFUSED_FOR_GOOD = (AccessDenied, ContactGone, RequestRefused)
"""What asking again would not change: whoever can do without the answer does."""
