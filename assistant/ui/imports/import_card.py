"""The preview of an import as props for its element.

What becomes of the file, its columns and its rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from assistant.files.file_choices import offered_in
from assistant.files.import_rows import ContactImport, ImportRow, ImportState, Verdict
from assistant.files.importer import Importer
from assistant.files.reading.column_fates import RECORD_ID, ColumnFate
from assistant.files.result_file import details_of, place_of
from assistant.language.persons.whole_names import WHOLE_NAMES
from assistant.language.texts import import_texts_in
from assistant.ui.cards.card_props import LINE_LENGTH, Card, Props
from assistant.ui.cards.markdown import shorten
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.column_text import is_folded, property_named
from assistant.ui.imports.import_buttons import CHOOSE_IMPORT
from assistant.ui.imports.import_text import (
    SAMPLE_ROWS,
    Samples,
    about,
    decided,
    left_kinds,
    preview,
    values_of,
)

ELEMENT: Final = "ImportPreview"
_DETAILS: Final = 300


async def preview_of(importer: Importer, planned: ContactImport, reader: Reader) -> Card:
    """The preview, with the first rows of each kind.

    Raises:
        StateUnavailable: they cannot be read.
    """
    samples = {
        verdict: await importer.rows(planned, verdict, limit=SAMPLE_ROWS)
        for verdict in Verdict
        if verdict in planned.counts
    }
    return preview_card(planned, samples, reader)


def preview_card(planned: ContactImport, samples: Samples, reader: Reader) -> Card:
    """What an import would do, with a menu for each column.

    Where the element cannot be, the text says the same.
    """
    texts = import_texts_in(reader.language)
    last = texts.nothing_written if planned.to_write else texts.nothing_to_do
    props = {
        "planned": planned.id,
        "digest": planned.digest,
        "action": CHOOSE_IMPORT,
        "title": texts.title.format(file=shorten(planned.file_name, LINE_LENGTH)),
        "about": about(planned, reader),
        "kinds": [
            _kind(verdict, planned, samples, reader) for verdict in Verdict if verdict in planned.counts
        ],
        "columns": [_column(fate, planned, reader) for fate in planned.fates],
        "options": _options(reader) if planned.fates else [],
        "menus": list(_menus(planned, reader)),
        "notes": list(_notes(planned, reader)),
        "last": last,
        "closed": "",
        "labels": {
            "columns": texts.columns,
            "asked": texts.asked,
            "days": texts.days,
            "judging": texts.judging,
            "left": texts.left_columns.format(count=sum(map(is_folded, planned.fates))),
        },
    }
    return Card(ELEMENT, props, preview(planned, samples, reader))


def decided_card(card: Card, state: ImportState, reader: Reader) -> Card:
    """A preview that has been decided on.

    It says what has become of it, and nothing can be chosen any more.
    """
    closed = import_texts_in(reader.language).footers[state]
    return Card(card.element, {**card.props, "closed": closed}, decided(card.twin, state, reader.language))


def _kind(verdict: Verdict, planned: ContactImport, samples: Samples, reader: Reader) -> Props:
    texts = import_texts_in(reader.language)
    rows: Sequence[ImportRow] = samples.get(verdict, ())
    more = planned.counts[verdict] - len(rows)
    return {
        "label": texts.verdicts[verdict],
        "count": planned.counts[verdict],
        "rows": [_row(row, planned, reader) for row in rows],
        "more": texts.more.format(count=more) if more and rows else "",
    }


def _row(row: ImportRow, planned: ContactImport, reader: Reader) -> Props:
    return {
        "number": row.number,
        "place": place_of(row.number, planned, reader.language),
        "name": shorten(row.name, LINE_LENGTH),
        "said": [asdict(one) for one in values_of(row, reader)],
        "details": shorten(details_of(row, planned, reader.language), _DETAILS),
    }


def _column(fate: ColumnFate, planned: ContactImport, reader: Reader) -> Props:
    texts = import_texts_in(reader.language)
    cells = " | ".join(fate.samples)
    reason = texts.column_reasons[fate.reason] if fate.reason else ""
    days = fate.place in planned.choices.serials if fate.place in planned.serial_columns else None
    return {
        "place": fate.place,
        "number": fate.place + 1,
        "heading": shorten(fate.heading, LINE_LENGTH) or texts.column.format(number=fate.place + 1),
        "sample": texts.sample.format(cells=cells) if cells else "",
        "value": fate.property_name,
        "asked": fate.asked,
        "note": reason or (texts.further if fate.further else ""),
        "folded": is_folded(fate),
        "days": days,
    }


def _options(reader: Reader) -> list[dict[str, str]]:
    """What a column may be: left out, a whole name, HubSpot's id, then the properties by their labels."""
    named = [(name, property_named(name, reader)) for name in offered_in(reader.labels)]
    first = [one for one in named if one[0] in (*WHOLE_NAMES, RECORD_ID)]
    others = sorted((one for one in named if one not in first), key=lambda one: one[1].casefold())
    leave = ("", import_texts_in(reader.language).leave_out)
    return [{"value": name, "label": shorten(label, LINE_LENGTH)} for name, label in (leave, *others, *first)]


def _menus(planned: ContactImport, reader: Reader) -> Iterator[dict[str, Any]]:
    """Choices about the whole file: its sheet, its encoding, and what a bad cell costs."""
    texts = import_texts_in(reader.language)
    if len(planned.sheets) > 1:
        sheets = [{"value": one, "label": shorten(one, LINE_LENGTH)} for one in planned.sheets]
        yield {
            "name": "sheet",
            "label": texts.sheet_label,
            "note": "",
            "value": planned.sheet,
            "options": sheets,
        }
    if planned.in_doubt:
        encodings = [
            {"value": one.encoding, "label": shorten(f"{one.encoding} — {', '.join(one.words)}", LINE_LENGTH)}
            for one in planned.in_doubt
        ]
        yield {
            "name": "encoding",
            "label": texts.encoding_label,
            "note": texts.encoding_doubt,
            "value": planned.encoding,
            "options": encodings,
        }
    if planned.left_cells:
        broken = [{"value": one, "label": label} for one, label in texts.broken.items()]
        yield {
            "name": "broken",
            "label": texts.broken_label,
            "note": texts.left_cells.format(count=planned.left_cells),
            "value": planned.choices.broken.value,
            "options": broken,
        }


def _notes(planned: ContactImport, reader: Reader) -> Iterator[str]:
    texts = import_texts_in(reader.language)
    if lines := planned.lines_beside:
        yield texts.left_lines.format(count=lines)
    if planned.hidden_rows:
        yield texts.hidden_rows.format(count=planned.hidden_rows)
    if kinds := left_kinds(planned, reader):
        yield kinds
    if planned.further_emails:
        yield texts.further_emails.format(count=planned.further_emails)
    if planned.fates:
        yield texts.empty_cells
