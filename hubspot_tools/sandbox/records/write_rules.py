"""What the portal's administrators ask of a write beyond HubSpot's own rules.

Which properties a new contact must have, which ones another property's value makes required, how a value must be
formed, and what may not be written. From version 2026-09 on, HubSpot holds every write to the first two.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.errors import CrmRefusal

Values = Mapping[str, str]


@dataclass(frozen=True)
class WriteRules:
    """Holds the rules of a portal, as they are written into a sample portal.

    Each has its `kind`, its `propertyName`, and more.

    Kinds: `required` (of a new contact); `conditional`, with `when`, the property it hangs on, and `is`, the values of it
    that make it required; `format`, with `ruleType` and `ruleArguments` as the property validations API has them;
    `permission`, a property that the token's user may not write.
    """

    rules: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(cls, rules: Iterable[Mapping[str, Any]]) -> Self:
        """Return these rules."""
        return cls(tuple(rules))

    def refuse(self, given: Values, before: Values | None, *, enforced: bool) -> None:
        """Refuse a write that breaks a rule.

        Args:
            given: What is to be written; `""` empties.
            before: What the contact holds, None for a new one.
            enforced: Whether the version that is spoken enforces what administrators require.

        Raises:
            CrmError: 400, with every rule that is broken.
        """
        after = {**(before or {}), **given}
        broken = [*self._formed(given), *self._forbidden(given)]
        if enforced:
            broken += self._missing(after) if before is None else []
            broken += self._missing_because(given, after)
        if broken:
            raise CrmRefusal(
                400,
                f"There were {len(broken)} problems with the properties of this write.",
                category=errors.VALIDATION_ERROR,
                errors=broken,
            )

    def validations(self) -> list[dict[str, Any]]:
        """The formats in the shape of the property validations API."""
        found: dict[str, list[dict[str, Any]]] = {}
        for rule in self._of_kind("format"):
            shown = {
                "ruleType": rule["ruleType"],
                "ruleArguments": list(rule["ruleArguments"]),
                "shouldApplyNormalization": False,
            }
            found.setdefault(rule["propertyName"], []).append(shown)
        return [{"propertyName": name, "propertyValidationRules": rules} for name, rules in found.items()]

    def required(self) -> list[str]:
        """The properties that a new contact must have, as the object's schema names them."""
        return [rule["propertyName"] for rule in self._of_kind("required")]

    def _of_kind(self, kind: str) -> Iterable[Mapping[str, Any]]:
        return (rule for rule in self.rules if rule["kind"] == kind)

    def _formed(self, given: Values) -> list[dict[str, Any]]:
        return [
            _detail(
                "INVALID_FORMAT",
                f"{name} does not meet the rule {rule['ruleType']} {rule['ruleArguments']}",
                name,
            )
            for rule in self._of_kind("format")
            if given.get(name := rule["propertyName"])
            and not _FORMATS[rule["ruleType"]](given[name], rule["ruleArguments"])
        ]

    def _forbidden(self, given: Values) -> list[dict[str, Any]]:
        return [
            _detail("USER_DOES_NOT_HAVE_PERMISSIONS", f"You do not have permission to edit {name}", name)
            for rule in self._of_kind("permission")
            if (name := rule["propertyName"]) in given
        ]

    def _missing(self, after: Values) -> list[dict[str, Any]]:
        return [
            _detail("MISSING_REQUIRED_PROPERTY", f"A value for {name} must be provided", name)
            for rule in self._of_kind("required")
            if not after.get(name := rule["propertyName"])
        ]

    def _missing_because(self, given: Values, after: Values) -> list[dict[str, Any]]:
        return [
            _detail(
                "MISSING_CONDITIONAL_REQUIRED_PROPERTY",
                f"{name} is required because of a conditional property rule based on [{rule['when']}]",
                name,
            )
            for rule in self._of_kind("conditional")
            if not after.get(name := rule["propertyName"])
            and {rule["when"], name} & given.keys()
            and after.get(rule["when"]) in rule["is"]
        ]


def _detail(code: str, message: str, name: str) -> dict[str, Any]:
    return {"code": code, "message": message, "context": {"propertyName": [name]}}


def _number(value: str) -> float:
    return float(value) if re.fullmatch(r"-?\d{1,30}(\.\d{1,30})?", value) else float("nan")


_FORMATS: Mapping[str, Callable[[str, Sequence[str]], bool]] = {
    "ALPHANUMERIC": lambda value, kinds: kinds != ["NUMERIC_ONLY"] or value.isdecimal(),
    "MIN_LENGTH": lambda value, least: len(value) >= int(least[0]),
    "MAX_LENGTH": lambda value, most: len(value) <= int(most[0]),
    "MIN_NUMBER": lambda value, least: _number(value) >= float(least[0]),
    "MAX_NUMBER": lambda value, most: _number(value) <= float(most[0]),
}
