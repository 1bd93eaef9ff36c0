"""Finding the contacts that a person about to be created may already be.

HubSpot's index finds candidates, in one request as a rule; `hubspot_tools.similarity` judges them. The index lags
behind writes, so what this process wrote lately is judged as it is stored.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from hubspot_tools.candidates import candidate_bodies, narrow_bodies
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import AccessDenied, CrmError
from hubspot_tools.filters import MOST_RESULTS
from hubspot_tools.finding import Hits, Recent, Search
from hubspot_tools.similarity import likeness

T = TypeVar("T")

_log = logging.getLogger(__name__)

MOST_DOUBLES = 3
"""How many a person is shown."""

PATIENCE_SECONDS = 8.0
"""How long a person waits for hints; whoever is not found by then is not shown."""


class Doubles:
    """Finds doubles through ``search``; numbers without a country code are dialled in ``region``.

    What it finds are hints. A failure to find any must not stand in the way of a create, so it is logged, and
    only `AccessDenied` is raised, since an operator must hear of it.
    """

    def __init__(
        self,
        search: Search,
        recently_written: Callable[[], Awaitable[Recent]],
        region: str,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._search = search
        self._recently_written = recently_written
        self._region = region
        self._patience = patience_seconds

    async def of(self, described: Mapping[str, str]) -> tuple[Contact, ...]:
        """The likeliest doubles of a person with these property values, three at most, the likeliest first.

        Raises:
            AccessDenied: the token may not search.
        """
        try:
            async with asyncio.timeout(self._patience):
                candidates = await self._candidates(described)
        except TimeoutError:
            _log.warning("looking for doubles took too long and was given up")
            return ()
        judged = [(likeness(described, one, self._region), one) for one in candidates]
        alike = [(how, one) for how, one in judged if how]
        alike.sort(key=lambda pair: pair[0], reverse=True)
        return tuple(one for _, one in alike[:MOST_DOUBLES])

    async def _candidates(self, described: Mapping[str, str]) -> list[Contact]:
        bodies = candidate_bodies(described, self._region)
        if not bodies:
            return []
        recent, hits = await asyncio.gather(
            self._unless_it_fails(self._recently_written, Recent()), self._hits(bodies)
        )
        if any(one.total > MOST_RESULTS for one in hits):
            hits += await self._hits(narrow_bodies(described, self._region))
        indexed = {one.id: one for hit in hits for one in hit.contacts if one.id not in recent.ids}
        return [*recent.contacts, *indexed.values()]

    async def _hits(self, bodies: Sequence[dict[str, Any]]) -> list[Hits]:
        searches = (partial(self._search, body) for body in bodies)
        return await asyncio.gather(*(self._unless_it_fails(search, Hits()) for search in searches))

    async def _unless_it_fails(self, ask: Callable[[], Awaitable[T]], otherwise: T) -> T:
        try:
            return await ask()
        except AccessDenied:
            raise
        except CrmError as error:
            _log.warning("a look for doubles failed (%s)", type(error).__name__)
            return otherwise
