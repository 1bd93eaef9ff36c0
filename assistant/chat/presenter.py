"""What a tool's result or a decision puts on the screen, and whom it leaves in focus."""

from collections.abc import Iterable, Sequence

from assistant.agent.focus import Focus
from assistant.chat.events import ContactsFound, ContactShown, Decided, Event, LookedInto, Proposed, Said
from assistant.chat.outcome_sentences import looked_into_sentence, news_sentence, outcome_sentence
from assistant.language.texts import Texts
from assistant.proposals.preparations import AlreadySo, AlreadyThere, Prepared
from assistant.proposals.proposal import (
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
from hubspot_tools.contacts import Contact, ContactPage

Decision = Outcome | Prepared | AlreadySo
"""What a click leads to: an outcome, or a new proposal in place of the old one."""


class Presenter:
    """Knows one chat's screen: the contacts in focus, and the proposals it has offered."""

    def __init__(self, focus: Focus) -> None:
        self._focus = focus
        self._offered: set[str] = set()
        self._undecided: dict[str, str] = {}
        self._written: set[str] = set()

    @property
    def waiting(self) -> str:
        """What the newest preview that nobody has decided on would do; ``""`` without any."""
        return next(reversed(self._undecided.values()), "")

    @property
    def offered(self) -> Sequence[str]:
        """Proposals that a plain yes can be meant for."""
        return sorted(self._offered)

    def take_up(self, *, pending: Iterable[Proposal], offered: Iterable[str], written: Iterable[str]) -> None:
        """Go on with what another screen had shown.

        That is what waits for a decision, what a plain yes can be meant for, and what was written.
        """
        self._undecided |= {one.id: one.action for one in pending}
        self._offered |= self._undecided.keys() & set(offered)
        self._written.update(written)

    def after_tool(self, shown: object, texts: Texts, *, in_passing: bool = False) -> Sequence[Event]:
        """What a tool brought back for the screen; nothing for an error, which the model tells in its words.

        What is found ``in_passing`` nobody asked to see.
        """
        match shown:
            case ContactPage():
                return (ContactsFound(shown, in_passing=in_passing),)
            case (
                Prepared(proposal=proposal, replaced=replaced)
                | AlreadyThere(instead=Prepared(proposal=proposal, replaced=replaced))
            ):
                return (self.offer(proposal, replaced),)
            case AlreadyThere(contact=contact) | AlreadySo(contact=contact):
                return (ContactShown(contact),)
            case Applied() | Closed() | Superseded() | Refused() | Unsettled() | NotYours():
                return self.after_decision(shown, texts)
            case _:
                return ()

    def after_decision(self, decided: Decision, texts: Texts) -> Sequence[Event]:
        """What a click or a typed yes or no has led to."""
        self._undecided.pop(proposal_of(decided), None)
        match decided:
            case Prepared(proposal=proposal, replaced=replaced):
                return (self.offer(proposal, replaced),)
            case AlreadySo(contact=contact, replaced=replaced):
                self._focus.show([contact])
                self._settle(replaced)
                closed = (Decided(Closed(proposal=proposal)) for proposal in replaced)
                return (*closed, Said(texts.unchanged.format(name=contact.name)), ContactShown(contact))
            case Superseded(contact=contact, fresh=fresh):
                self._focus.show([contact])
                follow = self.offer(fresh) if fresh is not None else ContactShown(contact)
                return (Decided(decided), Said(outcome_sentence(decided, texts)), follow)
            case Refused(fresh=Proposal() as fresh):
                return (Decided(decided), Said(outcome_sentence(decided, texts)), self.offer(fresh))
            case Applied(proposal=proposal):
                told = (Decided(decided), Said(outcome_sentence(decided, texts)))
                return (*told, *self._stored(proposal))
            case _:
                return (Decided(decided), Said(outcome_sentence(decided, texts)))

    def after_absence(self, proposal: Proposal, texts: Texts) -> Sequence[Event]:
        """What was settled while the person was away."""
        self._settle([proposal])
        stored = self._stored(proposal) if proposal.state is ProposalState.DONE else ()
        return (Said(news_sentence(proposal, texts)), *stored)

    def looking_into(self, proposal: Proposal, texts: Texts) -> Sequence[Event]:
        """A write whose end nobody knows yet."""
        return (Said(looked_into_sentence(proposal, texts)), LookedInto(proposal))

    def pick(self, contact: Contact) -> None:
        """From now on the talk is about this contact alone."""
        self._focus.only(contact)
        self.move_on()

    def move_on(self) -> None:
        """Turn to something else: from now on a plain yes is meant for what is offered next."""
        self._offered.clear()

    def has_offered(self, proposal: Proposal) -> bool:
        """Tell whether a plain yes can be meant for this proposal."""
        return proposal.id in self._offered

    def awaits(self, proposal: Proposal) -> bool:
        """Tell whether this chat shows a proposal on which nobody has decided yet."""
        return proposal.id in self._undecided

    def has_written(self, proposal: Proposal) -> bool:
        """Tell whether this chat has shown what the write left, with the button that takes it back."""
        return proposal.id in self._written

    def written_before(self, done: Proposal, texts: Texts) -> Sequence[Event]:
        """Show a write that this chat has not shown yet, with the button that takes it back."""
        return (Said(texts.undo_by_button.format(name=done.name)), *self._stored(done))

    def written_again(self, done: Proposal, texts: Texts) -> Sequence[Event]:
        """Show a write once more, with the button that takes it back."""
        return (Said(texts.undo_newest.format(name=done.name)), *self._stored(done))

    def retired(self, proposal: Proposal | None) -> Sequence[Event]:
        """A proposal that another has taken the place of, if there was one."""
        if proposal is None:
            return ()
        self._settle([proposal])
        return (Decided(Closed(proposal=proposal)),)

    def offer(self, proposal: Proposal, replaced: tuple[Proposal, ...] = ()) -> Proposed:
        """Put a proposal before the person; from now on their plain yes can be meant for it."""
        self._offered.add(proposal.id)
        self._settle(replaced)
        self._undecided[proposal.id] = proposal.action
        return Proposed(proposal, replaced)

    def _settle(self, ended: Iterable[Proposal]) -> None:
        for proposal in ended:
            self._undecided.pop(proposal.id, None)

    def _stored(self, done: Proposal) -> Sequence[Event]:
        """The contact as a write left it; an archived one has left the screen."""
        if done.stored is None:
            return ()
        if done.action == "archive":
            self._focus.forget(done.stored.id)
            return ()
        self._focus.show([done.stored])
        self._written.add(done.id)
        return (ContactShown(done.stored, undoable=done),)


def outcome_word(decided: Decision) -> str:
    """What a decision has led to, in one of few words that tell nothing about people."""
    match decided:
        case Closed(proposal=proposal):
            return proposal.state.value
        case NotYours():
            return "not_yours"
        case Prepared():
            return "proposed"
        case AlreadySo():
            return "already_so"
        case _:
            return type(decided).__name__.lower()


def proposal_of(decided: Decision) -> str:
    """The id of the proposal that was decided on, or of the new one; ``""`` where there is none."""
    return "" if isinstance(decided, NotYours | AlreadySo) else decided.proposal.id
