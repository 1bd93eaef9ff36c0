"""How bytes reach HubSpot: bounded in time and size, never twice, and nothing personal in the log.

hubspot-api-client brings neither a deadline nor a limit on the size of an answer, and urllib3 beneath it
repeats timed-out GETs three times by itself. `BoundedPool` replaces the client's connection pool.
"""

import io
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from hubspot_tools.calls.api_version import DEFAULT_VERSION, ApiVersion, path_in

_CHATTY_LOGGERS = (
    "urllib3.connectionpool",
    "urllib3.connection",
    "urllib3.poolmanager",
    "urllib3.response",
    "urllib3.util.retry",
)

_CHUNK = 65_536
_ADDRESS = re.compile(r"(?<![\w.+%'-])[\w.+%'-]+(?:@|%40)[\w.%-]+", re.IGNORECASE)
_QUERY = re.compile(r"\?\S*")


T = TypeVar("T")

HearHeaders = Callable[[Mapping[str, str]], None]


class Unreached(Exception):
    """The request never got to the server: it may be sent again, whatever it was."""


class AnswerLost(Exception):
    """The request may have got to the server, and no usable answer came back."""


class RefusedAnswer(Exception):
    """An answer that is no success, in the shape of the client's own exceptions."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(str(status))
        self.status = status
        self.headers = headers
        self.body = body.decode(errors="replace")


@dataclass(frozen=True)
class Bounds:
    """How long and how much: seconds to connect, seconds for the whole answer, bytes of its body."""

    connect_seconds: float = 3.0
    answer_seconds: float = 10.0
    body_bytes: int = 2_000_000
    streamed_bytes: int = 64_000_000
    """Of a body that is read entry by entry and never held whole."""

    @property
    def request_timeout(self) -> tuple[float, float]:
        """The same, as hubspot-api-client's ``_request_timeout`` takes it."""
        return self.connect_seconds, self.answer_seconds

    @property
    def longest_call(self) -> float:
        """Seconds after which nobody waits any longer for a call that was sent."""
        return self.connect_seconds + 2 * self.answer_seconds


class BoundedPool(urllib3.PoolManager):
    """Pools connections within bounds.

    It gives up in time, reads no more than it may, follows no redirect, repeats nothing. Whatever version the client
    writes into a path, ``version`` is what is asked for.
    """

    def __init__(
        self,
        bounds: Bounds,
        *,
        connections: int,
        version: ApiVersion = DEFAULT_VERSION,
        hear: HearHeaders | None = None,
        **options: Any,
    ) -> None:
        """``hear`` is told the headers of every answer, on the thread that asked."""
        super().__init__(num_pools=2, maxsize=connections, retries=False, **options)
        self._bounds = bounds
        self._version = version
        self._hear = hear

    def urlopen(  # type: ignore[override]  # hubspot-api-client calls it by these names only
        self,
        method: str,
        url: str,
        redirect: bool = False,  # noqa: FBT001, FBT002 - urllib3's signature
        **options: Any,
    ) -> urllib3.BaseHTTPResponse:
        """Send once and read the whole answer.

        Raises:
            Unreached: no connection came about.
            AnswerLost: anything that went wrong later, an answer too long or too slow included.
        """
        del redirect  # a redirect would carry the token elsewhere
        deadline = time.monotonic() + self._bounds.answer_seconds
        options |= {"retries": False, "preload_content": False}
        try:
            response = super().urlopen(method, path_in(self._version, url), redirect=False, **options)
            self._heard(response)
            return self._read(response, deadline)
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise Unreached(type(error).__name__) from None
        except (HTTPError, OSError) as error:
            untrusted = any(isinstance(part, ssl.SSLCertVerificationError) for part in error.args)
            kind = Unreached if untrusted else AnswerLost
            raise kind(type(error).__name__) from None

    def read_streamed(
        self, url: str, headers: Mapping[str, str], read: Callable[[Iterator[bytes]], T], **options: Any
    ) -> T:
        """Get what may be long, and read its body as it arrives.

        Raises:
            Unreached: no connection came about.
            AnswerLost: anything that went wrong later, a body that ``read`` refuses with ValueError included.
            RefusedAnswer: the answer is no success.
        """
        deadline = time.monotonic() + self._bounds.answer_seconds
        address = path_in(self._version, url)
        try:
            response = super().urlopen(
                "GET",
                address,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                **options,
            )
            self._heard(response)
            if response.status != HTTPStatus.OK:
                told = self._read(response, deadline)
                raise RefusedAnswer(response.status, dict(response.headers), told.data)
            try:
                return read(self._chunks(response, deadline, self._bounds.streamed_bytes))
            finally:
                response.close()
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise Unreached(type(error).__name__) from None
        except (HTTPError, OSError) as error:
            raise AnswerLost(type(error).__name__) from None
        except (ValueError, RecursionError) as error:
            raise AnswerLost(type(error).__name__) from None

    def _heard(self, response: urllib3.BaseHTTPResponse) -> None:
        if self._hear is not None:
            self._hear(response.headers)

    def _read(self, response: urllib3.BaseHTTPResponse, deadline: float) -> urllib3.BaseHTTPResponse:
        body = bytearray()
        try:
            for chunk in self._chunks(response, deadline, self._bounds.body_bytes):
                body += chunk
        except BaseException:
            response.close()
            raise
        response.release_conn()
        return urllib3.HTTPResponse(
            body=io.BytesIO(body),  # bytes would do, but for an empty body urllib3 would then tell of None
            headers=response.headers,
            status=response.status,
            reason=response.reason,
            decode_content=False,
        )

    @staticmethod
    def _chunks(response: urllib3.BaseHTTPResponse, deadline: float, most: int) -> Iterator[bytes]:
        size = 0
        while chunk := response.read1(_CHUNK, decode_content=True):
            size += len(chunk)
            if size > most:
                raise AnswerLost("TooLong")
            if time.monotonic() > deadline:
                raise AnswerLost("TooSlow")
            yield chunk


class PersonalDataFilter(logging.Filter):
    """Strikes e-mail addresses and query strings from log records.

    It drops tracebacks, which may repeat them.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; it always passes."""
        message = _QUERY.sub("?…", _ADDRESS.sub("…", record.getMessage()))
        record.msg, record.args = message, ()
        record.exc_info = record.exc_text = None
        return True


class NothingBelowWarning(logging.Filter):
    """Drops debug records: the client's hold whole answers, and there is no telling what is in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass."""
        return record.levelno >= logging.WARNING


def keep_logs_clean(client_packages: tuple[str, ...]) -> None:
    """Put the two filters on the loggers of both libraries, once each.

    They are urllib3 and hubspot-api-client's ``client_packages``.
    """
    filters = [(name, PersonalDataFilter) for name in _CHATTY_LOGGERS]
    silent = [(f"{package}.rest", NothingBelowWarning) for package in client_packages]
    for name, kind in (*filters, *silent):
        logger = logging.getLogger(name)
        if not any(isinstance(one, kind) for one in logger.filters):
            logger.addFilter(kind())
