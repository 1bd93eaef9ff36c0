"""The key that signs cookies: made once, and kept with the state that those cookies lead to."""

import secrets
from contextlib import suppress

from pydantic import SecretStr
from sqlalchemy import Column, MetaData, String, Table, Text, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.state.database import StateDatabase
from assistant.state.errors import StateUnavailable

_METADATA = MetaData()
_KEYS = Table(
    "signing_keys",
    _METADATA,
    Column("name", String(32), primary_key=True),
    Column("key", Text, nullable=False),
)
_NAME = "cookies"
_BYTES = 32


async def kept_key(state: StateDatabase) -> SecretStr:
    """The store's key, made where it has none: servers that share a store know each other's cookies.

    Raises:
        StateUnavailable: the store cannot be used.
    """
    found = await _stored(state)
    if found is None:
        # Another server that starts at this moment may make the key; whether it is there, the next look tells.
        with suppress(StateUnavailable):
            await _make(state)
        found = await _stored(state)
    if found is None:
        raise StateUnavailable("the signing key was not kept")
    return found


async def _stored(state: StateDatabase) -> SecretStr | None:
    rows = await state.read(select(_KEYS.c.key).where(_KEYS.c.name == _NAME))
    return SecretStr(rows[0].key) if rows else None


async def _make(state: StateDatabase) -> None:
    key = secrets.token_urlsafe(_BYTES)

    async def keep(connection: AsyncConnection) -> None:
        await connection.execute(insert(_KEYS).values(name=_NAME, key=key))

    await state.transaction(keep)
