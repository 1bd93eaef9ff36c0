"""The forms that one chat has open, and what can be said about them while they are filled in."""

import asyncio
import logging
import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from assistant.chat.forms.form import SEARCH_FIELDS, Form, FormCheck, FormFields, Purpose, unknown
from assistant.proposals.proposal import Proposal
from hubspot_tools.contacts import Contact, ContactStore
from hubspot_tools.errors import CrmError, InvalidValues, PropertyProblem
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.values.vocabulary import CONTACT_DETAILS, PERSONAL_PHONES

log = logging.getLogger(__name__)

MOST_OPEN = 20
"""Forms of one chat; when more are opened, the oldest lead nowhere any more."""

_NAMES = ("firstname", "lastname")

_TELLING = (*CONTACT_DETAILS, *_NAMES, "company")
"""What somebody may be recognised by."""

_FEWEST_WORTH_ASKING = 2


class FurtherField(BaseModel, frozen=True):
    """A property added to a form, and what the contact has there now."""

    name: str
    label: PropertyLabel
    value: str


@dataclass(frozen=True, slots=True)
class Begun:
    """An open form for a new contact, as it is now; ``by_hand`` says that somebody has typed into it."""

    form: Form
    by_hand: bool

    def may_be(self, person: Mapping[str, str]) -> bool:
        """Whether nothing tells its person from this one, who is described by internal names."""
        held = self.form.values
        return all(_same(held[name], person[name]) for name in _NAMES if held.get(name) and person.get(name))

    def says_no_more_than(self, person: Mapping[str, str]) -> bool:
        """Whether it can be closed where this person is shown, and nothing that was typed into it is lost."""
        if not self.by_hand:
            return self.may_be(person)
        return all(_same(value, person.get(name, "")) for name, value in self.form.values.items() if value)


@dataclass(slots=True)
class _Open:
    """An open form, what somebody has typed into it, and who was found meanwhile."""

    form: Form
    typed: Mapping[str, str] | None = None
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    newest: int = 0
    looked_for: Mapping[str, str] | None = None
    holder: Contact | None = None
    similar: tuple[Contact, ...] = ()


class OpenForms:
    """Opens forms, checks what is typed into them, and forgets them; nothing here writes or proposes.

    A form's id is known to this chat alone: a submission that names another is none of ours.
    """

    def __init__(self, contacts: ContactStore, chosen: FormFields) -> None:
        self._contacts = contacts
        self._chosen = chosen
        self._open: OrderedDict[str, _Open] = OrderedDict()

    def get(self, form_id: str) -> Form | None:
        """The open form of that id."""
        entry = self._open.get(form_id)
        return entry.form if entry else None

    def close(self, form_id: str) -> None:
        """Forget a form; what is submitted to it from now on leads nowhere."""
        self._open.pop(form_id, None)

    def clear(self) -> None:
        """Forget all of them."""
        self._open.clear()

    def hold(self, form: Form) -> Form:
        """Keep an open form as it was submitted."""
        entry = self._open[form.id]
        entry.form, entry.typed = form, form.values
        return form

    def begun(self) -> Sequence[Begun]:
        """Open forms for a new contact, the oldest first; those that correct a proposal are not among them."""
        return [
            Begun(entry.form.holding(entry.typed or entry.form.values), by_hand=entry.typed is not None)
            for entry in self._open.values()
            if entry.form.purpose == "create" and entry.form.corrects is None
        ]

    def untouched(self, contact_id: str, *, but: str = "") -> Sequence[Form]:
        """Forms about this contact into which nobody has typed, without that one."""
        return [
            entry.form
            for entry in self._open.values()
            if entry.form.contact is not None
            and entry.form.contact.id == contact_id
            and entry.form.id != but
            and entry.typed is None
        ]

    async def create(
        self,
        values: Mapping[str, str],
        *,
        corrects: Proposal | None = None,
        problems: Sequence[PropertyProblem] = (),
    ) -> Form:
        """A form for a new contact; see `hubspot_tools.contacts.ContactStore.labels` for what it may raise."""
        return await self._opened("create", values, corrects=corrects, problems=problems)

    async def update(
        self,
        contact_id: str,
        values: Mapping[str, str],
        *,
        corrects: Proposal | None = None,
        problems: Sequence[PropertyProblem] = (),
    ) -> Form:
        """A form that holds a contact, read afresh, and over it ``values``.

        Raises:
            CrmError: the contact could not be read.
        """
        contact = await self._contacts.get(contact_id, also=(*self._chosen.names, *values))
        return await self._opened("update", values, contact, corrects=corrects, problems=problems)

    def search(self, *, to_update: bool = False) -> Form:
        """A form to look somebody up."""
        return self._keep(
            Form(id=uuid.uuid4().hex, purpose="search", fields=SEARCH_FIELDS, to_update=to_update)
        )

    async def problems(self, form: Form, typed: Mapping[str, str]) -> list[PropertyProblem]:
        """What is wrong with the values typed; whoever typed them may have made up names as well.

        Raises:
            CrmError: the account's properties could not be asked for.
        """
        labels = await self._contacts.labels()
        wanted = form.wanted(typed)
        if strange := unknown(wanted, labels):
            return strange
        try:
            await self._contacts.validate(wanted)
        except InvalidValues as refused:
            return list(refused.problems)
        return []

    async def check(self, form_id: str, typed: Mapping[str, str]) -> FormCheck | None:
        """What can be said of a form that is being filled in; None when there is no such form.

        People are looked up one after another, and only for what was typed last. They are hints: when nobody can be
        looked up, nobody is named.

        Raises:
            CrmError: the account's properties could not be asked for.
        """
        entry = self._open.get(form_id)
        if entry is None:
            return None
        entry.newest += 1
        entry.typed = entry.form.holding(typed).values
        mine = entry.newest
        problems = tuple(await self.problems(entry.form, typed))
        wrong = {problem.property for problem in problems}
        told = {
            name: typed[name].strip()
            for name in _TELLING
            if typed.get(name, "").strip() and name not in wrong
        }
        async with entry.looking:
            if mine != entry.newest:
                return FormCheck(problems=problems, looked=False)
            try:
                await self._look(entry, told)
            except CrmError as error:
                log.info("nobody could be looked up for a form: %s", type(error).__name__)
                return FormCheck(problems=problems, looked=False)
        return FormCheck(problems=problems, holder=entry.holder, similar=entry.similar)

    def found(self, form_id: str, contact_id: str) -> Contact | None:
        """The contact of that id, if it was found while this form was filled in."""
        entry = self._open.get(form_id)
        known = (*entry.similar, entry.holder) if entry else ()
        return next((one for one in known if one is not None and one.id == contact_id), None)

    async def further(self, form_id: str, name: str) -> FurtherField | None:
        """Add a field to an open form; None when the account has no such property, or fills it in itself.

        Raises:
            CrmError: the account or the contact could not be asked.
        """
        entry = self._open.get(form_id)
        label = (await self.writable()).get(name)
        if entry is None or label is None:
            return None
        form, contact = entry.form, entry.form.contact
        if contact is not None and name not in form.fields:
            stored = (await self._contacts.get(contact.id, also=(name,))).get(name)
            known = {**contact.properties, **({name: stored} if stored else {})}
            contact = contact.model_copy(update={"properties": known})
        fields = tuple(dict.fromkeys((*form.fields, name)))
        entry.form = form.model_copy(update={"fields": fields, "contact": contact})
        return FurtherField(name=name, label=label, value=contact.get(name) if contact else "")

    async def writable(self) -> dict[str, PropertyLabel]:
        """Every property that a form may ask for, by internal name."""
        return {name: label for name, label in (await self._contacts.labels()).items() if label.writable}

    async def _look(self, entry: _Open, told: Mapping[str, str]) -> None:
        """Look for whoever has the address, and for people who may be the same."""
        if told == entry.looked_for:
            return
        clean = await self._contacts.validate(told)
        if told.get("email") != (entry.looked_for or {}).get("email"):
            entry.holder = await self._holder(entry.form, clean.get("email", ""))
        if entry.form.purpose == "create":
            entry.similar = await self._alike(entry, clean)
        entry.looked_for = told

    async def _holder(self, form: Form, email: str) -> Contact | None:
        holder = await self._contacts.find_by_email(email) if email else None
        own = form.contact is not None and holder is not None and holder.id == form.contact.id
        return None if own else holder

    async def _alike(self, entry: _Open, clean: Mapping[str, str]) -> tuple[Contact, ...]:
        described = {name: value for name, value in clean.items() if name != "email"}
        enough = not described.keys().isdisjoint(PERSONAL_PHONES) or len(described) >= _FEWEST_WORTH_ASKING
        if not enough:
            return ()
        holder = entry.holder.id if entry.holder else ""
        similar = await self._contacts.similar(described)
        return tuple(one for one in similar.contacts if one.id != holder)

    async def _opened(
        self,
        purpose: Purpose,
        values: Mapping[str, str],
        contact: Contact | None = None,
        *,
        corrects: Proposal | None = None,
        problems: Sequence[PropertyProblem] = (),
    ) -> Form:
        labels = await self.writable()
        wrong = (problem.property for problem in problems)
        asked = {name for name, one in labels.items() if one.required} if purpose == "create" else set()
        names = dict.fromkeys((*self._chosen.names, *values, *sorted(asked), *wrong))
        fields = tuple(name for name in names if name in labels)
        stored = {name: contact.get(name) for name in fields if contact.get(name)} if contact else {}
        given = {name: value for name, value in values.items() if name in labels}
        return self._keep(
            Form(
                id=uuid.uuid4().hex,
                purpose=purpose,
                fields=fields,
                required=self._chosen.required | asked,
                values=stored | given,
                contact=contact,
                corrects=corrects,
                problems=tuple(problems),
            )
        )

    def _keep(self, form: Form) -> Form:
        self._open[form.id] = _Open(form)
        while len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)
        return form


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
