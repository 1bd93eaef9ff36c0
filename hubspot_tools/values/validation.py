"""Checks values against the account's catalogue before HubSpot sees them. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from pydantic import BaseModel

from hubspot_tools.errors import InvalidValues, Problem, PropertyProblem
from hubspot_tools.property_kinds import PropertyKind
from hubspot_tools.values import dates, typed_values
from hubspot_tools.values import text as texts
from hubspot_tools.values.countries import region_of
from hubspot_tools.values.properties import Catalogue, Property, nearest

_BLAME = {
    PropertyKind.EMAIL: Problem.NOT_AN_EMAIL,
    PropertyKind.PHONE: Problem.NOT_A_PHONE,
    PropertyKind.NUMBER: Problem.NOT_A_NUMBER,
    PropertyKind.DATE: Problem.NOT_A_DATE,
    PropertyKind.DATETIME: Problem.NOT_A_DATE,
    PropertyKind.BOOLEAN: Problem.NOT_AN_OPTION,
    PropertyKind.CHOICE: Problem.NOT_AN_OPTION,
    PropertyKind.CHOICES: Problem.NOT_AN_OPTION,
    PropertyKind.OWNER: Problem.NOT_AN_OPTION,
}


_MOST_OWNERS = 10

_YES_OR_NO = {"true": "Yes", "false": "No"}


class Owner(BaseModel, frozen=True):
    """A HubSpot user who may own contacts."""

    id: str
    email: str = ""
    name: str = ""

    @classmethod
    def from_wire(cls, owner: Any) -> Self:
        """Read one owner of ``GET /crm/v3/owners`` as the client decodes it."""
        first, last = getattr(owner, "first_name", None) or "", getattr(owner, "last_name", None) or ""
        return cls(
            id=str(owner.id), email=str(getattr(owner, "email", None) or ""), name=f"{first} {last}".strip()
        )

    @property
    def label(self) -> str:
        """What people call the owner."""
        return self.name or self.email or self.id

    def is_called(self, text: str) -> bool:
        """Tell whether the text is this owner's id, address or name.

        Words may stand in any order, with or without the address.
        """
        if text == self.id or text.casefold() == self.email.casefold():
            return True
        spoken = sorted(texts.words(text))
        spellings = (sorted(texts.words(one)) for one in (self.name, f"{self.name} {self.email}"))
        return bool(spoken) and spoken in spellings

    def may_be_called(self, text: str) -> bool:
        """Whether the text is a part of this owner's name, the first name for example."""
        spoken = set(texts.words(text))
        return bool(spoken) and spoken <= set(texts.words(self.name))


class Validator:
    """Turns values as people give them into values as HubSpot stores them."""

    def __init__(self, catalogue: Catalogue, owners: Iterable[Owner], region: str) -> None:
        self._catalogue = catalogue
        self._owners = tuple(owners)
        self._region = self._dialled_in = region
        self._readers: dict[PropertyKind, Callable[[Property, str], str]] = {
            PropertyKind.TEXT: lambda _, text: typed_values.normalise_text(text),
            PropertyKind.LINE: lambda _, text: typed_values.normalise_name(text),
            PropertyKind.EMAIL: lambda _, text: typed_values.normalise_email(text),
            PropertyKind.PHONE: lambda _, text: typed_values.normalise_phone(text, self._dialled_in),
            PropertyKind.NUMBER: lambda _, text: typed_values.normalise_number(text),
            PropertyKind.BOOLEAN: _boolean,
            PropertyKind.DATE: lambda _, text: dates.normalise_date(text, region),
            PropertyKind.DATETIME: lambda _, text: dates.normalise_datetime(text, region),
            PropertyKind.CHOICE: _choice,
            PropertyKind.CHOICES: _choices,
            PropertyKind.OWNER: self._owner,
        }

    def check(self, given: Mapping[str, str]) -> dict[str, str]:
        """``given`` by internal name and as stored; ``""`` stays, for it empties a property.

        Where a country is among them, numbers without a country code are dialled there.

        Raises:
            InvalidValues: with one problem for each name or value that cannot be stored.
        """
        self._dialled_in = region_of(given.get("country", "")) or self._region
        stored: dict[str, str] = {}
        problems: list[PropertyProblem] = []
        for name, text in given.items():
            found = self._catalogue.find(name)
            problem = self._name_problem(name, text, found)
            if found and not problem:
                outcome = self._value(found, text)
                if isinstance(outcome, str) and stored.setdefault(found.name, outcome) != outcome:
                    outcome = PropertyProblem(property=found.name, problem=Problem.REFUSED, value=text)
                problem = outcome if isinstance(outcome, PropertyProblem) else None
            if problem:
                problems.append(problem)
        if problems:
            raise InvalidValues(problems)
        return stored

    def explained(self, problem: PropertyProblem, sent: Mapping[str, str]) -> PropertyProblem:
        """A refusal of HubSpot's with the value it was about, and what this catalogue offers instead."""
        found = self._catalogue.properties.get(problem.property)
        value = sent.get(problem.property, "")
        if problem.problem in {Problem.UNKNOWN_PROPERTY, Problem.READ_ONLY}:
            near = self._catalogue.suggestions(problem.property)
        elif found and problem.problem is Problem.NOT_AN_OPTION:
            near = self._suggestions(found, value)
        else:
            near = {}
        kind = problem.problem
        if (
            found
            and kind is Problem.NOT_A_NUMBER
            and found.kind in {PropertyKind.DATE, PropertyKind.DATETIME}
        ):
            kind = Problem.NOT_A_DATE  # HubSpot reads a day as a number of milliseconds, and says so
        told = PropertyProblem.offering(problem.property, kind, near, value=value, detail=problem.detail)
        if near or not problem.suggestions:
            return told
        return told.model_copy(update={"suggestions": problem.suggestions})

    def _name_problem(self, name: str, text: str, found: Property | None) -> PropertyProblem | None:
        if found and found.writable:
            return None
        kind = Problem.READ_ONLY if found else Problem.UNKNOWN_PROPERTY
        near = self._catalogue.suggestions(name)
        told_as = found.name if found else name
        return PropertyProblem.offering(told_as, kind, near, value=text)

    def _value(self, found: Property, text: str) -> str | PropertyProblem:
        if not text.strip():
            return ""
        if len(text) > typed_values.MAX_LENGTH:
            return PropertyProblem(property=found.name, problem=Problem.TOO_LONG)
        try:
            return self._readers[found.kind](found, text)
        except ValueError:
            kind = _BLAME.get(found.kind, Problem.REFUSED)
            if kind is Problem.NOT_A_NUMBER and typed_values.is_ambiguous_number(text):
                readings = (text.strip().replace(",", ""), text.strip().replace(",", "."))
                return PropertyProblem(property=found.name, problem=kind, value=text, suggestions=readings)
            near = self._suggestions(found, text)
            return PropertyProblem.offering(found.name, kind, near, value=text)

    def _suggestions(self, found: Property, text: str) -> dict[str, str]:
        if found.kind is PropertyKind.OWNER:
            return self._near_owners(text)
        if found.kind is PropertyKind.BOOLEAN and not found.options:
            return _YES_OR_NO
        if found.kind is PropertyKind.CHOICES:
            text = "; ".join(part for part in _parts(text) if found.option(part) is None)
        return found.option_suggestions(text)

    def _near_owners(self, text: str) -> dict[str, str]:
        """Return owners whose name or address is nearest, or the first few.

        Namesakes are told apart by their address.
        """
        names = Counter(owner.label for owner in self._owners)
        labels = {
            owner.id: owner.label if names[owner.label] == 1 else f"{owner.label} ({owner.email or owner.id})"
            for owner in self._owners
        }
        spellings = [(owner.id, one) for owner in self._owners for one in (owner.name, owner.email) if one]
        near = nearest(text, spellings)
        return {one: labels[one] for one in near or list(labels)[:_MOST_OWNERS]}

    def _owner(self, _: Property, text: str) -> str:
        wanted = text.strip()
        if not self._owners and wanted.isascii() and wanted.isdigit():
            return wanted  # the token may not list owners: HubSpot itself will judge the id
        if len(wanted) > texts.LONGEST_COMPARED:
            raise ValueError("no owner is called so")  # found out once, and not once for each owner
        called = [owner.id for owner in self._owners if owner.is_called(wanted)]
        matches = called or [owner.id for owner in self._owners if owner.may_be_called(wanted)]
        if len(matches) != 1:
            raise ValueError("no such owner, or several")
        return matches[0]


def _boolean(found: Property, text: str) -> str:
    # Some accounts label the two options; HubSpot still stores true and false.
    return found.option(text) or typed_values.normalise_boolean(text)


def _choice(found: Property, text: str) -> str:
    value = found.option(text.strip())
    if value is None:
        raise ValueError("not an option")
    return value


def _choices(found: Property, text: str) -> str:
    """Several options as ``a;b``, from a text that separates them by semicolons, commas or line ends."""
    whole = found.option(text.strip())
    if whole is not None:
        return whole
    chosen = dict.fromkeys(_choice(found, part) for part in _parts(text))
    if not chosen:
        raise ValueError("not an option")
    return ";".join(chosen)


def _parts(text: str) -> list[str]:
    parts = text.replace("\n", ";").replace(",", ";").split(";")
    return [part.strip() for part in parts if part.strip()]
