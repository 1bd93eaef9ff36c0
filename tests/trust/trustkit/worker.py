"""A process that confirms whatever waits for Ada, until it is done or killed; it writes down what it would have told."""

import asyncio
import random
from pathlib import Path

from assistant.proposals.decide import Decisions
from assistant.proposals.proposal import Applied, ProposalState
from evaluation.clock import ManualClock
from trustkit.world import Process


def confirm_everything(url: str, database: Path, time: ManualClock, seed: int, told: Path) -> None:
    """Run in a process of its own."""
    asyncio.run(_confirm_everything(Process(url, database, time), time, seed, told))


async def _confirm_everything(process: Process, time: ManualClock, seed: int, told: Path) -> None:
    decisions = Decisions(process.contacts, process.state, process.writes, "ada", time)
    waiting = list(await process.state.in_states(ProposalState.PENDING, owner="ada"))
    random.Random(seed).shuffle(waiting)  # noqa: S311 - an order, not a secret
    with told.open("a", encoding="ascii") as notes:
        for proposal in waiting:
            outcome = await decisions.confirm(proposal.id, proposal.digest)
            if isinstance(outcome, Applied):
                notes.write(f"{proposal.id}\n")
                notes.flush()
    await process.end()
