"""The list of contacts that a search has found."""

from collections.abc import Sequence
from typing import Any

from assistant.ui.cards.buttons import EXPORT, PICK, TURN_PAGE, export_payload, turn_payload
from assistant.ui.cards.card_props import LINE_LENGTH, Card, Props
from assistant.ui.cards.card_text import contact_list
from assistant.ui.cards.contact_card import person_props
from assistant.ui.cards.markdown import shorten
from assistant.ui.cards.query_text import count_found, counted, list_title
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact, ContactPage
from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.vocabulary import CONTACT_DETAILS

_MOST_DETAILS = 2
_WORK = ("company", "jobtitle")
"""The company first: in a narrow row the end is cut off, and namesakes rarely work together."""


def list_element(page: ContactPage, reader: Reader, place: str) -> Card:
    """A page of a search's contacts, and how to come to the others.

    Args:
        page: What was found.
        reader: For whom.
        place: The name of this list on the screen, which a click on a page gives back.
    """
    texts = reader.texts
    people = [_listed(contact, reader) for contact in page.contacts]
    props = {
        "place": place,
        "title": list_title(page, reader),
        "count": count_found(page, reader),
        "people": people,
        "columns": _columns(people, reader),
        "range": _range(page, reader),
        "previous": turn_payload(page, page.page - 1, place),
        "next": turn_payload(page, page.page + 1, place),
        "export": None if page.is_near else export_payload(page),
        "actions": {"pick": PICK, "turn": TURN_PAGE, "export": EXPORT},
        "labels": {"previous": texts.previous_page, "next": texts.next_page, "export": texts.export_button},
    }
    return Card("ContactList", props, contact_list(page, reader))


def row_props(contact: Contact, reader: Reader) -> dict[str, Any]:
    """A contact on one line: who it is, and how to tell it from its namesakes."""
    details = [
        shorten(reader.of(contact, name), LINE_LENGTH) for name in CONTACT_DETAILS if contact.get(name)
    ]
    shown = [each for each in details if each != contact.name]
    return {"id": contact.id, **person_props(contact, reader), "details": shown[:_MOST_DETAILS]}


def _listed(contact: Contact, reader: Reader) -> Props:
    """The same in a list, with whom it belongs to."""
    work = [shorten(reader.of(contact, name), LINE_LENGTH) for name in _WORK]
    owner = shorten(reader.of(contact, OWNER), LINE_LENGTH)
    return {**row_props(contact, reader), "role": " · ".join(filter(None, work)), "owner": owner}


def _columns(people: Sequence[Props], reader: Reader) -> list[dict[str, str]]:
    """What stands in a column of its own where there is room, unless nobody has any of it."""
    heads = {"stage": reader.texts.column_stage, "owner": reader.label(OWNER)}
    return [
        {"name": name, "label": label}
        for name, label in heads.items()
        if any(person[name] for person in people)
    ]


def _range(page: ContactPage, reader: Reader) -> str:
    if page.page == 1 and not page.has_more:
        return ""
    first = (page.page - 1) * page.page_size + 1
    last = first + len(page.contacts) - 1
    numbers = (counted(number, reader) for number in (first, last, page.total))
    return reader.texts.page_range.format(**dict(zip(("first", "last", "total"), numbers, strict=True)))
