"""The search itself: from what is wanted to one truthful page, in as few requests as will do.

HubSpot's index lags seconds behind writes, splits text into tokens and may mind accents. So the index is
asked for a little too much, and what it returns is judged here:

1. With a name, company, job title, e-mail or telephone number, up to 200 candidates are fetched with
   wildcards in place of letters that may carry accents, then judged, sorted and counted exactly. Only when
   that finds nobody are looser spellings tried, four requests in all at most.
2. When there are more than 200, HubSpot pages through the typed spelling (and the spellings just seen) itself;
   its total is then the answer's.
3. Lists, free text and lifecycle stages alone are paged by HubSpot at once. Free text that it does not find is
   looked for, property by property, where it does not look.

Contacts this process wrote lately are left out of what the index says and judged as they are stored.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hubspot_tools.contacts import Contact
from hubspot_tools.search.filters import LAST_RESULT, MOST_RESULTS, Spelling, conditions, search_body
from hubspot_tools.search.matches import Wanted, matches, rank, significant_words
from hubspot_tools.values.text import fold, spelled_words

_GUESSES = frozenset({Spelling.LOOSE, Spelling.APART})
"""Tried when nobody was found; worth nothing when they find everybody."""


@dataclass(frozen=True)
class Hits:
    """Some of the contacts found, and how many there are in all."""

    contacts: tuple[Contact, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class Recent:
    """Contacts this process wrote lately: their ids, and those that still exist as they are stored now."""

    ids: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


Search = Callable[[dict[str, Any]], Awaitable[Hits]]
"""Sends one search body to HubSpot."""


class ContactSearch:
    """Finds contacts through ``search``; numbers without a country code are dialled in ``region``."""

    def __init__(self, search: Search, region: str) -> None:
        self._search = search
        self._region = region

    async def find(self, wanted: Wanted, page: int, size: int, recent: Recent) -> Hits:
        """One page of the contacts that are wanted, and their total.

        Args:
            wanted: What is asked for; nothing asks for the most recently changed contacts.
            page: From 1; beyond HubSpot's 10,000 results the last page is returned.
            size: Contacts on a page.
            recent: What was written lately.
        """
        if wanted.judgeable:
            hits = await self._judged(wanted, page, size, recent, tuple(Spelling))
        else:
            hits = await self._paged(wanted, page, size, recent)
        if hits.total or not wanted.text:
            return hits
        return await self._text_elsewhere(wanted, page, size, recent)

    async def _text_elsewhere(self, wanted: Wanted, page: int, size: int, recent: Recent) -> Hits:
        """Free text that HubSpot's own search does not find may be in a property it does not look at.

        Or it is there with accents that were not typed.
        """
        hits = Hits()
        for name in ("name", "company", "city", "jobtitle"):
            if getattr(wanted, name):
                continue
            reading = replace(wanted, text="", **{name: wanted.text})
            hits = await self._judged(reading, page, size, recent, (Spelling.MASKED,))
            if hits.total:
                break
        return hits

    async def _judged(
        self, wanted: Wanted, page: int, size: int, recent: Recent, spellings: Sequence[Spelling]
    ) -> Hits:
        asked: list[dict[str, Any]] = []
        for spelling in spellings:
            body = search_body(conditions(wanted, spelling), text=wanted.text, limit=MOST_RESULTS)
            if body in asked or "filterGroups" not in body:
                continue
            asked.append(body)
            hits = await self._search(body)
            if hits.total > MOST_RESULTS:
                if spelling in _GUESSES:
                    continue
                return await self._paged(wanted, page, size, recent, hits.contacts)
            found = self._judge(wanted, hits, recent)
            if found:
                start = (page - 1) * size
                return Hits(tuple(found[start : start + size]), len(found))
        return Hits() if asked else await self._paged(wanted, page, size, recent)

    def _judge(self, wanted: Wanted, hits: Hits, recent: Recent) -> list[Contact]:
        indexed = [
            contact
            for contact in hits.contacts
            if contact.id not in recent.ids and matches(wanted, contact, self._region, trust_text=True)
        ]
        return sorted((*indexed, *self._recent_matches(wanted, recent)), key=lambda one: rank(wanted, one))

    async def _paged(
        self, wanted: Wanted, page: int, size: int, recent: Recent, seen: Sequence[Contact] = ()
    ) -> Hits:
        written = self._recent_matches(wanted, recent)
        start = (min(page, LAST_RESULT // size) - 1) * size
        head = written[start : start + size]
        room = size - len(head)
        asked = conditions(wanted, Spelling.TYPED, _seen_spellings(wanted, seen))
        body = search_body(
            asked,
            text=wanted.text,
            limit=max(room, 1),
            after=max(0, start - len(written)),
            newest_first=wanted == Wanted(),
            without=recent.ids,
        )
        hits = await self._search(body)
        return Hits((*head, *hits.contacts[:room]), hits.total + len(written))

    def _recent_matches(self, wanted: Wanted, recent: Recent) -> tuple[Contact, ...]:
        return tuple(one for one in recent.contacts if matches(wanted, one, self._region))


def _seen_spellings(wanted: Wanted, seen: Sequence[Contact]) -> dict[str, list[str]]:
    """For each word of the name, how it is really spelled in the contacts seen, the commonest first."""
    found: dict[str, list[str]] = {}
    counts = Counter(
        word for one in seen for word in spelled_words(f"{one.get('firstname')} {one.get('lastname')}")
    )
    for asked in significant_words(wanted.name):
        found[asked] = [word for word, _ in counts.most_common() if fold(word) == asked]
    return found
