"""What an evaluation may spend, and a model that is asked only while that lasts."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from assistant.agent.tokens import CountTokens
from assistant.agent.tools import as_json
from assistant.models.model_protocol import Model, ModelUnavailable, Piece, Reply, Request
from assistant.telemetry.prices import Prices

_OTHER_TOKENIZERS = 2
"""How many times o200k's tokens another model may count for the same text."""

_CHECK_TOKENS = 100
"""More than the check at start takes, in each direction."""


class BudgetSpent(Exception):
    """The next request could cost more than is left."""


class Purse:
    """Money where prices are known, tokens otherwise; ``budget`` None is without end."""

    def __init__(self, budget: float | None, prices: Prices | None, spent: float = 0.0) -> None:
        self.spent = spent
        self.empty = False
        self._budget = budget
        self._prices = prices

    def price(self, prompt: int, cached: int, completion: int) -> float:
        """What an answer costs, in this purse's unit."""
        if self._prices is None:
            return prompt + completion
        return self._prices.of(prompt=prompt, cached=cached, completion=completion)

    def reserve(self, worst: float) -> None:
        """Make sure that so much is left.

        Raises:
            BudgetSpent: it is not, and from now on the purse is empty.
        """
        if self._budget is not None and self.spent + worst > self._budget:
            self.empty = True
            raise BudgetSpent("the budget is spent")


class PaidModel:
    """A model whose every answer is paid for; one that could cost too much is not asked for.

    An answer that was broken off, or whose tokens the server does not tell, is paid as if it had been the
    longest possible.
    """

    def __init__(self, model: Model, purse: Purse, count_tokens: CountTokens, longest_answer: int) -> None:
        """``longest_answer`` is in tokens, thoughts included."""
        self._model = model
        self._longest = longest_answer
        self._purse = purse
        self._count_tokens = count_tokens

    @property
    def label(self) -> str:
        """See `Model.label`."""
        return self._model.label

    async def answer(self, request: Request) -> AsyncGenerator[Piece, None]:
        """See `Model.answer`.

        Raises:
            BudgetSpent: the answer could cost more than is left.
        """
        due = worst = self._purse.price(self._prompt_tokens(request), 0, self._longest)
        self._purse.reserve(worst)
        try:
            async with aclosing(self._model.answer(request)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Reply):
                        due = self._due(piece, worst)
                    yield piece
        except ModelUnavailable:
            due = 0.0
            raise
        finally:
            self._purse.spent += due

    async def check(self) -> None:
        """See `Model.check`; it is paid for whatever comes of it."""
        due = self._purse.price(_CHECK_TOKENS, 0, _CHECK_TOKENS)
        self._purse.reserve(due)
        self._purse.spent += due
        await self._model.check()

    async def close(self) -> None:
        """See `Model.close`."""
        await self._model.close()

    def _due(self, reply: Reply, worst: float) -> float:
        if reply.prompt_tokens is None or reply.completion_tokens is None:
            return worst
        return self._purse.price(reply.prompt_tokens, reply.cached_tokens or 0, reply.completion_tokens)

    def _prompt_tokens(self, request: Request) -> int:
        """More tokens than the request can be on any server."""
        texts = [request.instructions, request.known_contacts or "", *(said.text for said in request.talk)]
        texts += [
            as_json({"tool": tool.name, "is": tool.description, "takes": tool.parameters})
            for tool in request.tools
        ]
        for done in request.rounds:
            texts += [done.text, *(call.arguments for call in done.calls)]
            texts += [returned.content for returned in done.returned]
        return _OTHER_TOKENIZERS * (sum(map(self._count_tokens, texts)) + 100)
