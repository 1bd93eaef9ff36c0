"""Whose columns count where one person pays and another one comes. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.files.columns.seen_column import SeenColumn
from assistant.files.reading.column_fates import ColumnReason
from assistant.files.reading.heading_words import HeadingMeaning
from assistant.language.persons.whole_names import WHOLE_NAMES

_NAMES: Final = {"firstname", "lastname", *WHOLE_NAMES}


def of_one_person(columns: Sequence[SeenColumn]) -> list[SeenColumn]:
    """The columns of a table, those without a meaning that are about another person than its rows are.

    A row is about whoever its address belongs to: where only the payer's is told, the name beside it is the payer's, too,
    for an address must never get somebody else's name.
    """
    payer = {one.place for one in columns if one.meaning.of_payer and one.cells}
    emails = {one.place for one in columns if one.meaning.property_name == "email" and one.cells}
    names = {one.place for one in columns if one.meaning.property_name in _NAMES and one.cells}
    if emails and emails <= payer and not names.isdisjoint(payer):
        others = dict.fromkeys(names - payer, HeadingMeaning(left_out=ColumnReason.DOUBLED))
    else:
        others = dict.fromkeys(payer, HeadingMeaning())
    return [replace(one, meaning=others[one.place]) if one.place in others else one for one in columns]
