"""The log's line of each turn and each decision: what was spent and how it ended, and nobody in it."""

import asyncio
import logging
import re

import pytest

from assistant.agent.limits import TurnLimits
from assistant.models.model_protocol import ModelUnavailable, Reply
from assistant.models.patience import PatientModel
from assistant.models.scripted import ScriptedModel, calls, calls_raw, says
from assistant.telemetry.log_lines import LogLines

LANGUAGE_SECRETS = ("marie", "durand", "exemple", "612345678", "luc", "martin", "199001234", "directrice")


@pytest.fixture
def listeners():
    return [LogLines("gpt-6 luna")]


@pytest.fixture
def lines(caplog):
    """The facts of every line written so far: ``lines("turn")`` or ``lines("decision")``."""
    caplog.set_level(logging.INFO, logger="assistant")

    def of(sort):
        written = [one.getMessage() for one in caplog.records if one.name == "assistant.turns"]
        facts = [re.findall(r'(\w+)=("[^"]*"|\S+)', line) for line in written if line.startswith(f"{sort} ")]
        return [dict(one) for one in facts]

    return of


def find(**who):
    return Reply("", calls("search_contacts", **who).calls, 1000, 20, 400)


async def test_a_turn_is_one_line_with_all_it_has_spent(chat, people, lines):
    talk = chat(find(name="Zoé"), Reply("Found her.", (), 1200, 30, 1000))
    await talk.hears("find Zoé please")
    (line,) = lines("turn")
    expected = {
        "turn": "1",
        "language": "en",
        "outcome": "answered",
        "model": '"gpt-6 luna"',
        "model_calls": "2",
        "uncounted_calls": "0",
        "tool_calls": "1",
        "prompt_tokens": "2200",
        "cached_tokens": "1400",
        "completion_tokens": "50",
        "cost": "0.002800",  # 800 at 2, 1400 at 0.5 and 50 at 10 a million
        "session_tokens": "2250",
        "session_cost": "0.002800",
        "proposals": "0",
        "crm_retries": "0",
    }
    assert {name: line[name] for name in expected} == expected
    assert int(line["crm_calls"]) >= 1
    assert float(line["seconds"]) >= float(line["first_word"]) >= 0
    assert re.fullmatch("[0-9a-f]{8}", line["session"])
    assert "error" not in line


async def test_the_session_s_lines_share_a_reference_and_add_up(chat, people, lines):
    talk, other = chat(Reply("Hi.", (), 100, 10), Reply("Bye.", (), 200, 10)), chat(says("Hello."))
    await talk.hears("hello there")
    await other.hears("hello there")
    await talk.hears("good bye")
    first, others, second = lines("turn")
    assert (first["session"], first["turn"]) == (second["session"], "1")
    assert second["turn"] == "2"
    assert others["session"] != first["session"]
    assert (first["session_tokens"], second["session_tokens"]) == ("110", "320")


async def test_tokens_nobody_has_counted_are_said_to_be_missing(chat, people, lines):
    await chat(says("Hello.")).hears("hello there")
    (line,) = lines("turn")
    assert (line["model_calls"], line["uncounted_calls"], line["prompt_tokens"]) == ("1", "1", "0")
    assert "cost" not in line


@pytest.mark.parametrize(
    ("script", "outcome", "error"),
    [
        ([says("")], "no_answer", None),
        ([ModelUnavailable("busy")], "failed", "ModelUnavailable"),
        ([calls("create_contact", email="ann@b.example"), says("Look.")], "proposed", None),
        ([calls_raw("search_contacts", "{")] * 3, "out_of_corrections", None),
        ([calls("search_contacts", name=name) for name in "abcdef"], "out_of_rounds", None),
    ],
)
async def test_how_a_turn_ended_is_one_word(chat, people, lines, script, outcome, error):
    await chat(*script).hears("add ann@b.example")
    (line,) = lines("turn")
    assert (line["outcome"], line.get("error")) == (outcome, error)


class Silent(ScriptedModel):
    """Never says a word."""

    def __init__(self):
        super().__init__()
        self.was_asked = asyncio.Event()

    async def answer(self, request):
        self.was_asked.set()
        await asyncio.Event().wait()
        yield


async def test_a_turn_past_its_time_and_a_stopped_one_have_their_lines(chat, lines):
    await chat(model=Silent(), limits=TurnLimits(seconds=0.01)).hears("hello there")
    talk = chat(model=Silent())
    turn = asyncio.create_task(talk.hears("hello there"))
    await talk.model.was_asked.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    assert [line["outcome"] for line in lines("turn")] == ["out_of_time", "stopped"]


async def test_every_decision_is_a_line_however_it_is_made(chat, people, lines):
    talk = chat(
        calls("create_contact", email="ann@b.example"),
        says("Look."),
        calls("create_contact", email="bob@b.example"),
        says("Look."),
    )
    made = await talk.is_proposed("add ann@b.example")
    await talk.confirms(made)
    await talk.confirms(made)
    await talk.undoes(made)
    await talk.is_proposed("add bob@b.example")
    await talk.hears("no")
    told = [(line["kind"], line["outcome"]) for line in lines("decision")]
    assert told == [
        ("confirm", "applied"),
        ("confirm", "done"),
        ("undo", "applied"),
        ("cancel", "cancelled"),
    ]
    assert lines("decision")[0]["proposal"] == made.id
    assert int(lines("decision")[0]["crm_calls"]) >= 1


async def test_an_invented_proposal_s_id_is_not_repeated(chat, lines):
    talk = chat()
    _ = [event async for event in talk.conversation.confirm("marie.durand@exemple.fr", "0" * 64)]
    (line,) = lines("decision")
    assert line["outcome"] == "not_yours"
    assert "proposal" not in line


async def test_the_crm_s_retries_are_counted(crm, chat, people, lines):
    crm.faults.next("bad_gateway_html_502", method="POST", times=1)
    await chat(calls("search_contacts", name="Zoé"), says("Found.")).hears("find Zoé please")
    (line,) = lines("turn")
    assert line["crm_retries"] == "1"


LIBRARIES = (
    "openai",
    "httpx",
    "httpx2",
    "httpcore",
    "urllib3",
    "hubspot",
    "asyncio",
    "sqlalchemy",
    "aiosqlite",
)


async def test_nobody_is_in_the_log_even_at_its_most_talkative(crm, chat, people, lines, caplog):
    for name in ("assistant", "hubspot_tools"):
        caplog.set_level(logging.DEBUG, logger=name)
    luc = {
        "firstname": "Luc",
        "lastname": "Martin",
        "email": "luc.martin@exemple.fr",
        "phone": "+33199001234",
    }
    talk = chat(
        calls("search_contacts", name="Marie Durand", email="marie.durand@exemple.fr"),
        calls("durand_martin", name="Luc"),
        calls_raw("search_contacts", '{"name": "Durand"'),
        says("Marie Durand, marie.durand@exemple.fr"),
        calls("create_contact", **luc),
        says("Voici Luc Martin."),
        ModelUnavailable("busy"),
    )
    await talk.hears("Trouve Marie Durand, directrice chez Exemple SA")
    made = await talk.is_proposed("Crée Luc Martin luc.martin@exemple.fr 01 99 00 12 34")
    crm.faults.next("bad_gateway_html_502", method="POST", times=1)
    await talk.confirms(made)
    await talk.hears("Et Marie Durand ?")
    assert len(lines("turn")) == 3
    told = "\n".join(f"{one.name} {one.getMessage()} {one.exc_text or ''}" for one in caplog.records).lower()
    assert [secret for secret in LANGUAGE_SECRETS if secret in told] == []


async def test_a_model_asked_once_more_is_counted(chat, lines):
    async def at_once(_seconds):
        return

    scripted = ScriptedModel(ModelUnavailable("failed"), Reply("Hello.", (), 100, 10))
    await chat(model=PatientModel(scripted, at_once)).hears("hello there")
    (line,) = lines("turn")
    assert (line["model_calls"], line["model_retries"], line["outcome"]) == ("1", "1", "answered")
