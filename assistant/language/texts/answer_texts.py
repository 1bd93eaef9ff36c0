"""Says under an answer what it leaves out, and where it claims more than was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class AnswerTexts:
    """Sentences with ``{named}`` places, filled by `str.format`; plain text, no markup."""

    left_over: str
    not_used_yet: str
    and_last: str
    and_more: str
    labelled: str
    questions: Mapping[str, str]
    """By `assistant.agent.hard_facts.FactKind`, for one that is left over alone; ``several`` for more than one."""
    nothing_done: str
    waits: str


ANSWER_ENGLISH: Final = AnswerTexts(
    left_over="I have done nothing with {facts}: {question}",
    not_used_yet="Not dealt with yet: {facts}.",
    and_last="{some} and {last}",
    and_more="{some} and {count} more",
    labelled="“{value}” ({label})",
    questions={
        "email": "whose address is it?",
        "phone": "whose number is it?",
        "person": "what do you want to do about this person?",
        "value": "whose is it?",
        "date": "what is it for?",
        "amount": "what is it for?",
        "several": "what should I do with them?",
    },
    nothing_done="Just now, nothing was created, changed, deleted or sent.",
    waits="Nothing is written yet: the change waits for your click.",
)

ANSWER_FRENCH: Final = AnswerTexts(
    left_over="Je n’ai rien fait de {facts}\u202f: {question}",
    not_used_yet="Pas encore traité\u202f: {facts}.",
    and_last="{some} et {last}",
    and_more="{some} et {count} de plus",
    labelled="«\u202f{value}\u202f» ({label})",
    questions={
        "email": "à qui est cette adresse\u202f?",
        "phone": "à qui est ce numéro\u202f?",
        "person": "que voulez-vous faire pour cette personne\u202f?",
        "value": "à qui cela correspond-il\u202f?",
        "date": "à quoi sert-elle\u202f?",
        "amount": "à quoi sert-il\u202f?",
        "several": "que faut-il en faire\u202f?",
    },
    nothing_done="À l’instant, rien n’a été créé, modifié, supprimé ni envoyé.",
    waits="Rien n’est encore enregistré\u202f: la modification attend votre clic.",
)
