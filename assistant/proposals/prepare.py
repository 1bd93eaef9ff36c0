"""Makes a proposal of a wish.

It is validated, compared with what the CRM holds, and remembered until it is decided.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel

from assistant.proposals.journal import JournalEvent, entry_for
from assistant.proposals.proposal import Action, Proposal, ProposalState, in_state, is_over
from assistant.proposals.rules import STAGE, differences, goes_back, stages_in, wanted_instead
from hubspot_tools.contacts import Contact, ContactStore, SimilarContacts
from hubspot_tools.errors import InvalidValues, ReadOnly
from hubspot_tools.values.vocabulary import PHONES

if TYPE_CHECKING:  # the agent is loaded without a database
    from assistant.proposals.proposal_store import ProposalStore

Clock = Callable[[], datetime]

LIFETIME = timedelta(minutes=10)


class Prepared(BaseModel, frozen=True):
    """A proposal now pending, and the older ones it replaced."""

    proposal: Proposal
    replaced: tuple[Proposal, ...] = ()


class AlreadyThere(BaseModel, frozen=True):
    """Says that a create must not be, since ``contact`` has the address.

    ``instead`` would update it, if anything differs.
    """

    contact: Contact
    instead: Prepared | None


class AlreadySo(BaseModel, frozen=True):
    """An update that would change nothing, and the proposals that ended for it."""

    contact: Contact
    replaced: tuple[Proposal, ...] = ()


class ImportWritten(BaseModel, frozen=True):
    """Says that a row of an import is the newest write; the journal names rows ``<import>-<number>``."""


class ProposalMaker:
    """Prepares the proposals of one owner.

    One object prepares for one turn: what it proposed itself it never replaces, so that two people
    named in one message both get their card. Every method may raise `StateUnavailable`.
    """

    def __init__(self, contacts: ContactStore, state: "ProposalStore", owner: str, now: Clock) -> None:
        self._contacts = contacts
        self._state = state
        self._owner = owner
        self._now = now
        self._prepared_here: set[str] = set()

    async def prepare_create(self, values: Mapping[str, str]) -> Prepared | AlreadyThere:
        """Propose a new contact, unless its e-mail address belongs to somebody already.

        Contacts that may be the same person come with the proposal, as `Proposal.similar`; where they could
        not all be looked for, it says so.

        Raises:
            ReadOnly: the token may not write.
            InvalidValues: a value cannot be stored.
            CrmError: the CRM could not be asked.
        """
        await self._require_write_access()
        clean = {name: value for name, value in (await self._contacts.validate(values)).items() if value}
        if email := clean.get("email"):
            existing = await self._contacts.find_by_email(email, also=clean)
            if existing is not None:
                return await self._instead_of_create(existing, clean)
        similar = await self._contacts.similar(clean)
        return await self.propose("create", clean, similar=similar)

    async def prepare_update(self, contact_id: str, values: Mapping[str, str]) -> Prepared | AlreadySo:
        """Propose what really changes on a contact, read afresh; ``""`` empties a property.

        Raises:
            ReadOnly: the token may not write.
            ContactGone: no such contact.
            InvalidValues: a value cannot be stored.
            CrmError: the CRM could not be asked.
        """
        await self._require_write_access()
        clean, contact = await self._read_afresh(contact_id, values)
        changes = differences(contact, clean)
        return await self.propose("update", changes, contact) if changes else AlreadySo(contact=contact)

    async def _read_afresh(
        self, contact_id: str, values: Mapping[str, str]
    ) -> tuple[dict[str, str], Contact]:
        """The values as stored, and the contact: numbers are read as dialled in its own country, if known."""
        home = ("country",) if PHONES & values.keys() and "country" not in values else ()
        refused, clean = None, dict(values)
        try:
            clean = await self._contacts.validate(values)
        except InvalidValues as error:
            if not home:
                raise
            refused = error
        contact = await self._contacts.get(contact_id, also=(*clean, *home))
        country = contact.get("country") if home else ""
        if country:
            clean = await self._contacts.validate({**values, "country": country})
            del clean["country"]
        elif refused is not None:
            raise refused
        return clean, contact

    async def propose(
        self,
        action: Action,
        values: Mapping[str, str],
        contact: Contact | None = None,
        *,
        similar: SimilarContacts | None = None,
        undoes: str | None = None,
        instead_of_create: bool = False,
    ) -> Prepared:
        """Remember a proposal whose values are known to be good.

        It takes the place of older ones about the same person.
        """
        created_at = self._now()
        proposal = Proposal(
            id=uuid.uuid4().hex,
            owner=self._owner,
            action=action,
            values=values,
            before={name: contact.get(name) if contact else "" for name in values},
            contact=contact,
            similar=similar.contacts if similar else (),
            similar_unchecked=similar is not None and not similar.complete,
            undoes=undoes,
            instead_of_create=instead_of_create,
            steps_back=contact is not None and await self._steps_back(contact, values),
            created_at=created_at,
            expires_at=created_at + LIFETIME,
        )
        older = [pending for pending in await self.pending() if pending.id not in self._prepared_here]
        await self._state.add(proposal)
        self._prepared_here.add(proposal.id)
        return Prepared(proposal=proposal, replaced=await self._replace(older, proposal))

    async def again(self, refused: Proposal) -> Proposal | None:
        """Return the same proposal once more, after its write was refused.

        None when a newer one is about that person.
        """
        if any(_same_person(newer, refused) for newer in await self.pending()):
            return None
        created_at = self._now()
        fresh = {"id": uuid.uuid4().hex, "created_at": created_at, "expires_at": created_at + LIFETIME}
        again = in_state(refused, ProposalState.PENDING, **fresh, begun_at=None)
        await self._state.add(again)
        return again

    async def pending(self) -> list[Proposal]:
        """The owner's proposals that can still be confirmed, oldest first."""
        pending = await self._state.in_states(ProposalState.PENDING, owner=self._owner)
        return [proposal for proposal in pending if not is_over(proposal, self._now())]

    async def newest_write(self) -> Proposal | ImportWritten | None:
        """Return the owner's newest write that stands; one that takes another back does not count.

        None where there is none; an import is taken back as a whole, not here.
        """
        entries = await self._state.newest_entries(self._owner)
        last = next((entry for entry in entries if entry.event is JournalEvent.DONE), None)
        if last is not None and "-" in last.proposal_id:
            return ImportWritten()
        writes = await self._state.newest_writes(self._owner)
        return next((one for one in writes if one.undoes is None and one.action != "archive"), None)

    async def _require_write_access(self) -> None:
        if not await self._contacts.can_write():
            raise ReadOnly("the token may only read contacts")

    async def _instead_of_create(self, existing: Contact, values: Mapping[str, str]) -> AlreadyThere:
        changes = wanted_instead(existing, values)
        if not changes:
            return AlreadyThere(contact=existing, instead=None)
        instead = await self.propose("update", changes, existing, instead_of_create=True)
        return AlreadyThere(contact=existing, instead=instead)

    async def _steps_back(self, contact: Contact, values: Mapping[str, str]) -> bool:
        """Whether the stage goes backwards, in the account's own order of stages."""
        now, then = contact.get(STAGE), values.get(STAGE, "")
        if not now or not then:
            return False
        return goes_back(now, then, stages_in(await self._contacts.labels()))

    async def _replace(self, older: list[Proposal], newer: Proposal) -> tuple[Proposal, ...]:
        replaced = []
        for proposal in older:
            ended = in_state(proposal, ProposalState.REPLACED)
            entry = entry_for(ended, JournalEvent.REPLACED, self._now())
            if _same_person(proposal, newer) and await self._state.advance(
                ended, expected=ProposalState.PENDING, entry=entry
            ):
                replaced.append(ended)
        return tuple(replaced)


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
