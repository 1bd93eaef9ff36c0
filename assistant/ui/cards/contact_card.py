"""The card of one contact."""

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.ui.cards.card_props import LINE_LENGTH, VALUE_LENGTH, Card, Props
from assistant.ui.cards.card_text import contact_card, record_url
from assistant.ui.cards.form_card import field_props
from assistant.ui.cards.markdown import escape, shorten
from assistant.ui.cards.person_marks import contact_link, hue, initials
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY, AssociatedCompany
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.vocabulary import CONTACT_DETAILS, NAMED_PROPERTIES, PHONES

_NAME = frozenset({"firstname", "lastname"})
_ROLE = ("jobtitle", "company")
_FACTS = (*(name for name in NAMED_PROPERTIES if name not in {*_NAME, *_ROLE, LIFECYCLE_STAGE}), OWNER)
"""What the header does not tell."""

EDITED_IN_PLACE = frozenset({*NAMED_PROPERTIES, *PHONES, OWNER}) - _NAME
"""What a card lets people change where it stands; a name is two values, and the form asks for both."""

_EVERYDAY = ("email", "phone", "jobtitle", "company", LIFECYCLE_STAGE, OWNER)
"""What a card offers to fill in where it is empty, in a line of its own; for the rest there is the form."""

_NOT_IN_A_LINE = frozenset({PropertyKind.CHOICES, PropertyKind.TEXT})
_MOST_OPTIONS = 60
"""Options sent with a card; of more, such as a large company's owners, the form offers a choice."""


def contact_element(
    contact: Contact, reader: Reader, *, sentence: str = "", written: Sequence[str] = ()
) -> Card:
    """A contact as it is stored.

    Args:
        contact: Whom to show.
        reader: For whom.
        sentence: What is said of the contact right above, ``""`` for nothing.
        written: Properties stored just now; they are shown first, and marked.
    """
    texts = reader.texts
    told = [escape(sentence), contact_card(contact, reader, also=written)]
    props = {
        "id": contact.id,
        "sentence": sentence,
        **person_props(contact, reader),
        "facts": _facts(contact, reader, written),
        "work": [
            {"value": shown, "edit": _edit(contact, name, reader)} for name, shown in _work(contact, reader)
        ],
        "blanks": _blanks(contact, reader),
        "stageEdit": _edit(contact, LIFECYCLE_STAGE, reader),
        "changed": _last_change(contact, reader),
        "record": record_url(contact),
        "card": business_card(contact, reader),
        "labels": {
            "open": texts.open_record,
            "openPage": texts.open_page,
            "edit": texts.edit if reader.may_write else "",
            "history": texts.history,
            "change": texts.change_field,
            "save": texts.form_preview,
            "restore": texts.cancel,
            "unset": texts.form_unset,
            "copy": texts.copy_card,
            "copied": texts.card_copied,
            "notCopied": texts.card_not_copied,
            "written": texts.just_written,
        },
    }
    return Card("ContactCard", props, "\n\n".join(part for part in told if part))


def person_props(contact: Contact, reader: Reader) -> Props:
    """How a contact is recognised on any card: name, avatar, job and company, stage."""
    return {
        "name": shorten(contact.name, LINE_LENGTH),
        "initials": initials(contact),
        "hue": hue(contact),
        "role": " · ".join(shown for _, shown in _work(contact, reader)),
        "stage": shorten(reader.of(contact, LIFECYCLE_STAGE), LINE_LENGTH),
    }


def _work(contact: Contact, reader: Reader) -> list[tuple[str, str]]:
    """Job and company, as far as they are known."""
    told = ((name, shorten(reader.of(contact, name), LINE_LENGTH)) for name in _ROLE)
    return [(name, shown) for name, shown in told if shown]


def _edit(contact: Contact, name: str, reader: Reader) -> Props | None:
    """How a value is asked for where it stands; None where it is not to be changed there."""
    known = reader.labels.get(name)
    stored = contact.get(name)
    if not reader.may_write or known is None or not known.writable or name not in EDITED_IN_PLACE:
        return None
    if known.kind in _NOT_IN_A_LINE or len(stored) > LINE_LENGTH:
        return None
    field = field_props(name, known, stored, reader)
    shown = shorten(reader.of(contact, name), LINE_LENGTH)
    return {**field, "shown": shown} if len(field["options"]) <= _MOST_OPTIONS else None


def _blanks(contact: Contact, reader: Reader) -> list[Props]:
    """What is empty and can be filled in where it stands."""
    empty = (_edit(contact, name, reader) for name in _EVERYDAY if not contact.get(name))
    return [{**edit, "shown": reader.texts.empty} for edit in empty if edit is not None]


def business_card(contact: Contact, reader: Reader) -> str:
    """A contact as plain text, for other programmes."""
    role = ", ".join(reader.of(contact, name) for name in _ROLE if contact.get(name))
    details = [reader.of(contact, name) for name in CONTACT_DETAILS]
    lines = [contact.name, role, *details]
    return "\n".join(dict.fromkeys(shorten(line, VALUE_LENGTH) for line in lines if line))


def _facts(contact: Contact, reader: Reader, written: Iterable[str]) -> list[dict[str, Any]]:
    fresh = [name for name in written if name not in _NAME]
    names = dict.fromkeys([*fresh, *_FACTS])
    shown = [name for name in names if name in fresh or reader.of(contact, name)]
    told = [name for name in shown if name != ASSOCIATED_COMPANY]
    facts = [_fact(contact, name, reader, fresh=name in fresh) for name in told]
    if zone := reader.zone_of(name for name in told if contact.get(name)):
        facts.append({"label": reader.texts.time_zone, "value": zone, "href": "", "fresh": False})
    return [*facts, *(_company(one, reader, fresh=ASSOCIATED_COMPANY in fresh) for one in contact.companies)]


def _company(company: AssociatedCompany, reader: Reader, *, fresh: bool) -> dict[str, Any]:
    """A company that the contact is associated with, which opens in HubSpot."""
    return {
        "label": reader.texts.properties[ASSOCIATED_COMPANY],
        "value": shorten(company.name, LINE_LENGTH),
        "href": record_url(company),
        "opens": True,
        "fresh": fresh,
    }


def _fact(contact: Contact, name: str, reader: Reader, *, fresh: bool) -> dict[str, Any]:
    texts = reader.texts
    shown = shorten(reader.of(contact, name), VALUE_LENGTH, cut_off=texts.cut_off)
    return {
        "label": reader.label(name),
        "value": shown or texts.empty,
        "href": contact_link(name, contact.get(name), reader.region),
        "isPhone": name in PHONES,
        "edit": _edit(contact, name, reader),
        "fresh": fresh,
    }


def _last_change(contact: Contact, reader: Reader) -> dict[str, str] | None:
    """The last change as a point in time, which the browser writes in its reader's time zone."""
    if contact.updated_at is None:
        return None
    return {
        "at": contact.updated_at.isoformat(),
        "locale": reader.locale_tag,
        "sentence": reader.texts.last_change,
    }
