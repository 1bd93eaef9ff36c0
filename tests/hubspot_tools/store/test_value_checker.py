"""An administrator changes the account's properties while we hold a catalogue of them."""

import pytest

from hubspot_tools.errors import CrmUnavailable, InvalidValues, Problem, PropertyProblem
from hubspot_tools.store.cache import Cached
from hubspot_tools.store.value_checker import ValueChecker
from hubspot_tools.values.account_rules import AccountRules
from hubspot_tools.values.owners import Owner
from hubspot_tools.values.properties import Catalogue

ANN = Owner(id="7", email="ann@example.com", name="Ann Lee")


def entry(name, label, stored="string", shown="text", options=()):
    listed = [{"value": value, "label": text} for value, text in options]
    return {"name": name, "label": label, "type": stored, "fieldType": shown, "options": listed}


class ChangingAccount:
    """An account whose entries and owners a test changes; ``asked`` counts the requests for the catalogue."""

    def __init__(self, clock):
        self.entries = [
            entry("firstname", "Prénom"),
            entry("plan", "Formule", "enumeration", "select", [("b", "Base")]),
            entry("renewal", "Renouvellement", "date", "date"),
            entry("hubspot_owner_id", "Propriétaire", "enumeration", "select"),
        ]
        self.people = [ANN]
        self.away = False
        self.asked = 0
        self._catalogue = Cached(self._fetch, lambda _: 600.0, clock)
        self._owners = Cached(self._fetch_owners, lambda _: 600.0, clock)

    async def catalogue(self, **how):
        return await self._catalogue.get(**how)

    async def owners(self, **how):
        return await self._owners.get(**how)

    async def rules(self, **how):
        return AccountRules()

    async def _fetch(self):
        self.asked += 1
        if self.away:
            raise CrmUnavailable("away")
        return Catalogue.from_wire(self.entries)

    async def _fetch_owners(self):
        return tuple(self.people)


@pytest.fixture
def account(clock):
    return ChangingAccount(clock)


@pytest.fixture
def checker(account):
    return ValueChecker(account, "FR")


def refused(name, kind, **more):
    return InvalidValues([PropertyProblem(property=name, problem=kind, **more)], correlation_id="c-1")


async def test_a_property_added_since_is_known_after_a_minute(account, checker, clock):
    await checker.check({"firstname": "Ada"})
    account.entries.append(entry("badge", "Badge"))
    with pytest.raises(InvalidValues):
        await checker.check({"badge": "7"})
    clock.pass_by(61)
    assert await checker.check({"badge": "7"}) == {"badge": "7"}


async def test_an_option_or_an_owner_added_since_is_known_after_a_minute(account, checker, clock):
    await checker.check({"plan": "Base", "propriétaire": "Ann Lee"})
    account.entries[1] = entry("plan", "Formule", "enumeration", "select", [("b", "Base"), ("p", "Plus")])
    account.people.append(Owner(id="8", name="Éric Petit"))
    clock.pass_by(61)
    assert await checker.check({"plan": "plus", "propriétaire": "Éric Petit"}) == {
        "plan": "p",
        "hubspot_owner_id": "8",
    }


async def test_a_typing_error_does_not_fetch_the_catalogue_each_time(account, checker):
    for _ in range(5):
        with pytest.raises(InvalidValues):
            await checker.check({"prnom": "Ada"})
    assert account.asked == 1


async def test_a_value_that_no_catalogue_could_allow_is_refused_without_another_look(account, checker, clock):
    await checker.check({"firstname": "Ada"})
    clock.pass_by(61)
    with pytest.raises(InvalidValues):
        await checker.check({"renewal": "someday"})
    assert account.asked == 1


async def test_a_removed_option_is_explained_with_those_there_are_now(account, checker):
    await checker.check({"plan": "Base"})
    account.entries[1] = entry("plan", "Formule", "enumeration", "select", [("n", "Basique"), ("p", "Plus")])
    told = refused("plan", Problem.NOT_AN_OPTION, suggestions=("n", "p"), detail="b is none of them")
    error = await checker.explained(told, {"plan": "b"})
    [problem] = error.problems
    assert (problem.value, problem.suggestions, problem.suggestion_keys) == (
        "b",
        ("Basique", "Plus"),
        ("n", "p"),
    )
    assert problem.detail == "b is none of them"
    assert error.correlation_id == "c-1"


async def test_a_removed_property_is_explained_and_unknown_from_then_on(account, checker):
    await checker.check({"plan": "Base"})
    account.entries[1] = entry("plan_2", "Formule")
    error = await checker.explained(refused("plan", Problem.UNKNOWN_PROPERTY), {"plan": "b"})
    assert error.problems[0].suggestion_keys == ("plan_2",)
    assert await checker.check({"Formule": "b"}) == {"plan_2": "b"}


async def test_a_day_that_hubspot_calls_no_number_is_no_day(account, checker):
    error = await checker.explained(refused("renewal", Problem.NOT_A_NUMBER), {"renewal": "2026-13-01"})
    assert error.problems[0].problem is Problem.NOT_A_DATE


async def test_a_refusal_of_a_value_does_not_fetch_the_catalogue_again(account, checker):
    await checker.check({"firstname": "Ada"})
    await checker.explained(refused("firstname", Problem.TOO_LONG), {"firstname": "A"})
    assert account.asked == 1


async def test_without_a_catalogue_a_refusal_is_told_as_it_came(account, checker):
    account.away = True
    told = refused("plan", Problem.NOT_AN_OPTION, suggestions=("n", "p"))
    assert await checker.explained(told, {"plan": "b"}) is told


async def test_hubspots_own_list_of_options_serves_where_the_catalogue_knows_no_such_property(checker):
    told = refused("unknown_here", Problem.NOT_AN_OPTION, suggestions=("n", "p"))
    error = await checker.explained(told, {"unknown_here": "b"})
    assert error.problems[0].suggestions == ("n", "p")
    assert error.problems[0].suggestion_keys == ()


async def test_an_option_refused_by_hubspot_reads_the_catalogue_anew(crm, store):
    created = await store.create({"firstname": "Ada"})
    await store.validate({"firstname": "Ada"})
    crm.forget_requests()
    with pytest.raises(InvalidValues):
        await store.update(created.id, {"lifecyclestage": "nonsense"})
    assert len([path for _, path in crm.asked("GET") if path.startswith("/crm/properties/")]) == 1
