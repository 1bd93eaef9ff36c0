"""Takes what is typed into the chat for the forms that stand open beside it.

Typing instead of filling works the same.
"""

import logging
from collections.abc import Mapping, Sequence

from assistant.agent.contact_tools import Incomplete
from assistant.chat.events import Event, FormClosed, FormEnd, FormOpened
from assistant.chat.forms.form import Form
from assistant.chat.forms.open_forms import Begun, OpenForms
from assistant.language.persons.signature import signature_in
from assistant.language.requests.named_person import person_in
from assistant.proposals.prepare import AlreadySo, AlreadyThere, Prepared
from assistant.proposals.proposal import Applied
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import CrmError, PropertyProblem

log = logging.getLogger(__name__)


class TypedIntoForms:
    """Watches one turn at a time, and says what has become of the forms of a chat by its end."""

    def __init__(self, forms: OpenForms) -> None:
        self._forms = forms
        self._incomplete: Incomplete | None = None
        self._made: Mapping[str, str] | None = None
        self._about: Contact | None = None
        self._worked = False

    def begin_turn(self) -> None:
        """The model's turn begins: what it proposes, or fails to propose, is watched."""
        self._incomplete, self._made, self._about, self._worked = None, None, None, False

    def watch(self, shown: object) -> None:
        """Take note of what one of the model's tools has brought back."""
        self._worked = True
        match shown:
            case Incomplete():
                self._incomplete = shown
            case Prepared(proposal=proposal) | Applied(proposal=proposal):
                self._done(proposal.contact, proposal.values)
            case AlreadyThere(contact=contact) | AlreadySo(contact=contact):
                self._done(contact, {})

    def takes(self, text: str) -> bool:
        """Whether the words answer a form for a new contact that stands open."""
        return bool(self._forms.begun() and self._begun_about(person_in(text)))

    async def after_turn(self, text: str) -> Sequence[Event]:
        """What the turn about the words typed means for forms.

        Those whose work is done are closed. What could not be proposed as it was asked for comes in a form, with
        what is wrong; so does a pasted signature of which nothing was made, and an answer to a form that is open.
        """
        if self._made is not None:
            return self._overtaken(self._made)
        try:
            return await self._filled(text)
        except CrmError as error:
            log.info("no form can be offered for what was typed: %s", type(error).__name__)
            return ()

    def _done(self, contact: Contact | None, values: Mapping[str, str]) -> None:
        self._incomplete, self._about = None, contact
        self._made = {**(contact.properties if contact else {}), **values}

    def _overtaken(self, made: Mapping[str, str]) -> Sequence[Event]:
        new = [begun.form for begun in self._forms.begun() if begun.says_no_more_than(made)]
        theirs = self._forms.untouched(self._about.id) if self._about else ()
        return [self._closed(form, FormEnd.OVERTAKEN) for form in (*new, *theirs)]

    async def _filled(self, text: str) -> Sequence[Event]:
        left = self._incomplete
        if left is not None and left.contact_id is not None:
            form = await self._forms.update(left.contact_id, left.values, problems=left.problems)
            older = self._forms.untouched(left.contact_id, but=form.id)
            return [*(self._closed(one, FormEnd.CONTINUED) for one in older), FormOpened(form)]
        if left is not None:
            return await self._continued(left.values, left.problems)
        if self._worked:
            return ()
        if pasted := signature_in(text):
            return await self._continued(pasted)
        return await self._continued(person_in(text)) if self.takes(text) else ()

    async def _continued(
        self, said: Mapping[str, str], problems: Sequence[PropertyProblem] = ()
    ) -> Sequence[Event]:
        """A form for a new contact with what was said, and with what the forms in whose place it stands held."""
        begun = self._begun_about(said)
        held = {name: value for one in begun for name, value in one.form.values.items() if value}
        values = {**held, **said}
        form = await self._forms.create(values, problems=problems)
        return [*(self._closed(one.form, FormEnd.CONTINUED) for one in begun), FormOpened(form)]

    def _begun_about(self, said: Mapping[str, str]) -> Sequence[Begun]:
        return [one for one in self._forms.begun() if one.may_be(said)] if said else []

    def _closed(self, form: Form, end: FormEnd) -> FormClosed:
        self._forms.close(form.id)
        return FormClosed(form, end)
