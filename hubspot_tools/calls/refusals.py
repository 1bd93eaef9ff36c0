"""What HubSpot says when it refuses, sorted into our error tree. Pure, and calm about nonsense.

Every field of an error body is optional (HubSpot's error handling guide), bodies may be HTML, and some
facts stand only in the message's text; so each reader below looks for what it knows and shrugs at the rest.
No message of the resulting errors repeats text of the body except property names. What HubSpot says of a
value goes into `PropertyProblem.detail`, for the person's eyes alone, short and without any markup or code.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from hubspot_tools.calls.headers_and_json import (
    correlation_id,
    dicts,
    header,
    message_of,
    object_in,
    retry_after,
    strings,
    text_of,
)
from hubspot_tools.calls.refused_values import property_problems, refused_values
from hubspot_tools.errors import (
    AccessDenied,
    AccountMoving,
    ContactGone,
    CrmError,
    CrmUnavailable,
    InvalidValues,
    LocalFileUnusable,
    OutcomeUnknown,
    Problem,
    RateLimited,
    RecordLocked,
    RefusalCause,
    RequestRefused,
    TokenRefused,
)
from hubspot_tools.storage import LOCAL_FILE, StorageTrouble

MIGRATING = 477
"""HubSpot's own status for an account that moves between data centres, for up to a day."""

_SCOPE = re.compile(r"[\w.-]{1,100}", re.ASCII)
_NONE_LEFT = "0"
_OF_THE_TOKEN = re.compile(r"scope|token|requires any of", re.IGNORECASE)
_PERMISSION = re.compile(r"permission|forbidden|not (?:allowed|authori[sz]ed)", re.IGNORECASE)
_IDENTITIES = re.compile(r"identit|\b250\b", re.IGNORECASE)

_CAUSES: Mapping[int, RefusalCause] = {
    HTTPStatus.PAYMENT_REQUIRED: RefusalCause.PLAN,
    HTTPStatus.NOT_FOUND: RefusalCause.VERSION_ENDED,
    HTTPStatus.GONE: RefusalCause.VERSION_ENDED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: RefusalCause.TOO_LARGE,
    HTTPStatus.REQUEST_URI_TOO_LONG: RefusalCause.TOO_LARGE,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: RefusalCause.TOO_LARGE,
}
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.MISDIRECTED_REQUEST, HTTPStatus.TOO_EARLY})
"""Refusals of the moment: the same request may do shortly."""


def refusal(
    status: int, headers: Mapping[str, str] | None, body: str | None, *, writing: bool, of_known: bool = True
) -> CrmError:
    """The error behind an answer that is not a success.

    Args:
        status: HTTP status.
        headers: The answer's headers, in any case.
        body: The answer's body, which may be anything at all.
        writing: Whether the call was a create or an update, whose failure on HubSpot's side leaves
            open what was stored.
        of_known: Whether it was about contacts that are known, and may be gone: no search, no create.
    """
    readable = object_in(body)
    told = readable or {}
    request = correlation_id(headers, told)
    if status == HTTPStatus.UNAUTHORIZED:
        return TokenRefused("the access token was refused", correlation_id=request)
    if status == HTTPStatus.FORBIDDEN:
        return _forbidden(told, request, writing=writing, of_known=of_known)
    if status == HTTPStatus.NOT_FOUND and readable is not None and of_known:
        return ContactGone("no such contact", correlation_id=request)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _rate_limited(headers, told, request)
    if _is_about_values(status, told, writing=writing):
        return refused_values(status, told, request)
    return _out_of_order(status, headers, told, writing=writing, request=request)


def _is_about_values(status: int, told: Mapping[str, Any], *, writing: bool) -> bool:
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return writing and any(property_problems(told))
    return status in {HTTPStatus.CONFLICT, HTTPStatus.BAD_REQUEST} and writing


def _out_of_order(
    status: int,
    headers: Mapping[str, str] | None,
    told: Mapping[str, Any],
    *,
    writing: bool,
    request: str | None,
) -> CrmError:
    """Read a refusal that concerns no contact in particular.

    Such is a 404 that is a page: there is no such address at all.
    """
    if status == MIGRATING:
        until = retry_after(headers)
        return AccountMoving("HubSpot is moving the account", retry_after=until, correlation_id=request)
    if status == HTTPStatus.LOCKED:
        return RecordLocked("the contact is locked for a moment", correlation_id=request)
    if status == HTTPStatus.INSUFFICIENT_STORAGE and (trouble := _local_trouble(told)):
        return LocalFileUnusable(trouble, correlation_id=request)
    # A redirect or a refusal of the request as such never got as far as storing anything.
    stored_nothing = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if stored_nothing and status not in _PASSING:
        return RequestRefused(_cause(status, told), status=status, correlation_id=request)
    if writing and not stored_nothing:
        return OutcomeUnknown(f"HubSpot failed with status {status}", correlation_id=request)
    return CrmUnavailable(
        f"HubSpot answered with status {status}", retry_after=retry_after(headers), correlation_id=request
    )


def _local_trouble(told: Mapping[str, Any]) -> StorageTrouble | None:
    """What the local CRM says of its file; HubSpot has no such answer."""
    word = text_of(told.get("subCategory"))
    known = told.get("category") == LOCAL_FILE and word in set(StorageTrouble)
    return StorageTrouble(word) if known else None


def _cause(status: int, told: Mapping[str, Any]) -> RefusalCause:
    if status < HTTPStatus.BAD_REQUEST:
        return RefusalCause.MISDIRECTED
    if status == HTTPStatus.REQUEST_URI_TOO_LONG and _IDENTITIES.search(message_of(told)):
        return RefusalCause.TOO_MANY_IDENTITIES
    return _CAUSES.get(status, RefusalCause.NOT_UNDERSTOOD)


def _forbidden(told: Mapping[str, Any], request: str | None, *, writing: bool, of_known: bool) -> CrmError:
    """Tell what is forbidden: everything of a kind, or one property, or this one contact."""
    scopes = _missing_scopes(told)
    if not scopes and writing and (fields := list(property_problems(told))):
        refused = [one.model_copy(update={"problem": Problem.NOT_ALLOWED}) for one in fields]
        return InvalidValues(refused, correlation_id=request)
    if not scopes and _is_of_permissions(told):
        cause = RefusalCause.RECORD if of_known else RefusalCause.PERMISSION
        return RequestRefused(cause, status=HTTPStatus.FORBIDDEN, correlation_id=request)
    return AccessDenied(
        "the access token lacks a scope", missing_scopes=tuple(dict.fromkeys(scopes)), correlation_id=request
    )


def _is_of_permissions(told: Mapping[str, Any]) -> bool:
    """Whether a refusal that names no scope speaks of permissions, and not of the token's."""
    codes = (text_of(error.get("code")) for error in dicts(told.get("errors")))
    said = " ".join(
        [text_of(told.get("category")), text_of(told.get("subCategory")), message_of(told)[:1_000], *codes]
    )
    return _PERMISSION.search(said) is not None and _OF_THE_TOKEN.search(said) is None


def _missing_scopes(told: Mapping[str, Any]) -> list[str]:
    scopes: list[str] = []
    for error in dicts(told.get("errors")):
        context = error.get("context")
        for key in ("requiredGranularScopes", "requiredScopes"):
            listed = context.get(key) if isinstance(context, Mapping) else None
            scopes += [scope for scope in strings(listed) if _SCOPE.fullmatch(scope)]
    return scopes


def _rate_limited(
    headers: Mapping[str, str] | None, told: Mapping[str, Any], request: str | None
) -> RateLimited:
    policy, message = told.get("policyName"), message_of(told)
    left_today = header(headers, "x-hubspot-ratelimit-daily-remaining")
    daily = policy == "DAILY" or "daily limit" in message or left_today == _NONE_LEFT
    told_to_wait = retry_after(headers)
    if told_to_wait is None and not daily:
        told_to_wait = _window(policy, message, headers)
    return RateLimited(
        "the account's daily calls are used up" if daily else "too many calls in a short time",
        retry_after=told_to_wait,
        daily=daily,
        correlation_id=request,
    )


def _window(policy: Any, message: str, headers: Mapping[str, str] | None) -> float | None:
    """Return the seconds after which the spent budget is whole again.

    HubSpot documents no ``Retry-After`` with a 429.
    """
    if policy == "SECONDLY" or " secondly limit" in message:
        return 1.0
    if policy != "TEN_SECONDLY_ROLLING" and "ten_secondly" not in message:
        return None
    interval = header(headers, "x-hubspot-ratelimit-interval-milliseconds") or ""
    return int(interval) / 1000 if re.fullmatch(r"\d{1,5}", interval, re.ASCII) else 10.0
