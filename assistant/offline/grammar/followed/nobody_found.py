"""What is said where a search brought nobody: who is called nearly so, or that there is none."""

from typing import Final

from assistant.language.requests.intents import Find
from assistant.language.words.lexer import lex
from assistant.language.words.towns import is_town
from assistant.offline.grammar.followed.sure_search import is_sure
from assistant.offline.grammar.planned_turn import Done, PlannedTurn, PlannedWords
from assistant.offline.grammar.property_names import quoted
from assistant.offline.grammar.replies import Say
from assistant.offline.grammar.searchable import is_mere_word, is_name_sought
from assistant.offline.grammar.searched_again import is_surely_name
from assistant.offline.grammar.told_value import is_plain

_MOST_NEAR: Final = 3


def nearly_called(turn: PlannedTurn, searched: Done, say: Say, name: str) -> PlannedWords | None:
    """Who is called nearly so; None where nobody is, or under no name that may stand in a sentence."""
    near = searched.content.get("near")
    names = (
        [str(one.get("name") or "") for one in near if isinstance(one, dict)]
        if isinstance(near, list)
        else []
    )
    told = ", ".join(one for one in names[:_MOST_NEAR] if is_plain(one))
    return turn.say(say, what=quoted(name), names=told) if told else None


def not_found(turn: PlannedTurn, find: Find) -> PlannedWords:
    """That nobody was found, and the offer to create whoever was looked for by a name."""
    what = quoted(find.phrase or " ".join(find.query.fields().values()))
    if is_town(lex(find.query.text)) or is_town(lex(find.query.name)):
        return turn.say(Say.NOT_FOUND, what=what)
    if not is_sure(find):
        return turn.say(Say.UNKNOWN)
    somebody = find.query.name or "@" in find.query.email[1:]
    offers = somebody and not find.partial and not find.query.lifecyclestage
    if find.query.fields().keys() == {"name"} and not is_name_sought(find):
        return turn.say(Say.NOT_FOUND if is_mere_word(find.query.name) else Say.UNKNOWN, what=what)
    if find.query.phone and not is_surely_name(find.query.name):
        return turn.say(Say.NOT_FOUND, what=what)
    if find.query.name or find.query.email:
        what = quoted(" ".join(value for value in (find.query.name, find.query.email) if value))
    return turn.say(Say.NOT_FOUND_OFFER if offers else Say.NOT_FOUND, what=what)
