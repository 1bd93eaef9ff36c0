"""Holds a new contact against what its values can be, as changes are before they are proposed."""

import re
from dataclasses import replace
from typing import Final

from assistant.language.persons.job_titles import has_legal_form
from assistant.language.persons.new_person import Create
from assistant.language.requests.facts.likely import is_likely
from assistant.language.requests.facts.narrower_values import town_of_company
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.lexer import lex

_NAMES: Final = ("firstname", "lastname")
_CHECKED: Final = ("company", "city", "jobtitle")
_SIGNS: Final = "-'’‑.,&()"
_ELIDED: Final = re.compile(r"[dl]['’](?=[a-z])")
"""No given name begins so: ``CR d'appel`` heads notes."""
_NO_NAME: Final = (Tag.LACKS, Tag.NO_LONGER, Tag.LEAVES, Tag.MOVES, Tag.BECOMES, Tag.POSSESSIVE, Tag.PRONOUN)


def checked(create: Create) -> Create | None:
    """The new contact with unlikely values named as left over; None where what is called a name is none."""
    named = all(_can_name(lex(create.values[part])) for part in _NAMES if part in create.values)
    if not named or _ELIDED.match(create.values.get("firstname", "")):
        return None
    if _is_person(lex(create.values.get("company", ""))) and not has_legal_form(
        lex(create.values["company"])
    ):
        return None
    values = {**create.values, **town_of_company(create.values)}
    loose = [name for name in _CHECKED if not is_likely(name, values.get(name, ""))]
    kept = {name: value for name, value in values.items() if name not in loose}
    return replace(create, values=kept, left=(*create.left, *(values[name] for name in loose)))


def _is_person(company: Span) -> bool:
    """``odile perret``: in small letters a given name begins a person's name sooner than a company's."""
    pair = 2
    plain = all(not one.capitalised and not one.tags for one in company)
    return len(company) == pair and is_given_name(company[0].text) and plain


def _can_name(value: Span) -> bool:
    """Whether words can be part of a name: no ``'s``, no colon, no verb."""
    if value.has(Tag.GENITIVE) or value.source.strip().startswith(("'s", "’s")):
        return False
    return not any(
        (one.kind is LexemeKind.PUNCTUATION and one.text not in _SIGNS)
        or (one.has(*_NO_NAME) and not one.capitalised)
        for one in value
    )
