"""Reads what is pasted: mails, a table, or a signature below ``update her with this:``."""

from dataclasses import replace
from typing import Final

from assistant.language.persons.mail_thread import copied, is_unread_thread, senders
from assistant.language.persons.new_person import Create, read_card
from assistant.language.persons.pasted_table import is_table
from assistant.language.requests.facts.subject import read_subject
from assistant.language.requests.facts.sure_card import checked
from assistant.language.requests.intents import CreateMany, Intent, Person, Plain, Unsupported, Update
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag, fold
from assistant.language.words.word_groups import WordGroup

_LONGEST_HEAD: Final = 12
"""Words and signs of what announces the pasted lines."""
_NAMES: Final = ("firstname", "lastname")


def read_pasted(text: str) -> Intent | None:
    """What several lines say that are no sentence: an exchange of mails, a table."""
    if also := copied(text):
        return CreateMany(also) if len(also) > 1 else also[0]
    written = senders(text)
    if written is None:
        return Unsupported.TABLE if is_table(text) else Plain.UNKNOWN if is_unread_thread(text) else None
    return Unsupported.WHICH_SENDER if len(written) > 1 else next(iter(written), Create())


def read_pasted_update(content: Span) -> Update | Plain | None:
    """The change that the lines behind its announcement ask for; None where nothing announces them.

    Whoever the pasted lines name is meant, and has to be found; without a name, whoever the announcement means.
    """
    if not content.starts_with(Tag.UPDATE):
        return None
    end = next((i for i, one in enumerate(content.cut(0, _LONGEST_HEAD)) if one.is_sign(":\n")), None)
    head = content.cut(1, end)
    if end is None or head.has(Tag.FIELD) or not any(one.folded in WordGroup.POINTING_BELOW for one in head):
        return None
    card = checked(_read(content.cut(end + 1)))
    if card is None or any(one.kind is not LexemeKind.WORD for one in head):
        return None
    person = _meant(head, " ".join(card.values[part] for part in _NAMES if card.values.get(part)))
    changes = {name: value for name, value in card.values.items() if name not in _NAMES}
    if person is None:
        return Plain.UNKNOWN
    return Update(person, changes, left=card.left) if changes else None


def _read(pasted: Span) -> Create:
    """The pasted values; one word that is no given name is nobody's, but a town or a company."""
    card = read_card(pasted)
    named = all(card.values.get(part) for part in _NAMES) or is_given_name(card.values.get("firstname", ""))
    return card if named else read_card(pasted, dict.fromkeys(_NAMES, ""))


def _meant(head: Span, signed: str) -> Person | None:
    """Whom the announcement and the pasted lines are about; None where they name two."""
    at = next(
        (i for i, one in enumerate(head) if one.has(Tag.WITH) or one.folded in WordGroup.POINTING_BELOW), 0
    )
    subject = read_subject(_whom(head.cut(0, at)))
    person = subject.person if subject is not None else None
    if person is None or person.anaphoric:
        return Person(name=signed) if signed else Person(anaphoric=True)
    same = not signed or fold(signed) == fold(person.name)
    return person if same else None


def _whom(words: Span) -> Span:
    """``la à jour``: who is named, without the rest of the verb."""
    return replace(words, lexemes=tuple(one for one in words if one.folded not in WordGroup.UP_TO_DATE))
