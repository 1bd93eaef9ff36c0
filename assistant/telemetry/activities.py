"""What can be under way: kinds, references and numbers, never what anybody said.

Activities lie within each other: the model is asked and tools run within a turn, the CRM is called within a
tool's run or a decision.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from assistant.language.detection import Language

DecisionKind = Literal["confirm", "cancel", "undo", "adopt"]

UNUSABLE = "unusable"
"""Tool and outcome of a call that cannot be run: its name or its arguments are none of ours."""

NOTHING_YET = "no_answer"
"""The outcome of a turn that has shown nothing."""


@dataclass(slots=True)
class Usage:
    """What has been spent so far; tokens as the server counts them.

    ``uncounted`` are the model calls whose tokens the server has not told, which the sums therefore lack.
    ``cost`` is in the currency of the prices, None while nothing with a known price was spent.
    """

    model_calls: int = 0
    model_retries: int = 0
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
        self.model_retries += spent.model_retries
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
class TurnActivity(Activity):
    """A turn: from a person's message to the end of the answer."""

    session: str = ""
    session_usage: Usage = field(default_factory=Usage)
    """What the whole session has spent, this turn included once it has ended."""
    number: int = 0
    """Which turn of its session it is, from 1."""
    language: Language = "en"
    outcome: str = NOTHING_YET
    first_word: float | None = None
    """Seconds until the first words of the answer; None while there are none."""
    proposals: int = 0

    def spoke(self, now: float) -> None:
        """The answer has begun to show, unless it had before."""
        if self.first_word is None:
            self.first_word = now - self.began


@dataclass(slots=True, kw_only=True, eq=False)
class DecisionActivity(Activity):
    """A person's click, or a typed yes or no, about a proposal."""

    session: str = ""
    kind: DecisionKind = "confirm"
    proposal: str = ""
    """The proposal's id, once it is known to be one."""


@dataclass(slots=True, kw_only=True, eq=False)
class ModelActivity(Activity):
    """Tells of one request to the model, its retries included, and its streamed answer.

    Tokens are None where the server does not tell.
    """

    model: str
    retries: int = 0
    first_word: float | None = None
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    completion_tokens: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class ToolActivity(Activity):
    """One tool call; ``tool`` is a tool of ours, never a name the model has made up."""

    tool: str


@dataclass(slots=True, kw_only=True, eq=False)
class CrmActivity(Activity):
    """One call to the CRM, its retries included; ``throttled`` are the 429s among its ``attempts``."""

    operation: str
    attempts: int = 0
    throttled: int = 0
