"""What a whole message tells of contacts: its parts, each understood, as one change for each person."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.language.persons.value_bounds import is_break
from assistant.language.requests.facts.fact import Fact
from assistant.language.requests.facts.new_value import read_value
from assistant.language.requests.facts.part import read_part
from assistant.language.requests.facts.subject import named_at_the_end, named_in_passing
from assistant.language.requests.intents import Person, Steps, Update
from assistant.language.requests.politeness import VERBS
from assistant.language.words.lexemes import LexemeKind, Span, Tag, fold
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import MOBILE, PHONES

_MOST_PARTS: Final = 14
_LONGEST_MESSAGE: Final = 80
"""Words and signs."""
_LONGEST_PART: Final = 4
"""Pieces between signs and "and" that one part may be made of."""
_MOST_STEPS: Final = 2
"""People changed in one message: each takes a search and a call, and a turn has six."""

_ENTITIES: Final = frozenset({LexemeKind.EMAIL, LexemeKind.PHONE})

_Read = tuple[int, tuple[Fact | Span, ...]]


@dataclass(slots=True)
class _ToldSoFar:
    """What is told of one person so far."""

    person: Person | None
    changes: dict[str, str] = field(default_factory=dict)
    clear: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    former: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The properties told of, in their order."""
        return (*self.changes, *self.wanted)

    def as_update(self) -> Update:
        """The change as a request."""
        clear = tuple(name for name in dict.fromkeys(self.clear) if name not in self.changes)
        wanted = tuple(name for name in dict.fromkeys(self.wanted) if name not in self.changes)
        return without_old_name(
            Update(self.person, self.changes, clear, wanted, left=tuple(self.left), former=self.former)
        )


def read_account(content: Span) -> Update | Steps | None:
    """The changes that a message asks for, part by part; None where they are not surely that."""
    pieces = _pieces(content) if len(content) <= _LONGEST_MESSAGE else []
    if not 0 < len(pieces) <= _MOST_PARTS:
        return None
    named = named_at_the_end(content.cut(*pieces[0]), content.cut(*pieces[-1])) if len(pieces) > 1 else None
    read = _read_from(content, pieces[:-1] if named is not None else pieces, 0, {})
    facts = [part for part in read[1] if isinstance(part, Fact)] if read is not None else []
    told = any(fact.surely for fact in facts) or _gives_numbers(facts) or _is_headed(content, pieces, facts)
    if read is None or not told:
        return None
    changes = _gathered(read[1])
    if named is not None and changes and not _is_another(named, changes[0].person):
        changes[0].person = named
    if not changes or not all(change.changes or change.clear or change.wanted for change in changes):
        return None
    return _requested(changes)


def _gives_numbers(facts: Sequence[Fact]) -> bool:
    """``Ann Lee mobile 07… office 020…``: nobody is looked for by two numbers."""
    return sum(bool(PHONES & fact.changes.keys()) for fact in facts) > 1


def _is_headed(content: Span, pieces: Sequence[tuple[int, int]], facts: Sequence[Fact]) -> bool:
    """``Arnaud Pourchet : directeur technique, 03…``: a name and a colon, and several values behind it."""
    announced = pieces[0][1] < len(content) and content[pieces[0][1]].is_sign(":")
    several = sum(bool(fact.changes) for fact in facts) > 1
    return announced and several and content.first_kind(LexemeKind.EMAIL) is None


def without_old_name(update: Update) -> Update:
    """``Alice Munro changed her name to Alice Keller``: the given name stays as it was."""
    first, person = update.changes.get("firstname", ""), update.person
    stays = person is not None and "lastname" in update.changes and fold(first) in fold(person.name).split()
    kept = {name: value for name, value in update.changes.items() if name != "firstname"}
    return replace(update, changes=kept) if first and stays else update


def _pieces(content: Span) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    start = 0
    for index in range(len(content) + 1):
        if index == len(content) or _parts(content, index):
            if index > start:
                pieces.append((start, index))
            start = index + 1
        elif index > start and _begins_anew(content, index):
            pieces.append((start, index))
            start = index
    return pieces


def _begins_anew(content: Span, index: int) -> bool:
    """``… isn't a lead he's a customer``, ``mobile 07… office 020…``: no sign parts them."""
    lexeme, before = content[index], content[index - 1]
    if lexeme.capitalised or lexeme.kind is not LexemeKind.WORD:
        return False
    if before.kind in _ENTITIES:
        return _announces_entity(content, index)
    behind = content.cut(index + 1)
    told = lexeme.has(Tag.PRONOUN) and (
        behind.starts_with(Tag.COPULA, Tag.BECOMES, Tag.MOVES, Tag.NO_LONGER)
        or (behind.starts_with(Tag.AT) and " " in behind[0].text)  # "il est chez …"
    )
    pointed = lexeme.has(Tag.COPULA, Tag.NO_LONGER) and lexeme.folded.startswith(("c'est", "it's"))
    goes_on = before.has(Tag.COPULA, Tag.QUESTION, Tag.FIELD, Tag.GENITIVE) or (
        before.has(Tag.TALK) and not before.has(Tag.FILLER)
    )
    return (told or pointed) and not goes_on


def _announces_entity(content: Span, index: int) -> bool:
    """Whether a word of a property stands here that an address or number follows."""
    follows = content.cut(index + 1).without_leading(Tag.COPULA, Tag.TO)
    named = content[index].has(Tag.FIELD, Tag.LINE)
    return named and len(follows) > 0 and follows[0].kind in _ENTITIES


def _parts(content: Span, index: int) -> bool:
    lexeme = content[index]
    joins = lexeme.has(Tag.AND, Tag.BUT) and not lexeme.capitalised
    points = lexeme.text in {"->", "→"} and content.cut(index + 1).starts_with(Tag.FIELD)
    announces = index > 0 and (lexeme.is_sign(":") or points) and not content[index - 1].has(Tag.FIELD)
    joins = joins or lexeme.folded in WordGroup.BECAUSE
    return joins or announces or (is_break(content, index) and not lexeme.is_sign("/()|"))


def _read_from(
    content: Span, pieces: Sequence[tuple[int, int]], at: int, known: dict[int, _Read | None]
) -> _Read | None:
    """The reading of all pieces from one on that leaves the fewest over, and how many these are."""
    if at == len(pieces):
        return 0, ()
    if at in known:
        return known[at]
    best: _Read | None = None
    for end in range(at + 1, min(at + _LONGEST_PART, len(pieces)) + 1):
        first = at == 0 or (at == 1 and _is_staged(content.cut(*pieces[0])))
        fact = read_part(content.cut(pieces[at][0], pieces[end - 1][1]), first=first)
        if at == 0 and fact is not None and fact.again is not None:
            continue  # there is no property yet that it could be told of again
        rest = _read_from(content, pieces, end, known) if fact is not None else None
        if fact is not None and rest is not None and (best is None or rest[0] < best[0]):
            best = rest[0], (fact, *rest[1])
    over = content.cut(*pieces[at])
    if at and (best is None or best[0]) and not over.starts_with(*VERBS):
        rest = _read_from(content, pieces, at + 1, known)
        if rest is not None and (best is None or rest[0] + 1 < best[0]):
            best = rest[0] + 1, (over, *rest[1])
    introduced = named_in_passing(over) if at == 0 and best is None else None
    rest = _read_from(content, pieces, 1, known) if introduced is not None and len(pieces) > 1 else None
    if introduced is not None and rest is not None and _goes_on(rest[1]):
        person, tells = introduced
        best = rest[0] + 1, (Fact(person), *((over,) if tells else ()), *rest[1])
    known[at] = best
    return best


def _goes_on(parts: Sequence[Fact | Span]) -> bool:
    """Whether all that follows is told of whoever was named before."""
    told = [part.person for part in parts if isinstance(part, Fact)]
    return all(person is None or (person.anaphoric and not person.described) for person in told)


def _is_staged(announced: Span) -> bool:
    """``client depuis hier : (Omar Haddad)``: a stage, and behind it whose it is."""
    stage = announced.without_trailing(Tag.NOW, Tag.TIME)
    return len(stage) == 1 and stage[0].has(Tag.STAGE) and len(announced) > 1


def _gathered(parts: Sequence[Fact | Span]) -> list[_ToldSoFar]:
    """The parts by the person they are about; no change at all where two of them contradict each other."""
    changes: list[_ToldSoFar] = []
    for part in parts:
        if isinstance(part, Span):
            changes[-1].left.append(part.without_leading().without_trailing().text)
            continue
        if not changes or _is_another(changes[-1].person, part.person):
            changes.append(_ToldSoFar(part.person))
        current = changes[-1]
        if part.person is not None and (current.person is None or not current.person.described):
            current.person = part.person
        if not _take(current, part, changes[-2] if len(changes) > 1 else None):
            return []
    return changes


def _is_another(one: Person | None, other: Person | None) -> bool:
    """Whether words that name somebody name another person than the words before."""
    if other is None or one is None or (other.anaphoric and not other.described):
        return False
    if not one.described:
        return True
    told = set(fold(f"{other.name} {other.email} {other.phone}").split())
    return not told <= set(fold(f"{one.name} {one.email} {one.phone}").split())


def _take(change: _ToldSoFar, fact: Fact, before: _ToldSoFar | None) -> bool:
    """Add a fact to what is told of a person; False where it contradicts that."""
    values = dict(fact.changes)
    if fact.again is not None:
        told = before.named if before is not None else change.named
        again = read_value(told[-1], fact.again) if told else None
        if again is None:
            return False
        values = again
    if "phone" in values and "phone" not in change.wanted and MOBILE in change.wanted:
        values[MOBILE] = values.pop("phone")
    if any(change.changes.get(name, value) != value for name, value in values.items()):
        return False
    if PHONES.intersection(fact.clear, change.changes):
        return False  # "set 06… for Ann and remove her phone": nobody knows which stays
    if change.clear and fact.wanted and not (change.named or values):
        change.clear += fact.wanted  # "remove her website and her fax"
        return True
    change.changes.update(values)
    change.clear += fact.clear
    change.former = change.former or fact.former
    change.wanted += fact.wanted
    return True


def _requested(changes: Sequence[_ToldSoFar]) -> Update | Steps | None:
    updates = [change.as_update() for change in changes]
    if len(updates) > _MOST_STEPS or any(update.person is None for update in updates):
        return None
    if len(updates) == 1:
        return updates[0]
    return Steps(tuple(updates))
