"""Answers what operators and their machines may ask of the running service.

That is its figures, and whether it can do its work.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from pydantic import SecretStr

from assistant.proposals.proposal_store import ProposalStore
from assistant.state.errors import StateUnavailable
from assistant.telemetry.activities import Activity, CrmActivity
from assistant.telemetry.metrics import Metrics
from hubspot_tools.contacts import ContactStore
from hubspot_tools.errors import CrmError, TokenRefused
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
    LOCAL_CRM_FULL = "local_crm_full"
    LOCAL_CRM_READ_ONLY = "local_crm_read_only"
    LOCAL_CRM_LOCKED = "local_crm_locked"
    LOCAL_CRM_UNREACHABLE = "local_crm_unreachable"
    LOCAL_CRM_UNUSABLE = "local_crm_unusable"


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
        metrics_token: SecretStr | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the parts; ``local_crm`` writes to the local CRM's file and says what is in the way.

        It is given where that file is in use, and it blocks.
        """
        self.metrics_token = metrics_token
        self._contacts = contacts
        self._state = state
        self._token = token
        self._metrics = metrics
        self._local_crm = local_crm
        self._clock = clock
        self._checking = asyncio.Lock()
        self._written_at = float("-inf")
        self._unwritable: tuple[Trouble, ...] = ()
        self._checked_at = float("-inf")
        self._refused = False

    async def troubles(self) -> tuple[Trouble, ...]:
        """What keeps the service from its work; nothing when it is ready.

        The CRM is asked when it has refused a call or was last asked a while ago, once for all who want to know.
        What is stored here is written to, at most every few seconds: reading would go on from a full disk.
        """
        async with self._checking:
            if self._token.suspected or self._clock() - self._checked_at > TRUSTED_SECONDS:
                await self._check_token()
            if self._clock() - self._written_at > WRITABLE_SECONDS:
                self._unwritable = (*await self._state_trouble(), *await self._local_trouble())
                self._written_at = self._clock()
        return (*([Trouble.TOKEN_REFUSED] if self._refused else []), *self._unwritable)

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
            self._refused = True
        except (CrmError, TimeoutError):
            return
        else:
            self._refused = False
        finally:
            self._token.suspected = False
            self._checked_at = self._clock()

    async def _state_trouble(self) -> tuple[Trouble, ...]:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._state.check()
        except StateUnavailable as error:
            return (Trouble(f"state_store_{error.trouble}"),)
        except TimeoutError:
            return (Trouble.STATE_UNREACHABLE,)
        return ()

    async def _local_trouble(self) -> tuple[Trouble, ...]:
        if self._local_crm is None:
            return ()
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                trouble = await asyncio.to_thread(self._local_crm)
        except TimeoutError:
            return (Trouble.LOCAL_CRM_UNREACHABLE,)
        return (Trouble(f"local_crm_{trouble}"),) if trouble else ()
