"""The agent: asks the model, runs the tools it calls, and goes round until it has answered."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from assistant.agent.agent_events import Limit, ToolStarted, Waiting, Wrote
from assistant.agent.limits import TurnLimits
from assistant.agent.tools import PreparedCall, Toolbox, ToolResult, UnusableCall, as_json
from assistant.models import protocol
from assistant.models.messages import Round, Said, ToolCall, ToolReturned
from assistant.models.protocol import Model, ModelInterrupted, Piece, Reply, Request, TextDelta
from assistant.telemetry.activities import UNUSABLE, ModelActivity, ToolActivity, TurnActivity, Usage
from assistant.telemetry.watch import Watch


@dataclass(frozen=True, slots=True)
class ToolDone:
    """A call is over; ``result.shown`` is for the screen, if there is anything to show."""

    call_id: str
    result: ToolResult


@dataclass(frozen=True, slots=True)
class GaveUp:
    """The turn ended without an answer, or without a whole one, because a bound was reached."""

    limit: Limit


_NOTICEABLE_SECONDS = 1.0
"""Pauses of the model's server below this are not worth telling anybody."""

AgentEvent = Wrote | Waiting | ToolStarted | ToolDone | GaveUp


@dataclass(slots=True)
class Turn:
    """One message on its way to an answer."""

    instructions: str
    talk: Sequence[Said]
    known_contacts: str | None
    toolbox: Toolbox
    rounds: list[Round] = field(default_factory=list)
    watch: Watch = field(default_factory=Watch)
    answering: TurnActivity = field(default_factory=TurnActivity)
    memory: dict[tuple[str, str], ToolResult] = field(default_factory=dict)
    must_answer: bool = False
    """The model has repeated itself: next it gets to use words only."""
    corrections: int = 0
    """How often it was told that its calls cannot be used."""

    @property
    def usage(self) -> Usage:
        """What the turn has spent so far."""
        return self.answering.usage

    @property
    def results(self) -> Sequence[ToolResult]:
        """What its tools have brought back so far, oldest first."""
        return tuple(self.memory.values())

    def request(self, *, may_call: bool) -> Request:
        """What the model is asked in the next round."""
        return Request(
            instructions=self.instructions,
            talk=self.talk,
            known_contacts=self.known_contacts,
            rounds=tuple(self.rounds),
            tools=self.toolbox.schemas,
            may_call=may_call,
        )


class Agent:
    """A model and the bounds of a turn."""

    def __init__(self, model: Model, limits: TurnLimits) -> None:
        self._model = model
        self._limits = limits

    async def answer(self, turn: Turn) -> AsyncGenerator[AgentEvent, None]:
        """Answer the newest message of the talk.

        Raises:
            ModelError: the model failed; what was streamed before stays on the person's screen.
        """
        deadline = asyncio.get_running_loop().time() + self._limits.seconds
        try:
            async with aclosing(self._rounds(turn, deadline)) as events:
                async for event in events:
                    yield event
        except TimeoutError:
            yield GaveUp(Limit.TIME)

    async def _rounds(self, turn: Turn, deadline: float) -> AsyncGenerator[AgentEvent, None]:
        for calls_left in reversed(range(self._limits.model_calls)):
            may_call = calls_left > 0 and not turn.must_answer
            reply = None
            async with aclosing(self._listen(turn, deadline, may_call=may_call)) as heard:
                async for one in heard:
                    if isinstance(one, Reply):
                        reply = one
                    else:
                        yield one
            if reply is None:
                raise ModelInterrupted("the model's answer has no end")
            if not reply.calls or not may_call:
                if (limit := _limit_reached(reply)) is not None:
                    yield GaveUp(limit)
                return
            async for event in self._execute(turn, reply, deadline):
                yield event
            if turn.corrections > self._limits.corrections:
                yield GaveUp(Limit.CORRECTIONS)
                return

    async def _listen(
        self, turn: Turn, deadline: float, *, may_call: bool
    ) -> AsyncGenerator[Wrote | Waiting | Reply, None]:
        """One answer of the model as it comes; blanks before the first word would be an empty bubble."""
        begun = False
        async with aclosing(self._ask(turn, deadline, may_call=may_call)) as pieces:
            async for piece in pieces:
                match piece:
                    case Reply():
                        yield piece
                    case TextDelta(text=text):
                        begun = begun or bool(text.strip())
                        if begun:
                            yield Wrote(text)
                    case protocol.Delayed(seconds=seconds):
                        if seconds >= _NOTICEABLE_SECONDS:
                            yield Waiting(seconds)

    async def _ask(self, turn: Turn, deadline: float, *, may_call: bool) -> AsyncGenerator[Piece, None]:
        """The model's answer, each piece of it before the deadline: a dripping stream cannot evade it."""
        asking = ModelActivity(model=self._model.label, within=turn.answering)
        with turn.watch.during(asking):
            async with aclosing(self._model.answer(turn.request(may_call=may_call))) as pieces:
                while True:
                    async with asyncio.timeout_at(deadline):
                        piece = await anext(pieces, None)
                    if piece is None:
                        return
                    _note(asking, piece, turn.watch.now())
                    yield piece

    async def _execute(self, turn: Turn, reply: Reply, deadline: float) -> AsyncGenerator[AgentEvent, None]:
        returned, unusable = [], False
        for call in reply.calls:
            prepared = _prepare(turn, call)
            if isinstance(prepared, UnusableCall):
                unusable, result = True, ToolResult(prepared.answer)
                with turn.watch.during(ToolActivity(tool=UNUSABLE, within=turn.answering)) as tried:
                    tried.outcome = UNUSABLE
            elif isinstance(prepared, PreparedCall):
                yield ToolStarted(call.id, call.name, prepared.arguments)
                result = await _run(turn, call, prepared, deadline)
                turn.memory[call.name, prepared.arguments.model_dump_json()] = result
                yield ToolDone(call.id, result)
            else:
                result = prepared
            returned.append(ToolReturned(call.id, as_json(result.content)))
        turn.corrections += unusable
        turn.rounds.append(Round(reply.text, tuple(reply.calls), tuple(returned), reply.carried))


async def _run(turn: Turn, call: ToolCall, prepared: PreparedCall, deadline: float) -> ToolResult:
    running = ToolActivity(tool=call.name, within=turn.answering)
    with turn.watch.doing(running):
        async with asyncio.timeout_at(deadline):
            result = await prepared.run()
        if isinstance(result.shown, Exception):
            running.fail(result.shown)
    return result


def _note(asking: ModelActivity, piece: Piece, now: float) -> None:
    if isinstance(piece, protocol.Delayed):
        asking.retries += 1
        return
    if asking.first_word is None:
        asking.first_word = now - asking.began
    if isinstance(piece, Reply):
        asking.prompt_tokens = piece.prompt_tokens
        asking.cached_tokens = piece.cached_tokens
        asking.completion_tokens = piece.completion_tokens


def _limit_reached(reply: Reply) -> Limit | None:
    """What keeps the last answer of a turn from being one; calls nobody asked for are not run."""
    if reply.calls and not reply.text.strip():
        return Limit.ROUNDS
    return Limit.LENGTH if reply.cut_short else None


def _prepare(turn: Turn, call: ToolCall) -> PreparedCall | ToolResult | UnusableCall:
    """The call, ready to run; its result at once, when it was made before; or why it cannot be run."""
    try:
        prepared = turn.toolbox.prepare(call)
    except UnusableCall as error:
        return error
    known = turn.memory.get((call.name, prepared.arguments.model_dump_json()))
    if known is None:
        return prepared
    turn.must_answer = True
    return known
