"""What the CRM would not do, and why a value cannot be stored, in the person's words."""

from collections.abc import Mapping, Sequence
from math import ceil

from assistant.language.texts.chat_sentences import Texts
from hubspot_tools.errors import (
    WHOLE_CONTACT,
    AccessDenied,
    AccountMoving,
    ContactGone,
    CrmError,
    CrmUnavailable,
    InvalidValues,
    LimitsUnknown,
    LocalFileUnusable,
    NotPermitted,
    Problem,
    PropertyProblem,
    RateLimited,
    ReadOnly,
    RecordLocked,
    RequestRefused,
    Trigger,
)
from hubspot_tools.facts.asked_form import AskedForm
from hubspot_tools.values.vocabulary import DEFAULT_STAGES

_A_FEW_SECONDS = 10
_FEWEST_MINUTES_SECONDS = 91
_FEWEST_HOURS_MINUTES = 91


def crm_sentence(error: CrmError, texts: Texts) -> str:
    """What the CRM would not do, and what the person can do about it."""
    match error:
        case InvalidValues(problems=problems):
            return texts.values_refused.format(problems=_listed(problems, texts))
        case RateLimited():
            return _busy_sentence(error, texts)
        case RequestRefused(cause=cause):
            return texts.crm.refused[cause]
        case AccessDenied():
            return _denied_sentence(error, texts)
        case ContactGone():
            return texts.contact_gone
        case _:
            return _unavailable_sentence(error, texts)


def _busy_sentence(error: RateLimited, texts: Texts) -> str:
    """For how long there is no budget, told in seconds only where it is a matter of seconds."""
    seconds = error.retry_after
    if error.daily:
        return (
            texts.crm.daily_for.format(wait=wait_in_words(seconds, texts))
            if seconds
            else texts.crm_daily_limit
        )
    if seconds is None or seconds <= _A_FEW_SECONDS:
        return texts.crm_busy
    return texts.crm.busy_for.format(wait=wait_in_words(seconds, texts))


def wait_in_words(seconds: float, texts: Texts) -> str:
    """Return how long a wait is, as people tell it: in seconds, in minutes, in hours."""
    if seconds < _FEWEST_MINUTES_SECONDS:
        return texts.crm.wait_seconds.format(count=ceil(seconds))
    minutes = ceil(seconds / 60)
    if minutes < _FEWEST_HOURS_MINUTES:
        return texts.crm.wait_minutes.format(count=minutes)
    hours, left = divmod(minutes, 60)
    if not left:
        return texts.crm.wait_hours.format(count=hours)
    return texts.crm.wait_long.format(count=hours, minutes=f"{left:02}")


def _denied_sentence(error: AccessDenied, texts: Texts) -> str:
    match error:
        case NotPermitted(role=""):
            return texts.signed_out
        case NotPermitted(role=role, most=most, spent=spent) if spent:
            what, by_role = texts.day_shares[spent], texts.roles[role]
            return texts.day_spent.format(what=what, most=f"{most or 0:g}", role=by_role)
        case NotPermitted(role=role, most=most) if most is not None:
            return texts.role_rows.format(role=texts.roles[role], most=f"{most:g}")
        case NotPermitted(role=role):
            return texts.role_may_not.format(role=texts.roles[role])
        case ReadOnly():
            return texts.crm_read_only
        case _:
            return texts.crm_denied


def _unavailable_sentence(error: CrmError, texts: Texts) -> str:
    match error:
        case LocalFileUnusable(trouble=trouble):
            return texts.local_file_unusable.format(why=texts.storage_troubles[trouble])
        case AccountMoving(retry_after=seconds):
            return _moving_sentence(seconds, texts)
        case RecordLocked():
            return texts.crm.locked
        case LimitsUnknown():
            return texts.crm.limits_unknown
        case CrmUnavailable(retry_after=float(seconds)) if seconds > _A_FEW_SECONDS:
            return texts.crm.away_for.format(wait=wait_in_words(seconds, texts))
        case _:
            return texts.crm_unavailable


def _moving_sentence(seconds: float | None, texts: Texts) -> str:
    if seconds is None:
        return texts.crm.moving_unknown
    return texts.crm_moving.format(wait=wait_in_words(seconds, texts))


def property_label(
    name: str, texts: Texts, account: Mapping[str, str] | None = None, *, told: str = ""
) -> str:
    """Return a property's name as people call it.

    That is our everyday name, else the account's own label, among ``account`` or ``told`` beside it, else its
    internal name.
    """
    return texts.properties.get(name) or (account or {}).get(name) or told or name


def _listed(problems: Sequence[PropertyProblem], texts: Texts) -> str:
    return "; ".join(problem_sentence(problem, texts) for problem in problems)


def problem_sentence(problem: PropertyProblem, texts: Texts, account: Mapping[str, str] | None = None) -> str:
    """Say why one value cannot be stored, and what could be meant instead.

    ``account`` are its own labels by name.
    """
    label = property_label(problem.property, texts, account, told=problem.label)
    sentence = texts.problems[problem.problem].format(property=label, value=problem.value[:60])
    if problem.property == WHOLE_CONTACT and problem.problem is Problem.REFUSED:
        sentence = texts.crm.refused_whole
    if problem.expected is not None:
        sentence = f"{sentence} ({expected_in_words([problem.expected], texts)})"
    if problem.trigger is not None:
        sentence = _required_sentence(label, problem.trigger, texts, account)
    if problem.problem is Problem.REFUSED and problem.detail:
        sentence = f"{sentence} ({problem.detail})"
    if not problem.suggestions:
        return sentence
    suggestions = ", ".join(_suggestions(problem, texts))
    asked = texts.crm.which_one if problem.problem is Problem.AMBIGUOUS else texts.did_you_mean
    return f"{sentence} {asked.format(suggestions=suggestions)}"


def expected_in_words(forms: Sequence[AskedForm], texts: Texts) -> str:
    """How the account wants values to be formed, in a few words; ``""`` where it does not say."""
    told = (texts.crm.forms[one.form].format(bound=one.bound) for one in forms)
    return ", ".join(dict.fromkeys(told))


def _required_sentence(
    label: str, trigger: Trigger, texts: Texts, account: Mapping[str, str] | None = None
) -> str:
    by = property_label(trigger.property, texts, account, told=trigger.label)
    if trigger.value:
        return texts.crm.required_when.format(property=label, trigger=by, value=trigger.value[:60])
    return texts.crm.required_because.format(property=label, trigger=by)


def _suggestions(problem: PropertyProblem, texts: Texts) -> Sequence[str]:
    """The suggestions in our own words where we have them, else in the account's."""
    ours = {**texts.properties, **texts.lifecycle_stages}
    told_apart = problem.problem is Problem.AMBIGUOUS
    keys = problem.suggestion_keys or ("",) * len(problem.suggestions)
    return [
        theirs if told_apart or _is_renamed(key, theirs) else ours.get(key, theirs)
        for key, theirs in zip(keys, problem.suggestions, strict=False)
    ]


def _is_renamed(key: str, theirs: str) -> bool:
    """Whether the account calls a lifecycle stage otherwise than HubSpot, and we, do."""
    return key in DEFAULT_STAGES and theirs != DEFAULT_STAGES[key]
