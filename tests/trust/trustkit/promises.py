"""What people may rely on, each promise a history that raises `Broken` where it is not kept."""

import asyncio
from typing import Any

from assistant.chat.events import Decided, Proposed
from assistant.models.scripted import calls, says
from assistant.proposals.proposal import NotYours, Proposal, ProposalState, Unsettled
from assistant.proposals.rules import LANDED_BY_NOW
from trustkit.world import Tab, World, only

LEA = {"firstname": "Léa", "lastname": "Roche", "email": "lea.roche@x.example"}
NAMED_ONLY = {"firstname": "Li", "lastname": "Wei"}
ANN = {"firstname": "Ann", "lastname": "Best", "email": "ann.best@x.example"}
CTO, CEO = {"jobtitle": "CTO"}, {"jobtitle": "CEO"}


async def a_create(tab: Tab, **values: str) -> Proposal:
    return only(await tab.is_asked_to_create(**values), Proposed).proposal


async def anns_promotion(world: World, tab: Tab) -> Proposal:
    """An update of a contact from long ago, shown and not yet decided."""
    ann = world.portal.somebody_creates(ANN)
    world.time.pass_by(86_400)
    return only(await tab.is_asked_to_update(ann, **CTO), Proposed).proposal


class Broken(Exception):
    """A promise was not kept; any other failure means that the test itself has gone stale."""


def promised(kept: object) -> None:
    if not kept:
        raise Broken


def mine(world: World) -> list[Any]:
    return world.portal.effects_of_the_assistant


async def no_tool_writes(world: World) -> None:
    await world.tab().is_asked_to_create(**LEA)
    promised(not world.portal.writes)


async def a_choice_between_people_is_always_asked(world: World) -> None:
    world.portal.somebody_creates(NAMED_ONLY | {"company": "Initech"})
    await world.tab(confirm_writes="never").is_asked_to_create(**NAMED_ONLY, company="Initech")
    promised(not world.portal.writes)


async def a_taken_address_is_never_proposed_as_new(world: World) -> None:
    world.portal.somebody_creates(ANN)
    shown = only(await world.tab().is_asked_to_create(**ANN | CTO), Proposed).proposal
    promised(shown.action == "update")


async def nothing_is_sent_for_an_address_taken_since(world: World) -> None:
    tab = world.tab()
    asked = await a_create(tab, **LEA)
    world.portal.somebody_creates({"email": LEA["email"]})
    await tab.confirms(asked)
    promised(not world.portal.writes)


async def nobodys_change_is_overwritten(world: World) -> None:
    tab = world.tab()
    asked = await anns_promotion(world, tab)
    world.portal.somebody_edits(asked.contact.id, CEO)
    await tab.confirms(asked)
    promised(world.portal.people[asked.contact.id].get("jobtitle") == "CEO")


async def nobodys_change_is_overwritten_by_a_repetition(world: World) -> None:
    tab = world.tab()
    asked = await anns_promotion(world, tab)
    world.portal.faults.next("drop_before_commit", method="PATCH")
    world.at_the_next_write(lambda: world.portal.somebody_edits(asked.contact.id, CEO))
    await tab.confirms(asked)
    promised(world.portal.people[asked.contact.id].get("jobtitle") == "CEO")


async def a_refused_step_back_leaves_the_stage_alone(world: World) -> None:
    ann = world.portal.somebody_creates(ANN | {"lifecyclestage": "customer"})
    tab = world.tab()
    asked = only(await tab.is_asked_to_update(ann, lifecyclestage="lead", **CTO), Proposed).proposal
    world.portal.faults.next("invalid_value_400", method="PATCH", spared=1, name="jobtitle")
    await tab.confirms(asked)
    promised(world.portal.people[ann].get("lifecyclestage") == "customer")


async def two_tabs_write_once(world: World) -> None:
    one, other = world.tab(), world.tab()
    asked = await a_create(one, **NAMED_ONLY)
    await asyncio.gather(one.confirms(asked), other.confirms(asked))
    promised(len(mine(world)) == 1)


async def nothing_is_written_without_a_journal(world: World) -> None:
    tab = world.tab()
    asked = await a_create(tab, **LEA)
    async with world.process.state._engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE journal")
    await tab.confirms(asked)
    promised(not world.portal.writes)


async def an_edited_button_writes_nothing(world: World) -> None:
    tab = world.tab()
    asked = await a_create(tab, **LEA)
    edited = asked.model_copy(update={"values": {"email": "eve@x.example"}})
    promised(isinstance(only(await tab.confirms(edited), Decided).outcome, NotYours))
    promised(not world.portal.writes)


async def nobody_confirms_for_somebody_else(world: World) -> None:
    asked = await a_create(world.tab("ada"), **LEA)
    await world.tab("eve").confirms(asked)
    promised(not world.portal.writes)


async def an_old_proposal_writes_nothing(world: World) -> None:
    tab = world.tab()
    asked = await a_create(tab, **LEA)
    world.time.pass_by(601)
    await tab.confirms(asked)
    promised(not world.portal.writes)


async def undo_spares_what_others_did_since(world: World) -> None:
    tab = world.tab()
    asked = await anns_promotion(world, tab)
    await tab.confirms(asked)
    world.portal.somebody_edits(asked.contact.id, CEO)
    await tab.undoes(asked)
    promised(world.portal.people[asked.contact.id].get("jobtitle") == "CEO")


async def undo_never_archives_a_contact_that_was_only_found(world: World) -> None:
    tab = world.tab()
    asked = await a_create(tab, **LEA)
    world.portal.faults.next("drop_before_commit", method="POST")
    world.at_the_next_write(lambda: world.portal.somebody_creates(LEA))
    await tab.confirms(asked)
    await tab.undoes((await world.states())[asked.id])
    promised([one["email"] for one in world.portal.people.values()] == [LEA["email"]])


async def a_typed_yes_means_what_this_chat_has_shown(world: World) -> None:
    await a_create(world.tab(), **LEA)
    await world.tab().hears("yes", says("To what?"))
    promised(not world.portal.writes)


async def a_typed_yes_never_chooses(world: World) -> None:
    tab = world.tab()
    both = calls("create_contact", **LEA), calls("create_contact", **NAMED_ONLY), says("Please confirm.")
    await tab.hears("create Léa Roche lea.roche@x.example and Li Wei", *both)
    await tab.hears("yes", says("Which one?"))
    promised(not world.portal.writes)


async def only_contacts_that_were_shown_are_changed(world: World) -> None:
    ann = world.portal.somebody_creates(ANN)
    guess = calls("update_contact", contact_id=ann, **CTO), says("Please confirm.")
    events = await world.tab().hears("make Ann CTO", *guess)
    promised(not [event for event in events if isinstance(event, Proposed)])


async def a_create_is_sent_once(world: World) -> None:
    tab = world.tab()
    asked = await a_create(tab, **NAMED_ONLY)
    world.portal.faults.next("commit_then_drop", method="POST")
    await tab.confirms(asked)
    promised(len(world.portal.writes) == 1)


async def stop_cuts_no_write_in_half(world: World) -> None:
    tab = world.tab()
    asked = await a_create(tab, **LEA)
    world.portal.faults.next("slow", method="POST", path_contains="/contacts", seconds=0.3)
    clicking = await world.under_way(tab.confirms(asked), after_requests=2)
    clicking.cancel()
    await asyncio.gather(clicking, return_exceptions=True)
    promised((await world.states())[asked.id].state is ProposalState.DONE)


async def what_was_there_before_is_not_taken_for_the_lost_one(world: World) -> None:
    world.portal.somebody_creates(NAMED_ONLY)
    world.time.pass_by(86_400)
    tab = world.tab()
    asked = await a_create(tab, **NAMED_ONLY)
    world.portal.faults.next("drop_before_commit", method="POST")
    promised(isinstance(only(await tab.confirms(asked), Decided).outcome, Unsettled))


async def silence_is_no_answer(world: World) -> None:
    tab = world.tab()
    asked = await a_create(tab, **LEA)
    world.portal.faults.next("commit_then_drop", method="POST")
    world.at_the_next_write(lambda: world.portal.faults.next("internal_500", method="GET", times=None))
    await tab.confirms(asked)
    world.time.pass_by(LANDED_BY_NOW.total_seconds() + 1)
    await world.process.recovery.sweep()
    promised((await world.states())[asked.id].state is ProposalState.UNKNOWN)


async def what_was_stored_and_changed_since_counts_as_stored(world: World) -> None:
    tab = world.tab()
    asked = await anns_promotion(world, tab)
    world.portal.faults.next("commit_then_drop", method="PATCH")
    world.at_the_next_write(lambda: world.portal.faults.next("internal_500", method="GET", times=9))
    await tab.confirms(asked)
    world.portal.calm()
    world.portal.somebody_edits(asked.contact.id, CEO)
    await world.process.recovery.sweep()
    promised((await world.states())[asked.id].state is ProposalState.DONE)
