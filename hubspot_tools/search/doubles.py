"""Finding the contacts that a person about to be created may already be.

HubSpot's index finds candidates, in one request as a rule; `hubspot_tools.search.similarity` judges them. The index lags
behind writes, so what this process wrote lately is judged as it is stored.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from hubspot_tools.contacts import Contact, SimilarContacts
from hubspot_tools.errors import AccessDenied, CrmError
from hubspot_tools.search.candidates import candidate_bodies, narrow_bodies
from hubspot_tools.search.filters import MOST_RESULTS
from hubspot_tools.search.finder import Hits, Recent, Search
from hubspot_tools.search.similarity import likeness

T = TypeVar("T")

_log = logging.getLogger(__name__)

MOST_DOUBLES = 3
"""How many a person is shown."""

PATIENCE_SECONDS = 8.0
"""How long a person waits for hints; whoever is not found by then is not shown."""


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Who may be judged; ``complete`` unless one of the questions failed."""

    contacts: Sequence[Contact] = ()
    complete: bool = True


class Doubles:
    """Finds doubles through ``search``; numbers without a country code are dialled in ``region``.

    What it finds are hints. A failure to find any must not stand in the way of a create, so it is logged and
    makes the hints incomplete; only `AccessDenied` is raised, since an operator must hear of it.
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

    async def of(self, described: Mapping[str, str], unseen: Collection[str] = ()) -> SimilarContacts:
        """The likeliest doubles of a person with these property values, three at most, the likeliest first.

        Nobody is one by the value of a property in ``unseen``.

        Raises:
            AccessDenied: the token may not search.
        """
        try:
            async with asyncio.timeout(self._patience):
                candidates = await self._candidates(described)
        except TimeoutError:
            _log.warning("looking for doubles took too long and was given up")
            return SimilarContacts(complete=False)
        seen = [one.without(unseen) for one in candidates.contacts]
        judged = [(likeness(described, one, self._region), one) for one in seen]
        alike = [(how, one) for how, one in judged if how]
        alike.sort(key=lambda pair: pair[0], reverse=True)
        likeliest = tuple(one for _, one in alike[:MOST_DOUBLES])
        return SimilarContacts(contacts=likeliest, complete=candidates.complete)

    async def _candidates(self, described: Mapping[str, str]) -> _Candidates:
        bodies = candidate_bodies(described, self._region)
        if not bodies:
            return _Candidates()
        recent, answers = await asyncio.gather(_unless_it_fails(self._recently_written), self._hits(bodies))
        if any(one.total > MOST_RESULTS for one in answers if one):
            answers += await self._hits(narrow_bodies(described, self._region))
        written, hits = recent or Recent(), [one for one in answers if one]
        indexed = {one.id: one for hit in hits for one in hit.contacts if one.id not in written.ids}
        complete = recent is not None and len(hits) == len(answers)
        return _Candidates([*written.contacts, *indexed.values()], complete=complete)

    async def _hits(self, bodies: Sequence[dict[str, Any]]) -> list[Hits | None]:
        searches = (partial(self._search, body) for body in bodies)
        return await asyncio.gather(*(_unless_it_fails(search) for search in searches))


async def _unless_it_fails(ask: Callable[[], Awaitable[T]]) -> T | None:
    """What the index says, or None when it cannot be asked."""
    try:
        return await ask()
    except AccessDenied:
        raise
    except CrmError as error:
        _log.warning("a look for doubles failed (%s)", type(error).__name__)
        return None
