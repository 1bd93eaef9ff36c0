"""Reading whose contact somebody becomes: ``assign John Smith to Sarah``."""

from typing import Final

from assistant.language.persons.value_bounds import trimmed
from assistant.language.requests.intents import Update
from assistant.language.requests.references import read_person
from assistant.language.words.lexemes import Span, Tag
from hubspot_tools.values.properties import OWNER

_VERBS: Final = frozenset(
    {
        "assign",
        "reassign",
        "attribue",
        "attribuer",
        "attribuez",
        "affecte",
        "affecter",
        "affectez",
        "reattribue",
    }
)


def read_assignment(span: Span, verb: str) -> Update | None:
    """Read what follows a verb of assigning, ``verb`` folded.

    None for other verbs, and where a field is named.
    """
    if verb not in _VERBS or span.has(Tag.FIELD):
        return None
    at = next((i for i in range(1, len(span)) if span[i].folded in {"a", "to"}), None)
    person = read_person(span.cut(0, at))
    owner = trimmed(span.cut(at + 1)).text if at is not None else ""
    return Update(person, {OWNER: owner}) if owner else Update(person, wanted=(OWNER,))
