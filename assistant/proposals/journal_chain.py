"""The journal's table, in which a line that was changed or taken out shows.

Each line is bound to all before it.
A line's ``digest`` is drawn from what it says and a salt, its ``chain`` from the digest and the chain of the line before.
A blanked line has lost what it said and its salt, and keeps the two: nobody can tell what it said, and the chain holds.
"""

import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.proposals.journal import JournalEntry
from assistant.state.database import StateDatabase
from assistant.state.tables import insert_or_change, instant

JOURNAL_METADATA = MetaData()
JOURNAL = Table(
    "journal",
    JOURNAL_METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False, index=True),
    Column("owner", String(255), nullable=False),
    Column("contact_id", String(32), index=True),
    Column("body", Text, nullable=False),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
)
_HEAD = Table(
    "journal_head",
    JOURNAL_METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("chain", String(64), nullable=False),
)
"""One row, the last line's: whoever writes lines holds it, so that they come one after the other."""

_BATCH: Final = 500
_TOLD: Final = 20
"""Lines that are told one by one."""

_SALT_BYTES: Final = 16
_BLANK: Final = {"owner": "", "contact_id": None, "body": "", "salt": ""}
"""What the database lets a line become, and nothing else."""

IS_SAID: Final = JOURNAL.c.body != ""
"""What holds of lines that were not blanked."""


@dataclass(slots=True)
class ChainReport:
    """What came of following the chain: how many lines there are, and what is wrong with which.

    ``changed`` says something else than when it was written; before each of ``broken`` something is missing, or was
    changed with its digest. ``lost`` is how many lines are missing at the end.
    """

    lines: int = 0
    blanked: int = 0
    changed: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    lost: int = 0
    last: int = 0
    fingerprint: str = ""
    known_is_there: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether every line is there, as it was written or blanked."""
        return not (self.changed or self.broken or self.lost) and self.known_is_there


async def append(connection: AsyncConnection, entries: Sequence[JournalEntry]) -> None:
    """Add lines to the journal, within a transaction; nobody else adds any until it ends."""
    if not entries:
        return
    head = insert_or_change(connection, _HEAD).values(id=1, number=0, chain="")
    held = head.on_conflict_do_update(index_elements=[_HEAD.c.id], set_={"number": _HEAD.c.number})
    number, chain = (await connection.execute(held.returning(_HEAD.c.number, _HEAD.c.chain))).one()
    rows = []
    for number, entry in enumerate(entries, start=number + 1):  # noqa: B020 - it goes on from the last
        row = _row(entry)
        digest = _digest(row)
        chain = link(chain, number, row["at"], digest)
        rows.append({**row, "number": number, "digest": digest, "chain": chain})
    await connection.execute(insert(JOURNAL), rows)
    await connection.execute(update(_HEAD).where(_HEAD.c.id == 1).values(number=number, chain=chain))


async def blank(state: StateDatabase, contact_id: str) -> int:
    """Take out what the journal says about a contact, and return of how many lines.

    Raises:
        StateUnavailable: nothing was changed.
    """
    about = update(JOURNAL).where(JOURNAL.c.contact_id == contact_id).values(**_BLANK)

    async def change(connection: AsyncConnection) -> int:
        return (await connection.execute(about)).rowcount

    return await state.transaction(change)


async def verify(state: StateDatabase, known: tuple[int, str] | None = None) -> ChainReport:
    """Follow the chain from the first line to the last of this moment, a few hundred at a time.

    Args:
        state: Where the journal is.
        known: A line's number and the fingerprint it had at some earlier time.

    Raises:
        StateUnavailable: it cannot be read.
    """
    head = next(iter(await state.read(select(_HEAD.c.number, _HEAD.c.chain))), None)
    report, last = ChainReport(known_is_there=known is None), 0
    async for row in _rows(state, head.number if head is not None else None):
        _look_at(report, row, follows=row.number == last + 1)
        last = row.number
        if known is not None and known == (row.number, row.chain):
            report.known_is_there = True
    if head is not None:
        report.lost = max(head.number - last, int(head.chain != report.fingerprint and last == head.number))
    elif report.lines:
        report.lost = 1
    return report


def report_lines(report: ChainReport, known: tuple[int, str] | None = None) -> list[str]:
    """That in words for an operator."""
    told = [
        f"Line {number} says something else than when it was written." for number in report.changed[:_TOLD]
    ]
    told += [
        f"Before line {number} something is missing, or was changed." for number in report.broken[:_TOLD]
    ]
    if (left := len(report.changed) + len(report.broken) - len(told)) > 0:
        told.append(f"And {left} more.")
    if report.lost:
        told.append(f"At the end something is missing: {report.lost} lines at least.")
    if known is not None and not report.known_is_there:
        told.append(f"Line {known[0]} is not the one with that fingerprint.")
    if not told:
        told.append("Every line is there, as it was written or blanked.")
    count = f"{report.lines} lines, {report.blanked} of them blanked."
    last = f"The last is {report.last}:{report.fingerprint} - keep this elsewhere, for --known."
    return [*told, count, last] if report.lines else [*told, "The journal is empty."]


def link(before: str, number: int, at: str, digest: str) -> str:
    """The chain as of a line, hexadecimal."""
    return _sha256([before, number, at, digest])


def _look_at(report: ChainReport, row: Any, *, follows: bool) -> None:
    report.lines += 1
    if row.body == "" and row.salt == "":
        report.blanked += 1
    elif _digest(row._mapping) != row.digest:  # noqa: SLF001 - SQLAlchemy's name for what is public
        report.changed.append(row.number)
    if not follows or link(report.fingerprint, row.number, row.at, row.digest) != row.chain:
        report.broken.append(row.number)
    report.last, report.fingerprint = row.number, row.chain


async def _rows(state: StateDatabase, until: int | None) -> AsyncIterator[Any]:
    query = select(JOURNAL).order_by(JOURNAL.c.number).limit(_BATCH)
    query, last = query if until is None else query.where(JOURNAL.c.number <= until), 0
    while rows := await state.read(query.where(JOURNAL.c.number > last)):
        for row in rows:
            yield row
            last = row.number


def _row(entry: JournalEntry) -> dict[str, Any]:
    return {
        "at": instant(entry.at),
        "owner": entry.owner,
        "contact_id": entry.contact_id,
        "body": entry.model_dump_json(),
        "salt": secrets.token_hex(_SALT_BYTES),
    }


def _digest(row: Any) -> str:
    return _sha256([row["salt"], row["at"], row["owner"], row["contact_id"], row["body"]])


def _sha256(parts: Sequence[str | int | None]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
