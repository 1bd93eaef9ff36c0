"""What a person should know before they decide on a proposal, in plain sentences."""

from collections.abc import Iterator

from assistant.language.texts import Texts
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.ui.cards.lookalikes import doubts_of


def warnings_of(proposal: Proposal, texts: Texts) -> Iterator[str]:
    """Only while there is something to decide; likely doubles are told apart, with their names."""
    if proposal.state is not ProposalState.PENDING:
        return
    if proposal.steps_back:
        yield texts.steps_back
    yield from address_warnings(proposal.values.get("email", ""), texts)
    if proposal.similar_unchecked:
        yield texts.similar_unchecked


def address_warnings(address: str, texts: Texts) -> Iterator[str]:
    """What may make an e-mail address another one than it looks like."""
    doubts = doubts_of(address)
    if doubts.foreign:
        yield texts.strange_letters.format(letters=", ".join(doubts.foreign))
    if doubts.phonetic:
        yield texts.lookalike_letters.format(letters=", ".join(doubts.phonetic))
    if doubts.mixed:
        yield texts.mixed_alphabets.format(parts=", ".join(doubts.mixed))
    if doubts.invisible:
        yield texts.invisible_characters.format(characters=", ".join(doubts.invisible))
    if doubts.domain:
        yield texts.international_domain.format(shown=doubts.domain, coded=doubts.coded_domain)
