"""What every conversation shares, and what each has for itself, put together once."""

from dataclasses import dataclass, field
from typing import Self

from assistant.access.daily_use import DailyUse
from assistant.access.rights import RightsNow
from assistant.agent.agent import Agent
from assistant.agent.contact_tools import ARGUMENTS, ConfirmWrites
from assistant.agent.focus import Focus
from assistant.agent.limits import TurnLimits
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import CountTokens, TokenCounter
from assistant.agent.tools import ToolDescriptions
from assistant.chat.forms.form import EVERYDAY_FIELDS, FormFields
from assistant.chat.forms.open_forms import OpenForms
from assistant.chat.presenter import Presenter
from assistant.chat.talk import Talk
from assistant.chat.welcome.examples import Examples
from assistant.files.contact_export import ExportQueue
from assistant.language.detection import Language
from assistant.models.availability import ModelAvailability
from assistant.models.model_protocol import Model
from assistant.proposals.decide import Decisions
from assistant.proposals.prepare import Clock, ProposalMaker
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.running_writes import RunningWrites
from assistant.state.tables import utc_now
from assistant.telemetry.watch import SessionWatch, Watch
from hubspot_tools.contacts import ContactStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedParts:
    """The rooms' own objects, safe to share between chats.

    They are made as a `ConversationFactory`, and nowhere else. A new part has a default here, so that only who wants another one names it.
    """

    contacts: ContactStore
    model: Model
    state: ProposalStore
    prompts: Prompts
    writes: RunningWrites = field(default_factory=RunningWrites)
    count_tokens: CountTokens = field(default_factory=TokenCounter)
    tools: ToolDescriptions = field(default_factory=lambda: ToolDescriptions(ARGUMENTS))
    limits: TurnLimits = field(default_factory=TurnLimits)
    now: Clock = utc_now
    confirm_writes: ConfirmWrites = "always"
    form_fields: FormFields = EVERYDAY_FIELDS
    region: str = "FR"
    """Country where telephone numbers without a country code are dialled (ISO 3166, two letters)."""
    watch: Watch = field(default_factory=Watch)
    availability: ModelAvailability = field(default_factory=ModelAvailability)
    examples: Examples = field(default_factory=Examples)
    exports: ExportQueue = field(default_factory=ExportQueue)
    daily_use: DailyUse | None = None
    """Counts what each person uses up in a day; None where nobody counts."""

    @property
    def agent(self) -> Agent:
        """The model within the bounds of a turn."""
        return Agent(self.model, self.limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnParts:
    """What one conversation has for itself, shared by everything that is done in it."""

    owner: str
    rights: RightsNow
    talk: Talk
    focus: Focus
    presenter: Presenter
    decisions: Decisions
    proposals: ProposalMaker
    forms: OpenForms
    watched: SessionWatch

    @classmethod
    def of(cls, parts: SharedParts, owner: str, language: Language, rights: RightsNow) -> Self:
        """Make them for somebody new; ``parts`` hold the contacts as ``rights`` let this person have them."""
        focus = Focus(parts.count_tokens)
        return cls(
            owner=owner,
            rights=rights,
            talk=Talk(language),
            focus=focus,
            presenter=Presenter(focus),
            decisions=Decisions(parts.contacts, parts.state, parts.writes, owner, parts.now, rights=rights),
            proposals=ProposalMaker(parts.contacts, parts.state, owner, parts.now, rights=rights),
            forms=OpenForms(parts.contacts, parts.form_fields),
            watched=parts.watch.session(),
        )
