"""hubspot-api-client, held and tamed.

The official client is synchronous, brings no deadline and opens a new connection pool each time one of its
APIs is looked up. Here every API object is made once, all share one bounded pool, and every call goes through
`HubSpotClient.call`: paced, off the event loop, bounded, retried by one policy, and its failure one of ours.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, TypeVar

import urllib3
from hubspot import HubSpot
from pydantic import SecretStr

from hubspot_tools.calls.account_budget import BudgetSettings, account_budget, own_budget
from hubspot_tools.calls.api_version import DEFAULT_VERSION, ApiVersion
from hubspot_tools.calls.call_made import CallMade, Hearing, heard
from hubspot_tools.calls.failed_calls import answer_to, silence
from hubspot_tools.calls.headers_and_json import correlation_id
from hubspot_tools.calls.request_count import spend_request
from hubspot_tools.calls.retries import CallFailed, CallFault, CallSort, Retrier, RetryPolicy
from hubspot_tools.calls.still_wanted import is_still_wanted
from hubspot_tools.calls.transport import BoundedPool, Bounds, keep_logs_clean
from hubspot_tools.errors import CrmUnavailable, RateLimited, RequestsSpent

T = TypeVar("T")

_PACKAGES = ("hubspot.crm.contacts", "hubspot.crm.companies", "hubspot.crm.owners")
_NAME_IN_REQUESTS = f"hubspot-api-client-python; {version('hubspot-api-client')}"


@dataclass(frozen=True)
class ClientSettings(BudgetSettings):
    """How calls are made: bounds of one call, retries, threads at most, and the account's budget.

    ``hearing`` hears of every call that is over. ``paced`` keeps the account's budget; None does so for HubSpot and
    not for the local CRM, whose limits are off unless somebody switches them on. ``version`` is the API's.
    """

    version: ApiVersion = DEFAULT_VERSION
    bounds: Bounds = field(default_factory=Bounds)
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    threads: int = 8
    paced: bool | None = None
    hearing: Hearing | None = None


@dataclass(frozen=True)
class HubSpotAnswer:
    """What HubSpot answered to a write: the record as the client decodes it, and what came around it."""

    record: Any
    status: int
    correlation_id: str | None


class HubSpotClient:
    """The API objects the contact tools need, and the one way to call them."""

    def __init__(
        self, access_token: SecretStr | str, base_url: str, settings: ClientSettings, *, local: bool = False
    ) -> None:
        """See the class; ``local`` says that it is the local CRM that is called."""
        token = access_token if isinstance(access_token, SecretStr) else SecretStr(access_token)
        self._token = token
        self._settings = settings
        self._bounds = settings.bounds
        paced = not local if settings.paced is None else settings.paced
        self._budget = account_budget(settings, settings.bounds.longest_call) if paced else None
        hear = None if self._budget is None else self._budget.hear
        self._pool = BoundedPool(
            settings.bounds, connections=settings.threads, version=settings.version, hear=hear
        )
        self._executor = ThreadPoolExecutor(settings.threads, thread_name_prefix="hubspot")
        self._threads = own_budget(settings, settings.threads, 0.0)
        self._retrier = Retrier(settings.retries, settings.clock, waiting=settings.waiting)
        self._closed = False
        self._host = host = base_url.rstrip("/")
        client = HubSpot(
            access_token=token.get_secret_value(), host=host, base_url=host, api_factory=self._make_api
        )
        self.contacts = client.crm.contacts.basic_api
        self.contact_batches = client.crm.contacts.batch_api
        self.contact_search = client.crm.contacts.search_api
        self.companies = client.crm.companies.basic_api
        self.company_batches = client.crm.companies.batch_api
        self.company_search = client.crm.companies.search_api
        self.owners = client.crm.owners.owners_api
        keep_logs_clean(_PACKAGES)

    async def call(self, sort: CallSort, method: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Make one API call.

        Args:
            sort: What the call does; it decides pacing, retries and what a lost answer means.
            method: A method of one of this object's APIs.
            arguments: Passed on to it.
            options: Likewise.

        Raises:
            CrmError: the call failed for good.
        """

        def work() -> T | CallFailed:
            return answer_to(sort, lambda: method(*arguments, **options, _request_timeout=timeout))

        async def attempt() -> T:
            async with self._turn(sort):
                _spend()
                _refuse_what_came_too_late(sort)
                with _counted(made), self._heeded(sort):
                    return await self._off_the_loop(sort, work)

        timeout = self._bounds.request_timeout
        with heard(sort, self._settings.clock, self._settings.hearing) as made:
            return await self._retrier.run(sort, attempt)

    async def write(self, sort: CallSort, method: Callable[..., Any], *arguments: Any) -> HubSpotAnswer:
        """Make one API call that writes.

        Args:
            sort: What the call does.
            method: The ``…_with_http_info`` form of a method of one of this object's APIs.
            arguments: Passed on to it.

        Raises:
            CrmError: the call failed for good.
        """
        record, status, headers = await self.call(sort, method, *arguments)
        return HubSpotAnswer(record, status, correlation_id(headers))

    async def streamed(self, path: str, read: Callable[[Iterator[bytes]], T]) -> T:
        """Get what may be long by version 3's ``path``, and keep what ``read`` makes of its pieces."""
        address = f"{self._host}{path}"
        bearer = {"Authorization": f"Bearer {self._token.get_secret_value()}", "Accept": "application/json"}

        def fetch(_request_timeout: tuple[float, float]) -> T:
            timeout = urllib3.Timeout(*_request_timeout)
            return self._pool.read_streamed(address, bearer, read, timeout=timeout)

        return await self.call(CallSort.READ, fetch)

    async def account_details(self) -> Mapping[str, Any]:
        """``GET /account-info/v3/details``, which the client has no method for: portalId, uiDomain and more."""
        return await self.plain_call("GET", "/account-info/v3/details")

    async def token_details(self) -> Mapping[str, Any]:
        """``POST /oauth/v2/private-apps/get/access-token-info``: hubId and scopes of our own token.

        It is the same beside every version: there is no dated path for it.
        """
        path = "/oauth/v2/private-apps/get/access-token-info"
        return await self.plain_call("POST", path, body={"tokenKey": self._token.get_secret_value()})

    @property
    def calls_told(self) -> int | None:
        """How many calls in ten seconds HubSpot has told the account may make."""
        return None if self._budget is None else self._budget.calls_told

    async def close(self) -> None:
        """Let running calls end, then let go of threads and sockets."""
        self._closed = True
        await asyncio.to_thread(self._executor.shutdown)
        if self._budget is not None:
            await self._budget.close()
        self._pool.clear()

    async def plain_call(
        self,
        verb: str,
        path: str,
        body: Any = None,
        *,
        sort: CallSort = CallSort.READ,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Mapping[str, Any]:
        """Make a call that the client has no method for; ``{}`` where the answer is no JSON object.

        Raises:
            CrmError: the call failed for good.
        """
        told = (
            {}
            if status is HTTPStatus.NO_CONTENT
            else {int(status): "object", int(HTTPStatus.MULTI_STATUS): "object"}
        )
        answer = await self.call(
            sort,
            self.contacts.api_client.call_api,
            path,
            verb,
            header_params={"Accept": "application/json", "Content-Type": "application/json"},
            body=body,
            response_types_map=told,
            auth_settings=["oauth2"],
            _return_http_data_only=True,
        )
        return answer if isinstance(answer, Mapping) else {}

    def _make_api(self, package: Any, name: str, config: Mapping[str, Any]) -> Any:
        """Do as the client's own factory, which reads its package's description anew for each of them."""
        configuration = package.Configuration()
        for setting, value in config.items():
            setattr(configuration, setting, value)
        caller = package.ApiClient(configuration=configuration)
        caller.user_agent = _NAME_IN_REQUESTS
        caller.rest_client.pool_manager = self._pool
        return getattr(package, name)(api_client=caller)

    @asynccontextmanager
    async def _turn(self, sort: CallSort) -> AsyncIterator[None]:
        """A place in the account's budgets, and a thread, for as long as the call takes."""
        async with AsyncExitStack() as places:
            try:
                if self._budget is not None:
                    searching = sort is CallSort.SEARCH
                    turn = self._budget.turn(searching=searching, writes=sort.writes)
                    await places.enter_async_context(turn)
                await places.enter_async_context(self._threads.turn())  # whose own queue serves in no turn
            except (RateLimited, CrmUnavailable) as error:
                raise CallFailed(CallFault.FINAL, error) from None
            if self._closed:
                raise CallFailed(CallFault.FINAL, CrmUnavailable("the connection to the CRM is closed"))
            yield

    @contextmanager
    def _heeded(self, sort: CallSort) -> Iterator[None]:
        """The block sends once; the account's budget hears how that went."""
        try:
            yield
        except CallFailed as failed:
            if self._budget is not None and isinstance(failed.error, RateLimited):
                self._budget.refused(failed.error, searching=sort is CallSort.SEARCH)
            raise
        if self._budget is not None:
            self._budget.answered()

    async def _off_the_loop(self, sort: CallSort, work: Callable[[], T | CallFailed]) -> T:
        """Run ``work`` on a thread, no longer than a call may take.

        Work that has not begun by then, or when the task is cancelled, never will.
        """
        try:
            job = self._executor.submit(work)
        except RuntimeError:  # closed while this call waited for its turn
            raise CallFailed(CallFault.FINAL, CrmUnavailable("the connection to the CRM is closed")) from None
        try:
            await asyncio.wait({asyncio.wrap_future(job)}, timeout=self._bounds.longest_call)
        except asyncio.CancelledError:
            job.cancel()
            raise
        if not job.done():
            fault = CallFault.UNREACHED if job.cancel() else CallFault.LOST
            raise CallFailed(fault, silence(sort, fault))
        outcome = job.result()
        if isinstance(outcome, CallFailed):
            raise outcome
        return outcome


def _spend() -> None:
    try:
        spend_request()
    except RequestsSpent as error:
        raise CallFailed(CallFault.FINAL, error) from None


def _refuse_what_came_too_late(sort: CallSort) -> None:
    if sort.writes and not is_still_wanted():
        raise CallFailed(CallFault.FINAL, CrmUnavailable("a write had to wait for too long and was not sent"))


@contextmanager
def _counted(made: CallMade) -> Iterator[None]:
    """The block sends once; a 429 is noted."""
    made.attempts += 1
    try:
        yield
    except CallFailed as failed:
        made.throttled += isinstance(failed.error, RateLimited)
        raise


def results_of(answer: Any) -> list[Any]:
    """The results in one of the client's list answers.

    Raises:
        CrmUnavailable: there are none, not even an empty list: the client makes an empty object of any
            answer that is no JSON, such as the page of a proxy.
    """
    results = getattr(answer, "results", None)
    if not isinstance(results, list):
        raise CrmUnavailable("HubSpot's answer is no list")
    return results
