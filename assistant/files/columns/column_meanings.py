"""Columns of a file to properties of a contact, by their headings and their cells. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.files.cells.cell_kinds import is_profile, misfit
from assistant.files.cells.linked_cells import without_links
from assistant.files.cells.outcomes import shortened
from assistant.files.cells.placeholders import says_nothing
from assistant.files.columns.cell_guesses import guesses_by_cells
from assistant.files.columns.name_columns import settle_names
from assistant.files.columns.payers import of_one_person
from assistant.files.columns.seen_column import SeenColumn
from assistant.files.reading.column_fates import RECORD_ID, Choices, ColumnFate, ColumnReason
from assistant.files.reading.heading_words import HeadingMeaning, is_role, meaning_of
from assistant.files.reading.row_table import Table
from assistant.language.persons.whole_names import WHOLE_NAMES, is_courtesy
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.values.text import words
from hubspot_tools.values.vocabulary import PHONES

Account = Mapping[str, PropertyLabel]

_SAMPLED: Final = 200
_SHOWN: Final = 3
_FITTING: Final = 1 / 3
"""DailyShare of the cells that have to fit a property; the others cost themselves."""

_MOST: Final = 0.5
_NEARLY_ALL: Final = 0.8
_TWO: Final = 2
_MANY: Final = PHONES | {"email", "website", "address", "zip", "city", "state", "country"}
"""Properties of which a person has several: a second column counts where the first is empty."""


def fates_of(table: Table, account: Account, choices: Choices) -> tuple[ColumnFate, ...]:
    """What becomes of each column that has a heading or a cell.

    Args:
        table: The file's table.
        account: The account's properties, by internal name.
        choices: What the person has decided.
    """
    chosen = choices.columns
    own = _own_words(account)
    seen = of_one_person(
        [
            column
            for place, heading in enumerate(table.headings)
            if (column := _seen(table, place, heading, own, account)).heading or column.cells
        ]
    )
    fates = {one.place: _by_heading(one, account, chosen.get(one.place)) for one in seen}
    for place in fates.keys() & {*table.hidden_columns} - chosen.keys():
        fates[place] = replace(fates[place], property_name="", reason=ColumnReason.HIDDEN)
    columns = {one.place: one for one in seen}
    open_columns = [
        one for one in seen if fates[one.place].reason in {ColumnReason.UNKNOWN, ColumnReason.MISFIT}
    ]
    guesses = guesses_by_cells(
        {one.place: one.cells for one in open_columns if one.place not in chosen},
        {fate.property_name for fate in fates.values()},
        unheaded={one.place for one in open_columns if not one.heading},
        headed=table.headed,
    )
    for place, guess in guesses.items():
        fates[place] = replace(
            fates[place], property_name=guess, reason=ColumnReason.BY_CELLS, asked=True, candidates=(guess,)
        )
    settle_names(fates, columns, chosen)
    labels = {words(known.label) for known in account.values()}
    _settle_doubles(fates, columns, table, labels)
    return tuple(fates[place] for place in sorted(fates))


def _own_words(account: Account) -> Mapping[tuple[str, ...], str]:
    """The account's own labels and internal names; of two of one label the one that can be written."""
    ranked = sorted(account.items(), key=lambda one: one[1].writable)
    found = {words(known.label): name for name, known in ranked}
    return {**found, **{(name,): name for name in account}}


def _seen(
    table: Table, place: int, heading: str, own: Mapping[tuple[str, ...], str], account: Account
) -> SeenColumn:
    said = heading.strip().lower()
    name = own.get((said,)) or own.get(words(heading)) if heading else None
    if name in {None, "hs_object_id"}:
        meaning = meaning_of(heading) or HeadingMeaning()
    else:
        meaning = HeadingMeaning(name or "")
    known = account.get(meaning.property_name)
    cells: dict[str, bool] = {}
    for row in table.rows:
        cell = without_links(row.cells[place]) if place < len(row.cells) else ""
        if cell and cell not in cells:
            cells[cell] = not says_nothing(cell, meaning.property_name, known)
            if len(cells) == _SAMPLED:
                break
    return SeenColumn(place, heading, meaning, tuple(cell for cell, says in cells.items() if says))


def _by_heading(column: SeenColumn, account: Account, choice: str | None) -> ColumnFate:
    """What its heading makes of a column, if its cells agree; or what the person has chosen."""
    samples = tuple(shortened(cell) for cell in column.cells[:_SHOWN])
    fate = ColumnFate(column.place, column.heading, samples=samples)
    if choice is not None:
        known = choice in WHOLE_NAMES or choice in account
        if choice and known:
            return replace(fate, property_name=choice, candidates=(choice,))
        return replace(fate, reason=ColumnReason.CHOSEN)
    name = column.meaning.property_name
    known = name in WHOLE_NAMES or name == RECORD_ID or name in account
    reason = _left_out(column, account, name if known else "")
    if reason is None:
        return replace(fate, property_name=name, candidates=(name,))
    return replace(fate, reason=reason, candidates=(name,) if known and name else ())


def _left_out(column: SeenColumn, account: Account, name: str) -> ColumnReason | None:
    """Why a column is left out by its heading, or else by its cells."""
    meaning = column.meaning
    if not column.cells:
        return None if name == "email" else ColumnReason.EMPTY
    if meaning.left_out and not name:
        return ColumnReason(meaning.left_out)
    if meaning.describes:
        return ColumnReason.DESCRIBES
    if not name:
        return ColumnReason.UNKNOWN
    if name in account and not account[name].writable and name != RECORD_ID:
        return ColumnReason.READ_ONLY
    return _unlike(column, account, name)


def _unlike(column: SeenColumn, account: Account, name: str) -> ColumnReason | None:
    """What a column's cells are instead of values of its property; None where enough of them are values."""
    if name == "jobtitle" and column.share(map(is_role, column.cells)) >= _NEARLY_ALL:
        return ColumnReason.ROLE
    if name == "company" and all(cell.isdigit() for cell in column.cells):
        return ColumnReason.FOREIGN_ID
    if column.share(misfit(name, account.get(name), cell) is None for cell in column.cells) >= _FITTING:
        return None
    reason = ColumnReason.MISFIT
    if name == RECORD_ID:
        reason = ColumnReason.FOREIGN_ID
    elif column.share(map(is_courtesy, column.cells)) >= _MOST:
        reason = ColumnReason.COURTESY
    elif column.share(map(is_profile, column.cells)) >= _MOST:
        reason = ColumnReason.PROFILE
    return reason


def _settle_doubles(
    fates: dict[int, ColumnFate],
    columns: Mapping[int, SeenColumn],
    table: Table,
    labels: Collection[tuple[str, ...]],
) -> None:
    """Put the columns of one property into their order, and ask where they say different things."""
    by_name: dict[str, list[int]] = {}
    for place, fate in fates.items():
        if fate.property_name:
            by_name.setdefault(fate.property_name, []).append(place)
    for name, places in by_name.items():
        ordered = sorted(
            places,
            key=lambda place: (
                columns[place].meaning.rank,
                words(columns[place].heading) not in labels,
                place,
            ),
        )
        for earlier, place in enumerate(ordered[1:], start=1):
            if name == "email" and _is_somebody_else_s(columns[place], columns[ordered[0]], table):
                fates[place] = replace(fates[place], property_name="", reason=ColumnReason.DOUBLED)
                continue
            headings = {columns[one].heading for one in (*ordered[:earlier], place)}
            if name in _MANY or len(headings) == 1 or not _disagree(table, ordered[:earlier], place):
                fates[place] = replace(fates[place], further=True)
                continue
            fates[place] = replace(fates[place], property_name="", reason=ColumnReason.SEVERAL, asked=True)
            first = fates[ordered[0]]
            if not first.asked:
                fates[ordered[0]] = replace(first, reason=ColumnReason.SEVERAL, asked=True)


def _is_somebody_else_s(column: SeenColumn, first: SeenColumn, table: Table) -> bool:
    """Whether one address stands beside different people: a host's, a seller's, and none of theirs."""
    filled = sum(bool(row.cells[column.place]) for row in table.rows if row.trouble is None)
    return len(column.cells) == 1 and filled >= _TWO and len(first.cells) >= _TWO


def _disagree(table: Table, earlier: Sequence[int], place: int) -> bool:
    """Whether in a row two columns of one property say different things."""
    for row in table.rows:
        if row.trouble is None and (said := words(row.cells[place])):
            others = (words(row.cells[one]) for one in earlier)
            if any(other and other != said for other in others):
                return True
    return False
