import pytest

from hubspot_tools.calls.api_version import ApiVersion, path_in
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import AccessDenied, CrmUnavailable, InvalidValues, Problem, RateLimited
from hubspot_tools.hubspot import HubSpotContacts

MARIE = {"firstname": "Marie", "lastname": "Durand", "email": "marie.durand@example.com"}


@pytest.fixture(params=tuple(ApiVersion))
def version(request):
    """What this file promises is true of every version."""
    return request.param


async def test_an_address_finds_its_contact_in_the_store_and_not_in_the_index(crm, store):
    crm.delay_index(3600)
    created = await store.create(MARIE)
    found = await store.find_by_email(" Marie.DURAND@example.com ")
    assert found.id == created.id
    assert crm.asked("POST", "/search") == []


async def test_a_secondary_address_finds_the_same_contact(store):
    created = await store.create({**MARIE, "hs_additional_emails": "m.durand@example.org"})
    assert (await store.find_by_email("m.durand@example.org")).id == created.id


@pytest.mark.parametrize("address", ["nobody@example.com", "a+b/c@example.com", "no address", "", "../1"])
async def test_an_address_that_nobody_has_finds_nobody(store, address):
    assert await store.find_by_email(address) is None


async def test_a_plus_in_an_address_survives_the_road(store):
    created = await store.create({**MARIE, "email": "marie+crm@example.com"})
    assert (await store.find_by_email("marie+crm@example.com")).id == created.id


@pytest.mark.parametrize(
    "fault", ["internal_500", "bad_gateway_html_502", "locked_423", "drop_before_commit"]
)
async def test_a_read_that_fails_once_is_made_again(crm, store, fault):
    created = await store.create(MARIE)
    crm.faults.next(fault, method="GET")
    assert (await store.get(created.id)).id == created.id


async def test_a_read_that_keeps_failing_is_given_up_after_three_attempts(crm, store):
    created = await store.create(MARIE)
    crm.forget_requests()
    crm.faults.next("bad_gateway_html_502", method="GET", times=None)
    with pytest.raises(CrmUnavailable):
        await store.get(created.id)
    assert len(crm.asked("GET")) == 3


async def test_a_read_that_times_out_is_repeated_by_us_alone(crm, store, impatient_store):
    created = await store.create(MARIE)
    crm.forget_requests()
    crm.faults.next("slow", method="GET", seconds=5, times=None)
    with pytest.raises(CrmUnavailable):
        await impatient_store.get(created.id)
    assert len(crm.asked("GET")) == 3  # urllib3 left to itself would have sent twelve


async def test_an_answer_of_more_than_two_megabytes_is_not_read(crm, store):
    created = await store.create(MARIE)
    crm.faults.next("huge_body", method="GET", times=None)
    with pytest.raises(CrmUnavailable):
        await store.get(created.id)


async def test_a_spent_daily_budget_is_told_at_once(crm, store, clock):
    crm.faults.next("rate_limit_daily", times=None)
    with pytest.raises(RateLimited) as spent:
        await store.get("1")
    assert spent.value.daily
    assert clock.slept == []


async def test_a_wait_longer_than_anybody_would_is_left_to_the_caller(crm, store, clock):
    crm.faults.next("rate_limit_burst", retry_after=60)
    with pytest.raises(RateLimited) as limited:
        await store.get("1")
    assert limited.value.retry_after == 60.0
    assert clock.slept == []


async def test_a_search_refused_for_haste_is_made_again(crm, store, clock):
    await store.create(MARIE)
    crm.faults.next("rate_limit_secondly", path_contains="/search")
    assert (await store.search(SearchContacts(name="durand"))).total == 1
    assert len(clock.slept) == 1


@pytest.mark.parametrize("fault", ["bad_token_401", "expired_token_401"])
async def test_a_bad_token_is_told_at_once(crm, store, version, fault):
    crm.faults.next(fault, times=None)
    with pytest.raises(AccessDenied):
        await store.portal()
    assert crm.asked() == [("GET", path_in(version, "/crm/v3/objects/contacts"))]


async def test_an_unreachable_hubspot_is_said_so(settings):
    store = HubSpotContacts("invented-token", base_url="http://127.0.0.1:1", settings=settings)
    with pytest.raises(CrmUnavailable) as unreachable:
        await store.create(MARIE)
    assert str(unreachable.value) == "HubSpot cannot be reached"
    assert type(unreachable.value) is CrmUnavailable
    await store.close()


async def test_a_closed_store_says_so(store):
    await store.close()
    with pytest.raises(CrmUnavailable, match="closed"):
        await store.get("1")


async def test_the_portal_tells_where_contacts_are_kept(store):
    portal = await store.portal()
    assert (portal.kind, portal.portal_id, portal.can_write) == ("hubspot", "90017001", True)


async def test_the_local_crm_opens_no_records(crm, settings):
    store = HubSpotContacts("invented-token", base_url=crm.url, local=True, settings=settings)
    created = await store.create(MARIE)
    assert created.record_url is None
    assert (await store.portal()).kind == "local"
    await store.close()


async def test_a_token_without_the_write_scope_is_known_to_be_read_only(crm, store):
    crm.faults.next("missing_scopes_403", path_contains="never-asked", times=None)
    assert (await store.portal()).can_write is False


@pytest.mark.parametrize("fault", ["missing_scopes_403", "internal_500"])
async def test_a_portal_that_may_not_be_known_costs_the_links_only(crm, store, fault):
    for path in ("/account-info/", "/oauth/"):
        crm.faults.next(fault, path_contains=path, times=None)
    portal = await store.portal()
    assert (portal.portal_id, portal.can_write) == (None, True)
    assert (await store.create(MARIE)).record_url is None


async def test_the_portal_is_asked_for_again_when_it_could_not_be_asked(crm, store, clock):
    crm.faults.next("internal_500", path_contains="/account-info/", times=3)
    created = await store.create(MARIE)
    clock.pass_by(61)
    crm.faults.clear()
    assert "app.hubspot.example" in (await store.get(created.id)).record_url


async def test_labels_come_from_the_account_and_name_its_owners(crm, store):
    labels = await store.labels()
    assert labels["firstname"].label == "First Name"
    assert labels["lifecyclestage"].options["customer"] == "Customer"
    assert labels["contract_renewal_date"].kind == "date"
    assert labels["hubspot_owner_id"].kind == "owner"
    assert [labels[name].writable for name in ("city", "hs_object_id")] == [True, False]
    owner = crm.crm.owners[0]
    assert labels["hubspot_owner_id"].options[owner["id"]] == f"{owner['firstName']} {owner['lastName']}"


async def test_labels_do_without_the_owners_names_while_these_cannot_be_had(crm, store):
    crm.faults.next("internal_500", path_contains="/owners", times=None)
    labels = await store.labels()
    assert labels["firstname"].label == "First Name"
    assert labels["hubspot_owner_id"].options == {}


async def test_values_are_checked_against_the_account_and_nothing_is_written(crm, store, version):
    stored = await store.validate(
        {"Prénom": " Zoé ", "phone": "06 39 98 12 34", "lifecyclestage": "Clients", "Newsletter": "oui"}
    )
    assert stored == {
        "firstname": "Zoé",
        "phone": "+33639981234",
        "lifecyclestage": "customer",
        "newsletter": "true",
    }
    assert crm.asked()[0] == ("GET", path_in(version, "/crm/v3/properties/contacts"))
    assert crm.writes == []


async def test_an_owner_is_found_by_name_or_address(crm, store):
    owner = crm.crm.owners[0]
    expected = {"hubspot_owner_id": owner["id"]}
    assert await store.validate({"owner": owner["email"].upper()}) == expected
    assert await store.validate({"propriétaire": f"{owner['lastName']} {owner['firstName']}"}) == expected


async def test_the_catalogue_is_read_once_in_ten_minutes(crm, store, clock, version):
    for _ in range(3):
        await store.validate({"firstname": "Ada"})
    assert len(crm.asked("GET", path_in(version, "/crm/v3/properties/contacts"))) == 1
    clock.pass_by(601)
    await store.validate({"firstname": "Ada"})
    await store._account._catalogue._refresh
    assert len(crm.asked("GET", path_in(version, "/crm/v3/properties/contacts"))) == 2


async def test_an_old_catalogue_serves_while_hubspot_is_away(crm, store, clock):
    await store.validate({"industry": "Wine"})
    clock.pass_by(601)
    crm.faults.next("internal_500", times=None)
    assert await store.validate({"industry": "Wine"}) == {"industry": "Wine"}


async def test_without_the_catalogue_the_daily_properties_still_work_and_the_log_says_so(crm, store, caplog):
    crm.faults.next("missing_scopes_403", path_contains="/properties/", times=None)
    assert await store.validate({"firstname": "Ada", "lifecyclestage": "client"}) == {
        "firstname": "Ada",
        "lifecyclestage": "customer",
    }
    with pytest.raises(InvalidValues) as refused:
        await store.validate({"industry": "Wine"})
    assert refused.value.problems[0].problem is Problem.UNKNOWN_PROPERTY
    assert "known are only the daily properties" in caplog.text
