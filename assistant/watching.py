"""What is under way, for whoever watches the service: kinds, references and numbers, never what anybody said.

Activities lie within each other: the model is asked and tools run within a turn, the CRM is called within a
tool's run or a decision. Listeners (log, metrics, spans) hear when each begins and ends.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from assistant.language import Language
from assistant.prices import Prices
from hubspot_tools.calls import CallMade

DecisionKind = Literal["confirm", "cancel", "undo", "adopt"]

_current: ContextVar["Activity | None"] = ContextVar("current_activity", default=None)
"""What a call to the CRM is made for; carried into tasks and threads as every context variable is."""


@dataclass(slots=True)
class Usage:
    """What has been spent so far; tokens as the server counts them.

    ``uncounted`` are the model calls whose tokens the server has not told, which the sums therefore lack.
    ``cost`` is in the currency of the prices, None while nothing with a known price was spent.
    """

    model_calls: int = 0
    uncounted: int = 0
    tool_calls: int = 0
    crm_calls: int = 0
    crm_retries: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None

    def add(self, spent: "Usage") -> None:
        """Count what something has spent."""
        self.model_calls += spent.model_calls
        self.uncounted += spent.uncounted
        self.tool_calls += spent.tool_calls
        self.crm_calls += spent.crm_calls
        self.crm_retries += spent.crm_retries
        self.prompt_tokens += spent.prompt_tokens
        self.cached_tokens += spent.cached_tokens
        self.completion_tokens += spent.completion_tokens
        if spent.cost is not None:
            self.cost = (self.cost or 0.0) + spent.cost


@dataclass(slots=True, kw_only=True, eq=False)
class Activity:
    """Something that begins and ends; ``began`` is in seconds of a clock that never runs backwards.

    ``outcome`` is one of few words; ``error`` is the name of the exception that ended it, if one did.
    ``usage`` holds what was spent in it, and in everything within it that has ended.
    """

    within: "Activity | None" = None
    began: float = 0.0
    seconds: float = 0.0
    outcome: str = "ok"
    error: str | None = None
    usage: Usage = field(default_factory=Usage)

    def fail(self, error: BaseException) -> None:
        """Remember which sort of error ended it, and nothing of what it says."""
        stopped = isinstance(error, asyncio.CancelledError | GeneratorExit)
        self.outcome = "stopped" if stopped else "failed"
        self.error = None if stopped else type(error).__name__


@dataclass(slots=True, kw_only=True, eq=False)
class Answering(Activity):
    """A turn: from a person's message to the end of the answer."""

    session: "SessionWatch | None" = None
    number: int = 0
    """Which turn of its session it is, from 1."""
    language: Language = "en"
    first_word: float | None = None
    """Seconds until the first words of the answer; None while there are none."""
    proposals: int = 0

    def spoke(self, now: float) -> None:
        """The answer has begun to show, unless it had before."""
        if self.first_word is None:
            self.first_word = now - self.began


@dataclass(slots=True, kw_only=True, eq=False)
class Deciding(Activity):
    """A person's click, or a typed yes or no, about a proposal."""

    session: "SessionWatch | None" = None
    kind: DecisionKind = "confirm"
    proposal: str = ""
    """The proposal's id, once it is known to be one."""


@dataclass(slots=True, kw_only=True, eq=False)
class AskingModel(Activity):
    """One request to the model and its streamed answer; tokens are None where the server does not tell."""

    model: str
    first_word: float | None = None
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    completion_tokens: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class RunningTool(Activity):
    """One tool call; ``tool`` is a tool of ours, never a name the model has made up."""

    tool: str
    call_id: str = ""


@dataclass(slots=True, kw_only=True, eq=False)
class CallingCrm(Activity):
    """One call to the CRM, its retries included; ``throttled`` are the 429s among its ``attempts``."""

    operation: str
    attempts: int = 0
    throttled: int = 0


Some = TypeVar("Some", bound=Activity)


class Listener(Protocol):
    """Hears of every activity, in the task it happens in; must be quick and must not raise."""

    def began(self, activity: Activity) -> None:
        """It has just begun; only its own facts are known."""
        ...

    def ended(self, activity: Activity) -> None:
        """It is over: outcome, seconds and usage are final."""
        ...


class Watch:
    """Tells its listeners what begins and ends, and adds up what it costs."""

    def __init__(
        self,
        listeners: Sequence[Listener] = (),
        *,
        prices: Prices | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._listeners = tuple(listeners)
        self._prices = prices
        self.now = clock

    def session(self) -> "SessionWatch":
        """Begin to watch a conversation."""
        return SessionWatch(self)

    @contextmanager
    def during(self, activity: Some) -> Iterator[Some]:
        """The block is the activity; an exception that leaves it is how it ended."""
        self._begin(activity)
        try:
            yield activity
        except BaseException as error:
            activity.fail(error)
            raise
        finally:
            activity.seconds = self.now() - activity.began
            self._end(activity)

    @contextmanager
    def doing(self, activity: Some) -> Iterator[Some]:
        """The same, and the CRM's calls in the block belong to it; never around a ``yield`` of a generator.

        A generator's caller would find the activity still current in its own context.
        """
        with self.during(activity):
            before = _current.set(activity)
            try:
                yield activity
            finally:
                _current.reset(before)

    def called(self, made: CallMade) -> None:
        """Take in a call to the CRM that is over; told in the task that made it."""
        call = CallingCrm(
            operation=made.sort.name.lower(),
            within=_current.get(),
            began=self.now() - made.seconds,
            seconds=made.seconds,
            attempts=made.attempts,
            throttled=made.throttled,
        )
        if made.error is not None:
            call.fail(made.error)
        for listener in self._listeners:
            listener.began(call)
        self._end(call)

    def _begin(self, activity: Activity) -> None:
        activity.began = self.now()
        for listener in self._listeners:
            listener.began(activity)

    def _end(self, activity: Activity) -> None:
        activity.usage.add(self._own_usage(activity))
        if activity.within is not None:
            activity.within.usage.add(activity.usage)
        for listener in self._listeners:
            listener.ended(activity)

    def _own_usage(self, activity: Activity) -> Usage:
        """What an activity has spent besides those within it."""
        match activity:
            case AskingModel():
                return self._asked(activity)
            case RunningTool():
                return Usage(tool_calls=1)
            case CallingCrm(attempts=attempts):
                return Usage(crm_calls=1, crm_retries=max(attempts - 1, 0))
            case _:
                return Usage()

    def _asked(self, asking: AskingModel) -> Usage:
        prompt, completion = asking.prompt_tokens, asking.completion_tokens
        if prompt is None or completion is None:
            return Usage(model_calls=1, uncounted=1)
        cached = asking.cached_tokens or 0
        return Usage(
            model_calls=1,
            prompt_tokens=prompt,
            cached_tokens=cached,
            completion_tokens=completion,
            cost=self._prices and self._prices.of(prompt=prompt, cached=cached, completion=completion),
        )


class SessionWatch:
    """One conversation as the watch sees it: its reference, its turns so far, and what they have spent.

    The reference is a number of its own: a chat's real id opens that chat to whoever knows it.
    """

    def __init__(self, watch: Watch) -> None:
        self.reference = secrets.token_hex(4)
        self.usage = Usage()
        self._turns = 0
        self._watch = watch

    @contextmanager
    def answering(self, language: Language) -> Iterator[Answering]:
        """The block is this conversation's next turn."""
        self._turns += 1
        turn = Answering(session=self, number=self._turns, language=language)
        with self._watch.during(turn):
            try:
                yield turn
            finally:
                self.usage.add(turn.usage)

    def deciding(self, kind: DecisionKind) -> AbstractContextManager[Deciding]:
        """The block is a person's decision."""
        return self._watch.doing(Deciding(session=self, kind=kind))
