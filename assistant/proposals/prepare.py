"""Makes a proposal of a wish.

It is validated, compared with what the CRM holds, and remembered until it is decided.
"""

import logging
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.access.rights import Rights, RightsNow
from assistant.proposals.journal import JournalEvent, entry_for
from assistant.proposals.preparations import AlreadySo, AlreadyThere, ImportWritten, Prepared
from assistant.proposals.proposal import Action, Proposal, ProposalState, in_state, is_over
from assistant.proposals.rules import (
    STAGE,
    differences,
    goes_back,
    missing_in_new,
    stages_in,
    wanted_instead,
    with_record,
)
from assistant.proposals.seen_proposals import all_shown_to
from hubspot_tools.contacts import Contact, ContactStore, SimilarContacts
from hubspot_tools.errors import CrmError, InvalidValues
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY, AssociatedCompany
from hubspot_tools.values.vocabulary import PHONES

if TYPE_CHECKING:  # the agent is loaded without a database
    from assistant.proposals.proposal_store import ProposalStore

Clock = Callable[[], datetime]

Standing = Mapping[str, Proposal]
"""Proposals by id, as they stand."""

LIFETIME = timedelta(minutes=10)

log = logging.getLogger(__name__)


class ProposalMaker:
    """Prepares the proposals of one owner.

    One object prepares for one turn: what it proposed itself it never replaces, so that two people
    named in one message both get their card. Every method may raise `StateUnavailable`.
    """

    def __init__(
        self,
        contacts: ContactStore,
        state: "ProposalStore",
        owner: str,
        now: Clock,
        *,
        rights: RightsNow = Rights,
    ) -> None:
        """Take the parts; ``rights`` are the owner's, and say what of older proposals they may see."""
        self._rights = rights
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
            AccessDenied: the token, or this person, may not write.
            InvalidValues: a value cannot be stored, or one that the account requires is missing.
            CrmError: the CRM could not be asked.
        """
        await self._contacts.require_write()
        clean = {name: value for name, value in (await self._contacts.validate(values)).items() if value}
        if email := clean.get("email"):
            existing = await self._contacts.find_by_email(email, also=self._asked_with(clean))
            if existing is not None:
                return await self._instead_of_create(existing, clean)
        await self._require_all(clean)
        similar = await self._contacts.similar(clean)
        record = await self._record_of(clean)
        return await self.propose(
            "create", with_record(clean, record, None), similar=similar, companies=_each(record)
        )

    async def prepare_update(self, contact_id: str, values: Mapping[str, str]) -> Prepared | AlreadySo:
        """Propose what really changes on a contact, read afresh; ``""`` empties a property.

        Raises:
            AccessDenied: the token, or this person, may not write.
            ContactGone: no such contact.
            InvalidValues: a value cannot be stored.
            CrmError: the CRM could not be asked.
        """
        await self._contacts.require_write()
        clean, contact = await self._read_afresh(contact_id, values)
        record = await self._record_of(clean, contact)
        changes = differences(contact, with_record(clean, record, contact))
        if not changes:
            return AlreadySo(contact=contact)
        return await self.propose("update", changes, contact, companies=_each(record))

    async def _require_all(self, values: Mapping[str, str]) -> None:
        """Refuse a new contact without what the account is known to require.

        Raises:
            InvalidValues: something is missing.
        """
        try:
            labels = await self._contacts.labels()
        except CrmError as error:
            log.info("a create is proposed without the account's rules (%s)", type(error).__name__)
            return
        if missing := missing_in_new(values, labels):
            raise InvalidValues(missing)

    def _asked_with(self, values: Mapping[str, str]) -> list[str]:
        """What of a contact must be read beside what everybody reads, to propose these values for it."""
        return [*values, *([ASSOCIATED_COMPANY] if values.get("company") else [])]

    async def _record_of(
        self, values: Mapping[str, str], contact: Contact | None = None
    ) -> AssociatedCompany | None:
        """The record of the company to be set; None where none or several may be meant."""
        name = values.get("company", "")
        if not name:
            return None
        email = values.get("email") or (contact.get("email") if contact else "")
        try:
            return await self._contacts.company_for(name, email)
        except CrmError as error:
            log.info("a company is proposed without its record (%s)", type(error).__name__)
            return None

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
        contact = await self._contacts.get(contact_id, also=(*self._asked_with(clean), *home))
        country = contact.get("country") if home else ""
        abroad = await self._dialled_in(country, values) if country else None
        if abroad is None and refused is not None:
            raise refused
        return abroad or clean, contact

    async def _dialled_in(self, country: str, values: Mapping[str, str]) -> dict[str, str] | None:
        """The values as stored, numbers as dialled there; None where the country itself may not be named."""
        try:
            clean = await self._contacts.validate({**values, "country": country})
        except InvalidValues as error:
            if {problem.property for problem in error.problems} == {"country"}:
                return None
            raise
        del clean["country"]
        return clean

    async def propose(  # noqa: PLR0913 - all that a proposal is made of
        self,
        action: Action,
        values: Mapping[str, str],
        contact: Contact | None = None,
        *,
        similar: SimilarContacts | None = None,
        undoes: str | None = None,
        instead_of_create: bool = False,
        companies: Sequence[AssociatedCompany] = (),
    ) -> Prepared:
        """Remember a proposal whose values are known to be good.

        It takes the place of older ones about the same person. ``companies`` name those of an association.
        """
        created_at = self._now()
        proposal = Proposal(
            id=uuid.uuid4().hex,
            owner=self._owner,
            action=action,
            values=values,
            before={name: contact.get(name) if contact else "" for name in values},
            contact=contact,
            companies=tuple(dict.fromkeys((*(contact.companies if contact else ()), *companies)))
            if ASSOCIATED_COMPANY in values
            else (),
            similar=similar.contacts if similar else (),
            similar_unchecked=similar is not None and not similar.complete,
            undoes=undoes,
            instead_of_create=instead_of_create,
            steps_back=contact is not None and await self._steps_back(contact, values),
            created_at=created_at,
            expires_at=created_at + LIFETIME,
        )
        older = [pending for pending in await self._pending() if pending.id not in self._prepared_here]
        await self._state.add(proposal)
        self._prepared_here.add(proposal.id)
        replaced = all_shown_to(self._rights(), await self._replace(older, proposal))
        return Prepared(proposal=proposal, replaced=tuple(replaced))

    async def again(self, refused: Proposal) -> Proposal | None:
        """Return the same proposal once more, after its write was refused.

        None when a newer one is about that person.
        """
        if any(_same_person(newer, refused) for newer in await self._pending()):
            return None
        created_at = self._now()
        fresh = {"id": uuid.uuid4().hex, "created_at": created_at, "expires_at": created_at + LIFETIME}
        again = in_state(refused, ProposalState.PENDING, **fresh, begun_at=None)
        await self._state.add(again)
        return again

    async def pending(self) -> list[Proposal]:
        """The owner's proposals that can still be confirmed, oldest first, as they may see them now."""
        return all_shown_to(self._rights(), await self._pending())

    async def _pending(self) -> list[Proposal]:
        pending = await self._state.in_states(ProposalState.PENDING, owner=self._owner)
        return [proposal for proposal in pending if not is_over(proposal, self._now())]

    async def standing(self, ids: Collection[str]) -> Standing:
        """The owner's proposals by these ids, as they stand and as they may see them now."""
        found = await self._state.of_ids(ids, self._owner)
        now = self._now()
        current = (in_state(one, ProposalState.EXPIRED) if is_over(one, now) else one for one in found)
        return {one.id: one for one in all_shown_to(self._rights(), current)}

    async def newest_write(self) -> Proposal | ImportWritten | None:
        """Return the owner's newest write that stands; one that takes another back does not count.

        None where there is none; an import is taken back as a whole, not here.
        """
        entries = await self._state.newest_entries(self._owner)
        last = next((entry for entry in entries if entry.event is JournalEvent.DONE), None)
        if last is not None and "-" in last.proposal_id:
            return ImportWritten()
        writes = all_shown_to(self._rights(), await self._state.newest_writes(self._owner))
        return next((one for one in writes if one.undoes is None and one.action != "archive"), None)

    async def _instead_of_create(self, existing: Contact, values: Mapping[str, str]) -> AlreadyThere:
        record = await self._record_of(values, existing)
        changes = wanted_instead(existing, with_record(values, record, existing))
        if not changes:
            return AlreadyThere(contact=existing, instead=None)
        instead = await self.propose(
            "update", changes, existing, instead_of_create=True, companies=_each(record)
        )
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


def _each(record: AssociatedCompany | None) -> tuple[AssociatedCompany, ...]:
    return () if record is None else (record,)


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
