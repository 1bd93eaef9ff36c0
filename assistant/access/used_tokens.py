"""Remembers which tokens were taken, for every server that shares the state store."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import Column, MetaData, String, Table, delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.state.database import StateDatabase
from assistant.state.tables import instant

_METADATA = MetaData()
_USED = Table(
    "used_tokens",
    _METADATA,
    Column("id", String(64), primary_key=True),
    Column("until", String(40), nullable=False, index=True),
)


class UsedTokens:
    """Lets each token be taken once, and forgets it when it would be refused for its age."""

    def __init__(self, state: StateDatabase) -> None:
        self._state = state

    async def take(self, issuer: str, token_id: str, *, until: datetime, now: datetime) -> bool:
        """Take a token, by the id its issuer gave it; whether nobody had taken it before.

        Raises:
            StateUnavailable: nobody can tell.
        """
        return await self._state.transaction(
            lambda connection: taken(connection, issuer, token_id, until=until, now=now)
        )


async def taken(
    connection: AsyncConnection, issuer: str, token_id: str, *, until: datetime, now: datetime
) -> bool:
    """The same within what else is done for the token: it is taken only if that is."""
    # What a token calls itself may be of any length, and about somebody.
    digest = hashlib.sha256(json.dumps([issuer, token_id]).encode()).hexdigest()
    await connection.execute(delete(_USED).where(_USED.c.until < instant(now)))
    try:
        async with connection.begin_nested():
            await connection.execute(insert(_USED).values(id=digest, until=instant(until)))
    except IntegrityError:
        return False
    return True
