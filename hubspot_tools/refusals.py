"""What HubSpot says when it refuses, sorted into our error tree. Pure, and calm about nonsense.

Every field of an error body is optional (HubSpot's error handling guide), bodies may be HTML, and some
facts stand only in the message's text; so each reader below looks for what it knows and shrugs at the rest.
No message or attribute of the resulting errors repeats text of the body except property names and options.
"""

import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from hubspot_tools.errors import (
    AccessDenied,
    ContactGone,
    CrmError,
    CrmUnavailable,
    EmailTaken,
    InvalidValues,
    OutcomeUnknown,
    Problem,
    PropertyProblem,
    RateLimited,
)

MIGRATING = 477
"""HubSpot's own status for an account that moves between data centres, for up to a day."""

_LONGEST_BODY = 65_536
_WHOLE_CONTACT = "contact"

_EXISTING_ID = re.compile(r"Existing ID: (\d{1,20})")
_HOLDER = re.compile(r"(\d{1,20}) already has that value")
_COORDINATE = re.compile(r"propertyName=(\w{1,100})")
_VALUES_NOT_VALID = "Property values were not valid: "
_ALLOWED = re.compile(r"allowed options: \[([^\]]{1,5000})\]")
_OPTION_LABEL = re.compile(r'label: "([^"]{1,200})"')
_CORRELATION = re.compile(r"[\w-]{1,64}", re.ASCII)
_PROPERTY = re.compile(r"\w{1,100}", re.ASCII)
_SCOPE = re.compile(r"[\w.-]{1,100}", re.ASCII)

_PROBLEMS = {
    "INVALID_EMAIL": Problem.NOT_AN_EMAIL,
    "INVALID_PHONE_NUMBER": Problem.NOT_A_PHONE,
    "INVALID_INTEGER": Problem.NOT_A_NUMBER,
    "INVALID_LONG": Problem.NOT_A_NUMBER,
    "INVALID_NUMERIC": Problem.NOT_A_NUMBER,
    "INVALID_NUMBER": Problem.NOT_A_NUMBER,
    "INVALID_DATE": Problem.NOT_A_DATE,
    "INVALID_DATE_TIME": Problem.NOT_A_DATE,
    "INVALID_DATETIME": Problem.NOT_A_DATE,
    "INVALID_OPTION": Problem.NOT_AN_OPTION,
    "INVALID_OWNER_ID": Problem.NOT_AN_OPTION,
    "INVALID_BOOLEAN": Problem.NOT_AN_OPTION,
    "READ_ONLY_VALUE": Problem.READ_ONLY,
    "PROPERTY_DOESNT_EXIST": Problem.UNKNOWN_PROPERTY,
    "PROPERTY_TOO_LONG": Problem.TOO_LONG,
    "VALUE_TOO_LONG": Problem.TOO_LONG,
}


def refusal(status: int, headers: Mapping[str, str] | None, body: str | None, *, writing: bool) -> CrmError:
    """The error behind an answer that is not a success.

    Args:
        status: HTTP status.
        headers: The answer's headers, in any case.
        body: The answer's body, which may be anything at all.
        writing: Whether the call was a create or an update, whose failure on HubSpot's side leaves
            open what was stored.
    """
    told = _parse(body)
    correlation_id = _correlation_id(headers, told)
    if status == HTTPStatus.UNAUTHORIZED:
        return AccessDenied("the access token was refused", correlation_id=correlation_id)
    if status == HTTPStatus.FORBIDDEN:
        return _forbidden(told, correlation_id)
    if status == HTTPStatus.NOT_FOUND:
        return ContactGone("no such contact", correlation_id=correlation_id)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _rate_limited(headers, told, correlation_id)
    if status == HTTPStatus.CONFLICT or (status == HTTPStatus.BAD_REQUEST and writing):
        return _refused_values(status, told, correlation_id)
    return _out_of_order(status, writing=writing, correlation_id=correlation_id)


def retry_after(headers: Mapping[str, str] | None) -> float | None:
    """Seconds of a ``Retry-After`` header; None when there is none that is a sensible number."""
    text = _header(headers, "retry-after")
    return float(text) if text and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text, re.ASCII) else None


def _out_of_order(status: int, *, writing: bool, correlation_id: str | None) -> CrmError:
    if status == HTTPStatus.LOCKED:
        return CrmUnavailable("the contact is locked for a moment", correlation_id=correlation_id)
    if status == MIGRATING:
        return CrmUnavailable("the account is being moved by HubSpot", correlation_id=correlation_id)
    # A redirect or a refusal of the request as such never got as far as storing anything.
    stored_nothing = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if writing and not stored_nothing:
        return OutcomeUnknown(f"HubSpot failed with status {status}", correlation_id=correlation_id)
    return CrmUnavailable(f"HubSpot answered with status {status}", correlation_id=correlation_id)


def _forbidden(told: Mapping[str, Any], correlation_id: str | None) -> AccessDenied:
    scopes: list[str] = []
    for error in _dicts(told.get("errors")):
        context = error.get("context")
        for key in ("requiredGranularScopes", "requiredScopes"):
            listed = context.get(key) if isinstance(context, Mapping) else None
            scopes += [scope for scope in _strings(listed) if _SCOPE.fullmatch(scope)]
    return AccessDenied(
        "the access token lacks a scope",
        missing_scopes=tuple(dict.fromkeys(scopes)),
        correlation_id=correlation_id,
    )


def _rate_limited(
    headers: Mapping[str, str] | None, told: Mapping[str, Any], correlation_id: str | None
) -> RateLimited:
    daily = told.get("policyName") == "DAILY" or "daily limit" in _message(told)
    return RateLimited(
        "the account's daily calls are used up" if daily else "too many calls in a short time",
        retry_after=retry_after(headers),
        daily=daily,
        correlation_id=correlation_id,
    )


def _refused_values(status: int, told: Mapping[str, Any], correlation_id: str | None) -> CrmError:
    taken = _taken(status, told)
    if taken:
        property_name, holder = taken
        if property_name == "email":
            return EmailTaken(contact_id=holder, correlation_id=correlation_id)
        problem = PropertyProblem(property=property_name, problem=Problem.REFUSED)
        return InvalidValues([problem], correlation_id=correlation_id)
    problems = list(_problems(told))
    if not problems:
        nothing = "No properties found to update" in _message(told)
        kind = Problem.NOTHING_TO_WRITE if nothing else Problem.REFUSED
        problems = [PropertyProblem(property=_WHOLE_CONTACT, problem=kind)]
    return InvalidValues(problems, correlation_id=correlation_id)


def _taken(status: int, told: Mapping[str, Any]) -> tuple[str, str] | None:
    """The unique property and the contact that already has its value; the id is ``""`` when it is not told.

    In "Cannot set … on A. B already has that value." B holds the value; A is the record of the write itself.
    """
    message = _message(told)
    tokens = told.get("errorTokens")
    tokens = tokens if isinstance(tokens, Mapping) else {}
    named = next(_strings(tokens.get("propertyName")), None) or _first(_COORDINATE, message)
    holder = _first(_HOLDER, message) or next(_strings(tokens.get("existingObjectId")), None)
    if holder:
        return (named if named and _PROPERTY.fullmatch(named) else "email"), holder
    existing = _first(_EXISTING_ID, message)
    if existing or status == HTTPStatus.CONFLICT:
        return "email", existing or _old_style_id(told)
    return None


def _old_style_id(told: Mapping[str, Any]) -> str:
    profile = told.get("identityProfile")
    vid = profile.get("vid") if isinstance(profile, Mapping) else None
    return str(vid) if isinstance(vid, int) and not isinstance(vid, bool) else ""


def _problems(told: Mapping[str, Any]) -> Iterator[PropertyProblem]:
    seen: set[tuple[str, Problem]] = set()
    for name, code, message in (*_from_message(told), *_from_errors(told)):
        kind = _PROBLEMS.get(code, Problem.REFUSED)
        if _PROPERTY.fullmatch(name) and (name, kind) not in seen:
            seen.add((name, kind))
            suggestions = _options(message) if kind is Problem.NOT_AN_OPTION else ()
            yield PropertyProblem(property=name, problem=kind, suggestions=suggestions)


def _from_message(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    _, found, listed = _message(told).partition(_VALUES_NOT_VALID)
    for item in _dicts(_json(listed)) if found else ():
        yield str(item.get("name") or ""), str(item.get("error") or ""), str(item.get("message") or "")


def _from_errors(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for error in _dicts(told.get("errors")):
        context = error.get("context")
        names = _strings(context.get("propertyName")) if isinstance(context, Mapping) else iter(())
        name = next(names, None) or str(error.get("in") or "")
        yield name, str(error.get("code") or ""), str(error.get("message") or "")


def _options(message: str) -> tuple[str, ...]:
    labels: list[str] = _OPTION_LABEL.findall(message)
    if not labels:
        listed = _first(_ALLOWED, message) or ""
        labels = [option.strip() for option in listed.split(",") if option.strip()]
    return tuple(labels[:10])


def _correlation_id(headers: Mapping[str, str] | None, told: Mapping[str, Any]) -> str | None:
    candidate = told.get("correlationId") or _header(headers, "x-hubspot-correlation-id")
    return candidate if isinstance(candidate, str) and _CORRELATION.fullmatch(candidate) else None


def _header(headers: Mapping[str, str] | None, name: str) -> str | None:
    return next((str(value) for key, value in (headers or {}).items() if str(key).lower() == name), None)


def _parse(body: str | None) -> Mapping[str, Any]:
    told = _json(body) if body and len(body) <= _LONGEST_BODY else None
    return told if isinstance(told, Mapping) else {}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _message(told: Mapping[str, Any]) -> str:
    message = told.get("message")
    return message if isinstance(message, str) else ""


def _dicts(value: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, Mapping))


def _strings(value: Any) -> Iterator[str]:
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, str))


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None
