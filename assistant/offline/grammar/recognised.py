"""Tells from one of the offline model's sentences what it meant.

The server keeps nothing between requests. What it asked is therefore read from its own words in the window.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from assistant.offline.grammar.replies import QUOTES, SENTENCES, Say
from assistant.offline.grammar.told_value import told_labels


@dataclass(frozen=True, slots=True)
class Recognised:
    """One of our sentences, recognised: its meaning and what was filled in."""

    say: Say
    filled: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> int | None:
        """How many contacts the screen showed with it; None when it showed none."""
        if self.say in _ONE_SHOWN:
            return 1
        return int(self.filled["n"]) if "n" in self.filled else None


_ONE_SHOWN: Final = frozenset(
    {Say.FOUND_ONE, Say.FOUND_ASKED, Say.FIELD_EMPTY, Say.FIELD_UNSEEN, Say.VALUE_TOLD, Say.PROPOSED, Say.EXISTS, Say.EXISTS_PROPOSED, Say.UNCHANGED,
     Say.ASK_CHANGE}
)  # fmt: skip


def recognise(text: str) -> Recognised | None:
    """Which of our sentences a text is, whatever it says was left out; None for anybody else's."""
    stripped = text.strip()
    head, remark, _parts = stripped.partition(_remark_in(stripped))
    return (_recognised(head) if remark else None) or _recognised(stripped)


def _recognised(stripped: str) -> Recognised | None:
    for say, pattern in _patterns():
        match = pattern.fullmatch(stripped)
        if match:
            return Recognised(say, match.groupdict())
    return None


def _remark_in(text: str) -> str:
    """How the remark on what was left out begins in the text; a sign that no text holds where none does."""
    return next((start for start in _remarks() if start in text), "\0")


@cache
def _remarks() -> tuple[str, ...]:
    """How that remark begins behind another sentence, in each language."""
    marks = {language: QUOTES[language][0] for language in SENTENCES}
    return tuple(
        f" {table[Say.LEFT].partition('{')[0]}{marks[language]}" for language, table in SENTENCES.items()
    )


_NUMBER: Final = "[0-9]{1,9}"


@cache
def _patterns() -> tuple[tuple[Say, re.Pattern[str]], ...]:
    return tuple((say, _pattern(template)) for table in SENTENCES.values() for say, template in table.items())


def _pattern(template: str) -> re.Pattern[str]:
    blank = re.compile(r"\\\{(\w+)\\\}")
    labels = "|".join(map(re.escape, told_labels()))
    kinds = dict.fromkeys(("n", "total", "page", "pages"), _NUMBER) | {"label": labels}
    return re.compile(
        blank.sub(lambda m: f"(?P<{m[1]}>{kinds.get(m[1], '.*')})", re.escape(template)),
        re.DOTALL,
    )
