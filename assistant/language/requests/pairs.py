"""One change for two people, which are two changes: ``Tyler and Emily are now opportunities``."""

from collections.abc import Callable
from typing import Final

from assistant.language.requests.intents import Intent, Steps, Update
from assistant.language.requests.politeness import VERBS
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from hubspot_tools.values.vocabulary import BIRTHDAY, CONTACT_DETAILS, PHONES

_LONGEST_NAME: Final = 4
"""Words."""
_ONE_PERSON_S: Final = frozenset({*CONTACT_DETAILS, *PHONES, "firstname", "lastname", BIRTHDAY})
"""What is told of two people at once is true of neither: a number, an address, a name."""


def read_pair(content: Span, read: Callable[[Span], Intent]) -> Steps | None:
    """The same change for each of two people, one after the other; ``read`` reads it for one of them.

    Both have to be named alike, by the given name or in full: in ``Luc and Marie Perrot`` who Luc is stays open.
    """
    if content[0].has(Tag.CREATE, Tag.ADD):
        return None
    for index in range(1, len(content) - 1):
        if not content[index].has(Tag.AND) or content[index].capitalised:
            continue
        start, end = _begin_of_name(content, index), _end_of_name(content, index + 1)
        names = (content.cut(start, index), content.cut(index + 1, end))
        if not all(map(_is_name, names)) or (len(names[0]) == 1) is not (len(names[1]) == 1):
            continue
        steps = (
            read(Span(content.source, content.lexemes[:index] + content.lexemes[end:])),
            read(Span(content.source, content.lexemes[:start] + content.lexemes[index + 1 :])),
        )
        if _are_alike(steps, names):
            return Steps(tuple(step for step in steps if isinstance(step, Update)))
    return None


def _begin_of_name(content: Span, end: int) -> int:
    start = end
    while start > 0 and end - start < _LONGEST_NAME and _names(content[start - 1]):
        start -= 1
    return start


def _end_of_name(content: Span, start: int) -> int:
    end = start
    while end < len(content) and end - start < _LONGEST_NAME and _names(content[end]):
        end += 1
    return end


def _names(lexeme: Lexeme) -> bool:
    given = is_given_name(lexeme.text) and (lexeme.capitalised or not lexeme.has(*VERBS))  # "mark"
    named = not lexeme.tags or given or lexeme.folded in PARTICLES
    return lexeme.kind is LexemeKind.WORD and named


def _is_name(span: Span) -> bool:
    return len(span) > 1 or (len(span) == 1 and (span[0].capitalised or is_given_name(span[0].text)))


def _are_alike(steps: tuple[Intent, Intent], names: tuple[Span, Span]) -> bool:
    """Whether both are the whole of one change, each for the person named."""
    one, other = steps
    if not isinstance(one, Update) or not isinstance(other, Update) or not one.has_changes:
        return False
    whole = all(
        step.person is not None
        and step.person.name == name.text
        and not (step.left or step.wanted or step.clear)
        for step, name in zip((one, other), names, strict=True)
    )
    return whole and one.changes == other.changes and _ONE_PERSON_S.isdisjoint(one.changes)
