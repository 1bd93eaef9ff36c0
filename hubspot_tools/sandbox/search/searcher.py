"""Searching contacts: HubSpot's filters, its `query`, its order. Source: HubSpot's search guide.

Where the guide is silent, this is what the local CRM does: a contact without a value matches no operator but
NOT_HAS_PROPERTY; `query` wants each of its words to begin some token of a searchable property; EQ on a property
with several values matches any one of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.schema import PortalCatalogue, PortalProperty
from hubspot_tools.sandbox.records.value_rules import split_values
from hubspot_tools.sandbox.search import index_words
from hubspot_tools.sandbox.search.index import Document, caseless

QUERY_PROPERTIES = (
    "firstname",
    "lastname",
    "email",
    "phone",
    "mobilephone",
    "fax",
    "company",
    "hs_additional_emails",
    "hs_marketable_until_renewal",
)
ASSOCIATION_PREFIX = "associations."

_NEGATIVE = frozenset({"NEQ", "NOT_IN", "NOT_CONTAINS_TOKEN"})

Predicate = Callable[[Document], bool]
Comparable = Any  # a text or a number, one of them for each property


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition. `values` holds the one value, the two bounds, or the list, as the operator wants."""

    name: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """The one property results are ordered by."""

    name: str = "createdate"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class AskedSearch:
    """A search as understood: groups are alternatives, the filters of a group must all hold."""

    groups: tuple[tuple[Filter, ...], ...] = ()
    query: str = ""
    sort: Sort = Sort()
    properties: tuple[str, ...] = ()
    limit: int = 10
    after: int = 0


class UncomparableError(ValueError):
    """A filter value that its property cannot be compared with."""


class Searcher:
    """Evaluates searches over documents."""

    def __init__(
        self,
        catalogue: PortalCatalogue,
        *,
        fold_accents: bool,
        query_properties: Sequence[str] = QUERY_PROPERTIES,
    ) -> None:
        """``query_properties`` are where the words of a `query` are looked for."""
        self._catalogue = catalogue
        self._query_properties = query_properties
        self._fold_accents = fold_accents

    def matches(self, search: AskedSearch, documents: Iterable[Document]) -> list[int]:
        """The ids of every match, in order.

        Raises:
            UncomparableError: A filter value makes no sense for its property.
        """
        groups = [[self._predicate(one) for one in group] for group in search.groups]
        words = index_words.split(index_words.fold(search.query, accents=self._fold_accents))
        # A query of nothing but signs asks for something no contact has.
        if search.query.strip() and not words:
            return []
        found = [one for one in documents if _in_some_group(one, groups) and self._has_words(one, words)]
        found.sort(key=lambda one: one.id)
        return [one.id for one in self._sorted(found, search.sort)]

    def _has_words(self, one: Document, words: list[str]) -> bool:
        return all(
            any(token.startswith(word) for name in self._query_properties for token in one.tokens(name))
            for word in words
        )

    def _sorted(self, found: list[Document], sort: Sort) -> list[Document]:
        prop = self._catalogue.get(sort.name)
        keyed = [(_key(one, prop), one) for one in found]
        present = [(key, one) for key, one in keyed if key is not None]
        # The sort is stable in both directions, and contacts without a value come last in both.
        present.sort(key=lambda pair: pair[0], reverse=sort.descending)
        return [one for _, one in present] + [one for key, one in keyed if key is None]

    def _predicate(self, condition: Filter) -> Predicate:
        name = condition.name
        positive = self._positive(condition)
        if condition.operator == "NOT_HAS_PROPERTY":
            return lambda one: not positive(one)
        if condition.operator in _NEGATIVE:
            return lambda one: name in one.properties and not positive(one)
        return positive

    def _positive(self, condition: Filter) -> Predicate:
        """What an operator asks, or for a negative one what it excludes."""
        name, operator, values = condition.name, condition.operator, condition.values
        prop = self._catalogue.get(name)
        if operator in {"HAS_PROPERTY", "NOT_HAS_PROPERTY"}:
            return lambda one: name in one.properties
        if operator in {"CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"}:
            return self._contains(name, values[0])
        if operator in {"EQ", "NEQ", "IN", "NOT_IN"}:
            return _one_of(name, prop, values, from_list=operator in {"IN", "NOT_IN"})
        return _compares(prop, operator, values)

    def _contains(self, name: str, value: str) -> Predicate:
        wanted = index_words.patterns(value, fold_accents=self._fold_accents)

        def contains(one: Document) -> bool:
            present = one.tokens(name)
            return bool(wanted) and all(_some_token(pattern, present) for pattern in wanted)

        return contains


def _some_token(pattern: str, present: frozenset[str]) -> bool:
    return pattern in present or (
        index_words.WILDCARD in pattern and any(index_words.matches(pattern, token) for token in present)
    )


def _in_some_group(one: Document, groups: list[list[Predicate]]) -> bool:
    return not groups or any(all(holds(one) for holds in group) for group in groups)


def _one_of(name: str, prop: PortalProperty | None, values: tuple[str, ...], *, from_list: bool) -> Predicate:
    if _is_ordered(prop):
        wanted_keys = {_comparable(prop, value) for value in values}
        return lambda one: _key(one, prop) in wanted_keys
    exact = frozenset(values)
    if prop is None or prop.holds_several:
        return lambda one: (
            not exact.isdisjoint((one.properties.get(name, ""), *split_values(one.properties.get(name, ""))))
        )
    if prop.type in {"enumeration", "bool"}:
        return lambda one: one.properties.get(name) in exact
    # Texts are compared without case, except that the values of a list must be given in lower case.
    texts = exact if from_list else frozenset(caseless(value) for value in values)
    return lambda one: one.text(name) in texts


def _compares(prop: PortalProperty | None, operator: str, values: tuple[str, ...]) -> Predicate:
    bounds = [_comparable(prop, value) for value in values]
    tests: dict[str, Callable[[Comparable], bool]] = {
        "LT": lambda key: key < bounds[0],
        "LTE": lambda key: key <= bounds[0],
        "GT": lambda key: key > bounds[0],
        "GTE": lambda key: key >= bounds[0],
        "BETWEEN": lambda key: bounds[0] <= key <= bounds[-1],
    }
    holds = tests[operator]

    def compares(one: Document) -> bool:
        key = _key(one, prop)
        return key is not None and holds(key)

    return compares


def _is_ordered(prop: PortalProperty | None) -> bool:
    return prop is not None and prop.type in {"number", "date", "datetime"}


def _key(one: Document, prop: PortalProperty | None) -> Comparable | None:
    if prop is None or prop.name not in one.properties:
        return None
    if not _is_ordered(prop):
        return one.text(prop.name)
    if prop.name not in one.comparables:
        one.comparables[prop.name] = _comparable(prop, one.properties[prop.name])
    return one.comparables[prop.name]


def _comparable(prop: PortalProperty | None, value: str) -> Comparable:
    if prop is None or not _is_ordered(prop):
        return caseless(value)
    if prop.type == "number":
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise UncomparableError(f"{value} is not a valid number for the property {prop.name}.")
        return number
    moment = instants.milliseconds(value)
    if moment is None:
        raise UncomparableError(f"{value} is not a valid date for the property {prop.name}.")
    return Decimal(moment)
