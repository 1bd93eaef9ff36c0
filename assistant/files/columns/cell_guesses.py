"""What columns are by their cells alone, where no heading says it. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from assistant.files.cells.cell_kinds import is_email, is_link, is_profile
from assistant.files.cells.phone_cells import looks_like_phone
from assistant.language.persons.whole_names import GIVEN_NAME_FIRST, could_be_name, has_company_form, order_in
from assistant.language.words.given_names import is_given_name
from hubspot_tools.values.countries import country_code
from hubspot_tools.values.text import digits

_NEARLY_ALL: Final = 0.8
_MOST: Final = 0.5
_TWO: Final = 2
_FEWEST_DIALLED: Final = 9
"""Digits of a number with its area or its country."""


def guesses_by_cells(
    columns: Mapping[int, Sequence[str]], taken: Collection[str], *, unheaded: Collection[int], headed: bool
) -> dict[int, str]:
    """The property that each column seems to be, by its place; columns that seem to be none are left out.

    Under a heading that says something unknown only addresses are believed: a column of numbers may be anybody's. Of
    several columns of addresses it is the one that has the most different ones: a host's or a seller's come again.
    ``unheaded`` are the columns above which nothing stands, in a table with headings too: there what is dialled is believed.
    """
    guesses: dict[int, str] = {}
    _guess(guesses, columns, taken, "email", is_email)
    if headed:
        guesses = _most_different(guesses, columns)
        bare = {place: cells for place, cells in columns.items() if place in unheaded}
        _guess(guesses, bare, taken, "phone", _is_dialled)
        return guesses
    _guess(guesses, columns, taken, "phone", looks_like_phone)
    _guess(guesses, columns, taken, "website", lambda cell: is_link(cell) and not is_profile(cell))
    _guess(guesses, columns, taken, "country", lambda cell: len(cell) > _TWO and bool(country_code(cell)))
    _guess_names(guesses, columns, taken)
    _guess(guesses, columns, taken, "company", has_company_form, least=_MOST)
    return guesses


def _is_dialled(cell: str) -> bool:
    """Whether a cell begins as what is dialled does, and no other number: with a plus, a zero, a bracket."""
    return (
        cell.startswith(("+", "0", "(")) and looks_like_phone(cell) and len(digits(cell)) >= _FEWEST_DIALLED
    )


def _most_different(guesses: dict[int, str], columns: Mapping[int, Sequence[str]]) -> dict[int, str]:
    counts = {place: len(set(columns[place])) for place in guesses}
    most = [place for place, count in counts.items() if count == max(counts.values())]
    return {most[0]: guesses[most[0]]} if len(most) == 1 else {}


def _guess(
    guesses: dict[int, str],
    columns: Mapping[int, Sequence[str]],
    taken: Collection[str],
    name: str,
    is_one: Callable[[str], bool],
    *,
    least: float = _NEARLY_ALL,
) -> None:
    if name in taken:
        return
    for place, cells in columns.items():
        if place not in guesses and cells and sum(map(is_one, cells)) >= least * len(cells):
            guesses[place] = name
            if name != "email":
                return


def _guess_names(
    guesses: dict[int, str], columns: Mapping[int, Sequence[str]], taken: Collection[str]
) -> None:
    """A column of whole names, or one of given names and the one beside it."""
    if not {"firstname", "lastname"}.isdisjoint(taken):
        return
    free = {place: cells for place, cells in columns.items() if place not in guesses and cells}
    for place, cells in free.items():
        known = sum(is_given_name(word) for cell in cells for word in cell.split()[:1])
        also = sum(is_given_name(word) for cell in cells for word in cell.split()[-1:])
        several = sum(len(cell.split()) >= _TWO and could_be_name(cell) for cell in cells)
        if max(known, also) < _MOST * len(cells):
            continue
        if several >= _NEARLY_ALL * len(cells):
            guesses[place] = order_in(cells) or GIVEN_NAME_FIRST
            return
        beside = next((one for one in (place + 1, place - 1) if one in free), None)
        guesses[place] = "firstname"
        if beside is not None and all(map(could_be_name, free[beside])):
            guesses[beside] = "lastname"
        return
