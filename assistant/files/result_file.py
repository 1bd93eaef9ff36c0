"""What became of each row, in words and as a file for a spreadsheet programme. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from assistant.files.cells.outcomes import LeftCell
from assistant.files.import_rows import ContactImport, ImportRow, RowState, Verdict
from assistant.files.reading.formula_cells import harmless
from assistant.files.reading.left_lines import LeftKind
from assistant.language.detection import Language
from assistant.language.texts import import_texts_in, texts_in
from assistant.language.texts.crm_sentences import problem_sentence, property_label

_DELIMITERS = {"fr": ";", "en": ","}
"""What Excel expects between cells where the language is at home."""


_MOST_CELLS: Final = 20
"""Cells of one row that its line tells; a survey may have two hundred columns."""


def result_file(planned: ContactImport, rows: Sequence[ImportRow], language: Language) -> bytes:
    """Write each row with its outcome as CSV in UTF-8, with the mark that Excel needs.

    No cell is one that a spreadsheet programme would run.
    """
    lines = (
        (
            str(row.number),
            row.name,
            row.email,
            outcome_of(row, language),
            details_of(row, planned, language),
            row.contact_id or "",
            "; ".join(left.value for left in row.left if left.is_further_email),
        )
        for row in rows
    )
    return _written(import_texts_in(language).result_columns, lines, language)


def reasons_file(planned: ContactImport, rows: Sequence[ImportRow], language: Language) -> bytes:
    """Write what of a file is not taken, and why, in the way of `result_file`.

    One line for each cell, each row, each column, and each line that is no row.
    """
    texts = import_texts_in(language)
    return _written(texts.reasons_columns, _reasons(planned, rows, language), language)


def has_reasons(planned: ContactImport) -> bool:
    """Whether any row, cell, line or column of a file is not taken."""
    rows = any(planned.counts.get(verdict) for verdict in (Verdict.INVALID, Verdict.DUPLICATE))
    columns = any(fate.left_out and fate.reason for fate in planned.fates)
    return rows or columns or bool(planned.left_told or planned.left_lines or planned.left_kinds)


def kind_name(kind: LeftKind, language: Language) -> str:
    """What a kind of line of cards holds.

    One that no sentence knows goes by the name that it has in the file.
    """
    return import_texts_in(language).card_lines.get(kind.name, kind.name)


def cell_reason(left: LeftCell, language: Language) -> str:
    """Why a cell is left out, and what it may mean."""
    texts = import_texts_in(language)
    reason = texts.further_email if left.is_further_email else texts.cell_reasons[left.reason]
    return texts.may_mean.format(reason=reason, suggestion=left.suggestion) if left.suggestion else reason


def _reasons(
    planned: ContactImport, rows: Sequence[ImportRow], language: Language
) -> Iterator[tuple[str, ...]]:
    texts, headings = import_texts_in(language), _headings(planned)
    for fate in planned.fates:
        if fate.left_out and fate.reason:
            samples = " | ".join(fate.samples)
            yield (
                "",
                _column_name(fate.place, fate.heading, language),
                samples,
                texts.column_reasons[fate.reason],
            )
    for line in planned.left_lines:
        yield str(line.number), texts.whole_row, line.text, texts.line_reasons[line.reason]
    for kind in planned.left_kinds:
        yield (
            "",
            kind_name(kind, language),
            "",
            texts.card_line["one" if kind.cards == 1 else "other"].format(count=kind.cards),
        )
    for row in rows:
        if row.verdict in {Verdict.INVALID, Verdict.DUPLICATE} or row.left_out:
            whom = row.name or row.email
            yield str(row.number), texts.whole_row, whom, _why(row, planned, language)
        for left in row.left:
            yield str(left.row), _column_of(left, headings, language), left.value, cell_reason(left, language)


def _headings(planned: ContactImport) -> dict[int, str]:
    return {fate.place: fate.heading for fate in planned.fates}


def _column_of(left: LeftCell, headings: Mapping[int, str], language: Language) -> str:
    """What a cell's column is called; cards have none, so there it is the property."""
    if not headings and left.property_name:
        return property_label(left.property_name, texts_in(language))
    return _column_name(left.place, headings.get(left.place, ""), language)


def _column_name(place: int, heading: str, language: Language) -> str:
    return heading or import_texts_in(language).column.format(number=place + 1)


def _written(heading: Sequence[str], lines: Iterable[Sequence[str]], language: Language) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=_DELIMITERS[language], lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return target.getvalue().encode("utf-8-sig")


def outcome_of(row: ImportRow, language: Language) -> str:
    """What became of a row, in a word or two."""
    outcomes = import_texts_in(language).outcomes
    if row.state in {RowState.IDLE, RowState.DONE}:
        return outcomes[row.verdict]
    return outcomes[row.state]


def details_of(row: ImportRow, planned: ContactImport, language: Language) -> str:
    """Why a row is not, or not quite, as its file has it; ``""`` where there is nothing to say."""
    between = import_texts_in(language).between
    return between.join((*_details(row, planned, language), *_cells(row, planned, language)))


def place_of(number: int, planned: ContactImport, language: Language) -> str:
    """Where a row stands in its file, as people say it."""
    texts = import_texts_in(language)
    return (texts.card if planned.source == "vcard" else texts.line).format(number=number)


def _why(row: ImportRow, planned: ContactImport, language: Language) -> str:
    return import_texts_in(language).between.join(_details(row, planned, language))


def _cells(row: ImportRow, planned: ContactImport, language: Language) -> Iterator[str]:
    """What was left out of a row, column by column."""
    labelled, headings = import_texts_in(language).labelled, _headings(planned)
    for left in row.left[:_MOST_CELLS]:
        value = f"{left.value} — {cell_reason(left, language)}"
        yield labelled.format(label=_column_of(left, headings, language), value=value)
    if len(row.left) > _MOST_CELLS:
        yield import_texts_in(language).more.format(count=len(row.left) - _MOST_CELLS)


def _details(row: ImportRow, planned: ContactImport, language: Language) -> Iterator[str]:
    texts, common = import_texts_in(language), texts_in(language)
    columns = {
        fate.property_name: fate.heading for fate in planned.fates if fate.property_name and fate.heading
    }
    if row.problems:
        yield from (problem_sentence(problem, common, columns) for problem in row.problems)
    elif row.reason is not None:
        number = place_of(row.same_as or 0, planned, language)
        yield texts.reasons[row.reason].format(number=number, names=row.may_be)
    if row.known_by is not None:
        yield texts.known_by[row.known_by]
    for sentence, names in ((texts.left_out, row.left_out), (texts.not_taken, row.not_taken)):
        if names:
            yield sentence.format(names=", ".join(property_label(name, common, columns) for name in names))
