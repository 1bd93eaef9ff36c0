"""The words of contacts as rows of the file, by which a search need not look at everybody.

The rule of what a search finds stands in `hubspot_tools.sandbox.search.searcher` alone. Here is only who can be left
out: the table names at least everybody whom a search finds, and says nothing where it cannot.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hubspot_tools.sandbox.records.sqlite_file import Database
from hubspot_tools.sandbox.search import index_words
from hubspot_tools.sandbox.search.index import caseless
from hubspot_tools.sandbox.search.searcher import QUERY_PROPERTIES, AskedSearch, Filter

NUMBERS = (
    "phone",
    "mobilephone",
    "hs_searchable_calculated_phone_number",
    "hs_searchable_calculated_mobile_number",
)
"""Asked for by what they end with or contain: each ending of their words is a row, under the name and `~`."""

PROPERTIES_BY_WORD = tuple(dict.fromkeys((*QUERY_PROPERTIES, "jobtitle", "city", *NUMBERS)))
PROPERTIES_BY_VALUE = ("email", *NUMBERS)
"""Each value of these is a row as a whole, too, under the name and `=`."""

MOST_CANDIDATES = 1_000
"""A condition that more contacts may meet tells too little to be worth its rows."""

FEW_CANDIDATES = 50
"""Of so few contacts each is looked at sooner than another condition."""

_MOST_WORDS = 100
_LONGEST_WORD = 300
_MOST_CLUES = 6
_MOST_PIECES = 3
"""What somebody asks for may have thousands of words; so few of them tell enough."""

_ANY_WORD = ""
"""Stands for the words of a value that are too many or too long for rows: the contact may have any."""

_RULES = 1
"""Goes up when other words become rows; then every file's are made anew."""

_BEYOND = chr(0x10FFFF)
"""Comes after every letter, and is none."""


@dataclass(frozen=True, slots=True)
class _Clue:
    """Rows that may meet one condition: of these properties, and with a word that begins and contains so."""

    properties: tuple[str, ...]
    word: str = ""
    begins: str = ""
    contains: tuple[str, ...] = ()

    @property
    def letters(self) -> int:
        """How much it tells."""
        return len(self.word) * 2 or len(self.begins) + sum(map(len, self.contains))

    def query(self) -> tuple[str, list[str | int]]:
        """The statement that names the contacts, one more than can be of use."""
        marks = ", ".join("?" * len(self.properties))
        conditions, values = ["word = ?"], [self.word]
        if not self.word:
            conditions = ["word >= ? AND word < ?"] if self.begins else []
            values = [self.begins, f"{self.begins}{_BEYOND}"] if self.begins else []
            conditions += ["instr(word, ?) > 0"] * len(self.contains)
            values += self.contains
        rows = f"SELECT contact_id FROM search_words WHERE property IN ({marks}) AND"  # noqa: S608 - marks and constants
        text = f"{rows} {' AND '.join(conditions)} UNION ALL {rows} word = ? LIMIT ?"
        return text, [*self.properties, *values, *self.properties, _ANY_WORD, MOST_CANDIDATES + 1]


class WordTable:
    """The rows `search_words`, kept in the transactions that write the contacts."""

    def __init__(self, database: Database, *, fold_accents: bool) -> None:
        self._database = database
        self._fold_accents = fold_accents
        self._made_by = f"{_RULES} {unicodedata.unidata_version} {fold_accents}"

    @property
    def is_current(self) -> bool:
        """Whether the rows are there, and made by today's rules."""
        row = self._database.row("SELECT made_by FROM search_rules")
        return row is not None and row["made_by"] == self._made_by

    def fill(self, contacts: Mapping[int, Mapping[str, str]]) -> None:
        """Make all rows anew, of these contacts; within a transaction."""
        self._database.run("DELETE FROM search_words")
        self._database.run("DELETE FROM search_rules")
        self._database.run("INSERT INTO search_rules VALUES (?)", (self._made_by,))
        for contact_id, properties in contacts.items():
            self._add(contact_id, properties)

    def put(self, contact_id: int, properties: Mapping[str, str] | None) -> None:
        """Make a contact's rows anew, None removes them; within the transaction that changes the contact."""
        self._database.run("DELETE FROM search_words WHERE contact_id = ?", (contact_id,))
        if properties is not None:
            self._add(contact_id, properties)

    def candidates(self, search: AskedSearch) -> set[int] | None:
        """Contacts among which are all that a search finds; None when it may find any."""
        queried = [
            _Clue(QUERY_PROPERTIES, begins=word)
            for word in index_words.split(index_words.fold(search.query, accents=self._fold_accents))
        ]
        found = self._meeting(queried)
        if found is not None or not search.groups:
            return found
        every: set[int] = set()
        for group in search.groups:
            meeting = self._meeting([clue for one in group for clue in self._clues(one)])
            if meeting is None:
                return None
            every |= meeting
        return every

    def _meeting(self, clues: Iterable[_Clue]) -> set[int] | None:
        """Who may meet all of these, the most telling first and no more of them than are needed."""
        found: set[int] | None = None
        for clue in sorted(clues, key=lambda one: one.letters, reverse=True)[:_MOST_CLUES]:
            text, values = clue.query()
            rows = self._database.rows(text, values)
            if len(rows) <= MOST_CANDIDATES:
                ids = {row["contact_id"] for row in rows}
                found = ids if found is None else found & ids
            if found is not None and len(found) <= FEW_CANDIDATES:
                break
        return found

    def _clues(self, condition: Filter) -> Iterator[_Clue]:
        """What the rows can tell of a condition; nothing of most."""
        name, operator, values = condition.name, condition.operator, condition.values
        if operator == "CONTAINS_TOKEN" and name in PROPERTIES_BY_WORD:
            for pattern in index_words.patterns(values[0], fold_accents=self._fold_accents):
                yield from _clues_of(name, pattern[:_LONGEST_WORD])
        elif operator == "EQ" and name in PROPERTIES_BY_VALUE and len(values) == 1:
            value = caseless(values[0])
            if 0 < len(value) <= _LONGEST_WORD:
                yield _Clue((f"{name}=",), word=value)

    def _add(self, contact_id: int, properties: Mapping[str, str]) -> None:
        rows = {
            (name, word, contact_id)
            for name in PROPERTIES_BY_WORD
            if properties.get(name)
            for word in _bounded(self._words(properties[name]))
        }
        rows |= {
            (f"{name}=", word, contact_id)
            for name in PROPERTIES_BY_VALUE
            if properties.get(name)
            for word in _bounded([caseless(properties[name])])
        }
        rows |= {
            (f"{name}~", word, contact_id)
            for name in NUMBERS
            if properties.get(name)
            for word in _bounded(_endings(self._words(properties[name])))
        }
        self._database.run_each("INSERT INTO search_words VALUES (?, ?, ?)", sorted(rows))

    def _words(self, value: str) -> list[str]:
        return index_words.split(index_words.fold(value, accents=self._fold_accents))


def _clues_of(name: str, pattern: str) -> Iterator[_Clue]:
    begins, *pieces = pattern.split(index_words.WILDCARD)
    if not pieces:
        yield _Clue((name,), word=pattern)
    elif name in NUMBERS and (longest := max((begins, *pieces), key=len)):
        yield _Clue((f"{name}~",), begins=longest)
    elif begins or any(pieces):
        telling = sorted(filter(None, set(pieces)), key=len, reverse=True)
        yield _Clue((name,), begins=begins, contains=tuple(telling[:_MOST_PIECES]))


def _endings(words: Iterable[str]) -> Iterator[str]:
    """What each word ends with, itself included."""
    return (word[start:] for word in words for start in range(len(word)))


def _bounded(words: Iterable[str]) -> Iterator[str]:
    for number, word in enumerate(words):
        if number == _MOST_WORDS:
            yield _ANY_WORD
            return
        yield word if len(word) <= _LONGEST_WORD else _ANY_WORD
