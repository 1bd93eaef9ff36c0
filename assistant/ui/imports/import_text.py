"""Imports as Markdown for Chainlit: the preview, the progress and the result; pure.

Everything that comes from the file passes `escape_line`, so that it shows as the text it is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.files.import_progress import Progress
from assistant.files.import_rows import (
    ContactImport,
    ImportOutcome,
    ImportRow,
    ImportState,
    RowState,
    Verdict,
)
from assistant.files.result_file import details_of, kind_name, place_of
from assistant.language.texts import import_texts_in
from assistant.ui.cards.card_text import RECORD_HOSTS
from assistant.ui.cards.markdown import escape, escape_line, link, shorten
from assistant.ui.cards.query_text import in_number
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.column_text import cell_text, columns_told

SAMPLE_ROWS = 3
"""Rows of each kind that a preview shows."""

REVIEW_ROWS = 5
"""Contacts that a result names for its owner to look at; the file names them all."""

_BAR = 20
_VALUE_LENGTH = 60
_DETAILS_LENGTH = 300
_MOST_VALUES = 4
_BETWEEN = "\u00a0· "


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value that a row would store; of an update with the property's label and what is there before."""

    value: str
    label: str = ""
    before: str = ""


Samples = Mapping[Verdict, Sequence[ImportRow]]


def preview(planned: ContactImport, samples: Samples, reader: Reader) -> str:
    """What an import would do: how much of each kind, its first rows, and what becomes of the columns."""
    texts = import_texts_in(reader.language)
    sections = [_kind(verdict, planned, samples, reader) for verdict in Verdict if verdict in planned.counts]
    parts = [
        f"**{escape(texts.title.format(file=shown_name(planned.file_name)))}**\n\n{escape(about(planned, reader))}",
        *sections,
        *columns_told(planned, reader),
        *_choices(planned, reader),
        f"*{escape(texts.nothing_written if planned.to_write else texts.nothing_to_do)}*",
    ]
    return "\n\n".join(parts)


def closed(planned: ContactImport, reader: Reader) -> str:
    """What has become of a preview that was never agreed to."""
    texts = import_texts_in(reader.language)
    heading = texts.title.format(file=shown_name(planned.file_name))
    return f"**{escape(heading)}**\n\n*{escape(texts.states[planned.state])}*"


def progress_line(planned: ContactImport, progress: Progress, reader: Reader) -> str:
    """How far a run has come, in numbers and as a bar."""
    texts = import_texts_in(reader.language)
    sentence = texts.taking_back if progress.undo else texts.importing
    said = sentence.format(file=shown_name(planned.file_name), done=progress.done, total=progress.total)
    filled = round(_BAR * progress.done / progress.total) if progress.total else _BAR
    percent = round(100 * progress.done / progress.total) if progress.total else 100
    bar = f"{escape(said)}\n\n`{'█' * filled}{'░' * (_BAR - filled)}` {percent}\u00a0%"
    return f"{bar}\n\n{escape(texts.stopping)}" if progress.stopping else bar


def result(planned: ContactImport, outcome: ImportOutcome, reader: Reader) -> str:
    """How a run ended: how many rows ended how, and the first ones that did not go well."""
    texts = import_texts_in(reader.language)
    heading = texts.finished if planned.state is ImportState.DONE else texts.title
    tail = []
    if planned.stop is not None:
        tail = [f"⚠ {escape(texts.stopped[planned.stop])}"]
    elif planned.state is ImportState.UNDONE:
        tail = [f"*{escape(texts.states[planned.state])}*"]
    failed = outcome.in_state(RowState.FAILED)
    tally = (texts.labelled.format(label=label, value=count) for label, count in tally_of(outcome, reader))
    parts = [
        f"**{escape(heading.format(file=shown_name(planned.file_name)))}**",
        "\n".join(f"- {escape(line)}" for line in tally),
        _sample(outcome.failed[:SAMPLE_ROWS], failed, planned, reader) if failed else "",
        _review(outcome.for_review, reader) if outcome.for_review else "",
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
    return _BETWEEN.join(part for part in (f"**{cell_text(row.name or row.email)}**", way, reason) if part)


def about(planned: ContactImport, reader: Reader) -> str:
    """How many rows a file has, and of which sheet; its encoding only where that is not sure."""
    texts = import_texts_in(reader.language)
    counts = {"vcard": texts.card_count, "addresses": texts.address_count}
    parts = [in_number(sum(planned.counts.values()), counts.get(planned.source, texts.row_count), reader)]
    if planned.source == "workbook":
        parts.append(texts.sheet.format(sheet=planned.sheet))
    if planned.in_doubt:
        parts.append(planned.encoding)
    return " · ".join(parts)


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
    name = f"**{cell_text(row.name)}**" if row.name else ""
    said = [part for part in (place, name, *(_value(one, reader) for one in values_of(row, reader))) if part]
    details = details_of(row, planned, reader.language)
    return _BETWEEN.join(
        [*said, *([escape_line(details, limit=_DETAILS_LENGTH, cut_off="…")] if details else [])]
    )


def _value(shown: ShownValue, reader: Reader) -> str:
    if not shown.label:
        return cell_text(shown.value)
    change = f"{cell_text(shown.before)} → **{cell_text(shown.value)}**"
    return import_texts_in(reader.language).labelled.format(label=escape(shown.label), value=change)


def values_of(row: ImportRow, reader: Reader) -> Iterator[ShownValue]:
    """What a row would store: before and after for an update, the values themselves for a new contact."""
    names = [name for name in row.values if name not in {"firstname", "lastname"} or not row.is_new]
    for name in names[:_MOST_VALUES]:
        value = shorten(reader.value(name, row.values[name]), _VALUE_LENGTH)
        if row.verdict is Verdict.UPDATE:
            before = (
                shorten(reader.value(name, row.before[name]), _VALUE_LENGTH) if row.before.get(name) else "∅"
            )
            yield ShownValue(value, reader.label(name), before)
        elif value != row.name:
            yield ShownValue(value)
    if len(names) > _MOST_VALUES:
        yield ShownValue("…")


def _choices(planned: ContactImport, reader: Reader) -> Iterator[str]:
    """What else can be chosen, and is offered as buttons below."""
    texts = import_texts_in(reader.language)
    if lines := planned.lines_beside:
        yield escape(texts.left_lines.format(count=lines))
    if planned.hidden_rows:
        yield escape(texts.hidden_rows.format(count=planned.hidden_rows))
    if kinds := left_kinds(planned, reader):
        yield escape(kinds)
    if planned.without_email:
        yield escape(without_email_told(planned, reader))
    if planned.left_cells:
        yield escape(texts.left_cells.format(count=planned.left_cells))
    if planned.further_emails:
        yield escape(texts.further_emails.format(count=planned.further_emails))
    if planned.in_doubt:
        samples = (
            f"- {cell_text(one.encoding)}: {cell_text(', '.join(one.words))}" for one in planned.in_doubt
        )
        yield "\n".join([f"⚠ {escape(texts.encoding_doubt)}\n", *samples])


def without_email_told(planned: ContactImport, reader: Reader) -> str:
    """How many rows have no address, and what can be done about them."""
    texts = import_texts_in(reader.language)
    return f"{in_number(planned.without_email, texts.addressless, reader)} {texts.addressless_how}"


def left_kinds(planned: ContactImport, reader: Reader) -> str:
    """Which lines of cards are not taken, and of how many cards; ``""`` where all are."""
    texts = import_texts_in(reader.language)
    counts: Counter[str] = Counter()
    for one in planned.left_kinds:
        counts[kind_name(one, reader.language)] = max(one.cards, counts[kind_name(one, reader.language)])
    kinds = ", ".join(texts.left_kind.format(kind=kind, count=count) for kind, count in counts.most_common())
    return texts.left_kinds.format(kinds=kinds) if kinds else ""


def tally_of(outcome: ImportOutcome, reader: Reader) -> Iterator[tuple[str, int]]:
    """How many rows ended how, each with its label; kinds without any are left out."""
    texts = import_texts_in(reader.language)
    counts = [
        (texts.created, outcome.done(Verdict.NEW)),
        (texts.updated, outcome.done(Verdict.UPDATE)),
        (texts.undone, outcome.in_state(RowState.UNDONE)),
        *_kept(outcome.kept, reader),
        (texts.failed, outcome.in_state(RowState.FAILED)),
        (texts.unsettled, outcome.in_state(RowState.SENT, RowState.UNKNOWN)),
        (texts.waiting, outcome.in_state(RowState.WAITING)),
        *(
            (texts.verdicts[verdict], outcome.judged(verdict))
            for verdict in (Verdict.SAME, Verdict.DUPLICATE, Verdict.INVALID)
        ),
    ]
    yield from ((label, count) for label, count in counts if count)


def _kept(rows: Sequence[ImportRow], reader: Reader) -> Iterator[tuple[str, int]]:
    """Rows that were not taken back, by their reason; those of older releases have none."""
    texts = import_texts_in(reader.language)
    for reason, count in Counter(row.reason for row in rows).items():
        because = texts.kept_because.replace("{reason}", texts.reasons[reason]) if reason else texts.kept
        yield because, count


def shown_name(file_name: str) -> str:
    """A file's name, as much of it as a line holds."""
    return file_name if len(file_name) <= _VALUE_LENGTH else f"{file_name[:_VALUE_LENGTH]}…"
