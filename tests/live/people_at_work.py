"""People who go on working whatever happens to the servers: their page comes back by itself, and they look again."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
from live.conftest import Person
from socketio.exceptions import SocketIOError

LOST = (SocketIOError, httpx.HTTPError, OSError, TimeoutError, AssertionError)
"""What a person meets whose server ends under their hands."""

PATIENCE = 15.0
"""Seconds after which somebody says it again."""

WAITING = "waiting"
"""How a proposal stands that was not decided on: what was refused is offered once more."""

ENDED = frozenset({"done", "cancelled", "expired", "failed"})

READING = 0.5
"""Seconds that a card is looked at before it is clicked: nobody clicks what they have not read."""

_LOOKS = 5
"""How often somebody opens a page anew that does not show their talk: it waits two seconds for the store, no longer."""

_GIVEN = ("Ada", "Bruno", "Clara", "Denis", "Emma", "Hugo", "Irene", "Jonas", "Karin", "Louis")
_BEGINNINGS = ("Bel", "Cor", "Dal", "Fer", "Gan", "Har", "Kel", "Lor", "Mar", "Nor")
_ENDINGS = ("bury", "dale", "field", "ford", "ley", "man", "son", "ton", "well", "wick")


@dataclass
class Job:
    """One contact to be created, and what their person has seen of it."""

    name: str
    email: str
    asked: int = 0
    clicked: bool = False
    ended: str = ""


@dataclass
class AtWork:
    """Somebody at a page; ``jobs`` are what they have done, ``away`` the seconds they had no connection, each time."""

    url: str
    number: int
    jobs: list[Job] = field(default_factory=list)
    away: list[float] = field(default_factory=list)
    page: Person | None = None

    async def work(self, goes_on: Callable[[], bool], *, settled: Callable[[], bool] = lambda: True) -> None:
        """Create one contact after the other; with ``settled`` false they leave what is being looked into."""
        while goes_on():
            job = self._next_job()
            self.jobs.append(job)
            while not job.ended and (goes_on() or job.clicked):
                with suppress(*LOST):
                    await self._go_on_with(job)
                if job.clicked and not goes_on() and not settled():
                    return

    async def look_again(self) -> dict[str, list[str]]:
        """The cards on a page that was opened anew, by the e-mail address of whom they are about.

        There are several where somebody asked again, because nothing had come.
        """
        cookie = self.page.cookie
        await self.leave()
        for _ in range(_LOOKS):
            page = Person(self.url, cookie=cookie)
            await page.open()
            told = {job.email: list(_cards(page, job)) for job in self.jobs}
            await page.close()
            if any(told.values()):
                break
        return told

    async def leave(self) -> None:
        with suppress(*LOST):
            await self.page.close()

    def _next_job(self) -> Job:
        count = len(self.jobs)
        words = _BEGINNINGS[self.number % 10] + _ENDINGS[count % 10] + _ENDINGS[self.number // 10 % 10]
        name = f"{_GIVEN[count // 10 % 10]} {words}"
        return Job(name, f"{name.replace(' ', '.').lower()}.{self.number}.{count}@example.com")

    async def _go_on_with(self, job: Job) -> None:
        page = await self._at_the_page()
        if not any(_cards(page, job)):
            job.asked += 1
            await page.send(f"create {job.name}, {job.email}")
            await _until(page, lambda: any(True for _ in _cards(page, job)))
            return
        button = _confirm(page, job)
        if button is None and (ended := standing_of_all(_cards(page, job))) in ENDED:
            job.ended = ended
            return
        if button is not None:
            await asyncio.sleep(READING)
            # What is sent may arrive, whatever becomes of the answer.
            job.clicked = True
            await self._click(page, button)
        await _until(page, lambda: standing_of_all(_cards(page, job)) in ENDED, 1.0)

    async def _click(self, page: Person, button: dict) -> None:
        """Click, and wait for the answer unless the page loses its connection first, and opens another."""
        posting = asyncio.create_task(page.post(button))
        posting.add_done_callback(lambda done: done.cancelled() or done.exception())
        lost = asyncio.create_task(page.hung_up.wait())
        await asyncio.wait({posting, lost}, return_when=asyncio.FIRST_COMPLETED)
        lost.cancel()

    async def _at_the_page(self) -> Person:
        """The page, which opens another connection when it has lost its own, as Chainlit's does."""
        before = self.page
        if before is not None and not before.hung_up.is_set():
            return before
        lost_at = time.monotonic()
        while True:
            page = Person(self.url, cookie=before.cookie if before else "")
            if before is not None:
                page.id, page.messages, page.actions = before.id, before.messages, before.actions
            try:
                await _open(page, greeted=before is None)
            except LOST:
                await page.close()
                await asyncio.sleep(0.5)
            else:
                break
        if before is not None:
            self.away.append(time.monotonic() - lost_at)
        self.page = page
        return page


async def _open(page: Person, *, greeted: bool) -> None:
    """Open a page, and give up as soon as its server is gone, as a browser does."""
    opening = asyncio.create_task(page.open(greeted=greeted))
    lost = asyncio.create_task(page.hung_up.wait())
    await asyncio.wait({opening, lost}, return_when=asyncio.FIRST_COMPLETED)
    lost.cancel()
    if not opening.done():
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        raise ConnectionError
    opening.result()


def _cards(page: Person, job: Job) -> Iterator[str]:
    return (said for said in page.said if job.name in said and "|" in said)


def _confirm(page: Person, job: Job) -> dict | None:
    mine = {
        id_
        for id_, m in page.messages.items()
        if m["type"] == "assistant_message" and job.name in m["output"]
    }
    found = [one for one in page.actions.values() if one["label"] == "Confirm" and one["forId"] in mine]
    return found[-1] if found else None


_STANDINGS = {
    "*nothing is written until": WAITING,
    "*done": "done",
    "*confirmed": "done",
    "*cancelled": "cancelled",
    "*replaced": "cancelled",
    "expired": "expired",
    "*not written": "failed",
    "nothing was written": "failed",
}


def standing_of(card: str) -> str:
    """How a proposal stands, by the line in which its card says so; empty while nobody knows."""
    return next((ended for said, ended in _STANDINGS.items() if said in card.casefold()), "")


def standing_of_all(cards: Iterable[str]) -> str:
    """How a job stands of which there are several cards, because somebody asked twice or was offered it once more."""
    stands = [standing_of(card) for card in cards]
    told = ("done", "", WAITING)
    return next((one for one in told if one in stands), stands[-1] if stands else "")


async def _until(page: Person, met: Callable[[], object], seconds: float = PATIENCE) -> None:
    give_up_at = time.monotonic() + seconds
    while not met() and not page.hung_up.is_set() and time.monotonic() < give_up_at:  # noqa: ASYNC110 - two things may end it
        await asyncio.sleep(0.05)
