"""The chat: Chainlit's handlers, and the one place that builds things from settings."""

import logging
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import chainlit as cl
from chainlit import server
from chainlit.config import config
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from starlette.applications import Starlette

from assistant.access.daily_use import DailyUse
from assistant.access.entrance import Entrance
from assistant.access.policy_file import DEFAULT_NAME, PolicyFile
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import TokenCounter
from assistant.chat.conversation_factory import ConversationFactory
from assistant.chat.forms.form import EVERYDAY_FIELDS, FormFields
from assistant.chat.kept.talk_keeper import TalkKeeper
from assistant.files.importer import Importer
from assistant.language.consent import short_answers
from assistant.language.detection import telling_words
from assistant.models.availability import ModelAvailability
from assistant.overview import Overview, TokenWatch
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.recovery import Recovery
from assistant.service import NOT_READY, Service, chosen_model, what_to_mend
from assistant.settings import Settings
from assistant.state.budget_store import BudgetStore
from assistant.state.data_folder import claimed, keep_database_private, keep_for_owner, make_private
from assistant.telemetry.log_lines import LogLines
from assistant.telemetry.metrics import Metrics, OthersRecords
from assistant.telemetry.spans import TurnSpans
from assistant.telemetry.watch import Watch
from assistant.ui.clicks import clicks, demand_of
from assistant.ui.screen.application import Application
from assistant.ui.screen.hubspot_wait import tell_waiting
from assistant.ui.server.endpoints import serve_operators
from assistant.ui.server.hardening import harden
from assistant.ui.server.host_page.page_door import PageDoor
from assistant.ui.server.launch.chainlit_files import keep_files_apart
from assistant.ui.server.launch.drain import empty_before_end, end_in_time
from assistant.ui.server.launch.proxies import Proxies, stand_behind
from assistant.ui.server.logs import LogGate
from assistant.ui.server.origins import OriginPolicy
from assistant.ui.server.quotas.guard import Guard
from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.sign_in.sign_in_door import SignInDoor
from assistant.ui.server.unforeseen import tell_unforeseen
from assistant.ui.server.visitors.page_language import LANGUAGE_SETTING
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox import build_app
from hubspot_tools.sandbox.loopback import serving

log = logging.getLogger("assistant")

PROMPTS = Prompts(Path(__file__).parent / "prompts")

LOGS = LogGate()
APPLICATION = Application(PROMPTS)
GUARD = Guard(APPLICATION.sessions, language=lambda: APPLICATION.language, ended=APPLICATION.part)
DOOR = SignInDoor(lambda: APPLICATION.reception, APPLICATION.sessions, GUARD.abandoned.let_go)
harden(
    lambda: APPLICATION.origins,
    APPLICATION.sessions,
    GUARD,
    DOOR,
    turned_away=APPLICATION.turn_away,
    come_back=APPLICATION.come_back,
)
PageDoor(APPLICATION.sessions, GUARD.pace, APPLICATION.declare).open()
DRAIN = empty_before_end(server.app, APPLICATION)
serve_operators(lambda: APPLICATION.overview, DOOR.operates, DRAIN.told_balancer)
stand_behind(server.app, lambda: APPLICATION.proxies)


def build(settings: Settings) -> Service:
    """Build what the chats share; the local CRM and the offline model are started when they are needed.

    Raises:
        OSError: the data folder cannot be used, or another server uses it.
        PolicyFault: the file that says who may what is wrong.
        StartError: a built-in server did not come up.
        WrongWords: a word list says what cannot be meant.
    """
    telling_words()
    short_answers()
    policy = PolicyFile(settings.access_file or Path(DEFAULT_NAME), named=settings.access_file is not None)
    make_private(settings.data_dir)
    with ExitStack() as started:
        started.enter_context(claimed(settings.own_databases))
        for database in settings.own_databases:
            keep_database_private(database)
        model, metrics, token = chosen_model(settings, started), Metrics(_registry()), TokenWatch()
        watch = Watch(
            [LogLines(model.label), metrics, token, *_spans(settings, started)], prices=settings.prices
        )
        local_crm = build_app(settings.contacts_database)
        budget = BudgetStore(settings.state_database) if settings.shares_limits else None
        contacts, counter = _contacts(settings, watch, local_crm, started, budget), TokenCounter()
        state, alone = ProposalStore(settings.state_database), settings.state_is_own
        use = DailyUse(state, counted=metrics.used, refused=metrics.refused)
        parts = ConversationFactory(
            contacts=contacts,
            model=model,
            state=state,
            watch=watch,
            count_tokens=counter,
            availability=ModelAvailability(model.check),
            daily_use=use,
            prompts=PROMPTS,
            confirm_writes=settings.confirm_writes,
            form_fields=FormFields.of(settings.form_fields) if settings.form_fields else EVERYDAY_FIELDS,
            region=settings.phone_region,
        )
        return Service(
            parts,
            Recovery(contacts, state, parts.writes, parts.now, alone=alone),
            importer=Importer(contacts, state, parts.writes, parts.now, alone=alone, daily_use=use),
            overview=_overview(settings, parts, token, metrics, local_crm, budget),
            offline=settings.uses_offline_model,
            entrance=_entrance(settings, parts),
            policy=policy,
            signing_key=settings.signing_key,
            talks=TalkKeeper.kept_in(state, settings.talk_hours, settings.state_key, parts.now),
            read_ahead=counter.load,
            started=started.pop_all(),
        )


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(OthersRecords(LOGS.counts))
    return registry


def _contacts(
    settings: Settings, watch: Watch, local_crm: Starlette, started: ExitStack, budget: BudgetStore | None
) -> HubSpotContacts:
    """Return where contacts live: in HubSpot, or in the local CRM, which is served only then."""
    client = ClientSettings(
        version=settings.hubspot_api_version, waiting=tell_waiting, hearing=watch.called, ledger=budget
    )
    if settings.hubspot_access_token is None:
        token, address = SecretStr("local"), started.enter_context(serving(local_crm))
    else:
        token, address = settings.hubspot_access_token, settings.hubspot_address
    return HubSpotContacts(
        token, base_url=address, local=settings.uses_local_crm, region=settings.phone_region, settings=client
    )


def _overview(
    settings: Settings,
    parts: ConversationFactory,
    token: TokenWatch,
    metrics: Metrics,
    local_crm: Starlette,
    budget: BudgetStore | None,
) -> Overview:
    """Return what operators are told of the service."""
    return Overview(
        parts.contacts,
        parts.state,
        token,
        metrics,
        local_crm=local_crm.state.crm.trouble if settings.uses_local_crm else None,
        model_trouble=lambda: parts.availability.trouble,
        shared_limits=budget,
        metrics_token=settings.metrics_token,
    )


def _entrance(settings: Settings, parts: ConversationFactory) -> Entrance | None:
    """Return what lets people in, where they sign in."""
    return Entrance.kept_in(parts.state, settings.session_hours, parts.now) if settings.signs_in else None


def _spans(settings: Settings, started: ExitStack) -> list[TurnSpans]:
    """Return what sends spans, where a collector is configured; else nothing of it is even loaded."""
    if not settings.sends_spans:
        return []
    from assistant.telemetry.otlp import exporting_provider  # noqa: PLC0415 - costs nothing unless it is used

    provider = exporting_provider()
    started.callback(provider.shutdown)
    tracer = provider.get_tracer("assistant")
    if settings.uses_offline_model:
        return [TurnSpans(tracer, provider="offline", model_address=None)]
    address = settings.model_address or "https://api.openai.com/v1"
    return [TurnSpans(tracer, provider="openai", model_address=address)]


@cl.on_app_startup
async def on_app_startup() -> None:
    """Read the settings and build; what is wrong is one line in the log, and the chat says so."""
    LOGS.install()
    tell_unforeseen()
    keep_for_owner()
    try:
        keep_files_apart()
        settings = Settings()
        APPLICATION.proxies = Proxies(settings.trusted_proxies, signing_in=settings.signs_in)
        APPLICATION.proxies.require_signing_in(config.run.host)
        await APPLICATION.start(
            lambda: build(settings),
            origins=OriginPolicy.of((*settings.allowed_origins, *settings.own_origins)),
            region=settings.phone_region,
            of_samples=settings.uses_local_crm,
            sweeps=(DOOR.end_left, GUARD.abandoned.sweep),
            receive=partial(Reception.of, settings),
        )
    except NOT_READY as error:
        log.critical("not ready: %s", what_to_mend(error))


@cl.on_app_shutdown
async def on_app_shutdown() -> None:
    """Wait for writes that have begun; what has not ended by then is read back at the next start."""
    await end_in_time(APPLICATION.stop())


@cl.on_chat_start
async def on_chat_start() -> None:
    """Welcome a person."""
    await APPLICATION.greet()


@cl.on_message
async def on_message(message: cl.Message) -> None:
    """Answer what was typed, or read the file that was dropped."""
    if chat_session := await APPLICATION.chat_session():
        await chat_session.receive(message)


@cl.on_settings_update
async def on_settings_update(settings: dict[str, object]) -> None:
    """Go on in the language chosen in the settings panel."""
    await APPLICATION.read_in(settings.get(LANGUAGE_SETTING))


@cl.on_stop
async def on_stop() -> None:
    """End what is under way."""
    await APPLICATION.stop_turns()


for _name, _on_click in clicks(APPLICATION):
    cl.action_callback(_name)(GUARD.pace.click(demand_of(_name), _on_click))
