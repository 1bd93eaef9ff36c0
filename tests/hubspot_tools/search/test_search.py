"""Searching, against a local CRM that tells accents apart and one that does not: HubSpot does not say which it is."""

import pytest

from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import InvalidValues, Problem
from hubspot_tools.hubspot import HubSpotContacts

PEOPLE = {
    "zoe": {
        "firstname": "Zoé",
        "lastname": "Lefèvre-D'Aubigné",
        "email": "zoe@oeuvre.example.com",
        "company": "Société Œuvre",
        "jobtitle": "Directrice générale",
    },
    "marie": {
        "firstname": "Marie",
        "lastname": "Durand",
        "email": "marie.durand@example.com",
        "hs_additional_emails": "m.durand@example.net;mdurand@example.net",
        "phone": "+33639981234",
        "company": "Exemple SA",
        "lifecyclestage": "lead",
    },
    "marie_claire": {
        "firstname": "Marie-Claire",
        "lastname": "Durand",
        "email": "mc@example.org",
        "mobilephone": "06 39 98 56 78",
    },
    "john": {
        "firstname": "John",
        "lastname": "Smith",
        "email": "john.smith@acme.example",
        "company": "Acme",
        "lifecyclestage": "customer",
    },
    "jon": {
        "firstname": "Jon",
        "lastname": "Smith",
        "email": "jon.smith@acme.example",
        "company": "Acme Labs",
    },
    "helene": {
        "firstname": "Helene",
        "lastname": "Petit",
        "email": "helene.petit@example.com",
        "city": "Besançon",
    },
    "helene_accents": {"firstname": "Hélène", "lastname": "Petit", "email": "h.petit@example.com"},
    "dvorak": {"firstname": "Antonín", "lastname": "Dvořák", "email": "antonin@example.com"},
    "fontaine": {"firstname": "Jean", "lastname": "de La Fontaine", "email": "jean@example.com"},
    "macdonald": {"firstname": "Flora", "lastname": "MacDonald", "email": "flora@example.com"},
    "munoz": {"firstname": "Íñigo", "lastname": "Muñoz", "email": "inigo@example.com"},
    "floch": {"firstname": "Yann", "lastname": "Le Floc'h", "email": "yann@example.com"},
    "nameless": {"email": "reception@hotel.example"},
}


@pytest.fixture(scope="module", params=[True, False], ids=["accents folded", "accents told apart"])
def populated(request, servers):
    """A local CRM with the people above; their ids by key."""
    crm = servers(samples=False, fold_accents=request.param)
    with crm.crm.transaction():
        ids = {key: _load(crm, values) for key, values in PEOPLE.items()}
    return crm, ids


def _load(crm, values):
    return str(crm.crm.contacts.create(values).id)


@pytest.fixture
async def found(populated, settings):
    """Searches, and tells who was found by their keys."""
    crm, ids = populated
    keys = {contact_id: key for key, contact_id in ids.items()}
    store = HubSpotContacts("invented-token", base_url=crm.url, page_size=20, settings=settings)

    async def search(**asked):
        page = await store.search(SearchContacts(**asked))
        assert page.total == len(page.contacts)
        return [keys[contact.id] for contact in page.contacts]

    yield search
    await store.close()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Zoé Lefèvre-D'Aubigné", ["zoe"]),
        ("zoe lefevre daubigne", ["zoe"]),
        ("ZOE LEFEVRE D AUBIGNE", ["zoe"]),
        ("lefevre zoe", ["zoe"]),
        ("daubigne", ["zoe"]),
        ("aubigne", ["zoe"]),
        ("zoe", ["zoe"]),
        ("Durand", ["marie", "marie_claire"]),
        ("durand marie", ["marie", "marie_claire"]),
        ("Mme Durand", ["marie", "marie_claire"]),
        ("marie claire", ["marie_claire"]),
        ("marie-claire durand", ["marie_claire"]),
        ("jo smi", ["john", "jon"]),
        ("Smith, John", ["john"]),
        ("helene petit", ["helene", "helene_accents"]),
        ("Hélène", ["helene", "helene_accents"]),
        ("dvorak", ["dvorak"]),
        ("Antonin Dvořák", ["dvorak"]),
        ("Jean de la Fontaine", ["fontaine"]),
        ("fontaine", ["fontaine"]),
        ("munoz inigo", ["munoz"]),
        ("mac donald", ["macdonald"]),
        ("Dr. Flora Macdonald", ["macdonald"]),
        ("marieclaire durand", ["marie_claire"]),
        ("zoe lefevredaubigne", ["zoe"]),
        ("Yann Le Floch", ["floch"]),
        ("nobody anywhere", []),
        ("marie smith", []),
    ],
)
async def test_a_name_is_found_with_or_without_accents_in_any_order(found, typed, expected):
    assert sorted(await found(name=typed)) == sorted(expected)


async def test_whole_names_come_before_names_that_only_begin_so(found):
    assert await found(name="jon") == ["jon"]
    assert (await found(name="mari durand"))[0] in {"marie", "marie_claire"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("marie.durand@example.com", ["marie"]),
        (" Marie.Durand@EXAMPLE.com", ["marie"]),
        ("m.durand@example.net", ["marie"]),
        ("@acme.example", ["john", "jon"]),
        ("acme.example", ["john", "jon"]),
        ("smith@acme", ["john", "jon"]),
        ("recept", ["nameless"]),
        ("durand@example.com", []),
        ("mdurand", ["marie"]),
    ],
)
async def test_an_address_is_found_whole_or_in_part(found, typed, expected):
    assert await found(email=typed) == expected


@pytest.mark.parametrize(
    "typed", ["06 39 98 12 34", "+33 6 39 98 12 34", "0033639981234", "06.39.98.12.34", "639981234"]
)
async def test_a_telephone_number_is_found_in_any_spelling(found, typed):
    assert await found(phone=typed) == ["marie"]
    assert await found(text=typed) == ["marie"]


async def test_a_mobile_number_stored_with_blanks_is_found(found):
    assert await found(phone="+33639985678") == ["marie_claire"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"company": "acme"}, ["john", "jon"]),
        ({"company": "Acme Labs"}, ["jon"]),
        ({"company": "societe oeuvre"}, ["zoe"]),
        ({"company": "Œuvre"}, ["zoe"]),
        ({"jobtitle": "directrice generale"}, ["zoe"]),
        ({"name": "smith", "company": "acme", "lifecyclestage": "client"}, ["john"]),
        ({"name": "smith", "email": "jon.smith@acme.example"}, ["jon"]),
        ({"name": "durand", "phone": "06 39 98 12 34", "company": "exemple"}, ["marie"]),
        ({"name": "marie durand", "email": "john.smith@acme.example"}, []),
        ({"lifecyclestage": "Clients"}, ["john"]),
        ({"lifecyclestage": "customer", "company": "Exemple"}, []),
        ({"text": "smith", "company": "labs"}, ["jon"]),
        ({"text": "john.smith@acme.example"}, ["john"]),
        ({"text": "smith"}, ["john", "jon"]),
        ({"text": "lefevre"}, ["zoe"]),
        ({"text": "societe"}, ["zoe"]),
    ],
)
async def test_all_given_fields_must_match(found, asked, expected):
    assert await found(**asked) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"text": "besancon"},
        {"text": "Besançon", "name": "Petit"},
        {"text": "besancon", "lifecyclestage": "lead"},
    ],
)
async def test_free_text_finds_a_city_although_hubspot_does_not_look_there(found, query):
    assert await found(**query) == ["helene"]


async def test_free_text_finds_a_job_title_although_hubspot_does_not_look_there(found):
    assert await found(text="directrice generale") == ["zoe"]


@pytest.mark.parametrize(
    "typed", ["*", "***", "é*", "%", "_", "'", "a OR b", "\\", "()", "@", "🦊", "x" * 900, "é " * 450]
)
@pytest.mark.parametrize("name", ["name", "company", "email", "phone", "text"])
async def test_signs_and_endless_words_are_text_like_any_other(found, name, typed):
    people = await found(**{name: typed})
    assert len(people) <= len(PEOPLE)


async def test_no_field_lists_everybody_the_last_changed_first(found):
    everybody = await found()
    assert len(everybody) == len(PEOPLE)


async def test_a_stage_the_account_does_not_have_is_refused_with_the_nearest(found):
    with pytest.raises(InvalidValues) as refused:
        await found(lifecyclestage="custmer")
    [problem] = refused.value.problems
    assert problem.problem is Problem.NOT_AN_OPTION
    assert "Customer" in problem.suggestions


@pytest.fixture(scope="module")
def crowd(servers):
    """620 people: 250 called René or Rene, everybody at Globex."""
    crm = servers(samples=False, fold_accents=False)
    with crm.crm.transaction():
        for number in range(620):
            first = ("René" if number % 2 else "Rene") if number < 250 else f"Ada{number}"
            values = {"firstname": first, "lastname": f"N{number:04d}", "company": "Globex"}
            crm.crm.contacts.create(values)
    return crm


@pytest.fixture
async def crowd_store(crowd, settings):
    store = HubSpotContacts("invented-token", base_url=crowd.url, page_size=50, settings=settings)
    yield store
    await store.close()


async def pages(store, **asked):
    number = 1
    while True:
        page = await store.search(SearchContacts(**asked, page=number))
        yield page
        if not page.has_more:
            return
        number += 1


async def test_pages_cover_more_hits_than_can_be_judged_at_once(crowd_store):
    seen = [contact.id async for page in pages(crowd_store, company="globex") for contact in page.contacts]
    assert len(seen) == len(set(seen)) == 620


async def test_many_namesakes_are_all_counted_whatever_their_accents(crowd_store):
    every = [page async for page in pages(crowd_store, name="rene")]
    assert {page.total for page in every} == {250}
    assert len({contact.id for page in every for contact in page.contacts}) == 250


async def test_a_page_beyond_the_last_is_empty_and_keeps_the_total(crowd_store):
    page = await crowd_store.search(SearchContacts(company="globex", page=99))
    assert (page.contacts, page.total, page.has_more) == ((), 620, False)


@pytest.mark.parametrize("number", [0, -5, None])
async def test_a_page_before_the_first_is_the_first(crowd_store, number):
    assert (await crowd_store.search(SearchContacts(page=number))).page == 1


async def test_hubspot_is_never_asked_beyond_its_ten_thousand(crowd_store):
    page = await crowd_store.search(SearchContacts(page=10**9))
    assert (page.page, page.contacts) == (200, ())
