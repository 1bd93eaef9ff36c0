"""Answers a question about one value with the value itself.

Anybody who fills in a form writes into the CRM. So only a short, plain line is told, that can be no markup and no
link; all else is left to the card beside the answer, which escapes it.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from assistant.language.detection import Language
from assistant.language.texts import texts_in
from assistant.language.texts.elision import of_whom
from assistant.offline.grammar.property_names import field_name
from assistant.offline.grammar.replies import Say, sentence
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES, PERSONAL_PHONES, PHONES

_SEEN: Final = frozenset({"name", *NAMED_PROPERTIES, OWNER})
"""What a search brings back; what it does not bring may be there all the same."""
_TOLD_WHERE_EMPTY: Final = _SEEN - {LIFECYCLE_STAGE}
"""An unset stage is left to the card, for "is she a customer?" asks for no field."""

_PLAIN: Final = re.compile(r"[\w .,'’+&@/()#°\u00a0\u202f-]{1,80}")
_EMPHASIS: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])|^[\W\d]*[#+-](?=\s|$)")
_NAME: Final = re.compile(r"[\w .'’@-]{1,60}")
_MOST_WORDS: Final = 6
"""A longer line may be a sentence, and somebody else's sentence is no word of ours."""


def told_value(contact: Mapping[str, Any], asked: str, language: Language) -> str:
    """The value that was asked about, that there is none, or that the card shows it."""
    if asked in contact.get("not_shown", ()) or (asked not in _SEEN and asked != "fullname"):
        return sentence(Say.FIELD_UNSEEN, language, field=field_name(asked, language))
    name, value = _value(contact, asked)
    if name == OWNER and value.isdigit():  # there is one, whose name nobody could tell
        return sentence(Say.FIELD_UNSEEN, language, field=field_name(OWNER, language))
    if value and is_plain(value):
        whose = "" if asked == "fullname" else _plain_name(contact)
        return _told(name, _displayed(name, value, language), whose, language)
    if value:
        return sentence(Say.FOUND_ASKED, language, field=field_name(asked, language))
    if asked not in _TOLD_WHERE_EMPTY:
        return sentence(Say.FOUND_ONE, language)
    this = {"fr": "Ce contact", "en": "This contact"}[language]
    label = _lacking(asked, language)
    return sentence(Say.FIELD_EMPTY, language, name=_plain_name(contact) or this, label=label)


def is_plain(value: str) -> bool:
    """Whether a stored value may stand in a sentence of ours: one short line without any markup."""
    words = [word for word in value.split() if any(char.isalpha() for char in word)]
    plain = _PLAIN.fullmatch(value) is not None and not _EMPHASIS.search(value)
    return plain and len(words) <= _MOST_WORDS and not any(word.lower().startswith("www.") for word in words)


def _value(contact: Mapping[str, Any], asked: str) -> tuple[str, str]:
    """The property told of and its value: where one number is missing, another one at which they answer."""
    if asked == "fullname":
        return asked, str(contact.get("name") or "").strip()
    others = PERSONAL_PHONES if asked in PERSONAL_PHONES else ()
    found = (name for name in (asked, *others) if contact.get(name))
    name = next(found, asked)
    return name, str(contact.get(name) or "").strip()


def _plain_name(contact: Mapping[str, Any]) -> str:
    name = str(contact.get("name") or "").strip()
    return name if _NAME.fullmatch(name) and is_plain(name) else ""


def _displayed(name: str, value: str, language: Language) -> str:
    if name == LIFECYCLE_STAGE:
        return texts_in(language).lifecycle_stages.get(value, value)
    return value


def _told(name: str, value: str, whose: str, language: Language) -> str:
    said = field_name(name, language)
    if language == "en":
        owner = f"{whose}’s" if whose else "This contact’s"
        return sentence(Say.VALUE_TOLD, language, whose=owner, label=said, value=value)
    owner = of_whom(whose) if whose else "de ce contact"
    number = f"le {value}" if name in PHONES else value
    return sentence(Say.VALUE_TOLD, language, label=_capital(said), whose=owner, value=number)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _lacking(name: str, language: Language) -> str:
    """``phone number``, ``de téléphone``: a property as it is named where it is empty."""
    said = field_name(name, language)
    if language == "en":
        return said
    noun = re.sub(r"^(le |la |les |l’)", "", said)
    return of_whom(noun)
