"""Keeps each person's newest talk in the state store, encrypted where there are keys."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import Column, ColumnElement, MetaData, String, Table, Text, delete, not_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.chat.kept.kept_talk import KeptTalk
from assistant.state.database import StateDatabase
from assistant.state.encryption import Encryption, Unreadable
from assistant.state.tables import insert_or_change, instant

log = logging.getLogger(__name__)

_SWEPT_AT_ONCE = 50

_METADATA = MetaData()
_TALKS = Table(
    "kept_talks",
    _METADATA,
    Column("owner", String(255), primary_key=True),
    Column("oldest_at", String(40), nullable=False, index=True),
    Column("body", Text, nullable=False),
)


class TalkStore:
    """One talk for each person: a newer one takes its place.

    Every method may raise `StateUnavailable`.
    """

    def __init__(
        self,
        state: StateDatabase,
        encryption: Encryption,
        lasts: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """``lasts`` is how long what was said is kept; zero keeps nothing."""
        self._state = state
        self._encryption = encryption
        self._lasts = lasts
        self._now = now

    async def newest(self, owner: str) -> KeptTalk | None:
        """What is kept of this owner's; None for nothing, and for what cannot be read any more."""
        rows = await self._state.read(select(_TALKS.c.body).where(_TALKS.c.owner == owner))
        kept = await asyncio.to_thread(self._read, rows[0].body, owner) if rows else None
        return kept if kept is not None and kept.messages else None

    async def keep(self, owner: str, talk: KeptTalk) -> None:
        """Keep a talk, within its bounds, in the place of the one before."""
        row = await asyncio.to_thread(self._written, talk, owner)
        if row is None:
            await self.forget(owner)
            return

        async def write(connection: AsyncConnection) -> None:
            values = insert_or_change(connection, _TALKS).values(owner=owner, **row)
            await connection.execute(
                values.on_conflict_do_update(index_elements=[_TALKS.c.owner], set_=dict(row))
            )

        await self._state.transaction(write)

    def kept_of(self, talk: KeptTalk) -> KeptTalk | None:
        """What is kept of a talk by now: what is not too old, within the bounds; None where that is nothing."""
        try:
            kept = talk.since(self._due()).bounded()
        except ValueError:  # a contact's lone surrogates, which are no text
            log.warning("a talk cannot be kept: something in it is no text")
            return None
        return kept if kept.messages else None

    async def forget(self, owner: str) -> None:
        """Keep nothing of this owner's any more."""
        await self._delete(_TALKS.c.owner == owner)

    async def forget_all(self) -> None:
        """Keep nothing of anybody's any more."""
        await self._delete(_TALKS.c.owner.is_not(None))

    async def forget_unencrypted(self) -> None:
        """Let go of what was kept before there was a key."""
        if mark := self._encryption.mark:
            await self._delete(not_(_TALKS.c.body.startswith(mark, autoescape=True)))

    async def sweep(self) -> None:
        """Take out of the store what was said too long ago, also of talks that go on."""
        while True:
            overdue = (
                select(_TALKS.c.owner, _TALKS.c.body)
                .where(_TALKS.c.oldest_at <= instant(self._due()))
                .limit(_SWEPT_AT_ONCE)
            )
            rows = await self._state.read(overdue)
            for owner, body in rows:
                await self._shorten(owner, body)
            if len(rows) < _SWEPT_AT_ONCE:
                return

    async def _shorten(self, owner: str, body: str) -> None:
        """Keep of a talk what may be kept, unless it was replaced meanwhile."""
        kept = await asyncio.to_thread(self._read, body, owner)
        row = await asyncio.to_thread(self._written, kept, owner) if kept is not None else None
        same = (_TALKS.c.owner == owner, _TALKS.c.body == body)
        change = delete(_TALKS).where(*same) if row is None else _TALKS.update().where(*same).values(**row)
        await self._state.transaction(lambda connection: connection.execute(change))

    async def _delete(self, which: ColumnElement[bool]) -> None:
        await self._state.transaction(lambda connection: connection.execute(delete(_TALKS).where(which)))

    def _read(self, body: str, owner: str) -> KeptTalk | None:
        """What is not too old of it; what cannot be read is as good as gone."""
        try:
            kept = KeptTalk.model_validate_json(self._encryption.opened(body, owner))
        except Unreadable as error:
            log.warning("a talk that was kept cannot be decrypted, and counts as gone: %s", error)
            return None
        except ValidationError:
            log.warning("a talk that was kept is of another version, and counts as gone")
            return None
        return kept.since(self._due())

    def _written(self, talk: KeptTalk, owner: str) -> dict[str, str] | None:
        """The row of a talk; None where there is nothing to keep."""
        kept = self.kept_of(talk)
        if kept is None or kept.oldest_at is None:
            return None
        body = self._encryption.sealed(kept.model_dump_json(), owner)
        return {"oldest_at": instant(kept.oldest_at), "body": body}

    def _due(self) -> datetime:
        return self._now() - self._lasts
