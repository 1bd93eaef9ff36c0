"""Answers what operators and their machines may ask of the running service.

That is its figures, and whether it can do its work.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pydantic import SecretStr

from assistant.language.texts import texts_in
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.models.model_protocol import Model, ModelBusy, ModelError, ModelMisconfigured
from assistant.proposals.proposal_store import ProposalStore
from assistant.state.budget_store import BudgetStore
from assistant.state.errors import StateUnavailable
from assistant.telemetry.activities import Activity, CrmActivity
from assistant.telemetry.metrics import Metrics
from hubspot_tools.calls.shared.ledger import LedgerSilent
from hubspot_tools.contacts import ContactStore
from hubspot_tools.errors import CrmError, CrmUnavailable, TokenRefused
from hubspot_tools.storage import StorageTrouble

TRUSTED_SECONDS = 60.0
"""How long a check of the token holds."""

WRITABLE_SECONDS = 5.0
"""How long it holds that a store could be written, or could not."""

CHECK_SECONDS = 8.0
"""How long somebody who asks waits for the CRM or the database at most."""


class Trouble(StrEnum):
    """Why the service cannot do its work until an operator acts."""

    TOKEN_REFUSED = "hubspot_token_refused"  # noqa: S105 - the name of a trouble
    STATE_FULL = "state_store_full"
    STATE_READ_ONLY = "state_store_read_only"
    STATE_LOCKED = "state_store_locked"
    STATE_UNREACHABLE = "state_store_unreachable"
    STATE_UNUSABLE = "state_store_unusable"
    BUDGET_FULL = "budget_store_full"
    BUDGET_READ_ONLY = "budget_store_read_only"
    BUDGET_LOCKED = "budget_store_locked"
    BUDGET_UNREACHABLE = "budget_store_unreachable"
    BUDGET_UNUSABLE = "budget_store_unusable"
    LOCAL_CRM_FULL = "local_crm_full"
    LOCAL_CRM_READ_ONLY = "local_crm_read_only"
    LOCAL_CRM_LOCKED = "local_crm_locked"
    LOCAL_CRM_UNREACHABLE = "local_crm_unreachable"
    LOCAL_CRM_UNUSABLE = "local_crm_unusable"


_STORE_WORDS: Mapping[StorageTrouble | None, str] = {
    None: "can be written",
    StorageTrouble.FULL: "cannot be written: its disk is full",
    StorageTrouble.READ_ONLY: "may only be read",
    StorageTrouble.LOCKED: "is held by another program or transaction",
    StorageTrouble.UNREACHABLE: "cannot be reached",
    StorageTrouble.UNUSABLE: "cannot be used; the log names the error",
}


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether requests may be routed here: not while there are ``troubles``.

    ``parts`` says of the store, HubSpot, the model and the budget that servers share in words how each is. HubSpot or a model that is down is no
    trouble: it would be down for every other server as well, and the chat says so and goes on with what is there.
    """

    troubles: tuple[Trouble, ...]
    parts: Mapping[str, str]


class SharedLimits(Protocol):
    """HubSpot's limits, as far as servers share them."""

    @property
    def servers(self) -> int:
        """How many servers were seen lately, this one included."""

    @property
    def trouble(self) -> StorageTrouble | None:
        """What keeps this one from what all know."""


WordsAndVerdict = tuple[Sequence[str], bool]
"""Sentences about a part, and whether it would work."""


NO_STORE_YET = "The state store is not there yet; the first start makes it."


class TokenWatch:
    """Hears when the CRM refuses the token; listens to activities.

    That is a suspicion only: there are calls that some kinds of token may never make.
    """

    def __init__(self) -> None:
        self.suspected = False

    def began(self, activity: Activity) -> None:
        """See `Listener.began`."""

    def ended(self, activity: Activity) -> None:
        """See `Listener.ended`."""
        if isinstance(activity, CrmActivity) and activity.error == TokenRefused.__name__:
            self.suspected = True


class Overview:
    """Answers ``/ready`` and ``/metrics``."""

    def __init__(  # noqa: PLR0913 - whatever operators may ask about comes together here
        self,
        contacts: ContactStore,
        state: ProposalStore,
        token: TokenWatch,
        metrics: Metrics,
        *,
        local_crm: Callable[[], StorageTrouble | None] | None = None,
        model_trouble: Callable[[], ModelError | None] = lambda: None,
        shared_limits: SharedLimits | None = None,
        metrics_token: SecretStr | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the parts; ``local_crm`` writes to the local CRM's file and says what is in the way.

        It is given where that file is in use, and it blocks; ``shared_limits`` where there may be other servers.
        """
        self.metrics_token = metrics_token
        self._contacts = contacts
        self._state = state
        self._token = token
        self._metrics = metrics
        self._local_crm = local_crm
        self._model_trouble = model_trouble
        self._shared_limits = shared_limits
        self._clock = clock
        self._checking = asyncio.Lock()
        self._written_at = float("-inf")
        self._state_trouble: StorageTrouble | None = None
        self._local_trouble: StorageTrouble | None = None
        self._checked_at = float("-inf")
        self._refused = False
        self._crm_error: CrmError | None = None

    async def readiness(self) -> Readiness:
        """How the service is, and what keeps it from its work.

        The CRM is asked when it has refused a call or was last asked a while ago, once for all who want to know.
        What is stored here is written to, at most every few seconds: reading would go on from a full disk.
        """
        async with self._checking:
            if self._token.suspected or self._clock() - self._checked_at > TRUSTED_SECONDS:
                await self._check_token()
            if self._clock() - self._written_at > WRITABLE_SECONDS:
                self._state_trouble = await self._look_at_state()
                self._local_trouble = await self._look_at_local_crm()
                self._written_at = self._clock()
        parts = {"store": self._store_words(), "hubspot": self._crm_words(), "model": self._model_words()}
        if self._shared_limits is not None:
            parts["budget"] = _budget_words(self._shared_limits)
        return Readiness(self._troubles(), parts)

    def _troubles(self) -> tuple[Trouble, ...]:
        refused = [Trouble.TOKEN_REFUSED] if self._refused else []
        state = [Trouble(f"state_store_{self._state_trouble}")] if self._state_trouble else []
        local = [Trouble(f"local_crm_{self._local_trouble}")] if self._local_trouble else []
        silent = self._shared_limits.trouble if self._shared_limits is not None else None
        budget = [Trouble(f"budget_store_{silent}")] if silent else []
        return (*refused, *state, *budget, *local)

    def _store_words(self) -> str:
        return f"The state store {_STORE_WORDS[self._state_trouble]}."

    def _crm_words(self) -> str:
        if self._local_crm is not None:
            return f"There is none, but sample contacts; their file {_STORE_WORDS[self._local_trouble]}."
        if self._refused:
            return "HubSpot refuses the token: HUBSPOT_ACCESS_TOKEN needs another one."
        if self._crm_error is None:
            return "HubSpot answers."
        return f"HubSpot did not do what it was last asked. {crm_sentence(self._crm_error, texts_in('en'))}"

    def _model_words(self) -> str:
        trouble = self._model_trouble()
        if trouble is None:
            return "The model answers, as far as is known."
        return f"{_model_words(trouble)}; forms and buttons work meanwhile."

    async def figures(self, sessions: int) -> bytes:
        """The page for Prometheus; ``sessions`` are the chats that are open now."""
        proposals: Mapping[str, int] | None = None
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                counted = await self._state.counts()
        except (StateUnavailable, TimeoutError):
            pass  # the other figures are worth having, and /ready tells of the store
        else:
            proposals = {state.value: number for state, number in counted.items()}
        return self._metrics.page(sessions=sessions, proposals=proposals)

    async def _check_token(self) -> None:
        """Make the call that every token may make; a CRM that is down leaves the last verdict as it is."""
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._contacts.portal()
        except TokenRefused:
            self._refused, self._crm_error = True, None
        except CrmError as error:
            self._crm_error = error
        except TimeoutError:
            self._crm_error = CrmUnavailable("no answer in time")
        else:
            self._refused, self._crm_error = False, None
        finally:
            self._token.suspected = False
            self._checked_at = self._clock()

    async def _look_at_state(self) -> StorageTrouble | None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._state.check()
        except StateUnavailable as error:
            return error.trouble
        except TimeoutError:
            return StorageTrouble.UNREACHABLE
        return None

    async def _look_at_local_crm(self) -> StorageTrouble | None:
        if self._local_crm is None:
            return None
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return await asyncio.to_thread(self._local_crm)
        except TimeoutError:
            return StorageTrouble.UNREACHABLE


async def store_in_words(state: ProposalStore) -> WordsAndVerdict:
    """How a store is that this process has not opened; nothing of it is carried to a new version."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            if not await state.is_made():
                return [NO_STORE_YET], True
            await state.check()
    except (StateUnavailable, TimeoutError) as error:
        trouble = error.trouble if isinstance(error, StateUnavailable) else StorageTrouble.UNREACHABLE
        return [f"The state store {_STORE_WORDS[trouble]} ({error})."], False
    return [f"The state store {_STORE_WORDS[None]}."], True


async def limits_in_words(budget: BudgetStore) -> WordsAndVerdict:
    """How HubSpot's limits are shared, and with how many servers."""
    with suppress(LedgerSilent):
        await budget.be_seen()
    await budget.close()
    return [_budget_words(budget)], budget.trouble is None


async def model_in_words(model: Model) -> WordsAndVerdict:
    """Whether a model's server answers; whether it takes the key shows with the first question only."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await model.check()
    except (ModelError, TimeoutError) as error:
        return [f"{_model_words(error)}."], False
    return [f"The model's server answers ({model.label})."], True


def _model_words(trouble: Exception) -> str:
    match trouble:
        case ModelMisconfigured():
            return "The model's server refuses the key, the model's name or a parameter, which the log names"
        case ModelBusy():
            return "The model's server takes no more requests for now"
        case _:
            return "The model did not answer when it was last asked"


def _budget_words(limits: SharedLimits) -> str:
    if limits.trouble is not None:
        part = "all" if limits.servers == 1 else f"one part in {limits.servers}"
        return (
            f"The budget store {_STORE_WORDS[limits.trouble]}: this server keeps to {part} of HubSpot's limits for reads"
            " and writes nothing."
        )
    others = limits.servers - 1
    if not others:
        return "HubSpot's limits are kept in the budget store; no other server was seen lately."
    return f"HubSpot's limits are kept in the budget store, together with {others} other server{'s' * (others > 1)}."
