"""What a person reads while a tool works, and of a search once it is done."""

from babel.numbers import format_decimal

from assistant.agent.agent_events import ToolStarted
from assistant.ui.cards.markdown import escape_line, shorten
from assistant.ui.cards.query_text import asked_for, given_in
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact, CreateContact, SearchContacts, UpdateContact

_LENGTH = 80


def sentence_for(started: ToolStarted, reader: Reader) -> str:
    """Return one plain line, such as ``Searching for Marie Dupont…``.

    Chainlit shows a step's name without markup.
    """
    texts = reader.texts
    match started.arguments:
        case SearchContacts(page=int(page)) if page > 1:
            return texts.searching_page.format(page=page)
        case SearchContacts() as query:
            return _searching(query, reader)
        case CreateContact() as wanted:
            values = {
                name: value for name in ("firstname", "lastname", "email") if (value := getattr(wanted, name))
            }
            return texts.preparing_create.format(who=shorten(Contact(id="", properties=values).name, _LENGTH))
        case UpdateContact():
            return texts.preparing_update
        case _:
            return texts.checking


def searched_sentence(query: SearchContacts, reader: Reader, seconds: float) -> str:
    """Return the same once it is done: ``Searched HubSpot for Marie Dupont · 0.2 s``."""
    texts, what = reader.texts, asked_for(query, reader)
    if query.page and query.page > 1:
        told = texts.searched_page.format(page=query.page, crm=reader.crm)
    elif what:
        told = texts.searched_for.format(what=what, crm=reader.crm)
    else:
        told = texts.searched.format(crm=reader.crm)
    lasted = format_decimal(max(seconds, 0.1), format="0.0", locale=reader.language)
    return f"{told} · {texts.seconds.format(seconds=lasted)}"


def searched_details(query: SearchContacts, reader: Reader) -> str:
    """Return what was asked for, field by field, in safe Markdown; ``""`` where that says nothing more."""
    given, pair = given_in(query), reader.texts.form_pair
    if len(given) <= 1:
        return ""
    told = (
        pair.format(label=_label(name, reader), value=reader.value(name, value))
        for name, value in given.items()
    )
    return "\n".join(f"- {escape_line(one, limit=_LENGTH, cut_off='…')}" for one in told)


def _label(name: str, reader: Reader) -> str:
    return reader.texts.form_whole_name if name == "name" else reader.label(name)


def _searching(query: SearchContacts, reader: Reader) -> str:
    asked = asked_for(query, reader)
    return reader.texts.searching_for.format(what=asked) if asked else reader.texts.searching
