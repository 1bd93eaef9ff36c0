"""Tells whether what a search would look for can be in a contact at all.

A change is held back where a word of it has no place; a search likewise, for "nobody is called so" is false where
the words were none of somebody's name.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from assistant.language.persons.mentions import is_proper, people_named
from assistant.language.requests.facts.likely import is_led
from assistant.language.requests.intents import Find, Query
from assistant.language.words.given_names import PARTICLES, is_given_name, names_somebody
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.lexer import lex, sentence_in
from assistant.language.words.phrasebook import words_of
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup
from assistant.offline.grammar.open_request import Remark, Unread
from assistant.offline.grammar.plausible import is_remark
from assistant.offline.grammar.replies import Say
from assistant.offline.grammar.searched_again import is_surely_name

_VERBAL: Final = (
    Tag.LACKS, Tag.WITHOUT, Tag.NOT, Tag.NO_LONGER, Tag.BECOMES, Tag.MOVES, Tag.LEAVES, Tag.WRONG,
    Tag.REACHED, Tag.NEWS, Tag.TIME, Tag.EXPORT,
)  # fmt: skip
_WRITES: Final = (Tag.UPDATE, Tag.TURN, Tag.CLEAR, Tag.ADD, Tag.CREATE)
_GOVERNED: Final = (Tag.PRONOUN, Tag.POSSESSIVE, Tag.DETERMINER)
_LONGEST_HURRIED: Final = 3
"""Words of a name in small letters; more may be a sentence."""
_ARROWS: Final = frozenset({"->", "=>", "→"})
_MOST_NAMED: Final = 2
_WHOLE_NAME: Final = 2
_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE)
_JOINING: Final = (
    Tag.AND,
    Tag.OF,
    Tag.DETERMINER,
    Tag.PEOPLE,
    Tag.GENITIVE,
    Tag.NAMED,
    Tag.PLACE,
    Tag.AT,
)
_CONTRACTED: Final = frozenset({"ve", "ll", "re", "d", "m"})
"""What follows the apostrophe of a verb drawn together: ``who've``."""
_LISTED: Final = (Tag.PEOPLE, Tag.STAGE, Tag.FIELD, Tag.CONTACT)


def sought(find: Find) -> Find | Remark:
    """The search, or that the words are none: better not searched than answered with "nobody"."""
    if is_remark(find) or tells_of_liking(find):
        return Remark(Say.REMARK)
    return find if is_searchable(find) else Remark(Say.UNKNOWN)


def unread(text: str) -> Unread | Remark:
    """Who alone is named, by first and last name, in a sentence that was not understood."""
    sentence = sentence_in(text) or lex("")
    named = {one.name for one in people_named(sentence) if one.sure} or set(_whole_names(sentence))
    return Unread(named.pop()) if len(named) == 1 else Remark(Say.UNKNOWN)


def _whole_names(sentence: Span) -> Iterator[str]:
    """``Aoife Brennan``: two words with capitals, and no others beside them, that may be a rare name."""
    for is_name, run in groupby(range(len(sentence)), key=lambda place: is_proper(sentence[place])):
        first, *others = run
        if is_name and len(others) == 1 and not sentence.cut(max(0, first - 1), first).has(Tag.AT):
            yield sentence.cut(first, first + 2).text


def is_name_sought(find: Find) -> bool:
    """Whether "nobody is called so" would be true of the words that nobody was found by.

    Words in small letters that nobody asked to look for may be talk, and "best customer" is no name.
    """
    if is_surely_name(find.query.name):
        return True
    if fold(find.query.name) not in fold(find.phrase):
        return False  # "marks and spencer"
    return not find.bare and not any(one.tags and one.folded not in PARTICLES for one in lex(find.query.name))


def is_mere_word(name: str) -> bool:
    """Whether it is one word that means nothing else: nobody may be called ``zorglub``."""
    told = lex(name)
    return len(told) == 1 and not told[0].tags


def is_searchable(find: Find) -> bool:
    """Whether each value of a search can be one: no verb, no count, no word of the grammar alone."""
    told, query = lex(find.phrase), find.query
    if (
        (find.bare and _is_told(told, query))
        or _begins_with_verb(told)
        or _commands_besides(told)
        or _denies(told)
    ):
        return False
    if _is_everyday(lex(query.name)) or (find.bare and _tells_how_it_is(told)):
        return False
    called = lex(query.name)
    if (
        len(called) > _WHOLE_NAME
        and called[len(called) - 1].folded in WordGroup.RELATIONS
        and _is_small(called[-1])
    ):
        return False  # "hannah clarke's boss"
    if find.asked and is_town(lex(query.name)) and not is_given_name(query.name):
        return False  # "the postcode of Omaha"
    values = (query.name, query.company, query.jobtitle, query.text)
    if query.name and (_tells_more(lex(query.text)) or _is_asked_of_another(told, query)):
        return False
    together = all(_stands_together(value, told) for value in values if value)
    return (
        together
        and not _leaves_out(told, find)
        and all(_can_be_name(lex(value)) for value in values[:2] if value)
        and not _names_job(lex(query.name))
    )


def _is_everyday(name: Span) -> bool:
    """``but``, ``others``, ``who've``: words that everybody uses, in small letters, are nobody's name."""
    small = [one for one in name if _is_small(one)]
    if not small or len(small) < len(name) or any(is_given_name(one.text) for one in small):
        return False
    return all(map(_is_nobody, small))


def _is_nobody(lexeme: Lexeme) -> bool:
    groups = (WordGroup.CHATTER, WordGroup.NO_ANSWERS, WordGroup.OTHERS)
    contracted = "'" in lexeme.folded and lexeme.folded.rpartition("'")[2] in _CONTRACTED
    return contracted or any(lexeme.folded in group for group in groups)


def _tells_how_it_is(told: Span) -> bool:
    """``the new one is better``: behind a verb, a word that means nothing else tells how something is."""
    at = told.first(Tag.COPULA)
    if at is None or told.has(Tag.FIELD, Tag.QUESTION, Tag.FIND, Tag.STAGE, Tag.AT, Tag.PLACE):
        return False
    named = names_somebody(told)
    return not named and told.first_kind(*_ENTITIES) is None


def _is_told(told: Span, query: Query) -> bool:
    """``Kyle Jablonski -> Claire``, ``Julie a remplacé Manon``: words that tell something."""
    if any(one.text in _ARROWS for one in told):
        return True
    text = lex(query.text)
    verbal = (
        len(text) > 1
        and _is_small(text[0])
        and (not text[0].tags or text[0].has(Tag.UPDATE))
        and not is_town(text)
    )
    stated = any(one.has(Tag.COPULA) and _is_small(one) for one in told)
    return bool(query.name) and (verbal or (stated and len(text) > 0))


def _denies(told: Span) -> bool:
    """``qui n'est pas encore client``: no search leaves somebody out."""
    return told.has(Tag.STAGE, Tag.AT, Tag.TITLE) and any(
        _is_small(one) and one.has(Tag.NOT, Tag.NO_LONGER, Tag.LACKS) for one in told
    )


def _is_asked_of_another(told: Span, query: Query) -> bool:
    """``(quel) âge a Hugo Chevalier``, ``la taille de Hugo``: what no contact has, and whose."""
    name = lex(query.name)
    if not len(name) or is_given_name(name[0].text) or not _is_small(name[0]):
        return False
    behind = next((i for i, one in enumerate(name) if i and one.has(Tag.OF)), None)
    whose = name.cut(behind + 1) if behind is not None else lex(query.text)
    asks = behind is None or told.starts_with(Tag.DETERMINER, Tag.QUESTION)
    return asks and len(whose) > 0 and is_given_name(whose[0].text)


def _tells_more(text: Span) -> bool:
    """``(karine dubosc) a eu un bébé``: small words behind a name that are no town tell something of it."""
    pair = 2
    words = [one for one in text if one.kind is LexemeKind.WORD]
    return len(words) >= pair and all(map(_is_small, words)) and not is_town(text)


def _stands_together(value: str, told: Span) -> bool:
    """Whether the words of a value stood side by side, as in ``Lumeo c'est Luc Sorel`` they do not.

    Signs and words that join do not part them.
    """
    wanted = words_of(value)
    parts = [words_of(one.text) for one in told if one.kind is not LexemeKind.PUNCTUATION]
    joining = [one.has(*_JOINING) for one in told if one.kind is not LexemeKind.PUNCTUATION]
    said = [
        word
        for part, joins in zip(parts, joining, strict=True)
        if not joins or set(part) & set(wanted)
        for word in part
    ]
    return not wanted or any(
        all(map(_is_word_of, said[at : at + len(wanted)], wanted))
        for at in range(len(said) - len(wanted) + 1)
    )


def _is_word_of(said: str, wanted: str) -> bool:
    return said in {wanted, f"{wanted}s"}


def _leaves_out(told: Span, find: Find) -> bool:
    """Whether an address or number was typed that the search does not look for."""
    person = find.person
    known = {*find.query.fields().values(), *((person.email, person.phone, person.hint) if person else ())}
    return any(one.kind in _ENTITIES and one.text not in known for one in told)


def _begins_with_verb(told: Span) -> bool:
    """``Refile les contacts de Sarah``: what stands before "the contacts" and is no name is a verb."""
    short = 3
    if (
        len(told) < short
        or told[0].tags
        or told[0].kind is not LexemeKind.WORD
        or is_given_name(told[0].text)
    ):
        return False
    behind = told.cut(1)
    listed = behind.without_leading(Tag.DETERMINER, Tag.POSSESSIVE, Tag.ALL)
    return len(listed) < len(behind) and listed.starts_with(*_LISTED) and not behind[0].capitalised


def _commands_besides(told: Span) -> bool:
    """``Sven signed, make him a customer``: behind a sign, a change is asked for that no search can be."""
    return any(
        (sign.is_sign(",;:") or sign.has(Tag.AND))
        and _is_small(verb)
        and verb.has(*_WRITES)
        and after.has(*_GOVERNED)
        for sign, verb, after in zip(told, told.cut(1), told.cut(2), strict=False)
    )


def _can_be_name(value: Span) -> bool:
    small = [one for one in value if _is_small(one)]
    if len(value) > 1 and any(_is_talk(one) for one in small):
        return False
    if is_led(value):
        return False
    telling = [one for one in value if one.folded not in PARTICLES]
    if len(small) == len(value) and len(telling) > _LONGEST_HURRIED:
        return sum(is_given_name(one.text) for one in telling) > 1
    if any(one.has(*_VERBAL) or (one.has(Tag.NO_EMAIL) and " " in one.text) for one in small):
        return False
    if small and _counts(value, small):
        return False
    return len(small) < len(value) or not all(_is_grammar(one) for one in value)


def _names_job(name: Span) -> bool:
    """``Arnaud Pourchet directeur technique``, ``Tyler Brooks - IT Support Manager``: more than a name."""
    parted = any(one.is_sign("-–") for one in name)
    job = any(one.has(Tag.TITLE) and _is_small(one) for one in name)
    return len(name) > _MOST_NAMED and (parted or job)


def _is_talk(lexeme: Lexeme) -> bool:
    """``hasnt``, ``owner``: a word of talk or a property, that may be no part of a hurried name."""
    named = lexeme.folded in PARTICLES or is_given_name(lexeme.text)
    talk = lexeme.has(Tag.TALK) or (lexeme.has(Tag.FIELD) and lexeme.has(Tag.TITLE))
    return talk and not named and not lexeme.has(Tag.OF, Tag.DETERMINER)


def _is_small(lexeme: Lexeme) -> bool:
    return lexeme.kind is LexemeKind.WORD and not lexeme.capitalised


def _counts(value: Span, small: list[Lexeme]) -> bool:
    """``depuis 3 mois``, ``ext 45``: a number beside words in small letters."""
    words = [one for one in small if one.text.isalpha() and one.folded not in PARTICLES]
    return bool(words) and any(one.text[0].isdigit() for one in value)


def _is_grammar(lexeme: Lexeme) -> bool:
    return lexeme.has(Tag.AS, Tag.TO, Tag.COPULA, Tag.PRONOUN, Tag.HAS) and not is_given_name(lexeme.text)


def tells_of_liking(find: Find) -> bool:
    """``remember that Wendy Platt prefers email``: a field that somebody likes is not asked about."""
    told = lex(find.phrase)
    tells = len(told) > 0 and (told[0].has(Tag.TALK) or not told[0].tags)
    verbal = any(_is_small(one) and one.folded in WordGroup.TELLING for one in told)
    return bool(find.query.name) and bool(find.asked) and tells and verbal
