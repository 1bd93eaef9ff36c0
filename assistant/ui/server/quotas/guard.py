"""Everything that keeps one browser's use of the server bearable for the others, put together."""

import time
from collections.abc import Callable

from chainlit import server
from starlette.types import ASGIApp

from assistant.language.detection import Language
from assistant.ui.server.quotas.abandoned import Abandoned, Ended
from assistant.ui.server.quotas.allowances import Allowances
from assistant.ui.server.quotas.counted_callers import CountedCallers
from assistant.ui.server.quotas.doors import Doors
from assistant.ui.server.quotas.pace import Pace
from assistant.ui.server.quotas.rates import Rates
from assistant.ui.server.quotas.upload_quota import UploadQuota, Uploads
from assistant.ui.server.visitors.sessions import Sessions


class Guard:
    """Holds the parts that count; one for a server."""

    def __init__(
        self,
        sessions: Sessions,
        language: Callable[[], Language],
        ended: Ended = lambda _: None,
        allowances: Allowances | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is guarded yet.

        Args:
            sessions: Know which browser each chat belongs to.
            language: What whoever reads the current chat reads.
            ended: Hears what was kept for each chat that has ended.
            allowances: How much is allowed.
            clock: Seconds that never go back.
        """
        allowances = allowances or Allowances()
        callers, rates = CountedCallers(sessions.visitor_of), Rates(allowances, clock)
        self.pace = Pace(rates, callers, language, clock)
        self.abandoned = Abandoned(server.sio, allowances, sessions.outlives_its_socket, ended, clock)
        self._doors = Doors(server.sio, allowances, callers, rates, self.abandoned)
        self._uploads = Uploads(allowances, callers, self.abandoned.is_lost, clock)
        self._sessions, self._callers, self._rates = sessions, callers, rates

    def take_post(self) -> None:
        """Stand before Chainlit's sockets; to be called once, when its handlers are those to guard."""
        self.abandoned.take_over()
        self._doors.keep()
        self.pace.keep_events()

    def upload_quota(self, app: ASGIApp) -> UploadQuota:
        """The middleware that stands before uploads."""
        return UploadQuota(app, self._uploads, self._sessions, self._rates, self._callers)
