"""The search index: what searches see, which may lag behind what reads see, as HubSpot's does."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from hubspot_tools.sandbox.search import index_words
from hubspot_tools.values.normal_form import normal_form


class Document:
    """One contact as searches see it. Folded texts and tokens are computed once, when first asked for."""

    __slots__ = ("_fold_accents", "_texts", "_tokens", "comparables", "id", "properties")

    def __init__(self, contact_id: int, properties: Mapping[str, str], *, fold_accents: bool) -> None:
        self.id = contact_id
        self.properties = {name: value for name, value in properties.items() if value}
        # What a search has read out of values that are ordered, by property: kept for the next search.
        self.comparables: dict[str, Any] = {}
        self._fold_accents = fold_accents
        self._texts: dict[str, str] = {}
        self._tokens: dict[str, frozenset[str]] = {}

    def text(self, name: str) -> str | None:
        """A property's value without case; None when it is unset or cleared."""
        if name not in self.properties:
            return None
        if name not in self._texts:
            self._texts[name] = caseless(self.properties[name])
        return self._texts[name]

    def tokens(self, name: str) -> frozenset[str]:
        """The tokens of a property's value; none when it is unset or cleared."""
        if name not in self._tokens:
            folded = index_words.fold(self.properties.get(name, ""), accents=self._fold_accents)
            self._tokens[name] = frozenset(index_words.split(folded))
        return self._tokens[name]


def caseless(text: str) -> str:
    """Text for a comparison that ignores case."""
    return normal_form("NFC", text).casefold()


class SearchIndex:
    """Documents by contact id; a change becomes visible `delay` seconds after it was put."""

    def __init__(
        self, *, delay: float = 0.0, fold_accents: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.delay = delay
        self.fold_accents = fold_accents
        self._clock = clock
        self._lock = threading.Lock()
        self._visible: dict[int, Document] = {}
        self._pending: deque[tuple[float, int, Document | None]] = deque()

    def put(self, contact_id: int, properties: Mapping[str, str] | None) -> None:
        """Take in a contact's properties; None removes it."""
        document = None
        if properties is not None:
            document = Document(contact_id, properties, fold_accents=self.fold_accents)
        with self._lock:
            self._pending.append((self._clock() + self.delay, contact_id, document))

    def fill(self, contacts: Mapping[int, Mapping[str, str]]) -> None:
        """Start again from these contacts, visible at once."""
        documents = {
            one: Document(one, properties, fold_accents=self.fold_accents)
            for one, properties in contacts.items()
        }
        with self._lock:
            self._visible = documents
            self._pending.clear()

    def documents(self, among: AbstractSet[int] | None = None) -> Iterator[Document]:
        """What a search made now sees: everybody, or of ``among`` and of those that changes still wait for."""
        with self._lock:
            self._settle()
            if among is None:
                return iter(list(self._visible.values()))
            wanted = sorted(among | {contact_id for _, contact_id, _ in self._pending})
            return iter([self._visible[one] for one in wanted if one in self._visible])

    def _settle(self) -> None:
        now = self._clock()
        while self._pending and self._pending[0][0] <= now:
            _, contact_id, document = self._pending.popleft()
            if document is None:
                self._visible.pop(contact_id, None)
            else:
                self._visible[contact_id] = document
