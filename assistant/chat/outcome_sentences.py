"""Outcomes and failures in the person's words."""

from collections.abc import Mapping, Sequence
from math import ceil

from assistant.agent.limits import TurnLimits
from assistant.chat.events import Limit
from assistant.language.texts import Texts
from assistant.models.protocol import (
    ModelBusy,
    ModelError,
    ModelInterrupted,
    ModelMisconfigured,
    ModelRefused,
)
from assistant.proposals.proposal import (
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
from hubspot_tools.storage import StorageTrouble


def outcome_sentence(outcome: Outcome, texts: Texts) -> str:
    """What a click on Confirm or Cancel has done."""
    match outcome:
        case Applied():
            return _applied_sentence(outcome, texts)
        case Closed(proposal=proposal):
            return _closed_sentence(proposal, texts)
        case Superseded(contact=contact, reason=reason):
            changed = texts.contact_changed if reason == "contact_changed" else texts.email_taken
            return changed.format(name=contact.name)
        case Refused():
            return _refused_sentence(outcome, texts)
        case Unsettled():
            return texts.write_unknown
        case NotYours():
            return texts.not_yours


def news_sentence(proposal: Proposal, texts: Texts) -> str:
    """What has become of a write whose end the person did not see."""
    sentences = {
        ProposalState.DONE: texts.settled_done,
        ProposalState.FAILED: texts.settled_failed,
        ProposalState.EXPIRED: texts.expired_meanwhile,
    }
    return sentences[proposal.state].format(name=proposal.name)


def _applied_sentence(applied: Applied, texts: Texts) -> str:
    proposal = applied.proposal
    if proposal.action == "archive":
        done = texts.archived
    elif proposal.undoes:
        done = texts.undone
    else:
        done = texts.created if proposal.action == "create" else texts.updated
    sentence = done.format(name=applied.contact.name)
    if not applied.not_taken:
        return sentence
    names = ", ".join(property_label(name, texts) for name in applied.not_taken)
    return f"{sentence} {texts.not_taken.format(names=names)}"


def _refused_sentence(refused: Refused, texts: Texts) -> str:
    if refused.error is None:
        return state_sentence(refused.unjournalled, texts)
    sentence = texts.write_failed.format(reason=crm_sentence(refused.error, texts))
    correctable = refused.fresh is not None and isinstance(refused.error, InvalidValues)
    return f"{sentence} {texts.correct_it}" if correctable else sentence


def _closed_sentence(proposal: Proposal, texts: Texts) -> str:
    sentences = {
        ProposalState.DONE: texts.already_done,
        ProposalState.UNDONE: texts.already_undone,
        ProposalState.EXECUTING: texts.being_written,
        ProposalState.UNKNOWN: texts.write_unknown,
        ProposalState.EXPIRED: texts.expired,
        ProposalState.REPLACED: texts.replaced,
    }
    return sentences.get(proposal.state, texts.cancelled)


def state_sentence(trouble: StorageTrouble | None, texts: Texts) -> str:
    """That the assistant's own store, and nothing of HubSpot's, is in the way, and what is wrong with it."""
    return texts.state_unavailable.format(why=texts.storage_troubles[trouble or StorageTrouble.UNUSABLE])


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


def model_sentence(error: ModelError, texts: Texts, reference: str = "") -> str:
    """Why there is no answer of the model, and what the person can do about it.

    ``reference`` finds the line in the log that tells an operator more; it is told where they must act.
    """
    match error:
        case ModelBusy(retry_after=seconds):
            return texts.model_busy.format(seconds=ceil(seconds))
        case ModelMisconfigured():
            told = texts.reference.format(reference=reference) if reference else ""
            return f"{texts.model_misconfigured} {told}".strip()
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
    return "; ".join(problem_sentence(problem, texts) for problem in problems)


def problem_sentence(problem: PropertyProblem, texts: Texts, account: Mapping[str, str] | None = None) -> str:
    """Why one value cannot be stored, and what could be meant instead; ``account`` are its own labels by name."""
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
