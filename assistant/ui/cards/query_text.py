"""What a search asked for and how much it found, in its reader's words; pure."""

from collections.abc import Mapping

from babel.numbers import format_decimal

from assistant.ui.cards.date_formats import locale_of
from assistant.ui.cards.markdown import shorten
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import ContactPage, SearchContacts
from hubspot_tools.search.filters import SEARCHED

_LENGTH = 80


def asked_for(query: SearchContacts, reader: Reader, between: str = ", ") -> str:
    """The values that were searched by, on one line; ``""`` where nothing was."""
    told = (reader.value(SEARCHED.get(name, [name])[0], value) for name, value in given_in(query).items())
    return shorten(between.join(told), _LENGTH)


def given_in(query: SearchContacts) -> dict[str, str]:
    """What a search goes by, as it was given."""
    given = query.model_dump(exclude={"page"}, exclude_none=True)
    return {name: value for name, value in given.items() if value}


def list_title(page: ContactPage, reader: Reader) -> str:
    """What a list is headed by: its search, or what is listed where nothing was asked for."""
    return asked_for(page.query, reader, " · ") or reader.texts.changed_last


def count_found(page: ContactPage, reader: Reader) -> str:
    """How many contacts a search has found, on all pages; of those who are only near, that they are."""
    texts = reader.texts
    if page.is_near:
        return texts.near_found
    if page.total == 0:
        return texts.nothing_found
    return texts.one_found if page.total == 1 else texts.many_found.format(total=counted(page.total, reader))


def in_number(count: int, forms: Mapping[str, str], reader: Reader) -> str:
    """A sentence about that many, by the language's own rule: French says none in the singular, too.

    ``forms`` are the sentences by CLDR's names of plurals, ``other`` among them, with a place for ``{count}``.
    """
    form = locale_of(reader.language, reader.territory).plural_form(count)
    return forms.get(form, forms["other"]).format(count=counted(count, reader))


def counted(number: int, reader: Reader) -> str:
    """A number with its thousands apart, as its reader's country writes it."""
    return format_decimal(number, locale=locale_of(reader.language, reader.territory))
