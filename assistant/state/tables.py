"""What the tables of the state store have in common."""

from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import Boolean, Column, Index, MetaData, String, Table, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


class HasOwner(Protocol):
    """Something of somebody's that goes through the states of a lifecycle: a proposal, an import."""

    @property
    def owner(self) -> str:
        """Whose it is."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def news_due(self) -> bool:
        """Whether its owner is still to be told what became of it."""

    def model_dump_json(self) -> str:
        """All of it."""


def owned_table(name: str, metadata: MetaData) -> Table:
    """A table of such things: what is asked for is in columns, the whole in ``body``."""
    return Table(
        name,
        metadata,
        Column("id", String(32), primary_key=True),
        Column("owner", String(255), nullable=False),
        Column("state", String(16), nullable=False, index=True),
        Column("changed_at", String(40), nullable=False),
        Column("news_due", Boolean, nullable=False),
        Column("body", Text, nullable=False),
        Index(f"ix_{name}_owner_state", "owner", "state", "changed_at"),
    )


def owned_row(owned: HasOwner) -> dict[str, str | bool]:
    """What such a table holds besides the id, as of now."""
    return {
        "owner": owned.owner,
        "state": owned.state,
        "changed_at": instant(utc_now()),
        "news_due": owned.news_due,
        "body": owned.model_dump_json(),
    }


def insert_or_change(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what happens where the row is there already, in its database's own words."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def instant(moment: datetime) -> str:
    """Fixed width and always UTC, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
