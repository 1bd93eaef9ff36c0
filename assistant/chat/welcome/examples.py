"""Finds sentences to begin with that work on the contacts there really are."""

import asyncio
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from assistant.access.rights import Rights
from assistant.language.detection import Language
from assistant.language.texts.elision import of_whom
from assistant.language.texts.example_texts import ExampleTexts, example_texts_in
from hubspot_tools.contacts import Contact, ContactStore, SearchContacts
from hubspot_tools.errors import CrmError

log = logging.getLogger(__name__)

_FRESH: Final = 600.0
"""Seconds for which what was found serves every welcome: a search for each page that is opened would spend the account's."""

_NAME: Final = re.compile(r"[^\W\d_]{2,20}(?:[-'’ ][^\W\d_]{1,20}){1,3}")
_COMPANY: Final = re.compile(r"[^\W_]{2,20}(?:[-'’& ]{1,3}[^\W_]{1,20}){0,3}")
_LONGEST: Final = 36
"""Characters of a name in an example: whatever is no plain name would put strange words into a person's mouth."""


class Examples:
    """Keeps the contacts changed last for a while, as much of them as each kind of reader may see."""

    def __init__(self) -> None:
        self._kept: dict[frozenset[str], tuple[float, Sequence[Contact]]] = {}
        self._asking = asyncio.Lock()

    async def sentences(
        self, contacts: ContactStore, rights: Rights, language: Language, patience: float
    ) -> Sequence[str]:
        """Two or three sentences to say, with names from ``contacts``.

        None while there is no ``patience`` to wait for them, without a name where nobody answers in time.

        Args:
            contacts: As ``rights`` let this person have them.
            rights: What they may: who may only look is offered searches alone.
            language: In which they are said.
            patience: Seconds that they may take.
        """
        if patience <= 0 and rights.hidden not in self._kept:
            return ()
        found = await self._newest(contacts, rights.hidden, patience) if rights.may_read else ()
        return [*_on(found, example_texts_in(language), may_write=rights.may_write)]

    async def _newest(
        self, contacts: ContactStore, hidden: frozenset[str], patience: float
    ) -> Sequence[Contact]:
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(hidden)
        if kept is not None and (patience <= 0 or now - kept[0] < _FRESH):
            return kept[1]
        try:
            async with asyncio.timeout(patience), self._asking:
                if self._kept.get(hidden) is kept:
                    self._kept[hidden] = now, (await contacts.search(SearchContacts())).contacts
        except (CrmError, TimeoutError):
            log.info("no examples from the contacts: they could not be read in time")
        return self._kept.get(hidden, (now, ()))[1]


def _on(found: Iterable[Contact], texts: ExampleTexts, *, may_write: bool) -> Iterator[str]:
    """The examples, each about somebody else where there are enough people."""
    people = [one for one in found if len(one.name) <= _LONGEST and _NAME.fullmatch(one.name)]
    company = next(filter(_is_company, (one.get("company") for one in people)), "")
    if company:
        yield texts.company.format(company=company)
    elif people:
        yield _about(people[0], texts.find)
    else:
        yield texts.newest
    asked = [(name, one) for one in people for name in texts.question if one.get(name)]
    if asked:
        name, one = next((pair for pair in asked if pair[1] is not people[0]), asked[0])
        yield _about(one, texts.question[name])
    if may_write:
        yield _about(people[-1], texts.update) if people else texts.create


def _about(contact: Contact, sentence: str) -> str:
    return sentence.format(name=contact.name, of_name=of_whom(contact.name))


def _is_company(name: str) -> bool:
    return 0 < len(name) <= _LONGEST and _COMPANY.fullmatch(name) is not None
