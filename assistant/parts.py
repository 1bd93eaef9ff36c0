"""What every conversation shares, put together once from the settings."""

from dataclasses import dataclass, field

from assistant.agent import Agent
from assistant.contact_tools import ConfirmWrites
from assistant.exporting import Exports
from assistant.form import EVERYDAY_FIELDS, FormFields
from assistant.limits import TurnLimits
from assistant.prompts import Prompts
from assistant.proposals import Clock
from assistant.reach import ModelReach
from assistant.state import StateStore
from assistant.tokens import CountTokens
from assistant.watching import Watch
from assistant.writes import Writes
from hubspot_tools.contacts import ContactStore


@dataclass(frozen=True, slots=True)
class Parts:
    """The rooms' own objects, safe to share between chats."""

    contacts: ContactStore
    agent: Agent
    state: StateStore
    writes: Writes
    prompts: Prompts
    count_tokens: CountTokens
    limits: TurnLimits
    now: Clock
    confirm_writes: ConfirmWrites = "always"
    form_fields: FormFields = EVERYDAY_FIELDS
    region: str = "FR"
    """Country where telephone numbers without a country code are dialled (ISO 3166, two letters)."""
    watch: Watch = field(default_factory=Watch)
    reach: ModelReach = field(default_factory=ModelReach)
    exports: Exports = field(default_factory=Exports)
