"""What a contact has been, and by whose hand, as Markdown. Pure."""

from collections.abc import Iterable, Iterator

from assistant.language.texts.capability_texts import capability_texts_in
from assistant.ui.cards.markdown import escape_line
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact
from hubspot_tools.facts.property_history import PropertyChange

_VALUE_LENGTH, _NAME_LENGTH, _MOST_SHOWN = 120, 80, 30


def history_text(contact: Contact, changes: Iterable[PropertyChange], reader: Reader) -> str:
    """A list of the latest changes, each with when, what, and by whom or from where."""
    texts = capability_texts_in(reader.language)
    lines = list(_lines(changes, reader))[:_MOST_SHOWN]
    title = texts.history_title.format(name=_line(contact.name, _NAME_LENGTH), zone=reader.zone)
    return "\n".join([f"**{title}**\n", *(f"- {line}" for line in lines)] if lines else [texts.history_none])


def _lines(changes: Iterable[PropertyChange], reader: Reader) -> Iterator[str]:
    texts = capability_texts_in(reader.language)
    for change in changes:
        source = texts.sources.get(change.source, texts.elsewhere)
        if change.label:
            source = f"{source} ({change.label})"
        who = texts.by.format(person=change.person, source=source) if change.person else source
        value = reader.value(change.property, change.value) if change.value else texts.emptied
        yield texts.change.format(
            when=reader.moment(change.at),
            property=_line(reader.label(change.property), _NAME_LENGTH),
            value=_line(value, _VALUE_LENGTH),
            who=_line(who, _VALUE_LENGTH),
        )


def _line(text: str, limit: int) -> str:
    return escape_line(text, limit=limit, cut_off="…")
