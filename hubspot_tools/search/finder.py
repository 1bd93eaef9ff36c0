"""The search itself: from what is wanted to one truthful page, in as few requests as will do.

HubSpot's index lags seconds behind writes, splits text into tokens and may mind accents. So the index is
asked for a little too much, and what it returns is judged here:

1. With a name, company, job title, e-mail or telephone number, up to 200 candidates are fetched with
   wildcards in place of letters that may carry accents, and as typed, then judged, sorted and counted exactly. Only
   when that finds nobody are looser spellings tried, in a second request.
2. When there are more than 200, HubSpot pages through the typed spelling (and the spellings just seen) itself;
   its total is then the answer's.
3. Lists, free text and lifecycle stages alone are paged by HubSpot at once. Free text that it does not find is
   looked for where it does not look, and so is a name that nobody bears: all places at once.

Three requests are the most for nobody where the index knows nobody either: alternatives go into one request as filter
groups. Only where it offers hundreds of whom none fits is each place asked for by itself.
Of whom the second request brings, those are told who are called as asked but for a slip or two: `Hits.near`.
Contacts this process wrote lately are left out of what the index says and judged as they are stored.

Whoever may not see a property finds nobody by it: it is taken out of what is asked and out of what is judged. The index
does not tell by what it found free text, so that is judged here, too, as far as a request reaches.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hubspot_tools.contacts import Contact
from hubspot_tools.search.filters import (
    LAST_RESULT,
    MOST_RESULTS,
    Condition,
    Group,
    Spelling,
    conditions,
    groups_in,
    search_body,
    wide_body,
)
from hubspot_tools.search.matches import Wanted, matches, rank, significant_words, works_there
from hubspot_tools.search.similarity import nearly_called
from hubspot_tools.values.text import fold, spelled_words

_SURE = (Spelling.MASKED, Spelling.TYPED)
_GUESSES = (Spelling.APART, Spelling.LOOSE)
"""Tried when nobody was found; worth nothing when they find everybody."""

_BEYOND_NAMES = ("company", "city", "jobtitle")


@dataclass(frozen=True)
class Hits:
    """Some of the contacts found, and how many there are in all; ``near`` are called nearly as asked."""

    contacts: tuple[Contact, ...] = ()
    total: int = 0
    near: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Recent:
    """Contacts this process wrote lately: their ids, and those that still exist as they are stored now."""

    ids: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


Search = Callable[[dict[str, Any]], Awaitable[Hits]]
"""Sends one search body to HubSpot."""


Associated = Callable[[Sequence[Contact]], Awaitable[Sequence[Contact]]]
"""Tells which companies contacts are associated with, by their ids."""


class ContactSearch:
    """Finds contacts through ``search``; numbers without a country code are dialled in ``region``."""

    def __init__(
        self,
        search: Search,
        region: str,
        unseen: Collection[str] = frozenset(),
        *,
        associated: Associated | None = None,
    ) -> None:
        self._ask = search
        self._associated = associated
        self._region = region
        self._unseen = frozenset(unseen)

    def without(self, unseen: Collection[str]) -> "ContactSearch":
        """The same search, which finds nobody by the value of these properties."""
        return ContactSearch(self._ask, self._region, unseen, associated=self._associated)

    async def find(self, wanted: Wanted, page: int, size: int, recent: Recent) -> Hits:
        """One page of the contacts that are wanted, and their total.

        Args:
            wanted: What is asked for; nothing asks for the most recently changed contacts.
            page: From 1; beyond HubSpot's 10,000 results the last page is returned.
            size: Contacts on a page.
            recent: What was written lately.
        """
        if self._is_hidden(wanted):
            return Hits()
        recent = replace(recent, contacts=tuple(one.without(self._unseen) for one in recent.contacts))
        recent = replace(recent, contacts=await self._at_work(wanted, recent.contacts))
        if wanted.text and self._unseen:
            hits = await self._text_judged(wanted, page, size, recent)
        elif wanted.judgeable:
            rounds = (_SURE,) if wanted.text else (_SURE, _GUESSES)
            hits = await self._judged(wanted, page, size, recent, rounds)
        else:
            hits = await self._paged(wanted, page, size, recent)
        if hits.total:
            return hits
        if wanted.text:
            places = [name for name in ("name", *_BEYOND_NAMES) if not getattr(wanted, name)]
            readings = [_reading_as(name, wanted.text, replace(wanted, text="")) for name in places]
            readings = [one for one in readings if not self._is_hidden(one)]
            return await self._elsewhere(readings, page, size, recent)
        if wanted.name and wanted == Wanted(name=wanted.name):
            readings = [_reading_as(name, wanted.name, Wanted()) for name in _BEYOND_NAMES]
            readings.append(Wanted(email=fold(wanted.name)))
            readings = [one for one in readings if not self._is_hidden(one)]
            return replace(await self._elsewhere(readings, page, size, recent), near=hits.near)
        return hits

    async def _elsewhere(self, readings: Sequence[Wanted], page: int, size: int, recent: Recent) -> Hits:
        """Return the first reading that somebody fits.

        Words may stand where HubSpot's own search does not look, or there with accents that were not typed.
        """
        for together in self._packed(readings):
            body = wide_body([self._conditions(one, Spelling.MASKED) for one in together], limit=MOST_RESULTS)
            hits = await self._search(body)
            for reading in together:
                if hits.total > MOST_RESULTS:
                    found = await self._judged(reading, page, size, recent, (_SURE,))
                else:
                    found = _page_of(self._judge(reading, hits, recent), page, size)
                if found.total:
                    return found
        return Hits()

    def _packed(self, readings: Sequence[Wanted]) -> list[list[Wanted]]:
        """Return the readings that can be asked for, as many to a request as fit."""
        packed: list[list[Wanted]] = []
        for reading in readings:
            alone = groups_in(wide_body([self._conditions(reading, Spelling.MASKED)], limit=1))
            if not alone:
                continue
            last = [*packed[-1], reading] if packed else [reading]
            asked = [self._conditions(one, Spelling.MASKED) for one in last]
            together = groups_in(wide_body(asked, limit=1))
            if packed and all(group in together for group in alone):
                packed[-1] = last
            else:
                packed.append([reading])
        return packed

    async def _text_judged(self, wanted: Wanted, page: int, size: int, recent: Recent) -> Hits:
        """Free text among the first of whom the index finds, by what may be seen of them."""
        readings = [self._conditions(wanted, spelling) for spelling in _SURE]
        hits = await self._search(wide_body(readings, text=wanted.text, limit=MOST_RESULTS))
        return _page_of(self._judge(wanted, hits, recent, trust_text=False), page, size)

    async def _search(self, body: dict[str, Any]) -> Hits:
        hits = await self._ask(body)
        if not self._unseen:
            return hits
        return replace(hits, contacts=tuple(one.without(self._unseen) for one in hits.contacts))

    def _conditions(
        self, wanted: Wanted, spelling: Spelling, spellings: Mapping[str, Sequence[str]] | None = None
    ) -> list[Condition]:
        """What is wanted without what may not be seen; see `_is_hidden` for where nothing is left of it."""
        asked = conditions(wanted, spelling, spellings)
        if not self._unseen:
            return asked
        return [tuple(filter(self._may_ask, condition)) for condition in asked]

    def _may_ask(self, group: Group) -> bool:
        return all(one["propertyName"] not in self._unseen for one in group)

    def _is_hidden(self, wanted: Wanted) -> bool:
        """Whether something that is wanted stands only where it may not be seen."""
        return not all(self._conditions(wanted, Spelling.TYPED))

    async def _judged(
        self,
        wanted: Wanted,
        page: int,
        size: int,
        recent: Recent,
        rounds: Sequence[Sequence[Spelling]],
    ) -> Hits:
        asked: list[Group] = []
        near: tuple[Contact, ...] = ()
        for spellings in rounds:
            readings = [self._conditions(wanted, spelling) for spelling in spellings]
            body = wide_body(readings, text=wanted.text, limit=MOST_RESULTS, asked=asked)
            if "filterGroups" not in body:
                continue
            asked += groups_in(body)
            hits = await self._search(body)
            if hits.total > MOST_RESULTS:
                if spellings is _GUESSES:
                    continue
                return await self._paged(wanted, page, size, recent, hits.contacts)
            hits = replace(hits, contacts=await self._at_work(wanted, hits.contacts))
            found = self._judge(wanted, hits, recent)
            if not found and spellings is _GUESSES and wanted == Wanted(name=wanted.name):
                # Whose name is some of the words, where the others stand elsewhere: Marie of Exemple SA, for both.
                found = self._judge(Wanted(text=wanted.name), hits, recent, trust_text=False)
            if found:
                return _page_of(found, page, size)
            near = nearly_called(wanted.name, hits.contacts) if spellings is _GUESSES else ()
        return Hits(near=near) if asked else await self._paged(wanted, page, size, recent)

    async def _at_work(self, wanted: Wanted, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
        """Return the contacts, with the companies' ids where the company's text says something else."""
        unclear = [one for one in contacts if not works_there(wanted, one)] if wanted.companies else []
        if not unclear or self._associated is None:
            return tuple(contacts)
        told = {one.id: one for one in await self._associated(unclear)}
        return tuple(told.get(one.id, one) for one in contacts)

    def _judge(self, wanted: Wanted, hits: Hits, recent: Recent, *, trust_text: bool = True) -> list[Contact]:
        indexed = [
            contact
            for contact in hits.contacts
            if contact.id not in recent.ids and matches(wanted, contact, self._region, trust_text=trust_text)
        ]
        return sorted((*indexed, *self._recent_matches(wanted, recent)), key=lambda one: rank(wanted, one))

    async def _paged(
        self, wanted: Wanted, page: int, size: int, recent: Recent, seen: Sequence[Contact] = ()
    ) -> Hits:
        written = self._recent_matches(wanted, recent)
        start = (min(page, LAST_RESULT // size) - 1) * size
        head = written[start : start + size]
        room = size - len(head)
        asked = self._conditions(wanted, Spelling.TYPED, _seen_spellings(wanted, seen))
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


def _reading_as(name: str, words: str, wanted: Wanted) -> Wanted:
    """What is wanted, with these words in that property as well."""
    further: dict[str, Any] = {name: words}
    return replace(wanted, **further)


def _seen_spellings(wanted: Wanted, seen: Sequence[Contact]) -> dict[str, list[str]]:
    """For each word of the name, how it is really spelled in the contacts seen, the commonest first."""
    found: dict[str, list[str]] = {}
    counts = Counter(
        word for one in seen for word in spelled_words(f"{one.get('firstname')} {one.get('lastname')}")
    )
    for asked in significant_words(wanted.name):
        found[asked] = [word for word, _ in counts.most_common() if fold(word) == asked]
    return found


def _page_of(found: Sequence[Contact], page: int, size: int) -> Hits:
    start = (page - 1) * size
    return Hits(tuple(found[start : start + size]), len(found))
