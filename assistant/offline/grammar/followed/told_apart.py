"""Tells contacts apart by what the screen does not say of them: ``the one in Lyon``."""

from dataclasses import replace

from assistant.language.requests.intents import Query
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.words.lexer import lex
from assistant.offline.grammar.known_contacts import is_company_of
from assistant.offline.grammar.open_request import State


def newest_search(state: State) -> Query | None:
    """The search whose people are on the screen, by the company where its words named one."""
    query = state.search.query if state.search else None
    if (
        query is not None
        and query.fields().keys() == {"name"}
        and is_company_of(query.name, state.screen.listed)
    ):
        return Query(company=query.name)
    return query


def narrowed_by(search: Query, hint: str) -> Query:
    """The search with a further mark of whoever is meant; the empty query where it tells none."""
    marks = read_find(lex(hint)).query
    text = marks.text or marks.name
    if search.text and text:
        return Query()
    narrower = replace(
        search,
        text=search.text or text,
        company=marks.company or search.company,
        jobtitle=marks.jobtitle or search.jobtitle,
        lifecyclestage=marks.lifecyclestage or search.lifecyclestage,
    )
    return Query() if narrower == search else narrower
