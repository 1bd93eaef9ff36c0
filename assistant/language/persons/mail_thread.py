"""Finds who wrote the mails of a pasted exchange: ``add the sender`` above or below its headers."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.language.persons.companies import is_firm
from assistant.language.persons.new_person import Create, read_card
from assistant.language.persons.pasted_text import closes_letter
from assistant.language.words.given_names import split_name
from assistant.language.words.lexemes import LexemeKind, Tag
from assistant.language.words.lexer import lex
from assistant.language.words.word_groups import WordGroup

_LONGEST_LINE: Final = 300
_MOST_LINES: Final = 400
_LINES_AT_AN_END: Final = 3
_LINES_OF_A_SIGNATURE: Final = 8
_SENDER: Final = re.compile(r"(?:^|[\s>*|:,(])(?:from|de|exp[ée]diteur|sender)\s?:", re.IGNORECASE)
_WROTE: Final = re.compile(r"(?:wrote|a écrit)\s?:\s*$", re.IGNORECASE)
_BEHIND_DATE: Final = re.compile(r"^.*\d(?:\s?[ap]m)?\s?,?\s", re.IGNORECASE)
_COPY: Final = re.compile(r"\b(?:en copie|in copy|on copy|copied|cc(?:'?d)?)\b", re.IGNORECASE)
_COPIED: Final = re.compile(r"(?:cc|copie)\s?:(?P<people>.*)$", re.IGNORECASE)
_MOST_COPIED: Final = 5
_COMMANDS: Final = (Tag.UPDATE, Tag.TURN, Tag.CLEAR, Tag.RENAME, Tag.FIND, Tag.CREATE, Tag.ADD)
_OWN_NUMBER: Final = re.compile(
    r"\b(?:mon|my|me (?:on|at|au|sur)|m['’](?:appeler|joindre|contacter)|me (?:joindre|rappeler|contacter))\b",
    re.IGNORECASE,
)
_NEXT_HEADER: Final = re.compile(r"\s(?:to|à|sent|envoyé|subject|objet|date|cc)\s?:", re.IGNORECASE)


def senders(text: str) -> tuple[Create, ...] | None:
    """Who wrote the mails of an exchange, each once; None where nobody asks for a new contact from one.

    Nobody, where the writer is asked for and no header says who that is.
    """
    lines = [line.strip() for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    said = [line for line in lines if line]
    ends = dict.fromkeys([*said[:_LINES_AT_AN_END], *said[-_LINES_AT_AN_END:]])
    wished = any(map(_asks_for_writer, ends))
    found = {create.values["email"].casefold(): create for create in _writers(lines)}
    if wished or (found and any(map(_asks_for_them, ends))):
        return tuple(found.values())
    if not found or not any(map(_SENDER.match, said[:_LINES_AT_AN_END])):
        return None
    commanded = any(
        lex(line[:_LONGEST_LINE]).starts_with(*_COMMANDS) for line in ends if not _SENDER.match(line)
    )
    return None if commanded else tuple(found.values())


def times_written(text: str) -> Iterator[tuple[int, int]]:
    """Where lines that say who wrote a quoted mail say when.

    ``On Mon, Mar 3, 2025 at 10:12, Ann Lee wrote:`` is one.
    """
    start = 0
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        when = _BEHIND_DATE.match(line) if len(line) <= _LONGEST_LINE and _WROTE.search(line) else None
        if when is not None and "@" not in when[0]:
            yield start, start + when.end()
        start += len(line) + 1


def is_unread_thread(text: str) -> bool:
    """Whether a text is the mail of somebody of whom only a name is known: ``On Tue, Bob Slydel wrote:``."""
    lines = [line.strip() for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    quoted = any(line.startswith(">") for line in lines)
    return quoted and any(_WROTE.search(line[:_LONGEST_LINE]) and "@" not in line for line in lines)


def copied(text: str) -> tuple[Create, ...]:
    """Who got a mail as a copy, where they are asked for as new contacts; nobody else."""
    lines = [line.strip() for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    asked = next((line for line in lines if line), "")[:_LONGEST_LINE]
    if not _COPY.search(asked) or not lex(asked).has(Tag.ADD, Tag.CREATE):
        return ()
    heads = (_COPIED.match(line[:_LONGEST_LINE]) for line in lines)
    people = (
        part for head in heads if head for part in head["people"].split(">", _MOST_COPIED)[:_MOST_COPIED]
    )
    read = (_written_by(f"{part.strip(' ,;')}>") for part in people)
    return tuple(Create(values) for values in read if values)


def _asks_for_writer(line: str) -> bool:
    words = lex(line[:_LONGEST_LINE])
    return words.has(Tag.SENDER) and words.has(Tag.ADD, Tag.CREATE)


def _asks_for_them(line: str) -> bool:
    """``add him``, ``ajoute-la``: and nothing else on the line."""
    words = lex(line[:_LONGEST_LINE]).without_leading(Tag.FILLER, Tag.GREETING)
    rest = words.cut(1).without_trailing(Tag.FILLER, Tag.THANKS)
    pronouns = (Tag.PRONOUN, Tag.POSSESSIVE, Tag.DETERMINER, Tag.CONTACT)
    return (
        words.starts_with(Tag.ADD, Tag.CREATE) and len(rest) > 0 and all(each.has(*pronouns) for each in rest)
    )


def _writers(lines: list[str]) -> Iterator[Create]:
    for index, line in enumerate(lines):
        header = _header(line[:_LONGEST_LINE])
        written = _written_by(header) if header else {}
        if written:
            signed = _signed(lines[index + 1 :], written)
            yield Create({**signed.values, **written}, left=signed.left)


def _header(line: str) -> str:
    """What a line says of the writer of a mail; empty for all other lines."""
    headers = list(_SENDER.finditer(line))
    if headers:
        said = line[headers[-1].end() :]
        following = _NEXT_HEADER.search(said)
        return said[: following.start()] if following else said
    if _WROTE.search(line):
        return _BEHIND_DATE.sub("", line)
    return ""


def _written_by(header: str) -> dict[str, str]:
    """Name and address: ``"Clark, Ines" <ines@…>``, ``ines@… (Ines Clark)``."""
    words = lex(header)
    at = words.first_kind(LexemeKind.EMAIL)
    if at is None:
        return {}
    email = words[at]
    before = header[: email.start].strip(" \t\"'<([,“”«»*>")
    behind = header[email.end :].partition("(")[2].partition(")")[0].strip(" \t\"'")
    said = before or behind
    values = {"email": email.text}
    if not said or "@" in said or not any(char.isalpha() for char in said):
        return values
    name = lex(said)
    if is_firm(name) or any(word.folded in WordGroup.MAILBOXES for word in name):
        return values | {"company": said}
    parts = split_name(name)
    return {"firstname": parts.first, "lastname": parts.last, **values}


def _signed(lines: list[str], writer: dict[str, str]) -> Create:
    """What the signature below a mail says of its writer; nothing where it is not clear whose it is."""
    body = lines[: next((i for i, line in enumerate(lines) if _header(line[:_LONGEST_LINE])), len(lines))]
    begins = _signature_start(body, writer)
    if begins is None:
        return Create(_own_number(body))
    below = [line[:_LONGEST_LINE] for line in body[begins:] if line][:_LINES_OF_A_SIGNATURE]
    card = read_card(lex("\n".join(below))) if below else Create()
    signed = card.values
    named = [signed.get(part, "").casefold() for part in ("firstname", "lastname")]
    same = named == [writer.get(part, "").casefold() for part in ("firstname", "lastname")]
    other = signed.get("email", writer["email"]).casefold() != writer["email"].casefold()
    own = _own_number(body[:begins])
    return Create({**own, **signed}, left=card.left) if same and any(named) and not other else Create(own)


def _signature_start(body: list[str], writer: dict[str, str]) -> int | None:
    """Where the signature begins: behind the words that close the letter, else with the writer's name."""
    called = " ".join(filter(None, (writer.get("firstname"), writer.get("lastname")))).casefold()
    for index, line in enumerate(body):
        if line == "--" or (line and closes_letter(lex(line[:_LONGEST_LINE]))):
            return index + 1
        if called and line.casefold().rstrip(" ,.") == called:
            return index
    return None


def _own_number(lines: list[str]) -> dict[str, str]:
    """The one number that a letter calls its writer's own: ``my new number is 020…``."""
    spans = [lex(line[:_LONGEST_LINE]) for line in lines if line and _OWN_NUMBER.search(line[:_LONGEST_LINE])]
    numbers = [one.text for span in spans for one in span if one.kind is LexemeKind.PHONE]
    return {"phone": numbers[0]} if len(numbers) == 1 else {}
