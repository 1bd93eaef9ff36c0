"""Tells whoever watches the service what begins and ends in it, and what that costs.

Log, metrics and spans watch it.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, TypeVar

from assistant.language.detection import Language
from assistant.telemetry.activities import (
    Activity,
    CrmActivity,
    DecisionActivity,
    DecisionKind,
    ModelActivity,
    ToolActivity,
    TurnActivity,
    Usage,
)
from assistant.telemetry.prices import Prices

if TYPE_CHECKING:  # the agent is watched without HubSpot's client
    from hubspot_tools.calls.call_made import CallMade

_current: ContextVar[Activity | None] = ContextVar("current_activity", default=None)
"""What a call to the CRM is made for; carried into tasks and threads as every context variable is."""


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

    def called(self, made: "CallMade") -> None:
        """Take in a call to the CRM that is over; told in the task that made it."""
        call = CrmActivity(
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
            case ModelActivity():
                return self._asked(activity)
            case ToolActivity():
                return Usage(tool_calls=1)
            case CrmActivity(attempts=attempts):
                return Usage(crm_calls=1, crm_retries=max(attempts - 1, 0))
            case _:
                return Usage()

    def _asked(self, asking: ModelActivity) -> Usage:
        prompt, completion = asking.prompt_tokens, asking.completion_tokens
        if prompt is None or completion is None:
            return Usage(model_calls=1, model_retries=asking.retries, uncounted=1)
        cached = asking.cached_tokens or 0
        return Usage(
            model_calls=1,
            model_retries=asking.retries,
            prompt_tokens=prompt,
            cached_tokens=cached,
            completion_tokens=completion,
            cost=self._price(prompt, cached, completion),
        )

    def _price(self, prompt: int, cached: int, completion: int) -> float | None:
        if self._prices is None:
            return None
        return self._prices.of(prompt=prompt, cached=cached, completion=completion)


class SessionWatch:
    """One conversation as the watch sees it: its reference, its turns so far, and what they have spent.

    The reference is a number of its own: a chat's real id opens that chat to whoever knows it.
    """

    def __init__(self, watch: Watch) -> None:
        self.reference = secrets.token_hex(4)
        self.usage = Usage()
        self._turns = 0
        self._watch = watch

    @property
    def place(self) -> str:
        """Where in the log this conversation is: its reference and the number of its latest turn."""
        return f"{self.reference}-{self._turns}"

    @contextmanager
    def answering(self, language: Language) -> Iterator[TurnActivity]:
        """The block is this conversation's next turn."""
        self._turns += 1
        turn = TurnActivity(
            session=self.reference, session_usage=self.usage, number=self._turns, language=language
        )
        with self._watch.during(turn):
            try:
                yield turn
            finally:
                self.usage.add(turn.usage)

    def deciding(self, kind: DecisionKind) -> AbstractContextManager[DecisionActivity]:
        """The block is a person's decision."""
        return self._watch.doing(DecisionActivity(session=self.reference, kind=kind))
