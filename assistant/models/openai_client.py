"""The openai package's client, as both adapters want it."""

from collections.abc import AsyncGenerator
from typing import Final

import httpx2
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout
from pydantic import SecretStr

TIMEOUT = Timeout(25.0, connect=5.0)
"""Seconds without a byte: two tries fit into a turn, whose own bound is `TurnLimits.seconds`."""

LONGEST_REFUSAL: Final = 65_536
"""Bytes of an answer that is an error: the package reads it to its end, wherever that is."""

_NO_KEY = SecretStr("none")
"""A compatible server may need no key, but the client insists on one."""


def connect(key: SecretStr | None, base_url: str | None, *, on_this_machine: bool = False) -> AsyncOpenAI:
    """Return a client that asks once, and only where it was told to.

    How often to ask is `PatientModel`'s to decide. A redirection is not followed: it would carry the talk
    somewhere nobody has chosen. What runs ``on_this_machine`` is asked without the environment's proxy.

    Raises:
        openai.OpenAIError: the package refuses key or address.
    """
    return AsyncOpenAI(
        api_key=(key or _NO_KEY).get_secret_value(),
        base_url=base_url,
        timeout=TIMEOUT,
        max_retries=0,
        http_client=DefaultAsyncHttpxClient(
            follow_redirects=False,
            trust_env=not on_this_machine,
            event_hooks={"response": [_bound_refusal]},
        ),
    )


class _Beginning(httpx2.AsyncByteStream):
    """The first bytes of a longer stream."""

    def __init__(self, whole: httpx2.AsyncByteStream) -> None:
        self._whole = whole

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        left = LONGEST_REFUSAL
        async for chunk in self._whole:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._whole.aclose()


async def _bound_refusal(response: httpx2.Response) -> None:
    """Let no more of an error be read than says what is wrong; packed bytes could stand for any number."""
    if not response.is_success and isinstance(response.stream, httpx2.AsyncByteStream):
        response.headers.pop("content-encoding", None)
        response.stream = _Beginning(response.stream)
