"""What operators and their machines may ask of the running service: its figures, and whether it can do its work."""

import asyncio
import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from pydantic import SecretStr

from assistant.activities import Activity, CallingCrm
from assistant.state import StateStore, StateUnavailable
from assistant.telemetry.metrics import Metrics
from hubspot_tools.contacts import ContactStore
from hubspot_tools.errors import CrmError, TokenRefused

TRUSTED_SECONDS = 60.0
"""How long the newest answer of the CRM says that the token works."""

CHECK_SECONDS = 8.0
"""How long somebody who asks waits for the CRM or the database at most."""


class Trouble(StrEnum):
    """Why the service cannot do its work until an operator acts."""

    TOKEN_REFUSED = "hubspot_token_refused"  # noqa: S105 - the name of a trouble
    STATE_UNUSABLE = "state_store_unusable"


class TokenWatch:
    """Knows from the CRM's calls whether its token was accepted last; listens to activities."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.refused = False
        self._clock = clock
        self._as_of = float("-inf")

    @property
    def in_doubt(self) -> bool:
        """Whether the last answer is too old to count."""
        return self._clock() - self._as_of > TRUSTED_SECONDS

    def began(self, activity: Activity) -> None:
        """See `Listener.began`."""

    def ended(self, activity: Activity) -> None:
        """See `Listener.ended`; failures of other kinds say nothing about the token."""
        if not isinstance(activity, CallingCrm):
            return
        if activity.error is None and activity.outcome == "ok":
            self.refused, self._as_of = False, self._clock()
        elif activity.error == TokenRefused.__name__:
            self.refused, self._as_of = True, self._clock()


class Overview:
    """Answers ``/ready`` and ``/metrics``."""

    def __init__(
        self,
        contacts: ContactStore,
        state: StateStore,
        token: TokenWatch,
        metrics: Metrics,
        *,
        metrics_token: SecretStr | None = None,
    ) -> None:
        self.metrics_token = metrics_token
        self._contacts = contacts
        self._state = state
        self._token = token
        self._metrics = metrics
        self._checking = asyncio.Lock()

    async def troubles(self) -> tuple[Trouble, ...]:
        """What keeps the service from its work; nothing when it is ready.

        The CRM is asked only when no call has answered for a while, and once for all who want to know.
        """
        found = []
        async with self._checking:
            if self._token.in_doubt:
                await self._ask_crm()
        if self._token.refused:
            found.append(Trouble.TOKEN_REFUSED)
        if not await self._state_answers():
            found.append(Trouble.STATE_UNUSABLE)
        return tuple(found)

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

    async def _ask_crm(self) -> None:
        """Make one call; `TokenWatch` hears what came of it."""
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._contacts.portal()
        except (CrmError, TimeoutError):
            pass  # a CRM that is down makes no operator act, and people are told of it in the chat

    async def _state_answers(self) -> bool:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._state.check()
        except (StateUnavailable, TimeoutError):
            return False
        return True
