"""What tools returned, in words; the cards on the screen say the rest.

No value from the CRM is repeated here but the one that was asked about, if it is plain: the words stay ours,
whatever somebody wrote into a contact.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from assistant.language.detection import Language
from assistant.language.requests.intents import Find
from assistant.language.texts import texts_in
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.language.words.phrasebook import words_of
from assistant.offline.grammar.known_contacts import read_contacts
from assistant.offline.grammar.property_names import called, field_name, problems, quoted
from assistant.offline.grammar.replies import Say, sentence
from assistant.offline.grammar.search_phrase import described
from assistant.offline.grammar.told_value import told_value
from hubspot_tools.errors import (
    AccessDenied,
    AccountMoving,
    CrmError,
    CrmUnavailable,
    RateLimited,
    RecordLocked,
    RefusalCause,
    RequestRefused,
)
from hubspot_tools.values.properties import OWNER

_MOST_OWNERS: Final = 5
_UNSEARCHABLE: Final[Mapping[Language, str]] = {
    "fr": "Je ne peux pas chercher d’après cela\u202f: {problems}",
    "en": "I cannot search by that: {problems}",
}
_FAILURES: Final = {
    "unavailable": Say.UNAVAILABLE,
    "assistant_store_unusable": Say.OWN_STORE,
    "local_contacts_file_unusable": Say.LOCAL_FILE,
    "rate_limited": Say.RATE_LIMITED,
    "not_found": Say.GONE,
    "read_only": Say.READ_ONLY,
    "not_known": Say.NOT_KNOWN,
    "limit": Say.CANNOT_CALL,
}


_OF_HUBSPOT: Final[Mapping[str, Callable[[float | None], CrmError]]] = {
    "unavailable": lambda seconds: CrmUnavailable("told by a tool", retry_after=seconds),
    "rate_limited": lambda seconds: RateLimited("told by a tool", retry_after=seconds),
    "daily_limit": lambda seconds: RateLimited("told by a tool", retry_after=seconds, daily=True),
    "account_moving": lambda seconds: AccountMoving("told by a tool", retry_after=seconds),
    "locked": lambda _: RecordLocked("told by a tool"),
    "not_allowed": lambda _: AccessDenied("told by a tool"),
}


def failure(content: Mapping[str, Any], language: Language) -> str:
    """Why a tool did nothing."""
    if content.get("error") == "not_given" and content.get("properties"):
        return sentence(Say.NOT_GIVEN, language, fields=_named(content.get("properties"), language))
    if content.get("error") == "role_may_not":
        texts = texts_in(language)
        return texts.role_may_not.format(role=texts.roles.get(str(content.get("role")), "?"))
    error = _crm_error(content)
    if error is not None:
        return crm_sentence(error, texts_in(language))
    return sentence(_FAILURES.get(str(content.get("error")), Say.FAILED), language)


def _crm_error(content: Mapping[str, Any]) -> CrmError | None:
    """What HubSpot makes wait for, or refuses, where the result tells more of it than its kind."""
    kind, told, cause = str(content.get("error")), content.get("retry_after_seconds"), content.get("cause")
    if kind == "refused" and str(cause) in set(RefusalCause):
        return RequestRefused(RefusalCause(str(cause)), status=0)
    seconds = float(told) if isinstance(told, int) else None
    if kind not in _OF_HUBSPOT or (kind in _FAILURES and seconds is None):
        return None
    return _OF_HUBSPOT[kind](seconds)


def found(content: Mapping[str, Any], find: Find, language: Language) -> str:
    """How many contacts a search brought; a list on several pages repeats the request, for "next"."""
    shown, total = len(read_contacts(content)), _number(content, "total")
    page, pages = _number(content, "page") or 1, _number(content, "pages") or 1
    if not shown:
        return sentence(Say.NO_SUCH_PAGE, language)
    if total == 1:
        return _one(content, find, language)
    phrase = described(find, language)
    if pages > 1 and phrase:
        say = Say.LISTED_PAGE if page < pages else Say.LAST_PAGE
        return sentence(say, language, total=total, phrase=phrase, page=page, pages=pages, n=shown)
    if find.query.name or find.person:
        return which(shown, total, language)
    return sentence(Say.LISTED, language, n=shown)


def refused_search(content: Mapping[str, Any], find: Find, language: Language) -> str:
    """Why nobody could be searched for: a stage that is none, an owner who is nobody, or may be several."""
    problem = next((one for one in _entries(content) if one.get("property") == OWNER), None)
    if problem is None:
        return _UNSEARCHABLE[language].format(problems=problems(_entries(content), language))
    near = [quoted(str(name)) for name in problem.get("suggestions") or ()][:_MOST_OWNERS]
    asked = words_of(find.query.owner)
    called = [name for name in near if asked and set(asked) <= set(words_of(name))]
    what = quoted(find.query.owner)
    if len(called) > 1:
        return sentence(Say.WHICH_OWNER, language, what=what, names=", ".join(called))
    return sentence(Say.NO_OWNER if near else Say.NO_OWNERS, language, what=what, names=", ".join(near))


def which(shown: int, total: int, language: Language) -> str:
    """Several contacts fit: the question which of them is meant."""
    if total > shown:
        return sentence(Say.WHICH_OF_MANY, language, n=shown, total=total)
    return sentence(Say.WHICH, language, n=shown)


def _one(content: Mapping[str, Any], find: Find, language: Language) -> str:
    asked = find.also or (find.asked,)
    if not asked[0]:
        return sentence(Say.FOUND_ONE, language)
    contact = next(one for one in content["contacts"] if isinstance(one, dict) and one.get("id"))
    return " ".join(dict.fromkeys(told_value(contact, one, language) for one in asked))


def written(contents: Sequence[Mapping[str, Any]], language: Language) -> str:
    """How the tools that propose took it; the first thing that needs the person comes first."""
    told = dict.fromkeys(_written(content, language) for content in contents)
    return " ".join(told)


def _written(content: Mapping[str, Any], language: Language) -> str:
    plain = _plainly_written(content)
    if plain is not None:
        return sentence(plain, language)
    match content.get("status"):
        case "invalid":
            entries = _entries(content)
            if entries and all(one.get("problem") == "missing" for one in entries):
                fields = ", ".join(called(one, language) for one in entries)
                return sentence(Say.NEEDS, language, fields=fields)
            return sentence(Say.INVALID, language, problems=problems(entries, language))
        case "missing":
            return sentence(Say.NEEDS, language, fields=_named(content.get("need"), language))
        case _:
            return failure(content, language)


def _named(properties: object, language: Language) -> str:
    names = properties if isinstance(properties, list) else []
    return ", ".join(field_name(str(name), language) for name in names)


def _plainly_written(content: Mapping[str, Any]) -> Say | None:
    """The sentence, where it has no blanks."""
    says = {
        "proposed": _proposed(content),
        "exists": Say.EXISTS_PROPOSED if content.get("proposed") else Say.EXISTS,
        "unchanged": Say.UNCHANGED,
        "written": Say.WRITTEN,
    }
    return says.get(str(content.get("status")))


def _proposed(content: Mapping[str, Any]) -> Say:
    if content.get("similar"):
        return Say.PROPOSED_SIMILAR
    return Say.PROPOSED_NEW if content.get("action") == "create" else Say.PROPOSED


def _entries(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = content.get("problems")
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _number(content: Mapping[str, Any], key: str) -> int:
    value = content.get(key)
    return value if isinstance(value, int) else 0
