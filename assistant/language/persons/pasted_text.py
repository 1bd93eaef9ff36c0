"""Recognises what surrounds the people in pasted text and announcements.

Those are mail headers, footers, "new lead from the fair:".
"""

from typing import Final

from assistant.language.persons.labelled_values import is_label
from assistant.language.persons.value_bounds import is_break, proper
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.word_groups import WordGroup

_LINES_OF_A_SIGNATURE: Final = 3
_LABELS_OF_A_FORM: Final = 3
_ENTRIES_OF_A_LIST: Final = 4
_CONTACTABLE: Final = frozenset({LexemeKind.EMAIL, LexemeKind.PHONE})


def is_signature(span: Span) -> bool:
    """Tell whether the text looks like a pasted signature.

    It has several lines, one of them with an address or number.
    """
    breaks = sum(is_break(span, i) and span[i].text in "\n|-·•" for i in range(len(span)))
    pasted = any(lexeme.text == "\n" for lexeme in span)
    reachable = any(lexeme.kind in _CONTACTABLE for lexeme in span)
    return pasted and reachable and breaks + 1 >= _LINES_OF_A_SIGNATURE


def is_form(span: Span) -> bool:
    """Whether the text is a filled form: several labels, a name and an address or number among them."""
    labels = {
        lexeme.tags[Tag.FIELD] for i, lexeme in enumerate(span) if lexeme.has(Tag.FIELD) and _heads(span, i)
    }
    named = not labels.isdisjoint({"fullname", "firstname", "lastname"})
    reachable = any(lexeme.kind in _CONTACTABLE for lexeme in span)
    return named and reachable and len(labels) >= _LABELS_OF_A_FORM


def _heads(span: Span, index: int) -> bool:
    announced = index + 1 < len(span) and span[index + 1].is_sign(":=")
    return announced or (is_label(span, index) and (index == 0 or is_break(span, index - 1)))


def is_list(span: Span) -> bool:
    """Whether the text is a line of a spreadsheet: a name, an e-mail address and more, parted by signs."""
    entries = span.split(",;|/\n")
    named = len(entries) > 0 and entries[0][0].kind is LexemeKind.WORD and not entries[0][0].has(Tag.FIELD)
    asked = span.has(Tag.FIND, Tag.QUESTION, Tag.UPDATE, Tag.HAS, Tag.COPULA, Tag.AT)
    return (
        named
        and len(entries) >= _ENTRIES_OF_A_LIST
        and span.first_kind(LexemeKind.EMAIL) is not None
        and not asked
    )


def without_boilerplate(span: Span) -> Span:
    """The lines that are about the person; what a mail programme adds above and below is left out."""
    if not any(lexeme.text == "\n" for lexeme in span):
        return span
    kept: list[Lexeme] = []
    for line in lines_of(span):
        if closes_letter(line):
            if any(lexeme.kind is LexemeKind.EMAIL for lexeme in kept):
                break
            continue  # "Best," above the signature
        kept.extend(_of_the_person(line))
    return Span(span.source, tuple(kept))


def closes_letter(line: Span) -> bool:
    """Whether a line only ends a letter; below the person it is about, the writer's own name follows."""
    words = [lexeme for lexeme in line if lexeme.kind is LexemeKind.WORD]
    if " ".join(word.folded for word in words) in WordGroup.LETTER_ENDINGS:
        return True
    said = all(lexeme.has(Tag.FILLER, Tag.THANKS, Tag.FAREWELL) for lexeme in words)
    return len(words) > 0 and said and line.first_kind(*_CONTACTABLE) is None


def without_closing(span: Span) -> Span:
    """``… Thanks, Bob``: who thanks behind the address is the writer of the letter."""
    email = span.first_kind(LexemeKind.EMAIL)
    closing = None if email is None else span.first(Tag.THANKS, Tag.FAREWELL, start=email + 1)
    parted = closing is not None and span[closing - 1].kind is LexemeKind.PUNCTUATION
    return span.cut(0, closing) if parted else span


def lines_of(span: Span) -> list[Span]:
    """The lines, each with the break that ends it."""
    lines: list[Span] = []
    start = 0
    for index in range(len(span)):
        if span[index].text == "\n" or index == len(span) - 1:
            lines.append(span.cut(start, index + 1))
            start = index + 1
    return lines


def _of_the_person(line: Span) -> Span:
    first = line.without_leading()
    headed = len(first) == 1 or (len(first) > 1 and first[1].is_sign(":"))
    if headed and len(first) > 1 and first[0].folded in WordGroup.MAIL_SENDERS:
        return first.cut(2)
    if headed and first[0].folded in WordGroup.MAIL_HEADERS and not first[0].has(Tag.FIELD):
        return line.cut(len(line))
    words = " ".join(lexeme.folded for lexeme in first.cut(0, 3))
    return line.cut(len(line)) if words.startswith(tuple(WordGroup.MAIL_FOOTERS.words())) else line


def without_heading(span: Span) -> tuple[Span, dict[str, str]]:
    """The rest after the announcement, and what that said: a lifecycle stage, a company.

    ``client`` names no stage here: to add "a client" is to add anybody.
    """
    rest, said = _after_colon(span)
    while len(rest) and (rest[0].kind is LexemeKind.PUNCTUATION or _is_heading(rest)):
        if rest[0].has(Tag.STAGE) and not rest[0].folded.startswith("client"):
            said["lifecyclestage"] = rest[0].tags[Tag.STAGE]
        rest = rest.cut(1)
    return rest, said


def _after_colon(span: Span) -> tuple[Span, dict[str, str]]:
    """``new contact for Initech: …``: the words before the first colon, where they are no label."""
    colon = next((i for i, lexeme in enumerate(span) if lexeme.is_sign(":") or lexeme.text == "\n"), None)
    if not colon or span[colon].text == "\n" or span[colon - 1].has(Tag.FIELD):
        return span, {}
    head = span.cut(0, colon)
    announces = head.has(
        Tag.NEW, Tag.CONTACT, Tag.STAGE, Tag.PEOPLE, Tag.FILLER, Tag.THANKS, Tag.CREATE, Tag.MET
    )
    if not announces or any(lexeme.kind is not LexemeKind.WORD for lexeme in head):
        return span, {}
    said: dict[str, str] = {}
    stage = head.first(Tag.STAGE)
    if stage is not None and not head[stage].folded.startswith("client"):
        said["lifecyclestage"] = head[stage].tags[Tag.STAGE]
    at = next((i for i, lexeme in enumerate(head) if i and _introduces_company(head, i)), None)
    if at is not None:
        said["company"] = proper(head.cut(at + 1)).text
    return span.cut(colon + 1), {name: value for name, value in said.items() if value}


def _introduces_company(head: Span, index: int) -> bool:
    lexeme = head[index]
    if lexeme.capitalised:
        return False
    return lexeme.has(Tag.AT) or lexeme.folded in {"for", "pour"}


def _is_heading(span: Span) -> bool:
    """``un nouveau contact nommé``, ``a lead:``: what only announces that a person follows."""
    first = span[0]
    if first.capitalised and not first.has(Tag.NEW, Tag.CONTACT):
        return False
    if first.has(Tag.CREATE):
        return " " in first.text
    elided = first.text.endswith(("'", "’")) and len(span) > 1 and span[1].capitalised  # "d'Ormesson"
    if first.has(Tag.AT) or elided:
        return False
    announces_stage = (
        first.has(Tag.STAGE)
        and len(span) > 1
        and (span[1].is_sign(":") or not is_break(span, 1) or span[1].has(Tag.AT))
    )
    return announces_stage or first.has(
        Tag.DETERMINER,
        Tag.NEW,
        Tag.CONTACT,
        Tag.THAT_ONE,
        Tag.FOR,
        Tag.NAMED,
        Tag.FILLER,
        Tag.PRONOUN,
        Tag.THANKS,
        Tag.GREETING,
    )


def newcomer(span: Span) -> Span | None:
    """``on a un nouveau client : …``, ``just got a new lead, …``: where the new person is announced."""
    start = span.first(Tag.NEW)
    if start is None or start + 1 >= len(span) or span.first_kind(LexemeKind.EMAIL) is None:
        return None
    noun = span[start + 1]
    led = all(
        lexeme.has(Tag.FIND, Tag.FILLER, Tag.HAS, Tag.DETERMINER, Tag.TALK, Tag.NOW)
        for lexeme in span.cut(0, start)
    )
    announced = noun.has(Tag.STAGE, Tag.CONTACT) and not noun.folded.endswith("s")
    return span.cut(start) if led and announced else None


def without_venue(content: Span) -> Span:
    """``… at the fair``, ``… au salon de Lyon``: where somebody was met is no company."""
    for index, lexeme in enumerate(content.cut(0, len(content) - 1)):
        if not lexeme.has(Tag.AT, Tag.PLACE) or lexeme.capitalised:
            continue
        venue = content.cut(index + 1).without_leading(Tag.DETERMINER)
        led = len(venue) < len(content) - index - 1 or lexeme.folded in {"au", "aux"}
        if led and len(venue) and not venue[0].capitalised and not venue[0].has(Tag.FIELD):
            end = next((i for i in range(index + 1, len(content)) if _ends_venue(content, i)), len(content))
            return Span(content.source, content.lexemes[:index] + content.lexemes[end:])
    return content


def _ends_venue(content: Span, index: int) -> bool:
    lexeme = content[index]
    return is_break(content, index) or lexeme.kind is not LexemeKind.WORD or lexeme.has(Tag.AND, Tag.FIELD)


def asides_in(span: Span) -> list[Span]:
    """``…, met her at the fair in Leeds``, ``…, rencontrée au salon``: how one knows somebody.

    What stands in them is nobody's company or town. The part in front names who is meant, and is none.
    """
    asides: list[Span] = []
    start = 0
    for index in range(len(span) + 1):
        if index < len(span) and not is_break(span, index):
            continue
        part = span.cut(start, index)
        met = part.cut(0, 3).first(Tag.MET)
        told = met is not None and not part[met].capitalised and part.first_kind(*_CONTACTABLE) is None
        if start and told and not part.has(Tag.FIELD):
            asides.append(part)
        start = index + 1
    return asides


def is_meeting(span: Span, content: Span) -> bool:
    """``j'ai rencontré Karim, karim@…``: whoever was met and has an address is somebody new."""
    met = span.cut(0, len(span) - len(content) + 1).has(Tag.MET)
    return (
        met
        and content.first_kind(LexemeKind.EMAIL) is not None
        and not content.has(Tag.UPDATE, Tag.TURN, Tag.BECOMES)
    )


def without_note_heading(text: str) -> str | None:
    """The lines below ``call notes:``; None where no such line begins the text."""
    heading, _, notes = text.strip().partition("\n")
    titled = fold(heading).strip(" :-*#=") in WordGroup.NOTE_HEADINGS
    return notes if titled and notes.strip() else None
