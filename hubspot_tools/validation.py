"""Checks values against the account's catalogue before HubSpot sees them. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from pydantic import BaseModel

from hubspot_tools import dates, values
from hubspot_tools import text as texts
from hubspot_tools.errors import InvalidValues, Problem, PropertyProblem
from hubspot_tools.properties import Catalogue, Kind, Property

_BLAME = {
    Kind.EMAIL: Problem.NOT_AN_EMAIL,
    Kind.PHONE: Problem.NOT_A_PHONE,
    Kind.NUMBER: Problem.NOT_A_NUMBER,
    Kind.DATE: Problem.NOT_A_DATE,
    Kind.DATETIME: Problem.NOT_A_DATE,
    Kind.BOOLEAN: Problem.NOT_AN_OPTION,
    Kind.CHOICE: Problem.NOT_AN_OPTION,
    Kind.CHOICES: Problem.NOT_AN_OPTION,
    Kind.OWNER: Problem.NOT_AN_OPTION,
}


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


class Validator:
    """Turns values as people give them into values as HubSpot stores them."""

    def __init__(self, catalogue: Catalogue, owners: Iterable[Owner], region: str) -> None:
        self._catalogue = catalogue
        self._owners = tuple(owners)
        self._region = region
        self._readers: dict[Kind, Callable[[Property, str], str]] = {
            Kind.TEXT: lambda _, text: values.normalise_text(text),
            Kind.LINE: lambda _, text: values.normalise_name(text),
            Kind.EMAIL: lambda _, text: values.normalise_email(text),
            Kind.PHONE: lambda _, text: values.normalise_phone(text, region),
            Kind.NUMBER: lambda _, text: values.normalise_number(text),
            Kind.BOOLEAN: _boolean,
            Kind.DATE: lambda _, text: dates.normalise_date(text, region),
            Kind.DATETIME: lambda _, text: dates.normalise_datetime(text, region),
            Kind.CHOICE: _choice,
            Kind.CHOICES: _choices,
            Kind.OWNER: self._owner,
        }

    def check(self, given: Mapping[str, str]) -> dict[str, str]:
        """``given`` by internal name and as stored; ``""`` stays, for it empties a property.

        Raises:
            InvalidValues: with one problem for each name or value that cannot be stored.
        """
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

    def _name_problem(self, name: str, text: str, found: Property | None) -> PropertyProblem | None:
        if found is None:
            near = self._catalogue.suggestions(name)
            return PropertyProblem(
                property=name, problem=Problem.UNKNOWN_PROPERTY, value=text, suggestions=near
            )
        if not found.writable:
            return PropertyProblem(property=found.name, problem=Problem.READ_ONLY, value=text)
        return None

    def _value(self, found: Property, text: str) -> str | PropertyProblem:
        if not text.strip():
            return ""
        if len(text) > values.MAX_LENGTH:
            return PropertyProblem(property=found.name, problem=Problem.TOO_LONG)
        try:
            return self._readers[found.kind](found, text)
        except ValueError:
            return PropertyProblem(
                property=found.name,
                problem=_BLAME.get(found.kind, Problem.REFUSED),
                value=text,
                suggestions=self._suggestions(found, text),
            )

    def _suggestions(self, found: Property, text: str) -> tuple[str, ...]:
        if found.kind is Kind.NUMBER and values.is_ambiguous_number(text):
            return text.strip().replace(",", ""), text.strip().replace(",", ".")
        if found.kind is Kind.OWNER:
            return tuple(owner.label for owner in self._owners[:10])
        return found.option_suggestions(text) if found.options else ()

    def _owner(self, _: Property, text: str) -> str:
        wanted = text.strip()
        if not self._owners and wanted.isascii() and wanted.isdigit():
            return wanted  # the token may not list owners: HubSpot itself will judge the id
        spoken = texts.words(wanted)
        matches = {
            owner.id
            for owner in self._owners
            if wanted == owner.id
            or wanted.casefold() == owner.email.casefold()
            or (spoken and sorted(spoken) == sorted(texts.words(owner.name)))
        }
        if len(matches) != 1:
            raise ValueError("no such owner, or several")
        return matches.pop()


def _boolean(found: Property, text: str) -> str:
    # Some accounts label the two options; HubSpot still stores true and false.
    return found.option(text) or values.normalise_boolean(text)


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
    parts = [part.strip() for part in text.replace("\n", ";").replace(",", ";").split(";")]
    chosen = dict.fromkeys(_choice(found, part) for part in parts if part)
    if not chosen:
        raise ValueError("not an option")
    return ";".join(chosen)
