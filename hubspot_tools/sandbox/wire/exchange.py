"""One request and its answer: credentials, limits, faults, headers, error bodies around a handler."""

import asyncio
import json
import logging
import sqlite3
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.errors import CrmRefusal, TakenValueError
from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.sqlite_file import UnknownLayoutError
from hubspot_tools.sandbox.wire import faults
from hubspot_tools.sandbox.wire.crm_call import CrmCall, CrmReply
from hubspot_tools.sandbox.wire.faults import Faults, PlannedFault
from hubspot_tools.sandbox.wire.rate_limits import AccountLimits
from hubspot_tools.storage import StorageTrouble, trouble_behind

JSON_TYPE = "application/json;charset=utf-8"
LOGGED_REQUESTS = 1000
HUGE_BYTES = 10_000_000
NO_ANSWER = 0
LONGEST_ADDRESS, LARGEST_BODY = 16_000, 10_000_000

Handler = Callable[[Crm, CrmCall], CrmReply]
Endpoint = Callable[[Request], Awaitable[Response]]

_log = logging.getLogger(__name__)


class LoggedRequest(NamedTuple):
    """A request that was answered; `status` is 0 when the connection was dropped instead."""

    method: str
    path: str
    status: int


class DroppedConnectionError(Exception):
    """A connection that a fault asked to drop."""


class DroppedConnection(Response):
    """No answer: the server closes the connection without having sent a byte.

    A header line that no server can send makes uvicorn, which by then counts the answer as begun, close the
    connection. Its log shows the error, as after a crash.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Close the connection.

        Raises:
            DroppedConnectionError: Always: there is no answer.
        """
        impossible = [(b"x-dropped", b"\r\n")]
        try:
            await send({"type": "http.response.start", "status": 500, "headers": impossible})
        except Exception as refusal:
            raise DroppedConnectionError from refusal
        raise DroppedConnectionError


@dataclass(frozen=True)
class Exchange:
    """What every request goes through.

    Attributes:
        requests: The latest requests, for tests to read.
    """

    crm: Crm
    faults: Faults
    limits: AccountLimits
    requests: deque[LoggedRequest] = field(default_factory=lambda: deque(maxlen=LOGGED_REQUESTS))

    def endpoint(self, handler: Handler) -> Endpoint:
        """The handler as Starlette wants it; the handler itself runs in a thread."""

        async def endpoint(request: Request) -> Response:
            call = await CrmCall.of(request)
            fault = self.faults.take(call.method, call.path)
            response = await self._respond(handler, call, fault)
            status = NO_ANSWER if isinstance(response, DroppedConnection) else response.status_code
            self.requests.append(LoggedRequest(call.method, call.path, status))
            if fault is not None and fault.delay:
                await _wait_or_leave(request, fault.delay)
            return response

        return endpoint

    async def _respond(self, handler: Handler, call: CrmCall, fault: PlannedFault | None) -> Response:
        if fault is not None and not fault.comes_after_the_work:
            early = _spoiled(fault)
            if early is not None:
                return early
        headers: Mapping[str, str] = {}
        try:
            _check_form(call)
            _check_credentials(call)
            budget = self.limits.spend(is_search=call.is_search, enforced=self.faults.rate_limits)
            headers = {} if call.is_search else budget.headers()
            reply = await run_in_threadpool(self._handle, handler, call)
            response = _answered(_swollen(reply, fault), headers)
        except CrmRefusal as refusal:
            response = _refused(_shown_as(refusal, fault), headers)
        if fault is not None and fault.comes_after_the_work:
            return _spoiled(fault) or response
        return response

    def _handle(self, handler: Handler, call: CrmCall) -> CrmReply:
        try:
            self.crm.open()
            return handler(self.crm, call)
        except (sqlite3.Error, UnknownLayoutError) as failure:
            _log.error("The local CRM's database failed: %s", type(failure).__name__)
            trouble = trouble_behind(failure)
            # Whatever else failed may have done so after something was stored.
            unusable = trouble is StorageTrouble.UNUSABLE
            raise (errors.internal_error() if unusable else errors.file_unusable(trouble)) from failure


async def _wait_or_leave(request: Request, seconds: float) -> None:
    """Wait, but no longer than the client does."""

    async def client_left() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(client_left(), seconds)
    except TimeoutError:
        return


def _check_form(call: CrmCall) -> None:
    """Refuse what HubSpot's servers do not read at all."""
    if len(call.path) + len(str(call.query)) > LONGEST_ADDRESS:
        raise CrmRefusal(414, "URI Too Long")
    if len(call.body) > LARGEST_BODY:
        raise CrmRefusal(413, "Request Entity Too Large")
    if call.content_type and call.body and not call.content_type.lower().startswith("application/json"):
        raise CrmRefusal(415, "HTTP 415 Unsupported Media Type")


def _check_credentials(call: CrmCall) -> None:
    scheme, _, token = call.authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise errors.no_credentials()


def _shown_as(refusal: CrmRefusal, fault: PlannedFault | None) -> CrmRefusal:
    if (
        isinstance(refusal, TakenValueError)
        and fault is not None
        and fault.kind in {faults.RACE, faults.CONFLICT}
    ):
        return refusal.with_face(as_conflict=fault.kind == faults.CONFLICT)
    return refusal


def _spoiled(fault: PlannedFault) -> Response | None:
    if fault.kind in {faults.COMMIT_THEN_DROP, faults.DROP_BEFORE_COMMIT}:
        return DroppedConnection()
    if fault.kind == faults.BAD_GATEWAY:
        return error_page(502, "Bad Gateway")
    if fault.kind == faults.GATEWAY_TIMEOUT:
        return error_page(504, "Gateway Timeout")
    answer = fault.answer()
    return None if answer is None else _refused(answer, {})


def _swollen(reply: CrmReply, fault: PlannedFault | None) -> CrmReply:
    if fault is None or fault.kind != faults.HUGE_BODY or reply.body is None:
        return reply
    size = fault.details.get("size", HUGE_BYTES)
    return CrmReply({**reply.body, "padding": "x" * size}, reply.status, reply.headers)


def _refused(refusal: CrmRefusal, headers: Mapping[str, str]) -> Response:
    correlation_id = instants.correlation_id()
    reply = CrmReply(refusal.body(correlation_id), refusal.status, refusal.headers)
    return _answered(reply, headers, correlation_id)


def _answered(reply: CrmReply, headers: Mapping[str, str], correlation_id: str | None = None) -> Response:
    named = {"X-HubSpot-Correlation-Id": correlation_id or instants.correlation_id()}
    every = {**headers, **reply.headers, **named}
    if reply.body is None:
        return Response(status_code=reply.status, headers=every)
    return Response(_json(reply.body), reply.status, {**every, "Content-Type": JSON_TYPE})


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


async def crashed(_request: Request, error: Exception) -> Response:
    """Answer 500, for an error that no handler foresaw.

    Only its kind and place are logged: its text may show values.
    """
    if not isinstance(error, DroppedConnectionError):
        place = traceback.extract_tb(error.__traceback__)[-1]
        _log.error("The local CRM crashed: %s in %s, line %s", type(error).__name__, place.name, place.lineno)
    return _refused(errors.internal_error(), {})


def error_page(status: int, reason: str) -> HTMLResponse:
    """The HTML page that HubSpot's routers answer where no API does."""
    page = (
        "<html>\n<head>\n"
        '<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>\n'
        f"<title>Error {status} {reason}</title>\n</head>\n"
        f"<body><h2>HTTP ERROR {status}</h2>\n<p>Reason:\n<pre>    {reason}</pre></p>\n</body>\n</html>\n"
    )
    return HTMLResponse(page, status)
