"""Keeps the accounts of a team that signs in by password, and whom nobody may let in any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Boolean, Column, MetaData, String, Table, Text, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.access.member import Identity
from assistant.state.database import StateDatabase
from assistant.state.tables import insert_or_change, instant, utc_now

_GROUPS: Final = TypeAdapter(list[str])

_METADATA = MetaData()
_ACCOUNTS = Table(
    "accounts",
    _METADATA,
    Column("id", String(200), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("groups", Text, nullable=False),
    Column("password_hash", String(200)),
    Column("disabled", Boolean, nullable=False),
    Column("changed_at", String(40), nullable=False),
)


class AccountExists(Exception):
    """Somebody is called so already."""


class NoSuchAccount(Exception):
    """Nobody is called so."""


@dataclass(frozen=True, slots=True)
class TeamAccount:
    """Somebody who signs in by password, or who may no longer sign in whatever the way.

    ``password_hash`` is None for somebody who comes by another way and was shut out.
    """

    id: str
    name: str = ""
    groups: tuple[str, ...] = ()
    password_hash: str | None = None
    disabled: bool = False

    @property
    def identity(self) -> Identity:
        """Who this is; the name of an account may be an address, which its operator has vouched for."""
        email = self.id if "@" in self.id else ""
        return Identity(
            method="password", id=self.id, name=self.name, email=email, groups=frozenset(self.groups)
        )


class AccountBook:
    """Adds, lists and changes accounts; each may raise `StateUnavailable`."""

    def __init__(self, state: StateDatabase) -> None:
        self._state = state

    async def add(self, account: TeamAccount) -> None:
        """Keep a new account.

        Raises:
            AccountExists: there is one of that name.
        """

        async def keep(connection: AsyncConnection) -> None:
            row = insert_or_change(connection, _ACCOUNTS).values(id=account.id, **_row(account))
            done = await connection.execute(row.on_conflict_do_nothing(index_elements=[_ACCOUNTS.c.id]))
            if done.rowcount == 0:
                raise AccountExists(account.id)

        await self._state.transaction(keep)

    async def find(self, account_id: str) -> TeamAccount | None:
        """Return the account of that name."""
        rows = await self._state.read(select(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id))
        return _read(rows[0]) if rows else None

    async def all(self) -> Sequence[TeamAccount]:
        """Return every account, by name."""
        return [_read(row) for row in await self._state.read(select(_ACCOUNTS).order_by(_ACCOUNTS.c.id))]

    async def shut_out(self) -> set[str]:
        """Who may not come in, whichever way they sign in."""
        rows = await self._state.read(select(_ACCOUNTS.c.id).where(_ACCOUNTS.c.disabled))
        return {row.id for row in rows}

    async def set_password(self, account_id: str, password_hash: str) -> None:
        """Give an account another password.

        Raises:
            NoSuchAccount: there is none of that name.
        """
        await self._change(account_id, password_hash=password_hash)

    async def set_groups(self, account_id: str, groups: Sequence[str]) -> None:
        """Put an account into these groups and no others.

        Raises:
            NoSuchAccount: there is none of that name.
        """
        await self._change(account_id, groups=_GROUPS.dump_json(list(groups)).decode())

    async def disable(self, account_id: str) -> None:
        """Shut somebody out, also one who has no account because they come by another way."""

        async def shut(connection: AsyncConnection) -> None:
            stranger = _row(TeamAccount(account_id, disabled=True))
            row = insert_or_change(connection, _ACCOUNTS).values(id=account_id, **stranger)
            shut_out = {"disabled": True, **_now()}
            await connection.execute(
                row.on_conflict_do_update(index_elements=[_ACCOUNTS.c.id], set_=shut_out)
            )

        await self._state.transaction(shut)

    async def enable(self, account_id: str) -> None:
        """Let somebody in again; one who was only shut out is forgotten.

        Raises:
            NoSuchAccount: nobody of that name has an account or was shut out.
        """
        await self._change(account_id, disabled=False)

        async def tidy(connection: AsyncConnection) -> None:
            without = _ACCOUNTS.c.password_hash.is_(None)
            await connection.execute(delete(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id, without))

        await self._state.transaction(tidy)

    async def _change(self, account_id: str, **values: object) -> None:
        async def change(connection: AsyncConnection) -> None:
            done = await connection.execute(
                update(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id).values(**values, **_now())
            )
            if done.rowcount == 0:
                raise NoSuchAccount(account_id)

        await self._state.transaction(change)


def _row(account: TeamAccount) -> dict[str, object]:
    return {
        "name": account.name,
        "groups": _GROUPS.dump_json(list(account.groups)).decode(),
        "password_hash": account.password_hash,
        "disabled": account.disabled,
        **_now(),
    }


def _now() -> dict[str, object]:
    return {"changed_at": instant(utc_now())}


def _read(row: object) -> TeamAccount:
    try:
        groups = tuple(_GROUPS.validate_json(row.groups))  # type: ignore[attr-defined]  # SQLAlchemy's rows are untyped
    except ValidationError:
        groups = ()
    return TeamAccount(row.id, row.name, groups, row.password_hash, row.disabled)  # type: ignore[attr-defined]  # likewise
