"""Who owns contacts in an account of any size, those who have left included."""

import pytest

from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import AccessDenied, InvalidValues, Problem
from hubspot_tools.values.properties import OWNER


def owner(number, first, last, *, archived=False, team=""):
    return {
        "id": str(number),
        "email": f"{first}.{last}{number}@team.example".lower(),
        "type": "PERSON",
        "firstName": first,
        "lastName": last,
        "userId": number,
        "userIdIncludingInactive": number,
        "createdAt": "2024-01-11T09:00:00Z",
        "updatedAt": "2025-06-01T09:30:00Z",
        "archived": archived,
        "teams": [{"id": "1", "name": team, "primary": True}] if team else [],
    }


@pytest.fixture
def many_owners(crm, monkeypatch):
    """1,400 people who own contacts, and 600 who have left, one of whom is called like nobody else."""
    present = [owner(1_000 + number, f"Ann{number}", "Lee") for number in range(1_398)]
    namesakes = [owner(8_001, "Claire", "Roy", team="North"), owner(8_002, "Claire", "Roy", team="South")]
    left = [owner(20_000 + number, f"Bob{number}", "Gone", archived=True) for number in range(599)]
    everybody = [*present, *namesakes, *left, owner(9_001, "Zadie", "Quill", archived=True)]
    monkeypatch.setattr(crm.crm, "owners", everybody)
    monkeypatch.setattr(crm.crm.contacts.validator, "_owner_ids", {one["id"] for one in everybody})


async def test_the_last_of_1_400_owners_can_be_given_a_contact(store, many_owners):
    assert await store.validate({OWNER: "Ann1397"}) == {OWNER: "2397"}
    assert await store.validate({OWNER: "ann1397.lee2397@team.example"}) == {OWNER: "2397"}
    assert await store.validate({OWNER: "2397"}) == {OWNER: "2397"}


async def test_who_has_left_is_known_by_name_and_can_be_given_nobody(store, many_owners):
    known = (await store.labels())[OWNER]
    assert len(known.options) == 1_400
    assert known.former["9001"] == "Zadie Quill"
    with pytest.raises(InvalidValues) as refused:
        await store.validate({OWNER: "Zadie Quill"})
    (problem,) = refused.value.problems
    assert problem.problem is Problem.NOT_AN_OPTION
    assert "9001" not in problem.suggestion_keys


async def test_the_contacts_of_somebody_who_has_left_are_found(crm, store, many_owners):
    crm.add(email="ada@acme.example", hubspot_owner_id="9001")
    page = await store.search(SearchContacts(owner="Zadie"))
    assert [one.get("email") for one in page.contacts] == ["ada@acme.example"]


async def test_two_owners_of_one_name_are_asked_about_by_address_and_team(store, many_owners):
    with pytest.raises(InvalidValues) as refused:
        await store.search(SearchContacts(owner="Claire Roy"))
    (problem,) = refused.value.problems
    assert problem.problem is Problem.AMBIGUOUS
    assert problem.suggestions == (
        "Claire Roy (claire.roy8001@team.example, North)",
        "Claire Roy (claire.roy8002@team.example, South)",
    )
    for label, key in zip(problem.suggestions, ("8001", "8002"), strict=True):
        assert await store.validate({OWNER: label}) == {OWNER: key}


async def test_owners_are_known_also_where_those_who_left_are_not_told(crm, store, many_owners):
    crm.faults.next("internal_500", path_contains="/owners", spared=3, times=None)
    known = (await store.labels())[OWNER]
    assert (len(known.options), dict(known.former)) == (1_400, {})


async def test_what_was_known_of_the_account_stays_known_when_asking_again_is_refused(crm, store, clock):
    known = await store.labels()
    assert known[OWNER].options
    crm.faults.next("bad_token_401", times=None)
    clock.pass_by(601)
    await store.labels()
    await store._account._catalogue._refresh
    await store._account._owners._refresh
    assert await store.labels() == known


async def test_whose_contacts_are_meant_is_not_asked_where_nobody_may_tell_the_owners(crm, store):
    crm.faults.next("missing_scopes_403", scopes=[], path_contains="/owners", times=None)
    with pytest.raises(AccessDenied):
        await store.search(SearchContacts(owner="Claire"))
    assert (await store.search(SearchContacts(owner="720114502"))).total == 0
