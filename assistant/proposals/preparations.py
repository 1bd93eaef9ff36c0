"""What preparing a proposal leads to."""

from pydantic import BaseModel

from assistant.proposals.proposal import Proposal
from hubspot_tools.contacts import Contact


class Prepared(BaseModel, frozen=True):
    """A proposal now pending, and the older ones it replaced."""

    proposal: Proposal
    replaced: tuple[Proposal, ...] = ()


class AlreadyThere(BaseModel, frozen=True):
    """Says that a create must not be, since ``contact`` has the address.

    ``instead`` would update it, if anything differs.
    """

    contact: Contact
    instead: Prepared | None


class AlreadySo(BaseModel, frozen=True):
    """An update that would change nothing, and the proposals that ended for it."""

    contact: Contact
    replaced: tuple[Proposal, ...] = ()


class ImportWritten(BaseModel, frozen=True):
    """Says that a row of an import is the newest write; the journal names rows ``<import>-<number>``."""
