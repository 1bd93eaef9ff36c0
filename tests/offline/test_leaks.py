"""No word of the talk itself ends up in a value: ``existe`` is nobody's name, ``change`` no company's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import CreateMany, Find, Update
from assistant.language.words.lexemes import LexemeKind, Tag
from assistant.language.words.lexer import lex
from assistant.models.messages import UserSaid
from assistant.offline.grammar.dialogue import fold_talk
from assistant.offline.grammar.known_contacts import OnScreen

TALK = (
    Tag.TALK, Tag.QUESTION, Tag.PRONOUN, Tag.POSSESSIVE, Tag.CREATE, Tag.ADD, Tag.UPDATE, Tag.RENAME, Tag.CLEAR,
    Tag.GREETING, Tag.THANKS, Tag.COPULA, Tag.STARTS, Tag.WRONG, Tag.NOT, Tag.NO_LONGER, Tag.LIVES, Tag.MOVES,
)  # fmt: skip
NAMES_TOO = (Tag.DEPARTMENT, Tag.TITLE, Tag.STAGE, Tag.FIELD, Tag.OF, Tag.AND, Tag.DETERMINER)
"""Words that stand in titles and company names as well; so does "sa", the French company form in haste."""
FREE_TEXT = {"firstname", "lastname", "company", "jobtitle", "city", "name"}


def values_of(request):
    """What would be searched or stored as free text, by property."""
    match request:
        case CreateMany(creates=creates):
            for create in creates:
                yield from values_of(create)
        case Create(values=values):
            yield from values.items()
        case Update(person=person, changes=changes):
            yield from [*changes.items(), ("name", person.name if person else "")]
        case Find(query=query):
            yield from query.fields().items()


def leaks(sentence):
    """The words of the talk in the values that a sentence gives, those in quotation marks aside."""
    request = fold_talk([UserSaid(sentence)], OnScreen())[1]
    for name, value in values_of(request):
        if name not in FREE_TEXT or f'"{value}"' in sentence:
            continue
        for word in lex(value):
            spoken = (
                word.kind is LexemeKind.WORD
                and word.has(*TALK)
                and not word.has(*NAMES_TOO)
                and word.text != "sa"
            )
            if spoken and not word.capitalised:
                yield f"{word.text} in {name}={value}"


@pytest.mark.parametrize("language", ["french", "english"])
def test_no_sentence_of_the_tables_leaves_a_word_of_the_talk_in_a_value(language, table):
    found = {sentence: list(leaks(sentence)) for sentence, _wish in table(language)}

    assert {sentence: words for sentence, words in found.items() if words} == {}


OPENINGS = st.sampled_from(
    [
        "",
        "bonjour, ",
        "stp ",
        "tu peux ",
        "est-ce que ",
        "hi ",
        "can u ",
        "do you know if ",
        "je crois que ",
        "I need ",
    ]
)
VERBS = st.sampled_from(
    ["trouve", "cherche", "crée", "ajoute", "change", "mets à jour", "passe", "vide", "find", "add", "update", "make", "who is", "c'est qui", ""]
)  # fmt: skip
PEOPLE = st.sampled_from(
    ["marie dupont", "Marie Dupont", "john smith", "Zoé Le Gall", "luc@ex.example", "son", "her"]
)
LINKS = st.sampled_from(
    ["", " existe", " elle travaille où", ", c'est", " is already there", " works", "'s title is", " qui bosse", " déjà", " doesn't", " n'est plus", " et", " should be", " chez acme", " at Acme", " as", " comme", " habite", " who"]
)  # fmt: skip
ENDINGS = st.sampled_from(
    ["", " stp", " ?", " acheteur", " sales rep", " 06 39 98 00 01", " ann@b.example", " le tel", " his phone", " merci", " chez Globex je crois", " at Globex I think", " : DAF", " en cliente", " pas Dupond"]
)  # fmt: skip


@settings(max_examples=1500)
@given(OPENINGS, VERBS, PEOPLE, LINKS, ENDINGS)
def test_no_way_of_putting_it_leaves_a_word_of_the_talk_in_a_value(opening, verb, person, link, ending):
    assert list(leaks(f"{opening}{verb} {person}{link}{ending}")) == []
