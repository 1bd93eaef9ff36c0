"""Tells what to look for once a search has found nobody, where something else may have been meant."""

import re
from collections.abc import Mapping
from typing import Any, Final

from assistant.language.persons.job_titles import without_legal_form
from assistant.language.requests.intents import Find
from assistant.language.words.given_names import names_somebody
from assistant.language.words.lexer import lex
from assistant.language.words.titles_in_full import other_form

Arguments = Mapping[str, Any]
"""Of a search: what was looked for, by its name."""

_OWNER: Final = re.compile(r"\w[^\W\ds]s")
"""The end of a name that may be that of an owner: ``smiths``."""
_WITH_LEGAL_FORM: Final = ("company", "text")


def further_search(find: Find, last: Arguments, *, first: bool) -> dict[str, Any] | None:
    """What to look for once the search itself has found nobody; None where nothing else is meant.

    ``first`` tells that nothing else was looked for in vain before.
    """
    owner = owner_named(find.query.name) if find.asked and first else None
    if owner is not None:
        return dict(last) | {"name": owner}
    shorter = dict(last) | {name: _shorter(last[name]) for name in _WITH_LEGAL_FORM if name in last}
    if shorter != last:
        return shorter
    if "phone" in last and {"name", "email"} & last.keys():
        return _without_one_mark(last)
    if {"name", "jobtitle"} <= last.keys():
        return {"name": last["name"]}
    whence = split_at_of(find.query.name)
    if whence is not None and last.keys() == {"name"}:
        return {"name": whence[0], "text": whence[1]}
    same_job = other_form(find.query.jobtitle) if first else None
    return dict(last) | {"jobtitle": same_job} if same_job is not None else None


def _without_one_mark(last: Arguments) -> dict[str, Any]:
    """Without the number beside somebody's name, or without words beside a number that may be no name."""
    doubtful = "email" not in last and not is_surely_name(last["name"])
    return {name: value for name, value in last.items() if name != ("name" if doubtful else "phone")}


def is_surely_name(name: str) -> bool:
    """Whether words are somebody's name for sure: with a capital, or with a common given name."""
    return names_somebody(lex(name))


def split_at_of(name: str) -> tuple[str, str] | None:
    """``Mehdi de Groupe Horizon``: somebody, and what may be where they work."""
    words = name.split()
    split = next(
        (i for i, word in enumerate(words) if i and word.lower() in {"de", "du", "of", "from"}), None
    )
    return (" ".join(words[:split]), " ".join(words[split + 1 :])) if split else None


def owner_named(name: str) -> str | None:
    """``john smiths number``: the name may be that of the owner, typed without the apostrophe."""
    return name[:-1] if _OWNER.fullmatch(name[-3:]) else None


def _shorter(value: str) -> str:
    """``Groupe Horizon SA``: contacts seldom say the legal form of their company."""
    return without_legal_form(lex(value)) or value
