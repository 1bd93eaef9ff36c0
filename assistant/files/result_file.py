"""What became of each row, in words and as a file for a spreadsheet programme. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence

from assistant.files.import_rows import ContactImport, ImportRow, RowState
from assistant.files.reading.formula_cells import harmless
from assistant.language.crm_sentences import problem_sentence, property_label
from assistant.language.detection import Language
from assistant.language.texts import import_texts_in, texts_in

_DELIMITERS = {"fr": ";", "en": ","}
"""What Excel expects between cells where the language is at home."""


def result_file(planned: ContactImport, rows: Sequence[ImportRow], language: Language) -> bytes:
    """Write each row with its outcome as CSV in UTF-8 with a mark.

    Without the mark Excel guesses another encoding.

    No cell is one that a spreadsheet programme would run.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=_DELIMITERS[language], lineterminator="\r\n")
    writer.writerow(import_texts_in(language).result_columns)
    for row in rows:
        cells = (
            str(row.number),
            row.name,
            row.email,
            outcome_of(row, language),
            details_of(row, planned, language),
            row.contact_id or "",
        )
        writer.writerow([harmless(cell) for cell in cells])
    return target.getvalue().encode("utf-8-sig")


def outcome_of(row: ImportRow, language: Language) -> str:
    """What became of a row, in a word or two."""
    outcomes = import_texts_in(language).outcomes
    if row.state in {RowState.IDLE, RowState.DONE}:
        return outcomes[row.verdict]
    return outcomes[row.state]


def details_of(row: ImportRow, planned: ContactImport, language: Language) -> str:
    """Why a row is not, or not quite, as its file has it; ``""`` where there is nothing to say."""
    return "; ".join(_details(row, planned, language))


def place_of(number: int, planned: ContactImport, language: Language) -> str:
    """Where a row stands in its file, as people say it."""
    texts = import_texts_in(language)
    return (texts.card if planned.source == "vcard" else texts.line).format(number=number)


def _details(row: ImportRow, planned: ContactImport, language: Language) -> Iterator[str]:
    texts, common = import_texts_in(language), texts_in(language)
    if row.problems:
        yield from (problem_sentence(problem, common) for problem in row.problems)
    elif row.reason is not None:
        yield texts.reasons[row.reason].format(number=place_of(row.same_as or 0, planned, language))
    for sentence, names in ((texts.left_out, row.left_out), (texts.not_taken, row.not_taken)):
        if names:
            yield sentence.format(names=", ".join(property_label(name, common) for name in names))
