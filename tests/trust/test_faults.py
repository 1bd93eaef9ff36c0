"""What can go wrong at a click, row by row: how the write ends, what the person reads, how many requests arrive.

The faults are HubSpot's (error handling guide, usage guidelines) and those of any network. A create is never
sent a second time once it may have arrived, with one exception: HubSpot said that it refused it unread (429).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import Any

import pytest
from trustkit.ledger import Ledger, kept
from trustkit.portal import WitnessedPortal
from trustkit.world import EN, World, only, said

from assistant.chat.events import Proposed
from assistant.proposals.proposal import ProposalState
from assistant.proposals.rules import LANDED_BY_NOW

DONE, FAILED, UNKNOWN = ProposalState.DONE, ProposalState.FAILED, ProposalState.UNKNOWN
METHODS = {"create": "POST", "update": "PATCH"}
NEW = {"firstname": "Léa", "lastname": "Roche", "email": "lea.roche@x.example"}
NAMELESS_MAILBOX = {"firstname": "Léa", "lastname": "Roche"}
ANN = {
    "firstname": "Ann",
    "lastname": "Best",
    "email": "ann.best@x.example",
    "lifecyclestage": "customer",
}
CHANGE = {"jobtitle": "CTO"}
TOO_LONG = {"kind": "invalid_value_400", "name": "jobtitle", "code": "VALUE_TOO_LONG"}
STEP_BACK = {"lifecyclestage": "lead", "jobtitle": "CTO"}


@dataclass(frozen=True)
class Ends:
    """How a click ends: the proposal's state, the sentence's key in `Texts`, the writing requests that arrived."""

    state: ProposalState
    key: str
    requests: int


@dataclass(frozen=True)
class Clicked:
    """What a fault may look at when it strikes."""

    world: World
    method: str
    ann: str

    @property
    def portal(self) -> WitnessedPortal:
        return self.world.portal


Strike = Callable[[Clicked], None]


def answers(kind: str, *, times: int | None = None, **details: Any) -> Strike:
    """The write is answered so, every time or so many times."""
    return lambda it: it.portal.faults.next(
        kind, method=it.method, path_contains="/objects/", times=times, **details
    )


def once(kind: str, **details: Any) -> Strike:
    return answers(kind, times=1, **details)


def stored_and_then(kind: str) -> Strike:
    return once(kind, after_commit=True)


def unseen(strike: Strike) -> Strike:
    """From the write on, nothing can be read."""

    def darken(portal: WitnessedPortal) -> None:
        portal.faults.next("bad_gateway_html_502", method="GET", times=None)
        portal.faults.next("bad_gateway_html_502", path_contains="/search", times=None)

    def both(it: Clicked) -> None:
        strike(it)
        it.world.at_the_next_write(lambda: darken(it.portal))

    return both


def then(kind: str, **details: Any) -> Strike:
    """The second half of a step back is answered so, every time."""
    return answers(kind, spared=1, **details)


def refused_and_not_to_be_put_back(it: Clicked) -> None:
    then(**TOO_LONG, times=1)(it)
    it.portal.faults.next("bad_token_401", method="PATCH", spared=1, times=None)


def nothing_can_be_read(it: Clicked) -> None:
    it.portal.faults.next("bad_gateway_html_502", method="GET", times=None)


def address_taken_before(it: Clicked) -> None:
    it.portal.somebody_creates({"email": NEW["email"]})


def address_taken_at_once(it: Clicked) -> None:
    it.world.at_the_next_write(lambda: it.portal.somebody_creates({"email": NEW["email"]}))


def address_taken_in_a_race(it: Clicked) -> None:
    once("duplicate_race_400")(it)
    address_taken_at_once(it)


def archived_before(it: Clicked) -> None:
    it.portal.somebody_archives(it.ann)


def edited_before(it: Clicked) -> None:
    it.portal.somebody_edits(it.ann, {"jobtitle": "CEO"})


def merged_before(it: Clicked) -> None:
    it.portal.somebody_merges(it.ann, {"firstname": "Anne", "lastname": "Best"})


def edited_while_lost(it: Clicked) -> None:
    once("drop_before_commit")(it)
    it.world.at_the_next_write(lambda: it.portal.somebody_edits(it.ann, {"jobtitle": "CEO"}))


WRITTEN = Ends(DONE, "written", 1)
WRITTEN_AT_THE_SECOND_TRY = Ends(DONE, "written", 2)
NOT_KNOWN = Ends(UNKNOWN, "write_unknown", 1)
TAKEN_UNSENT = Ends(FAILED, "email_taken", 0)
TAKEN = Ends(FAILED, "email_taken", 1)


def refused(reason: str, requests: int = 1) -> Ends:
    return Ends(FAILED, reason, requests)


WAITS = {"crm_moving": "10 min", "crm.busy_for": "60 s"}
REFUSED_VALUE = "values_refused"
NOT_STORED = EN.problems["too_long"].format(property=EN.properties["jobtitle"])
ABSENT = None
"""The fault does not concern such a write."""

# fault, what strikes, a create with an address, a create without, an update
TABLE: tuple[tuple[str, Strike, Ends | None, Ends | None, Ends | None], ...] = (
    ("nothing", lambda _: None, WRITTEN, WRITTEN, WRITTEN),
    ("busy once", once("rate_limit_burst"), *(WRITTEN_AT_THE_SECOND_TRY,) * 3),
    ("busy for a second", once("rate_limit_secondly"), *(WRITTEN_AT_THE_SECOND_TRY,) * 3),
    ("busy throughout", answers("rate_limit_burst"), *(refused("crm_busy", 2),) * 3),
    ("busy too long", answers("rate_limit_burst", retry_after=60), *(refused("crm.busy_for"),) * 3),
    ("the day's calls spent", answers("rate_limit_daily"), *(refused("crm_daily_limit"),) * 3),
    ("locked once", once("locked_423"), *(refused("crm.locked"),) * 2, WRITTEN_AT_THE_SECOND_TRY),
    (
        "locked throughout",
        answers("locked_423"),
        *(refused("crm.locked"),) * 2,
        refused("crm.locked", 2),
    ),
    ("account on the move", answers("migration_477", retry_after=600), *(refused("crm_moving"),) * 3),
    ("500, not stored", once("internal_500"), NOT_KNOWN, NOT_KNOWN, WRITTEN_AT_THE_SECOND_TRY),
    ("500, stored", stored_and_then("internal_500"), WRITTEN, WRITTEN, WRITTEN),
    (
        "a proxy's page, not stored",
        once("bad_gateway_html_502"),
        NOT_KNOWN,
        NOT_KNOWN,
        WRITTEN_AT_THE_SECOND_TRY,
    ),
    ("a proxy's page, stored", stored_and_then("bad_gateway_html_502"), WRITTEN, WRITTEN, WRITTEN),
    ("no answer in time, stored", once("slow", seconds=2.0), WRITTEN, WRITTEN, WRITTEN),
    ("an endless answer, stored", once("huge_body"), WRITTEN, WRITTEN, WRITTEN),
    ("cut off, stored", once("commit_then_drop"), WRITTEN, WRITTEN, WRITTEN),
    ("cut off, not stored", once("drop_before_commit"), NOT_KNOWN, NOT_KNOWN, WRITTEN_AT_THE_SECOND_TRY),
    ("cut off and dark, stored", unseen(once("commit_then_drop")), NOT_KNOWN, NOT_KNOWN, NOT_KNOWN),
    ("cut off and dark, not stored", unseen(once("drop_before_commit")), NOT_KNOWN, NOT_KNOWN, NOT_KNOWN),
    ("stored and dark", unseen(lambda _: None), WRITTEN, WRITTEN, NOT_KNOWN),
    (
        "dark before",
        nothing_can_be_read,
        refused("crm_unavailable", 0),
        WRITTEN,
        refused("crm_unavailable", 0),
    ),
    ("token refused", answers("bad_token_401"), *(refused("crm_denied"),) * 3),
    ("token expired", answers("expired_token_401"), *(refused("crm_denied"),) * 3),
    ("scope missing", answers("missing_scopes_403"), *(refused("crm_denied"),) * 3),
    ("a value refused", once(**TOO_LONG), *(refused(REFUSED_VALUE),) * 3),
    (
        "a gateway's timeout, not stored",
        once("gateway_timeout_504"),
        NOT_KNOWN,
        NOT_KNOWN,
        WRITTEN_AT_THE_SECOND_TRY,
    ),
    ("a gateway's timeout, stored", stored_and_then("gateway_timeout_504"), WRITTEN, WRITTEN, WRITTEN),
    ("address taken since", address_taken_before, TAKEN_UNSENT, WRITTEN, WRITTEN),
    ("address taken at once", address_taken_at_once, TAKEN, WRITTEN, WRITTEN),
    ("address taken in a race", address_taken_in_a_race, TAKEN, WRITTEN, WRITTEN),
    ("contact archived since", archived_before, ABSENT, ABSENT, refused("contact_gone", 0)),
    ("contact edited since", edited_before, ABSENT, ABSENT, Ends(FAILED, "contact_changed", 0)),
    ("contact merged since", merged_before, ABSENT, ABSENT, Ends(FAILED, "contact_changed", 0)),
    ("lost while edited", edited_while_lost, ABSENT, ABSENT, NOT_KNOWN),
)

# fault, what strikes a step back in the lifecycle, which takes two writes
STEPS_BACK: tuple[tuple[str, Strike, Ends], ...] = (
    ("nothing", lambda _: None, Ends(DONE, "written", 2)),
    ("first half cut off, stored", once("commit_then_drop"), Ends(DONE, "written", 2)),
    ("first half cut off, not stored", once("drop_before_commit"), Ends(DONE, "written", 3)),
    ("first half refused", once(**TOO_LONG), refused(REFUSED_VALUE)),
    ("second half cut off, stored", then("commit_then_drop", times=1), Ends(DONE, "written", 2)),
    ("second half cut off, not stored", then("drop_before_commit", times=1), Ends(DONE, "written", 3)),
    ("second half busy once", then("rate_limit_burst", times=1), Ends(DONE, "written", 3)),
    ("second half busy throughout", then("rate_limit_burst"), Ends(UNKNOWN, "write_unknown", 9)),
    ("second half lost throughout", then("drop_before_commit"), Ends(UNKNOWN, "write_unknown", 5)),
    ("token refused in between", then("bad_token_401"), Ends(UNKNOWN, "write_unknown", 5)),
    (
        "second half refused",
        then(**TOO_LONG, times=1),
        refused(REFUSED_VALUE, requests=3),
    ),
    ("refused, and not put back", refused_and_not_to_be_put_back, Ends(UNKNOWN, "write_unknown", 6)),
)

ROWS = [
    pytest.param(strike, values, ends, id=f"{fault}: {kind}")
    for fault, strike, *columns in TABLE
    for kind, values, ends in zip(
        ("create with an address", "create without", "update"),
        (NEW, NAMELESS_MAILBOX, CHANGE),
        columns,
        strict=True,
    )
    if ends is not None
] + [pytest.param(strike, STEP_BACK, ends, id=f"{fault}: step back") for fault, strike, ends in STEPS_BACK]


@pytest.mark.parametrize(("strike", "values", "ends"), ROWS)
async def test_a_click_that_meets_a_fault(world, strike, values, ends):
    ann = world.portal.somebody_creates(ANN)
    world.time.pass_by(86_400)
    action = "update" if values in (CHANGE, STEP_BACK) else "create"
    tab, ledger = world.tab(), Ledger(world)
    asked = tab.is_asked_to_update(ann, **values) if action == "update" else tab.is_asked_to_create(**values)
    proposal = only(await asked, Proposed).proposal
    strike(Clicked(world, METHODS[action], ann))

    events = await ledger.watch(tab.confirms(proposal), clicks=1)

    assert (await world.states())[proposal.id].state is ends.state
    assert said(events)[0] == sentence(ends.key, proposal, world, ann)
    assert len(world.portal.writes) == ends.requests
    await settled_and_told(world, ledger, proposal, ends)


async def settled_and_told(world, ledger, proposal, ends) -> None:
    """Once all is well again, what was left open is settled as the portal's witness saw it, and told once."""
    world.portal.calm()
    world.time.pass_by(LANDED_BY_NOW.total_seconds() + 60)
    await ledger.watch(world.process.recovery.sweep(), clicks=0)
    was_stored = bool(kept(ledger.effects_of[proposal.id]))
    assert (await world.states())[proposal.id].state is (DONE if was_stored else FAILED)
    (tab,) = world.tabs
    news = [text for text in said(await tab.comes_back()) if text in world.news]
    if proposal.action == "create":
        expected = EN.crm.create_settled_done if was_stored else EN.crm.create_settled_failed
    else:
        expected = EN.settled_done if was_stored else EN.settled_failed
    assert news == ([expected.format(name=proposal.name)] if ends.state is UNKNOWN else [])
    await ledger.audit()


def sentence(key, proposal, world, ann) -> str:
    if key == "written":
        return (EN.updated if proposal.action == "update" else EN.created).format(name=proposal.name)
    if key == "email_taken":
        return EN.email_taken.format(name=NEW["email"])
    if key == "contact_changed":
        return EN.contact_changed.format(name="Ann Best")
    text = attrgetter(key)(EN)
    if key == "write_unknown":
        creating = proposal.action == "create"
        return EN.crm.create_unknown.format(name=proposal.name) if creating else text
    text = text.format(wait=WAITS[key]) if key in WAITS else text
    if key == REFUSED_VALUE:
        return f"{EN.write_failed.format(reason=text.format(problems=NOT_STORED))} {EN.correct_it}"
    return EN.write_failed.format(reason=text)


@pytest.mark.parametrize(
    ("behind", "state"), [(0, DONE), (59, DONE), (60, DONE), (61, UNKNOWN), (3_600, UNKNOWN)]
)
@pytest.mark.parametrize("values", [NEW, NAMELESS_MAILBOX], ids=["with an address", "without"])
async def test_a_lost_create_is_found_again_by_a_clock_that_is_up_to_a_minute_behind(
    world, values, behind, state
):
    world.time.crm_is_ahead = timedelta(seconds=-behind)
    tab = world.tab()
    proposal = only(await tab.is_asked_to_create(**values), Proposed).proposal
    world.portal.faults.next("commit_then_drop", method="POST", path_contains="/contacts")
    await tab.confirms(proposal)
    assert (await world.states())[proposal.id].state is state
    assert len(world.portal.writes) == 1


async def test_a_new_contact_that_others_were_merged_into_is_archived_only_after_asking(world):
    tab = world.tab()
    created = only(await tab.is_asked_to_create(**NEW), Proposed).proposal
    await tab.confirms(created)
    contacts = world.portal.app.state.crm.contacts
    record = contacts.known(NEW["email"], "email")
    with (
        contacts.database.transaction()
    ):  # no API sets it, and the record keeps its id as those of older portals did
        properties = {**record.properties, "hs_merged_object_ids": "7;8"}
        contacts.records.save(record.id, properties, record.updated_at)
    events = await tab.undoes((await world.states())[created.id])
    assert only(events, Proposed).proposal.action == "archive"
    assert str(record.id) in world.portal.people
