"""What all conversations share, from start to shutdown."""

import asyncio
import gc
import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from pydantic import SecretStr, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from assistant.access.entrance import Entrance, Visit
from assistant.access.member import Identity, Member
from assistant.access.permitted_contacts import PermittedContacts
from assistant.access.policy_file import PolicyFile
from assistant.access.rights import Rights, RightsNow, viewer_rights
from assistant.account_check import tell_faults, tell_unknown_fields
from assistant.agent.tokens import CorruptTable
from assistant.chat.conversation import Conversation
from assistant.chat.conversation_factory import ConversationFactory
from assistant.chat.kept.talk_keeper import TalkKeeper
from assistant.chat.outcome_sentences import model_sentence
from assistant.files.importer import Importer
from assistant.language.detection import Language
from assistant.language.texts import Texts
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.models.chat_completions import ChatModel
from assistant.models.model_protocol import ModelError, ModelUnavailable
from assistant.models.openai_client import connect
from assistant.models.patience import PatientModel
from assistant.models.responses import ResponsesModel
from assistant.offline.server import OFFLINE_MODEL_NAME, build_offline_app
from assistant.overview import Overview
from assistant.proposals.expiry import Expiry
from assistant.proposals.notices import Notices
from assistant.proposals.proposal import Proposal
from assistant.proposals.recovery import Recovery
from assistant.settings import Settings, what_is_wrong
from assistant.state.database import StateDatabase
from assistant.state.errors import StateIsNewer, StateUnavailable
from assistant.state.signing_key import kept_key
from hubspot_tools.calls.callers import NOBODY, acting_for
from hubspot_tools.errors import CrmError, CrmUnavailable
from hubspot_tools.facts.account_facts import Portal, PropertyLabel
from hubspot_tools.sandbox.loopback import StartError, serving

log = logging.getLogger(__name__)

CHECK_TIMEOUT = 8.0
"""Seconds that the check at start may take before the CRM or the model counts as unreachable."""

READY_SECONDS = 2.0
"""After so long the server listens, and first pages have come."""

LABELS_TIMEOUT = 3.0
"""Seconds that a card waits for the account's own words; then it does with ours."""

NOT_READY = (ValueError, OSError, ImportError, StartError, SQLAlchemyError, StateUnavailable)
"""What keeps the service from being built, and an operator can mend."""


def what_to_mend(error: Exception) -> str:
    """Tell an operator what keeps the service from starting.

    The value that is wrong is left out: it may be a key or a password.
    """
    if isinstance(error, ValidationError):
        return what_is_wrong(error)
    if isinstance(error, SQLAlchemyError | StateUnavailable) and not isinstance(error, StateIsNewer):
        reason = str(error) if isinstance(error, StateUnavailable) else type(error).__name__
        return f"the database named by STATE_URL or DATA_DIR cannot be used ({reason})"
    return str(error)


@dataclass(frozen=True, slots=True)
class Connection:
    """What the assistant is connected to; an error stands where a check failed."""

    crm: Portal | CrmError
    model_name: str
    offline: bool
    model_error: ModelError | None = None

    @property
    def healthy(self) -> bool:
        """Whether both sides answer."""
        return isinstance(self.crm, Portal) and self.model_error is None

    def line(self, texts: Texts) -> str:
        """One line for the chat, plain text: what it is connected to, or calmly what is wrong."""
        troubles = []
        if isinstance(self.crm, CrmError):
            troubles.append(crm_sentence(self.crm, texts))
        elif not self.crm.can_write:
            troubles.append(texts.read_only)
        if self.model_error is not None:
            troubles += [model_sentence(self.model_error, texts), texts.forms_serve]
        connected = texts.connected.format(crm=self._crm_name(texts), model=self._model_name(texts))
        return " ".join([connected, *troubles] if self.healthy else troubles)

    def _crm_name(self, texts: Texts) -> str:
        if isinstance(self.crm, Portal) and self.crm.kind == "local":
            return texts.sample_contacts
        if not isinstance(self.crm, Portal) or self.crm.portal_id is None:
            return texts.hubspot_unnamed
        return texts.hubspot_portal.format(portal=self.crm.portal_id)

    def _model_name(self, texts: Texts) -> str:
        return texts.offline_model if self.offline else texts.named_model.format(name=self.model_name)


class Service:
    """Opens the state store, checks the connections, begins conversations, and closes everything.

    ``started`` is what was started for the service; it is closed last. ``read_ahead`` reads in a thread of its own,
    soon after the start, what chats may come to need.
    """

    def __init__(  # noqa: PLR0913 - here the parts of the service come together
        self,
        parts: ConversationFactory,
        recovery: Recovery,
        *,
        importer: Importer,
        overview: Overview,
        offline: bool,
        started: ExitStack,
        entrance: Entrance | None = None,
        policy: PolicyFile | None = None,
        signing_key: SecretStr | None = None,
        talks: TalkKeeper | None = None,
        read_ahead: Callable[[], object] | None = None,
    ) -> None:
        self.importer = importer
        self.overview = overview
        self.entrance = entrance
        """Who lets people in; None where nobody signs in."""
        self.policy = policy
        """Who may what; None where all may all."""
        self.talks = talks
        """Who keeps what was said; None where nobody does."""
        self._parts = parts
        self._offline = offline
        self._signing_key = signing_key
        self._read_ahead = read_ahead
        self._started = started
        self._recovery = recovery
        self._sweeping: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Make the state store ready, and begin to settle the writes whose end nobody knows."""
        state = self._parts.state
        await state.open()
        await self.importer.open()
        with acting_for(NOBODY, patient=True):
            self._sweeping = [
                asyncio.create_task(self._recovery.keep_sweeping()),
                asyncio.create_task(self.importer.keep_sweeping()),
                asyncio.create_task(Expiry(state, self._parts.now).keep_sweeping()),
                asyncio.create_task(state.rejections.keep_flushing(self._parts.now, StateUnavailable)),
                asyncio.create_task(state.bulletin.keep_listening()),
                asyncio.create_task(self._settle_down()),
            ]
            if self.entrance is not None:
                self._sweeping.append(asyncio.create_task(self.entrance.keep_looking()))
        if self.talks is not None:
            self.talks.open()
        if self._parts.daily_use is not None:
            self._sweeping.append(asyncio.create_task(self._parts.daily_use.keep_tidy()))
        if self.policy is not None:
            self._sweeping.append(asyncio.create_task(self.policy.keep_following()))

    async def _settle_down(self) -> None:
        """Do what can wait until the server listens, so that nobody in a chat has to wait for it.

        What is there by then lives as long as the process. The collector need not look through it again and again:
        with 100 people that held everybody up for a fifth of a second each time.
        """
        await asyncio.sleep(READY_SECONDS)
        if self._read_ahead is not None:
            try:
                await asyncio.to_thread(self._read_ahead)
            except CorruptTable as error:
                log.error("the model sees less of longer talks, install the assistant again: %s", error)  # noqa: TRY400 - the sentence says what to do
        gc.freeze()
        ruled = self.policy.policy.fields if self.policy is not None else {}
        tell_unknown_fields(ruled, await self.labels() if ruled else {})
        await tell_faults(self._parts.contacts)

    def converse(self, *, owner: str, language: Language, rights: RightsNow = Rights) -> Conversation:
        """Begin a conversation; its proposals belong to ``owner`` alone.

        They may what ``rights`` say each time.
        """
        return self._parts.converse(owner=owner, language=language, rights=rights)

    def rights_of(self, identity: Identity) -> Rights:
        """What somebody may at this moment, as the policy has it; without one all may all."""
        if self.policy is not None:
            return self.policy.rights_of(identity)
        return Rights() if self.entrance is None else viewer_rights(identity)

    def rights_in(self, visit: Visit | None) -> Rights:
        """The same of somebody by their visit: none once it is over; where nobody signs in there is none."""
        if self.entrance is None:
            return self.rights_of(Member.unasked().identity)
        here = visit is not None and not visit.is_over(self.entrance.now())
        return self.rights_of(visit.identity) if visit is not None and here else Rights(member=None)

    @property
    def notices(self) -> Notices[Proposal]:
        """Where chats hear of each other's decisions."""
        return self._parts.state.notices

    @property
    def state(self) -> StateDatabase:
        """Where everything is kept that outlives the process."""
        return self._parts.state

    async def signing_key(self) -> SecretStr:
        """What signs this service's cookies: the operator's key, or the one the store keeps."""
        return self._signing_key or await kept_key(self._parts.state)

    async def connection(self) -> Connection:
        """Ask both sides whether they would work; never raises for what they answer."""
        crm, model_error = await asyncio.gather(self._check_crm(), self._check_model())
        if model_error is not None:
            self._parts.availability.lost(model_error)
        return Connection(crm, self._parts.model.label, self._offline, model_error)

    async def labels(self, rights: RightsNow = Rights) -> Mapping[str, PropertyLabel]:
        """How the account calls the properties that somebody may see.

        Empty while it cannot be asked, or does not answer in time.
        """
        try:
            async with asyncio.timeout(LABELS_TIMEOUT):
                return await PermittedContacts(self._parts.contacts, rights).labels()
        except (CrmError, TimeoutError):
            return {}

    async def close(self) -> None:
        """Let writes that have begun end, then let go of everything."""
        for task in self._sweeping:
            task.cancel()
        await asyncio.gather(*self._sweeping, return_exceptions=True)
        await self.importer.close()
        await self._parts.availability.close()
        await self._parts.writes.finish()
        await self._parts.contacts.close()
        await self._parts.model.close()
        if self.talks is not None:
            await self.talks.close()
        await self._parts.state.close()
        await asyncio.to_thread(self._started.close)

    async def _check_crm(self) -> Portal | CrmError:
        try:
            async with asyncio.timeout(CHECK_TIMEOUT):
                return await self._parts.contacts.portal()
        except CrmError as error:
            return error
        except TimeoutError:
            return CrmUnavailable("the CRM did not answer the check at start")

    async def _check_model(self) -> ModelError | None:
        try:
            async with asyncio.timeout(CHECK_TIMEOUT):
                await self._parts.model.check()
        except ModelError as error:
            log.error("the model cannot be used: %s", error)  # noqa: TRY400 - the sentence says what to change; a traceback adds nothing
            return error
        except TimeoutError:
            return ModelUnavailable("the model's server did not answer the check at start")
        return None


def chosen_model(settings: Settings, started: ExitStack) -> PatientModel:
    """Connect to the configured model; the offline one is served on loopback until ``started`` is closed.

    Raises:
        StartError: the offline model did not come up.
        WrongWords: a word list says what cannot be meant.
    """
    if settings.uses_offline_model:
        address = started.enter_context(serving(build_offline_app()))
        client = connect(None, f"{address}/v1", on_this_machine=True)
        name, effort = OFFLINE_MODEL_NAME, None
    else:
        client = connect(settings.openai_api_key, settings.model_address)
        name, effort = settings.openai_model, settings.reasoning_effort
    if settings.model_api == "chat":
        return PatientModel(ChatModel(client, name, effort))
    return PatientModel(ResponsesModel(client, name, effort))
