"""Imports as Markdown for Chainlit: the preview, the progress and the result; pure.

Everything that comes from the file passes `escape_line`, so that it shows as the text it is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from assistant.files.columns.matched_columns import FAMILY_NAME_FIRST, GIVEN_NAME_FIRST
from assistant.files.import_progress import Progress
from assistant.files.import_rows import Column, ContactImport, ImportRow, ImportState, RowState, Verdict
from assistant.files.result_file import details_of, place_of
from assistant.language.detection import Language
from assistant.language.texts import import_texts_in
from assistant.ui.cards.card_text import RECORD_HOSTS
from assistant.ui.cards.markdown import escape, escape_line, link
from assistant.ui.cards.reader import Reader

SAMPLE_ROWS = 3
"""Rows of each kind that a preview shows."""

REVIEW_ROWS = 5
"""Contacts that a result names for its owner to look at; the file names them all."""

_BAR = 20
_VALUE_LENGTH = 60
_MOST_VALUES = 4
_BETWEEN = "\u00a0· "
_WHOLE_NAMES = {GIVEN_NAME_FIRST: ("firstname", "lastname"), FAMILY_NAME_FIRST: ("lastname", "firstname")}

Samples = Mapping[Verdict, Sequence[ImportRow]]


def preview(planned: ContactImport, samples: Samples, reader: Reader) -> str:
    """What an import would do: how much of each kind, its first rows, and what becomes of the columns."""
    texts = import_texts_in(reader.language)
    sections = [_kind(verdict, planned, samples, reader) for verdict in Verdict if verdict in planned.counts]
    parts = [
        f"**{escape(texts.title.format(file=_shown(planned.file_name)))}**\n\n{escape(_about(planned, reader))}",
        *sections,
        *_columns(planned.columns, reader),
        f"*{escape(texts.nothing_written if planned.to_write else texts.nothing_to_do)}*",
    ]
    return "\n\n".join(parts)


def decided(shown: str, state: ImportState, language: Language) -> str:
    """A preview whose last words say what has become of it."""
    kept, _, _ = shown.rpartition("\n\n")
    return f"{kept}\n\n*{escape(import_texts_in(language).footers[state])}*"


def progress_line(planned: ContactImport, progress: Progress, reader: Reader) -> str:
    """How far a run has come, in numbers and as a bar."""
    texts = import_texts_in(reader.language)
    sentence = texts.taking_back if progress.undo else texts.importing
    said = sentence.format(file=_shown(planned.file_name), done=progress.done, total=progress.total)
    filled = round(_BAR * progress.done / progress.total) if progress.total else _BAR
    percent = round(100 * progress.done / progress.total) if progress.total else 100
    return f"{escape(said)}\n\n`{'█' * filled}{'░' * (_BAR - filled)}` {percent}\u00a0%"


def result(planned: ContactImport, rows: Sequence[ImportRow], reader: Reader) -> str:
    """How a run ended: how many rows ended how, and the first ones that did not go well."""
    texts = import_texts_in(reader.language)
    heading = texts.finished if planned.state is ImportState.DONE else texts.title
    if planned.state is ImportState.UNDONE:
        heading = texts.title
    tail = []
    if planned.stop is not None:
        tail = [f"⚠ {escape(texts.stopped[planned.stop])}"]
    elif planned.state is ImportState.UNDONE:
        tail = [f"*{escape(texts.states[planned.state])}*"]
    failed = [row for row in rows if row.state is RowState.FAILED]
    for_review = [row for row in rows if row.is_for_review]
    parts = [
        f"**{escape(heading.format(file=_shown(planned.file_name)))}**",
        "\n".join(f"- {escape(line)}" for line in _tally(rows, reader)),
        _sample(failed[:SAMPLE_ROWS], len(failed), planned, reader) if failed else "",
        _review(for_review, reader) if for_review else "",
        *tail,
    ]
    return "\n\n".join(part for part in parts if part)


def _review(rows: Sequence[ImportRow], reader: Reader) -> str:
    """The first contacts that their owner is to look at, each with the way to it, and what can be done."""
    texts = import_texts_in(reader.language)
    lines = [f"- {_to_look_at(row, reader)}" for row in rows[:REVIEW_ROWS]]
    if len(rows) > REVIEW_ROWS:
        lines.append(f"- {escape(texts.more.format(count=len(rows) - REVIEW_ROWS))}")
    heading = f"**{escape(texts.review)}**"
    return "\n\n".join([heading, "\n".join(lines), escape(texts.review_action)])


def _to_look_at(row: ImportRow, reader: Reader) -> str:
    texts = import_texts_in(reader.language)
    contact = row.seen
    record = contact.record_url if contact else None
    label = texts.review_record.format(id=row.contact_id or "")
    way = link(label, record or "", hosts=RECORD_HOSTS) or escape(label)
    reason = escape(texts.reasons[row.reason]) if row.reason else ""
    return _BETWEEN.join(part for part in (f"**{_cell(row.name or row.email)}**", way, reason) if part)


def _about(planned: ContactImport, reader: Reader) -> str:
    texts = import_texts_in(reader.language)
    rows = sum(planned.counts.values())
    if planned.source == "vcard":
        return texts.cards.format(rows=rows, encoding=planned.encoding)
    if planned.source == "addresses":
        return texts.addresses.format(rows=rows, encoding=planned.encoding)
    if planned.source == "workbook":
        return texts.sheet.format(rows=rows, sheet=planned.sheet)
    delimiter = texts.delimiters[planned.delimiter]
    return texts.table.format(rows=rows, encoding=planned.encoding, delimiter=delimiter)


def _kind(verdict: Verdict, planned: ContactImport, samples: Samples, reader: Reader) -> str:
    count = planned.counts[verdict]
    texts = import_texts_in(reader.language)
    heading = f"**{escape(texts.labelled.format(label=texts.verdicts[verdict], value=count))}**"
    shown = samples.get(verdict, ())
    return f"{heading}\n\n{_sample(shown, count, planned, reader)}" if shown else heading


def _sample(rows: Sequence[ImportRow], count: int, planned: ContactImport, reader: Reader) -> str:
    texts = import_texts_in(reader.language)
    lines = [f"- {_row(row, planned, reader)}" for row in rows]
    if count > len(rows):
        lines.append(f"- {escape(texts.more.format(count=count - len(rows)))}")
    return "\n".join(lines)


def _row(row: ImportRow, planned: ContactImport, reader: Reader) -> str:
    place = escape(place_of(row.number, planned, reader.language))
    name = f"**{_cell(row.name)}**" if row.name else ""
    said = [part for part in (place, name, *_said(row, reader)) if part]
    details = details_of(row, planned, reader.language)
    return _BETWEEN.join([*said, *([escape(details)] if details else [])])


def _said(row: ImportRow, reader: Reader) -> Iterator[str]:
    """What a row would store: before and after for an update, the values themselves for a new contact."""
    names = [name for name in row.values if name not in {"firstname", "lastname"} or not row.is_new]
    for name in names[:_MOST_VALUES]:
        value = _cell(reader.value(name, row.values[name]))
        if row.verdict is Verdict.UPDATE:
            before = _cell(reader.value(name, row.before[name])) if row.before.get(name) else "∅"
            labelled = import_texts_in(reader.language).labelled
            yield labelled.format(label=escape(reader.label(name)), value=f"{before} → **{value}**")
        elif value != _cell(row.name):
            yield value
    if len(names) > _MOST_VALUES:
        yield "…"


def _columns(columns: Sequence[Column], reader: Reader) -> Iterator[str]:
    if not columns:
        return
    texts = import_texts_in(reader.language)
    used = _BETWEEN.join(_column(column, reader) for column in columns if not column.ignored)
    yield f"**{escape(texts.columns)}**\n\n{used}"
    ignored = [f"- {_column(column, reader)}" for column in columns if column.ignored]
    if ignored:
        yield "\n".join(ignored)
    yield escape(texts.empty_cells)


def _column(column: Column, reader: Reader) -> str:
    heading = _cell(column.heading) or "∅"
    if column.ignored:
        return f"{heading} — *{escape(import_texts_in(reader.language).ignored[column.ignored])}*"
    names = _WHOLE_NAMES.get(column.property, (column.property,))
    return f"{heading} → {escape(', '.join(reader.label(name) for name in names))}"


def _tally(rows: Sequence[ImportRow], reader: Reader) -> Iterator[str]:
    texts = import_texts_in(reader.language)
    states = Counter(row.state for row in rows)
    done = Counter(row.verdict for row in rows if row.state is RowState.DONE)
    verdicts = Counter(row.verdict for row in rows)
    counts = [
        (texts.created, done[Verdict.NEW]),
        (texts.updated, done[Verdict.UPDATE]),
        (texts.undone, states[RowState.UNDONE]),
        *_kept(rows, reader),
        (texts.failed, states[RowState.FAILED]),
        (texts.unsettled, states[RowState.SENT] + states[RowState.UNKNOWN]),
        (texts.waiting, states[RowState.WAITING]),
    ]
    yield from (sentence.format(count=count) for sentence, count in counts if count)
    for verdict in (Verdict.SAME, Verdict.DUPLICATE, Verdict.INVALID):
        if verdicts[verdict]:
            yield texts.labelled.format(label=texts.verdicts[verdict], value=verdicts[verdict])


def _kept(rows: Sequence[ImportRow], reader: Reader) -> Iterator[tuple[str, int]]:
    """Rows that were not taken back, by their reason; those of older releases have none."""
    texts = import_texts_in(reader.language)
    for reason, count in Counter(row.reason for row in rows if row.state is RowState.KEPT).items():
        because = texts.kept_because.replace("{reason}", texts.reasons[reason]) if reason else texts.kept
        yield because, count


def _cell(text: str) -> str:
    return escape_line(text, limit=_VALUE_LENGTH, cut_off="…")


def _shown(file_name: str) -> str:
    return file_name if len(file_name) <= _VALUE_LENGTH else f"{file_name[:_VALUE_LENGTH]}…"
