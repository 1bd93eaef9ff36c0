"""Serves operators' machines: ``/ready`` for whoever routes traffic, ``/metrics`` for Prometheus."""

import secrets
from collections.abc import Callable, Mapping, Sequence

from chainlit import server
from chainlit.session import ws_sessions_id
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.overview import Overview
from assistant.telemetry.metrics import CONTENT_TYPE
from assistant.ui.server.launch.proxies import is_loopback

Find = Callable[[], Overview | None]
Operates = Callable[[Request], bool]
Ends = Callable[[], bool]
"""Hears that somebody asks whether the server is ready; says whether it is being emptied before its end."""

NOT_SET_UP = "not_set_up"
DRAINING = "draining"
BEARER_NEEDED = "Send METRICS_TOKEN as a bearer token.\n"
FOR_THIS_MACHINE = "The figures are for operators: for this machine, or for whoever brings METRICS_TOKEN.\n"

_FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""Headers by which a proxy shows: then the reader is not the machine that the connection comes from."""


def serve_operators(find: Find, operates: Operates = lambda _: False, ends: Ends = lambda: False) -> None:
    """Add the routes to Chainlit's server, once; see `operator_routes`."""
    app = server.app
    if not getattr(app.state, "serves_operators", False):
        app.state.serves_operators = True
        app.router.routes += operator_routes(find, server.router.prefix, operates, ends)


def operator_routes(
    find: Find, prefix: str = "", operates: Operates = lambda _: False, ends: Ends = lambda: False
) -> list[Route]:
    """Return the routes of ``/ready`` and ``/metrics``.

    ``find`` gives what they tell of, None while the service is not set up; ``operates`` knows who is signed in as an
    operator, and ``ends`` whether the server is about to end.
    """
    return [
        Route(f"{prefix}/ready", _ready(find, ends), methods=["GET"]),
        Route(f"{prefix}/metrics", _metrics(find, operates), methods=["GET"]),
    ]


def _ready(find: Find, ends: Ends) -> Callable[[Request], object]:
    async def ready(_request: Request) -> Response:
        if ends():
            return _readiness([DRAINING], {"server": "The server is about to end and takes no new chats."})
        overview = find()
        readiness = await overview.readiness() if overview is not None else None
        troubles: Sequence[str] = [NOT_SET_UP] if readiness is None else readiness.troubles
        parts = {} if readiness is None else readiness.parts
        return _readiness(troubles, parts)

    return ready


def _readiness(troubles: Sequence[str], parts: Mapping[str, str]) -> Response:
    return JSONResponse(
        {"ready": not troubles, "troubles": list(troubles), "parts": dict(parts)},
        status_code=503 if troubles else 200,
        headers={"Cache-Control": "no-store"},
    )


def _metrics(find: Find, operates: Operates) -> Callable[[Request], object]:
    async def metrics(request: Request) -> Response:
        overview = find()
        if overview is None:
            return PlainTextResponse("The service is not set up.\n", status_code=503)
        refusal = None if operates(request) else _refusal(request, overview.metrics_token)
        return refusal or Response(await overview.figures(len(ws_sessions_id)), media_type=CONTENT_TYPE)

    return metrics


def _refusal(request: Request, token: SecretStr | None) -> Response | None:
    """Why whoever is no operator may not see the figures.

    None for this machine, and for the scraper's token.
    """
    if token is None:
        return None if comes_from_here(request) else PlainTextResponse(FOR_THIS_MACHINE, status_code=403)
    if brings(request, token):
        return None
    return PlainTextResponse(BEARER_NEEDED, status_code=401, headers={"WWW-Authenticate": "Bearer"})


def brings(request: Request, token: SecretStr) -> bool:
    """Whether the reader has brought the token, told apart in constant time."""
    scheme, _, brought = request.headers.get("authorization", "").partition(" ")
    known = token.get_secret_value().encode()
    return scheme.lower() == "bearer" and secrets.compare_digest(brought.strip().encode(), known)


def comes_from_here(request: Request) -> bool:
    """Whether the reader is on this very machine.

    A proxy here speaks for others. One that does not say so cannot be told from a reader; behind it a token
    is needed.
    """
    forwarded = any(name in request.headers for name in _FORWARDING)
    return not forwarded and request.client is not None and is_loopback(request.client.host)
