"""Opens, fills in, corrects and submits the forms of one chat, without a word to any model."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence

from assistant.access.permitted_values import require_writer
from assistant.agent.contact_tools import ContactTools
from assistant.chat.events import Deed, DeedFinished, DeedStarted, Event, FormClosed, FormEnd, FormOpened
from assistant.chat.forms.form import SEARCH_FIELDS, Form, FormCheck
from assistant.chat.forms.open_forms import FurtherField
from assistant.chat.one_at_a_time import OneAtATime
from assistant.chat.outcome_sentences import state_sentence
from assistant.chat.shared_parts import OwnParts
from assistant.language.texts.crm_sentences import crm_sentence, property_label
from assistant.proposals.preparations import AlreadySo, AlreadyThere
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.state.errors import StateUnavailable
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import CrmError, InvalidValues, Problem, PropertyProblem
from hubspot_tools.values.text import printable

log = logging.getLogger(__name__)

_LONGEST_QUERY = 1000
"""Characters of one field of a search."""

Preparing = Callable[[], ContactTools]
"""What makes and offers proposals, anew for each turn."""


class FormTurns:
    """Turns what a person does with forms into events, in turn with everything else in their chat."""

    def __init__(self, own: OwnParts, preparing: Preparing, one_at_a_time: OneAtATime) -> None:
        self._rights = own.rights
        self._forms = own.forms
        self._decisions = own.decisions
        self._preparing = preparing
        self._presenter = own.presenter
        self._talk = own.talk
        self._one_at_a_time = one_at_a_time

    def new(self, values: Mapping[str, str] | None = None) -> AsyncGenerator[Event, None]:
        """Open a form for a new contact that holds ``values`` already, by internal name."""
        return self._turn(lambda: self._opened(values or {}))

    def edit(self, contact_id: str) -> AsyncGenerator[Event, None]:
        """Open a form that holds a contact as it is stored now."""
        return self._turn(lambda: self._edited(contact_id), Deed.READ)

    def change(self, contact_id: str, name: str, value: str) -> AsyncGenerator[Event, None]:
        """Propose one value for a contact as its form would; one that is wrong opens the form and says why."""
        return self._turn(lambda: self._changed(contact_id, {name: value}), Deed.CHECK)

    def correct(self, proposal_id: str, digest: str) -> AsyncGenerator[Event, None]:
        """Open a form that holds a proposal; its submission takes the proposal's place."""
        return self._turn(lambda: self._corrected(proposal_id, digest), Deed.READ)

    def instead(self, form_id: str, contact_id: str, typed: Mapping[str, str]) -> AsyncGenerator[Event, None]:
        """Go on with somebody found while a form was filled in: open a form of theirs with what was typed."""
        return self._turn(lambda: self._continued(form_id, contact_id, typed), Deed.READ)

    def submit(self, form_id: str, typed: Mapping[str, str]) -> AsyncGenerator[Event, None]:
        """Propose what a form asks for, or search; a form that is wrong stays open and says why."""
        return self._turn(lambda: self._submitted(form_id, typed), Deed.CHECK)

    def leave(self, form_id: str) -> AsyncGenerator[Event, None]:
        """Close a form without an effect."""
        return self._turn(lambda: self._left(form_id))

    async def check(self, form_id: str, typed: Mapping[str, str]) -> FormCheck | None:
        """See `OpenForms.check`; waits for no turn, and finds nothing wrong while nobody can be asked."""
        self._one_at_a_time.first()
        try:
            return await self._forms.check(form_id, typed)
        except CrmError as error:
            log.info("a form could not be checked: %s", type(error).__name__)
            return FormCheck(looked=False)

    async def further(self, form_id: str, name: str) -> FurtherField | None:
        """See `OpenForms.further`; None as well while nobody can be asked."""
        self._one_at_a_time.first()
        try:
            return await self._forms.further(form_id, name)
        except CrmError as error:
            log.info("a field could not be added to a form: %s", type(error).__name__)
            return None

    async def begin(self) -> Sequence[Event]:
        """The empty form for a new contact, or why there is none, for a turn that is under way."""
        self._talk.remember(self._talk.texts.create_question)
        try:
            return await self._opened({})
        except CrmError as error:
            return [self._talk.say(self._sentence(error))]

    async def _opened(self, values: Mapping[str, str]) -> Sequence[Event]:
        require_writer(self._rights())
        return [FormOpened(await self._forms.create(values))]

    def ask(self, *, to_update: bool) -> Sequence[Event]:
        """The form to search with, for a turn that is under way."""
        texts = self._talk.texts
        self._talk.remember(texts.form_find if to_update else texts.search_question)
        return [FormOpened(self._forms.search(to_update=to_update))]

    async def _edited(self, contact_id: str) -> Sequence[Event]:
        require_writer(self._rights())
        form = await self._forms.update(contact_id, {})
        self._about(form)
        return [*self._moved(contact_id, form), FormOpened(form)]

    async def _changed(self, contact_id: str, typed: Mapping[str, str]) -> Sequence[Event]:
        require_writer(self._rights())
        form = await self._forms.update(contact_id, typed)
        if form.contact is not None:
            self._presenter.pick(form.contact)
        return await self._submitted(form.id, {**form.values, **typed})

    async def complete(self, proposal: Proposal, problems: Sequence[PropertyProblem]) -> Sequence[Event]:
        """The form that asks for what HubSpot misses, in a proposal's place, for a turn that is under way."""
        try:
            form = await self._form_of(proposal, problems)
        except CrmError as error:
            log.info("no form could be opened for what is missing: %s", type(error).__name__)
            return [self._presenter.offer(proposal)]
        return [FormOpened(form)]

    async def _form_of(self, proposal: Proposal, problems: Sequence[PropertyProblem] = ()) -> Form:
        values, contact = proposal.values, proposal.contact
        if contact is None:
            return await self._forms.create(values, corrects=proposal, problems=problems)
        return await self._forms.update(contact.id, values, corrects=proposal, problems=problems)

    async def _corrected(self, proposal_id: str, digest: str) -> Sequence[Event]:
        found = await self._decisions.to_correct(proposal_id, digest)
        if not isinstance(found, Proposal):
            return self._talk.said(self._presenter.after_decision(found, self._talk.texts))
        form = await self._form_of(found)
        if found.contact is None:
            return [FormOpened(form)]
        self._about(form)
        return [*self._moved(found.contact.id, form), FormOpened(form)]

    def _moved(self, contact_id: str, newest: Form) -> Sequence[Event]:
        """One contact has one form on the screen, unless somebody has typed into an older one."""
        older = self._forms.untouched(contact_id, but=newest.id)
        for form in older:
            self._forms.close(form.id)
        return [FormClosed(form, FormEnd.CONTINUED) for form in older]

    async def _continued(self, form_id: str, contact_id: str, typed: Mapping[str, str]) -> Sequence[Event]:
        form, found = self._forms.get(form_id), self._forms.found(form_id, contact_id)
        if form is None or found is None:
            return [self._talk.say(self._talk.texts.form_over)]
        require_writer(self._rights())
        given = {name: value for name, value in form.wanted(typed).items() if value}
        continued = await self._forms.update(contact_id, given, corrects=form.corrects)
        self._forms.close(form.id)
        self._about(continued)
        return [FormClosed(form, FormEnd.CONTINUED, continued.values), FormOpened(continued)]

    async def _submitted(self, form_id: str, typed: Mapping[str, str]) -> Sequence[Event]:
        form = self._forms.get(form_id)
        if form is None:
            return [self._talk.say(self._talk.texts.form_over)]
        form = self._forms.hold(form.holding(typed))
        if form.purpose == "search":
            return await self._searched(form, typed)
        wanted = form.wanted(typed)
        if problems := [*form.missing(typed), *await self._forms.problems(form, typed)]:
            return self._refused(form, problems)
        return await self._proposed(form, wanted)

    async def _proposed(self, form: Form, wanted: Mapping[str, str]) -> Sequence[Event]:
        older = await self._decisions.current(form.corrects) if form.corrects else None
        if older is not None and older.state in {ProposalState.EXECUTING, ProposalState.UNKNOWN}:
            return [self._talk.say(self._talk.texts.being_written), FormOpened(form)]
        self._presenter.move_on()
        known = form.contact or (older.stored if older else None)
        tools = self._preparing()
        result = await (tools.change(known.id, wanted) if known else tools.add(wanted))
        shown = result.shown
        if isinstance(shown, InvalidValues):
            return self._refused(form, shown.problems)
        if isinstance(shown, CrmError | StateUnavailable):
            return [self._talk.say(self._sentence(shown)), FormOpened(form)]
        self._forms.close(form.id)
        self._hear(form, wanted)
        retired = await self._decisions.retire(older) if older is not None else None
        events = [*self._introduced(shown), *self._presenter.after_tool(shown, self._talk.texts)]
        closed = FormClosed(form, FormEnd.SUBMITTED, wanted)
        return [closed, *self._presenter.retired(retired), *self._talk.said(events)]

    def _introduced(self, shown: object) -> Sequence[Event]:
        """What the model would have said about a result that speaks for itself least."""
        texts = self._talk.texts
        match shown:
            case AlreadyThere(contact=contact, instead=None):
                return [self._talk.say(texts.exists_already.format(name=contact.name))]
            case AlreadySo(contact=contact):
                return [self._talk.say(texts.unchanged.format(name=contact.name))]
            case _:
                return []

    async def _searched(self, form: Form, typed: Mapping[str, str]) -> Sequence[Event]:
        cleaned = {name: printable(value).strip() for name, value in typed.items() if name in SEARCH_FIELDS}
        given = {name: value for name, value in cleaned.items() if value}
        if long := [name for name, value in given.items() if len(value) > _LONGEST_QUERY]:
            return self._refused(
                form, [PropertyProblem(property=name, problem=Problem.TOO_LONG) for name in long]
            )
        result = await self._preparing().search(SearchContacts(**given))
        shown = result.shown
        if isinstance(shown, InvalidValues):
            return self._refused(form, shown.problems)
        if isinstance(shown, CrmError):
            return [self._talk.say(self._sentence(shown)), FormOpened(form)]
        self._forms.close(form.id)
        self._hear(form, given)
        return [
            FormClosed(form, FormEnd.SUBMITTED, given),
            *self._presenter.after_tool(shown, self._talk.texts),
        ]

    async def _left(self, form_id: str) -> Sequence[Event]:
        form = self._forms.get(form_id)
        if form is None:
            return [self._talk.say(self._talk.texts.form_over)]
        self._forms.close(form_id)
        return [FormClosed(form, FormEnd.LEFT)]

    def _refused(self, form: Form, problems: Sequence[PropertyProblem]) -> Sequence[Event]:
        return [FormOpened(self._forms.hold(form.holding(form.values, problems)))]

    def _about(self, form: Form) -> None:
        """Whatever is typed next may be about this contact."""
        if form.contact is None:
            return
        texts = self._talk.texts
        self._presenter.pick(form.contact)
        self._talk.hear(texts.update_title.format(name=form.contact.name))
        self._talk.remember(texts.edit_question.format(name=form.contact.name))

    def _hear(self, form: Form, given: Mapping[str, str]) -> None:
        """Remember what was filled in as words of the person."""
        texts = self._talk.texts
        told = texts.form_told[form.purpose].format(
            name=form.contact.name if form.contact else "", values="{values}"
        )
        pairs = (
            texts.form_pair.format(label=property_label(name, texts), value=value or texts.empty)
            for name, value in given.items()
        )
        self._talk.hear(told.replace("{values}", ", ".join(pairs)))
        self._talk.give(*given.values())

    def _sentence(self, error: CrmError | StateUnavailable) -> str:
        texts = self._talk.texts
        if isinstance(error, CrmError):
            return crm_sentence(error, texts)
        return state_sentence(error.trouble, texts)

    async def _turn(
        self, step: Callable[[], Awaitable[Sequence[Event]]], deed: Deed | None = None
    ) -> AsyncGenerator[Event, None]:
        async with self._one_at_a_time:
            if deed is not None:
                yield DeedStarted(deed)
            try:
                events = await step()
            except (CrmError, StateUnavailable) as error:
                log.warning("a form failed: %s", type(error).__name__)
                events = [self._talk.say(self._sentence(error))]
            if deed is not None:
                yield DeedFinished(ok=True)
            for event in events:
                yield event
