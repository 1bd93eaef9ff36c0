"""Outcomes and failures in the person's words."""

from math import ceil

from assistant.agent.agent_events import Limit
from assistant.agent.limits import TurnLimits
from assistant.language.texts import Texts
from assistant.language.texts.crm_sentences import crm_sentence, property_label
from assistant.models.model_protocol import (
    ModelBusy,
    ModelCutShort,
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
    InvalidValues,
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
        case Unsettled(proposal=proposal):
            return _unknown_sentence(proposal, texts)
        case NotYours():
            return texts.not_yours


def news_sentence(proposal: Proposal, texts: Texts) -> str:
    """What has become of a write whose end the person did not see."""
    creating = proposal.action == "create"
    sentences = {
        ProposalState.DONE: texts.crm.create_settled_done if creating else texts.settled_done,
        ProposalState.FAILED: texts.crm.create_settled_failed if creating else texts.settled_failed,
        ProposalState.EXPIRED: texts.expired_meanwhile,
        ProposalState.UNDONE: texts.undone_by_others,
    }
    return sentences[proposal.state].format(name=proposal.name)


def looked_into_sentence(proposal: Proposal, texts: Texts) -> str:
    """That a write has begun whose end nobody knows yet."""
    said = texts.crm.create_looked_into if proposal.action == "create" else texts.looked_into
    return said.format(name=proposal.name)


def _unknown_sentence(proposal: Proposal, texts: Texts) -> str:
    """That nobody knows whether a contact was created, or a change stored."""
    if proposal.action == "create":
        return texts.crm.create_unknown.format(name=proposal.name)
    return texts.write_unknown


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
    names = ", ".join(property_label(name, texts, applied.labels) for name in applied.not_taken)
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
        ProposalState.UNKNOWN: _unknown_sentence(proposal, texts),
        ProposalState.EXPIRED: texts.expired,
        ProposalState.REPLACED: texts.replaced,
    }
    return sentences.get(proposal.state, texts.cancelled)


def state_sentence(trouble: StorageTrouble | None, texts: Texts) -> str:
    """That the assistant's own store, and nothing of HubSpot's, is in the way, and what is wrong with it."""
    return texts.state_unavailable.format(why=texts.storage_troubles[trouble or StorageTrouble.UNUSABLE])


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
        case ModelCutShort():
            return texts.model_cut_short
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
