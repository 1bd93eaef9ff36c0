"""Reads what asks for a new contact, and what only adds a value to one that is there."""

from typing import Final

from assistant.language.persons.labelled_values import is_label, read_items
from assistant.language.persons.new_person import (
    Create,
    names_several,
    read_card,
    split_creations,
    without_purpose,
)
from assistant.language.persons.pasted_text import is_signature
from assistant.language.persons.related_person import related_person
from assistant.language.persons.value_bounds import is_break
from assistant.language.requests.changes import read_update
from assistant.language.requests.contrast import without_mistaken
from assistant.language.requests.facts.sure_card import checked
from assistant.language.requests.intents import CreateMany, Intent, Plain, Unsupported, Update
from assistant.language.requests.references import read_person
from assistant.language.requests.whose_field import tells_whose
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup

_LONGEST_COUNT: Final = 6
_AROUND_COUNTS: Final = (
    Tag.DETERMINER,
    Tag.NEW,
    Tag.CONTACT,
    Tag.PEOPLE,
    Tag.ALL,
    Tag.BOTH,
    Tag.FILLER,
    Tag.NEXT,
)


def create_from(rest: Span) -> Intent:
    """One new contact or several; a question where two people may be mixed up or a name is none."""
    parts = split_creations(_uncounted(without_mistaken(rest)))
    if any(map(names_several, parts)):
        return Unsupported.TWO_PEOPLE
    read = tuple(checked(read_card(part)) for part in parts)
    creates = tuple(create for create in read if create is not None)
    if len(creates) < len(read):
        return Plain.UNKNOWN
    return creates[0] if len(creates) == 1 else CreateMany(creates)


def _uncounted(rest: Span) -> Span:
    """``these two: …``, ``les deux suivants : …``: how many follow is no part of a name."""
    colon = next((i for i in range(1, min(len(rest), _LONGEST_COUNT)) if rest[i].is_sign(":")), 0)
    counted = any(one.folded in WordGroup.COUNTS for one in rest.cut(0, colon))
    told = all(one.folded in WordGroup.COUNTS or one.has(*_AROUND_COUNTS) for one in rest.cut(0, colon))
    return rest.cut(colon + 1) if counted and told else rest


def add_to(rest: Span) -> Intent:
    """``ajoute Luc Martin`` creates; ``ajoute le téléphone 06… à Marie`` and ``add his mobile`` change."""
    if rest.starts_with(Tag.CREATE) or rest.without_leading(Tag.DETERMINER).starts_with(Tag.CONTACT):
        return create_from(rest)
    rest = without_purpose(rest)
    body = rest.without_leading(Tag.DETERMINER, Tag.NEW, Tag.POSSESSIVE, Tag.PRONOUN)
    if len(body) < len(rest) and body.cut(0, 1).text != "\n" and is_signature(body):
        return create_from(body)
    if not len(body):
        return Update() if rest.has(Tag.POSSESSIVE) else Create()
    owned = rest.cut(0, len(rest) - len(body)).has(Tag.POSSESSIVE, Tag.PRONOUN)
    related = related_person(rest, body) if owned else None
    if related is not None:
        return related
    if body[0].has(Tag.CONTACT) or (body[0].has(Tag.STAGE) and not owned):
        return create_from(rest)
    aim = body.first(Tag.FOR)
    stage = aim is not None and body.cut(aim + 1).without_leading(Tag.DETERMINER, Tag.NEW).starts_with(
        Tag.STAGE
    )
    aimed_at = aim is not None and not stage and not any(is_break(body, i) for i in range(1, aim))
    entity = body[0].kind in {LexemeKind.PHONE, LexemeKind.EMAIL} and aimed_at
    named = body[0].capitalised and not is_label(body, 0)
    owned = owned or tells_whose(body)
    aimed = rest[0].folded in {"a", "to"} and rest.has(Tag.FIELD)  # "ajoute à Hugo le poste …"
    changes = owned or aimed or (body[0].has(Tag.FIELD) and not named) or entity
    return read_update(rest.cut(1) if aimed else rest, "add") if changes else create_from(rest)


def add_to_record(rest: Span) -> Update | None:
    """``(ajoute) à la fiche d'Ann : ville Pau``, ``(add to) Ann's record: title buyer``: no new contact."""
    colon = next((i for i, lexeme in enumerate(rest) if lexeme.is_sign(":")), 0)
    owner = rest.cut(0, colon)
    owned = owner.first(Tag.GENITIVE)
    aimed = len(owner) > 1 and owner[0].folded in {"a", "to", "sur", "on"}
    if not (owned or aimed) or not owner.has(Tag.CONTACT) or not rest.cut(colon + 1).starts_with(Tag.FIELD):
        return None
    return Update(read_person(owner.cut(0, owned)), read_items(rest.cut(colon + 1)).values)


def _is_headed(content: Span) -> bool:
    """``contact : Samia Benhamou, cardiologue, s.benhamou@…``: a heading, and several values below it."""
    several = 2
    headed = content[0].has(Tag.CONTACT) and content.cut(1, several).text == ":"
    parts = sum(is_break(content, i) for i in range(several, len(content)))
    return headed and parts >= several and content.first_kind(LexemeKind.EMAIL) is not None


def added_at_the_end(content: Span) -> Intent | None:
    """``nouveau prospect : …`` and ``… tu peux l'ajouter ?``: a creation whose verb is not in front."""
    if _is_headed(content):
        return create_from(content.cut(2))
    noun = content[1] if len(content) > 1 else content[0]
    if content[0].has(Tag.NEW) and noun.has(Tag.STAGE, Tag.CONTACT) and not noun.folded.endswith("s"):
        return create_from(content)
    passive = next((i for i in range(1, len(content)) if content[i].folded in WordGroup.TO_BE_ADDED), None)
    if passive is not None and not content[passive].capitalised:
        return create_from(Span(content.source, content.lexemes[:passive] + content.lexemes[passive + 1 :]))
    verb = content.first(Tag.ADD, Tag.CREATE, start=max(1, len(content) - 2))
    if verb is None or content.first_kind(LexemeKind.EMAIL) is None:
        return None
    return create_from(content.cut(0, verb).without_trailing(Tag.FILLER, Tag.PRONOUN, Tag.DETERMINER))
