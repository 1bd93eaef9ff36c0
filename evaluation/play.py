"""The person of a scenario: types, reads the previews, clicks; and what came of each step."""

import asyncio
from collections.abc import AsyncIterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.chat.conversation import Conversation
from assistant.chat.events import ContactsFound, ContactShown, Decided, Event, Proposed
from assistant.models.model_protocol import Model
from assistant.proposals.proposal import Applied, Proposal, Superseded
from evaluation.scenario import (
    Begins,
    Elsewhere,
    Fails,
    PersonClicks,
    PersonTypes,
    Reloads,
    Scenario,
    Step,
    TimePasses,
)
from evaluation.world import People, World
from hubspot_tools.sandbox.wire.exchange import LoggedRequest


class Mind(Protocol):
    """The model's side of a scenario."""

    @property
    def model(self) -> Model:
        """Answers the agent."""
        ...

    def hears(self, step: PersonTypes) -> None:
        """The person is about to say this."""
        ...


@dataclass(slots=True)
class Happened:
    """One step: what came on the screen, what reached the CRM, and the contacts before and after it.

    ``clicked`` is the proposal a click was made on. ``crash`` is the exception that reached the person.
    """

    step: Step
    before: People
    after: People = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    requests: Sequence[LoggedRequest] = ()
    clicked: Proposal | None = None
    crash: Exception | None = None


@dataclass(slots=True)
class Played:
    """A whole talk. ``untouched`` are the contacts as they would be, had only other hands written."""

    scenario: Scenario
    untouched: dict[str, dict[str, str]]
    happened: list[Happened] = field(default_factory=list)
    shown: list[Proposal] = field(default_factory=list)

    @property
    def events(self) -> Iterator[Event]:
        """Everything that came on the screen, in order."""
        for one in self.happened:
            yield from one.events

    @property
    def contacts_shown(self) -> set[str]:
        """Ids of all contacts that were on the screen."""
        ids = {proposal.contact.id for proposal in self.shown if proposal.contact}
        ids |= {similar.id for proposal in self.shown for similar in proposal.similar}
        for event in self.events:
            match event:
                case ContactsFound(page=page):
                    ids |= {contact.id for contact in page.contacts}
                case ContactShown(contact=contact) | Decided(outcome=Superseded(contact=contact)):
                    ids.add(contact.id)
                case _:
                    pass
        return ids


async def play(
    scenario: Scenario, world: World, mind: Mind, *, careful: bool = True, urge: Sequence[str] = ()
) -> Played:
    """Play a scenario from its beginning.

    Args:
        scenario: What the person does.
        world: Where; it is begun afresh.
        mind: Who answers.
        careful: Whether the person reads a preview, and cancels one that is not what the scenario expects.
        urge: What the person says, one after the other, while there is nothing yet of what they want to click;
            ``{last}`` stands for what they said before.
    """
    world.begin(scenario)
    player = _TalkPlayer(scenario, world, mind, careful=careful)
    last = ""
    for step in scenario.steps:
        last = step.text if isinstance(step, PersonTypes) else last
        if isinstance(step, PersonClicks):
            await player.urge(step, [words.format(last=last) for words in urge])
        await player.take(step)
    return player.played


class _TalkPlayer:
    def __init__(self, scenario: Scenario, world: World, mind: Mind, *, careful: bool) -> None:
        self.played = Played(scenario, {one: dict(values) for one, values in world.people.items()})
        self._world = world
        self._mind = mind
        self._careful = careful
        self._tabs = [self._tab(), self._tab()]
        self._open: list[Proposal] = []
        self._urged_in_vain = False

    def _tab(self) -> Conversation:
        return self._world.conversation(self._mind.model, self.played.scenario.language)

    async def urge(self, click: PersonClicks, words: Sequence[str]) -> None:
        """Say these, one after the other, until what is to be clicked is there.

        It is in vain once a talk is enough.
        """
        for text in words:
            if self._meant(click) is not None or self._urged_in_vain:
                return
            await self.take(PersonTypes(text))
        self._urged_in_vain = bool(words) and self._meant(click) is None

    async def take(self, step: Step) -> None:
        """Make one step and note what came of it."""
        came = Happened(step, self._world.people)
        earlier = len(self._world.requests)
        self.played.happened.append(came)
        try:
            await self._do(step, came)
        except Exception as error:  # noqa: BLE001 - whatever reaches a person is a finding, not the end of the suite
            came.crash = error
        came.after = self._world.people
        came.requests = self._world.requests[earlier:]
        if isinstance(step, Elsewhere):
            self._accept(came)

    async def _do(self, step: Step, came: Happened) -> None:
        match step:
            case PersonTypes(text=text):
                self._mind.hears(step)
                await self._watch(self._tabs[0].hear(text), came)
            case Begins(task=task):
                await self._watch(self._tabs[0].choose(task), came)
            case PersonClicks():
                await self._click(step, came)
            case Reloads(restart=restart):
                if restart:
                    await self._world.restart()
                self._tabs = [self._tab(), self._tab()]
                await self._watch(self._tabs[0].welcome_back(), came)
            case TimePasses(minutes=minutes):
                self._world.time.pass_by(minutes * 60)
            case Elsewhere():
                self._world.somebody_else(step)
            case Fails():
                self._world.fail(step)

    async def _click(self, click: PersonClicks, came: Happened) -> None:
        came.clicked = proposal = self._meant(click)
        if proposal is None:
            return
        button = click.button
        if (
            button == "confirm"
            and self._careful
            and not is_wanted(proposal, self.played.scenario, self._world)
        ):
            came.step = PersonClicks(button="cancel")
            button = "cancel"
        doings = [
            self._pressed(tab, button, click, proposal)
            for tab in self._tabs[: click.tabs]
            for _ in range(click.times)
        ]
        await asyncio.gather(*(self._watch(doing, came) for doing in doings))

    def _meant(self, click: PersonClicks) -> Proposal | None:
        if click.preview is not None:
            shown = self.played.shown[click.preview - 1 :]
            return shown[0] if shown else None
        if click.button == "undo":
            done = [
                event.outcome.proposal
                for event in self.played.events
                if isinstance(event, Decided) and isinstance(event.outcome, Applied)
            ]
            return done[-1] if done else None
        return self._open[-1] if self._open else None

    def _pressed(
        self, tab: Conversation, button: str, click: PersonClicks, proposal: Proposal
    ) -> AsyncIterable[Event]:
        name, digest = proposal.id, proposal.digest
        match button:
            case "confirm":
                return tab.confirm(name, digest)
            case "cancel":
                return tab.cancel(name, digest)
            case "undo":
                return tab.undo(name, digest)
            case _:
                return tab.adopt(name, digest, self._world.id_of(click.contact))

    async def _watch(self, happenings: AsyncIterable[Event], came: Happened) -> None:
        async for event in happenings:
            came.events.append(event)
            match event:
                case Proposed(proposal=proposal, replaced=replaced):
                    if proposal.id not in {shown.id for shown in self.played.shown}:
                        self.played.shown.append(proposal)
                    gone = {one.id for one in replaced} | {proposal.id}
                    self._open = [one for one in self._open if one.id not in gone] + [proposal]
                case Decided(outcome=outcome) if (decided := getattr(outcome, "proposal", None)) is not None:
                    self._open = [one for one in self._open if one.id != decided.id]
                case _:
                    pass

    def _accept(self, came: Happened) -> None:
        """What other hands did belongs to how the contacts would be without us."""
        for one in {*came.before, *came.after}:
            before, after = came.before.get(one), came.after.get(one)
            if after is None:
                self.played.untouched.pop(one, None)
            elif before != after:
                changed = {name: value for name, value in after.items() if (before or {}).get(name) != value}
                self.played.untouched.setdefault(one, {}).update(changed)


def is_wanted(proposal: Proposal, scenario: Scenario, world: World) -> bool:
    """Whether a preview shows what the person of this scenario wants, and nothing more."""
    expected = scenario.expected
    changed = [dict(values) for name, values in expected.changes.items() if _is_about(proposal, name, world)]
    wanted = [
        *changed,
        *map(dict, expected.wants),
        *(map(dict, expected.new) if proposal.contact is None else ()),
    ]
    return any(dict(proposal.values).items() <= values.items() for values in wanted)


def _is_about(proposal: Proposal, name: str, world: World) -> bool:
    return proposal.contact is not None and proposal.contact.id == world.id_of(name)
