"""A pasted signature leads to a filled form or a proposal, with any model and without one."""

import pytest

from assistant.chat.events import FormOpened, Proposed
from assistant.language.persons.signature import signature_in
from assistant.models.model_protocol import ModelUnavailable
from assistant.models.scripted import calls, says

FRENCH = """Cordialement,

Marie Lefèvre
Directrice commerciale
Acme SAS
Tél. : 01 99 00 12 34 | Mob. 06 39 98 11 22
marie.lefevre@acme.example"""

ENGLISH = """Kind regards,
--
John Smith
Head of Sales | Globex Ltd
T: +44 20 7946 0123
john.smith@globex.example
www.globex.example"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            FRENCH,
            {
                "firstname": "Marie",
                "lastname": "Lefèvre",
                "email": "marie.lefevre@acme.example",
                "phone": "01 99 00 12 34",
                "mobilephone": "06 39 98 11 22",
                "company": "Acme SAS",
                "jobtitle": "Directrice commerciale",
            },
        ),
        (
            ENGLISH,
            {
                "firstname": "John",
                "lastname": "Smith",
                "email": "john.smith@globex.example",
                "phone": "+44 20 7946 0123",
                "company": "Globex Ltd",
                "jobtitle": "Head of Sales",
                "website": "www.globex.example",
            },
        ),
    ],
)
def test_a_signature_is_read_without_a_model(text, said):
    assert signature_in(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "find marie\nmarie@acme.example\nplease",
        "change her phone\nto 01 99 00 12 34\nmarie@acme.example",
        "hello\nhow are you?\nbye",
        "marie.lefevre@acme.example",
        "Marie Lefèvre, marie.lefevre@acme.example",
    ],
)
def test_what_asks_for_something_or_names_nobody_is_no_signature(text):
    assert signature_in(text) == {}


LETTER = "Dear all,\n\n" + "The minutes of our meeting with the whole team are below, as agreed.\n" * 60


@pytest.mark.parametrize("signature", [FRENCH, ENGLISH])
def test_of_a_whole_letter_the_signature_at_its_end_is_read(signature):
    assert signature_in(f"{LETTER}\n{signature}\n") == signature_in(signature) != {}


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        LETTER + FRENCH.partition("\n\n")[2],
        FRENCH + "\n" + LETTER,
        LETTER + FRENCH + "\n" + "Our terms of business apply.\n" * 20,
    ],
    ids=["no signature", "nothing closes the letter", "above the letter", "far above the end"],
)
def test_of_a_whole_letter_nothing_else_is_taken_for_a_signature(text):
    assert signature_in(text) == {}


@pytest.mark.parametrize("script", [(ModelUnavailable("down"),), (says("I do not know what to do."),)])
async def test_a_pasted_signature_fills_a_form_when_the_model_is_away_or_lost(chat, script):
    events = await chat(*script).hears(ENGLISH)
    (opened,) = [event for event in events if isinstance(event, FormOpened)]
    assert opened.form.values["email"] == "john.smith@globex.example"
    assert opened.form.values["lastname"] == "Smith"
    assert opened.form.purpose == "create"


async def test_a_model_that_reads_the_signature_itself_leads_to_its_proposal_alone(chat):
    wanted = {"email": "john.smith@globex.example", "firstname": "John", "lastname": "Smith"}
    events = await chat(calls("create_contact", **wanted), says("Please confirm.")).hears(ENGLISH)
    assert [event for event in events if isinstance(event, FormOpened)] == []
    assert len([event for event in events if isinstance(event, Proposed)]) == 1
