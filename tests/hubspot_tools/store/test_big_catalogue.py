"""A catalogue of any size is read, once in a while, behind whoever asks."""

import pytest

from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import CrmUnavailable, InvalidValues, Problem
from hubspot_tools.sandbox.records.schema import PortalCatalogue, PortalProperty


def described(name, label, options=(), *, several=False, hidden=()):
    return {
        "name": name,
        "label": label,
        "type": "enumeration" if options else "string",
        "fieldType": ("checkbox" if several else "select") if options else "text",
        "groupName": "contactinformation",
        "description": "x" * 400,
        "calculated": False,
        "hasUniqueValue": False,
        "hidden": False,
        "options": [
            {"label": text, "value": value, "hidden": value in hidden, "description": "", "displayOrder": 1}
            for value, text in options
        ],
        "modificationMetadata": {"readOnlyValue": False},
    }


@pytest.fixture
def adding(crm, monkeypatch):
    """Adds properties to the account's own."""

    def add(*wires):
        added = {one["name"]: PortalProperty.from_wire(one) for one in wires}
        grown = {**crm.crm.catalogue.properties, **added}
        monkeypatch.setattr(crm.crm, "catalogue", PortalCatalogue(grown))

    return add


async def test_a_catalogue_of_more_than_four_megabytes_is_read(store, adding):
    towns = [(f"town_{number}", f"Town no. {number}, in the hills") for number in range(30_000)]
    adding(
        described("town_chosen", "Town chosen", towns), *(described(f"p{n}", f"Pty {n}") for n in range(200))
    )
    assert await store.validate({"Town chosen": "town no. 29999, in the hills"}) == {
        "town_chosen": "town_29999"
    }
    assert await store.validate({"p199": "x"}) == {"p199": "x"}


async def test_a_catalogue_that_is_due_is_fetched_behind_whoever_asks(crm, store, clock, adding):
    await store.validate({"firstname": "Ada"})
    adding(described("shoe_size", "Shoe size"))
    clock.pass_by(601)
    crm.faults.next("slow", path_contains="/crm/properties", seconds=0.2)
    assert "shoe_size" not in await store.labels()
    await store._account._catalogue._refresh
    assert "shoe_size" in await store.labels()


async def test_without_a_catalogue_what_needs_none_is_checked_all_the_same(crm, store):
    crm.faults.next("bad_gateway_html_502", path_contains="/crm/properties", times=None)
    assert await store.validate({"email": "ADA@acme.example", "firstname": " Ada "}) == {
        "email": "ada@acme.example",
        "firstname": "Ada",
    }
    with pytest.raises(CrmUnavailable):
        await store.validate({"shoe_size": "44"})
    with pytest.raises(CrmUnavailable):
        await store.validate({"lifecyclestage": "customer"})


async def test_properties_of_one_label_are_asked_about_by_internal_name(store, adding):
    adding(described("region", "Region"), described("region_2", "Region"))
    with pytest.raises(InvalidValues) as refused:
        await store.validate({"Region": "North"})
    (problem,) = refused.value.problems
    assert problem.problem is Problem.AMBIGUOUS
    assert set(problem.suggestions) == {"Region (region)", "Region (region_2)"}
    assert await store.validate({"Region (region_2)": "North"}) == {"region_2": "North"}
    assert await store.validate({"region": "North"}) == {"region": "North"}
    assert await store.batches.properties_named(["Region"]) == {}


async def test_options_of_one_label_are_asked_about_by_value(store, adding):
    adding(described("plan", "Plan", [("gold_a", "Gold"), ("gold_b", "Gold"), ("tin", "Tin")]))
    with pytest.raises(InvalidValues) as refused:
        await store.validate({"plan": "gold"})
    (problem,) = refused.value.problems
    assert problem.problem is Problem.AMBIGUOUS
    assert problem.suggestions == ("Gold (gold_a)", "Gold (gold_b)")
    assert await store.validate({"plan": "Gold (gold_b)"}) == {"plan": "gold_b"}
    assert await store.validate({"plan": "gold_a"}) == {"plan": "gold_a"}


async def test_stages_of_one_label_are_asked_about_where_people_are_looked_for(crm, store, adding):
    wire = crm.crm.catalogue.get("lifecyclestage").wire
    twins = [{**wire["options"][0], "value": value, "label": "In demo"} for value in ("112233", "112234")]
    adding({**wire, "options": [*wire["options"], *twins]})
    with pytest.raises(InvalidValues) as refused:
        await store.search(SearchContacts(lifecyclestage=" in démo"))
    (problem,) = refused.value.problems
    assert problem.problem is Problem.AMBIGUOUS
    assert set(problem.suggestions) == {"In demo (112233)", "In demo (112234)"}
    assert crm.asked("POST", "/search") == []
    for one in ("customer", "112233", "In demo (112233)"):
        await store.search(SearchContacts(lifecyclestage=one))
    assert len(crm.asked("POST", "/search")) == 3


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Food, drink", "fd"),
        ("Food, drink, Toys", "fd;t"),
        ("Toys, food, drink", "t;fd"),
        ("Toys; Food, drink", "t;fd"),
        ("Toys, Tea, coffee, cocoa", "t;tcc"),
    ],
)
async def test_a_comma_within_a_label_is_no_end_of_it(store, adding, typed, stored):
    adding(
        described(
            "likes",
            "Likes",
            [("fd", "Food, drink"), ("t", "Toys"), ("tcc", "Tea, coffee, cocoa")],
            several=True,
        )
    )
    assert await store.validate({"likes": typed}) == {"likes": stored}


async def test_a_hidden_option_keeps_its_label_and_cannot_be_chosen(store, adding):
    adding(described("plan", "Plan", [("g", "Gold"), ("old", "Silver (until 2024)")], hidden=("old",)))
    known = (await store.labels())["plan"]
    assert (known.options, known.former) == ({"g": "Gold"}, {"old": "Silver (until 2024)"})
    with pytest.raises(InvalidValues):
        await store.validate({"plan": "Silver (until 2024)"})


async def test_what_is_told_in_per_cent_is_a_part_of_one_where_the_property_holds_that(store, adding):
    share = described("discount", "Discount") | {"type": "number", "fieldType": "number"}
    adding(share | {"numberDisplayHint": "percentage"}, share | {"name": "score", "label": "Score"})
    assert await store.validate({"discount": "12,5 %"}) == {"discount": "0.125"}
    assert await store.validate({"discount": "0.125"}) == {"discount": "0.125"}
    with pytest.raises(InvalidValues):
        await store.validate({"score": "12 %"})
