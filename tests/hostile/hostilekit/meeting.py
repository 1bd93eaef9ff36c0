"""The child that meets hostile cases one by one, and tells of each before it begins and when it has ended.

The system ends it at the first case that takes more than it may (ITIMER_PROF), so that the last one told of is the one.
"""

import asyncio
import json
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping

from hostilekit.corpus import Case, corpus
from hostilekit.doors import Door, FileDoors, text_doors

MOST_SECONDS = 12
"""Of work on one case, all its doors and both its sizes together; a hundred times what most of them take."""

FLOOR = 0.4
"""Seconds of work below which nothing is said of its growth: other things weigh as much."""
MOST_GROWTH = 3.0
"""Times the work that twice the size may take: twice is linear, four times is not."""
_TRIES = 3


class Grows(AssertionError):
    """Twice the size took far more than twice the work."""


async def meet(
    case: Case, doors: Mapping[str, Door], *, work_done: Callable[[], float] = time.process_time
) -> dict[str, str]:
    """How each door has answered.

    ``work_done`` tells how many seconds this process has worked so far.

    Raises:
        Grows: the work grows faster than the case.
        Unanswered: a door has not answered.
    """
    answers = {}
    for name, door in doors.items():
        given = [case.text(size) if case.kind == "text" else case.content(size) for size in case.sizes]
        spent = []
        for one in given:
            began = work_done()
            answers[name] = await door(one)
            spent.append(work_done() - began)
        if len(given) > 1 and _grows(spent) and not await _was_chance(door, given, work_done):
            raise Grows(f"{name}: {spent[0]:.2f} s, then {spent[1]:.2f} s")
    return answers


def _grows(spent: list[float]) -> bool:
    return spent[1] > FLOOR and spent[1] > MOST_GROWTH * spent[0]


async def _was_chance(door: Door, given: list[object], work_done: Callable[[], float]) -> bool:
    """Measure again: the least of several is nearest to the truth."""
    least = []
    for one in given:
        tries = []
        for _ in range(_TRIES):
            began = work_done()
            await door(one)
            tries.append(work_done() - began)
        least.append(min(tries))
    return not _grows(least)


async def meet_all(cases: list[Case]) -> None:
    """Meet the cases, and write a line of JSON before and after each."""
    async with text_doors() as doors:
        for case in cases:
            _say(begins=case.name)
            _limit_further_work()
            try:
                answers = await meet(
                    case, doors.all() if case.kind == "text" else FileDoors(case.ending).all()
                )
            except Exception as error:  # noqa: BLE001 - whatever it raises, the case failed, and the next one begins
                where = traceback.extract_tb(error.__traceback__)[-1]
                _say(
                    ends=case.name,
                    failed=f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})",
                )
            else:
                _say(ends=case.name, answers=answers)


def _limit_further_work() -> None:
    """Give the next case its share, counted from here, after which the system ends this process."""
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)


def _say(**told: object) -> None:
    sys.stdout.write(json.dumps({**told, "spent": round(time.process_time(), 2)}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    named = corpus()
    asyncio.run(meet_all([named[name] for name in json.load(sys.stdin)]))
