"""What an account's administrators ask of values, as far as HubSpot tells it beforehand. Pure.

HubSpot tells which properties a new contact must have (the object's schema) and how values must be formed (property
validations). What another property's value makes required it does not tell before it refuses.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel

from hubspot_tools.facts.asked_form import AskedForm, FormRule

_MOST_RULES = 20
"""Rules of one property that are looked at."""
_BOUND = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_BOUNDED = {
    "MIN_LENGTH": FormRule.AT_LEAST_LONG,
    "MAX_LENGTH": FormRule.AT_MOST_LONG,
    "MIN_NUMBER": FormRule.AT_LEAST,
    "MAX_NUMBER": FormRule.AT_MOST,
}


class AccountRules(BaseModel, frozen=True):
    """Holds what is asked of values, by internal name.

    ``required`` are the properties a new contact must have. ``told`` is False where HubSpot does not tell the forms to
    this token, ``complete`` where it could not be asked for now.
    """

    required: frozenset[str] = frozenset()
    forms: Mapping[str, tuple[AskedForm, ...]] = {}
    told: bool = True
    complete: bool = True

    @classmethod
    def of(cls, validations: Any, required: Any, *, complete: bool = True) -> Self:
        """Read the two lists that HubSpot told, which may be anything: what makes no sense asks for nothing."""
        told = isinstance(validations, list)
        named = required if isinstance(required, list) else []
        return cls(
            required=frozenset(name for name in named if isinstance(name, str) and name),
            forms={name: forms for name, forms in map(_forms, validations if told else ()) if name and forms},
            told=told,
            complete=complete,
        )

    def broken_by(self, name: str, value: str) -> AskedForm | None:
        """Return the first form that a value surely does not have; ``""`` has none, and empties a property.

        Only what is certain is held against a value: HubSpot has the last word on the rest.
        """
        return next((form for form in self.forms.get(name, ()) if value and _lacks(form, value)), None)


def _forms(entry: Any) -> tuple[str, tuple[AskedForm, ...]]:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("propertyName"), str):
        return "", ()
    rules = entry.get("propertyValidationRules")
    listed = rules[:_MOST_RULES] if isinstance(rules, list) else []
    found = (_form(rule) for rule in listed if isinstance(rule, Mapping))
    return entry["propertyName"], tuple(dict.fromkeys(one for one in found if one is not None))


def _form(rule: Mapping[str, Any]) -> AskedForm | None:
    """What a rule asks for; None where HubSpot brings values into that form by itself."""
    if rule.get("shouldApplyNormalization") is True:
        return None
    kind, arguments = rule.get("ruleType"), rule.get("ruleArguments")
    first = str(arguments[0]) if isinstance(arguments, list) and arguments else ""
    if kind == "ALPHANUMERIC":
        return AskedForm(form=_signs(first))
    if kind in _BOUNDED and _BOUND.fullmatch(first):
        return AskedForm(form=_BOUNDED[kind], bound=first)
    return AskedForm(form=FormRule.OTHER)


def _signs(argument: str) -> FormRule:
    if argument == "NUMERIC_ONLY":
        return FormRule.DIGITS
    if argument.startswith("ALPHA") and "NUMERIC" not in argument:
        return FormRule.LETTERS
    return FormRule.LETTERS_AND_DIGITS


def _lacks(expected: AskedForm, value: str) -> bool:
    match expected.form:
        case FormRule.DIGITS:
            return not (value.isascii() and value.isdigit())
        case FormRule.AT_LEAST_LONG:
            return len(value) < Decimal(expected.bound)
        case FormRule.AT_MOST_LONG:
            return len(value) > Decimal(expected.bound)
        case FormRule.AT_LEAST:
            return _BOUND.fullmatch(value) is not None and Decimal(value) < Decimal(expected.bound)
        case FormRule.AT_MOST:
            return _BOUND.fullmatch(value) is not None and Decimal(value) > Decimal(expected.bound)
        case _:
            return False
