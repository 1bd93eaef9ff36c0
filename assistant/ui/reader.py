"""How one person reads contacts: labels, options, telephone numbers and dates in their own convention."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from assistant.language import Language
from assistant.texts import Texts, texts_in
from hubspot_tools.contacts import Contact, PropertyLabel
from hubspot_tools.values import display_phone

OWNER = "hubspot_owner_id"

_PHONES = frozenset({"phone", "mobilephone", "fax"})
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Reader:
    """A language, the country whose telephone numbers need no prefix, and the account's own labels."""

    language: Language
    region: str = "FR"
    labels: Mapping[str, PropertyLabel] = field(default_factory=dict)

    @property
    def texts(self) -> Texts:
        """The sentences of this reader's language."""
        return texts_in(self.language)

    def label(self, name: str) -> str:
        """What a property is called: an everyday name, else the account's label, else its internal name."""
        known = self.texts.properties.get(name)
        if known:
            return known
        return self.labels[name].label if name in self.labels else name

    def value(self, name: str, stored: str) -> str:
        """A stored value as this reader writes it; what cannot be read as its kind stays as stored."""
        if name in _PHONES:
            return display_phone(stored, self.region)
        if name == "lifecyclestage" and stored in self.texts.lifecycle_stages:
            return self.texts.lifecycle_stages[stored]
        if name in self.labels and self.labels[name].options:
            return self._options(self.labels[name].options, stored)
        if _ISO_DAY.fullmatch(stored) or _ISO_INSTANT.fullmatch(stored):
            return self._when(stored)
        return stored

    def of(self, contact: Contact, name: str) -> str:
        """A contact's property as this reader writes it, ``""`` when it is empty.

        An owner whose name nobody could tell counts as empty: a number says nothing.
        """
        stored = contact.get(name)
        if not stored or (name == OWNER and stored not in self._owners()):
            return ""
        return self.value(name, stored)

    def moment(self, at: datetime) -> str:
        """A point in time, in UTC."""
        return self._when(at.astimezone(UTC).isoformat(timespec="minutes"))

    def _owners(self) -> Mapping[str, str]:
        return self.labels[OWNER].options if OWNER in self.labels else {}

    def _options(self, options: Mapping[str, str], stored: str) -> str:
        if stored in options:
            return options[stored]
        return ", ".join(options.get(part, part) for part in stored.split(";"))

    def _when(self, stored: str) -> str:
        try:
            moment = datetime.fromisoformat(stored) if "T" in stored else date.fromisoformat(stored)
        except ValueError:
            return stored
        day = f"{moment:%d/%m/%Y}" if self.language == "fr" else f"{moment.day} {moment:%b %Y}"
        if not isinstance(moment, datetime):
            return day
        return (
            f"{day} {moment:%H:%M} UTC"
            if moment.utcoffset() is not None and not moment.utcoffset()
            else stored
        )
