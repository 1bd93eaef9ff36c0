"""How the stores keep their speed as they grow: searches, and what waits for a person.

Run ``make benchmark``. Each figure has its own baseline in the same run: the small store beside the big one.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rows import HEAD, Row, where_and_when

from assistant.proposals.prepare import ProposalMaker
from assistant.proposals.proposal_store import ProposalStore
from assistant.state.tables import instant
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox import build_app
from hubspot_tools.sandbox.loopback import serving

FEW, MANY = 300, 10_000
PROPOSALS = 100_000
ROUNDS, CALLS, QUICK_CALLS = 9, 5, 60
COLLEAGUES = 5

_FIRST = ("Marie", "Luc", "Zoé", "Karim", "Inès", "Tom", "Ana", "Hugo", "Léa", "Sven")
_LAST = ("Dur", "Lefèv", "Mart", "Vasq", "Okon", "Brem", "Chau", "Ridg", "Halv", "Pich")
_LETTERS = "bcdfghjklmpqrstv"


def person(number: int) -> Mapping[str, str]:
    """One of as many invented people as are wanted: many share a first name, and few an employer."""
    return {
        "firstname": _FIRST[number % 10],
        "lastname": f"{_LAST[number // 10 % 10]}{_code(number)}",
        "email": f"{_code(number)}@people.example",
        "phone": f"+33 6 39 98 {number // 100 % 100:02} {number % 100:02}",
        "company": f"Atelier {_code(number // COLLEAGUES)}",
        "jobtitle": "Engineer",
    }


def _code(number: int) -> str:
    """Four letters that are nobody else's, and the beginning of nobody's."""
    return "".join(_LETTERS[number >> shift & 15] for shift in (12, 8, 4, 0))


_SOUGHT = person(57)
SEARCHES = {
    "e-mail": SearchContacts(email=_SOUGHT["email"]),
    "phone": SearchContacts(phone=_SOUGHT["phone"]),
    "name": SearchContacts(name=f"{_SOUGHT['firstname']} {_SOUGHT['lastname']}"),
    "company": SearchContacts(company=_SOUGHT["company"]),
    "text": SearchContacts(text=_SOUGHT["lastname"]),
    "nobody's name": SearchContacts(name="Wilhelmina Quartermaine"),
}
PROMISED = {"e-mail", "phone", "name", "company"}

Work = Callable[[], Awaitable[object]]


async def milliseconds(work: Work, calls: int) -> float:
    """What it costs the processor, on both ends of the wire.

    A clock on the wall would tell how long threads wait for each other while the machine does something else.
    """
    began = time.process_time()
    for _ in range(calls):
        await work()
    return (time.process_time() - began) * 1000 / calls


async def row(what: str, few: Work, many: Work, goal: str = "", *, calls: int = CALLS) -> Row:
    """The same among few and among many, in turn: what the machine does besides falls on both."""
    await few()
    await many()
    times = [(await milliseconds(few, calls), await milliseconds(many, calls)) for _ in range(ROUNDS)]
    return Row(what, "ms", *zip(*times, strict=True), goal)


@asynccontextmanager
async def crm_of(count: int) -> AsyncIterator[HubSpotContacts]:
    """A local CRM with so many contacts."""
    app = build_app(":memory:", samples=False)
    with app.state.crm.transaction():
        for number in range(count):
            app.state.crm.contacts.create(person(number))
    with serving(app) as address:
        contacts = HubSpotContacts("invented", base_url=address, local=True)
        yield contacts
        await contacts.close()


async def searches() -> None:
    """The rows of each search."""
    async with crm_of(FEW) as few, crm_of(MANY) as many:
        for kind, query in SEARCHES.items():
            goal = "≤ 2" if kind in PROMISED else ""
            hits = (await many.search(query)).total
            assert hits == (await few.search(query)).total
            what = f"Local CRM, {MANY:,} contacts, by {kind} ({hits} found)"
            print(await row(what, partial(few.search, query), partial(many.search, query), goal))


@asynccontextmanager
async def state_of(folder: Path, count: int) -> AsyncIterator[ProposalMaker]:
    """Whoever proposes for somebody with so many proposals behind them."""
    file = folder / f"{count}.sqlite3"
    state = ProposalStore(f"sqlite+aiosqlite:///{file}")
    await state.open()
    with sqlite3.connect(file) as database:
        rows = ((f"{number}", "ada", "done", instant(now()), False, "{}") for number in range(count))
        database.executemany("INSERT INTO proposals VALUES (?, ?, ?, ?, ?, ?)", rows)
    yield ProposalMaker(NoContacts(), state, "ada", now)
    await state.close()


async def proposals(folder: Path) -> None:
    """The rows of what waits for a person, and of what is proposed."""
    lea = {"email": "lea@people.example"}
    async with state_of(folder, FEW) as few, state_of(folder, PROPOSALS) as many:
        what = f"Proposals that wait, {PROPOSALS:,} rows"
        print(await row(what, few.pending, many.pending, "flat", calls=QUICK_CALLS))
        what = f"Keeping a proposal, {PROPOSALS:,} rows"
        print(
            await row(what, partial(few.propose, "create", lea), partial(many.propose, "create", lea), "flat")
        )


class NoContacts(HubSpotContacts):
    """Contacts that nobody asks for."""

    def __init__(self) -> None:
        super().__init__("invented", base_url="http://127.0.0.1:9", local=True)


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


async def main() -> None:
    """Print the table."""
    print(f"\n{where_and_when('make benchmark')}\n\n{HEAD}")
    await searches()
    with tempfile.TemporaryDirectory() as folder:
        await proposals(Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
