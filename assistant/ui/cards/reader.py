"""Puts contacts as one person reads them.

Labels, options, telephone numbers and dates follow their own convention.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.language.detection import Language
from assistant.language.texts import Texts, texts_in
from assistant.ui.cards.date_formats import display_day, display_moment, locale_of
from hubspot_tools.contacts import Contact, PropertyLabel
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.typed_values import display_phone
from hubspot_tools.values.vocabulary import PHONES

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Reader:
    """A language, the country whose telephone numbers need no prefix, and the account's own labels.

    ``territory`` is the country whose dates this reader expects, ``""`` where it is not known. Telephone numbers
    follow ``region`` instead: one shown without its country code must mean the same when it is typed back.
    """

    language: Language
    region: str = "FR"
    labels: Mapping[str, PropertyLabel] = field(default_factory=dict)
    territory: str = ""

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
        if name in PHONES:
            return display_phone(stored, self.region)
        if name == LIFECYCLE_STAGE and stored in self.texts.lifecycle_stages:
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

    @property
    def locale_tag(self) -> str:
        """The reader's conventions by their BCP 47 name, as browsers know them."""
        return str(locale_of(self.language, self.territory)).replace("_", "-")

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
        locale = locale_of(self.language, self.territory)
        if not isinstance(moment, datetime):
            return display_day(moment, locale)
        in_utc = moment.utcoffset() is not None and not moment.utcoffset()
        return f"{display_moment(moment, locale)} UTC" if in_utc else stored
