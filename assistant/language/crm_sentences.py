"""What the CRM would not do, and why a value cannot be stored, in the person's words."""

from collections.abc import Mapping, Sequence
from math import ceil

from assistant.language.texts import Texts
from hubspot_tools.errors import (
    AccessDenied,
    AccountMoving,
    ContactGone,
    CrmError,
    InvalidValues,
    LocalFileUnusable,
    Problem,
    PropertyProblem,
    RateLimited,
    ReadOnly,
)


def crm_sentence(error: CrmError, texts: Texts) -> str:
    """What the CRM would not do, and what the person can do about it."""
    match error:
        case InvalidValues(problems=problems):
            return texts.values_refused.format(problems=_listed(problems, texts))
        case RateLimited(daily=daily):
            return texts.crm_daily_limit if daily else texts.crm_busy
        case AccessDenied():
            return texts.crm_read_only if isinstance(error, ReadOnly) else texts.crm_denied
        case ContactGone():
            return texts.contact_gone
        case _:
            return _unavailable_sentence(error, texts)


def _unavailable_sentence(error: CrmError, texts: Texts) -> str:
    match error:
        case LocalFileUnusable(trouble=trouble):
            return texts.local_file_unusable.format(why=texts.storage_troubles[trouble])
        case AccountMoving(retry_after=float(seconds)):
            return texts.crm_moving.format(minutes=ceil(seconds / 60))
        case _:
            return texts.crm_unavailable


def property_label(name: str, texts: Texts, account: Mapping[str, str] | None = None) -> str:
    """Return a property's name as people call it.

    That is our everyday name, else the account's own label, else its internal name.
    """
    return texts.properties.get(name) or (account or {}).get(name) or name


def _listed(problems: Sequence[PropertyProblem], texts: Texts) -> str:
    return "; ".join(problem_sentence(problem, texts) for problem in problems)


def problem_sentence(problem: PropertyProblem, texts: Texts, account: Mapping[str, str] | None = None) -> str:
    """Say why one value cannot be stored, and what could be meant instead.

    ``account`` are its own labels by name.
    """
    label = property_label(problem.property, texts, account)
    sentence = texts.problems[problem.problem].format(property=label, value=problem.value[:60])
    if problem.problem is Problem.REFUSED and problem.detail:
        sentence = f"{sentence} ({problem.detail})"
    if not problem.suggestions:
        return sentence
    suggestions = ", ".join(_suggestions(problem, texts))
    return f"{sentence} {texts.did_you_mean.format(suggestions=suggestions)}"


def _suggestions(problem: PropertyProblem, texts: Texts) -> Sequence[str]:
    """The suggestions in our own words where we have them, else in the account's."""
    ours = {**texts.properties, **texts.lifecycle_stages}
    keys = problem.suggestion_keys or ("",) * len(problem.suggestions)
    return [ours.get(key, theirs) for key, theirs in zip(keys, problem.suggestions, strict=False)]
