"""Asks an OpenID provider over HTTP, within bounds."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

import anyio
import httpx2
from pydantic import SecretStr

from assistant.access.company.company_settings import is_safe_address, is_this_machine
from assistant.access.company.errors import SignInUnavailable

TIMEOUT: Final = 10.0
"""Seconds that one question may take, from the first byte sent to the last one read."""

LONGEST_ANSWER: Final = 262_144
"""Bytes; a large company's keys and a token with 200 groups are a tenth of it."""

_SERVER_ERROR: Final = 500
_HEADERS: Final = {"accept": "application/json", "accept-encoding": "identity"}
"""Packed bytes could stand for any number of them."""

_CUT_OFF: Final = (httpx2.HTTPError, httpx2.InvalidURL, anyio.EndOfStream, OSError)

Json = dict[str, Any]


class ProviderCalls:
    """Sends requests to one provider's addresses.

    A redirection is not followed, for it could lead anywhere.

    Every method may raise `SignInUnavailable`.
    """

    def __init__(self, issuer: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._http = httpx2.AsyncClient(
            timeout=TIMEOUT,
            follow_redirects=False,
            headers=_HEADERS,
            transport=transport,
            trust_env=not is_this_machine(issuer),
        )

    async def get(self, address: str, bearer: SecretStr | None = None) -> Json:
        """Return the JSON object that an address holds."""
        headers = {"authorization": f"Bearer {bearer.get_secret_value()}"} if bearer else {}
        status, body = await self._ask("GET", address, headers=headers)
        if status != httpx2.codes.OK:
            raise SignInUnavailable("odd-answer")
        return body

    async def post(
        self, address: str, form: Mapping[str, str], basic: tuple[str, str] | None
    ) -> tuple[int, Json]:
        """Send a form, and return the status and the JSON object of the answer, which may be a refusal."""
        auth = httpx2.BasicAuth(*basic) if basic else None
        return await self._ask("POST", address, data=dict(form), auth=auth)

    async def close(self) -> None:
        """Let go of its connections."""
        await self._http.aclose()

    async def _ask(self, method: str, address: str, **more: Any) -> tuple[int, Json]:
        if not is_safe_address(address):
            raise SignInUnavailable("not-https")
        try:
            async with asyncio.timeout(TIMEOUT), self._http.stream(method, address, **more) as response:
                if response.status_code >= _SERVER_ERROR:
                    raise SignInUnavailable("server-error")
                return response.status_code, _object(await _bounded(response))
        except (TimeoutError, httpx2.TimeoutException):
            raise SignInUnavailable("slow") from None
        except _CUT_OFF:
            raise SignInUnavailable("unreachable") from None


async def _bounded(response: httpx2.Response) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise SignInUnavailable("odd-answer")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > LONGEST_ANSWER:
            raise SignInUnavailable("endless-answer")
    return bytes(body)


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise SignInUnavailable("odd-answer")
    return found
