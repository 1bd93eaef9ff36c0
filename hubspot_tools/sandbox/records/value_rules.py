"""Property values on their way in: what HubSpot refuses, and how it stores the rest."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.records import emails, instants
from hubspot_tools.sandbox.records.schema import PortalCatalogue, PortalProperty

LONGEST_TEXT = 65_536
SECONDARY_EMAILS = "hs_additional_emails"

_NUMBER = re.compile(r"[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


class InvalidValueError(ValueError):
    """A value its property does not take: HubSpot's code, and its message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def split_values(value: str) -> list[str]:
    """The parts of a list value, `a;b`."""
    return [part.strip() for part in value.split(";") if part.strip()]


class ValueRules:
    """Checks values against the catalogue and gives them their stored form."""

    def __init__(self, catalogue: PortalCatalogue, owner_ids: Collection[str]) -> None:
        self._catalogue = catalogue
        self._owner_ids = owner_ids
        self._by_type: Mapping[str, Callable[[PortalProperty, str], str]] = {
            "number": _number,
            "date": _date,
            "datetime": _datetime,
            "bool": _option,
            "enumeration": _option,
        }

    def checked(self, given: Mapping[str, str]) -> dict[str, str]:
        """The values as they are to be stored; `""` clears a property.

        Raises:
            CrmError: 400, with every value that is not valid.
        """
        stored: dict[str, str] = {}
        issues: list[dict[str, Any]] = []
        for name, value in given.items():
            try:
                stored[name] = self._checked_one(name, value)
            except InvalidValueError as refusal:
                issues.append(errors.issue(name, refusal.code, str(refusal)))
        if issues:
            raise errors.invalid_properties(issues)
        return stored

    def _checked_one(self, name: str, value: str) -> str:
        prop = self._catalogue.get(name)
        if prop is None:
            raise InvalidValueError("PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
        if prop.read_only:
            kind = "calculated" if prop.calculated else "read only"
            raise InvalidValueError(
                "READ_ONLY_VALUE", f'"{name}" is a {kind} property; its value cannot be set.'
            )
        if value == "":
            return value
        if name == "email":
            return _email(value)
        if name == SECONDARY_EMAILS:
            return ";".join(dict.fromkeys(_email(part) for part in split_values(value)))
        if name == "hubspot_owner_id":
            return self._owner(value)
        return self._by_type.get(prop.type, _text)(prop, value)

    def _owner(self, value: str) -> str:
        if value not in self._owner_ids:
            raise InvalidValueError("INVALID_OWNER_ID", f"Owner {value} does not exist")
        return value


def _text(prop: PortalProperty, value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise InvalidValueError(
            "PROPERTY_VALUE_TOO_LONG",
            f"{prop.name} has {len(value)} characters, more than the maximum of {LONGEST_TEXT}",
        )
    return value


def _email(value: str) -> str:
    address = emails.normalised(value)
    if not emails.is_valid(address):
        raise InvalidValueError("INVALID_EMAIL", f"Email address {value} is invalid")
    return address


def _number(prop: PortalProperty, value: str) -> str:
    if not _NUMBER.fullmatch(value.strip()):
        raise InvalidValueError("INVALID_INTEGER", f"{prop.name} was not a valid number")
    return value.strip()


def _date(_prop: PortalProperty, value: str) -> str:
    moment = instants.milliseconds(value)
    if moment is None:
        raise InvalidValueError("INVALID_LONG", f"{value} was not a valid long.")
    if moment % instants.MILLISECONDS_A_DAY:
        clock = instants.iso(moment).partition("T")[2].rstrip("Z")
        raise InvalidValueError("INVALID_DATE", f"{value} is at {clock} UTC, not midnight!")
    return instants.day(moment)


def _datetime(_prop: PortalProperty, value: str) -> str:
    moment = instants.milliseconds(value)
    if moment is None:
        raise InvalidValueError("INVALID_LONG", f"{value} was not a valid long.")
    return instants.iso(moment)


def _option(prop: PortalProperty, value: str) -> str:
    chosen = split_values(value) if prop.holds_several else [value]
    for one in chosen:
        if prop.options and one not in prop.options:
            raise InvalidValueError(
                "INVALID_OPTION", f"{one} was not one of the allowed options: [{', '.join(prop.options)}]"
            )
    # A leading semicolon asks to add to what is there; the writer joins it with the stored values.
    appends = prop.holds_several and value.startswith(";")
    return (";" if appends else "") + ";".join(dict.fromkeys(chosen))
