"""How a database is connected to: what holds for PostgreSQL is said here alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy import event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

_CONNECT_SECONDS: Final = 5.0
_ANSWER_SECONDS: Final = 15.0
"""How long PostgreSQL may take to connect and for a statement; nobody in a chat waits longer for it."""

_LOCK_SECONDS: Final = 10.0
"""How long a statement waits for another transaction."""

_FROM_POOL_SECONDS: Final = 10.0
_CONNECTIONS: Final = 10
_MORE_CONNECTIONS: Final = 10
"""Connections that a process keeps, and may open beside them: PostgreSQL takes 100 unless told otherwise."""

_LEDGER_SECONDS: Final = 1.0
_LEDGER_CONNECTIONS: Final = 2
"""How long a call to HubSpot waits for the ledger of the account's calls, and the connections kept for it."""

_NAME: Final = {"application_name": "assistant"}
"""How PostgreSQL's own views call a connection of ours."""


def working_engine(url: str) -> AsyncEngine:
    """Connect for the work of chats.

    It gives up in time, and finds out beforehand that a connection was cut.
    """
    if make_url(url).get_backend_name() != "postgresql":
        return create_async_engine(url)
    answer = {"timeout": _CONNECT_SECONDS, "command_timeout": _ANSWER_SECONDS}
    bounds = {**_NAME, "lock_timeout": f"{_LOCK_SECONDS * 1000:.0f}"}
    engine = create_async_engine(
        url,
        pool_size=_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
        pool_timeout=_FROM_POOL_SECONDS,
        pool_pre_ping=True,
        connect_args={**answer, "server_settings": bounds},
    )
    event.listen(engine.sync_engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


def ledger_engine(url: str) -> AsyncEngine:
    """Connect to PostgreSQL for what each call to HubSpot asks: one round trip, and no long wait.

    What is forgotten should the machine fail, half a second of calls, need not be on the disk before a call is made.
    """
    bounds = {
        **_NAME,
        "lock_timeout": f"{_LEDGER_SECONDS * 1000:.0f}",
        "statement_timeout": f"{_LEDGER_SECONDS * 1000:.0f}",
        "synchronous_commit": "off",
    }
    answer = {"timeout": _LEDGER_SECONDS, "command_timeout": _LEDGER_SECONDS}
    return create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=_LEDGER_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_LEDGER_SECONDS,
        connect_args={**answer, "server_settings": bounds},
    )


@asynccontextmanager
async def opening_engine(working: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """Connect for the steps from one version to the next, which take their time where a journal is long.

    On SQLite it is the working one: a database in memory is there for its own connection alone.
    """
    if working.dialect.name != "postgresql":
        yield working
        return
    engine = create_async_engine(
        working.url,
        poolclass=NullPool,
        connect_args={"timeout": _CONNECT_SECONDS, "server_settings": _NAME},
    )
    try:
        yield engine
    finally:
        await engine.dispose()


def _without_nul(
    _connection: Connection,
    _cursor: Any,
    statement: str,
    parameters: Any,
    _context: Any,
    many: bool,  # noqa: FBT001 - SQLAlchemy's own order
) -> tuple[str, Any]:
    """Ask as SQLite would be asked, in whose texts a NUL may stand.

    PostgreSQL refuses the statement; an id that a browser has made up would be a fault of the store.
    """
    rows = parameters if many else [parameters]
    if not any(isinstance(value, str) and "\0" in value for row in rows for value in row):
        return statement, parameters
    clean = [tuple(_clean(value) for value in row) for row in rows]
    return statement, clean if many else clean[0]


def _clean(value: object) -> object:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value
