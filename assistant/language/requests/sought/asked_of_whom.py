"""Reads a search whose verb or words name what is asked: ``who owns …``, ``where is … based``."""

from dataclasses import replace

from assistant.language.requests.intents import Find, Query
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.words.given_names import is_given_name, names_somebody
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.lexer import lex
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.properties import OWNER


def read_asked(rest: Span, asked: str) -> Find:
    """A search whose verb names what is asked: ``who owns …``, ``where is … based``."""
    rest = _of_account(rest) if asked in {"role", OWNER} else rest
    if asked == "role" and not _is_about_person(rest):
        return read_find(rest, slot="company" if _is_called(rest) else "jobtitle")
    sought = _unplaced(rest) if asked == "company" else rest
    found = read_find(sought)
    if not asked and (kept := by_keeper(found)) is not None:
        return kept
    if asked in {"role", OWNER}:
        return replace(found, asked=OWNER)
    return replace(found, asked="city" if len(sought) < len(rest) else found.asked or asked)


def _of_account(rest: Span) -> Span:
    """``(qui gère) le compte de Luc Sorel``: whose account it is."""
    account = rest.without_leading(Tag.DETERMINER)
    told = len(account) > 2 and account[0].folded in WordGroup.ACCOUNTS and account[1].has(Tag.OF)  # noqa: PLR2004 - account, "of", and a name
    return account.cut(2) if told else rest


def by_keeper(found: Find) -> Find | None:
    """``le commercial de Félix Martin``: whoever is that of a person, and of no company, is their owner."""
    query = found.query
    kept = query.jobtitle in WordGroup.KEEPERS and is_given_name(query.company.partition(" ")[0])
    return replace(found, query=Query(name=query.company), asked=OWNER) if kept else None


def names_thing(found: Find) -> bool:
    """``(what's) john smith shoe size``: not a name, but something of somebody's that nobody knows here."""
    words = found.query.name.split()
    return not found.asked and len(words) > 2 and not words[-1][0].isupper()  # noqa: PLR2004 - more than a name


def is_thing(found: Find) -> bool:
    """Whether what was asked about is called in small letters, as nobody is: ``is this confidential?``."""
    name = found.query.name
    if not name or found.asked or found.also or lex(found.phrase).has(Tag.COURTESY):
        return False
    return not names_somebody(lex(name))


def _is_about_person(rest: Span) -> bool:
    """``who looks after Hugo Stern``: a person, and no field of work."""
    return is_given_name(rest[0].text) and not rest.has(Tag.AT, Tag.TITLE, Tag.DEPARTMENT)


def _is_called(rest: Span) -> bool:
    """``who runs Greenfield Organics``: words that are no work are a company's."""
    work = rest.has(Tag.TITLE, Tag.DEPARTMENT, Tag.AT, Tag.PLACE)
    unknown = len(rest) > 1 and not any(one.tags for one in rest)
    return not work and (unknown or all(one.capitalised or one.kind is not LexemeKind.WORD for one in rest))


def _unplaced(rest: Span) -> Span:
    """``where is Ann Lee based``: the question is about the town, and the last word is no name."""
    return rest.cut(0, len(rest) - 1) if len(rest) > 1 and rest[-1].folded in WordGroup.STANDING else rest
