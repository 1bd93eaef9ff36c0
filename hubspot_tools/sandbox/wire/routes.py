"""The local CRM as an ASGI application: which path leads to which call."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hubspot_tools.sandbox.crm import Crm, Options
from hubspot_tools.sandbox.portals.sample_portal import SamplePortal
from hubspot_tools.sandbox.wire import (
    account_calls,
    association_calls,
    batch_calls,
    company_calls,
    contact_calls,
)
from hubspot_tools.sandbox.wire.exchange import Exchange, Handler, LoggedRequest, crashed, error_page
from hubspot_tools.sandbox.wire.faults import Faults
from hubspot_tools.sandbox.wire.rate_limits import AccountLimits

DATE_VERSIONS = ("2026-03", "2026-09")
CONTACTS = ("contacts", "0-1")
COMPANIES = ("companies", "0-2")

RouteRow = tuple[str, str, Handler]

_CONTACT_ROWS: Sequence[RouteRow] = (
    ("GET", "", contact_calls.list_contacts),
    ("POST", "", contact_calls.create),
    ("POST", "/search", contact_calls.search),
    ("POST", "/merge", contact_calls.merge),
    ("POST", "/gdpr-delete", contact_calls.gdpr_delete),
    ("POST", "/batch/read", batch_calls.read),
    ("POST", "/batch/create", batch_calls.create),
    ("POST", "/batch/update", batch_calls.update),
    ("POST", "/batch/upsert", batch_calls.upsert),
    ("POST", "/batch/archive", batch_calls.archive),
    ("GET", "/{contact_id}", contact_calls.read),
    ("PATCH", "/{contact_id}", contact_calls.update),
    ("DELETE", "/{contact_id}", contact_calls.archive),
)
_COMPANY_ROWS: Sequence[RouteRow] = (
    ("GET", "", company_calls.list_companies),
    ("POST", "/search", company_calls.search),
    ("POST", "/batch/read", company_calls.batch_read),
    ("GET", "/{company_id}", company_calls.read),
)
_ASSOCIATION_BATCH_ROWS: Sequence[RouteRow] = (
    ("POST", "/{to_type}/batch/read", association_calls.batch_of_contacts),
    ("POST", "/{to_type}/batch/associate/default", association_calls.batch_add_default),
    ("POST", "/{to_type}/batch/archive", association_calls.batch_remove),
)
_ASSOCIATION_ROWS: Sequence[RouteRow] = (
    ("PUT", "/default/{to_type}/{to_id}", association_calls.add_default),
    ("PUT", "/{to_type}/{to_id}", association_calls.add),
    ("DELETE", "/{to_type}/{to_id}", association_calls.remove),
    ("GET", "/{to_type}", association_calls.of_contact),
)


def build_app(  # noqa: PLR0913 - whatever may be different about an account comes together here
    database: Path | str,
    *,
    faults: Faults | None = None,
    limits: AccountLimits | None = None,
    portal: SamplePortal | None = None,
    samples: bool = True,
    search_delay: float = 0.0,
    fold_accents: bool = True,
) -> Starlette:
    """HubSpot's HTTP contract for contacts, on a SQLite file.

    The file is opened when the application starts or at the first request, whichever comes first.
    `app.state` carries `crm` (the contacts), `faults`, `limits`, and `requests`: the latest requests as
    `(method, path, status)`, the status 0 when the connection was dropped.

    Args:
        database: Where the contacts are kept; ":memory:" forgets them at the end.
        faults: What shall go wrong; nothing by default.
        limits: Counts the calls, and with `faults.rate_limits` refuses too many; by default on the machine's clock.
        portal: Which account it is; the everyday one by default.
        samples: Whether an empty database gets the account's sample records.
        search_delay: Seconds until a write shows in searches. HubSpot's index lags by some seconds.
        fold_accents: Whether `query` and CONTAINS_TOKEN ignore accents; HubSpot does not say whether it does.
    """
    options = Options(portal, samples=samples, search_delay=search_delay, fold_accents=fold_accents)
    crm = Crm(database, options)
    exchange = Exchange(crm, faults or Faults(), limits or AccountLimits())

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(crm.open)
        yield
        await run_in_threadpool(crm.close)

    async def no_such_route(request: Request, refusal: Exception) -> Response:
        status = refusal.status_code if isinstance(refusal, HTTPException) else 404
        exchange.requests.append(LoggedRequest(request.method, request.url.path, status))
        return error_page(status, "Method Not Allowed" if status == 405 else "Not Found")  # noqa: PLR2004 - HTTP

    app = Starlette(
        routes=[
            Route(path, exchange.endpoint(handler), methods=[method])
            for method, path, handler in _rows(exchange)
        ],
        exception_handlers={404: no_such_route, 405: no_such_route, Exception: crashed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.crm, app.state.faults = crm, exchange.faults
    app.state.limits, app.state.requests = exchange.limits, exchange.requests
    return app


def _rows(exchange: Exchange) -> Iterator[RouteRow]:
    families = ["/crm/v3/objects", *(f"/crm/objects/{version}" for version in DATE_VERSIONS)]
    for family in families:
        for contacts in CONTACTS:
            yield from ((method, f"{family}/{contacts}{path}", call) for method, path, call in _CONTACT_ROWS)
    for family in ["/crm/v4/objects", *families]:
        for contacts in CONTACTS:
            root = f"{family}/{contacts}/{{contact_id}}/associations"
            yield from ((method, f"{root}{path}", call) for method, path, call in _ASSOCIATION_ROWS)
    for family in families:
        for companies in COMPANIES:
            yield from ((method, f"{family}/{companies}{path}", call) for method, path, call in _COMPANY_ROWS)
    for root in ("/crm/v4/associations", *(f"/crm/associations/{version}" for version in DATE_VERSIONS)):
        for contacts in (*CONTACTS, "contact"):
            batches = _ASSOCIATION_BATCH_ROWS
            yield from ((method, f"{root}/{contacts}{path}", call) for method, path, call in batches)
    yield from _neighbour_rows(exchange)


def _neighbour_rows(exchange: Exchange) -> Iterator[RouteRow]:
    for version in ("v3", *DATE_VERSIONS):
        dated = version != "v3"
        properties = f"/crm/properties/{version}" if dated else "/crm/v3/properties"
        validations = f"/crm/property-validations/{version}" if dated else "/crm/v3/property-validations"
        owners = f"/crm/owners/{version}" if dated else "/crm/v3/owners"
        account = f"/account-info/{version}"
        for contacts in CONTACTS:
            yield "GET", f"{properties}/{contacts}", account_calls.list_properties
            yield "GET", f"{properties}/{contacts}/{{name}}", account_calls.read_property
            yield "GET", f"{validations}/{contacts}", account_calls.list_validations
            schema = f"/crm-object-schemas/{version}/schemas/{contacts}"
            yield "GET", schema, account_calls.read_schema
        yield "GET", owners, account_calls.list_owners
        yield "GET", f"{owners}/", account_calls.list_owners  # as HubSpot's own Python client asks
        yield "GET", f"{owners}/{{owner_id}}", account_calls.read_owner
        yield "GET", f"{account}/details", account_calls.account_details
        yield "GET", f"{account}/api-usage/daily/private-apps", account_calls.daily_usage(exchange.limits)
    yield "POST", "/oauth/v2/private-apps/get/access-token-info", account_calls.token_info(exchange.faults)
