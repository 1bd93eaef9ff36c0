"""Each guard is taken out once, and the promise that it keeps must then break; with the guard, it holds.

`GUARDS` is the list: what guards, how it is taken out, and the promise. The promises
stand in `trustkit.promises`.
"""

import pytest
from trustkit import promises
from trustkit.guard import Guard

from assistant.agent import contact_tools
from assistant.chat import decision_clicks, presenter
from assistant.proposals import decide, proposal_store, rules, send, settle
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.proposals.running_writes import RunningWrites
from hubspot_tools.calls import retries
from hubspot_tools.calls.retries import CallFault, CallSort, Remedy
from hubspot_tools.contacts import Contact
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.store import contact_writer


async def whatever_its_state(self, one, *, expected, original=proposal_store.ProposalStore.advance, **more):
    return any([await original(self, one, expected=any_state, **more) for any_state in ProposalState])


async def whosever_it_is(self, proposal_id, owner):
    found = await self._bodies(proposal_store._PROPOSALS.c.id == proposal_id)
    return found[0] if found else None


async def by_itself(self, work):
    return await work


async def nobody(*_: object) -> None:
    return None


async def forgetful(*_: object, **__: object) -> bool:
    return False


def any_contact(self, contact_id):
    return Contact(id=contact_id)


def hasty(self, one, *, seen, original=settle.Settler._still_open):
    return original(self, one, seen=True)


def untouched_if_the_same(left, current, written=None):
    return not rules.changed_since(left, current, written)


async def the_latest(self, text, **_said):
    waiting = await self._proposals.pending()
    if text != "yes":
        return None
    return self.take("confirm", lambda: self._decisions.confirm(waiting[-1].id, waiting[-1].digest))


ANY_LOSS = {**retries.REMEDIES, CallFault.LOST: Remedy(frozenset(CallSort))}


GUARDS = (
    Guard("confirmation", contact_tools.ContactTools, "_must_ask", lambda *_: False, promises.no_tool_writes),
    Guard(
        "confirmation of a choice",
        contact_tools.ContactTools,
        "_must_ask",
        lambda self, _: self._asks == "always",
        promises.a_choice_between_people_is_always_asked,
    ),
    Guard(
        "duplicate check before the card",
        HubSpotContacts,
        "find_by_email",
        nobody,
        promises.a_taken_address_is_never_proposed_as_new,
    ),
    Guard(
        "duplicate check before the write",
        contact_writer.ContactWriter,
        "_refuse_a_taken_address",
        nobody,
        promises.nothing_is_sent_for_an_address_taken_since,
    ),
    Guard("version check", decide, "is_as_shown", lambda *_: True, promises.nobodys_change_is_overwritten),
    Guard(
        "version check before repeating",
        settle,
        "is_as_shown",
        lambda *_: True,
        promises.nobodys_change_is_overwritten_by_a_repetition,
    ),
    Guard(
        "putting back half a step",
        send,
        "put_back",
        nobody,
        promises.a_refused_step_back_leaves_the_stage_alone,
    ),
    Guard(
        "compare-and-set",
        proposal_store.ProposalStore,
        "advance",
        whatever_its_state,
        promises.two_tabs_write_once,
    ),
    Guard("journal first", proposal_store, "append", nobody, promises.nothing_is_written_without_a_journal),
    Guard(
        "digest", Proposal, "digest", property(lambda one: one.id), promises.an_edited_button_writes_nothing
    ),
    Guard(
        "owner",
        proposal_store.ProposalStore,
        "get",
        whosever_it_is,
        promises.nobody_confirms_for_somebody_else,
    ),
    Guard("expiry", decide, "is_over", lambda *_: False, promises.an_old_proposal_writes_nothing),
    Guard(
        "untouched since",
        decide,
        "is_untouched",
        lambda *_: True,
        promises.undo_spares_what_others_did_since,
    ),
    Guard(
        "own contact",
        decide,
        "is_untouched",
        untouched_if_the_same,
        promises.undo_never_archives_a_contact_that_was_only_found,
    ),
    Guard(
        "offered in this chat",
        presenter.Presenter,
        "has_offered",
        lambda *_: True,
        promises.a_typed_yes_means_what_this_chat_has_shown,
    ),
    Guard(
        "exactly one pending",
        decision_clicks.DecisionClicks,
        "typed",
        the_latest,
        promises.a_typed_yes_never_chooses,
    ),
    Guard(
        "focus", contact_tools.Focus, "find", any_contact, promises.only_contacts_that_were_shown_are_changed
    ),
    Guard("no repeated create", retries, "REMEDIES", ANY_LOSS, promises.a_create_is_sent_once),
    Guard("shield", RunningWrites, "run", by_itself, promises.stop_cuts_no_write_in_half),
    Guard(
        "newness",
        settle,
        "is_ours",
        lambda *_: True,
        promises.what_was_there_before_is_not_taken_for_the_lost_one,
    ),
    Guard("a look before the verdict", settle.Settler, "_still_open", hasty, promises.silence_is_no_answer),
    Guard(
        "history",
        HubSpotContacts,
        "has_held",
        forgetful,
        promises.what_was_stored_and_changed_since_counts_as_stored,
    ),
)

EACH = pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.called)


@EACH
async def test_with_its_guard_the_promise_holds(world, guard):
    await guard.promise(world)


@EACH
async def test_without_its_guard_the_promise_breaks(world, guard, monkeypatch):
    monkeypatch.setattr(guard.owner, guard.name, guard.without)
    with pytest.raises(promises.Broken):
        await guard.promise(world)
