"""Several requests of one message, one of which had to be asked about.

The answer is for that one, and the others follow.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import CreateMany, Find, Intent, Person, Step, Steps, Update
from assistant.offline.grammar import in_context
from assistant.offline.grammar.known_contacts import OnScreen, candidates, narrowed
from assistant.offline.grammar.open_request import Request, State, is_complete


def requested(state: State, intent: Intent) -> Request:
    """What a message asks for, given what was said before it; see `in_context.requested`."""
    if not isinstance(state.open, Steps) or not state.asked:
        return in_context.requested(state, intent)
    first, *others = state.open.steps
    answered = in_context.requested(replace(state, open=first), intent)
    if not others or not isinstance(answered, Step) or type(answered) is not type(first):
        return answered
    return answered if _begins_anew(intent) else Steps((answered, *others))


def _begins_anew(intent: Intent) -> bool:
    """Whether words ask for something by themselves, whatever was asked before them."""
    match intent:
        case Update(person=person):
            return person is not None and person.described
        case Create(values=values):
            return not {"firstname", "lastname"}.isdisjoint(values)
        case _:
            return isinstance(intent, Find | CreateMany | Steps)


def from_question(steps: Sequence[Step], screen: OnScreen) -> Sequence[Step]:
    """The steps from the first one on that had to be asked about.

    One that fits nobody keeps no other waiting.
    """
    for index, step in enumerate(steps):
        if not _is_settled(step, screen):
            return steps[index:]
    lost = (step for step in steps if isinstance(step, Update) and not candidates(step.person, screen))
    return [next(lost, steps[-1])]


def _is_settled(step: Step, screen: OnScreen) -> bool:
    """Whether nothing had to be asked about a step: whom it means can be seen, or nobody fits."""
    if not isinstance(step, Update):
        return isinstance(step, Find) or is_complete(step)
    fitting = narrowed(step.person or Person(), candidates(step.person, screen))
    return step.has_changes and len(fitting) < 2  # noqa: PLR2004 - several
