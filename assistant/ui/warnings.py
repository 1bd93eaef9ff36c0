"""What a person should know before they decide on a proposal, in plain sentences."""

import unicodedata
from collections.abc import Iterator

from assistant.proposal import Proposal, ProposalState
from assistant.texts import Texts


def warnings_of(proposal: Proposal, texts: Texts) -> Iterator[str]:
    """Only while there is something to decide; likely doubles are told apart, with their names."""
    if proposal.state is not ProposalState.PENDING:
        return
    if proposal.steps_back:
        yield texts.steps_back
    if strange := foreign_letters(proposal.values.get("email", "")):
        yield texts.strange_letters.format(letters=", ".join(strange))
    if proposal.similar_unchecked:
        yield texts.similar_unchecked


def foreign_letters(address: str) -> list[str]:
    """Letters of an e-mail address that are not Latin, each once: some look exactly as if they were."""
    letters = (char for char in address if char.isalpha() and not char.isascii())
    return list(dict.fromkeys(char for char in letters if not unicodedata.name(char, "").startswith("LATIN")))
