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
_NEXT_HEADER: Final = re.compile(r"\s(?:to|à|sent|envoyé|subject|objet|date|cc)\s?:", re.IGNORECASE)


def senders(text: str) -> tuple[Create, ...] | None:
    """Who wrote the mails of an exchange, each once; None where nobody asks for a new contact from one.

    Nobody, where the writer is asked for and no header says who that is.
    """
    lines = [line.strip() for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    said = [line for line in lines if line]
    ends = [*said[:_LINES_AT_AN_END], *said[-_LINES_AT_AN_END:]]
    wished = any(map(_asks_for_writer, ends))
    found = {create.values["email"].casefold(): create for create in _writers(lines)}
    if wished or (found and any(map(_asks_for_them, ends))):
        return tuple(found.values())
    return tuple(found.values()) if len(found) > 1 and _SENDER.match(said[0]) else None


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
            yield Create({**_signed(lines[index + 1 :], written), **written})


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


def _signed(lines: list[str], writer: dict[str, str]) -> dict[str, str]:
    """What the signature below a mail says of its writer; nothing where it is not clear whose it is."""
    body = lines[: next((i for i, line in enumerate(lines) if _header(line[:_LONGEST_LINE])), len(lines))]
    closing = [
        i
        for i, line in enumerate(body)
        if line and (line == "--" or closes_letter(lex(line[:_LONGEST_LINE])))
    ]
    if not closing:
        return {}
    below = [line[:_LONGEST_LINE] for line in body[closing[0] + 1 :] if line][:_LINES_OF_A_SIGNATURE]
    signed = dict(read_card(lex("\n".join(below))).values) if below else {}
    named = [signed.get(part, "").casefold() for part in ("firstname", "lastname")]
    same = named == [writer.get(part, "").casefold() for part in ("firstname", "lastname")]
    other = signed.get("email", writer["email"]).casefold() != writer["email"].casefold()
    return signed if same and any(named) and not other else {}
