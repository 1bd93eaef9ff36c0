"""The account's own property catalogue: how it names, words and restricts each property of a contact."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Self

from pydantic import BaseModel
from rapidfuzz import fuzz, process

from hubspot_tools.errors import Problem, PropertyProblem
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values import text as texts
from hubspot_tools.values.languages import language_code
from hubspot_tools.values.vocabulary import (
    DEFAULT_LABELS,
    DEFAULT_STAGES,
    LANGUAGE,
    PHONES,
    PROPERTY_KINDS,
    PROPERTY_WORDS,
    STAGE_WORDS,
)

OWNER = PROPERTY_WORDS["owner"]
LIFECYCLE_STAGE = "lifecyclestage"

_NEAR = 75  # resemblance out of 100 from which a name is worth suggesting
_SUGGESTIONS = 5
_SEVERAL = 2


class Property(BaseModel, frozen=True):
    """One property of a contact: ``options`` are ``{value: label}`` in the account's order."""

    name: str
    label: str
    kind: PropertyKind = PropertyKind.LINE
    writable: bool = True
    options: Mapping[str, str] = {}
    is_share: bool = False
    """A number that people write in per cent and HubSpot keeps as a part of one."""
    hidden_options: Mapping[str, str] = {}
    """Options that nobody can choose any more, and that contacts may still hold."""

    @classmethod
    def read_if_named(cls, wire: Mapping[str, Any]) -> Self | None:
        """Read an entry as `from_wire` does; None where it has no name."""
        return cls.from_wire(wire) if wire.get("name") else None

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Self:
        """Read one entry of ``GET /crm/v3/properties/contacts``; missing fields mean the harmless thing.

        Hidden and calculated properties, and those whose value is read-only, are not writable.
        """
        name = str(wire["name"])
        metadata = wire.get("modificationMetadata") or {}
        closed = wire.get("calculated") or wire.get("hidden") or metadata.get("readOnlyValue")
        told = [one for one in wire.get("options") or () if one.get("value") is not None]
        options, hidden = (
            {
                str(one["value"]): str(one.get("label") or one["value"])
                for one in told
                if bool(one.get("hidden")) is gone
            }
            for gone in (False, True)
        )
        return cls(
            name=name,
            label=str(wire.get("label") or name),
            kind=_kind(name, wire),
            writable=not closed,
            options=options,
            hidden_options=hidden,
            is_share=wire.get("numberDisplayHint") == "percentage",
        )

    def option(self, text: str) -> str | None:
        """Return the option's value for its value or label, None if there is none.

        In any case, with or without accents.
        """
        if text in self.options:
            return text
        wanted = texts.words(text) if len(text) <= texts.LONGEST_COMPARED else ()
        if not wanted:
            return None
        if meant := self._by_words.get(wanted):
            return meant[0]
        if self.name == LANGUAGE:
            code = language_code(text)
            return code if code in self.options else None
        return self._everyday_stage(" ".join(wanted)) if self.name == LIFECYCLE_STAGE else None

    def shown(self, value: str) -> str:
        """Return a stored value as the account words it; what is no option comes back as it is."""
        parts = [one for one in value.split(";") if one] if self.kind is PropertyKind.CHOICES else [value]
        return ", ".join(self.options.get(one) or self.hidden_options.get(one, one) for one in parts)

    def options_called(self, text: str) -> dict[str, str]:
        """The options of that label, each with its value where several bear it, as ``{value: label}``."""
        if text in self.options or len(text) > texts.LONGEST_COMPARED:
            return {}
        meant = self._by_words.get(texts.words(text), ())
        several = len(meant) > 1
        return {one: f"{self.options[one]} ({one})" if several else self.options[one] for one in meant}

    def option_suggestions(self, text: str) -> dict[str, str]:
        """Return the options nearest to ``text`` as ``{value: label}``, or the first ones when none is near.

        The everyday French and English words for lifecycle stages count as well.
        """
        spellings = [
            (value, spelling) for value, label in self.options.items() for spelling in (label, value)
        ]
        if self.name == LIFECYCLE_STAGE:
            spellings += [(value, word) for word, value in STAGE_WORDS.items() if value in self.options]
        near = nearest(text, spellings) or list(self.options)[: 2 * _SUGGESTIONS]
        return {value: self.options[value] for value in near}

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The options by what they may be called, by label before by value."""
        named = {texts.words(value): (value,) for value in reversed(list(self.options))}
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        for value, label in self.options.items():
            for way in dict.fromkeys((texts.words(label), texts.words(f"{label} {value}"))):
                found[way] = (*found.get(way, ()), value)
        return {**named, **found}

    def _everyday_stage(self, word: str) -> str | None:
        for spelling in (word, word.removesuffix("s")):
            value = STAGE_WORDS.get(spelling, spelling)
            if value in self.options:
                return value
        return None


class Catalogue(BaseModel, frozen=True):
    """Every property the account has, by internal name.

    ``complete`` is False when the account could not be asked and only the daily properties are known.
    """

    properties: Mapping[str, Property]
    complete: bool = True

    @classmethod
    def from_wire(cls, results: Iterable[Mapping[str, Any]]) -> Self:
        """Read the ``results`` of ``GET /crm/v3/properties/contacts``; entries without a name are left out."""
        return cls.of(Property.from_wire(wire) for wire in results if wire.get("name"))

    @classmethod
    def of(cls, properties: Iterable[Property]) -> Self:
        """Return the catalogue of these properties."""
        return cls(properties={one.name: one for one in properties})

    def find(self, name: str) -> Property | None:
        """The property of that internal name or label, or of an everyday French or English word for it."""
        exact = self.properties.get(name.strip()) or self.properties.get(name.strip().lower())
        if exact:
            return exact
        wanted = texts.words(name)
        meant = self._by_label.get(wanted)
        return meant[0] if meant else self.properties.get(PROPERTY_WORDS.get(" ".join(wanted), ""))

    def several_called(self, name: str) -> dict[str, str]:
        """The properties that bear one label and can be written, where there are several, by internal name.

        Each is told with its internal name; whoever gives that asks for nothing else.
        """
        if name.strip() in self.properties:
            return {}
        meant = [one for one in self._by_label.get(texts.words(name), ()) if one.writable]
        return {one.name: f"{one.label} ({one.name})" for one in meant} if len(meant) > 1 else {}

    def suggestions(self, name: str) -> dict[str, str]:
        """Return the writable properties nearest to ``name`` as ``{internal name: label}``, best first.

        Near to their label, their internal name or an everyday French or English word for them.
        """
        writable = {one.name: one.label for one in self.properties.values() if one.writable}
        spellings = [(one, spelling) for one, label in writable.items() for spelling in (label, one)]
        spellings += [(one, word) for word, one in PROPERTY_WORDS.items() if one in writable]
        return {one: writable[one] for one in nearest(name, spellings)}

    def stage(self, text: str) -> str | None:
        """Return the lifecycle stage meant by a value, a label or an everyday word."""
        known = self.properties.get(LIFECYCLE_STAGE)
        return known.option(text) if known else None

    def stages_called(self, text: str) -> PropertyProblem | None:
        """What to ask where several lifecycle stages bear one label; None where one is meant, or none."""
        known = self.properties.get(LIFECYCLE_STAGE)
        called = known.options_called(text.strip()) if known else {}
        if len(called) < _SEVERAL:
            return None
        return PropertyProblem.offering(LIFECYCLE_STAGE, Problem.AMBIGUOUS, called, value=text)

    def no_such_stage(self, text: str) -> PropertyProblem:
        """What to say about a text that is no lifecycle stage of the account."""
        known = self.properties.get(LIFECYCLE_STAGE)
        near = known.option_suggestions(text) if known else {}
        return PropertyProblem.offering(LIFECYCLE_STAGE, Problem.NOT_AN_OPTION, near, value=text)

    def wants_owner(self, names: Iterable[str]) -> bool:
        """Whether one of these names is a property that takes an owner."""
        found = (self.find(name) for name in names)
        return any(one.kind is PropertyKind.OWNER for one in found if one)

    def wants_time(self, names: Iterable[str]) -> bool:
        """Whether one of these names is a property that takes an instant."""
        found = (self.find(name) for name in names)
        return any(one.kind is PropertyKind.DATETIME for one in found if one)

    def labels(self) -> dict[str, PropertyLabel]:
        """How the account calls its properties and options, by internal name."""
        return {
            name: PropertyLabel(
                label=one.label,
                options=one.options,
                former=one.hidden_options,
                kind=one.kind,
                writable=one.writable,
            )
            for name, one in self.properties.items()
        }

    @cached_property
    def _by_label(self) -> dict[tuple[str, ...], list[Property]]:
        # Of two properties with one label, the one that can be written is meant.
        found: dict[tuple[str, ...], list[Property]] = {}
        for one in sorted(self.properties.values(), key=lambda one: not one.writable):
            for way in dict.fromkeys((texts.words(one.label), texts.words(f"{one.label} {one.name}"))):
                found.setdefault(way, []).append(one)
        return found


def default_catalogue() -> Catalogue:
    """What is true of every account: the daily properties, and the stages HubSpot starts with."""
    options = {LIFECYCLE_STAGE: DEFAULT_STAGES}
    found = {
        name: Property(name=name, label=label, kind=PROPERTY_KINDS[name], options=options.get(name, {}))
        for name, label in DEFAULT_LABELS.items()
    }
    return Catalogue(properties=found, complete=False)


def _kind(name: str, wire: Mapping[str, Any]) -> PropertyKind:
    stored, shown = wire.get("type"), wire.get("fieldType")
    if name == OWNER or wire.get("referencedObjectType") == "OWNER":
        return PropertyKind.OWNER
    if name == "email":
        return PropertyKind.EMAIL
    if name in PHONES or shown == "phonenumber":
        return PropertyKind.PHONE
    if stored == "bool" or shown == "booleancheckbox":
        return PropertyKind.BOOLEAN
    if stored == "enumeration":
        return PropertyKind.CHOICES if shown == "checkbox" else PropertyKind.CHOICE
    by_type = {"number": PropertyKind.NUMBER, "date": PropertyKind.DATE, "datetime": PropertyKind.DATETIME}
    return by_type.get(str(stored), PropertyKind.TEXT if shown in {"textarea", "html"} else PropertyKind.LINE)


def nearest(text: str, spellings: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the keys of the ``(key, spelling)`` pairs spelled most like ``text``, best first, each once."""
    if len(text) > texts.LONGEST_COMPARED:
        return ()
    keyed = list(spellings)
    found = process.extract(
        text,
        [spelling for _, spelling in keyed],
        scorer=_resemblance,
        processor=texts.fold,
        limit=None,
        score_cutoff=_NEAR,
    )
    ranked = dict.fromkeys(keyed[place][0] for _, _, place in found)
    return tuple(ranked)[:_SUGGESTIONS]


def _resemblance(one: str, other: str, **_: Any) -> float:
    """From 0 to 100: letter by letter, words in any order, or one a part of the other's words."""
    part = 0.9 * fuzz.token_set_ratio(one, other)
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other), part)
