"""Puts contacts as one person reads them.

Labels, options, telephone numbers and dates follow their own convention.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from assistant.language.detection import Language
from assistant.language.texts import Texts, texts_in
from assistant.ui.cards.date_formats import display_day, display_moment, locale_of
from hubspot_tools.contacts import Contact
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY, AssociatedCompany
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.dates import zone_named
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.typed_values import display_phone
from hubspot_tools.values.vocabulary import DEFAULT_STAGES, PHONES

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
    may_write: bool = True
    """Whether to offer what changes contacts."""
    of_samples: bool = False
    """Whether the contacts are the sample ones of this machine, and not HubSpot's."""

    @property
    def texts(self) -> Texts:
        """The sentences of this reader's language."""
        return texts_in(self.language)

    @property
    def crm(self) -> str:
        """Where the contacts are, within a sentence."""
        return self.texts.sample_crm if self.of_samples else "HubSpot"

    def knowing(self, companies: Iterable[AssociatedCompany]) -> "Reader":
        """The same reader, who knows these companies by name."""
        named = {one.id: one.name or f"#{one.id}" for one in companies}
        if not named:
            return self
        label = PropertyLabel(label=self.texts.properties[ASSOCIATED_COMPANY], options=named)
        return replace(self, labels={**self.labels, ASSOCIATED_COMPANY: label})

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
        if name == LIFECYCLE_STAGE and stored in self.texts.lifecycle_stages and not self._is_renamed(stored):
            return self.texts.lifecycle_stages[stored]
        if name in self.labels and (self.labels[name].options or self.labels[name].former):
            return self._options(self.labels[name], stored)
        if _ISO_DAY.fullmatch(stored) or _ISO_INSTANT.fullmatch(stored):
            return self._when(stored, self.labels[name].zone if name in self.labels else "")
        return stored

    def of(self, contact: Contact, name: str) -> str:
        """A contact's property as this reader writes it, ``""`` when it is empty.

        An owner whose name nobody could tell counts as empty: a number says nothing.
        """
        stored = contact.get(name)
        if name == "company" and not stored:  # an associated company says as well where somebody works
            return ", ".join(company.name for company in contact.companies)
        if not stored or (name == OWNER and stored not in self._owners()):
            return ""
        return self.value(name, stored)

    @property
    def locale_tag(self) -> str:
        """The reader's conventions by their BCP 47 name, as browsers know them."""
        return str(locale_of(self.language, self.territory)).replace("_", "-")

    def _is_renamed(self, stage: str) -> bool:
        """Whether the account calls a lifecycle stage otherwise than HubSpot does: then its own words count."""
        known = self.labels.get(LIFECYCLE_STAGE)
        told = known.options.get(stage) if known else None
        return told is not None and told != DEFAULT_STAGES.get(stage)

    def _owners(self) -> Mapping[str, str]:
        known = self.labels.get(OWNER)
        return {**known.options, **known.former} if known else {}

    def _options(self, known: PropertyLabel, stored: str) -> str:
        parts = [stored] if stored in known.options or stored in known.former else stored.split(";")
        return ", ".join(self._option(known, part) for part in parts)

    def _option(self, known: PropertyLabel, value: str) -> str:
        """An option by its label; an owner who has left is told to have."""
        if value in known.former and known.kind is PropertyKind.OWNER:
            return self.texts.crm.deactivated.format(name=known.former[value])
        return known.options.get(value) or known.former.get(value, value)

    def zone_of(self, names: Iterable[str]) -> str:
        """The time zone in which the instants among these properties are written, to be named once."""
        zones = (self.labels[name].zone for name in names if name in self.labels)
        return next(filter(None, zones), "")

    @property
    def zone(self) -> str:
        """The account's time zone, to be named beside what `moment` tells; UTC where it is not known."""
        zone = self.zone_of(self.labels)
        return zone if zone_named(zone) is not None else "UTC"

    def moment(self, at: datetime) -> str:
        """An instant in that time zone."""
        local = at.astimezone(zone_named(self.zone) or UTC)
        return display_moment(local, locale_of(self.language, self.territory))

    def _when(self, stored: str, zone: str) -> str:
        try:
            moment = datetime.fromisoformat(stored) if "T" in stored else date.fromisoformat(stored)
        except ValueError:
            return stored
        locale = locale_of(self.language, self.territory)
        if not isinstance(moment, datetime):
            return display_day(moment, locale)
        if moment.tzinfo is not None and (known := zone_named(zone)) is not None:
            return display_moment(moment.astimezone(known), locale)
        in_utc = moment.utcoffset() is not None and not moment.utcoffset()
        return f"{display_moment(moment, locale)} UTC" if in_utc else stored
