"""The openai package's client, as both adapters want it."""

from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout
from pydantic import SecretStr

TIMEOUT = Timeout(25.0, connect=5.0)
"""Seconds without a byte: two tries fit into a turn, whose own bound is `TurnLimits.seconds`."""

_NO_KEY = SecretStr("none")
"""A compatible server may need no key, but the client insists on one."""


def connect(key: SecretStr | None, base_url: str | None, *, on_this_machine: bool = False) -> AsyncOpenAI:
    """A client that asks once, and only where it was told to.

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
        http_client=DefaultAsyncHttpxClient(follow_redirects=False, trust_env=not on_this_machine),
    )
