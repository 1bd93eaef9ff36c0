"""Looking for doubles in the running local CRM."""

import asyncio

import pytest

from hubspot_tools.calls.api_version import DEFAULT_VERSION, path_in
from hubspot_tools.contacts import Contact, SimilarContacts
from hubspot_tools.errors import AccessDenied, CrmUnavailable, RateLimited
from hubspot_tools.search.candidates import candidate_bodies
from hubspot_tools.search.doubles import Doubles
from hubspot_tools.search.filters import MOST_FILTERS, MOST_GROUPS, MOST_RESULTS
from hubspot_tools.search.finder import Hits, Recent

MARIE = {"firstname": "Marie", "lastname": "Durand", "company": "Acme"}
SEARCH = path_in(DEFAULT_VERSION, "/crm/v3/objects/contacts/search")

NOT_FOUND_OUT = SimilarContacts(complete=False)

PEOPLE = {
    "marie": {**MARIE, "email": "marie@example.com"},
    "paul": {"firstname": "Paul", "lastname": "Durand", "company": "Acme", "email": "paul@example.com"},
    "homonym": {"firstname": "Marie", "lastname": "Durand", "company": "Globex"},
    "zoe": {"firstname": "Zoé", "lastname": "Lefèvre d'Aubigné", "company": "Société Générale"},
    "emile": {"firstname": "Émile", "lastname": "Étienne", "company": "Éclair"},
    "caller": {"firstname": "Karim", "lastname": "Haddad", "phone": "06 39 98 12 34"},
    "mobile": {"firstname": "Inès", "lastname": "Moreau", "mobilephone": "+33 6 39 98 56 78"},
    "american": {"firstname": "Ann", "lastname": "Lee", "phone": "(212) 555-0123"},
    "incomplete": {"lastname": "Leroy", "company": "Initech"},
    "swapped": {"firstname": "Petit", "lastname": "Hugo", "company": "Initech"},
}


@pytest.fixture
async def people(crm, other_process):
    """Their ids by name, all indexed and written by somebody else."""
    created = {key: await other_process.create(values) for key, values in PEOPLE.items()}
    crm.forget_requests()
    return {contact.id: key for key, contact in created.items()}


@pytest.fixture
def similar(store, people):
    async def keys(**described):
        return [people[contact.id] for contact in (await store.similar(described)).contacts]

    return keys


@pytest.mark.parametrize(
    ("described", "found"),
    [
        (MARIE, ["marie"]),
        ({"firstname": "marie", "lastname": "DURAND", "company": "ACME S.A."}, ["marie"]),
        ({"firstname": "Durand", "lastname": "Marie", "company": "Acme"}, ["marie"]),
        ({"firstname": "Marie", "lastname": "Durant", "company": "Acme"}, ["marie"]),
        ({"firstname": "Zoe", "lastname": "Lefevre d'Aubigne", "company": "Societe Generale"}, ["zoe"]),
        ({"firstname": "Zoé", "lastname": "Lefebvre Aubigné", "company": "Société générale"}, ["zoe"]),
        ({"firstname": "Emile", "lastname": "Etienne", "company": "Eclair"}, ["emile"]),
        ({"firstname": "Anne", "lastname": "Leroy", "company": "Initech"}, ["incomplete"]),
        ({"firstname": "Hugo", "lastname": "Petit", "company": "Initech"}, ["swapped"]),
        ({"phone": "+33639981234"}, ["caller"]),
        ({"mobilephone": "+33639981234"}, ["caller"]),
        ({"phone": "+33639985678"}, ["mobile"]),
        ({"phone": "+12125550123"}, ["american"]),
        ({"phone": "+33639981234", "mobilephone": "+33639985678"}, ["caller", "mobile"]),
        ({**MARIE, "phone": "+33639981234"}, ["marie", "caller"]),
        (
            {"firstname": "Karim", "lastname": "Hadad", "phone": "0639981234", "company": "Acme"},
            ["caller"],
        ),
        ({"firstname": "Nobody", "lastname": "Anywhere", "company": "Acme"}, []),
        ({"firstname": "Marie", "lastname": "Petit", "email": "new@example.com"}, []),
        ({"email": "new@example.com"}, []),
        ({"firstname": "Marie"}, []),
        ({"company": "Acme"}, []),
        ({}, []),
    ],
)
async def test_the_doubles_of_a_person_come_likeliest_first(similar, described, found):
    assert await similar(**described) == found


async def test_a_full_name_without_a_company_finds_every_namesake(similar):
    assert sorted(await similar(firstname="Marie", lastname="Durand")) == ["homonym", "marie"]


async def test_three_are_enough(store, other_process):
    for number in range(5):
        await other_process.create({**MARIE, "email": f"marie{number}@example.com"})
    assert len((await store.similar(MARIE)).contacts) == 3


@pytest.mark.parametrize(
    "described",
    [MARIE, {**MARIE, "phone": "+33639981234"}, {"phone": "+33639981234"}, {**MARIE, "company": ""}],
)
async def test_the_usual_look_is_one_search(crm, store, people, described):
    store._reader._local = True
    await store.similar(described)
    assert crm.asked() == [("POST", SEARCH)]


async def test_who_cannot_be_looked_for_costs_no_request(crm, store, people):
    assert await store.similar({"firstname": "Marie", "email": "marie@example.com"}) == SimilarContacts()
    assert crm.asked() == []


async def test_what_was_just_created_is_a_double_before_the_index_knows(crm, store):
    crm.delay_index(3600)
    created = await store.create(MARIE)
    assert [one.id for one in (await store.similar(MARIE)).contacts] == [created.id]


async def test_what_was_just_created_and_is_indexed_already_is_one_double(store):
    created = await store.create(MARIE)
    assert [one.id for one in (await store.similar(MARIE)).contacts] == [created.id]


async def test_what_was_just_renamed_or_archived_is_none_any_more(crm, store, people):
    ids = {key: contact_id for contact_id, key in people.items()}
    crm.delay_index(3600)
    await store.update(ids["marie"], {"lastname": "Petit"})
    await store.archive(ids["caller"])
    assert (await store.similar({**MARIE, "phone": "+33639981234"})).contacts == ()


async def test_doubles_come_with_their_link(store, people):
    [found] = (await store.similar(MARIE)).contacts
    assert found.record_url


@pytest.mark.parametrize("fault", ["internal_500", "rate_limit_daily", "migration_477", "drop_before_commit"])
async def test_hints_that_cannot_be_had_stand_in_nobodys_way(crm, store, people, caplog, fault):
    crm.faults.next(fault, path_contains="/search", times=None)
    assert await store.similar(MARIE) == NOT_FOUND_OUT
    assert "a look for doubles failed" in caplog.text
    assert "durand" not in caplog.text.lower()


async def test_a_token_that_may_not_search_is_told(crm, store, people):
    crm.faults.next("missing_scopes_403", path_contains="/search", times=None)
    with pytest.raises(AccessDenied):
        await store.similar({**MARIE, "phone": "+33639981234", "mobilephone": "+33639985678"})


class ScriptedIndex:
    """Answers each search body by ``answer``."""

    def __init__(self, answer):
        self.answer = answer
        self.bodies = []

    async def __call__(self, body):
        self.bodies.append(body)
        return await self.answer(body)


async def nothing_written():
    return Recent()


def doubles(answer, **more):
    index = ScriptedIndex(answer)
    return Doubles(index, nothing_written, "FR", **more), index


STORED = Contact(id="1", properties={**MARIE, "phone": "0639981234"})


async def test_when_one_of_two_searches_fails_the_other_still_counts():
    async def answer(body):
        if "hs_searchable" in str(body):
            return Hits((STORED,), 1)
        raise CrmUnavailable("away")

    looking, index = doubles(answer)
    described = {**MARIE, "phone": "+33639981234", "mobilephone": "+33639985678"}
    assert await looking.of(described) == SimilarContacts(contacts=(STORED,), complete=False)
    assert len(index.bodies) == 2


async def test_a_crowded_index_is_asked_again_for_the_number_and_for_the_name_as_it_is_spelled():
    async def answer(body):
        if len(body["filterGroups"]) == MOST_GROUPS:
            return Hits((), MOST_RESULTS + 1)
        return Hits((STORED,), 1)

    looking, index = doubles(answer)
    assert await looking.of({**MARIE, "phone": "+33639981234"}) == SimilarContacts(contacts=(STORED,))
    assert len(index.bodies) == 3


async def test_a_slow_index_is_not_waited_for():
    async def never(_):
        await asyncio.Event().wait()

    looking, _ = doubles(never, patience_seconds=0.01)
    assert await looking.of(MARIE) == NOT_FOUND_OUT


async def test_a_budget_that_is_spent_finds_nobody():
    async def refuse(_):
        raise RateLimited("too many calls are waiting")

    looking, _ = doubles(refuse)
    assert await looking.of(MARIE) == NOT_FOUND_OUT


async def test_when_what_was_written_lately_cannot_be_read_the_hints_are_incomplete():
    async def answer(_):
        return Hits((STORED,), 1)

    async def fail():
        raise CrmUnavailable("away")

    found = await Doubles(ScriptedIndex(answer), fail, "FR").of(MARIE)
    assert found == SimilarContacts(contacts=(STORED,), complete=False)


def test_every_look_stays_within_hubspots_limits():
    everything = {
        "firstname": "Jean-Pierre Marie " * 9,
        "lastname": "de La Fontaine " * 9,
        "company": "Très Grande Société Générale " * 9,
        "phone": "+33639981234",
        "mobilephone": "+33639985678",
    }
    bodies = candidate_bodies(everything, "FR")
    assert len(bodies) == 2
    for body in bodies:
        groups = body["filterGroups"]
        assert 0 < len(groups) <= MOST_GROUPS
        assert sum(len(group["filters"]) for group in groups) <= MOST_FILTERS
        assert len(str(body)) <= 3000
