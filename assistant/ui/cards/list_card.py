"""The list of contacts that a search has found."""

from typing import Any

from assistant.ui.cards.buttons import EXPORT, PICK, TURN_PAGE, export_payload, turn_payload
from assistant.ui.cards.card_props import LINE_LENGTH, Card
from assistant.ui.cards.card_text import contact_list
from assistant.ui.cards.contact_card import person_props
from assistant.ui.cards.markdown import shorten
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact, ContactPage
from hubspot_tools.values.vocabulary import CONTACT_DETAILS

_MOST_DETAILS = 2


def list_element(page: ContactPage, reader: Reader, place: str, *, since: int | None = None) -> Card:
    """A page of a search's contacts, and how to come to the others.

    Args:
        page: What was found.
        reader: For whom.
        place: The name of this list on the screen, which a click on a page gives back.
        since: Which page the list showed before, None for none.
    """
    texts = reader.texts
    props = {
        "count": texts.many_found.format(total=page.total),
        "people": [row_props(contact, reader) for contact in page.contacts],
        "range": _range(page, reader),
        "previous": turn_payload(page, page.page - 1, place),
        "next": turn_payload(page, page.page + 1, place),
        "turned": _turned(page, since),
        "export": export_payload(page),
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


def _turned(page: ContactPage, since: int | None) -> str:
    """The button that brought this page, which keeps the keyboard; at an end, the one that leads back."""
    if since is None:
        return ""
    onwards = page.page > since
    return "next" if (onwards and page.has_more) or page.page == 1 else "previous"


def _range(page: ContactPage, reader: Reader) -> str:
    if page.page == 1 and not page.has_more:
        return ""
    first = (page.page - 1) * page.page_size + 1
    last = first + len(page.contacts) - 1
    return reader.texts.page_range.format(first=first, last=last, total=page.total)
