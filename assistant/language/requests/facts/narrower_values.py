"""Takes from a value that a change gives what is no part of it: a town, an old job, an article."""

from collections.abc import Mapping
from dataclasses import replace

from assistant.language.requests.intents import Intent, Steps, Update
from assistant.language.words.lexemes import Lexeme, Span, Tag, fold
from assistant.language.words.lexer import lex
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import BIRTHDAY


def trimmed_values(intent: Intent, content: Span) -> Intent:
    """The same changes, each value without what is none of it."""
    match intent:
        case Update():
            return _trimmed(intent, content)
        case Steps(steps=steps):
            return Steps(
                tuple(_trimmed(step, content) if isinstance(step, Update) else step for step in steps)
            )
        case _:
            return intent


def _trimmed(update: Update, content: Span) -> Update:
    changes = dict(update.changes)
    for narrow in (town_of_company, _newer_job, _day_alone, _town_alone):
        changes |= narrow(changes)
    told = replace(update, changes=changes) if changes != update.changes else update
    return _without_place(_in_its_town(told), content)


def _in_its_town(update: Update) -> Update:
    """``(moved to) the London office``, ``l'agence de Lyon``: the company stays, and the town is new."""
    firm = lex(update.changes.get("company", "")).without_leading(Tag.DETERMINER)
    at = next((i for i, one in enumerate(firm) if one.folded in WordGroup.OFFICES_OF_FIRMS), None)
    if at is None or firm[at].capitalised or "city" in update.changes:
        return update
    town = firm.cut(0, at) or firm.cut(at + 1).without_leading(Tag.OF, Tag.PLACE, Tag.TO)
    if not is_town(town) or at not in {0, len(firm) - 1}:
        return update
    kept = {name: value for name, value in update.changes.items() if name != "company"}
    return replace(update, changes={**kept, "city": town.text})


def town_of_company(changes: Mapping[str, str]) -> dict[str, str]:
    """Return ``Vega in Boston`` as a company and a town, which is the contact’s; else nothing."""
    if "city" in changes or "company" not in changes:
        return {}
    firm = lex(changes["company"])
    at = next((i for i in range(1, len(firm) - 1) if firm[i].has(Tag.PLACE)), None)
    if at is None or firm[at].capitalised or firm[at].has(Tag.OF) or not is_town(firm.cut(at + 1)):
        return {}
    return {"company": firm.cut(0, at).text, "city": firm.cut(at + 1).text}


def _newer_job(changes: Mapping[str, str]) -> dict[str, str]:
    """``(passe Bruno de) conducteur de travaux à chef de chantier``: the job before "à" is the old one."""
    job = lex(changes.get("jobtitle", ""))
    for index in range(1, len(job) - 1):
        turns = job[index].folded == "a" and not job[index].capitalised
        if turns and job.cut(index + 1).starts_with(Tag.TITLE) and job.cut(0, index).has(Tag.TITLE):
            return {"jobtitle": job.cut(index + 1).text}
    return {}


def _day_alone(changes: Mapping[str, str]) -> dict[str, str]:
    """``(anniversaire) le 3 avril``."""
    day = lex(changes.get(BIRTHDAY, ""))
    led = len(day) > 1 and day[0].folded in WordGroup.BEFORE_DATES
    return {BIRTHDAY: day.cut(1).text} if led else {}


def _town_alone(changes: Mapping[str, str]) -> dict[str, str]:
    """``(she's) in bath``: the town without the word before it."""
    place = lex(changes.get("city", ""))
    led = len(place) > 1 and place[0].has(Tag.PLACE) and place[0].text.islower() and is_town(place.cut(1))
    return {"city": place.cut(1).text} if led else {}


def _without_place(update: Update, content: Span) -> Update:
    """``travaille à Colomiers``: where somebody works is a town, and no company."""
    company = update.changes.get("company", "")
    first = lex(company).cut(0, 1)
    if not len(first) or not first[0].capitalised or not _is_worked_at(content, first[0]):
        return update
    kept = {name: value for name, value in update.changes.items() if name != "company"}
    if "city" not in kept and is_town(lex(company)):
        return replace(update, changes={**kept, "city": company})
    return replace(update, changes=kept, left=(*update.left, company))


def _is_worked_at(content: Span, first: Lexeme) -> bool:
    """Whether the words before a name are ``travaille à``."""
    return any(
        before.has(Tag.AT) and before.folded.endswith(" a") and fold(after.text) == first.folded
        for before, after in zip(content, content.cut(1), strict=False)
    )
