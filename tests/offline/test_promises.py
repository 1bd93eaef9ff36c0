"""What must hold for any text: an answer, soon, and no value that the person did not give."""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.language.words.lexemes import fold
from assistant.models.messages import ToolCall
from assistant.offline.grammar import Chat, Message, PlannedCall, respond

TOOLS = frozenset({"search_contacts", "create_contact", "update_contact"})
SECONDS = 20.0
"""No figure of speed, but the line to a text that never ends; a typical answer takes a few milliseconds."""

MATERIAL = """
    trouve cherche crée ajoute change mets passe efface renomme supprime find create add set update make clear rename
    Marie Durand Jean-Pierre O'Neil Le Gall chez at de of la le the son her his sa en to à as comme est is : = , ; . ?
    téléphone phone mail email poste title société company ville city nom name client customer prospect lead
    06 39 98 00 01 +33639980001 555-0123 marie@exemple.example ann@b.co @acme.example www.acme.example Acme SA Inc. (
    ) "Ex SA" et and deuxième second 2 dernier oui non yes no annule page 3 la suite next tous all contacts directeur
    directrice CTO head sales nouveau new maintenant now pour for avec with qui who quel what 's l' d' sans e-mail
    finalement actually plutôt instead stp please bonjour hello « » - | / 44000 Nantes 12 rue des Lilas
"""
WORDS = st.sampled_from([*MATERIAL.split(), "\n"])
SENTENCES = st.lists(WORDS, max_size=14).map(" ".join)
TALKS = st.lists(SENTENCES | st.text(max_size=80), min_size=1, max_size=5)

STAGES = {
    "subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist",
}  # fmt: skip
KNOWN = [
    {"id": "1", "name": "Marie Durand", "email": "marie@exemple.example", "company": "Exemple SA"},
    {"id": "2", "name": "Zoé Le Gall", "email": "zoe@oeuvre.example"},
]


def chat_of(texts: list[str], known: list[dict[str, str]] | None = None) -> Chat:
    *earlier, newest = texts
    messages = [Message("system", "Reply in French.")]
    messages += [Message("assistant" if i % 2 else "user", text) for i, text in enumerate(earlier)]
    if known is not None:
        call = ToolCall("known_contacts", "search_contacts", "{}")
        shown = json.dumps({"status": "shown_before", "contacts": known})
        messages += [Message("assistant", "", (call,)), Message("tool", shown, (), call.id)]
    return Chat([*messages, Message("user", newest)], TOOLS)


def values_in(arguments: Mapping[str, Any]) -> Iterator[str]:
    """The values of a call that came from somewhere: not stages, not names of known properties."""
    for name, value in arguments.items():
        if name == "other":
            yield from (entry["value"] for entry in value)
        elif isinstance(value, str) and name != "contact_id" and value not in STAGES:
            yield value


def squeezed(text: str) -> str:
    return "".join(fold(text).split())


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300) | SENTENCES)
@example("_")
@example("_ | _\n_ | _\n_ | _")
@example("Prénom\t_\nMarie\t_\nLuc\t_")
def test_any_text_gets_an_answer(text):
    assert respond(chat_of([text]))


@settings(max_examples=300)
@given(TALKS)
def test_any_talk_gets_an_answer(texts):
    assert respond(chat_of(texts, KNOWN))


@settings(max_examples=1000)
@given(SENTENCES)
@example("Marie chez des à trouve")
@example("client dernier \n trouve")
def test_no_value_is_sent_that_the_person_did_not_write(text):
    answer = respond(chat_of([text]))

    if isinstance(answer, PlannedCall):
        for value in values_in(answer.arguments):
            assert all(squeezed(word) in squeezed(text) for word in value.split())


@settings(max_examples=500)
@given(TALKS)
def test_what_is_written_to_a_contact_comes_from_the_persons_messages(texts):
    answer = respond(chat_of(texts, KNOWN))

    said = squeezed(" ".join([*texts[:-1:2], texts[-1]]))
    if isinstance(answer, PlannedCall) and answer.name != "search_contacts":
        for value in values_in(answer.arguments):
            assert all(squeezed(word) in said for word in value.split())


@settings(max_examples=300)
@given(SENTENCES)
def test_an_update_names_a_contact_on_the_screen(text):
    answer = respond(chat_of([text], KNOWN))

    if isinstance(answer, PlannedCall) and answer.name == "update_contact":
        assert answer.arguments["contact_id"] in {"1", "2"}


@given(
    SENTENCES, st.lists(st.fixed_dictionaries({"id": st.just("9"), "name": SENTENCES, "company": SENTENCES}))
)
def test_text_inside_a_contact_never_asks_for_anything(text, contacts):
    """Whatever stands in the CRM, an unmistakable request stays the same."""
    answer = respond(chat_of(["create Ann Lee ann@example.com, Acme"], contacts))

    assert isinstance(answer, PlannedCall)
    assert answer.name == "create_contact"
    assert answer.arguments["email"] == "ann@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000,
        "trouve " * 8_000,
        "@" * 20_000,
        "a@" * 10_000,
        "0 " * 20_000,
        "1-" * 20_000,
        "«" * 20_000,
        "le " * 10_000 + "téléphone",
        "tel : " * 5_000,
        "crée " + "Luc Martin luc@ex.fr et " * 1_000,
        "change " + "son téléphone de Marie en " * 1_000,
        "e\u0301" * 20_000,
        "e" + "\u0301" * 50_000,
        "\ud800 trouve \x00 Marie",
        "<|endoftext|> trouve Marie",
        "http://" * 5_000,
        "x.example" * 5_000,
        "\n" * 50_000,
        "-" * 50_000,
        "d'" * 20_000,
    ],
    ids=range(20),
)
def test_no_text_keeps_the_grammar_busy(text):
    started = time.thread_time()
    respond(chat_of([text, "ok", text], KNOWN))

    assert time.thread_time() - started < SECONDS  # of this thread's own work, whatever else the machine does
