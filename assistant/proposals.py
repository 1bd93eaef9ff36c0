"""From a wish to a write: prepare a proposal, and apply it at the person's click, at most once."""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from assistant.proposal import (
    Applied,
    Closed,
    NotYours,
    Outcome,
    Proposal,
    ProposalState,
    Refused,
    Superseded,
    Unsettled,
)
from assistant.state import StateStore
from hubspot_tools.contacts import Contact, ContactStore
from hubspot_tools.errors import ContactGone, CrmError, EmailTaken, OutcomeUnknown

Clock = Callable[[], datetime]

LIFETIME = timedelta(minutes=10)


class Prepared(BaseModel, frozen=True):
    """A proposal now pending, and the older ones it replaced."""

    proposal: Proposal
    replaced: tuple[Proposal, ...] = ()


class AlreadyThere(BaseModel, frozen=True):
    """A create that must not be: ``contact`` has the address; ``instead`` would update it, if anything differs."""

    contact: Contact
    instead: Prepared | None


class AlreadySo(BaseModel, frozen=True):
    """An update that would change nothing."""

    contact: Contact


class Proposals:
    """Prepares, confirms and cancels the proposals of one owner.

    One object prepares for one turn: what it proposed itself it never replaces, so that two people
    named in one message both get their card.
    """

    def __init__(self, contacts: ContactStore, state: StateStore, owner: str, now: Clock) -> None:
        self._contacts = contacts
        self._state = state
        self._owner = owner
        self._now = now
        self._prepared_here: set[str] = set()
        self._confirming: set[asyncio.Task[Outcome]] = set()

    async def prepare_create(self, values: Mapping[str, str]) -> Prepared | AlreadyThere:
        """Propose a new contact, unless its e-mail address belongs to somebody already.

        Raises:
            InvalidValues: a value cannot be stored.
            CrmError: the CRM could not be asked.
        """
        clean = {name: value for name, value in (await self._contacts.validate(values)).items() if value}
        if email := clean.get("email"):
            existing = await self._contacts.find_by_email(email)
            if existing is not None:
                return await self._instead_of_create(existing, clean)
        return await self._propose("create", clean)

    async def prepare_update(self, contact_id: str, values: Mapping[str, str]) -> Prepared | AlreadySo:
        """Propose what really changes on a contact, read afresh; ``""`` empties a property.

        Raises:
            ContactGone: no such contact.
            InvalidValues: a value cannot be stored.
            CrmError: the CRM could not be asked.
        """
        clean = await self._contacts.validate(values)
        contact = await self._contacts.get(contact_id)
        changes = _differences(contact, clean)
        return await self._propose("update", changes, contact) if changes else AlreadySo(contact=contact)

    async def confirm(self, proposal_id: str, digest: str) -> Outcome:
        """Apply a proposal if it is still pending and is the one whose digest the person saw.

        A cancelled caller (Stop, a closed tab) does not cut the write short: once begun it ends,
        and its outcome is stored.
        """
        confirming = asyncio.create_task(self._confirm(proposal_id, digest))
        self._confirming.add(confirming)
        confirming.add_done_callback(self._confirming.discard)
        return await asyncio.shield(confirming)

    async def finish(self) -> None:
        """Wait for the writes that have begun."""
        await asyncio.gather(*self._confirming, return_exceptions=True)

    async def cancel(self, proposal_id: str, digest: str) -> Outcome:
        """End a pending proposal without writing."""
        proposal = await self._state.get(proposal_id, self._owner)
        if proposal is None or proposal.digest != digest:
            return NotYours()
        return await self._close(proposal, ProposalState.CANCELLED)

    async def pending(self) -> list[Proposal]:
        """The owner's proposals that can still be confirmed, oldest first."""
        return [
            proposal for proposal in await self._state.pending(self._owner) if not self._is_over(proposal)
        ]

    async def _confirm(self, proposal_id: str, digest: str) -> Outcome:
        proposal = await self._state.get(proposal_id, self._owner)
        if proposal is None or proposal.digest != digest:
            return NotYours()
        if self._is_over(proposal):
            return await self._close(proposal, ProposalState.EXPIRED)
        executing = _in_state(proposal, ProposalState.EXECUTING)
        if not await self._state.advance(executing, expected=ProposalState.PENDING):
            return await self._as_it_stands(proposal)
        try:
            outcome = await self._write(executing)
        except OutcomeUnknown:
            outcome = await self._settle(executing)
        except CrmError as error:
            outcome = Refused(proposal=_in_state(executing, ProposalState.FAILED), error=error)
        await self._state.advance(_proposal_of(outcome, executing), expected=ProposalState.EXECUTING)
        return outcome

    async def _write(self, proposal: Proposal) -> Outcome:
        if proposal.action == "update" and proposal.contact is not None:
            current = await self._contacts.get(proposal.contact.id)
            if not _still(current, proposal.before):
                return await self._superseded(proposal, current, "contact_changed")
        try:
            if proposal.contact is None:
                stored = await self._contacts.create(proposal.values)
            else:
                stored = await self._contacts.update(proposal.contact.id, proposal.values)
        except EmailTaken as error:
            holder = await self._contacts.get(error.contact_id)
            return await self._superseded(proposal, holder, "email_taken")
        return _applied(proposal, stored)

    async def _superseded(
        self, proposal: Proposal, contact: Contact, reason: Literal["contact_changed", "email_taken"]
    ) -> Superseded:
        ended = _in_state(proposal, ProposalState.FAILED)
        changes = _differences(contact, proposal.values)
        if not changes or (reason == "email_taken" and proposal.action == "update"):
            return Superseded(proposal=ended, contact=contact, fresh=None, reason=reason)
        fresh = await self._propose("update", changes, contact, instead_of_create=proposal.action == "create")
        return Superseded(proposal=ended, contact=contact, fresh=fresh.proposal, reason=reason)

    async def _settle(self, proposal: Proposal) -> Outcome:
        """Find out by reading back whether a write whose answer was lost has happened."""
        unsettled = Unsettled(proposal=_in_state(proposal, ProposalState.UNKNOWN))
        try:
            stored = await self._read_back(proposal)
        except ContactGone as error:
            return Refused(proposal=_in_state(proposal, ProposalState.FAILED), error=error)
        except CrmError:
            return unsettled
        if stored is not None and not _differences(stored, proposal.values):
            return _applied(proposal, stored)
        return unsettled

    async def _read_back(self, proposal: Proposal) -> Contact | None:
        if proposal.contact is not None:
            return await self._contacts.get(proposal.contact.id)
        email = proposal.values.get("email")
        return await self._contacts.find_by_email(email) if email else None

    async def _instead_of_create(self, existing: Contact, values: Mapping[str, str]) -> AlreadyThere:
        changes = _differences(existing, {name: value for name, value in values.items() if name != "email"})
        if not changes:
            return AlreadyThere(contact=existing, instead=None)
        return AlreadyThere(
            contact=existing,
            instead=await self._propose("update", changes, existing, instead_of_create=True),
        )

    async def _propose(
        self,
        action: Literal["create", "update"],
        values: Mapping[str, str],
        contact: Contact | None = None,
        *,
        instead_of_create: bool = False,
    ) -> Prepared:
        created_at = self._now()
        proposal = Proposal(
            id=uuid.uuid4().hex,
            owner=self._owner,
            action=action,
            values=values,
            before={name: contact.get(name) if contact else "" for name in values},
            contact=contact,
            instead_of_create=instead_of_create,
            created_at=created_at,
            expires_at=created_at + LIFETIME,
        )
        older = [pending for pending in await self.pending() if pending.id not in self._prepared_here]
        await self._state.add(proposal)
        self._prepared_here.add(proposal.id)
        return Prepared(proposal=proposal, replaced=await self._replace(older, proposal))

    async def _replace(self, older: list[Proposal], newer: Proposal) -> tuple[Proposal, ...]:
        replaced = []
        for proposal in older:
            ended = _in_state(proposal, ProposalState.REPLACED)
            if _same_person(proposal, newer) and await self._state.advance(
                ended, expected=ProposalState.PENDING
            ):
                replaced.append(ended)
        return tuple(replaced)

    async def _close(self, proposal: Proposal, state: ProposalState) -> Outcome:
        ended = _in_state(proposal, state)
        if await self._state.advance(ended, expected=ProposalState.PENDING):
            return Closed(proposal=ended)
        return await self._as_it_stands(proposal)

    async def _as_it_stands(self, proposal: Proposal) -> Outcome:
        stored = await self._state.get(proposal.id, self._owner)
        return Closed(proposal=stored or proposal)

    def _is_over(self, proposal: Proposal) -> bool:
        return proposal.state is ProposalState.PENDING and self._now() >= proposal.expires_at


def _in_state(proposal: Proposal, state: ProposalState) -> Proposal:
    return proposal.model_copy(update={"state": state})


def _applied(proposal: Proposal, stored: Contact) -> Applied:
    return Applied(proposal=_in_state(proposal, ProposalState.DONE), contact=stored)


def _proposal_of(outcome: Outcome, executing: Proposal) -> Proposal:
    return executing if isinstance(outcome, NotYours) else outcome.proposal


def _differences(contact: Contact, values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if contact.get(name) != value}


def _still(contact: Contact, before: Mapping[str, str]) -> bool:
    return all(contact.get(name) == value for name, value in before.items())


def _same_person(older: Proposal, newer: Proposal) -> bool:
    """Whether a newer proposal is about the same contact, or corrects the same create.

    Two nameless creates count as one: the second address corrects the first.
    """
    if older.contact is not None or newer.contact is not None:
        return (
            older.contact is not None and newer.contact is not None and older.contact.id == newer.contact.id
        )
    return bool(_identities(older) & _identities(newer))


def _identities(proposal: Proposal) -> set[tuple[str, str]]:
    values = proposal.values
    name = f"{values.get('firstname', '')} {values.get('lastname', '')}".strip().casefold()
    emails = {("email", values["email"])} if "email" in values else set()
    return {("name", name), *emails}
