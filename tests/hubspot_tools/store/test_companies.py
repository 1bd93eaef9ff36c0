"""A company as a record: who is associated with it works there, as whoever's text says so does."""

import pytest

from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import ContactGone, InvalidValues, Problem
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY
from hubspot_tools.sandbox.records.associations import COMPANIES

SCOPE = "crm.objects.companies.read"


@pytest.fixture
def globex(crm):
    return str(crm.crm.companies.add({"name": "Globex", "domain": "globex.example"}, 0))


def associate(crm, contact_id, company_id):
    crm.crm.associations.add(int(contact_id), COMPANIES, int(company_id), 279)


async def names(contacts, **asked):
    page = await contacts.search(SearchContacts(**asked))
    assert page.total == len(page.contacts)
    return [one.name for one in page.contacts]


@pytest.fixture
def people(crm, globex):
    by_text = crm.add(firstname="Ada", lastname="Aubry", company="Globex")
    by_record = crm.add(firstname="Bea", lastname="Bloch")
    other = crm.add(firstname="Cléo", lastname="Carré", company="Globale Assurance")
    associate(crm, by_record, globex)
    return by_text, by_record, other


async def test_who_works_somewhere_is_known_by_text_and_by_record(store, crm, people):
    crm.forget_requests()
    assert await names(store, company="Globex") == ["Ada Aubry", "Bea Bloch"]
    asked = [path for _, path in crm.asked() if "account" not in path and "token" not in path]
    assert len(asked) <= 4
    assert len([path for path in asked if path.endswith("/contacts/companies/batch/read")]) == 1


async def test_the_record_counts_together_with_a_name(store, people):
    assert await names(store, company="Globex", name="Bea") == ["Bea Bloch"]
    assert await names(store, company="Globex", name="Cléo") == []


async def test_whoever_was_just_written_counts_by_the_record_as_well(store, crm, people):
    crm.delay_index(60)
    await store.update(people[1], {"jobtitle": "Cheffe"})
    assert await names(store, company="Globex") == ["Ada Aubry", "Bea Bloch"]


async def test_a_contact_is_read_with_its_company(store, crm, people, globex):
    await store.portal()
    contact = await store.get(people[1])
    assert [(one.id, one.name) for one in contact.companies] == [(globex, "Globex")]
    assert (await store.search(SearchContacts(name="Bea"))).contacts[0].companies == contact.companies


async def test_without_the_scope_there_are_no_companies_and_nothing_is_said(store, crm, people):
    crm.faults.next("missing_scopes_403", scopes=[SCOPE], path_contains="compan", times=None)
    assert await names(store, company="Globex") == ["Ada Aubry"]
    assert (await store.get(people[1])).companies == ()
    assert await store.company_for("Globex", "") is None
    assert [path for _, path in crm.asked() if "compan" in path] == []


@pytest.mark.parametrize("status", [400, 402, 403, 404, 410])
@pytest.mark.parametrize("path", ["/companies/search", "/contacts/companies/batch/read"])
async def test_companies_that_are_refused_are_left_out_without_a_word(store, crm, people, path, status):
    message = "You do not have permission to view companies"
    crm.faults.next("refused", status=status, message=message, path_contains=path, times=None)
    assert await names(store, company="Globex") == ["Ada Aubry"]


async def test_a_company_that_is_gone_is_not_told_as_the_contact(store, crm, people, globex):
    crm.faults.next("refused", status=404, method="PUT", path_contains="associations")
    with pytest.raises(InvalidValues) as refused:
        await store.update(people[0], {ASSOCIATED_COMPANY: globex})
    assert [(one.property, one.problem) for one in refused.value.problems] == [
        (ASSOCIATED_COMPANY, Problem.REFUSED)
    ]


async def test_an_association_that_conflicts_belongs_to_no_address(store, crm, people, globex):
    crm.faults.next("refused", status=409, method="PUT", path_contains="associations")
    with pytest.raises(InvalidValues):
        await store.update(people[0], {ASSOCIATED_COMPANY: globex})


async def test_where_the_scopes_are_unknown_companies_are_asked_for_once(store, crm, people):
    crm.faults.next("missing_scopes_403", scopes=["oauth"], path_contains="access-token-info", times=None)
    crm.faults.next("missing_scopes_403", scopes=[SCOPE], path_contains="/companies", times=None)
    assert await names(store, company="Globex") == ["Ada Aubry"]
    assert await names(store, company="Globex") == ["Ada Aubry"]
    assert len([path for _, path in crm.asked() if "/companies" in path]) == 1


@pytest.mark.parametrize(
    ("name", "email", "meant"),
    [
        ("Initech", "", "initech.example"),
        ("initech", "x@elsewhere.example", "initech.example"),
        ("Globex", "", None),
        ("Globex", "ada@globex-2.example", "globex-2.example"),
        ("Initech Holding", "ada@initech.example", "initech.example"),
        ("Nobody", "", None),
        ("???", "", None),
    ],
)
async def test_the_one_record_of_a_name_or_a_domain(store, crm, globex, name, email, meant):
    crm.crm.companies.add({"name": "Globex", "domain": "globex-2.example"}, 0)
    crm.crm.companies.add({"name": "Initech", "domain": "initech.example"}, 0)
    found = await store.company_for(name, email)
    assert (found.domain if found else None) == meant


async def test_a_contact_is_created_with_its_company(store, crm, globex):
    made = await store.create({"firstname": "Dora", "lastname": "Dumas", ASSOCIATED_COMPANY: globex})
    assert made.get(ASSOCIATED_COMPANY) == globex
    assert crm.crm.associations.by_type(int(made.id)) == {"companies": [globex]}


async def test_an_association_is_made_ended_and_read_back(store, crm, people, globex):
    linked = await store.update(people[0], {ASSOCIATED_COMPANY: globex})
    assert linked.get(ASSOCIATED_COMPANY) == globex
    ended = await store.update(people[0], {ASSOCIATED_COMPANY: ""})
    assert ended.get(ASSOCIATED_COMPANY) == ""
    assert crm.crm.associations.by_type(int(people[0])) == {}
    with pytest.raises(ContactGone):
        await store.update(people[0], {ASSOCIATED_COMPANY: "../1"})
