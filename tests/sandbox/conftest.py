"""A local CRM on a free loopback port, empty for every test, and three ways to talk to it."""

import plain_http
import pytest
from hubspot import HubSpot
from hubspot.discovery.discovery_base import DiscoveryBase
from hubspot_contract import require_kept
from urllib3.util.retry import Retry

from evaluation.portal import SandboxPortal
from hubspot_tools.calls.api_version import ApiVersion, path_in

CONTACTS = "/crm/v3/objects/contacts"


class BarePortal(SandboxPortal):
    """The portal, and what tests ask of it over bare HTTP all the time."""

    def open(self):
        self.http = plain_http.Client(
            base_url=self.url,
            headers={"Authorization": "Bearer local"},
            timeout=10,
            event_hooks={"response": [require_kept]},
        )

    def create(self, **properties):
        answer = self.http.post(CONTACTS, json={"properties": properties})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def properties(self, contact_id, *names):
        answer = self.http.get(f"{CONTACTS}/{contact_id}", params={"properties": names})
        assert answer.status_code == 200, answer.text
        return answer.json()["properties"]

    def patch(self, contact_id, **properties):
        return self.http.patch(f"{CONTACTS}/{contact_id}", json={"properties": properties})

    def search(self, **body):
        """Search; a filter may be told as a tuple: name, operator, value or values, upper bound."""
        if isinstance(body.get("filters"), list):
            body["filters"] = [as_filter(one) for one in body["filters"]]
        if isinstance(body.get("filterGroups"), list):
            body["filterGroups"] = [
                {"filters": [as_filter(one) for one in group["filters"]]} for group in body["filterGroups"]
            ]
        return self.http.post(f"{CONTACTS}/search", json=body)

    def found(self, *filters, **body):
        """The ids that a search with these filters finds."""
        if filters:
            body["filterGroups"] = [{"filters": filters}]
        answer = self.search(**body)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["results"]]


def as_filter(told):
    if not isinstance(told, tuple):
        return told
    filter_ = dict(zip(("propertyName", "operator", "value", "highValue"), told, strict=False))
    if isinstance(filter_.get("value"), list):
        filter_["values"] = filter_.pop("value")
    return filter_


@pytest.fixture(scope="session")
def running():
    with BarePortal().served() as portal:
        portal.open()
        yield portal
        portal.http.close()


@pytest.fixture
def portal(running):
    running.start_afresh()
    return running


@pytest.fixture
def http(portal):
    return portal.http


@pytest.fixture(params=tuple(ApiVersion))
def client(portal, request):
    """The official client library, told to try nothing twice, in every version of the API."""
    once = Retry(total=0, connect=0, read=0, status=0, raise_on_status=False)

    def make_api(package, name, config):
        api = DiscoveryBase._default_api_factory(package, name, config)
        pool = api.api_client.rest_client.pool_manager
        send = pool.urlopen
        pool.urlopen = lambda method, url, **more: send(method, path_in(request.param, url), **more)
        return api

    return HubSpot(
        access_token="local", host=portal.url, base_url=portal.url, retry=once, api_factory=make_api
    )
