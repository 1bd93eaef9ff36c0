"""The card of one contact."""

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.ui.cards.card_props import LINE_LENGTH, VALUE_LENGTH, Card, Props
from assistant.ui.cards.card_text import contact_card, record_url
from assistant.ui.cards.markdown import escape, shorten
from assistant.ui.cards.person_marks import contact_link, hue, initials
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.vocabulary import CONTACT_DETAILS, NAMED_PROPERTIES

_NAME = frozenset({"firstname", "lastname"})
_ROLE = ("jobtitle", "company")
_FACTS = (*(name for name in NAMED_PROPERTIES if name not in {*_NAME, *_ROLE, LIFECYCLE_STAGE}), OWNER)
"""What the header does not tell."""


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
        "changed": _last_change(contact, reader),
        "record": record_url(contact),
        "card": business_card(contact, reader),
        "labels": {
            "open": texts.open_record,
            "edit": texts.edit,
            "copy": texts.copy_card,
            "copied": texts.card_copied,
            "notCopied": texts.card_not_copied,
            "written": texts.just_written,
        },
    }
    return Card("ContactCard", props, "\n\n".join(part for part in told if part))


def person_props(contact: Contact, reader: Reader) -> Props:
    """How a contact is recognised on any card: name, avatar, job and company, stage."""
    role = [reader.of(contact, name) for name in _ROLE]
    return {
        "name": shorten(contact.name, LINE_LENGTH),
        "initials": initials(contact),
        "hue": hue(contact),
        "role": " · ".join(shorten(part, LINE_LENGTH) for part in role if part),
        "stage": shorten(reader.of(contact, LIFECYCLE_STAGE), LINE_LENGTH),
    }


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
    return [_fact(contact, name, reader, fresh=name in fresh) for name in shown]


def _fact(contact: Contact, name: str, reader: Reader, *, fresh: bool) -> dict[str, Any]:
    texts = reader.texts
    shown = shorten(reader.of(contact, name), VALUE_LENGTH, cut_off=texts.cut_off)
    return {
        "label": reader.label(name),
        "value": shown or texts.empty,
        "href": contact_link(name, contact.get(name)),
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
