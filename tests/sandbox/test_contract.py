"""Every answer of the local CRM keeps to HubSpot's published contract: each call, each status, both sample accounts.

`hubspot_contract.json` holds the schemas. Beside this file, all answers that the tests of this room get over bare HTTP
are held to them.
"""

import json
from collections.abc import Iterator

import httpx
import plain_http
import pytest
from hubspot_contract import ContractBroken, call_of, contract, require_kept, require_shape

from evaluation.portal import SandboxPortal
from hubspot_tools.sandbox.portals.named_portals import PORTALS
from hubspot_tools.sandbox.wire.faults import KINDS

JSON = "application/json;charset=utf-8"
VERSIONS = ("v3", "2026-03", "2026-09")
NOBODY = "36199999999"
DATA = {"email": "neu@x.example", "perso_018": "salon"}
CHANGED = {"jobtitle": "Head"}


@pytest.fixture(scope="module", params=sorted(PORTALS))
def account(request) -> Iterator[SandboxPortal]:
    with SandboxPortal(portal=PORTALS[request.param](), samples=True).served() as portal:
        yield portal


@pytest.fixture(params=VERSIONS)
def asked(request, account) -> Iterator["Asked"]:
    yield from _asking(account, request.param)


@pytest.fixture
def asked_now(account) -> Iterator["Asked"]:
    yield from _asking(account, VERSIONS[-1])


def _asking(account, version) -> Iterator["Asked"]:
    account.faults.clear()
    with plain_http.Client(
        base_url=account.url,
        headers={"Authorization": "Bearer local"},
        event_hooks={"response": [require_kept]},
    ) as http:
        yield Asked(account, http, version)


class Asked:
    """Asks in one version; every answer is held to the contract, and what was answered is noted."""

    def __init__(self, account: SandboxPortal, http: httpx.Client, version: str) -> None:
        self.account = account
        self.known = {name: value for name, value in DATA.items() if name in account.crm.catalogue}
        self.answered: set[tuple[str, str, int]] = set()
        self._http, self._version = http, version

    def objects(self, kind: str) -> str:
        dated = self._version != "v3"
        return f"/crm/objects/{self._version}/{kind}" if dated else f"/crm/v3/objects/{kind}"

    def room(self, name: str) -> str:
        return f"/crm/{name}/{self._version}" if self._version != "v3" else f"/crm/v3/{name}"

    def links(self, contact_id: str) -> str:
        root = self.objects("contacts") if self._version != "v3" else "/crm/v4/objects/contacts"
        return f"{root}/{contact_id}/associations"

    @property
    def link_batches(self) -> str:
        root = "/crm/v4/associations" if self._version == "v3" else f"/crm/associations/{self._version}"
        return f"{root}/contacts/companies/batch"

    def ask(self, method: str, path: str, status: int, **how: object) -> httpx.Response:
        answer = self._http.request(method, path, **how)
        assert answer.status_code == status, answer.text[:500]
        call = call_of(method, answer.request.url.path)
        if call is not None:
            self.answered.add((method, call["path"], status))
        return answer

    def new(self, **more: str) -> str:
        values = {"properties": {**self.known, **more}}
        return self.ask("POST", self.objects("contacts"), 201, json=values).json()["id"]

    def forget(self, *ids: str) -> None:
        for one in ids:
            self.ask("POST", f"{self.objects('contacts')}/gdpr-delete", 204, json={"objectId": one})


def test_each_call_answers_as_the_contract_says(asked):
    made = [*_one_by_one(asked), *_in_batches(asked)]
    _associations(asked)
    _neighbours(asked)
    asked.forget(*made)
    listed = {
        (call["method"], call["path"], int(status))
        for call in contract()["calls"]
        for status in call["answers"]
    }
    assert listed - asked.answered == set()


def _one_by_one(asked: Asked) -> list[str]:
    contacts = asked.objects("contacts")
    one, other = asked.new(), asked.new(email="other@x.example", firstname="Other")
    history = {"propertiesWithHistory": "email", "associations": "companies,deals", "limit": 50}
    asked.ask("GET", contacts, 200, params=history)
    asked.ask("GET", contacts, 200, params={"limit": 2, "archived": "true"})
    asked.ask("GET", f"{contacts}/{one}", 200, params={"properties": "email,phone,nosuch"})
    asked.ask("PATCH", f"{contacts}/{one}", 200, json={"properties": CHANGED})
    asked.ask("POST", f"{contacts}/search", 200, json={"query": "a", "limit": 3, "properties": ["phone"]})
    merged = asked.ask(
        "POST", f"{contacts}/merge", 200, json={"primaryObjectId": one, "objectIdToMerge": other}
    ).json()["id"]
    asked.ask("DELETE", f"{contacts}/{merged}", 204)
    companies = asked.objects("companies")
    some = asked.ask("GET", companies, 200, params={"limit": 1}).json()["results"][0]["id"]
    asked.ask("GET", f"{companies}/{some}", 200)
    asked.ask("POST", f"{companies}/search", 200, json={"query": "globex", "limit": 1})
    body = {"inputs": [{"id": some}], "properties": ["name"]}
    asked.ask("POST", f"{companies}/batch/read", 200, json=body)
    asked.ask("POST", f"{companies}/batch/read", 207, json={"inputs": [{"id": some}, {"id": NOBODY}]})
    return [merged]


def _in_batches(asked: Asked) -> list[str]:
    batch = f"{asked.objects('contacts')}/batch"

    def inputs(*values: dict[str, str]) -> dict[str, object]:
        listed = [
            {"objectWriteTraceId": f"t{place}", "properties": {**asked.known, **one}}
            for place, one in enumerate(values)
        ]
        return {"inputs": listed}

    made = [asked.ask("POST", f"{batch}/create", 201, json=inputs({"email": "b1@x.example"})).json()]
    made.append(
        asked.ask(
            "POST", f"{batch}/create", 207, json=inputs({"email": "b2@x.example"}, {"email": "b1@x.example"})
        ).json()
    )
    first, second = (one["results"][0]["id"] for one in made)
    asked.ask("POST", f"{batch}/read", 200, json={"inputs": [{"id": first}]})
    asked.ask("POST", f"{batch}/read", 207, json={"inputs": [{"id": first}, {"id": NOBODY}]})
    change = {"id": first, "properties": CHANGED, "objectWriteTraceId": "c1"}
    wrong = {"id": second, "properties": {"lifecyclestage": "nope"}, "objectWriteTraceId": "c2"}
    asked.ask("POST", f"{batch}/update", 200, json={"inputs": [change]})
    asked.ask(
        "POST",
        f"{batch}/update",
        207,
        json={"inputs": [change, wrong, {**change, "id": NOBODY, "objectWriteTraceId": "c3"}]},
    )
    by_number = {"id": "K-1", "idProperty": "customer_number", "objectWriteTraceId": "u1"}
    good = {**by_number, "properties": {**asked.known, "email": "b3@x.example"}}
    third = asked.ask("POST", f"{batch}/upsert", 200, json={"inputs": [good]}).json()["results"][0]["id"]
    bad = {
        "id": "K-2",
        "idProperty": "customer_number",
        "objectWriteTraceId": "u2",
        "properties": {"email": "no"},
    }
    asked.ask("POST", f"{batch}/upsert", 207, json={"inputs": [good, bad]})
    asked.ask("POST", f"{batch}/archive", 204, json={"inputs": [{"id": third}]})
    return [first, second, third]


def _associations(asked: Asked) -> None:
    one = asked.new(email="linked@x.example")
    company = asked.ask("GET", asked.objects("companies"), 200).json()["results"][0]["id"]
    links, batches = asked.links(one), asked.link_batches
    pair = {"inputs": [{"from": {"id": one}, "to": {"id": company}}]}
    asked.ask("PUT", f"{links}/default/companies/{company}", 200)
    asked.ask("GET", f"{links}/companies", 200)
    asked.ask("POST", f"{batches}/read", 200, json={"inputs": [{"id": one}]})
    asked.ask("POST", f"{batches}/read", 207, json={"inputs": [{"id": one}, {"id": NOBODY}]})
    asked.ask("DELETE", f"{links}/companies/{company}", 204)
    kinds = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    asked.ask("PUT", f"{links}/companies/{company}", 201, json=kinds)
    asked.ask("POST", f"{batches}/associate/default", 200, json=pair)
    asked.ask("GET", f"{asked.objects('contacts')}/{one}", 200, params={"associations": "companies"})
    ended = {"inputs": [{"from": {"id": one}, "to": [{"id": company}]}]}
    asked.ask("POST", f"{batches}/archive", 204, json=ended)
    asked.forget(one)


def _neighbours(asked: Asked) -> None:
    version = asked._version
    asked.ask("GET", f"{asked.room('properties')}/contacts", 200)
    asked.ask("GET", f"{asked.room('properties')}/contacts/email", 200)
    asked.ask("GET", f"{asked.room('property-validations')}/0-1", 200)
    asked.ask("GET", f"/crm-object-schemas/{version}/schemas/contacts", 200)
    owner = asked.ask("GET", asked.room("owners"), 200, params={"limit": 3}).json()["results"][0]["id"]
    asked.ask("GET", asked.room("owners"), 200, params={"archived": "true"})
    asked.ask("GET", f"{asked.room('owners')}/{owner}", 200)
    asked.ask("GET", f"/account-info/{version}/details", 200)
    asked.ask("GET", f"/account-info/{version}/api-usage/daily/private-apps", 200)
    asked.ask("POST", "/oauth/v2/private-apps/get/access-token-info", 200, json={"tokenKey": "local"})


def test_what_is_refused_for_its_own_sake_is_an_error_of_the_contract_s_shape(asked):
    contacts = asked.objects("contacts")
    one = asked.new(email="taken@x.example")
    wrong = ({"email": "no"}, {"lifecyclestage": "nope"}, {"nosuch": "1"}, {"createdate": "1"}, {})
    for values in wrong:
        asked.ask("POST", contacts, 400, json={"properties": {**asked.known, **values} if values else {}})
    asked.ask("POST", contacts, 409, json={"properties": {**asked.known, "email": "taken@x.example"}})
    asked.ask("PATCH", f"{contacts}/{one}", 400, json={"properties": {}})
    asked.ask("POST", f"{contacts}/search", 400, json={"limit": 1000})
    asked.ask("GET", f"{contacts}/{NOBODY}", 404)
    asked.ask("GET", f"{contacts}/abc", 404)
    asked.ask("GET", f"{contacts}/", 404)
    asked.ask("PUT", contacts, 405)
    asked.ask("GET", contacts, 401, headers={"Authorization": ""})
    asked.ask("GET", contacts, 414, params={"properties": "x" * 20_000})
    asked.ask("POST", contacts, 413, content=b'{"properties": {"a": "' + b"x" * 10_100_000 + b'"}}')
    asked.ask(
        "POST", contacts, 415, content="a=b", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    asked.forget(one)


RULED = {
    "everyday": (),
    "hostile": ({"email": "r@x.example"}, {**DATA, "zip": "D02"}, {**DATA, "perso_020": "1"}),
}


def test_what_administrators_forbid_is_one_too(asked_now):
    for values in RULED[asked_now.account.crm.portal.name]:
        asked_now.ask("POST", asked_now.objects("contacts"), 400, json={"properties": values})


NO_ANSWER = {"commit_then_drop", "drop_before_commit"}
SAME_ANSWER = {"slow", "duplicate_race_400", "duplicate_conflict_409"}
NOT_HUBSPOT_S = {"huge_body", "refused"}


@pytest.mark.parametrize("kind", sorted(KINDS - NO_ANSWER - SAME_ANSWER - NOT_HUBSPOT_S))
def test_each_fault_answers_with_its_status_and_a_body_of_the_contract_s(asked_now, kind):
    asked_now.account.faults.next(kind, retry_after=7200)
    asked_now.ask("GET", asked_now.objects("contacts"), int(kind[-3:]) if kind[-3:].isdigit() else 429)


WHOLE = {
    "id": "1",
    "properties": {"email": None},
    "createdAt": "2026-01-01T00:00:00Z",
    "updatedAt": "2026-01-01T00:00:00.5Z",
    "archived": False,
}
ONE = ("GET", "/crm/v3/objects/contacts/1", 200)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": 1},
        {"createdAt": 1_700_000_000_000},
        {"properties": {"age": 7}},
        {"archived": "false"},
        {"further": "field"},
    ],
)
def test_an_answer_that_hubspot_would_not_give_is_noticed(wrong):
    require_shape(*ONE, JSON, json.dumps(WHOLE).encode())
    with pytest.raises(ContractBroken):
        require_shape(*ONE, JSON, json.dumps({**WHOLE, **wrong}).encode())


@pytest.mark.parametrize(
    ("call", "media_type", "body"),
    [
        (ONE, "application/json", b"{}"),
        (ONE, "text/html", b"<title>Error 404"),
        (("GET", ONE[1], 204), "", b""),
        (("POST", "/crm/v3/objects/contacts", 200), JSON, json.dumps(WHOLE).encode()),
        (("DELETE", ONE[1], 204), JSON, b"{}"),
        (("GET", "/crm/v3/objects/unicorns", 200), JSON, b"{}"),
    ],
)
def test_a_status_or_a_type_that_a_call_does_not_have_is_noticed(call, media_type, body):
    with pytest.raises(ContractBroken):
        require_shape(*call, media_type, body)
