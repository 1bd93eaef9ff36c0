"""The agent: asks the model, runs the tools it calls, and goes round until it has answered."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TypeVar

from assistant.agent.agent_events import Limit, ToolStarted, Waiting, Wrote
from assistant.agent.limits import TurnLimits
from assistant.agent.stray_calls import StrayCalls
from assistant.agent.tools import PreparedCall, Toolbox, ToolResult, UnusableCall, as_json
from assistant.models import model_protocol
from assistant.models.messages import Round, Said, ToolCall, ToolReturned
from assistant.models.model_protocol import Model, ModelInterrupted, Piece, Reply, Request, TextDelta
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


Some = TypeVar("Some")

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
    """Rounds in which it was told that a call cannot be used."""
    unusable: bool = False
    """Whether this is such a round."""

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

    def end_round(self, reply: Reply, returned: Sequence[ToolReturned]) -> None:
        """Keep what the model said and what its calls returned: it reads both in the next round."""
        self.rounds.append(Round(reply.text, tuple(reply.calls), tuple(returned), reply.carried))
        self.corrections += self.unusable
        self.unusable = False


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
            for calls_left in reversed(range(self._limits.model_calls)):
                may_call = calls_left > 0 and not turn.must_answer
                with turn.watch.during(
                    ModelActivity(model=self._model.label, within=turn.answering)
                ) as asking:
                    heard = _Heard(asking, turn.toolbox.text_without_calls())
                    async with aclosing(self._model.answer(turn.request(may_call=may_call))) as pieces:
                        while (piece := await _within(deadline, anext(pieces, None))) is not None:
                            if (event := heard.take(piece, turn.watch.now())) is not None:
                                yield event
                reply = heard.whole()
                if not reply.calls or not may_call:
                    if (limit := heard.limit_reached(reply)) is not None:
                        yield GaveUp(limit)
                    return
                returned = []
                for call in reply.calls:
                    result = _prepare(turn, call)
                    if isinstance(result, PreparedCall):
                        yield ToolStarted(call.id, call.name, result.arguments)
                        result = await _run(turn, call, result, deadline)
                        yield ToolDone(call.id, result)
                    returned.append(ToolReturned(call.id, as_json(result.content)))
                turn.end_round(reply, returned)
                if turn.corrections > self._limits.corrections:
                    yield GaveUp(Limit.CORRECTIONS)
                    return
        except TimeoutError:
            yield GaveUp(Limit.TIME)


@dataclass(slots=True)
class _Heard:
    """One answer of the model, as far as it has come; calls that are written as text are left out of it."""

    asking: ModelActivity
    words: StrayCalls
    text: str = ""
    reply: Reply | None = None

    def take(self, piece: Piece, now: float) -> Wrote | Waiting | None:
        """Add a piece and return what is to be shown of it.

        Blanks before the first word would be an empty bubble.
        """
        asking = self.asking
        if isinstance(piece, model_protocol.Delayed):
            asking.retries += 1
            return Waiting(piece.seconds) if piece.seconds >= _NOTICEABLE_SECONDS else None
        if asking.first_word is None:
            asking.first_word = now - asking.began
        if isinstance(piece, TextDelta):
            return self._shown(self.words.feed(piece.text))
        self.reply = piece
        asking.prompt_tokens = piece.prompt_tokens
        asking.cached_tokens = piece.cached_tokens
        asking.completion_tokens = piece.completion_tokens
        return self._shown(self.words.finish())

    def _shown(self, text: str) -> Wrote | None:
        self.text = f"{self.text}{text}" if self.text else text.lstrip()
        return Wrote(text) if self.text and text else None

    def whole(self) -> Reply:
        """Return the answer.

        Raises:
            ModelInterrupted: it has no end.
        """
        if self.reply is None:
            raise ModelInterrupted("the model's answer has no end")
        return replace(self.reply, text=self.text) if self.words.found else self.reply

    def limit_reached(self, reply: Reply) -> Limit | None:
        """What keeps the last answer of a turn from being one; calls nobody asked for are not run."""
        if self.words.found and not reply.text.strip():
            return Limit.CORRECTIONS
        if reply.calls and not reply.text.strip():
            return Limit.ROUNDS
        return Limit.LENGTH if reply.cut_short else None


async def _within(deadline: float, awaited: Awaitable[Some]) -> Some:
    """Wait until the deadline of the turn, for each piece anew: a dripping stream cannot evade it.

    Raises:
        TimeoutError: it has passed.
    """
    async with asyncio.timeout_at(deadline):
        return await awaited


async def _run(turn: Turn, call: ToolCall, prepared: PreparedCall, deadline: float) -> ToolResult:
    running = ToolActivity(tool=call.name, within=turn.answering)
    with turn.watch.doing(running):
        result = await _within(deadline, prepared.run())
        if isinstance(result.shown, Exception):
            running.fail(result.shown)
    turn.memory[call.name, prepared.arguments.model_dump_json()] = result
    return result


def _prepare(turn: Turn, call: ToolCall) -> PreparedCall | ToolResult:
    """Make a call ready to run.

    A call made before gives its result at once; an unusable one what tells the model to mend it.
    """
    try:
        prepared = turn.toolbox.prepare(call)
    except UnusableCall as error:
        turn.unusable = True
        with turn.watch.during(ToolActivity(tool=UNUSABLE, within=turn.answering)) as tried:
            tried.outcome = UNUSABLE
        return ToolResult(error.answer)
    known = turn.memory.get((call.name, prepared.arguments.model_dump_json()))
    if known is None:
        return prepared
    turn.must_answer = True
    return known
