"""Checks values against the account's catalogue before HubSpot sees them. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, tzinfo

from hubspot_tools.errors import InvalidValues, Problem, PropertyProblem, Trigger
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values import dates, typed_values
from hubspot_tools.values.account_rules import AccountRules
from hubspot_tools.values.countries import region_of
from hubspot_tools.values.owners import Owner, OwnerDirectory, SeveralOwners
from hubspot_tools.values.properties import OWNER, Catalogue, Property

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


_MOST_PIECES = 500
_MOST_COMMAS = 6
"""Commas within one label that are looked for."""

_YES_OR_NO = {"true": "Yes", "false": "No"}


class Validator:
    """Turns values as people give them into values as HubSpot stores them."""

    def __init__(
        self,
        catalogue: Catalogue,
        owners: Iterable[Owner],
        region: str,
        zone: tzinfo = UTC,
        rules: AccountRules | None = None,
    ) -> None:
        """``zone``, in which times are meant that name no other, and ``rules`` are the account's."""
        self._catalogue = catalogue
        self._rules = rules or AccountRules()
        self._owners = OwnerDirectory(owners)
        self._region = self._dialled_in = region
        self._readers: dict[PropertyKind, Callable[[Property, str], str]] = {
            PropertyKind.TEXT: lambda _, text: typed_values.normalise_text(text),
            PropertyKind.LINE: lambda _, text: typed_values.normalise_name(text),
            PropertyKind.EMAIL: lambda _, text: typed_values.normalise_email(text),
            PropertyKind.PHONE: lambda _, text: typed_values.normalise_phone(text, self._dialled_in),
            PropertyKind.NUMBER: _number,
            PropertyKind.BOOLEAN: _boolean,
            PropertyKind.DATE: lambda _, text: dates.normalise_date(text, region),
            PropertyKind.DATETIME: lambda _, text: dates.normalise_datetime(text, region, zone),
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
            problem = self._several(name) or self._name_problem(name, text, found)
            if found and not problem:
                outcome = self._formed(found, self._value(found, text))
                if isinstance(outcome, str) and stored.setdefault(found.name, outcome) != outcome:
                    outcome = PropertyProblem(property=found.name, problem=Problem.REFUSED, value=text)
                problem = outcome if isinstance(outcome, PropertyProblem) else None
            if problem:
                problems.append(self._labelled(problem))
        if problems:
            raise InvalidValues(problems)
        return stored

    def owner_sought(self, text: str) -> str:
        """Return the id of the owner whose contacts are wanted, who may have left.

        Raises:
            InvalidValues: no owner is called so, or several are.
        """
        try:
            return self._owners.sought(text)
        except SeveralOwners as several:
            kind, near = Problem.AMBIGUOUS, several.labels
        except ValueError:
            kind, near = Problem.NOT_AN_OPTION, self._owners.near(text)
        raise InvalidValues([self._labelled(PropertyProblem.offering(OWNER, kind, near, value=text))])

    def _labelled(self, problem: PropertyProblem) -> PropertyProblem:
        found = self._catalogue.properties.get(problem.property)
        return problem.model_copy(update={"label": found.label}) if found else problem

    def explained(self, problem: PropertyProblem, sent: Mapping[str, str]) -> PropertyProblem:
        """A refusal of HubSpot's with the value it was about, and what this catalogue offers instead."""
        found = self._catalogue.properties.get(problem.property)
        value = sent.get(problem.property, "") or problem.value
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
        told = told.model_copy(
            update={
                "label": found.label if found else "",
                "trigger": self._trigger(problem.trigger, sent) if problem.trigger else None,
            }
        )
        if near or not problem.suggestions:
            return told
        return told.model_copy(update={"suggestions": problem.suggestions})

    def _trigger(self, trigger: Trigger, sent: Mapping[str, str]) -> Trigger:
        """The property that asks for another one in the account's words, with the option that was sent."""
        found = self._catalogue.properties.get(trigger.property)
        value = sent.get(trigger.property, "")
        if found is None:
            return trigger.model_copy(update={"value": value})
        return Trigger(property=found.name, label=found.label, value=found.shown(value))

    def _several(self, name: str) -> PropertyProblem | None:
        """What to ask where several of the account's properties are called so."""
        several = self._catalogue.several_called(name)
        return PropertyProblem.offering(name, Problem.AMBIGUOUS, several, value=name) if several else None

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
        except (SeveralOwners, SeveralOptions) as several:
            return PropertyProblem.offering(found.name, Problem.AMBIGUOUS, several.labels, value=text)
        except ValueError:
            kind = _BLAME.get(found.kind, Problem.REFUSED)
            if kind is Problem.NOT_A_NUMBER and typed_values.is_ambiguous_number(text):
                readings = (text.strip().replace(",", ""), text.strip().replace(",", "."))
                return PropertyProblem(property=found.name, problem=kind, value=text, suggestions=readings)
            near = self._suggestions(found, text)
            return PropertyProblem.offering(found.name, kind, near, value=text)

    def _formed(self, found: Property, stored: str | PropertyProblem) -> str | PropertyProblem:
        """Return the value as it is stored; a problem where it has not the form that the account asks for."""
        expected = self._rules.broken_by(found.name, stored) if isinstance(stored, str) else None
        if expected is None:
            return stored
        return PropertyProblem(
            property=found.name, problem=Problem.MALFORMED, value=str(stored), expected=expected
        )

    def _suggestions(self, found: Property, text: str) -> dict[str, str]:
        if found.kind is PropertyKind.OWNER:
            return self._owners.near(text)
        if found.kind is PropertyKind.BOOLEAN and not found.options:
            return _YES_OR_NO
        if found.kind is PropertyKind.CHOICES:
            text = "; ".join(part for part in _options_told(found, text) if found.option(part) is None)
        return found.option_suggestions(text)

    def _owner(self, _: Property, text: str) -> str:
        return self._owners.assignable(text)


class SeveralOptions(ValueError):
    """A text that is the label of several options; ``labels`` tells them apart, by value."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        super().__init__("several options are called so")
        self.labels = labels


def _number(found: Property, text: str) -> str:
    """Return a number as HubSpot keeps it.

    What is told in per cent is a part of one where the property holds that.
    """
    bare = text.strip().removesuffix("%")
    if bare == text.strip() or not found.is_share:
        return typed_values.normalise_number(text)
    return typed_values.hundredth(typed_values.normalise_number(bare))


def _boolean(found: Property, text: str) -> str:
    # Some accounts label the two options; HubSpot still stores true and false.
    return found.option(text) or typed_values.normalise_boolean(text)


def _choice(found: Property, text: str) -> str:
    text = text.strip()
    called = found.options_called(text)
    if len(called) > 1:
        raise SeveralOptions(called)
    value = found.option(text)
    if value is None:
        raise ValueError("not an option")
    return value


def _choices(found: Property, text: str) -> str:
    """Several options as ``a;b``, from a text that separates them by semicolons, commas or line ends."""
    whole = found.option(text.strip())
    if whole is not None:
        return whole
    chosen = dict.fromkeys(_choice(found, part) for part in _options_told(found, text))
    if not chosen:
        raise ValueError("not an option")
    return ";".join(chosen)


def _options_told(found: Property, text: str) -> list[str]:
    """The options in a text, each as it is told; a comma separates two unless it belongs to a label."""
    told: list[str] = []
    for part in text.replace("\n", ";").split(";"):
        pieces = [piece.strip() for piece in part.split(",")][:_MOST_PIECES]
        while pieces:
            most = min(len(pieces), _MOST_COMMAS + 1)
            ends = range(most, 1, -1)
            end = next((at for at in ends if found.option(", ".join(pieces[:at])) is not None), 1)
            told.append(", ".join(pieces[:end]))
            pieces = pieces[end:]
    return [one for one in told if one]
