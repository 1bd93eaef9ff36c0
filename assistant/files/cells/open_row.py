"""A row while its cells are read: what was taken so far, and what was left out of it."""

from dataclasses import dataclass, field

from assistant.files.cells.outcomes import CellNote, CellReason, LeftCell, NotedCell, shortened
from assistant.files.reading.column_fates import ColumnFate
from assistant.files.reading.heading_words import HeadingMeaning
from hubspot_tools.values.text import words


@dataclass(frozen=True, slots=True)
class SaidCell:
    """A cell of a row that says something, and its column."""

    fate: ColumnFate
    meaning: HeadingMeaning
    text: str


@dataclass(slots=True)
class OpenRow:
    """What is known of a row while its cells are read."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    left: list[LeftCell] = field(default_factory=list)
    noted: list[NotedCell] = field(default_factory=list)
    record_id: str = ""

    def put(self, said: SaidCell, value: str, name: str = "") -> bool:
        """Take a value, unless its property has one; the same again is no second one."""
        name = name or said.fate.property_name
        if not value:
            return False
        if name in self.values:
            if words(self.values[name]) != words(value):
                self.leave(said, CellReason.FURTHER, value)
            return False
        self.values[name], self.places[name] = value, said.fate.place
        return True

    def leave(self, said: SaidCell, reason: CellReason, text: str = "", suggestion: str = "") -> None:
        """Leave a cell out, or a part of it; a further address stays whole, for whoever wants to add it."""
        name = said.fate.property_name
        address = name == "email" and reason is CellReason.FURTHER
        shown = text if address else shortened(text or said.text)
        self.left.append(LeftCell(self.number, said.fate.place, name, shown, reason, suggestion))

    def note(self, said: SaidCell, name: str, value: str, note: CellNote) -> None:
        """Tell something of a value that was taken."""
        self.noted.append(NotedCell(self.number, said.fate.place, name, shortened(value), note))
