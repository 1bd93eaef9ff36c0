"""Counts what each person uses up in a day, and says when that comes to its end.

Days are those of UTC.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Column, Float, MetaData, String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.access.rights import Rights
from assistant.state.database import StateDatabase
from assistant.state.errors import StateUnavailable
from assistant.state.tables import insert_or_change, utc_now
from hubspot_tools.errors import NotPermitted

log = logging.getLogger(__name__)


class DailyShare(StrEnum):
    """What a day has a share of, for each person."""

    MESSAGES = "messages"
    TOKENS = "tokens"
    MONEY = "money"
    EXPORTS = "exports"
    IMPORTS = "imports"


ASKING: Sequence[DailyShare] = (DailyShare.TOKENS, DailyShare.MONEY)
"""What is used up by the answer to a message, and known only after it."""

NEARLY = 0.8
"""Part of a share from which on somebody is told."""

LAST_FEW = 3
"""The last ones are each told."""

_KEPT = timedelta(days=2)
_TIDY_SECONDS = 6 * 3600.0

_METADATA = MetaData()
_USE = Table(
    "daily_use",
    _METADATA,
    Column("person", String(255), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("share", String(16), primary_key=True),
    Column("amount", Float, nullable=False),
)

Told = Callable[[str, str, float], None]
"""Takes a share, a role and an amount: what is counted for everybody."""


def _nobody_counts(share: str, role: str, amount: float) -> None:
    """Where nobody watches."""


@dataclass(frozen=True, slots=True)
class Used:
    """How much of a share somebody has used today."""

    share: DailyShare
    amount: float
    most: float

    @property
    def is_low(self) -> bool:
        """Whether it is time to tell."""
        return self.is_among_the_last or self.amount >= NEARLY * self.most

    @property
    def is_among_the_last(self) -> bool:
        """Whether it is one of the last few that can be counted."""
        return self.share not in ASKING and self.most - self.amount <= LAST_FEW


class DailyUse:
    """Keeps the count in the state store, so that a reload, a restart and another server change nothing.

    Every method may raise `StateUnavailable`. What nobody has limited is told to ``counted`` and kept nowhere.
    """

    def __init__(
        self,
        state: StateDatabase,
        now: Callable[[], datetime] = utc_now,
        *,
        counted: Told = _nobody_counts,
        refused: Told = _nobody_counts,
    ) -> None:
        self._state = state
        self._now = now
        self._counted = counted
        self._refused = refused

    async def begin(
        self, person: str, rights: Rights, share: DailyShare, *, asking: Sequence[DailyShare] = ()
    ) -> list[Used]:
        """Count one of a share, and return of which shares little is left.

        Args:
            person: Who; nobody else's count changes.
            rights: What they may use up.
            share: What is counted.
            asking: Shares that must not be used up either.

        Raises:
            NotPermitted: one of them is used up.
        """
        limits = {one: most for one in (share, *asking) if (most := _most(rights, one)) is not None}
        used = await self._today(person, {share: 1.0}) if limits else {}
        for one, most in limits.items():
            amount = used.get(one, 0.0)
            if amount > most or (one is not share and amount >= most):
                self._refused(one.value, rights.role, 1.0)
                raise NotPermitted(rights.role, most=most, spent=one.value)
        self._counted(share.value, rights.role, 1.0)
        found = [Used(one, used.get(one, 0.0), most) for one, most in limits.items()]
        return [one for one in found if one.is_low]

    async def look(self, person: str, rights: Rights, share: DailyShare) -> Used | None:
        """How much of a share somebody has used, where little is left of it; nothing is counted."""
        most = _most(rights, share)
        if most is None:
            return None
        used = Used(share, (await self._today(person, {})).get(share, 0.0), most)
        return used if used.is_low else None

    async def add(self, person: str, rights: Rights, amounts: Mapping[DailyShare, float]) -> None:
        """Count what an answer has used up."""
        for share, amount in amounts.items():
            self._counted(share.value, rights.role, amount)
        limited = {
            one: amount for one, amount in amounts.items() if amount and _most(rights, one) is not None
        }
        if limited:
            await self._today(person, limited)

    async def keep_tidy(self) -> None:
        """Forget the days before yesterday, until cancelled."""
        while True:
            try:
                await self.forget()
            except StateUnavailable as error:
                log.warning("old counts of daily use are kept: %s", error)
            await asyncio.sleep(_TIDY_SECONDS)

    async def forget(self) -> None:
        """Forget the days before yesterday."""
        oldest = _day(self._now() - _KEPT)
        await self._state.transaction(
            lambda connection: connection.execute(delete(_USE).where(_USE.c.day <= oldest))
        )

    async def _today(self, person: str, amounts: Mapping[DailyShare, float]) -> dict[DailyShare, float]:
        """Add to what somebody has used today, in one statement for each, and return all of it."""
        day = _day(self._now())

        async def count(connection: AsyncConnection) -> dict[DailyShare, float]:
            for share, amount in sorted(
                amounts.items()
            ):  # who counts beside this one locks in the same order
                added = insert_or_change(connection, _USE).values(
                    person=person, day=day, share=share.value, amount=amount
                )
                await connection.execute(
                    added.on_conflict_do_update(
                        index_elements=[_USE.c.person, _USE.c.day, _USE.c.share],
                        set_={"amount": _USE.c.amount + added.excluded.amount},
                    )
                )
            mine = (_USE.c.person == person, _USE.c.day == day)
            rows = await connection.execute(select(_USE.c.share, _USE.c.amount).where(*mine))
            return {DailyShare(share): amount for share, amount in rows}

        return await self._state.transaction(count)


def _most(rights: Rights, share: DailyShare) -> float | None:
    most: float | None = getattr(rights.daily, share.value)
    return most


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
