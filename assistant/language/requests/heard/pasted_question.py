"""Reads a question below something pasted: ``do we have her?`` asks for a search."""

from typing import Final

from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import Find, Intent, Query
from assistant.language.words.lexemes import Tag
from assistant.language.words.lexer import lex

_FEWEST_LINES: Final = 3
_MOST_LINES: Final = 60
_LONGEST_QUESTION: Final = 160
"""Characters."""
_WRITES: Final = (Tag.CREATE, Tag.ADD, Tag.UPDATE, Tag.TURN, Tag.CLEAR)


def above_question(text: str) -> str:
    """What was pasted above a last line that asks something; empty where no line does."""
    above, parted, question = text.rstrip().rpartition("\n")
    lines = above.count("\n") + 2
    if not parted or not _FEWEST_LINES <= lines <= _MOST_LINES or not question.rstrip().endswith("?"):
        return ""
    asks = len(question) <= _LONGEST_QUESTION and not lex(question).has(*_WRITES)
    return above.strip() if asks else ""


def searched_for(intent: Intent) -> Find | None:
    """The search for whom was pasted; None where that is nobody, or several people."""
    if not isinstance(intent, Create):
        return None
    name = " ".join(intent.values[part] for part in ("firstname", "lastname") if intent.values.get(part))
    if intent.values.get("email"):
        return Find(Query(email=intent.values["email"]), phrase=intent.values["email"])
    return Find(Query(name=name), phrase=name) if name else None
