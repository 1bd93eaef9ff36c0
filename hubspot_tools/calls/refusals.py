"""What HubSpot says when it refuses, sorted into our error tree. Pure, and calm about nonsense.

Every field of an error body is optional (HubSpot's error handling guide), bodies may be HTML, and some
facts stand only in the message's text; so each reader below looks for what it knows and shrugs at the rest.
No message of the resulting errors repeats text of the body except property names. What HubSpot says of a
value goes into `PropertyProblem.detail`, for the person's eyes alone, short and without any markup or code.
"""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from hubspot_tools.calls.headers_and_json import (
    correlation_id,
    dicts,
    first,
    header,
    json_in,
    message_of,
    object_in,
    retry_after,
    strings,
    text_of,
)
from hubspot_tools.errors import (
    AccessDenied,
    AccountMoving,
    ContactGone,
    CrmError,
    CrmUnavailable,
    EmailTaken,
    InvalidValues,
    LocalFileUnusable,
    OutcomeUnknown,
    Problem,
    PropertyProblem,
    RateLimited,
    TokenRefused,
)
from hubspot_tools.storage import LOCAL_FILE, StorageTrouble
from hubspot_tools.values import text as texts

MIGRATING = 477
"""HubSpot's own status for an account that moves between data centres, for up to a day."""

LONGEST_DETAIL = 200
"""Characters of HubSpot's own words about a value that are kept."""

_LONGEST_MESSAGE = 2_000
_WHOLE_CONTACT = "contact"

_EXISTING_ID = re.compile(r"Existing ID: (\d{1,20})")
_HOLDER = re.compile(r"(\d{1,20}) already has that value")
_COORDINATE = re.compile(r"propertyName=(\w{1,100})")
_VALUES_NOT_VALID = "Property values were not valid: "
_ALLOWED = "allowed options: ["
_LONGEST_LIST = 5_000
_CODE = re.compile(r"[<>{}`]|\]\(|://|^Invalid input JSON")
_OPTION_LABEL = re.compile(r'label: "([^"]{1,200})"')
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
    "PROPERTY_VALUE_TOO_LONG": Problem.TOO_LONG,
    "VALUE_TOO_LONG": Problem.TOO_LONG,
}


class _Told(NamedTuple):
    """What HubSpot says of one property."""

    name: str
    code: str
    message: str
    localized: str = ""


def refusal(status: int, headers: Mapping[str, str] | None, body: str | None, *, writing: bool) -> CrmError:
    """The error behind an answer that is not a success.

    Args:
        status: HTTP status.
        headers: The answer's headers, in any case.
        body: The answer's body, which may be anything at all.
        writing: Whether the call was a create or an update, whose failure on HubSpot's side leaves
            open what was stored.
    """
    readable = object_in(body)
    told = readable or {}
    request = correlation_id(headers, told)
    if status == HTTPStatus.UNAUTHORIZED:
        return TokenRefused("the access token was refused", correlation_id=request)
    if status == HTTPStatus.FORBIDDEN:
        return _forbidden(told, request)
    if status == HTTPStatus.NOT_FOUND and readable is not None:
        return ContactGone("no such contact", correlation_id=request)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _rate_limited(headers, told, request)
    if status == HTTPStatus.CONFLICT or (status == HTTPStatus.BAD_REQUEST and writing):
        return _refused_values(status, told, request)
    return _out_of_order(status, headers, told, writing=writing, request=request)


def sentence(text: str) -> str:
    """Return HubSpot's own words as one short line for a person to read.

    It is ``""`` when they are code rather than words.

    The list of options that may end them is cut off: it stands in the suggestions, and may be long.
    """
    line = " ".join(texts.printable(text[:_LONGEST_MESSAGE]).split())
    if _CODE.search(line):
        return ""
    before, bracket, _ = line.partition("[")
    if bracket:
        line = before.rstrip().removesuffix(":").rstrip()
    return line if len(line) <= LONGEST_DETAIL else f"{line[: LONGEST_DETAIL - 1].rstrip()}…"


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
        return CrmUnavailable("the contact is locked for a moment", correlation_id=request)
    if status == HTTPStatus.INSUFFICIENT_STORAGE and (trouble := _local_trouble(told)):
        return LocalFileUnusable(trouble, correlation_id=request)
    # A redirect or a refusal of the request as such never got as far as storing anything.
    stored_nothing = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if writing and not stored_nothing:
        return OutcomeUnknown(f"HubSpot failed with status {status}", correlation_id=request)
    return CrmUnavailable(f"HubSpot answered with status {status}", correlation_id=request)


def _local_trouble(told: Mapping[str, Any]) -> StorageTrouble | None:
    """What the local CRM says of its file; HubSpot has no such answer."""
    word = text_of(told.get("subCategory"))
    known = told.get("category") == LOCAL_FILE and word in set(StorageTrouble)
    return StorageTrouble(word) if known else None


def _forbidden(told: Mapping[str, Any], request: str | None) -> AccessDenied:
    scopes: list[str] = []
    for error in dicts(told.get("errors")):
        context = error.get("context")
        for key in ("requiredGranularScopes", "requiredScopes"):
            listed = context.get(key) if isinstance(context, Mapping) else None
            scopes += [scope for scope in strings(listed) if _SCOPE.fullmatch(scope)]
    return AccessDenied(
        "the access token lacks a scope",
        missing_scopes=tuple(dict.fromkeys(scopes)),
        correlation_id=request,
    )


def _rate_limited(
    headers: Mapping[str, str] | None, told: Mapping[str, Any], request: str | None
) -> RateLimited:
    policy, message = told.get("policyName"), message_of(told)
    daily = policy == "DAILY" or "daily limit" in message
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


def _refused_values(status: int, told: Mapping[str, Any], request: str | None) -> CrmError:
    taken = _taken(status, told)
    if taken:
        property_name, holder = taken
        if property_name == "email":
            return EmailTaken(contact_id=holder, correlation_id=request)
        problem = PropertyProblem(property=property_name, problem=Problem.REFUSED)
        return InvalidValues([problem], correlation_id=request)
    problems = list(_problems(told))
    if not problems:
        nothing = "No properties found to update" in message_of(told)
        kind = Problem.NOTHING_TO_WRITE if nothing else Problem.REFUSED
        detail = "" if nothing else sentence(message_of(told))
        problems = [PropertyProblem(property=_WHOLE_CONTACT, problem=kind, detail=detail)]
    return InvalidValues(problems, correlation_id=request)


def _taken(status: int, told: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the unique property and the contact that already has its value.

    The id is ``""`` when it is not told.

    In "Cannot set … on A. B already has that value." B holds the value; A is the record of the write itself.
    """
    message = message_of(told)
    tokens = told.get("errorTokens")
    tokens = tokens if isinstance(tokens, Mapping) else {}
    named = next(strings(tokens.get("propertyName")), None) or first(_COORDINATE, message)
    holder = first(_HOLDER, message) or next(strings(tokens.get("existingObjectId")), None)
    if holder:
        return (named if named and _PROPERTY.fullmatch(named) else "email"), holder
    existing = first(_EXISTING_ID, message)
    if existing or status == HTTPStatus.CONFLICT:
        return "email", existing or _old_style_id(told)
    return None


def _old_style_id(told: Mapping[str, Any]) -> str:
    profile = told.get("identityProfile")
    vid = profile.get("vid") if isinstance(profile, Mapping) else None
    return str(vid) if isinstance(vid, int) and not isinstance(vid, bool) else ""


def _problems(told: Mapping[str, Any]) -> Iterator[PropertyProblem]:
    seen: set[tuple[str, Problem]] = set()
    for one in (*_from_message(told), *_from_errors(told)):
        kind = _PROBLEMS.get(one.code, Problem.REFUSED)
        if _PROPERTY.fullmatch(one.name) and (one.name, kind) not in seen:
            seen.add((one.name, kind))
            yield PropertyProblem(
                property=one.name,
                problem=kind,
                suggestions=_options(one.message) if kind is Problem.NOT_AN_OPTION else (),
                detail=sentence(one.localized or one.message),
            )


def _from_message(told: Mapping[str, Any]) -> Iterator[_Told]:
    _, found, listed = message_of(told).partition(_VALUES_NOT_VALID)
    for item in dicts(json_in(listed)) if found else ():
        yield _Told(
            *(text_of(item.get(key)) for key in ("name", "error", "message", "localizedErrorMessage"))
        )


def _from_errors(told: Mapping[str, Any]) -> Iterator[_Told]:
    for error in dicts(told.get("errors")):
        context = error.get("context")
        names = strings(context.get("propertyName")) if isinstance(context, Mapping) else iter(())
        name = next(names, None) or text_of(error.get("in"))
        yield _Told(name, text_of(error.get("code")), text_of(error.get("message")))


def _options(message: str) -> tuple[str, ...]:
    labels: list[str] = _OPTION_LABEL.findall(message)
    if not labels:
        _, _, behind = message.partition(_ALLOWED)
        listed, _, _ = behind[:_LONGEST_LIST].partition("]")
        labels = [option.strip() for option in listed.split(",") if option.strip()]
    return tuple(labels[:10])
