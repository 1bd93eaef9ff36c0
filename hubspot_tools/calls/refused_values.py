"""What HubSpot says of values that it will not store, property by property.

Pure, and calm about nonsense: see `hubspot_tools.calls.refusals`, of which this is the largest part.
"""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from hubspot_tools.calls.headers_and_json import dicts, first, json_in, message_of, strings, text_of
from hubspot_tools.errors import (
    WHOLE_CONTACT,
    EmailTaken,
    InvalidValues,
    Problem,
    PropertyProblem,
    Trigger,
)
from hubspot_tools.values import text as texts

LONGEST_DETAIL = 200
"""Characters of HubSpot's own words about a value that are kept."""

_LONGEST_MESSAGE = 2_000

_EXISTING_ID = re.compile(r"Existing ID: (\d{1,20})")
_HOLDER = re.compile(r"(\d{1,20}) already has that value")
_COORDINATE = re.compile(r"propertyName=(\w{1,100})")
_BASED_ON = re.compile(r"based on \[\s*(\w{1,100})", re.ASCII)
_NAMING = ("propertyName", "propertyNames", "missingRequiredProperties")
_MOST_NAMED = 50
_VALUES_NOT_VALID = "Property values were not valid: "
_ALLOWED = "allowed options: ["
_LONGEST_LIST = 5_000
_CODE = re.compile(r"[<>{}`]|\]\(|://|^Invalid input JSON")
_OPTION_LABEL = re.compile(r'label: "([^"]{1,200})"')
_PROPERTY = re.compile(r"\w{1,100}", re.ASCII)

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
    "MISSING_REQUIRED_PROPERTY": Problem.MISSING,
    "MISSING_REQUIRED_PROPERTIES": Problem.MISSING,
    "MISSING_CONDITIONAL_REQUIRED_PROPERTY": Problem.REQUIRED_WHEN,
    "MISSING_CONDITIONAL_REQUIRED_PROPERTIES": Problem.REQUIRED_WHEN,
}


class _Told(NamedTuple):
    """What HubSpot says of one property."""

    name: str
    code: str
    message: str
    localized: str = ""


def refused_values(status: int, told: Mapping[str, Any], request: str | None) -> InvalidValues | EmailTaken:
    """Return what is wrong with the values of a write that HubSpot refused, or whom they belong to.

    Args:
        status: HTTP status.
        told: The answer's body.
        request: HubSpot's name for the request.
    """
    taken = _taken(status, told)
    if taken:
        property_name, holder = taken
        if property_name == "email":
            return EmailTaken(contact_id=holder, correlation_id=request)
        problem = PropertyProblem(property=property_name, problem=Problem.TAKEN)
        return InvalidValues([problem], correlation_id=request)
    problems = list(property_problems(told)) or [_problem_of_the_whole(message_of(told))]
    return InvalidValues(problems, correlation_id=request)


def _problem_of_the_whole(message: str) -> PropertyProblem:
    if "No properties found to update" in message:
        return PropertyProblem(property=WHOLE_CONTACT, problem=Problem.NOTHING_TO_WRITE)
    if "Error creating CONTACT. Some required properties were not set" in message:
        return PropertyProblem(property=WHOLE_CONTACT, problem=Problem.NOBODY)
    return PropertyProblem(property=WHOLE_CONTACT, problem=Problem.REFUSED, detail=sentence(message))


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


def property_problems(told: Mapping[str, Any]) -> Iterator[PropertyProblem]:
    """Return what an error body says of single properties, each kind of problem once for each."""
    seen: set[tuple[str, Problem]] = set()
    for one in (*_from_message(told), *_from_errors(told)):
        kind = _problem(one.code)
        if _PROPERTY.fullmatch(one.name) and (one.name, kind) not in seen:
            seen.add((one.name, kind))
            yield PropertyProblem(
                property=one.name,
                problem=kind,
                suggestions=_options(one.message) if kind is Problem.NOT_AN_OPTION else (),
                detail=sentence(one.localized or one.message),
                trigger=_trigger(one.message) if kind is Problem.REQUIRED_WHEN else None,
            )


def _problem(code: str) -> Problem:
    if "PERMISSION" in code:
        return Problem.NOT_ALLOWED
    return _PROBLEMS.get(code, Problem.REFUSED)


def _trigger(message: str) -> Trigger | None:
    """Return the property whose value makes another one required; HubSpot names it in brackets."""
    named = first(_BASED_ON, message)
    return Trigger(property=named) if named else None


def _from_message(told: Mapping[str, Any]) -> Iterator[_Told]:
    _, found, listed = message_of(told).partition(_VALUES_NOT_VALID)
    for item in dicts(json_in(listed)) if found else ():
        yield _Told(
            *(text_of(item.get(key)) for key in ("name", "error", "message", "localizedErrorMessage"))
        )


def _from_errors(told: Mapping[str, Any]) -> Iterator[_Told]:
    for error in dicts(told.get("errors")):
        context = error.get("context")
        context = context if isinstance(context, Mapping) else {}
        named = [name for key in _NAMING for name in strings(context.get(key))][:_MOST_NAMED]
        for name in dict.fromkeys(named or [text_of(error.get("in"))]):
            yield _Told(name, text_of(error.get("code")), text_of(error.get("message")))


def _options(message: str) -> tuple[str, ...]:
    labels: list[str] = _OPTION_LABEL.findall(message)
    if not labels:
        _, _, behind = message.partition(_ALLOWED)
        listed, _, _ = behind[:_LONGEST_LIST].partition("]")
        labels = [option.strip() for option in listed.split(",") if option.strip()]
    return tuple(labels[:10])


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
