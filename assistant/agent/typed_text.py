"""What a person has typed, and whether a value occurs in it, whatever its spelling. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import islice

import phonenumbers
from rapidfuzz import fuzz, process

from hubspot_tools.values import dates, typed_values
from hubspot_tools.values.dates import days_in
from hubspot_tools.values.normal_form import normal_form
from hubspot_tools.values.text import digits, fold, without, words

_SEAM = "\0"
"""Stands between two messages, so that no value is made of the end of one and the beginning of the next."""

# Whoever types decides on the length and shape of these texts: no pattern may look at a character again and again.
_BETWEEN_ADDRESSES = re.compile(r"[\s<>()\[\],;:\"]+")
_AROUND = ".!?'’«»*_-/\\"
_SPOKEN_AT = re.compile(r" ?(?:@|[(\[{] ?at ?[)\]}]|\barobase\b) ?")
_SPOKEN_DOT = re.compile(r" ?[(\[{] ?(?:dot|point) ?[)\]}] ?| (?:dot|point) ")
_GROUP = re.compile(r"(?<![+(])[+(]*\d+\)?")
_NUMBERS = re.compile(r"(?<![+(])[+(]*\d[\d\s().,/·•'’+\-\u2010-\u2015\u00a0\u202f]*")
_EXTENSION = re.compile(r"(?:ext|x|poste)\.?\s*+(\d{1,7})\s*+$", re.IGNORECASE)
_TIMES = {"k": 1_000, "m": 1_000_000, "mille": 1_000, "million": 1_000_000, "millions": 1_000_000}
_WRITTEN_NUMBERS = {
    word: number
    for number, spelled in enumerate(
        (
            *(
                "zero",
                "one/un/une",
                "two/deux",
                "three/trois",
                "four/quatre",
                "five/cinq",
                "six",
                "seven/sept",
            ),
            *("eight/huit", "nine/neuf", "ten/dix", "eleven/onze", "twelve/douze"),
        )
    )
    for word in spelled.split("/")
}
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that put no spaces between words."""

_FEWEST_PHONE_DIGITS = 4
_NEARLY = 88
"""Resemblance out of 100 that forgives a slip of the keyboard."""
_FEWEST_LETTERS_TO_MISTYPE = 5
_MOST_WORDS_COMPARED, _MOST_WORDS_TO_MISTYPE = 2_000, 12
_MOST_GROUPS, _MOST_GROUPS_OF_A_NUMBER, _LONGEST_NUMBER = 40, 10, 40
_LONGEST_DIALLED = 100
"""Characters of a telephone number with all that is written around it."""
_MOST_ALIKE = 50
"""Numbers with the same end that are looked at: nobody types more of them, and each takes a while to read."""


class TypedText:
    """The messages of one person, oldest first."""

    def __init__(self, messages: Sequence[str], region: str) -> None:
        """Reads nothing yet.

        Args:
            messages: As typed.
            region: ISO 3166 code of the country where numbers without a country code are dialled.
        """
        self._messages = [" ".join(message.split()) for message in messages]
        self._region = region

    def has_words(self, value: str) -> bool:
        """Whether the words of ``value`` stand side by side in a message, case, accents and gaps aside.

        Addresses do not count: the domain of one is nobody's company. Signs such as ``€`` must be typed, too.
        """
        wanted = "".join(words(value))
        signs = {char for char in set(normal_form("NFKC", value)) if unicodedata.category(char)[0] == "S"}
        if not signs <= self._signs:
            return False
        if not wanted:
            return fold(value).strip() in self._folded
        return self._stands(wanted, anywhere=bool(_UNSPACED.search(value)))

    def has_any(self, glued: Iterable[str]) -> bool:
        """Whether one of these stands in a message: folded words without gaps, apostrophes and signs."""
        return any(self._stands(one, anywhere=False) for one in glued)

    def nearly_has_words(self, value: str) -> bool:
        """The same, with a slip of the keyboard forgiven in longer words."""
        wanted = words(value)
        if len(wanted) > _MOST_WORDS_TO_MISTYPE or len("".join(wanted)) < _FEWEST_LETTERS_TO_MISTYPE:
            return False
        recent = self._words[-_MOST_WORDS_COMPARED:]
        runs = (" ".join(recent[start : start + len(wanted)]) for start in range(len(recent)))
        return process.extractOne(" ".join(wanted), runs, scorer=fuzz.ratio, score_cutoff=_NEARLY) is not None

    def has_email(self, value: str) -> bool:
        """Whether this address was typed; ``luc (at) ex.example`` is one, too."""
        try:
            return typed_values.normalise_email(value) in self._addresses
        except ValueError:
            return False

    def names_in_address(self, value: str) -> bool:
        """Whether an address that was typed names somebody so: ``marie.durand@…`` names a Marie Durand."""
        wanted = "".join(words(value))
        return bool(wanted) and wanted in self._names_in_addresses

    def has_phone(self, value: str) -> bool:
        """Whether this telephone number was typed, in any notation, its extension included."""
        if len(value) > _LONGEST_DIALLED:
            return False
        extension = _EXTENSION.search(value)
        main = value[: extension.start()] if extension else value
        if extension and not re.search(
            rf"(?:ext|extension|poste|x|#)[^\w{_SEAM}]{{0,3}}{extension[1]}\b", self._folded
        ):
            return False
        national = typed_values.national_digits(main, self._region)
        if len(national) < _FEWEST_PHONE_DIGITS:
            return False
        alike = (typed for typed, dialled in self._numbers.items() if dialled.endswith(national))
        return any(self._may_be_dialled(typed, main) for typed in islice(alike, _MOST_ALIKE))

    def has_number(self, value: str) -> bool:
        """Whether this number was typed: ``1 234,5`` is ``1234.5``, and ``50k`` is ``50000``."""
        try:
            wanted = Decimal(value.replace("\u2212", "-").replace(" ", "").replace(",", "."))
        except InvalidOperation:
            return False
        return wanted in self._amounts

    def has_date(self, value: str) -> bool:
        """Whether this day was typed, in any notation; an instant must be the midnight that begins it."""
        day = re.sub(r"T00:00(?::00)?(?:\.0+)?(?:Z|\+00:00)?$", "", value.strip())
        try:
            return date.fromisoformat(dates.normalise_date(day, self._region)) in self._days
        except ValueError:
            return False

    def _stands(self, wanted: str, *, anywhere: bool) -> bool:
        glued, starts = self._glued
        if anywhere or wanted not in glued:
            return wanted in glued
        return any(place + len(wanted) in starts and glued.startswith(wanted, place) for place in starts)

    def _may_be_dialled(self, typed: str, value: str) -> bool:
        """Whether ``typed``, a run of digits that ends as ``value`` does, is a way to write the same number."""
        if digits(typed) == digits(value):
            return True
        if not typed_values.same_phone(typed, value, self._region):
            return False
        if re.match(r"[\s(]*(?:\+|00)", typed) or not value.strip().startswith("+"):
            return True
        # A country nobody named may be added only where the number makes no sense at home.
        return _country(value, self._region) == _country(typed, self._region) or not _possible(
            typed, self._region
        )

    @cached_property
    def _folded(self) -> str:
        return _SEAM.join(map(fold, self._messages))

    @cached_property
    def _signs(self) -> set[str]:
        return {char for char in set(normal_form("NFKC", "".join(self._messages))) if not char.isalnum()}

    @cached_property
    def _words(self) -> list[str]:
        """Every word but those of addresses, with a seam between the messages."""
        found: list[str] = []
        for message in self._messages:
            found += [*words(_without_addresses(message)), _SEAM]
        return found

    @cached_property
    def _glued(self) -> tuple[str, set[int]]:
        """All words in a row, and where one begins."""
        starts, place = set(), 0
        for word in self._words:
            starts.add(place)
            place += len(word)
        return "".join(self._words), starts

    @cached_property
    def _addresses(self) -> set[str]:
        return {address for message in self._messages for address in addresses_in(message)}

    @cached_property
    def _names_in_addresses(self) -> set[str]:
        return {word for address in self._addresses for word in words(address.partition("@")[0])}

    @cached_property
    def _numbers(self) -> dict[str, str]:
        """Every run of digit groups that somebody may mean as one number, and its digits."""
        found: list[str] = []
        for chain in _NUMBERS.findall(_SEAM.join(self._messages)):
            groups = list(islice(_GROUP.finditer(chain), _MOST_GROUPS))
            found += [
                chain[first.start() : last.end()]
                for place, first in enumerate(groups)
                for last in groups[place : place + _MOST_GROUPS_OF_A_NUMBER]
                if not (place and groups[place - 1][0].startswith("+"))
                and last.end() - first.start() <= _LONGEST_NUMBER
            ]
        return {typed: digits(typed) for typed in found}

    @cached_property
    def _amounts(self) -> set[Decimal]:
        return {amount for message in self._messages for amount in amounts_in(message)}

    @cached_property
    def _days(self) -> set[date]:
        return {day for message in self._messages for day in days_in(message)}


def addresses_in(message: str) -> Iterator[str]:
    """Find the e-mail addresses, normalised; also spoken ones: ``luc (at) ex (dot) example``."""
    plain = normal_form("NFKC", message).lower()
    visible = without({"Cf"}, plain)
    spoken = _SPOKEN_AT.sub("@", visible)
    for text in (visible, spoken, _SPOKEN_DOT.sub(".", spoken)):
        for piece in _BETWEEN_ADDRESSES.split(text):
            if _is_like_an_address(piece):
                try:
                    yield typed_values.normalise_email(piece.strip(_AROUND))
                except ValueError:
                    continue


def _without_addresses(message: str) -> str:
    return " ".join(piece for piece in _BETWEEN_ADDRESSES.split(message) if not _is_like_an_address(piece))


def _is_like_an_address(piece: str) -> bool:
    return "@" in piece.strip("@") and len(piece) <= typed_values.MAX_EMAIL_LENGTH + len(_AROUND)


def amounts_in(message: str) -> Iterator[Decimal]:
    """The numbers of a message; where a comma may mean either thing, both readings."""
    for found in re.finditer(
        r"[-\u2212]?\d[\d\s.,'’\u00a0\u202f]*(?:\s*(k|m|mille|millions?)\b)?", message.lower()
    ):
        factor = _TIMES.get(found[1] or "", 1)
        compact = re.sub(r"[\s'’\u00a0\u202f]|mille|millions?|[km]", "", found[0]).rstrip(".,")
        for plain in {compact.replace(",", ""), compact.replace(".", "").replace(",", ".")}:
            try:
                yield Decimal(plain.replace("\u2212", "-")) * factor
            except InvalidOperation:
                continue
    for word in words(message):
        if word in _WRITTEN_NUMBERS:
            yield Decimal(_WRITTEN_NUMBERS[word])


def _country(number: str, region: str) -> int | None:
    try:
        return phonenumbers.parse(number, region.upper()).country_code
    except phonenumbers.NumberParseException:
        return None


def _possible(number: str, region: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, region.upper()))
    except phonenumbers.NumberParseException:
        return False
