"""What is longer than a sentence is told so, in the person's language; nothing is ever read of its first part."""

import pytest

from assistant.language.detection import Language
from assistant.language.words.lexer import LONGEST_READ, MOST_LEXEMES, lex, sentence_in
from assistant.offline.grammar import Chat, Message, PlannedCall, PlannedWords, respond
from assistant.offline.grammar.replies import Say, sentence

TOOLS = frozenset({"search_contacts", "create_contact", "update_contact"})
FRENCH = "Bonjour, nous avons parlé de tout cela avec les équipes, et la suite est pour mardi. "
ENGLISH = "Hello, we have talked about all of this with the teams, and the rest is for Tuesday. "


def answer_to(*texts: str) -> PlannedCall | PlannedWords:
    roles = ("user", "assistant")
    talk = [Message(roles[place % 2], text) for place, text in enumerate(texts)]
    return respond(Chat(talk, TOOLS))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "crée Luc Martin luc@exemple.example. " + FRENCH * 30),
        ("en", "create Ann Lee ann@example.com. " + ENGLISH * 30),
        ("en", "please find Ann Lee, " * 60),
        ("fr", "et change son téléphone, " * 80),
    ],
)
def test_a_text_longer_than_a_sentence_is_not_read_and_the_person_is_told_what_to_do(
    language: Language, text: str
):
    assert answer_to(text) == PlannedWords(sentence(Say.TOO_LONG, language))


def test_what_was_asked_before_goes_on_after_a_text_that_was_too_long():
    asked, question = "create Ann Lee", sentence(Say.ASK_EMAIL, "en", name="Ann Lee")
    told = sentence(Say.TOO_LONG, "en")
    answer = answer_to(asked, question, ENGLISH * 40, told, "ann@example.com")
    assert isinstance(answer, PlannedCall)
    assert answer.arguments == {"firstname": "Ann", "lastname": "Lee", "email": "ann@example.com"}


def test_a_dozen_people_with_their_addresses_are_still_one_request():
    people = ", ".join(f"Ann Lee{letter}, ann@{letter}.example" for letter in "abcdefghijkl")
    assert len(lex(f"create {people}")) <= MOST_LEXEMES
    assert isinstance(answer_to(f"create {people}"), PlannedCall)


@pytest.mark.parametrize(
    ("longest", "longer"),
    [
        ("a " * MOST_LEXEMES, "a " * (MOST_LEXEMES + 1)),
        ("a" * LONGEST_READ, "a" * (LONGEST_READ + 1)),
        ("\ufdfa" * (LONGEST_READ // 18), "\ufdfa" * (LONGEST_READ // 18 + 1)),
    ],
    ids=["words", "characters", "characters that stand for many"],
)
def test_the_longest_sentence_is_bounded_in_words_and_in_characters(longest, longer):
    assert sentence_in(longest) is not None
    assert sentence_in(longer) is None


@pytest.mark.parametrize("joined", ["a-", "le-", "jean-"])
def test_a_name_of_many_hyphens_is_one_word(joined):
    assert lex(joined * 20 + "a")[-1].text.endswith("-a")
