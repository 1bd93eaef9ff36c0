"""Takes what is typed into the chat for the forms that stand open beside it.

Typing instead of filling works the same.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.agent.contact_tools import Incomplete
from assistant.agent.tools import ToolResult
from assistant.chat.events import Event, FormClosed, FormEnd, FormOpened
from assistant.chat.forms.form import Form
from assistant.chat.forms.open_forms import Begun, OpenForms
from assistant.language.persons.signature import signature_in
from assistant.language.requests.named_person import person_in
from assistant.proposals.preparations import AlreadySo, AlreadyThere, Prepared
from assistant.proposals.proposal import Applied
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import CrmError, PropertyProblem

log = logging.getLogger(__name__)


Spare = Callable[[Mapping[str, str], str | None], Mapping[str, str]]
"""What else was typed that has its place in a form with these values, for the contact of that id or a new one."""


def _nothing(_values: Mapping[str, str], _contact_id: str | None) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class _Work:
    """What the model's tools have made of one turn: somebody's values, or a wish that is not whole yet."""

    made: Mapping[str, str] | None = None
    about: Contact | None = None
    incomplete: Incomplete | None = None


class TypedIntoForms:
    """Says what a turn means for the forms of a chat; knows nothing of the turns before it."""

    def __init__(self, forms: OpenForms) -> None:
        self._forms = forms

    def takes(self, text: str) -> bool:
        """Whether the words answer a form for a new contact that stands open."""
        return bool(self._forms.begun() and self._begun_about(person_in(text)))

    @property
    def any_begun(self) -> bool:
        """Whether a form for a new contact stands open."""
        return bool(self._forms.begun())

    async def follow(
        self, text: str, results: Sequence[ToolResult] = (), spare: Spare = _nothing
    ) -> Sequence[Event]:
        """Bring the forms up to date with a turn: the words typed, and what the model's tools brought back.

        Those whose work is done are closed. What could not be proposed as it was asked for comes in a form, with
        what is wrong; so does a pasted signature of which nothing was made, and an answer to a form that is open.
        A form that opens takes up what is ``spare`` besides.
        """
        work = _work_of(results)
        if work.made is not None:
            return self._overtaken(work.made, work.about)
        try:
            if work.incomplete is not None:
                return await self._completing(work.incomplete, spare)
            return () if results else await self._filled(text, spare)
        except CrmError as error:
            log.info("no form can be offered for what was typed: %s", type(error).__name__)
            return ()

    def _overtaken(self, made: Mapping[str, str], about: Contact | None) -> Sequence[Event]:
        new = [begun.form for begun in self._forms.begun() if begun.says_no_more_than(made)]
        theirs = self._forms.untouched(about.id) if about else ()
        return [self._closed(form, FormEnd.OVERTAKEN) for form in (*new, *theirs)]

    async def _completing(self, left: Incomplete, spare: Spare) -> Sequence[Event]:
        if left.contact_id is None:
            values = {**left.values, **spare(left.values, None)}
            return await self._continued(values, left.problems)
        values = {**left.values, **spare(left.values, left.contact_id)}
        form = await self._forms.update(left.contact_id, values, problems=left.problems)
        older = self._forms.untouched(left.contact_id, but=form.id)
        return [*(self._closed(one, FormEnd.CONTINUED) for one in older), FormOpened(form)]

    async def _filled(self, text: str, spare: Spare) -> Sequence[Event]:
        said = signature_in(text) or (person_in(text) if self.takes(text) else {})
        return await self._continued({**said, **spare(said, None)}) if said else ()

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


def _work_of(results: Iterable[ToolResult]) -> _Work:
    work = _Work()
    for shown in (result.shown for result in results):
        match shown:
            case Incomplete():
                work = replace(work, incomplete=shown)
            case Prepared(proposal=proposal) | Applied(proposal=proposal):
                work = _done(proposal.contact, proposal.values)
            case AlreadyThere(contact=contact) | AlreadySo(contact=contact):
                work = _done(contact, {})
    return work


def _done(contact: Contact | None, values: Mapping[str, str]) -> _Work:
    return _Work({**(contact.properties if contact else {}), **values}, contact)
