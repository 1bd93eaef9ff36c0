"""The rolling window: what of a talk the model still gets to see."""

from collections.abc import Sequence

from assistant.agent.tokens import CountTokens, most_tokens
from assistant.models.messages import Said

MAX_MESSAGES = 5
MAX_TOKENS = 800

_PER_MESSAGE = 3
"""Tokens the chat format spends around each message (OpenAI cookbook, counting tokens)."""


def window(
    talk: Sequence[Said],
    count_tokens: CountTokens,
    *,
    max_messages: int = MAX_MESSAGES,
    max_tokens: int = MAX_TOKENS,
) -> tuple[Said, ...]:
    """Return the newest messages of ``talk``, oldest first, within both bounds.

    A message is kept whole or left out. The newest is always kept, even alone above ``max_tokens``:
    what the person has just said cannot be dropped. The talk itself is never cut.
    """
    newest = talk[-max_messages:]
    if sum(most_tokens(said.text) + _PER_MESSAGE for said in newest) <= max_tokens:
        return tuple(newest)
    kept: list[Said] = []
    left = max_tokens
    for said in reversed(newest):
        left -= count_tokens(said.text) + _PER_MESSAGE
        if kept and left < 0:
            break
        kept.append(said)
    return tuple(reversed(kept))
