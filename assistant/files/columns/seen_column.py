"""A column of a file as it stands, before anything is decided about it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.files.reading.heading_words import HeadingMeaning


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column as it stands: place, heading, what that means, and the first cells that say something."""

    place: int
    heading: str
    meaning: HeadingMeaning
    cells: tuple[str, ...]

    def share(self, fits: Iterable[bool]) -> float:
        """Of how many of its cells something is true."""
        return sum(fits) / max(1, len(self.cells))
