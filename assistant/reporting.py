"""Outcomes and failures in the person's words."""

from collections.abc import Mapping, Sequence
from math import ceil

from assistant.events import Limit
from assistant.limits import TurnLimits
from assistant.model.port import (
    ModelError,
    ModelInterrupted,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
)
from assistant.proposal import (
    Applied,
    Closed,
    NotYours,
    Outcome,
    Proposal,
    ProposalState,
    Refused,
    Superseded,
    Unsettled,
)
from assistant.texts import Texts
from hubspot_tools.errors import (
    AccessDenied,
    ContactGone,
    CrmError,
    InvalidValues,
    PropertyProblem,
    RateLimited,
)


def outcome_sentence(outcome: Outcome, texts: Texts) -> str:
    """What a click on Confirm or Cancel has done."""
    match outcome:
        case Applied(proposal=proposal, contact=contact):
            done = texts.created if proposal.action == "create" else texts.updated
            return done.format(name=contact.name)
        case Closed(proposal=proposal):
            return _closed_sentence(proposal, texts)
        case Superseded(contact=contact, reason=reason):
            changed = texts.contact_changed if reason == "contact_changed" else texts.email_taken
            return changed.format(name=contact.name)
        case Refused(error=error):
            return texts.write_failed.format(reason=crm_sentence(error, texts))
        case Unsettled():
            return texts.write_unknown
        case NotYours():
            return texts.not_yours


def _closed_sentence(proposal: Proposal, texts: Texts) -> str:
    match proposal.state:
        case ProposalState.DONE:
            return texts.already_done
        case ProposalState.EXECUTING:
            return texts.being_written
        case ProposalState.EXPIRED:
            return texts.expired
        case ProposalState.REPLACED:
            return texts.replaced
        case ProposalState.UNKNOWN:
            return texts.write_unknown
        case _:
            return texts.cancelled


def crm_sentence(error: CrmError, texts: Texts) -> str:
    """What the CRM would not do, and what the person can do about it."""
    match error:
        case InvalidValues(problems=problems):
            return texts.values_refused.format(problems=_listed(problems, texts))
        case RateLimited(daily=True):
            return texts.crm_daily_limit
        case RateLimited():
            return texts.crm_busy
        case AccessDenied():
            return texts.crm_denied
        case ContactGone():
            return texts.contact_gone
        case _:
            return texts.crm_unavailable


def model_sentence(error: ModelError, texts: Texts) -> str:
    """Why there is no answer of the model, and what the person can do about it."""
    match error:
        case ModelUnavailable(retry_after=float(seconds)):
            return texts.model_busy.format(seconds=ceil(seconds))
        case ModelMisconfigured():
            return texts.model_misconfigured
        case ModelInterrupted():
            return texts.model_interrupted
        case ModelRefused():
            return texts.model_refused
        case _:
            return texts.model_unavailable


def limit_sentence(limit: Limit, limits: TurnLimits, texts: Texts) -> str:
    """Why a turn was given up."""
    sentence: str = getattr(texts, limit.value)
    return sentence.format(seconds=ceil(limits.seconds))


def property_label(name: str, texts: Texts, account: Mapping[str, str] | None = None) -> str:
    """A property as people call it: our everyday name, else the account's own label, else its internal name."""
    return texts.properties.get(name) or (account or {}).get(name) or name


def _listed(problems: Sequence[PropertyProblem], texts: Texts) -> str:
    return "; ".join(_problem_sentence(problem, texts) for problem in problems)


def _problem_sentence(problem: PropertyProblem, texts: Texts) -> str:
    label = property_label(problem.property, texts)
    sentence = texts.problems[problem.problem].format(property=label, value=problem.value[:60])
    if not problem.suggestions:
        return sentence
    return f"{sentence} {texts.did_you_mean.format(suggestions=', '.join(problem.suggestions))}"
