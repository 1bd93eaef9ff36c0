"""The three tools: search, and the two that propose. None of them writes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, TypeVar

from pydantic import BaseModel

from assistant.agent.focus import Focus
from assistant.agent.given import Given
from assistant.agent.grounding import Grounds, Labels, NotGiven
from assistant.agent.results_as_data import (
    contact_as_data,
    error_as_data,
    outcome_as_data,
    page_as_data,
    proposal_as_data,
    refusal_as_data,
)
from assistant.agent.tools import Tool, Toolbox, ToolDescriptions, ToolResult, marked
from assistant.proposals.preparations import AlreadySo, AlreadyThere, Prepared
from assistant.proposals.prepare import ProposalMaker
from assistant.proposals.proposal import Outcome, Proposal
from assistant.state.errors import StateUnavailable
from hubspot_tools.contacts import (
    IDENTIFYING,
    Contact,
    ContactPage,
    ContactStore,
    ContactValues,
    CreateContact,
    SearchContacts,
    UpdateContact,
)
from hubspot_tools.errors import (
    CrmError,
    CrmUnavailable,
    InvalidValues,
    PropertyProblem,
    RateLimited,
)
from hubspot_tools.values.properties import OWNER

SEARCH, CREATE, UPDATE = "search_contacts", "create_contact", "update_contact"
ARGUMENTS: Mapping[str, type[BaseModel]] = {
    SEARCH: SearchContacts,
    CREATE: CreateContact,
    UPDATE: UpdateContact,
}

T = TypeVar("T")

Preparation = Prepared | AlreadyThere | AlreadySo


class Incomplete(BaseModel, frozen=True):
    """A create, or an update of a contact, that could not be proposed as it was asked for."""

    contact_id: str | None
    values: Mapping[str, str]
    problems: tuple[PropertyProblem, ...] = ()


Apply = Callable[[str, str], Awaitable[Outcome]]
"""Takes a proposal's id and digest."""

ConfirmWrites = Literal["always", "updates", "never"]
"""Which writes a person is asked about; undo and journal hold for all of them."""


class ContactTools:
    """What the model may do with contacts during one turn."""

    def __init__(
        self,
        contacts: ContactStore,
        proposals: ProposalMaker,
        focus: Focus,
        given: Given,
        apply: Apply,
        asks: ConfirmWrites,
    ) -> None:
        """Nothing is asked yet.

        Args:
            contacts: Where to search.
            proposals: Prepares this turn's proposals.
            focus: What the person has on the screen; ids are taken from there alone.
            given: What the person has typed; values are taken from there alone.
            apply: Confirms a proposal in the person's stead, where they need not be asked.
            asks: Which writes the person is asked about.
        """
        self._contacts = contacts
        self._proposals = proposals
        self._focus = focus
        self._given = given
        self._apply = apply
        self._asks = asks

    def toolbox(self, described: ToolDescriptions) -> Toolbox:
        """Return the three tools by the names the model knows."""
        return Toolbox(
            Tool(SEARCH, SearchContacts, self.search),
            Tool(CREATE, CreateContact, self.create),
            Tool(UPDATE, UpdateContact, self.update),
            described=described,
        )

    async def search(self, query: SearchContacts) -> ToolResult:
        """Find contacts; they come into focus."""
        try:
            page = _or_near(await self._contacts.search(query))
        except CrmError as error:
            return _told(error)
        self._focus.show_page(page)
        return ToolResult(marked(page_as_data(page, await self._owners_of(page), self._given.region)), page)

    async def _owners_of(self, page: ContactPage) -> Labels:
        """The owners' names, where one contact was found who has an owner; none while nobody can tell them."""
        if page.total != 1 or not any(contact.get(OWNER) for contact in page.contacts):
            return {}
        try:
            return await self._contacts.labels()
        except CrmError:
            return {}

    async def create(self, wanted: CreateContact) -> ToolResult:
        """Propose a new contact, or an update of the one that has the address already."""
        values = _values(wanted)
        if not any(values.get(name) for name in IDENTIFYING):
            return await self._incomplete(values)
        return _with_what_was_asked(await self._offered(self._prepared_create(values)), None, values)

    async def update(self, wanted: UpdateContact) -> ToolResult:
        """Propose changes to a contact in focus."""
        contact = self._focus.find(wanted.contact_id)
        if contact is None:
            return ToolResult(
                {"status": "error", "error": "not_known", "detail": "search for the contact first"}
            )
        changes = _values(wanted) | dict.fromkeys(wanted.clear or (), "")
        result = await self._offered(self._prepared_update(contact, _values(wanted), wanted.clear or ()))
        return _with_what_was_asked(result, contact.id, changes)

    async def add(self, values: Mapping[str, str]) -> ToolResult:
        """Propose a new contact with these values, which the person gave by their own hand."""
        return await self._offered(self._proposals.prepare_create(values))

    async def change(self, contact_id: str, values: Mapping[str, str]) -> ToolResult:
        """Propose these values, which the person gave by their own hand, for any contact."""
        return await self._offered(self._proposals.prepare_update(contact_id, values))

    async def _incomplete(self, values: Mapping[str, str]) -> ToolResult:
        """Ask for what is missing.

        A form that opens for it holds what the person gave, and nothing else.
        """
        try:
            grounds = self._grounds(await self._contacts.labels())
        except CrmError as error:
            return _told(error)
        refused = {*grounds.ungiven(values), *grounds.of_others(values)}
        given = {name: value for name, value in values.items() if name not in refused}
        return ToolResult({"status": "missing", "need": ["email"]}, Incomplete(contact_id=None, values=given))

    async def _prepared_create(self, values: Mapping[str, str]) -> Preparation:
        await self._judged(lambda grounds: grounds.require_given(values))
        return await self._proposals.prepare_create(values)

    async def _prepared_update(
        self, contact: Contact, values: Mapping[str, str], clear: Sequence[str]
    ) -> Preparation:
        changes = await self._judged(lambda grounds: grounds.changes(values, clear, contact))
        return await self._proposals.prepare_update(contact.id, changes)

    async def _judged(self, judge: Callable[[Grounds], T]) -> T:
        """Judge by the account's words; without them while nobody can tell them, as far as that will do."""
        try:
            labels = await self._contacts.labels()
        except (CrmUnavailable, RateLimited) as away:
            try:
                return judge(self._grounds({}))
            except NotGiven:
                raise away from None
        return judge(self._grounds(labels))

    def _grounds(self, labels: Labels) -> Grounds:
        return Grounds(self._given, labels, self._focus.contacts)

    async def _offered(self, preparing: Awaitable[Preparation]) -> ToolResult:
        """What the preparation led to, shown and told; applied at once where nobody need be asked."""
        try:
            prepared = await preparing
        except NotGiven as error:
            return ToolResult(refusal_as_data(error))
        except (CrmError, StateUnavailable) as error:
            return _told(error)
        self._focus.show(_people_of(prepared))
        match prepared:
            case Prepared(proposal=proposal) if not self._must_ask(proposal):
                outcome = await self._apply(proposal.id, proposal.digest)
                return ToolResult(marked(outcome_as_data(outcome)), outcome)
            case Prepared():
                return ToolResult(marked(proposal_as_data(prepared)), prepared)
            case AlreadyThere(contact=contact, instead=instead):
                told = {
                    "status": "exists",
                    "contact": contact_as_data(contact),
                    "proposed": instead is not None,
                }
                return ToolResult(marked(told), prepared)
            case AlreadySo(contact=contact):
                told = {"status": "unchanged", "contact": contact_as_data(contact)}
                return ToolResult(marked(told), prepared)

    def _must_ask(self, proposal: Proposal) -> bool:
        """Whether the person decides; what may be a choice between people is theirs whatever the setting."""
        if self._asks == "always" or proposal.similar or proposal.similar_unchecked:
            return True
        return self._asks == "updates" and proposal.action == "update"


def _with_what_was_asked(result: ToolResult, contact_id: str | None, values: Mapping[str, str]) -> ToolResult:
    """Add to a result with refused values all that was asked for.

    So a form can show it.
    """
    if not isinstance(result.shown, InvalidValues):
        return result
    refused = Incomplete(contact_id=contact_id, values=values, problems=result.shown.problems)
    return ToolResult(result.content, refused)


def _people_of(prepared: Preparation) -> Sequence[Contact]:
    """Whom a preparation brings to the screen."""
    if not isinstance(prepared, Prepared):
        return [prepared.contact]
    proposal = prepared.proposal
    return proposal.similar if proposal.contact is None else [proposal.contact]


def _or_near(page: ContactPage) -> ContactPage:
    """Return the page itself where somebody was found, else one of those who are called nearly so."""
    if page.total or not page.near:
        return page
    near = {"contacts": page.near, "total": len(page.near), "page": 1, "near": (), "is_near": True}
    return page.model_copy(update=near)


def _values(wanted: ContactValues) -> dict[str, str]:
    """Property names and values as given; null and empty text both mean "not given"."""
    named = wanted.model_dump(exclude={"other", "contact_id", "clear"}, exclude_none=True)
    further = {extra.name: extra.value for extra in wanted.other or ()}
    return {name: value for name, value in (named | further).items() if value}


def _told(error: CrmError | StateUnavailable) -> ToolResult:
    """Return a CRM error in the words a model understands; the message itself stays in the log."""
    return ToolResult(error_as_data(error), error)
