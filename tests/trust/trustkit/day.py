"""What a random day of clicks and faults is made of; the rules of the day stand in its test."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from assistant.agent.tokens import CountTokens
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.proposals.rules import LANDED_BY_NOW
from trustkit.ledger import Ledger
from trustkit.portal import WitnessedPortal
from trustkit.world import Tab, World

PEOPLE = (
    {"firstname": "Léa", "lastname": "Roche", "email": "lea.roche@x.example"},
    {"firstname": "Léa", "lastname": "Roche"},
    {"firstname": "Ann", "lastname": "Best", "email": "ann.best@x.example", "jobtitle": "CTO"},
    {"email": "info@x.example", "company": "Globex"},
    {"firstname": "Li", "lastname": "Wei", "company": "Initech"},
)
CHANGES = (
    {"jobtitle": "CTO"},
    {"jobtitle": "CEO", "company": "Hooli"},
    {"email": "lea.roche@x.example"},
    {"lifecyclestage": "lead"},
    {"lifecyclestage": "customer"},
    {"lifecyclestage": "opportunity", "jobtitle": "CFO"},
)
FAULTS = (
    "rate_limit_burst",
    "rate_limit_secondly",
    "rate_limit_daily",
    "locked_423",
    "migration_477",
    "internal_500",
    "internal_500_after_commit",
    "bad_gateway_html_502",
    "commit_then_drop",
    "drop_before_commit",
    "slow",
    "huge_body",
    "bad_token_401",
    "missing_scopes_403",
    "duplicate_race_400",
    "invalid_value_400",
)
AFTER_COMMIT = "_after_commit"
METHODS = {"create": "POST", "update": "PATCH", "archive": "DELETE"}
DETAILS = {"slow": {"seconds": 0.6}, "internal_500_after_commit": {"after_commit": True}}


class Day(RuleBasedStateMachine):
    """A fresh world with three tabs, a ledger over it, and a reckoning at its end."""

    def __init__(self, portal: WitnessedPortal, count_tokens: CountTokens, tally: "Tally") -> None:
        super().__init__()
        self.portal = portal
        self.tally = tally
        self.went_wrong = False
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(portal, Path(self.folder.name), count_tokens)
        self.ledger = Ledger(self.world)
        self.runner.run(self.world.begin())
        self.tabs = [self.world.tab("ada"), self.world.tab("ada"), self.world.tab("eve")]

    def does(self, step: str, doing: Coroutine[Any, Any, Any], *, clicks: int = 0) -> None:
        self.tally.steps[step] += 1
        self.world.time.pass_by(1)
        try:
            self.runner.run(self.ledger.watch(doing, clicks=clicks))
        except BaseException:
            self.went_wrong = True
            raise

    def goes_wrong(self, fault: str, method: str | None, times: int, spared: int = 0) -> None:
        kind = fault.removesuffix(AFTER_COMMIT)
        details = DETAILS.get(fault, {})
        self.portal.faults.next(kind, method=method, times=times, spared=spared, **details)

    def proposal(self, tab: Tab, which: int) -> Proposal | None:
        """Something its owner was shown: one that waits for a decision, as long as there is one, or the latest."""
        own = [one for one in self.world.shown.values() if one.owner == tab.owner]
        pending = self.in_state(tab, ProposalState.PENDING)
        waiting = [one for one in own if one.id in pending] if which else []
        return _chosen(waiting or own, which)

    def step_back(self, tab: Tab, contact: str) -> Proposal | None:
        """The latest proposal that would move this contact's lifecycle stage backwards, and still waits."""
        waiting = self.in_state(tab, ProposalState.PENDING).values()
        return next((one for one in waiting if one.steps_back and one.contact.id == contact), None)

    def done(self, tab: Tab, which: int) -> Proposal | None:
        return _chosen(list(self.in_state(tab, ProposalState.DONE).values()), which)

    def in_state(self, tab: Tab, state: ProposalState) -> dict[str, Proposal]:
        stored = self.runner.run(self.world.states())
        return {one.id: one for one in stored.values() if one.owner == tab.owner and one.state is state}

    def contact(self, which: int) -> str | None:
        ids = sorted(self.portal.people, reverse=True)
        return ids[which % len(ids)] if ids else None

    async def stopped(self, doing: Coroutine[Any, Any, Any], moment: int) -> None:
        task = await self.world.under_way(doing, moment)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await self.world.process.writes.finish()

    async def crashed(self, doing: Coroutine[Any, Any, Any], moment: int) -> None:
        task = await self.world.under_way(doing, moment)
        crash = asyncio.create_task(self.world.restart(crash=True))
        await asyncio.gather(task, crash, return_exceptions=True)
        crash.result()

    def teardown(self) -> None:
        self.portal.calm()
        try:
            self.runner.run(self.world.end() if self.went_wrong else self.settle_and_audit())
        finally:
            self.runner.close()
            self.folder.cleanup()

    async def settle_and_audit(self) -> None:
        """A day later, with nothing going wrong: everything is settled, and everybody hears of it."""
        world = self.world
        await self.ledger.watch(world.restart(), clicks=0)
        world.time.pass_by(LANDED_BY_NOW.total_seconds() + 60)
        await self.ledger.watch(world.process.recovery.sweep(), clicks=0)
        due = [one for one in (await world.states()).values() if one.news_due]
        heard = len(world.news)
        for tab in self.tabs:
            await tab.comes_back()
        assert len(world.news) - heard == len(due), "news that nobody heard"
        await self.ledger.audit()
        self.tally.ends.update(
            f"{one.action} {one.event}" for one in await world.process.state.journal() if one.action
        )
        await world.end()


@dataclass
class Tally:
    """What has been done in all, and how the writes ended."""

    steps: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.steps.total()} steps: {dict(self.steps.most_common())}\n{dict(self.ends.most_common())}"
        )


def _chosen(proposals: list[Proposal], which: int) -> Proposal | None:
    return proposals[-1 - which % len(proposals)] if proposals else None


async def now(doing: Callable[[], object]) -> None:
    doing()


async def together(*doings: Coroutine[Any, Any, Any]) -> None:
    await asyncio.gather(*doings)
