"""Setting a company proposes its text and its record: two lines, one write that ends whole or not at all, one undo."""

import pytest
from trustkit.world import Told, only

from assistant.chat.events import ContactShown, Decided, Proposed
from assistant.proposals.proposal import Applied, ProposalState
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY
from hubspot_tools.sandbox.records.associations import COMPANIES

LINK = "/associations/default/companies"


@pytest.fixture
def globex(world):
    return str(world.portal.crm.companies.add({"name": "Globex", "domain": "globex.example"}, 0))


@pytest.fixture
def ada(world):
    contact = world.portal.somebody_creates(
        {"firstname": "Ada", "lastname": "Aubry", "email": "ada@example.com", "company": "Initech"}
    )
    return str(contact)


def linked(world, contact_id):
    return world.portal.crm.associations.by_type(int(contact_id)).get("companies", [])


async def asked(world, ada):
    tab = world.tab()
    return tab, only(await tab.is_asked_to_update(ada, company="Globex"), Proposed).proposal


async def test_text_and_record_are_proposed_written_and_taken_back_together(world, ada, globex):
    tab, proposal = await asked(world, ada)
    assert proposal.values == {"company": "Globex", ASSOCIATED_COMPANY: globex}
    assert proposal.before == {"company": "Initech", ASSOCIATED_COMPANY: ""}
    assert [one.name for one in proposal.companies] == ["Globex"]
    assert linked(world, ada) == []

    events = await tab.confirms(proposal)
    assert isinstance(only(events, Decided).outcome, Applied)
    assert (world.portal.people[ada]["company"], linked(world, ada)) == ("Globex", [globex])
    assert [one.name for one in only(events, ContactShown).contact.companies] == ["Globex"]

    done = (await world.states())[proposal.id]
    await tab.undoes(done)
    assert (world.portal.people[ada]["company"], linked(world, ada)) == ("Initech", [])
    assert (await world.states())[proposal.id].state is ProposalState.UNDONE


async def test_a_refused_association_leaves_nothing_behind(world, ada, globex):
    tab, proposal = await asked(world, ada)
    world.portal.faults.next("missing_scopes_403", method="PUT", path_contains=LINK)
    await tab.confirms(proposal)
    assert (world.portal.people[ada]["company"], linked(world, ada)) == ("Initech", [])
    assert world.told[proposal.id] == [Told.NOT_WRITTEN]


@pytest.mark.parametrize("fault", ["commit_then_drop", "drop_before_commit"])
async def test_an_association_whose_answer_is_lost_is_completed(world, ada, globex, fault):
    tab, proposal = await asked(world, ada)
    world.portal.faults.next(fault, method="PUT", path_contains=LINK, times=3)
    await tab.confirms(proposal)
    world.portal.faults.clear()
    await world.restart(crash=True)
    assert (world.portal.people[ada]["company"], linked(world, ada)) == ("Globex", [globex])
    assert (await world.states())[proposal.id].state is ProposalState.DONE


async def test_a_new_contact_is_created_with_its_company(world, globex):
    tab = world.tab()
    events = await tab.is_asked_to_create(
        firstname="Bea", lastname="Bloch", email="bea@example.com", company="Globex"
    )
    proposal = only(events, Proposed).proposal
    assert proposal.values[ASSOCIATED_COMPANY] == globex
    await tab.confirms(proposal)
    [made] = [one for one, values in world.portal.people.items() if values["email"] == "bea@example.com"]
    assert linked(world, made) == [globex]


async def test_others_associations_stay(world, ada, globex):
    other = str(world.portal.crm.companies.add({"name": "Initech", "domain": "initech.example"}, 0))
    world.portal.crm.associations.add(int(ada), COMPANIES, int(other), 279)
    tab, proposal = await asked(world, ada)
    await tab.confirms(proposal)
    assert set(linked(world, ada)) == {globex, other}
    await tab.undoes((await world.states())[proposal.id])
    assert linked(world, ada) == [other]


async def test_where_several_companies_are_called_so_only_the_text_is_proposed(world, ada, globex):
    world.portal.crm.companies.add({"name": "Globex", "domain": "globex-2.example"}, 0)
    _, proposal = await asked(world, ada)
    assert proposal.values == {"company": "Globex"}


async def test_without_the_scope_for_companies_only_the_text_is_proposed(world, ada, globex):
    world.portal.faults.next(
        "missing_scopes_403", scopes=["crm.objects.companies.read"], path_contains="compan", times=None
    )
    _, proposal = await asked(world, ada)
    assert proposal.values == {"company": "Globex"}
