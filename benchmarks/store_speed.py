"""How the stores keep their speed as they grow: searches, and what waits for a person.

Run ``make benchmark``. Each figure has its own baseline in the same run: the small store beside the big one.
"""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from assistant.proposals.prepare import ProposalMaker
from assistant.proposals.proposal_store import ProposalStore
from assistant.state.tables import instant
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox import build_app
from hubspot_tools.sandbox.loopback import serving

FEW, MANY = 300, 10_000
PROPOSALS = 100_000
ROUNDS = 15
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
    "nobody": SearchContacts(name="Wilhelmina Quartermaine"),
}


async def milliseconds(work: Callable[[], Awaitable[object]], rounds: int = ROUNDS) -> float:
    """The median of so many times."""
    await work()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


async def searches(count: int) -> Mapping[str, tuple[float, int, int]]:
    """Milliseconds, requests and hits of each search among so many contacts."""
    app = build_app(":memory:", samples=False)
    with app.state.crm.transaction():
        for number in range(count):
            app.state.crm.contacts.create(person(number))
    found = {}
    with serving(app) as address:
        contacts = HubSpotContacts("invented", base_url=address, local=True)
        for kind, query in SEARCHES.items():
            app.state.requests.clear()
            hits = (await contacts.search(query)).total
            requests = sum(one.path.endswith("/search") for one in app.state.requests)
            found[kind] = (await milliseconds(lambda query=query: contacts.search(query)), requests, hits)
        await contacts.close()
    return found


async def waiting(folder: Path, count: int) -> tuple[float, float]:
    """Milliseconds to find what waits for a person, and to propose, among so many proposals of theirs."""
    file = folder / f"{count}.sqlite3"
    state = ProposalStore(f"sqlite+aiosqlite:///{file}")
    await state.open()
    with sqlite3.connect(file) as database:
        rows = ((f"{number}", "ada", "done", instant(now()), False, "{}") for number in range(count))
        database.executemany("INSERT INTO proposals VALUES (?, ?, ?, ?, ?, ?)", rows)
    maker = ProposalMaker(NoContacts(), state, "ada", now)
    pending = await milliseconds(maker.pending)
    proposing = await milliseconds(lambda: maker.propose("create", {"email": "lea@people.example"}))
    await state.close()
    return pending, proposing


class NoContacts(HubSpotContacts):
    """Contacts that nobody asks for."""

    def __init__(self) -> None:
        super().__init__("invented", base_url="http://127.0.0.1:9", local=True)


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


async def main() -> None:
    """Print both tables."""
    few, many = await searches(FEW), await searches(MANY)
    print(f"\nsearch          at {FEW}    at {MANY:,}   times  requests  hits")
    for kind, (time_few, _, _) in few.items():
        time_many, requests, hits = many[kind]
        times = time_many / time_few
        print(f"{kind:8} {time_few:8.1f} ms {time_many:9.1f} ms {times:7.1f} {requests:9} {hits:5}")
    with tempfile.TemporaryDirectory() as folder:
        small, big = await waiting(Path(folder), FEW), await waiting(Path(folder), PROPOSALS)
    print(f"\nproposals       at {FEW}   at {PROPOSALS:,}   times")
    for kind, time_small, time_big in zip(("pending", "propose"), small, big, strict=True):
        print(f"{kind:8} {time_small:8.1f} ms {time_big:9.1f} ms {time_big / time_small:7.1f}")


if __name__ == "__main__":
    asyncio.run(main())
