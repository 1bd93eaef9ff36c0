"""The parts of a waiting preview that have menus: its columns, and the choices about the whole file."""

from collections.abc import Iterator
from typing import Any

from assistant.files.file_choices import offered_in
from assistant.files.import_rows import ContactImport
from assistant.files.reading.column_fates import RECORD_ID, ColumnFate
from assistant.language.persons.whole_names import WHOLE_NAMES
from assistant.language.texts import import_texts_in
from assistant.ui.cards.card_props import LINE_LENGTH, Props
from assistant.ui.cards.markdown import shorten
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.column_text import is_folded, property_named
from assistant.ui.imports.import_text import left_kinds, without_email_told


def menu_props(planned: ContactImport, reader: Reader) -> Props:
    """What can be chosen about a file, and what else is to be known of it before a decision."""
    return {
        "columns": [_column(fate, planned, reader) for fate in planned.fates],
        "options": _options(reader) if planned.fates else [],
        "menus": list(_menus(planned, reader)),
        "notes": list(_notes(planned, reader)),
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
    if planned.without_email:
        wishes = [{"value": one, "label": label} for one, label in texts.without_email.items()]
        yield {
            "name": "without_email",
            "label": texts.without_email_label,
            "note": without_email_told(planned, reader),
            "value": planned.choices.without_email.value,
            "options": wishes,
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
