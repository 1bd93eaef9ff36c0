"""The sample people are invented, varied, and reach nobody."""

import collections
import re

import phonenumbers
import pytest

from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.records import samples
from hubspot_tools.sandbox.search.searcher import AskedSearch, Filter

FICTION = re.compile(
    r"33(19900|26191|35301|46571|53649|63998)\d{4}|44(2079460|7700900)\d{3}|1\d{3}55501\d{2}|494066969\d{3}"
)
REGIONS = {"France": "FR", "United Kingdom": "GB", "United States": "US", "Canada": "CA", "Germany": "DE"}


@pytest.fixture(scope="module")
def crm():
    crm = Crm(":memory:")
    crm.open()
    yield crm
    crm.close()


def values_of(name):
    return [person[name] for person in samples.people() if name in person]


def test_there_are_about_three_hundred():
    assert 280 <= len(samples.people()) <= 320


def test_every_address_and_site_is_on_a_reserved_domain():
    addresses = values_of("email") + [
        part for one in values_of("hs_additional_emails") for part in one.split(";")
    ]
    assert all(re.fullmatch(r"[a-z0-9.-]+@[a-z0-9-]+\.example", one) for one in addresses)
    assert all(re.fullmatch(r"https://www\.[a-z0-9-]+\.example", one) for one in values_of("website"))
    assert all(owner["email"].endswith(".example") for owner in samples.owners())


def could_be(number, region):
    digits = "".join(filter(str.isdigit, number.partition(" ext")[0].removeprefix("00")))
    if FICTION.fullmatch(digits.replace("330", "33", 1)) or FICTION.fullmatch(digits.replace("440", "44", 1)):
        return True
    parsed = phonenumbers.parse(number, region)
    return bool(FICTION.fullmatch(f"{parsed.country_code}{parsed.national_number}"))


def test_every_telephone_number_is_kept_for_fiction():
    numbers = values_of("phone") + values_of("mobilephone")
    assert len(numbers) > 150
    reached = [one for one in numbers if not any(could_be(one, region) for region in REGIONS.values())]
    assert reached == []


def test_numbers_are_typed_in_many_ways():
    shapes = {re.sub(r"\d", "9", number) for number in values_of("phone") + values_of("mobilephone")}
    assert len(shapes) >= 20


def test_some_of_everything_is_missing():
    for name in ("email", "phone", "company", "jobtitle", "city", "lifecyclestage", "hubspot_owner_id"):
        assert 0 < len(values_of(name)) < len(samples.people()), name


def test_companies_have_several_people():
    people_at = collections.Counter(values_of("company"))
    assert len([company for company, number in people_at.items() if number >= 5]) >= 10


def test_every_stage_and_owner_occurs():
    assert len(set(values_of("lifecyclestage"))) == 8
    assert set(values_of("hubspot_owner_id")) == {owner["id"] for owner in samples.owners()}


def test_one_owner_has_left_and_still_has_contacts():
    [gone] = [owner for owner in samples.owners() if owner["archived"]]
    assert gone["userId"] is None
    assert gone["id"] in values_of("hubspot_owner_id")


def test_two_companies_are_called_alike_and_one_has_the_domain_of_somebody_s_address(crm):
    names = collections.Counter(one["name"] for one in samples.companies())
    assert max(names.values()) == 2
    domains = {address.rpartition("@")[2] for address in values_of("email")}
    assert len(domains & {one["domain"] for one in samples.companies()}) > 1
    assert all(one["domain"].endswith(".example") for one in samples.companies())
    linked = [one for one in crm.records.active() if crm.associations.by_type(one.id)]
    assert len(linked) == 4
    assert [one.properties["firstname"] for one in linked if "company" not in one.properties] == ["Claude"]


def found(crm, **wanted):
    filters = tuple(Filter(name, "CONTAINS_TOKEN", (value,)) for name, value in wanted.items())
    _, records = crm.search(AskedSearch(groups=(filters,)))
    return sorted((record.properties["firstname"], record.properties["company"]) for record in records)


def test_the_people_of_the_examples_are_there(crm):
    assert found(crm, firstname="Marie", lastname="Durand") == [("Marie", "Exemple SA"), ("Marie", "Globex")]
    assert found(crm, lastname="Dupont", company="Acme") == [("Marie", "Acme")]
    assert ("John", "Acme") in found(crm, lastname="Smith", company="Acme", firstname="J*")
    assert ("Jon", "Acme") in found(crm, lastname="Smith", company="Acme", firstname="J*")
    assert found(crm, firstname="zoe", lastname="lefevre aubigne") == [("Zoé", "Lumière & Fils")]
