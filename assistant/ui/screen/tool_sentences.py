"""What a person reads while a tool works."""

from assistant.agent.agent_events import ToolStarted
from assistant.ui.cards.markdown import visible
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
            return texts.preparing_create.format(who=_brief(Contact(id="", properties=values).name))
        case UpdateContact():
            return texts.preparing_update
        case _:
            return texts.checking


def _searching(query: SearchContacts, reader: Reader) -> str:
    given = [
        reader.value(name, value)
        for name, value in query.model_dump(exclude={"page"}, exclude_none=True).items()
        if value
    ]
    if not given:
        return reader.texts.searching
    return reader.texts.searching_for.format(what=_brief(", ".join(given)))


def _brief(text: str) -> str:
    line = " ".join(visible(text).split())
    return line if len(line) <= _LENGTH else f"{line[:_LENGTH]}…"
