"""What any model adapter owes, said once and tried on both wires, over a mocked transport and over a real socket."""

import asyncio
import json

import pytest
from modelkit.script import (
    Broken,
    CallPart,
    Drip,
    End,
    ErrorInside,
    Nonsense,
    Page,
    Refusal,
    Refused,
    Reset,
    Silence,
    Words,
    streamed,
)
from modelkit.serving import KEY, impatient

from assistant.agent.agent import Agent, GaveUp, Turn
from assistant.agent.agent_events import Limit
from assistant.agent.limits import TurnLimits
from assistant.agent.tools import Tool, Toolbox, ToolResult
from assistant.models import openai_model
from assistant.models.messages import AssistantSaid, Round, ToolCall, ToolReturned, UserSaid
from assistant.models.model_protocol import (
    Delayed,
    ModelBusy,
    ModelInterrupted,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
    Reply,
    Request,
    TextDelta,
    ToolSchema,
)
from hubspot_tools.contacts import CreateContact

TOOL = ToolSchema("search_contacts", "Find contacts.", {"type": "object", "properties": {}, "required": []})
ASK = Request("Be brief.", [UserSaid("find Zoé")], tools=(TOOL,))
HELLO = streamed(Words("Bon"), Words("jour"), End())
BUSY = Refused(429, "rate_limit_exceeded", headers={"retry-after": "7"})
TOOLS_WITH_REASONING = Refused(
    400,
    message="Function tools with reasoning_effort are not supported for gpt-6-luna in /v1/chat/completions. "
    "To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
    param="reasoning_effort",
)


async def pieces_of(model, request=ASK):
    return [piece async for piece in model.answer(request)]


async def reply_to(wire, *parts) -> Reply:
    wire.answers(streamed(*parts))
    last = (await pieces_of(wire.model()))[-1]
    assert isinstance(last, Reply)
    return last


# --- what comes is what was sent ---------------------------------------------------------------


async def test_words_stream_as_they_come_and_end_in_one_reply(wire):
    wire.answers(HELLO)
    assert await pieces_of(wire.model()) == [TextDelta("Bon"), TextDelta("jour"), Reply("Bonjour")]


async def test_tokens_are_counted_as_the_server_counts_them(wire):
    reply = await reply_to(wire, Words("ok"), End(usage=(120, 7, 64)))
    assert (reply.prompt_tokens, reply.completion_tokens, reply.cached_tokens) == (120, 7, 64)


async def test_any_unicode_arrives_whole_and_what_utf_8_cannot_say_is_replaced(wire):
    reply = await reply_to(wire, Words("👩‍💻 e\u0301 <|endoftext|> "), Words("\ud800"), End())
    assert reply.text == "👩‍💻 e\u0301 <|endoftext|> \N{REPLACEMENT CHARACTER}"


ONE, TWO = ToolCall("a", "one", '{"name":"Zoé"}'), ToolCall("b", "two", "{}")
CALLS = {
    "whole": (CallPart("a", "one", '{"name":"Zoé"}'),),
    "letter by letter": (CallPart("a", "one"), *(CallPart("a", arguments=c) for c in '{"name":"Zoé"}')),
    "two, one after the other": (
        CallPart("a", "one", '{"name":'),
        CallPart("a", arguments='"Zoé"}'),
        CallPart("b", "two", "{}", place=1),
    ),
    "two, interleaved": (
        CallPart("a", "one", '{"na'),
        CallPart("b", "two", "{", place=1),
        CallPart("a", arguments='me":"Zoé"}'),
        CallPart("b", arguments="}", place=1),
    ),
    "two under one repeated place": (
        CallPart("a", "one", '{"name":'),
        CallPart("a", arguments='"Zoé"}'),
        CallPart("b", "two", "{"),
        CallPart("b", arguments="}"),
    ),
    "two without any place": (
        CallPart("a", "one", '{"name":', place=None),
        CallPart("a", arguments='"Zoé"}', place=None),
        CallPart("b", "two", "{", place=None),
        CallPart("b", arguments="}", place=None),
    ),
    "places that begin anywhere": (CallPart("a", "one", '{"name":"Zoé"}', 7), CallPart("b", "two", "{}", 3)),
}


@pytest.mark.parametrize("parts", CALLS.values(), ids=CALLS)
async def test_tool_calls_are_put_together_however_they_are_split(wire, parts):
    reply = await reply_to(wire, *parts, End())
    assert reply.calls == ((ONE, TWO) if any(part.call == "b" for part in parts) else (ONE,))


async def test_words_and_a_call_may_come_in_one_answer(wire):
    reply = await reply_to(wire, Words("I will look."), CallPart("a", "one", "{}"), End())
    assert (reply.text, [call.id for call in reply.calls]) == ("I will look.", ["a"])


async def test_calls_that_share_an_id_get_one_each(wire):
    reply = await reply_to(wire, CallPart("a", "one", "{}"), CallPart("a", "two", "{}", place=1), End())
    assert len({call.id for call in reply.calls}) == 2
    assert [call.name for call in reply.calls] == ["one", "two"]


@pytest.mark.parametrize(
    ("sent", "taken"), [("", ""), (None, ""), ({"name": "Zoé"}, '{"name": "Zoé"}'), ("{broken", "{broken")]
)
async def test_arguments_are_text_whatever_the_server_makes_of_them(wire, sent, taken):
    reply = await reply_to(wire, CallPart("a", "one", sent), End())
    assert reply.calls == (ToolCall("a", "one", taken),)


@pytest.mark.parametrize(
    "event", [Nonsense(), Nonsense("5"), Nonsense("null"), Nonsense("[]"), Nonsense("{}")]
)
async def test_events_nobody_knows_are_passed_over(wire, event):
    assert (await reply_to(wire, event, Words("Bonjour"), event, End())).text == "Bonjour"


async def test_an_answer_without_words_is_an_empty_one(wire):
    assert await reply_to(wire, Words(None), End()) == Reply("")


# --- what is not a whole answer ----------------------------------------------------------------


async def test_words_cut_by_their_length_are_an_answer_that_says_so(wire):
    reply = await reply_to(wire, Words("long"), End("length"))
    assert (reply.text, reply.cut_short) == ("long", True)


@pytest.mark.parametrize(
    "parts", [[Refusal("I cannot"), End()], [Words("Bon"), End("filter")], [End("filter")]]
)
async def test_a_refusal_is_told_apart(wire, parts):
    wire.answers(streamed(*parts))
    with pytest.raises(ModelRefused):
        await pieces_of(wire.model())


CALL = CallPart("a", "create_contact", "{}")
CUT = {
    "reset": [Words("Bon"), Reset()],
    "no end": [Words("Bon")],
    "broken JSON": [Words("Bon"), Broken(), End()],
    "JSON without bottom": [Words("Bon"), Broken(b"[" * 100_000), End()],
    "an event without end": [Words("Bon"), Broken(b'{"a":"' + b"x" * 1_100_000 + b'"}'), End()],
    "a number without end": [Words("Bon"), Broken(b"1" * 5_000), End()],
    "no UTF-8": [Words("Bon"), Broken(b'{"a":"\xff\xfe"'), End()],
    "an error inside": [Words("Bon"), ErrorInside()],
    "half a call": [CallPart("a", "create_contact", '{"na'), Reset()],
    "a whole call without the answer's end": [CALL],
    "a call and then an error": [CALL, ErrorInside()],
    "a call cut by length": [CALL, End("length")],
    "without end": [*[Words("x" * 50_000)] * 3, End()],
    "a call without end": [CALL, *[CallPart("a", arguments="x" * 50_000)] * 3, End()],
}


@pytest.mark.parametrize("parts", CUT.values(), ids=CUT)
async def test_an_answer_that_is_not_whole_is_interrupted_and_calls_nothing(wire, parts):
    wire.answers(streamed(*parts))
    ran: list[CreateContact] = []

    async def create(wanted: CreateContact) -> ToolResult:
        ran.append(wanted)
        return ToolResult({})

    toolbox = Toolbox(Tool("create_contact", CreateContact, create))
    answering = Agent(wire.model(), TurnLimits()).answer(
        Turn("Be brief.", [UserSaid("add Zoé")], None, toolbox)
    )
    with pytest.raises(ModelInterrupted):
        _ = [one async for one in answering]
    assert not ran
    assert len(wire.asked) == 1


async def test_a_stream_that_only_drips_cannot_evade_the_turn_s_deadline_and_is_left(wire):
    wire.answers(streamed(Words("Bon"), Drip()))
    turn = Turn("Be brief.", [UserSaid("find Zoé")], None, Toolbox())
    happenings = [one async for one in Agent(wire.model(), TurnLimits(seconds=0.3)).answer(turn)]
    assert happenings[-1] == GaveUp(Limit.TIME)
    assert await wire.is_left()


async def test_stop_closes_the_socket_at_once(wire):
    wire.answers(streamed(Words("Bon"), Drip()))
    begun = asyncio.Event()

    async def ask() -> None:
        async for _ in wire.model().answer(ASK):
            begun.set()

    asking = asyncio.create_task(ask())
    await begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await wire.is_left()


# --- what an operator must mend is never asked again -------------------------------------------


LINES = {
    "401": (Refused(401, "invalid_api_key"), "OPENAI_API_KEY: the server refuses the key"),
    "403": (Refused(403), "OPENAI_API_KEY: the key may not use the model gpt-6-luna"),
    "no such model": (Refused(404, "model_not_found"), "OPENAI_MODEL: the server knows no model gpt-6-luna"),
    "no such model, in a compatible server's words": (
        Refused(404, message='model "gpt-6-luna" not found, try pulling it first'),
        "OPENAI_MODEL: the server knows no model gpt-6-luna",
    ),
    "no such deployment": (Refused(404, "DeploymentNotFound"), "OPENAI_MODEL"),
    "nothing there": (Refused(404, page="404 page not found"), "OPENAI_BASE_URL: there is no "),
    "another method": (Refused(405, page="<html>Method not allowed</html>"), "OPENAI_BASE_URL: there is no "),
    "moved": (Refused(307, page="", headers={"location": "https://elsewhere.example/"}), "OPENAI_BASE_URL"),
    "tools with reasoning": (TOOLS_WITH_REASONING, "set OPENAI_API=responses, or OPENAI_EFFORT=none"),
    "effort": (
        Refused(400, "unsupported_value", param="reasoning.effort"),
        "OPENAI_EFFORT: the model gpt-6-luna",
    ),
    "another parameter": (Refused(400, param="tools[0].strict"), "status 400, parameter tools[0].strict"),
    "a parameter that is none": (Refused(400, param="<b>x</b>"), "(status 400)"),
    "quota": (Refused(429, "insufficient_quota"), "OPENAI_API_KEY: its account has no quota left"),
    "payment": (Refused(402), "OPENAI_API_KEY: its account has no quota left"),
    "unprocessable": (Refused(422), "(status 422)"),
}


@pytest.mark.parametrize(("refused", "line"), LINES.values(), ids=LINES)
async def test_a_configuration_error_names_the_line_to_change_and_is_not_asked_again(wire, refused, line):
    wire.answers(refused, HELLO)
    with pytest.raises(ModelMisconfigured) as failed:
        await pieces_of(wire.model())
    assert line in str(failed.value)
    assert KEY not in str(failed.value)
    assert len(wire.asked) == 1


# --- what passes is asked once more ------------------------------------------------------------


async def test_a_busy_server_is_asked_again_after_the_wait_it_names_and_the_wait_is_told(wire):
    wire.answers(BUSY, HELLO)
    assert await pieces_of(wire.model()) == [
        Delayed(7), TextDelta("Bon"), TextDelta("jour"), Reply("Bonjour"),
    ]  # fmt: skip
    assert wire.slept == [7]
    assert wire.asked[0] == wire.asked[1]


async def test_a_server_busy_for_longer_is_not_waited_for(wire):
    wire.answers(Refused(429, "rate_limit_exceeded", headers={"retry-after": "11"}), HELLO)
    with pytest.raises(ModelBusy) as busy:
        await pieces_of(wire.model())
    assert busy.value.retry_after == 11
    assert not wire.slept


async def test_a_server_that_stays_busy_is_asked_twice_and_says_how_long_to_wait(wire):
    wire.answers(BUSY, Refused(429, headers={"retry-after": "20"}), HELLO)
    with pytest.raises(ModelBusy) as busy:
        await pieces_of(wire.model())
    assert busy.value.retry_after == 20
    assert len(wire.asked) == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "2500"}, 2.5),
        ({"retry-after": "soon"}, 5),
        ({"retry-after": "nan"}, 5),
        ({}, 5),
        ({"retry-after": "-3"}, 0.5),
    ],
)
async def test_the_wait_is_understood_however_it_is_told(wire, headers, seconds):
    wire.answers(Refused(429, headers=headers), HELLO)
    await pieces_of(wire.model())
    assert wire.slept == [seconds]


PASSING = {
    "500": Refused(500),
    "502 as a page": Refused(502, page="<html><h1>Bad gateway</h1></html>"),
    "503": Refused(503),
    "529": Refused(529),
    "408": Refused(408),
    "an error instead of the first word": streamed(ErrorInside()),
    "a break before the first word": streamed(Reset()),
}


@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
async def test_a_failure_before_the_first_word_is_asked_again_once(wire, trouble):
    wire.answers(trouble, HELLO)
    assert (await pieces_of(wire.model()))[-1] == Reply("Bonjour")
    wire.answers(trouble, trouble, HELLO)
    with pytest.raises(ModelUnavailable) as failed:
        await pieces_of(wire.model())
    assert "html" not in str(failed.value)
    assert KEY not in str(failed.value)
    assert len(wire.asked) == 4


async def test_a_rate_limit_told_within_the_stream_is_a_wait_too(wire):
    wire.answers(streamed(ErrorInside("rate_limit_exceeded")), HELLO)
    assert Delayed(5) in await pieces_of(wire.model())


async def test_a_server_that_says_nothing_is_asked_again_once(wire):
    wire.answers(Silence(), Silence(), HELLO)
    with pytest.raises(ModelUnavailable):
        await pieces_of(wire.model(**impatient()))
    assert len(wire.asked) == 2


async def test_nobody_there_is_unavailable_after_two_tries(wire):
    with pytest.raises(ModelUnavailable):
        await pieces_of(wire.model(base_url=wire.nowhere))
    assert len(wire.slept) == 1


# --- what is sent ------------------------------------------------------------------------------


async def test_all_a_model_may_know_is_sent_and_nothing_else(wire):
    call = ToolCall("call_9", "search_contacts", "{}")
    request = Request(
        "Be brief.",
        [UserSaid("Marie"), AssistantSaid("Which one?"), UserSaid("the second")],
        known_contacts='{"contacts":[]}',
        rounds=(Round("", (call,), (ToolReturned("call_9", '{"total":0}'),)),),
        tools=(TOOL,),
        may_call=False,
    )
    wire.answers(HELLO)
    await pieces_of(wire.model(), request)
    (sent,) = wire.asked
    text = json.dumps(sent, ensure_ascii=False)
    places = [text.index(json.dumps(said)[1:-1]) for said in ("Marie", "Which one?", '{"contacts":[]}')]
    assert places == sorted(places)
    assert text.index("the second") < text.index(json.dumps('{"total":0}'))
    assert sent["tool_choice"] == "none"
    assert sent["parallel_tool_calls"] is False
    assert sent["stream"] is True
    assert '"strict": true' in text


async def test_a_call_no_server_would_take_back_is_sent_in_a_form_it_takes(wire):
    odd = ToolCall("call_1", "functions.search contacts!", "{broken")
    request = Request(
        "Be brief.",
        [UserSaid("x")],
        rounds=(Round("", (odd,), (ToolReturned("call_1", "{}"),)),),
        tools=(TOOL,),
    )
    wire.answers(HELLO)
    await pieces_of(wire.model(), request)
    text = json.dumps(wire.asked[0])
    assert "functions_search_contacts_" in text
    assert "broken" not in text


async def test_the_same_question_is_the_same_bytes(wire):
    wire.answers(HELLO, HELLO)
    for _ in range(2):
        await pieces_of(wire.model())
    assert wire.asked[0] == wire.asked[1]
    assert list(wire.asked[0]) == list(wire.asked[1])


# --- the check at start ------------------------------------------------------------------------


async def test_the_check_passes_where_an_answer_begins_and_asks_for_no_more_of_it(wire):
    wire.answers(streamed(Words("ok"), Drip()))
    await wire.model().check()
    assert await wire.is_left()


@pytest.mark.parametrize(("refused", "line"), LINES.values(), ids=LINES)
async def test_the_check_finds_what_an_operator_must_mend(wire, refused, line):
    wire.answers(refused)
    with pytest.raises(ModelMisconfigured) as failed:
        await wire.model().check()
    assert line in str(failed.value)
    assert KEY not in str(failed.value)


async def test_the_check_asks_with_a_tool_and_the_configured_effort_since_some_models_take_not_both(wire):
    wire.answers(HELLO)
    await wire.model("high").check()
    (sent,) = wire.asked
    assert len(sent["tools"]) == 1
    assert "high" in {sent.get("reasoning_effort"), sent.get("reasoning", {}).get("effort")}
    assert 16 in {sent.get("max_completion_tokens"), sent.get("max_output_tokens")}


async def test_the_check_knows_a_web_page_from_a_model(wire):
    wire.answers(Page())
    with pytest.raises(ModelMisconfigured, match="OPENAI_BASE_URL: what answers there is no model's server"):
        await wire.model().check()


async def test_the_check_tells_a_server_in_trouble_from_a_wrong_setting(wire):
    wire.answers(Refused(503), streamed(ErrorInside()), BUSY)
    for _ in range(3):
        with pytest.raises(ModelUnavailable):
            await wire.model().check()


async def test_a_server_still_loading_its_model_passes_the_check(wire, monkeypatch):
    monkeypatch.setattr(openai_model, "PROBE_SECONDS", 0.2)
    wire.answers(streamed(Drip()))
    await wire.model().check()
    assert await wire.is_left()
