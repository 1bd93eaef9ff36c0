"""Keeps who is signed in, across restarts and for every server that shares the store."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import SecretStr, ValidationError
from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Row,
    Select,
    String,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.access.company.ended_there import EndedThere
from assistant.access.member import Identity, SignInRefused
from assistant.access.used_tokens import taken
from assistant.state.database import StateDatabase
from assistant.state.tables import instant

Clock = Callable[[], datetime]

SIGNED_OUT: Final = "signed_out"
"""What servers tell each other of: that somebody's sign-in is over."""

MOST_OF_ONE = 20
"""Sign-ins that one person may hold; the one that would end first gives way."""

_TOKEN_BYTES: Final = 32
_LONGEST_TOKEN: Final = 128
_ASKED_AT_ONCE: Final = 500

_METADATA = MetaData()
_SIGN_INS = Table(
    "sign_ins",
    _METADATA,
    Column("id", String(64), primary_key=True),
    Column("member_id", String(200), nullable=False, index=True),
    Column("browser", String(64), nullable=False),
    Column("ends_at", String(40), nullable=False, index=True),
    Column("identity", Text, nullable=False),
    Column("company_session", String(64), index=True),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody's sign-in in one browser; ``id`` is a digest, so that what is stored opens nothing."""

    id: str
    identity: Identity
    browser: str
    ends_at: datetime


class SignInStore:
    """Opens, finds and ends sign-ins; each may raise `StateUnavailable`."""

    def __init__(self, state: StateDatabase, lasts: timedelta, now: Clock) -> None:
        self._state = state
        self._lasts = lasts
        self._now = now

    async def open(self, identity: Identity, browser: str) -> tuple[SecretStr, SignIn]:
        """Sign somebody in, in the browser of this name; the secret is for its cookie alone."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        opened = SignIn(_digest(token), identity, browser, self._now() + self._lasts)

        async def keep(connection: AsyncConnection) -> None:
            # Where several processes write at once, two sign-ins of one person see each other's.
            await connection.execute(_held_by(identity.id).order_by(_SIGN_INS.c.id).with_for_update())
            await connection.execute(
                insert(_SIGN_INS).values(
                    id=opened.id,
                    member_id=identity.id,
                    browser=browser,
                    ends_at=instant(opened.ends_at),
                    identity=identity.model_dump_json(),
                    company_session=identity.company_session or None,
                )
            )
            await _keep_newest(connection, identity.id)

        await self._state.transaction(keep)
        return SecretStr(token), opened

    async def find(self, token: str, browser: str) -> SignIn | None:
        """Return the sign-in that a cookie stands for, in the browser that it was given to."""
        if len(token) > _LONGEST_TOKEN:
            return None
        rows = await self._state.read(
            select(_SIGN_INS).where(
                _SIGN_INS.c.id == _digest(token), _SIGN_INS.c.ends_at > instant(self._now())
            )
        )
        found = _read(rows[0]) if rows else None
        return found if found and secrets.compare_digest(found.browser, browser) else None

    async def still_open(self, ids: Collection[str]) -> set[str]:
        """Those of these sign-ins that have not ended."""
        asked, found = list(ids), set[str]()
        for start in range(0, len(asked), _ASKED_AT_ONCE):
            rows = await self._state.read(
                select(_SIGN_INS.c.id).where(
                    _SIGN_INS.c.id.in_(asked[start : start + _ASKED_AT_ONCE]),
                    _SIGN_INS.c.ends_at > instant(self._now()),
                )
            )
            found |= {row.id for row in rows}
        return found

    async def end(self, sign_in_id: str) -> None:
        """Sign somebody out of one browser."""
        await self._delete(_SIGN_INS.c.id == sign_in_id)

    async def end_all_of(self, member_id: str) -> None:
        """Sign somebody out everywhere."""
        await self._delete(_SIGN_INS.c.member_id == member_id)

    async def end_there(self, ended: EndedThere) -> set[str]:
        """Sign out whose session at the company is over; returns who that was.

        Raises:
            SignInRefused: the word of it was taken before.
        """
        now, word = self._now(), ended.word

        async def end(connection: AsyncConnection) -> set[str]:
            if word and not await taken(connection, word.issuer, word.token_id, until=word.until, now=now):
                raise SignInRefused("replayed")
            found: Sequence[Row[tuple[str, str]]] = (await connection.execute(_of(ended))).all()
            if found:  # a guess costs no write
                await self._delete_in(connection, _SIGN_INS.c.id.in_([row.id for row in found]))
            return {row.member_id for row in found}

        return await self._state.transaction(end)

    async def forget_ended(self) -> None:
        """Let go of those whose time is over."""
        await self._delete(_SIGN_INS.c.ends_at <= instant(self._now()))

    async def _delete(self, which: ColumnElement[bool]) -> None:
        await self._state.transaction(lambda connection: self._delete_in(connection, which))

    async def _delete_in(self, connection: AsyncConnection, which: ColumnElement[bool]) -> None:
        ended = await connection.execute(delete(_SIGN_INS).where(which))
        if ended.rowcount:
            await self._state.bulletin.tell(connection, SIGNED_OUT, "")


def _of(ended: EndedThere) -> Select[tuple[str, str]]:
    """The sign-ins that came of a session; also those of the person of which that is not known."""
    session, member = _SIGN_INS.c.company_session, _SIGN_INS.c.member_id
    found = select(_SIGN_INS.c.id, member)
    if not ended.member_id:
        return found.where(session == ended.session)
    if not ended.session:
        return found.where(member == ended.member_id)
    return found.where(member == ended.member_id, or_(session == ended.session, session.is_(None)))


def _held_by(member_id: str) -> Select[tuple[str]]:
    return select(_SIGN_INS.c.id).where(_SIGN_INS.c.member_id == member_id)


async def _keep_newest(connection: AsyncConnection, member_id: str) -> None:
    surplus = (
        _held_by(member_id).order_by(_SIGN_INS.c.ends_at.desc()).offset(MOST_OF_ONE).limit(_ASKED_AT_ONCE)
    )
    too_many: Sequence[str] = list(await connection.scalars(surplus))
    if too_many:
        await connection.execute(delete(_SIGN_INS).where(_SIGN_INS.c.id.in_(too_many)))


def _read(row: object) -> SignIn | None:
    """What a row tells.

    One that this version cannot read is no sign-in: whoever had it signs in again.
    """
    try:
        identity = Identity.model_validate_json(row.identity)  # type: ignore[attr-defined]  # SQLAlchemy's rows are untyped
        return SignIn(row.id, identity, row.browser, datetime.fromisoformat(row.ends_at))  # type: ignore[attr-defined]  # likewise
    except ValidationError:
        return None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
