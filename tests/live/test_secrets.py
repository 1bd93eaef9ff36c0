"""No secret of the operator is anywhere that it is not needed, however badly a day goes (S14, S15, S33)."""

import asyncio
import json
import re
from base64 import b64encode
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import get_args, get_origin
from urllib.parse import parse_qs, urlsplit

import plain_http
import pytest
from pydantic import Secret, SecretStr
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.offline.server import build_offline_app
from assistant.settings import Settings
from hubspot_tools.sandbox.loopback import serving

pytestmark = pytest.mark.long


@pytest.fixture(scope="session")
def run_house(run_house_anew):
    """A start is among what is tried here."""
    return run_house_anew


SEED = "sEEded"
"""A part of every secret, so that one look finds all of them."""

TOKEN = f"pat-na1-{SEED}-hubspot"
METRICS = f"metrics-{SEED}-token"
URLS = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://collector:{SEED}-collector@127.0.0.1:9",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"http://collector:{SEED}-traces@127.0.0.1:9/v1/traces",
}
ELSEWHERE = {"STATE_URL", "HUBSPOT_BASE_URL", "OPENAI_BASE_URL"}
"""Addresses at which the test itself serves, or that another test below has a password in."""


def is_secret(kind):
    """Whether a setting of this type hides what it is, or holds something that does."""
    kinds = (kind, get_origin(kind))
    hides = any(isinstance(one, type) and issubclass(one, SecretStr | Secret) for one in kinds)
    return hides or any(is_secret(part) for part in get_args(kind))


def secret_of(name):
    """A secret of that setting's own, long enough for a key."""
    known = {"HUBSPOT_ACCESS_TOKEN": TOKEN, "METRICS_TOKEN": METRICS, **URLS}
    return known.get(name, f"{name.lower().replace('_', '-')}-{SEED}-of-thirty-two-characters")


SECRET_SETTINGS = {
    name.upper() for name, field in Settings.model_fields.items() if is_secret(field.annotation)
}
"""A new secret setting is among them by itself."""

SECRETS = {
    **{name: secret_of(name) for name in sorted(SECRET_SETTINGS - ELSEWHERE)},
    "OTEL_EXPORTER_OTLP_HEADERS": f"authorization=Bearer%20{SEED}-header",
    "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
    "CHAINLIT_AUTH_SECRET": f"chainlit-{SEED}-secret-of-thirty-two-characters",
}
EMAIL, PHONE, NAME = "seeded.person@seeded-firm.example", "+33638877661", "Zyxwvut"
PERSONAL = ("seeded.person", "seeded-firm.example", "638877661", "zyxwvut")

PAGES = (
    "/",
    "/widget",
    "/project/settings?language=en-US",
    "/project/translations?language=fr-FR",
    "/auth/config",
    "/copilot/index.js",
    "/public/theme.json",
    "/openapi.json",
    "/health",
    "/ready",
    "/metrics",
    "/nowhere",
    f"/project/file/{EMAIL}?session_id={EMAIL}",
)

BAD_ACTIONS = (
    {"name": "proposal", "payload": {"id": EMAIL}},
    {"name": EMAIL, "payload": {}},
    {"name": "proposal", "payload": EMAIL},
    {},
)


class Echoing:
    """A server that, once told to fail, answers with all it was sent, the secrets in the headers included."""

    def __init__(self, app) -> None:
        self.app = app
        self.failing = False
        self.heard: set[str] = set()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http":
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            self.heard.add(headers.get("authorization", ""))
            if self.failing:
                body = (await receive()).get("body", b"").decode()
                said = f"{scope['path']} {headers} {body}"
                failed = {"message": said, "error": {"message": said, "code": said}, "category": said}
                await JSONResponse(failed, 500)(scope, receive, send)
                return
        await self.app(scope, receive, send)


@pytest.fixture
def model():
    return Echoing(build_offline_app())


@pytest.fixture
def crm(clean_portal):
    return Echoing(clean_portal.app)


@pytest.fixture
def seeded(start_talkative, model, crm):
    with ExitStack() as served:
        model_url, crm_url = (served.enter_context(serving(one)) for one in (model, crm))
        yield start_talkative(
            OPENAI_BASE_URL=f"{model_url}/v1", OPENAI_MODEL="offline", HUBSPOT_BASE_URL=crm_url, **SECRETS
        )


def command_lines(pid):
    """What anybody on the machine reads of the server and of all that it has started."""
    told = []
    with suppress(FileNotFoundError, ProcessLookupError):
        told.append(Path(f"/proc/{pid}/cmdline").read_text())
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text().split()
            told += [line for child in children for line in command_lines(child)]
    return told


async def watch_command_lines(house, seen):
    while True:
        seen.update(command_lines(house.process.pid))
        await asyncio.sleep(0.05)


async def served_pages(house):
    """Whatever the server hands out to anybody, and the figures to whom brings the token."""
    told = []
    async with plain_http.AsyncClient(base_url=house.url, timeout=20.0, follow_redirects=True) as anybody:
        home = (await anybody.get("/")).text
        for page in (*PAGES, *re.findall(r'(?:src|href)="(/[^"]+)"', home)):
            answer = await anybody.get(page)
            told.append(f"{page} {answer.headers} {answer.text}")
        figures = await anybody.get("/metrics", headers={"Authorization": f"Bearer {METRICS}"})
        assert figures.is_success
    return told, figures.text


async def bad_day(house, person, model, crm):
    """Work as everybody does; then both sides fail with all they were sent, and odd clicks and messages come."""
    await person.say(f"create a contact {NAME} Person, {EMAIL}, {PHONE}")
    await person.click("Confirm")
    await drop(person)
    for failing in ((crm,), (model,), (crm, model)):
        for one in failing:
            one.failing = True
        await person.say(f"find {EMAIL}")
        await person.say(f"find {NAME}")
        crm.failing = model.failing = False
    for action in BAD_ACTIONS:
        await person.post(action)
    for message in ({}, {"message": EMAIL}, {"message": {"output": [EMAIL]}}, EMAIL):
        await person.emit("client_message", message)
        await person.emit(f"odd {EMAIL}", message)
    await person.say("thank you")


async def drop(person):
    answer = await person.upload(f"email,phone\n{EMAIL},{PHONE}\n".encode(), f"{NAME}.csv")
    ended = person.turns_ended
    await person.send("", files=[{"id": answer.json()["id"]}])
    await person.until(lambda: person.turns_ended > ended)


def files_of(house):
    """Every byte the server has written, its log and the state store's raw files included."""
    return {str(file): file.read_bytes() for file in house.folder.rglob("*") if file.is_file()}


def those_in(secrets, text):
    return [secret for secret in secrets if secret.casefold() in text.casefold()]


@pytest.mark.timeout(300)  # many turns and pages of a server that says everything
async def test_on_a_bad_day_secrets_are_nowhere_and_nobody_is_in_logs_figures_or_arguments(
    arrive, seeded, model, crm
):
    lines: set[str] = set()
    watching = asyncio.create_task(watch_command_lines(seeded, lines))
    person = await arrive(seeded)
    await bad_day(seeded, person, model, crm)
    pages, figures = await served_pages(seeded)
    watching.cancel()
    seen = json.dumps([person.messages, person.actions, person.elements, person.commands])
    written = files_of(seeded)

    assert {f"Bearer {TOKEN}"} == crm.heard
    assert f"Bearer {SECRETS['OPENAI_API_KEY']}" in model.heard
    assert re.search(
        r'assistant_others_log_records_total\{level="DEBUG",package="sqlalchemy"\} [1-9]', figures
    )
    assert EMAIL in seen
    assert any("state.sqlite3" in file for file in written)

    assert [page[:80] for page in pages if SEED in page] == []
    assert [file for file, content in written.items() if SEED.encode() in content] == []
    assert SEED not in "".join((seen, figures, *lines))
    assert those_in(PERSONAL, "".join((seeded.log, figures, *lines))) == []
    assert "traceback" not in seeded.log.casefold()

    assert seeded.stop() == 0
    assert those_in((SEED, *PERSONAL), seeded.log) == []


def test_every_setting_that_is_a_secret_has_one_here():
    """So that none is left out: those that hide their value, and those whose name says that they should."""
    told = re.compile("TOKEN$|_KEYS?$|SECRET$|_URL$|_ENDPOINT$")
    plain = {"PUBLIC_URL"}
    named = {name.upper() for name in Settings.model_fields if told.search(name.upper())}
    assert named - plain == SECRET_SETTINGS
    assert {"OIDC_CLIENT_SECRET", "PAGE_TOKEN_KEYS", "SIGNING_KEY", "STATE_KEY"} <= SECRETS.keys()


async def test_a_store_that_cannot_be_opened_is_told_of_without_its_address(arrive, start_talkative):
    house = start_talkative(STATE_URL=f"postgresql+asyncpg://app:{SEED}-store@127.0.0.1:9/contacts")
    person = await arrive(house, greeted=False)
    told = [house.log, json.dumps(person.messages), *(await served_pages_of_nobody(house))]
    assert "not ready: " in house.log
    assert [text for text in told if SEED in text] == []
    assert "Traceback" not in house.log


class EchoingProvider:
    """A company's sign-in that answers a code with all it was sent, the client's secret included."""

    url = ""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovered),
                Route("/token", self._echo, methods=["POST"]),
                Route("/keys", lambda _: JSONResponse({"keys": []})),
            ]
        )

    async def _discovered(self, _request):
        places = {f"{name}_endpoint": f"{self.url}/{name}" for name in ("authorization", "token")}
        return JSONResponse({"issuer": self.url, "jwks_uri": f"{self.url}/keys", **places})

    async def _echo(self, request):
        sent = f"{dict(request.headers)} {(await request.body()).decode()}"
        self.heard.append(request.headers.get("authorization", ""))
        return JSONResponse({"error": sent, "error_description": sent}, 400)


async def test_where_people_sign_in_a_failing_provider_and_bad_tokens_bring_out_no_secret(start_talkative):
    provider = EchoingProvider()
    with serving(provider.app) as provider.url:
        house = start_talkative(
            AUTH="oidc,token,password",
            PUBLIC_URL="http://localhost:9",
            OIDC_ISSUER=provider.url,
            OIDC_CLIENT_ID="contact-assistant",
            **SECRETS,
        )
        told = []
        async with plain_http.AsyncClient(base_url=house.url, timeout=20.0) as browser:
            told.append((await browser.get("/sign-in")).text)
            sent = await browser.get("/sign-in/company")
            state = parse_qs(urlsplit(sent.headers["location"]).query)["state"][0]
            finished = await browser.get("/sign-in/company/callback", params={"code": "x", "state": state})
            told += [str(sent.headers), str(finished.headers), finished.text]
            for bearer in (SECRETS["PAGE_TOKEN_KEYS"], f"e30.{SECRETS['PAGE_TOKEN_KEYS']}.x"):
                answer = await browser.post("/sign-in/token", headers={"Authorization": f"Bearer {bearer}"})
                told.append(f"{answer.headers} {answer.text}")
            wrong = {"account": "ada@example.com", "password": f"password-{SEED}"}
            told.append((await browser.post("/sign-in", data=wrong)).text)
    secret = f"contact-assistant:{SECRETS['OIDC_CLIENT_SECRET']}"
    assert provider.heard == [f"Basic {b64encode(secret.encode()).decode()}"]
    spelled = (SEED, *provider.heard[0].split()[1:])
    assert house.stop() == 0
    assert [text[:200] for text in (*told, house.log) if any(one in text for one in spelled)] == []
    assert [file for file, content in files_of(house).items() if SEED.encode() in content] == []


async def served_pages_of_nobody(house):
    async with plain_http.AsyncClient(base_url=house.url, timeout=20.0) as anybody:
        return [(await anybody.get(page)).text for page in PAGES]
