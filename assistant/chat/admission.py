"""Says which words of a person are taken, why others are not, and what they may still use today."""

import logging

from assistant.access.daily_use import ASKING, DailyShare, Used
from assistant.access.rights import RightsNow
from assistant.agent.tokens import fits
from assistant.chat.shared_parts import SharedParts
from assistant.chat.talk import Talk
from assistant.language.texts import Texts
from assistant.state.errors import StateUnavailable
from assistant.telemetry.activities import Usage

log = logging.getLogger(__name__)

MAX_INPUT_TOKENS = 4000
_MAX_INPUT_CHARACTERS = 40_000
"""Above this a text is too long whatever its tokens, and counting them would only take time."""


def cleaned(text: str) -> str:
    """Text that can be counted, stored and sent: no lone surrogates, no NUL."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "").strip()


class Admission:
    """Lets what one person begins in, or not."""

    def __init__(self, parts: SharedParts, owner: str, rights: RightsNow, talk: Talk) -> None:
        self._parts = parts
        self._owner = owner
        self.rights = rights
        self._talk = talk
        self._told: set[DailyShare] = set()

    def refusal(self, text: str) -> str | None:
        """Why this is no message of somebody who is here, in a sentence; None where it is one."""
        texts = self._talk.texts
        if not self.rights().may_read:
            return texts.signed_out
        if not text:
            return texts.empty_message
        if len(text) > _MAX_INPUT_CHARACTERS or not fits(text, MAX_INPUT_TOKENS, self._parts.count_tokens):
            return texts.too_long.format(limit=MAX_INPUT_TOKENS)
        return None

    async def message(self) -> str:
        """Count a message; returns what to tell of what is left for today, ``""`` for nothing.

        Raises:
            NotPermitted: nothing is left.
            StateUnavailable: nobody can tell.
        """
        return await self._begin(DailyShare.MESSAGES, *ASKING)

    async def export(self) -> str:
        """Count an export; otherwise as `message`."""
        return await self._begin(DailyShare.EXPORTS)

    async def answered(self, usage: Usage) -> None:
        """Count what an answer has cost; where that cannot be kept, the person has it for nothing."""
        if self._parts.daily_use is None:
            return
        tokens = float(usage.prompt_tokens + usage.completion_tokens)
        amounts = {DailyShare.TOKENS: tokens, DailyShare.MONEY: usage.cost or 0.0}
        try:
            await self._parts.daily_use.add(self._owner, self.rights(), amounts)
        except StateUnavailable as error:
            log.warning("what an answer has used up was not counted: %s", error)

    async def _begin(self, share: DailyShare, *asking: DailyShare) -> str:
        if self._parts.daily_use is None:
            return ""
        low = await self._parts.daily_use.begin(self._owner, self.rights(), share, asking=asking)
        told = [one for one in low if one.share not in self._told or one.is_among_the_last]
        self._told |= {one.share for one in told}
        return " ".join(left_sentence(one, self._talk.texts) for one in told)


def left_sentence(used: Used, texts: Texts) -> str:
    """How much is left for today, or has been used, and when the count begins anew."""
    what = texts.day_shares[used.share.value]
    if used.share in ASKING:
        return texts.day_low_part.format(percent=int(100 * used.amount / used.most), what=what)
    return texts.day_low.format(left=f"{used.most - used.amount:g}", most=f"{used.most:g}", what=what)
