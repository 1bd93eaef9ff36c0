"""What happens while the agent answers; frozen values."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Wrote:
    """The next words of the model's answer, to be streamed."""

    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The model's server is busy: the turn goes on in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """A tool begins; ``arguments`` are validated."""

    call_id: str
    tool: str
    arguments: BaseModel


class Limit(StrEnum):
    """Why a turn was given up."""

    ROUNDS = "out_of_rounds"
    TIME = "out_of_time"
    CORRECTIONS = "out_of_corrections"
    LENGTH = "out_of_words"
