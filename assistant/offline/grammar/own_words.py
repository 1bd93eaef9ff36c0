"""What our own words in the window tell about the request they answered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.language.persons.new_person import Create, read_card
from assistant.language.requests.intents import Person, Update
from assistant.language.words.lexer import lex
from assistant.offline.grammar.open_request import Open, State
from assistant.offline.grammar.property_names import property_named, quoted
from assistant.offline.grammar.recognised import Recognised, recognise
from assistant.offline.grammar.replies import Say
from assistant.offline.grammar.search_phrase import asked_again

_SETTLED: Final = frozenset(
    {Say.PROPOSED, Say.PROPOSED_SIMILAR, Say.UNCHANGED, Say.ASK_CHANGE, Say.ASK_VALUE, Say.INVALID}
)
_TAKEN: Final = frozenset({Say.EXISTS, Say.EXISTS_PROPOSED})


IsOutcome = Callable[[str], bool]


def heard(state: State, text: str, is_outcome: IsOutcome) -> State:
    """The state after words of the assistant or a report of the application."""
    if is_outcome(text):
        return State(search=state.search, reported=text)
    said = recognise(text)
    if said is None:
        return replace(state, said=None)
    if said.say is Say.WRITTEN:
        return State(said=said.say, shown=1, search=state.search, reported=text)
    if said.say is Say.UNKNOWN and state.is_settled:
        return state  # what is proposed stays on the screen, whatever is said beside it
    shown = said.shown if said.shown is not None else state.shown
    state = replace(state, said=said.say, shown=shown, reported="")
    if said.say is Say.INVALID:
        state = replace(state, open=_without_refused(state.open, said.filled["problems"]))
    if said.say is Say.NOT_GIVEN:
        state = replace(state, open=_without_ungiven(state.open, said.filled["fields"]))
    return replace(_searched_again(state, said), open=_open_after(state.open, said))


def _without_refused(request: Open | None, problems: str) -> Open | None:
    """A change without the values that were refused: what is asked next must not fail for them again."""
    if not isinstance(request, Update):
        return request
    kept = {name: value for name, value in request.changes.items() if quoted(value) not in problems}
    refused = tuple(name for name in request.changes if name not in kept)
    return replace(request, changes=kept, wanted=refused)


def _without_ungiven(request: Open | None, fields: str) -> Open | None:
    """A request without the values that nobody gave; those of a change are asked for."""
    names = tuple(property_named(field) or field for field in fields.split(", "))
    if isinstance(request, Create):
        return replace(request, values={n: v for n, v in request.values.items() if n not in names})
    if not isinstance(request, Update):
        return request
    kept = {name: value for name, value in request.changes.items() if name not in names}
    clear = tuple(name for name in request.clear if name not in names)
    return replace(request, changes=kept, clear=clear, wanted=names)


def _searched_again(state: State, said: Recognised) -> State:
    """Take up the search that a list on several pages names.

    So "next" works when the request has left the window.
    """
    if "phrase" not in said.filled:
        return state
    again = asked_again(said.filled["phrase"])
    return state if again is None else replace(state, search=replace(again, page=int(said.filled["page"])))


def _open_after(request: Open | None, said: Recognised) -> Open | None:
    """The open request in the light of what we said about it; our question alone can open one."""
    if isinstance(request, Create) and said.say in _TAKEN:
        values = {name: value for name, value in request.values.items() if name != "email"}
        return Update(Person(anaphoric=True), values if said.say is Say.EXISTS_PROPOSED else {})
    if isinstance(request, Update) and said.say in _SETTLED and said.shown == 1:
        name = request.person.name if request.person else ""
        return replace(request, person=Person(name=name, anaphoric=True))
    asked_for = _asked_for(said)
    return asked_for if asked_for is not None and type(asked_for) is not type(request) else request


def _asked_for(said: Recognised) -> Open | None:
    """The request that one of our questions belongs to, when the request itself has left the window."""
    match said.say:
        case Say.ASK_CHANGE | Say.ASK_VALUE:
            wanted = property_named(said.filled.get("field", ""))
            return Update(Person(anaphoric=True), wanted=(wanted,) if wanted else ())
        case Say.ASK_WHO:
            return Update()
        case Say.ASK_EMAIL:
            return read_card(lex(said.filled["name"]))
        case Say.ASK_NEW:
            return Create()
        case _:
            return None
