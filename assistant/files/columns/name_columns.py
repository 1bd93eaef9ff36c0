"""Which columns a person's name comes from: its parts, or one that holds the whole of it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from assistant.files.columns.seen_column import SeenColumn
from assistant.files.reading.column_fates import ColumnFate, ColumnReason
from assistant.language.persons.whole_names import (
    COMPANY_AND_PERSON,
    FAMILY_NAME_FIRST,
    GIVEN_NAME_FIRST,
    WHOLE_NAMES,
    could_be_name,
    has_company_form,
    order_in,
)
from assistant.language.words.given_names import is_given_name

_FITTING: Final = 1 / 3
_MOST: Final = 0.5
_NEARLY_ALL: Final = 0.8
_TWO: Final = 2
_PARTS: Final = frozenset({"firstname", "lastname"})


def settle_names(
    fates: dict[int, ColumnFate], columns: Mapping[int, SeenColumn], chosen: Mapping[int, str]
) -> None:
    """See to it that the name comes from its parts, or from one column that holds the whole of it."""
    _leave_whole_beside_parts(fates, columns, chosen)
    taken = {fate.property_name: place for place, fate in fates.items() if fate.property_name}
    parts = [name for name in ("firstname", "lastname") if name in taken]
    wholes = [place for place, fate in fates.items() if fate.property_name in WHOLE_NAMES]
    # A display name may be a company's or a nickname; sorting is stable, so of two alike the first counts.
    wholes.sort(key=lambda place: place not in chosen and not _holds_whole_names(columns[place], "lastname"))
    if len(parts) == 1 and not wholes and taken[parts[0]] not in chosen:
        place = taken[parts[0]]
        if parts[0] == "lastname" and _holds_companies(columns[place]):
            guess = (ColumnReason.COMPANY_OR_PERSON, COMPANY_AND_PERSON)
            fates[place] = _asked(fates[place], *guess, parts[0])
        elif _holds_whole_names(columns[place], parts[0]):
            order = order_in(columns[place].cells) or GIVEN_NAME_FIRST
            fates[place] = _asked(fates[place], ColumnReason.WHOLE_NAME, order, parts[0])
        return
    if len(parts) == 1 and wholes and wholes[0] not in chosen:
        _settle_half_a_name(fates, columns, part=taken[parts[0]], whole=wholes[0])
        wholes = wholes[1:]
    for number, place in enumerate(wholes):
        if place in chosen:
            continue
        if number or parts:
            fates[place] = replace(fates[place], property_name="", reason=ColumnReason.DOUBLED)
        else:
            fates[place] = _whole_name(fates[place], columns[place])


def _leave_whole_beside_parts(
    fates: dict[int, ColumnFate], columns: Mapping[int, SeenColumn], chosen: Mapping[int, str]
) -> None:
    """Leave out what is called a part of the name and holds the whole of it.

    ``Nom de l'invité`` is that beside ``Prénom`` and ``Nom de famille``.
    """
    named = {place: fate.property_name for place, fate in fates.items() if fate.property_name in _PARTS}
    whole = {place for place, name in named.items() if _holds_whole_names(columns[place], name)}
    if {name for place, name in named.items() if place not in whole} < _PARTS:
        return
    for place in whole - chosen.keys():
        fates[place] = replace(fates[place], property_name="", reason=ColumnReason.DOUBLED)


def _settle_half_a_name(
    fates: dict[int, ColumnFate], columns: Mapping[int, SeenColumn], *, part: int, whole: int
) -> None:
    """Tell what ``Name`` is beside ``Surname``: the given name, or the whole one.

    It is the given name where most of its cells are a single word.
    """
    single = columns[whole].share(len(cell.split()) == 1 for cell in columns[whole].cells) >= _MOST
    if single:
        missing = "firstname" if fates[part].property_name == "lastname" else "lastname"
        fates[whole] = replace(fates[whole], property_name=missing, candidates=(missing, *WHOLE_NAMES))
    else:
        fates[whole] = _whole_name(fates[whole], columns[whole])
        fates[part] = replace(fates[part], further=True)


def _holds_whole_names(column: SeenColumn, part: str) -> bool:
    several = [cell for cell in column.cells if len(cell.split()) >= _TWO and could_be_name(cell)]
    if part == "firstname":  # a second given name is no family name
        several = [cell for cell in several if not is_given_name(cell.split()[-1])]
    return bool(several) and len(several) >= _NEARLY_ALL * len(column.cells)


def _whole_name(fate: ColumnFate, column: SeenColumn) -> ColumnFate:
    order = order_in(column.cells)
    if _holds_companies(column):
        return _asked(fate, ColumnReason.COMPANY_OR_PERSON, COMPANY_AND_PERSON)
    if order and order != fate.property_name:
        return _asked(fate, ColumnReason.NAME_ORDER, order)
    return fate


def _holds_companies(column: SeenColumn) -> bool:
    """Whether cells are of companies, or of a company and its person: ``Brightwater, Nora Kessler``."""
    parted = [cell.partition(",") for cell in column.cells if "," in cell]
    persons = [
        1
        for before, _, after in parted
        if len(after.split()) >= _TWO
        and not all(map(is_given_name, after.split()))
        and not before.isupper()
        and (is_given_name(after.split()[0]) or has_company_form(before))
    ]
    companies = sum(map(has_company_form, column.cells))
    return len(persons) + companies > 0 and len(persons) + companies >= _FITTING * len(column.cells)


def _asked(fate: ColumnFate, reason: ColumnReason, guess: str, *others: str) -> ColumnFate:
    candidates = dict.fromkeys((guess, GIVEN_NAME_FIRST, FAMILY_NAME_FIRST, *others))
    return replace(fate, property_name=guess, reason=reason, asked=True, candidates=tuple(candidates))
