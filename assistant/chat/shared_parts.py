"""What every conversation shares, put together once from the settings."""

from dataclasses import dataclass, field

from assistant.agent.agent import Agent
from assistant.agent.contact_tools import ConfirmWrites
from assistant.agent.limits import TurnLimits
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import CountTokens
from assistant.chat.forms.form import EVERYDAY_FIELDS, FormFields
from assistant.files.contact_export import ExportQueue
from assistant.models.availability import ModelAvailability
from assistant.proposals.prepare import Clock
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.running_writes import RunningWrites
from assistant.telemetry.watch import Watch
from hubspot_tools.contacts import ContactStore


@dataclass(frozen=True, slots=True)
class SharedParts:
    """The rooms' own objects, safe to share between chats."""

    contacts: ContactStore
    agent: Agent
    state: ProposalStore
    writes: RunningWrites
    prompts: Prompts
    count_tokens: CountTokens
    limits: TurnLimits
    now: Clock
    confirm_writes: ConfirmWrites = "always"
    form_fields: FormFields = EVERYDAY_FIELDS
    region: str = "FR"
    """Country where telephone numbers without a country code are dialled (ISO 3166, two letters)."""
    watch: Watch = field(default_factory=Watch)
    availability: ModelAvailability = field(default_factory=ModelAvailability)
    exports: ExportQueue = field(default_factory=ExportQueue)
